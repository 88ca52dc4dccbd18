//! The documents are true: paths and targets that they name exist, and `GLOSSARY.md` has every word
//! of the tables, of the interface and of the code that it claims. Must not know prose.
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "MEASUREMENTS.md",
    "README.md",
    "docs/README.md",
    "interface/README.md",
    "policies/README.md",
    "serve/README.md",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn text(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns the texts between backticks in a line.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Returns the text of every file below a folder whose name ends in `end`.
fn below(folder: &str, end: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(end) {
                found.push(text(&path));
            }
        }
    }
    found
}

#[test]
fn every_path_a_document_names_exists() {
    let folders = [
        "src/",
        "tests/",
        "policies/",
        "interface/",
        "public/",
        "serve/",
        "tools/",
    ];
    let mut lost = Vec::new();
    for document in DOCUMENTS {
        for span in text(document).lines().flat_map(spans) {
            let path = span.split(['*', ' ', ':']).next().unwrap_or_default();
            if folders.iter().any(|it| path.starts_with(it)) && !root().join(path).exists() {
                lost.push(format!("{document}: {span}"));
            }
        }
    }
    assert!(lost.is_empty(), "not there: {lost:#?}");
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut lost = Vec::new();
    for document in DOCUMENTS {
        let folder = root().join(document);
        let folder = folder.parent().expect("a folder");
        for link in text(document).split("](").skip(1) {
            let link = link.split([')', '#']).next().unwrap_or_default();
            // `make screens` draws the pictures.
            let drawn = link.ends_with(".png");
            if !link.is_empty() && !link.contains("://") && !drawn && !folder.join(link).exists() {
                lost.push(format!("{document}: {link}"));
            }
        }
    }
    assert!(lost.is_empty(), "not there: {lost:#?}");
}

#[test]
fn every_make_target_a_document_names_is_one() {
    let makefile = text("Makefile");
    let mut lost = Vec::new();
    for document in DOCUMENTS {
        let document_text = text(document);
        let lines = document_text
            .lines()
            .filter(|line| line.starts_with("make "));
        let named = document_text.lines().flat_map(spans).chain(lines);
        for target in named.filter_map(|span| span.strip_prefix("make ")) {
            let target = target.split([' ', '#']).next().unwrap_or_default();
            if !makefile
                .lines()
                .any(|line| line.starts_with(&format!("{target}:")))
            {
                lost.push(format!("{document}: make {target}"));
            }
        }
    }
    assert!(lost.is_empty(), "no such targets: {lost:#?}");
}

/// Returns the words in one column of the glossary's tables of five columns.
fn column(at: usize) -> BTreeSet<String> {
    let glossary = text("GLOSSARY.md");
    let rows = glossary.lines().filter(|line| line.starts_with('|'));
    let cells = rows.map(|row| row.trim_matches('|').split('|').collect::<Vec<_>>());
    let cells = cells.filter(|cells| cells.len() == 5);
    let cells = cells.filter_map(|cells| cells.get(at).map(|cell| (*cell).to_owned()));
    let words: BTreeSet<String> = cells
        .flat_map(|cell| spans(&cell).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(
        words.len() > 50,
        "column {at} of GLOSSARY.md has {} words",
        words.len()
    );
    words
}

#[test]
fn the_glossary_names_only_what_the_code_has() {
    let code = below("src", ".rs").concat();
    let known: BTreeSet<&str> = code
        .split(|it: char| !it.is_alphanumeric() && it != '_')
        .collect();
    let lost: Vec<String> = column(2)
        .into_iter()
        .filter(|name| !name.split("::").all(|part| known.contains(part)))
        .collect();
    assert!(
        lost.is_empty(),
        "GLOSSARY.md names what no file in src has: {lost:?}"
    );
}

/// Collects the keys of a TOML value. A worked case is a visit and an answer: its keys belong to
/// the interface.
fn keys(value: &toml::Value, found: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                found.insert(key.clone());
                if key != "case" {
                    keys(value, found);
                }
            }
        }
        toml::Value::Array(all) => all.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn the_glossary_has_every_key_of_the_tables() {
    let mut used = BTreeSet::new();
    for file in below("policies", ".toml") {
        keys(&toml::from_str(&file).expect("TOML"), &mut used);
    }
    let named: BTreeSet<String> = column(3)
        .iter()
        .flat_map(|word| word.split('.').map(str::to_owned))
        .collect();
    let lost: Vec<&String> = used.difference(&named).collect();
    assert!(lost.is_empty(), "not in GLOSSARY.md: {lost:?}");
    let author = below("src/policy/src", ".rs").concat();
    let unknown: Vec<&String> = named
        .iter()
        .filter(|word| !author.contains(&format!("\"{word}\"")))
        .collect();
    assert!(unknown.is_empty(), "no table takes these: {unknown:?}");
}

/// Collects the names of every property that a schema describes, and the words of its choices.
fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Object(own)) = members.get("properties") {
                found.extend(own.keys().cloned());
            }
            if let Some(Value::Array(choices)) = members.get("enum") {
                let words = choices.iter().filter_map(Value::as_str);
                let words =
                    words.filter(|it| it.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
                found.extend(words.map(str::to_owned));
            }
            members.values().for_each(|it| properties(it, found));
        }
        Value::Array(all) => all.iter().for_each(|it| properties(it, found)),
        _ => {}
    }
}

#[test]
fn the_glossary_has_every_field_of_the_interface() {
    let mut described = BTreeSet::new();
    let mut schemas = String::new();
    for name in ["visit", "answer", "error"] {
        let schema = text(format!("interface/{name}.schema.json"));
        properties(
            &serde_json::from_str(&schema).expect("JSON"),
            &mut described,
        );
        schemas.push_str(&schema);
    }
    let named = column(4);
    let choices = column(3);
    let lost: Vec<&String> = described
        .difference(&named)
        .filter(|word| !choices.contains(*word))
        .collect();
    assert!(lost.is_empty(), "not in GLOSSARY.md: {lost:?}");
    let unknown: Vec<&String> = named
        .iter()
        .filter(|word| !schemas.contains(*word))
        .collect();
    assert!(unknown.is_empty(), "in no schema: {unknown:?}");
}

#[test]
fn the_glossary_has_every_field_of_the_national_interface() {
    let glossary = text("GLOSSARY.md");
    let tables = mingbai_tables::load().expect("shipped tables");
    let lost: Vec<&String> = (tables.vocabulary.layers.iter())
        .filter_map(|layer| layer.field.as_ref())
        .filter(|field| !glossary.contains(&format!("| `{field}` |")))
        .collect();
    assert!(lost.is_empty(), "not in GLOSSARY.md: {lost:?}");
}
