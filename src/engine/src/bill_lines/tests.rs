//! Small bills, line by line: what each line brings into the scope, and what stays open.
use super::*;
use crate::answer;
use crate::small_tables::{tables, tables_in_order, visit};
use mingbai_policy::{Insurance, Share};

const BY_LINE_UP: &str = r#"
[[class]]
id = "b"
name = "乙类"
first_self_pay = "10%"
rounding = "up"
@
"#;

/// Reads lines: `class amount`, each followed by `limit=…`, `own=…` or `x…` (pieces); `?` is an
/// unknown class.
fn lines(text: &str) -> Vec<BillLine> {
    let fen = |text: &str| Fen::parse(text).unwrap();
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let class = words.next().unwrap();
        let mut line = BillLine {
            name: None,
            class: (class != "?").then(|| class.to_owned()),
            amount: fen(words.next().unwrap()),
            quantity: 1,
            price_limit: None,
            first_self_pay: None,
        };
        for word in words {
            match word.split_once('=') {
                Some(("limit", at)) => line.price_limit = Some(fen(at)),
                Some(("own", share)) => line.first_self_pay = Share::parse(share).ok(),
                _ => line.quantity = word.trim_start_matches('x').parse().unwrap(),
            }
        }
        line
    };
    text.split(',').map(|it| line(it.trim())).collect()
}

fn billed(total: Option<&str>, text: &str) -> Visit {
    let mut visit = visit();
    visit.bill = Some(Bill {
        total: total.map(|it| Fen::parse(it).unwrap()),
        lines: lines(text),
        ..Bill::default()
    });
    visit
}

fn made(rules: &str, total: Option<&str>, text: &str) -> Result<Range, Contradiction> {
    let (tables, visit) = (tables(rules), billed(total, text));
    let with = with_lines(&tables, &visit)?;
    let bill = with.bill.as_ref().expect("a bill");
    assert!(bill.total.is_some());
    Ok(bill.said_in_scope().expect("an amount in scope"))
}

/// Checks the least and the most in scope, in yuan.
#[track_caller]
fn check(rules: &str, total: Option<&str>, text: &str, expected: (&str, &str)) {
    let expected = Range {
        low: Fen::parse(expected.0).unwrap(),
        high: Fen::parse(expected.1).unwrap(),
    };
    assert_eq!(made(rules, total, text), Ok(expected), "{text}");
}

#[track_caller]
fn exact(rules: &str, text: &str, expected: &str) {
    check(rules, None, text, (expected, expected));
}

#[test]
fn each_class_brings_its_part_within_its_price_limit() {
    exact("", "甲类 100", "100");
    exact("", "丙类 100", "0");
    exact(BY_LINE_UP, "乙类 100", "90");
    exact(
        BY_LINE_UP,
        "甲类 120 limit=100, 乙类 99.99 x3 limit=50, 丙类 50",
        "189.99",
    );
    exact(BY_LINE_UP, "甲类 120 limit=0", "0");
    exact(BY_LINE_UP, "乙类 99.99 x3 limit=20 own=50%", "30");
    exact(BY_LINE_UP, "乙类 0", "0");
    // 乙类 without 先行自付: of the line itself, or of the class.
    exact(BY_LINE_UP, "乙类 100.01 own=0%, 丙类 1", "100.01");
    let none = BY_LINE_UP.replace("\"10%\"", "\"0%\"");
    exact(&none, "乙类 100.01, 丙类 1", "100.01");
    exact(BY_LINE_UP, "乙类 0, 甲类 5", "5");
}

