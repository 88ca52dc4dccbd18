//! Every row of the five documents is a rule, or is listed as read and not a rule. Must not know
//! what a rule says.
use std::collections::BTreeSet;

#[test]
fn all_98_rows_are_answered_for() {
    let counts = [(0, 37), (1, 13), (2, 14), (3, 21), (4, 13)];
    let all: BTreeSet<String> = counts
        .iter()
        .flat_map(|(document, rows)| (1..=*rows).map(move |row| format!("S{document}-{row:02}")))
        .collect();
    assert_eq!(all.len(), 98);
    let tables = mingbai_tables::load().expect("shipped tables");
    let readme = include_str!("../../../policies/README.md");
    let mut found: BTreeSet<String> = tables
        .cites
        .iter()
        .flat_map(|cite| cite.rows.iter().cloned())
        .collect();

    found.extend(all.iter().filter(|row| readme.contains(*row)).cloned());
    let missing: Vec<&String> = all.difference(&found).collect();
    assert!(
        missing.is_empty(),
        "{} rows are neither rules nor listed: {missing:?}",
        missing.len()
    );
}
