//! Answers that were once wrong, found by the long run, in tables small enough to read. Must not
//! know how they went wrong.
use crate::authored;

fn check(name: &str, text: &str, count: usize) {
    let authored = authored::with(name, text);
    let cases = authored.cases.iter();
    let mut run = 0;
    for case in cases.filter(|case| case.file.ends_with(name)) {
        run += 1;
        if let Err(difference) = mingbai_cli::cases::run(&authored.tables, case) {
            panic!("{}: {difference}", case.name);
        }
    }
    assert_eq!(run, count);
}

#[test]
fn what_no_document_settles_is_one_of_the_two() {
    check("unclear.toml", include_str!("regressions/unclear.toml"), 3);
}

#[test]
fn no_end_lies_further_out_than_rounding_goes() {
    check(
        "rounding.toml",
        include_str!("regressions/rounding.toml"),
        1,
    );
}

#[test]
fn an_end_may_lie_where_in_scope_money_runs_out() {
    check("bends.toml", include_str!("regressions/bends.toml"), 1);
}
