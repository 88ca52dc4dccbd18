//! Rule books of real cities and of one product, as tables and cases in `tests/rulebooks/`: what
//! the language of the tables can say of a whole book comes out as the book's arithmetic does. None
//! of them ships.
use crate::authored;
use std::collections::BTreeMap;

#[test]
fn every_case_of_a_rule_book_comes_out_as_its_arithmetic() {
    let authored = authored::beside("tests/rulebooks");
    let of_a_book = |file: &str| file.contains("/tests/rulebooks/");
    let cases = authored.cases.iter().filter(|case| of_a_book(&case.file));
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in cases {
        *tried.entry(&case.file).or_default() += 1;
        if let Err(difference) = mingbai_cli::cases::run(&authored.tables, case) {
            wrong.push(format!("{} ({}): {difference}", case.name, case.file));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let thin: Vec<_> = tried.iter().filter(|(_, cases)| **cases < 8).collect();
    assert!(thin.is_empty(), "fewer than 8 cases: {thin:?}");
    assert!(tried.len() >= BOOKS, "only {tried:?}");
}

/// The files of `tests/rulebooks/` that hold cases.
const BOOKS: usize = 10;
