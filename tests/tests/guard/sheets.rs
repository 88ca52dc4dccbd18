//! Settlement sheets as papers, chat and the national platform write them, from `tests/sheets/`: what must
//! come out of each. Must not know how a sheet is read.
use mingbai_engine::Sheet;
use mingbai_policy::{Fen, LayerId, Tables};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("sheets")
}

/// Returns the amounts read, each behind the name that the list gives it.
fn lines(tables: &Tables, sheet: &Sheet) -> BTreeMap<String, String> {
    let whole = [
        ("total", sheet.total),
        ("in_scope", sheet.in_scope),
        ("deductible", sheet.deductible),
        ("pays", sheet.pays),
        ("hospital", sheet.hospital),
        ("account", sheet.account),
        ("family", sheet.family),
        ("cash", sheet.cash),
    ];
    let id = |layer: LayerId| tables.vocabulary.layers[layer.index()].name.id.clone();
    let said = |(name, fen): (&str, Option<Fen>)| Some((name.to_owned(), fen?.to_string()));
    let paid = sheet.paid.iter();
    let paid = paid.map(|(layer, fen)| (id(*layer), fen.to_string()));
    whole.into_iter().filter_map(said).chain(paid).collect()
}

fn check(tables: &Tables, expected: &toml::Table) {
    let name = expected["file"].as_str().expect("a file");
    let bytes = fs::read(folder().join(name)).expect("a file");
    let read = mingbai_intake::read_sheet(tables, &bytes);
    if let Some(field) = expected.get("refuses") {
        let error = read.expect_err(name);
        assert_eq!(Some(error.field.as_str()), field.as_str(), "{name}");
        return;
    }
    let sheet = read.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let wanted = expected["lines"].as_table().expect("amounts").iter();
    let wanted = wanted.map(|(name, fen)| (name.clone(), fen.as_str().expect("text").to_owned()));
    assert_eq!(lines(tables, &sheet), wanted.collect(), "{name}: {sheet:?}");
    let unused = expected.get("unused").and_then(toml::Value::as_array);
    for words in unused.into_iter().flatten() {
        let words = words.as_str().expect("text");
        let listed = sheet.others.iter().any(|line| line.text.contains(words));
        assert!(listed, "{name}: {words} is not in {:?}", sheet.others);
    }
    let counts = sheet.others.iter().any(|line| line.counts);
    assert_eq!(
        Some(counts),
        expected["counts"].as_bool(),
        "{name}: {:?}",
        sheet.others
    );
}

#[test]
fn every_habit_of_sheets_is_read() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let text = fs::read_to_string(folder().join("expected.toml")).expect("the list");
    let list: toml::Table = text.parse().expect("TOML");
    let sheets = list["sheet"].as_array().expect("a list");
    let sheets: Vec<&toml::Table> = sheets.iter().filter_map(toml::Value::as_table).collect();
    sheets.iter().for_each(|sheet| check(&tables, sheet));
    let listed = |name: &str| sheets.iter().any(|it| it["file"].as_str() == Some(name));
    for entry in fs::read_dir(folder()).expect("the folder") {
        let name = entry.expect("a file").file_name().into_string();
        let name = name.expect("UTF-8");
        assert!(name == "expected.toml" || listed(&name), "{name}");
    }
}
