//! Tests when rules begin and end as an author writes it. Must not know a visit.
#![cfg(feature = "author")]
#![allow(clippy::unwrap_used)]

use mingbai_policy::{Day, Span, author};

const TEXT: &str = r#"
region = [{ id = "nation", name = "全国", level = "nation" }]
layer_name = [{ id = "basic", name = "基本医保" }]
table = { id = "t", name = "表", place = "全国", TABLE, checked = "unknown" }
source = [{ id = "s", title = "文件", issuer = "unknown", date = "2023", grade = "reported" }]
layer = [{ layer = "基本医保", RULE share = "60%", cite = { source = "s", at = "1" } }]
"#;

/// Reads a table with one layer; `until` of the table and of the layer are as expected.
#[track_caller]
fn check(table: &str, rule: &str, expected: [Option<(u16, u8, u8)>; 2]) {
    let text = TEXT.replace("TABLE", table).replace("RULE", rule);
    let read = author::read_files(&[("t.toml".to_owned(), text)]).unwrap();
    let table = &read.tables.tables[0];
    let last = |span: Span| span.until;
    let found = [last(table.span), last(table.layers[0].rule.span)];
    let day = |(year, month, day)| Day::new(year, month, day);
    assert_eq!(found, expected.map(|it| it.map(day)), "{rule}");
}

#[test]
fn without_until_a_row_goes_on() {
    check("from = \"2023-01-01\"", "", [None, None]);
    check(
        "from = \"2023-01-01\"",
        "from = \"2024-05-01\",",
        [None, None],
    );
}

#[test]
fn a_row_that_does_not_say_on_counts_to_the_end_of_its_year() {
    let end = |year| Some((year, 12, 31));
    let unknown = "until = \"unknown\",";
    check("from = \"2023-01-01\"", unknown, [None, end(2023)]);
    check(
        "from = \"2023-01-01\"",
        "from = \"2024-05-01\", until = \"unknown\",",
        [None, end(2024)],
    );
    check(
        "from = \"2023-03-01\", until = \"unknown\"",
        "",
        [end(2023), end(2023)],
    );
    // The table ends earlier, so the row does.
    check(
        "from = \"2023-01-01\", until = \"2023-06-30\"",
        unknown,
        [Some((2023, 6, 30)), Some((2023, 6, 30))],
    );
    // Nothing is known of when the row begins either.
    check("from = \"unknown\"", unknown, [None, None]);
}
