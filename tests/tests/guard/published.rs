//! Published worked examples of other cities and products, as tables and cases in
//! `tests/published/`: what the language of the tables can say comes out as it was published. None
//! of them ships. Slips whose rule is not stated (C1, P1) carry a payment as printed, and O26 an
//! in-scope amount found from its own numbers. Two examples cannot be said: a deductible that a
//! family shares (I1), and 先行自付 of which half counts (O14).
use crate::authored;

#[test]
fn every_published_example_comes_out_as_it_was_published() {
    let authored = authored::beside("tests/published");
    let published = |file: &str| file.contains("/tests/published/");
    let cases = authored.cases.iter().filter(|case| published(&case.file));
    let mut tried = 0;
    let mut wrong = Vec::new();
    for case in cases {
        tried += 1;
        if let Err(difference) = mingbai_cli::cases::run(&authored.tables, case) {
            wrong.push(format!("{} ({}): {difference}", case.name, case.file));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(tried >= 90, "only {tried} cases were found");
}
