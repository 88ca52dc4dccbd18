//! Golden answers (interface/golden/): a visit, and the command's answer, byte for byte. `make
//! golden` writes the answers anew; read the changes before they are kept. Must not know how an
//! answer is computed.

use crate::command::mingbai;
use crate::schema::{faults, folder, open, strict};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The day on which the golden answers were asked for.
const TODAY: &str = "2026-11-29";

const VISIT: &str = ".visit.json";
const ANSWER: &str = ".answer.json";

/// Returns the names of the golden visits, in order.
fn names() -> Vec<String> {
    let files = fs::read_dir(folder().join("golden")).expect("interface/golden");
    let mut names = BTreeSet::new();
    for file in files {
        let file = file.expect("a file").file_name();
        let file = file.to_str().expect("a name").to_owned();
        let name = file.strip_suffix(VISIT).or(file.strip_suffix(ANSWER));
        names.insert(
            name.unwrap_or_else(|| panic!("{file}: what is it?"))
                .to_owned(),
        );
    }
    names.into_iter().collect()
}

fn path(name: &str, end: &str) -> PathBuf {
    folder().join("golden").join(format!("{name}{end}"))
}

fn text(name: &str, end: &str) -> String {
    let path = path(name, end);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(name: &str, end: &str) -> Value {
    serde_json::from_str(&text(name, end)).unwrap_or_else(|error| panic!("{name}{end}: {error}"))
}

#[test]
fn the_command_answers_as_it_did_byte_for_byte() {
    let mut other = Vec::new();
    for name in names() {
        let visit = path(&name, VISIT);
        let said = mingbai(
            &["answer", "--today", TODAY, visit.to_str().expect("a path")],
            b"",
        );
        let errors = String::from_utf8_lossy(&said.stderr);
        assert!(said.status.success(), "{name}: {errors}");
        let (was, now) = (text(&name, ANSWER), String::from_utf8_lossy(&said.stdout));
        if was != now {
            let lines = was.lines().zip(now.lines());
            let first = (1..).zip(lines).find(|(_, (was, now))| was != now);
            other.push(match first {
                Some((at, (was, now))) => format!("{name}, line {at}: was {was}, is {now}"),
                None => format!("{name}: longer or shorter"),
            });
        }
    }
    assert!(
        other.is_empty(),
        "{} golden answers are others now; if all are meant: make golden\n{}",
        other.len(),
        other.join("\n")
    );
}

#[test]
fn they_are_as_the_schemas_say() {
    let (visit, answer) = (open("visit.schema.json"), strict("answer.schema.json"));
    let names = names();
    assert!(names.len() >= 20, "{}", names.len());
    for (at, name) in (1..).zip(&names) {
        assert!(
            name.starts_with(&format!("{at:02}-")),
            "{name} is number {at}"
        );
        assert_eq!(faults(&visit, &json(name, VISIT)), [""; 0], "{name}");
        assert_eq!(faults(&answer, &json(name, ANSWER)), [""; 0], "{name}");
    }
}

/// Returns a list of an answer's case.
fn list<'a>(answer: &'a Value, key: &str) -> &'a [Value] {
    let list = answer["case"][key].as_array();
    list.map_or(&[], Vec::as_slice)
}

fn condition<'a>(answer: &'a Value, question: &str) -> Option<&'a Value> {
    let mut all = list(answer, "conditions").iter();
    all.find(|it| it["question"] == question)
}

fn exact(answer: &Value) -> bool {
    answer["case"]["pays"].is_string()
}

