//! Answers that were once wrong, found by the long run, in tables small enough to be read.
mod authored;

#[test]
fn what_no_document_settles_is_one_of_the_two() {
    let authored = authored::with("unclear.toml", include_str!("regressions/unclear.toml"));
    let cases = authored.cases.iter();
    let mut run = 0;
    for case in cases.filter(|case| case.file.ends_with("unclear.toml")) {
        run += 1;
        if let Err(difference) = mingbai_cli::cases::run(&authored.tables, case) {
            panic!("{}: {difference}", case.name);
        }
    }
    assert_eq!(run, 3);
}
