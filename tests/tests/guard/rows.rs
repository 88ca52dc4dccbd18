//! Every row of the five documents, and of the facts of 2022 to 2026, is a rule, or is listed as
//! read and not a rule. Must not know what a rule says.
use std::collections::BTreeSet;

/// Returns the rows that the cites of the shipped tables claim, of any fact list.
fn cited() -> BTreeSet<String> {
    let tables = mingbai_tables::load().expect("shipped tables");
    tables
        .cites
        .iter()
        .flat_map(|cite| cite.rows.iter().cloned())
        .collect()
}

/// Returns the rows of `all` that a cite claims, or that the authors' manual lists as no rule.
fn found<'a>(all: impl IntoIterator<Item = &'a String>) -> BTreeSet<String> {
    let readme = include_str!("../../../policies/README.md");
    let cited = cited();
    all.into_iter()
        .filter(|row| cited.contains(*row) || readme.contains(*row))
        .cloned()
        .collect()
}

#[test]
fn all_98_rows_are_answered_for() {
    let counts = [(0, 37), (1, 13), (2, 14), (3, 21), (4, 13)];
    let all: BTreeSet<String> = counts
        .iter()
        .flat_map(|(document, rows)| (1..=*rows).map(move |row| format!("S{document}-{row:02}")))
        .collect();
    assert_eq!(all.len(), 98);
    let found = found(&all);
    let missing: Vec<&String> = all.difference(&found).collect();
    assert!(
        missing.is_empty(),
        "{} rows are neither rules nor listed: {missing:?}",
        missing.len()
    );
}

/// Rows of the facts of 2022 to 2026: those to be found, and those that are not entered yet.
struct Rows2026 {
    entered: BTreeSet<String>,
    pending: BTreeSet<String>,
}

fn rows_2026() -> Rows2026 {
    let mut rows = Rows2026 {
        entered: BTreeSet::new(),
        pending: BTreeSet::new(),
    };
    for line in include_str!("rows_2026.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (kind, row) = match line.strip_prefix("pending ") {
            Some(rest) => (&mut rows.pending, rest),
            None => (&mut rows.entered, line),
        };
        let (id, about) = row
            .split_once(' ')
            .expect("an id, and what the row is about");
        assert!(!about.is_empty(), "{line}");
        assert!(kind.insert(id.to_owned()), "{id} stands twice");
    }
    rows
}

#[test]
fn every_row_of_2022_to_2026_is_answered_for() {
    let Rows2026 { entered, pending } = rows_2026();
    assert_eq!(entered.len() + pending.len(), 98, "rows of the file");
    assert!(entered.is_disjoint(&pending), "a row stands once");

    let found = found(entered.iter().chain(&pending));
    let missing: Vec<&String> = entered.difference(&found).collect();
    assert!(
        missing.is_empty(),
        "{} rows are neither rules nor listed: {missing:?}",
        missing.len()
    );
    let done: Vec<&String> = pending.intersection(&found).collect();
    assert!(
        done.is_empty(),
        "entered, so no longer pending in rows_2026.txt: {done:?}"
    );
    // A slip of the pen in a table's `rows` claims nothing.
    let strange: Vec<String> = cited()
        .into_iter()
        .filter(|row| row.starts_with('T') && !entered.contains(row) && !pending.contains(row))
        .collect();
    assert!(strange.is_empty(), "rows that no list holds: {strange:?}");
}