/// A feature of the interface of which some golden answer must be an example.
type Example = (&'static str, fn(&Value, &Value) -> bool);
const SHOWN: &[Example] = &[
    ("one amount, nothing open", |_, answer| {
        exact(answer)
            && list(answer, "conditions").is_empty()
            && list(answer, "not_counted").is_empty()
    }),
    ("at least, with points beside it", |_, answer| {
        let points = condition(answer, "in_scope").map(|it| &it["points"]);
        exact(answer)
            && points
                .and_then(Value::as_array)
                .is_some_and(|it| it.len() >= 3)
    }),
    ("低保: 医疗救助 not counted", |visit, answer| {
        let aid = list(answer, "not_counted")
            .iter()
            .any(|it| it["name"] == "医疗救助");
        visit["person"]["groups"]["低保对象"] == true && exact(answer) && aid
    }),
    ("no table: blanks and what to say", |visit, answer| {
        let case = &answer["case"];
        visit["insured_in"] == "其他"
            && list(answer, "blanks").len() == 2
            && case["to_say"].is_string()
    }),
    ("figures of an earlier year, said first", |_, answer| {
        let old = |it: &Value| it["figures_of"]["open_ended"] == true;
        let layers = answer["layers"].as_array().map_or(&[][..], Vec::as_slice);
        answer["alerts"][0].is_string() && layers.iter().any(old)
    }),
    ("400 and 70% from the office", |visit, answer| {
        let local = &visit["local"];
        let said = local["基本医保.deductible"] == "400.00" && local["基本医保.share"] == "70%";
        said && exact(answer)
    }),
    ("before a bill: the rule alone", |visit, answer| {
        let case = &answer["case"];
        visit.get("bill").is_none()
            && case["pays"].is_null()
            && case["rule"] != ""
            && case.is_object()
    }),
    ("大病保险 pays", |_, answer| {
        let payers = list(answer, "payers").iter();
        exact(answer) && payers.filter(|it| it["name"] == "大病保险").count() == 1
    }),
    ("大病保险 taken as not reached", |_, answer| {
        exact(answer) && condition(answer, "catastrophic.deductible").is_some()
    }),
    ("a cap taken as not reached", |_, answer| {
        exact(answer) && condition(answer, "basic.cap").is_some()
    }),
    ("a group that would pay less", |_, answer| {
        condition(answer, "groups").is_some_and(|it| !it["others"].is_null())
    }),
    ("a hospital with a waiver", |visit, answer| {
        let waivers = answer["waivers"].as_array().expect("waivers");
        let waived = waivers
            .iter()
            .any(|it| it["verdict"] == "yes" && it["amount"].is_object());
        visit["hospital"] != "其他" && waived
    }),
    ("a child", |visit, answer| {
        visit["person"]["age"].as_u64().is_some_and(|age| age < 18) && answer["case"].is_object()
    }),
    ("outpatient, 高血压 and 糖尿病", |visit, answer| {
        let two = visit["disease"].as_array().is_some_and(|it| it.len() == 2);
        visit["care"] == "outpatient" && two && answer["case"].is_object()
    }),
    ("门诊慢特病", |visit, answer| {
        visit["care"] == "chronic_outpatient" && answer["case"].is_object()
    }),
    ("tables of 2020", |visit, answer| {
        visit["date"]
            .as_str()
            .is_some_and(|it| it.starts_with("2020"))
            && exact(answer)
    }),
    ("a sheet with what 基本医保 paid", |visit, answer| {
        visit["bill"]["paid"]["基本医保"].is_string() && exact(answer)
    }),
    ("a sheet with what is left to pay", |visit, answer| {
        visit["bill"]["self_pay"].is_string() && exact(answer)
    }),
    (
        "a receipt, which bounds what is in scope",
        |visit, answer| {
            let points = condition(answer, "in_scope").map(|it| &it["points"]);
            let bounded = points
                .and_then(Value::as_array)
                .is_some_and(|it| it.len() > 1);
            visit["bill"]["receipt"].is_object() && exact(answer) && bounded
        },
    ),
    (
        "a list of charges, from which it follows",
        |visit, answer| {
            let follows = condition(answer, "in_scope").is_none();
            visit["bill"]["charges"].is_object() && exact(answer) && follows
        },
    ),
    ("a year with earlier visits", |visit, answer| {
        visit["year_to_date"]["paid"].is_object() && exact(answer)
    }),
];

#[test]
fn one_amount_lies_within_all_that_may_be() {
    let fen = |value: &Value| {
        let text = value.as_str().expect("an amount");
        mingbai_policy::Fen::parse(text).expect(text)
    };
    let mut seen = 0;
    for name in names() {
        let answer = json(&name, ANSWER);
        if !exact(&answer) {
            continue;
        }
        let (pays, all) = (fen(&answer["case"]["pays"]), &answer["estimate"]);
        let (low, high) = (fen(&all["low"]), fen(&all["high"]));
        assert!(low <= pays && pays <= high, "{name}: {pays} of {all}");
        seen += 1;
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn there_is_one_of_everything() {
    let all: Vec<(Value, Value)> = names()
        .iter()
        .map(|name| (json(name, VISIT), json(name, ANSWER)))
        .collect();
    for (what, shows) in SHOWN {
        let found = all.iter().any(|(visit, answer)| shows(visit, answer));
        assert!(found, "no golden answer shows: {what}");
    }
    // `no_table` needs tables without the nation's, which is always in force.
    for why in ["ask", "employee", "someone_liable", "two_days", "too_open"] {
        let found = all.iter().any(|(_, answer)| answer["no_case"] == why);
        assert!(found, "no golden answer without a case: {why}");
    }
    // The facts that must be said first lead the questions of every answer without a case.
    let asked = all.iter().filter(|(_, answer)| answer["no_case"] == "ask");
    let asked: Vec<&str> = asked
        .flat_map(|(_, answer)| answer["ask"].as_array().expect("ask"))
        .filter_map(|it| it["question"].as_str())
        .collect();
    for question in [
        "insurance",
        "care",
        "enrolled",
        "premium_paid",
        "place",
        "hospital",
        "grade",
        "plan",
        "referred",
        "year_to_date",
        "disease",
        "answers.lb-drugs-only",
    ] {
        assert!(asked.contains(&question), "none asks {question}");
    }
}
