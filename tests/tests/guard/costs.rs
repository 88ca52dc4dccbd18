//! Figures that turn on the cost of the visit. Must not know how worlds are split.
use crate::authored;
use mingbai_engine::{Case, Stated, Visit, answer, case};
use mingbai_policy::author::Authored;
use mingbai_policy::{Fen, Tables};
use mingbai_wording::when_text;

const LIMIT: &str = include_str!("costs/limit.toml");

fn limit() -> Authored {
    authored::with("limit.toml", LIMIT)
}

/// Returns the visit of the case that has this in its name.
fn visit(authored: &Authored, name: &str) -> Visit {
    let mut cases = authored.cases.iter();
    let case = cases.find(|it| it.file.ends_with("limit.toml") && it.name.contains(name));
    let text = case.expect("such a case").visit.to_string();
    mingbai_intake::read(&authored.tables, text.as_bytes()).expect("a visit")
}

fn stated(tables: &Tables, visit: &Visit) -> Case {
    match case(tables, visit) {
        Ok(Stated::Case(case)) => *case,
        other => panic!("{other:?}"),
    }
}

#[test]
fn exactly_the_limit_is_not_above_and_an_open_amount_has_worlds_on_both_sides() {
    let authored = limit();
    let cases = authored.cases.iter();
    let mut tried = 0;
    for case in cases.filter(|case| case.file.ends_with("limit.toml")) {
        tried += 1;
        if let Err(difference) = mingbai_cli::cases::run(&authored.tables, case) {
            panic!("{}: {difference}", case.name);
        }
    }
    assert_eq!(tried, 5);
}

#[test]
fn a_case_shows_both_sides_of_the_jump() {
    let authored = limit();
    let found = stated(&authored.tables, &visit(&authored, "没说"));
    let at = |yuan: &str| {
        let fen = Fen::parse(yuan).expect("yuan");
        let mut points = found.points.iter();
        let point = points.find(|it| it.in_scope == Some(fen));
        let pays = point.expect(yuan).pays;
        assert_eq!(pays.low, pays.high, "{yuan}");
        pays.low.to_string()
    };
    assert_eq!(at("32000"), "3840.00");
    assert_eq!(at("30000.01"), "5599.99");
    assert_eq!(at("30000"), "8000.00");
    assert_eq!(at("28800"), "8960.00");
}

#[test]
fn without_a_bill_a_share_that_turns_on_the_cost_is_not_stated() {
    let authored = limit();
    let mut visit = visit(&authored, "刚好 3 万");
    visit.bill = None;
    let found = stated(&authored.tables, &visit);
    let brackets = |at: usize| found.rules[at].brackets.len();
    assert_eq!((brackets(0), brackets(2)), (1, 0));
    assert!(answer(&authored.tables, &visit).is_ok());
}

#[test]
fn the_limit_is_said_in_words() {
    let authored = limit();
    let tables = &authored.tables;
    let layers = tables.tables.iter().flat_map(|table| &table.layers);
    let mut variants = layers.flat_map(|layer| &layer.variants);
    let variant = variants.find(|it| it.when.turns_on_cost() && it.figures.cap.is_none());
    let said = when_text(tables, &variant.expect("a variant").when);
    assert_eq!(said.as_deref(), Some("普通门诊，这次总费用超过 1,000 元"));
}