#[test]
fn first_self_pay_is_rounded_by_line_or_once_on_the_sum() {
    let twice = "乙类 1.01, 乙类 1.01";
    let rounded = |how: &str| BY_LINE_UP.replace("\"up\"", how);
    exact(BY_LINE_UP, twice, "1.80");
    exact(&rounded("\"up\"\nrounded_by = \"sum\""), twice, "1.81");
    exact(&rounded("\"half_up\""), twice, "1.82");
    exact(&rounded("\"down\"\nrounded_by = \"sum\""), twice, "1.82");
    let nearly = "乙类 1.09, 乙类 1.09";
    exact(&rounded("\"down\""), nearly, "1.98");
    exact(&rounded("\"down\"\nrounded_by = \"sum\""), nearly, "1.97");
    exact(
        &rounded("\"half_up\"\nrounded_by = \"sum\""),
        "乙类 1.03, 乙类 1.03",
        "1.85",
    );
    // The share of the line itself is summed with the others of its class.
    exact(
        &rounded("\"up\"\nrounded_by = \"sum\""),
        "乙类 1.01, 乙类 1.01 own=20%",
        "1.71",
    );
}

#[test]
fn what_is_not_known_of_a_line_leaves_a_range() {
    let between = BY_LINE_UP.replace("\"10%\"", "{ between = [\"5%\", \"20%\"] }");
    check("", None, "乙类 100", ("0", "100"));
    check(&between, None, "乙类 100, 甲类 1", ("81", "96"));
    check(BY_LINE_UP, None, "? 100 limit=60, 甲类 1", ("1", "61"));
    check(BY_LINE_UP, None, "放宽 100", ("0", "100"));
    // The class is unknown, and its rounding with it.
    check(BY_LINE_UP, None, "? 1.01 own=10%", ("0.90", "0.91"));
    check(BY_LINE_UP, Some("10"), "甲类 4", ("4", "10"));
    let missing = tables(BY_LINE_UP);
    let visit = billed(Some("200"), "放宽 50, 乙类 20, ? 3, 放宽 2, 放宽 9 own=30%");
    let said = answer(&missing, &visit)
        .expect("an answer")
        .lines
        .expect("lines");
    assert_eq!(said.unstated(), ["放宽"]);
    assert_eq!(said.without_class(), 1);
    assert_eq!(said.rest, Fen(11_600));
}

#[test]
fn the_order_of_lines_changes_nothing() {
    for by in ["line", "sum"] {
        let rules = BY_LINE_UP.replace("\"up\"", &format!("\"up\"\nrounded_by = \"{by}\""));
        let forwards = "乙类 1.01, 甲类 2, ? 3, 乙类 7.77, 丙类 1";
        let mut backwards: Vec<&str> = forwards.split(", ").collect();
        backwards.reverse();
        let backwards = backwards.join(", ");
        assert_eq!(made(&rules, None, forwards), made(&rules, None, &backwards));
    }
}

#[test]
fn lines_that_do_not_fit_the_bill_are_refused() {
    let above = made("", Some("9.99"), "甲类 5, 丙类 5");
    assert_eq!(above, Err(Contradiction::LinesAboveTotal));
    let tables = tables(BY_LINE_UP);
    let with = |in_scope: &str, text: &str| {
        let mut visit = billed(Some("100"), text);
        let bill = visit.bill.as_mut().expect("a bill");
        bill.in_scope = Fen::parse(in_scope).ok();
        let made = with_lines(&tables, &visit)?;
        Ok(made.bill.as_ref().and_then(Bill::said_in_scope))
    };
    assert_eq!(with("90", "乙类 100"), Ok(Some(Range::exact(Fen(9_000)))));
    assert_eq!(
        with("60", "乙类 50, ? 50"),
        Ok(Some(Range::exact(Fen(6_000))))
    );
    assert_eq!(with("91", "乙类 100"), Err(Contradiction::LinesDisagree));
    assert_eq!(with("44", "乙类 50"), Err(Contradiction::LinesDisagree));
}

