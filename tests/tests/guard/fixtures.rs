//! Permanent fixtures: the files of an earlier program open to the same visit and the same answer.
//! Changes made on purpose are listed in `changed.jsonl`, with the reason. Must not know how an
//! answer is computed.
use mingbai_intake::{link, write};
use mingbai_policy::Tables;
use mingbai_tests::fixtures::{Change, answered_beside_then, changes, unpack};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns the folders of every set that was ever made.
fn sets() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let sets = fs::read_dir(folder).expect("fixtures");
    let sets = sets.map(|it| it.expect("a folder").path());
    sets.filter(|it| it.is_dir()).collect()
}

fn text(set: &Path, name: &str) -> String {
    let path = set.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn lines(set: &Path, name: &str) -> Vec<Value> {
    let text = text(set, name);
    let lines = text.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("JSON lines")
}

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Returns a change as a person reads it.
fn describe_change(change: &Change) -> String {
    let now = change
        .now
        .as_ref()
        .map_or("nothing".into(), Value::to_string);
    format!("{}: was {}, is {now}", change.at, change.was)
}

/// Checks one set's answers against its list of changes. Returns the sentences that are not true.
fn wrong(tables: &Tables, set: &Path) -> Vec<String> {
    let parts = lines(set, "parts.jsonl");
    let listed = lines(set, "changed.jsonl");
    let mut wrong = Vec::new();
    for (number, line) in (1u64..).zip(lines(set, "answers.jsonl")) {
        let was = unpack(&parts, &line["answer"]).expect("every part");
        let found = changes(&was, &answered_beside_then(tables, &line["visit"]));
        let mine: Vec<_> = listed.iter().filter(|it| it["visit"] == number).collect();
        let expected: Vec<Value> = match mine.as_slice() {
            [] => Vec::new(),
            [one] => one["changes"].as_array().cloned().unwrap_or_default(),
            _ => panic!("{}: visit {number} is listed twice", set.display()),
        };
        if let [one] = mine.as_slice() {
            let why = one["why"].as_array().cloned().unwrap_or_default();
            let named = why
                .iter()
                .all(|it| it.as_str().is_some_and(|it| it.len() > 8));
            if why.is_empty() || !named || expected.is_empty() {
                wrong.push(format!(
                    "visit {number} is listed without what changed and why"
                ));
            }
        }
        let visit = &line["visit"];
        for change in &found {
            if !expected.contains(&change.write()) {
                wrong.push(format!(
                    "visit {number} {visit}\n  {}",
                    describe_change(change)
                ));
            }
        }
        for change in &expected {
            if !found.iter().any(|it| it.write() == *change) {
                wrong.push(format!("visit {number} {visit}\n  no longer so: {change}"));
            }
        }
    }
    let known = |it: &Value| {
        let count = lines(set, "answers.jsonl").len() as u64;
        it["visit"]
            .as_u64()
            .is_some_and(|it| (1..=count).contains(&it))
    };
    wrong.extend(
        listed
            .iter()
            .filter(|it| !known(it))
            .map(|it| format!("no such visit: {it}")),
    );
    wrong
}

#[test]
fn every_visit_gives_the_answer_it_gave() {
    let tables = tables();
    for set in sets() {
        let wrong = wrong(&tables, &set);
        assert!(
            wrong.is_empty(),
            "{}: {} sentences are no longer true; see tests/fixtures/README.md\n{}",
            set.display(),
            wrong.len(),
            wrong[..wrong.len().min(20)].join("\n")
        );
    }
}

#[test]
fn every_link_opens_to_the_visit_it_meant() {
    let tables = tables();
    for set in sets() {
        let mut count = 0;
        for line in text(&set, "links.txt").lines() {
            let (address, visit) = line.split_once(' ').expect("an address and a visit");
            let was: Value = serde_json::from_str(visit).expect("JSON");
            let text = address.split('/').nth(2).unwrap_or(address);
            let now = link::read(&tables, text);
            let now = now.unwrap_or_else(|error| panic!("{address} {visit}: {error}"));
            let found: Vec<String> = changes(&was, &write(&tables, &now))
                .iter()
                .map(describe_change)
                .collect();
            assert!(found.is_empty(), "{address}\n{}", found.join("\n"));
            count += 1;
        }
        assert_eq!(count, 200, "{}", set.display());
        assert_eq!(lines(&set, "answers.jsonl").len(), 200);
    }
}