#[test]
fn the_nearest_table_of_the_own_insurance_states_each_figure() {
    let nation = BY_LINE_UP;
    let province = "[[class]]\nid = \"b\"\nname = \"乙类\"\nfirst_self_pay = \"20%\"\n@";
    let both = tables_in_order("\"基本医保\"", &[("全国", nation), ("甲省", province)]);
    let visit = billed(None, "乙类 1.01");
    let in_scope = |visit: &Visit| bill_lines(&both, visit).map(|it| it.in_scope);
    // The share is the province's, the rounding the nation's: 0.202 becomes 0.21.
    assert_eq!(in_scope(&visit), Some(Range::exact(Fen(80))));
    let mut employee = visit.clone();
    employee.insurance = Some(Insurance::Employee);
    let unknown = Range {
        low: Fen::ZERO,
        high: Fen(101),
    };
    assert_eq!(in_scope(&employee), Some(unknown));
    let mut elsewhere = visit;
    elsewhere.insured_in = None;
    assert_eq!(in_scope(&elsewhere), Some(Range::exact(Fen(90))));
}

const HALF: &str = r#"
[[class]]
id = "half"
name = "半费"
first_self_pay = "0%"
own_share = { layer = "基本医保", share = "50%" }
@
[[class]]
id = "b"
name = "乙类"
first_self_pay = "10%"
@
[[layer]]
layer = "基本医保"
base = "in_scope"
deductible = 100
share = "80%"
cap = 10000
@
[[layer]]
layer = "大病保险"
base = "in_scope"
deductible = 0
share = "50%"
cap = "none"
@
"#;

/// Checks what the person pays at least and at most, in yuan.
#[track_caller]
fn pays(rules: &str, total: Option<&str>, text: &str, expected: (&str, &str)) {
    let expected = Range {
        low: Fen::parse(expected.0).unwrap(),
        high: Fen::parse(expected.1).unwrap(),
    };
    let said = answer(&tables(rules), &billed(total, text)).expect("an answer");
    let pays = said.money.expect("money").pays.estimate;
    assert_eq!(pays, expected, "{text}");
}

#[test]
fn a_class_with_a_share_of_its_own_is_not_seen_by_the_schedule() {
    // 50% of 200, then 80% of 300 less 100: 260 of 500. The next layer halves the 240 left.
    pays(HALF, None, "甲类 300, 半费 200", ("120", "120"));
    // No deductible is met by the class's own money.
    pays(HALF, None, "半费 200", ("50", "50"));
    // 10% of its price limit's rest, 乙类 by the schedule.
    pays(HALF, None, "半费 300 limit=200, 乙类 500", ("285", "285"));
    // The cap holds for both together: 10,000 of 30,000, and half of the rest.
    pays(HALF, None, "甲类 10000, 半费 20000", ("10000", "10000"));
    let open = HALF.replace("\"50%\" }", "{ between = [\"40%\", \"60%\"] } }");
    pays(&open, None, "半费 200", ("40", "60"));
    let unknown = HALF.replace("share = \"80%\"", "share = \"unknown\"");
    // The unknown share is of the 200 above the deductible alone; 100 is paid either way.
    pays(&unknown, None, "甲类 300, 半费 200", ("100", "200"));
}

#[test]
fn money_that_may_be_of_a_class_with_its_own_share_is_paid_between_nothing_and_all() {
    for text in ["? 200", "放宽 200"] {
        pays(HALF, None, text, ("0", "200"));
    }
    pays(HALF, Some("400"), "甲类 300", ("0", "250"));
    // Without such a class the schedule bounds the payment: at most 80% above the deductible.
    let plain = HALF.replace("own_share = { layer = \"基本医保\", share = \"50%\" }", "");
    pays(&plain, None, "? 200", ("60", "200"));
    let said = answer(&tables(HALF), &billed(None, "甲类 300, 半费 200")).expect("an answer");
    let steps = said.money.expect("money").high.steps;
    let own = steps.iter().any(
        |step| matches!(step, crate::TraceStep::OwnShare { amount, .. } if *amount == Fen(20_000)),
    );
    assert!(own, "{steps:?}");
}
