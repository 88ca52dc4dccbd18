//! Which stay of the year a visit is (今年第几次住院): a made-up county whose deductible is 1,300 yuan
//! at the first stay and half of that from the second. Must not know how the number is asked for.
use crate::authored;
use mingbai_engine::{
    Assumption, Cause, LedgerFault, Question, Range, Sheet, Stated, Value, Visit, answer, case,
    interview, ledger, reconcile, swaps,
};
use mingbai_intake::{link, read, write};
use mingbai_policy::{Care, Fen, NumberFact, Tables};
use serde_json::{Value as Json, json};

const COUNTY: &str = r#"
[[region]]
id = "made-up"
name = "新设县"
level = "county"
parent = "江西省"

[table]
id = "made-up-2030"
name = "新设县 2030 年"
place = "新设县"
from = "2030-01-01"
checked = "unknown"

[[source]]
id = "made-up-page"
title = "新设县通知"
issuer = "新设县人民政府"
date = "2030-01-01"
grade = "document"

[order]
layers = ["基本医保"]
cite = { source = "made-up-page", at = "第一条" }

[[layer]]
layer = "基本医保"
base = "in_scope"
deductible = 1300
first_self_pay = "0%"
share = "80%"
cap = 6000
cite = { source = "made-up-page", at = "第二条" }

[[layer.variant]]
when = { care = "inpatient", stay_at_least = 2 }
"#;

/// The county whose deductible from the second stay on is written like this.
fn county(deductible: &str) -> Tables {
    let text = format!("{COUNTY}deductible = {deductible}\n");
    authored::with("2030.toml", &text).tables
}

/// A stay of 2,300 yuan, all of them in scope, with these members laid over it.
fn stay(tables: &Tables, members: Json) -> Visit {
    let mut json = json!({
        "date": "2030-06-01", "insured_in": "新设县", "insurance": "resident", "hospital": "其他",
        "place": "same_county", "care": "inpatient", "grade": "secondary", "tier": "county",
        "disease": [], "person": { "groups": "none", "sex": "male", "age": 40 }, "enrolled": true,
        "premium_paid": true, "liable_third_party": false,
        "bill": { "total": "2300", "in_scope": "2300" },
    });
    let members = members.as_object().expect("members").clone();
    json.as_object_mut().expect("a visit").extend(members);
    read(tables, json.to_string().as_bytes()).expect("a visit")
}

/// What the person pays, in yuan: of 2,300, the deductible and a fifth of the rest.
const FIRST: i64 = 1_300 + 1_000 / 5;
const SECOND: i64 = 650 + 1_650 / 5;

fn yuan(low: i64, high: i64) -> Range {
    Range {
        low: Fen(low * 100),
        high: Fen(high * 100),
    }
}

#[track_caller]
fn check(tables: &Tables, members: Json, low: i64, high: i64, asked: bool) {
    let said = answer(tables, &stay(tables, members)).expect("an answer");
    let pays = said.money.expect("money").pays;
    assert_eq!(pays.estimate, yuan(low, high));
    let question = Question::Number(NumberFact::Stay);
    let ask = said.ask.iter().find(|ask| ask.question == question);
    let answers = ask.map(|ask| ask.answers.as_slice());
    let wanted = [
        (
            Value::Number(NumberFact::Stay, 1, 1),
            Some(yuan(FIRST, FIRST)),
        ),
        (
            Value::Number(NumberFact::Stay, 2, 367),
            Some(yuan(SECOND, SECOND)),
        ),
    ];
    assert_eq!(answers, asked.then_some(wanted.as_slice()));
    assert_eq!(said.open.contains(&question), asked);
}

#[test]
fn the_deductible_is_lower_from_the_second_stay() {
    for written in ["650", "\"half\""] {
        let tables = county(written);
        let check = |members: Json, pays| check(&tables, members, pays, pays, false);
        let spent = json!({ "in_scope_self_pay": "0", "admissions": 0 });
        check(json!({ "year_to_date": spent }), FIRST);
        let spent = json!({ "in_scope_self_pay": "0", "admissions": 1 });
        check(json!({ "year_to_date": spent }), SECOND);
        for (number, pays) in [(1, FIRST), (2, SECOND), (3, SECOND), (367, SECOND)] {
            let spent = json!({ "in_scope_self_pay": "0" });
            let members = json!({ "year_to_date": spent, "this_year": { "stay": number } });
            check(members, pays);
        }
        // Other care has the number too, and this rule is for stays alone.
        let outpatient = json!({ "care": "outpatient", "this_year": { "stay": 2 } });
        let said = answer(&tables, &stay(&tables, outpatient)).expect("an answer");
        assert_eq!(said.money.expect("money").pays.estimate.high, Fen(230_000));
    }
}

#[test]
fn a_year_left_out_has_no_stay_before() {
    let tables = county("650");
    check(&tables, json!({}), FIRST, FIRST, false);
    let said = answer(&tables, &stay(&tables, json!({}))).expect("an answer");
    assert!(said.assumptions.contains(&Assumption::FirstVisit));
}

#[test]
fn stays_that_nobody_counted_leave_both_amounts_open() {
    let tables = county("650");
    let year = json!({ "in_scope_self_pay": "0" });
    check(
        &tables,
        json!({ "year_to_date": year }),
        SECOND,
        FIRST,
        true,
    );
    // The use of the cap is unknown too, and 大病保险 may pay 60% of what is left.
    let unknown = stay(&tables, json!({ "year_to_date": "unknown" }));
    let said = answer(&tables, &unknown).expect("an answer");
    let pays = said.money.expect("money").pays.estimate;
    assert_eq!((pays.low, pays.high), (Fen(SECOND * 40), Fen(230_000)));
    let mut open = said.open.iter();
    assert!(open.any(|it| *it == Question::Number(NumberFact::Stay)));
}

/// Nobody in a second stay is at the first visit of the year: what was paid before is open.
#[test]
fn a_second_stay_is_no_first_visit() {
    let tables = county("650");
    let second = stay(&tables, json!({ "this_year": { "stay": 2 } }));
    let said = answer(&tables, &second).expect("an answer");
    assert!(!said.assumptions.contains(&Assumption::FirstVisit));
    let unknown = json!({ "this_year": { "stay": 2 }, "year_to_date": "unknown" });
    let unknown = answer(&tables, &stay(&tables, unknown)).expect("an answer");
    assert_eq!(said, unknown);
}

#[test]
fn a_case_waits_for_the_number_even_where_the_year_was_left_out() {
    let tables = county("650");
    let question = Question::Number(NumberFact::Stay);
    let mut open = stay(&tables, json!({}));
    let said = interview(&tables, &open).expect("an interview");
    assert!(said.open().contains(&question));
    let mut musts = said.musts().iter();
    let must = musts.find(|it| it.question == question).expect("a must");
    let pays: Vec<Range> = must.values.iter().map(|(_, pays)| pays[0]).collect();
    assert_eq!(pays, [yuan(FIRST, FIRST), yuan(SECOND, SECOND)]);
    let year = json!({ "year_to_date": { "in_scope_self_pay": "0" } });
    open.year = stay(&tables, year).year;
    for (number, pays) in [(1, FIRST), (2, SECOND)] {
        open.said[NumberFact::Stay] = Some(number);
        let Ok(Stated::Case(case)) = case(&tables, &open) else {
            panic!("no case: {number}");
        };
        assert_eq!(case.pays(), Some(yuan(pays, pays)), "{number}");
    }
}

/// The person's payment for each visit, in yuan.
#[track_caller]
fn year(tables: &Tables, visits: &[Visit]) -> Vec<Range> {
    let visits: Vec<&Visit> = visits.iter().collect();
    let found = ledger(tables, &visits).expect("a year");
    let pays = found.visits.iter().map(|it| it.pays.expect("money"));
    pays.map(|it| it.estimate).collect()
}

/// A stay settled on a day.
fn on(tables: &Tables, day: &str, mut members: Json) -> Visit {
    members["date"] = json!(day);
    stay(tables, members)
}

#[test]
fn a_ledger_counts_the_stays_of_a_calendar_year() {
    let tables = county("650");
    let january = on(&tables, "2030-01-02", json!({}));
    // The last stay of the year is settled on its last day; a stay begun in it and settled on the
    // next day is the first of the next.
    let december = on(&tables, "2030-12-31", json!({}));
    let first = on(&tables, "2031-01-01", json!({ "admitted": "2030-12-30" }));
    let second = on(&tables, "2031-01-02", json!({}));
    let once = |pays| yuan(pays, pays);
    assert_eq!(
        year(&tables, &[january.clone(), december.clone()]),
        [once(FIRST), once(SECOND)]
    );
    assert_eq!(
        year(&tables, &[first.clone(), second]),
        [once(FIRST), once(SECOND)]
    );
    assert_eq!(
        ledger(&tables, &[&december, &first]),
        Err(LedgerFault::OtherYear(1))
    );
    // Other care is no stay; care that nobody knows may be one.
    let mut between = january.clone();
    for (care, low) in [
        (Some(Care::Outpatient), FIRST),
        (Some(Care::Emergency), FIRST),
        (Some(Care::Inpatient), SECOND),
        (None, SECOND),
    ] {
        between.care = care;
        let high = if care == Some(Care::Inpatient) {
            SECOND
        } else {
            FIRST
        };
        let found = year(&tables, &[between.clone(), december.clone()]);
        assert_eq!(found[1], yuan(low, high), "{care:?}");
    }
}

#[test]
fn a_ledger_starts_from_the_stays_that_its_first_visit_tells() {
    let tables = county("650");
    let once = |pays| yuan(pays, pays);
    let told = |members| on(&tables, "2030-01-02", members);
    let later = on(&tables, "2030-03-02", json!({}));
    let spent = |more: Json| json!({ "year_to_date": more });
    let before = told(spent(json!({ "in_scope_self_pay": "0", "admissions": 1 })));
    assert_eq!(
        year(&tables, &[before.clone(), later.clone()]),
        [once(SECOND), once(SECOND)]
    );
    let untold = told(spent(json!({ "in_scope_self_pay": "0" })));
    assert_eq!(
        year(&tables, &[untold, later.clone()]),
        [yuan(SECOND, FIRST), once(SECOND)]
    );
    // The first visit may be no stay: the next one is then the stay that it would have been.
    let mut outpatient = told(spent(json!({ "in_scope_self_pay": "0", "admissions": 0 })));
    outpatient.care = Some(Care::Outpatient);
    assert_eq!(year(&tables, &[outpatient, later.clone()])[1], once(FIRST));
    // What a later visit says of its number follows from the visits before, and is not read.
    let mut said = later.clone();
    said.said[NumberFact::Stay] = Some(1);
    let first = told(json!({}));
    assert_eq!(
        year(&tables, &[first.clone(), said]),
        [once(FIRST), once(SECOND)]
    );
    // Two stays that change places change numbers.
    let mut larger = before;
    let bill = larger.bill.as_mut().expect("a bill");
    bill.total = Some(Fen(300_000));
    bill.set_in_scope(Some(Fen(300_000)));
    let swapped = swaps(&tables, &[&larger, &later]).expect("a swap");
    let found = ledger(&tables, &[&larger, &later]).expect("a year");
    assert_eq!(swapped, [found.pays]);
    // A visit without a bill still counts as a stay.
    let mut unpriced = first;
    unpriced.bill = None;
    let found = ledger(&tables, &[&unpriced, &later]).expect("a year");
    assert_eq!(found.visits[1].before.stay, (2, 2));
    assert_eq!(found.after.stay, (3, 3));
}

/// A clerk who forgets the year also forgets that this was the second stay.
#[test]
fn a_sheet_with_the_first_deductible_at_the_second_stay_forgot_the_year() {
    let tables = county("650");
    let year = json!({ "in_scope_self_pay": "0", "admissions": 1 });
    let second = stay(&tables, json!({ "year_to_date": year }));
    let sheet = Sheet {
        pays: Some(Fen(FIRST * 100)),
        ..Sheet::default()
    };
    let found = reconcile(&tables, &second, &sheet).expect("reconciled");
    let mut causes = found.explanations.iter().flat_map(|it| &it.causes);
    assert!(causes.any(|it| *it == Cause::YearForgotten), "{found:?}");
}

/// The stays before a visit are read as the number that follows from them, and written as that.
#[test]
fn stays_before_are_written_as_the_number_of_the_stay() {
    let tables = county("650");
    let year = json!({ "in_scope_self_pay": "0.00", "admissions": 2 });
    let visit = stay(&tables, json!({ "year_to_date": year }));
    let written = write(&tables, &visit);
    assert_eq!(written["this_year"], json!({ "stay": 3 }));
    assert_eq!(
        written["year_to_date"],
        json!({ "in_scope_self_pay": "0.00" })
    );
    let text = link::write(&tables, &visit);
    assert_eq!(link::read(&tables, &text), Ok(visit));
}

/// Counts a stay in the year of its admission.
const BY_ADMISSION: &str = r#"
[stay]
year_of = "admission"
cite = { source = "made-up-page", at = "第三条" }
"#;

fn by_admission() -> Tables {
    let text = format!("{COUNTY}deductible = 650\n{BY_ADMISSION}");
    authored::with("2030.toml", &text).tables
}

#[test]
fn a_stay_over_new_year_counts_where_the_table_says() {
    let (usual, tables) = (county("650"), by_admission());
    let once = |pays| yuan(pays, pays);
    let first = |tables| on(tables, "2030-06-01", json!({ "admitted": "2030-05-20" }));
    // Admitted on the last day of December: a second stay of 2030. On the next day: the first of 2031.
    let check = |admitted: &str, date: &str, fault: [Option<LedgerFault>; 2]| {
        for (tables, fault) in [&usual, &tables].into_iter().zip(fault) {
            let later = on(tables, date, json!({ "admitted": admitted }));
            let visits = [first(tables), later];
            match fault {
                None => assert_eq!(year(tables, &visits), [once(FIRST), once(SECOND)]),
                Some(fault) => {
                    let visits: Vec<&Visit> = visits.iter().collect();
                    assert_eq!(ledger(tables, &visits), Err(fault), "{admitted}");
                }
            }
        }
    };
    let other = Some(LedgerFault::OtherYear(1));
    check("2030-12-31", "2030-12-31", [None, None]);
    check("2030-12-31", "2031-01-01", [other, None]);
    check("2030-12-31", "2031-03-09", [other, None]);
    check("2031-01-01", "2031-01-01", [other, other]);
    // The day of admission follows from the days of the stay.
    let days = |days: u16| json!({ "this_stay": { "days": days } });
    let later = |days_of| on(&tables, "2031-01-09", days(days_of));
    let visits = [first(&tables), later(9)];
    assert_eq!(year(&tables, &visits), [once(FIRST), once(SECOND)]);
    assert_eq!(
        ledger(&tables, &[&visits[0], &later(8)]),
        Err(LedgerFault::OtherYear(1))
    );
    // Among the visits of 2031, the stay belongs to another year.
    let outpatient = json!({ "care": "outpatient", "admitted": "2030-12-01" });
    let january = on(&tables, "2031-01-02", outpatient);
    assert_eq!(
        ledger(&tables, &[&january, &later(9)]),
        Err(LedgerFault::OtherStayYear(1, 2030))
    );
}

#[test]
fn a_stay_of_an_unknown_day_of_admission_may_be_of_either_year() {
    let tables = by_admission();
    let first = on(&tables, "2030-01-02", json!({ "admitted": "2030-01-01" }));
    let open = on(&tables, "2030-02-01", json!({}));
    let last = on(&tables, "2030-03-01", json!({ "admitted": "2030-02-20" }));
    let visits = [first, open, last];
    let visits: Vec<&Visit> = visits.iter().collect();
    let found = ledger(&tables, &visits).expect("a year");
    let pays: Vec<Range> = found
        .visits
        .iter()
        .map(|it| it.pays.expect("money").estimate)
        .collect();
    assert_eq!(pays[0], yuan(FIRST, FIRST));
    // Of the year before nothing is known: 大病保险 may pay 60% of the least, and the cap may be used up.
    assert_eq!(
        (pays[1].low, pays[1].high),
        (Fen(SECOND * 40), Fen(230_000))
    );
    // Nobody knows what that stay used of this year, nor in which order.
    assert_eq!(pays[2], pays[1]);
    let stays: Vec<(u16, u16)> = found.visits.iter().map(|it| it.before.stay).collect();
    assert_eq!(stays, [(1, 1), (1, 367), (2, 3)]);
    assert_eq!(found.after.stay, (3, 4));
}

#[test]
fn the_answer_says_in_which_year_a_stay_counts() {
    let tables = by_admission();
    let said = |members: Json| {
        let visit = on(&tables, "2031-01-05", members);
        let found = answer(&tables, &visit).expect("an answer");
        let stated = case(&tables, &visit).expect("a case");
        mingbai_wording::json(&tables, &visit, &found, &stated)["stay"].clone()
    };
    let over = said(json!({ "admitted": "2030-12-31" }));
    assert_eq!(
        (&over["year"], &over["counts_on"]),
        (&json!(2030), &json!("2030-12-31"))
    );
    assert_eq!(over["sources"], json!(["made-up-page:第三条"]));
    assert_eq!(over["counts_as"], json!({ "low": 1, "high": 1 }));
    let text = over["texts"].to_string();
    assert!(text.contains("这次算 2030 年的账"), "{text}");
    let usual = said(json!({ "admitted": "2031-01-01" }));
    assert_eq!(usual["texts"], json!([]));
    let open = said(json!({}));
    assert_eq!(open["year"], Json::Null);
    let text = open["texts"].to_string();
    assert!(text.contains("哪天入院"), "{text}");
    assert_eq!(said(json!({ "care": "outpatient" })), Json::Null);
}

/// The county in which every ninety days of a stay make a further one, and a person moved from another
/// hospital pays the rest of the deductible.
pub fn every_ninety_days() -> Tables {
    let text = format!(
        r#"{COUNTY}deductible = 650

[[layer.variant]]
when = {{ care = "inpatient", transferred = true }}
deductible = "rest"

[stay]
further_after_days = 90
cite = {{ source = "made-up-page", at = "第三条" }}
"#
    );
    authored::with("2030.toml", &text).tables
}

/// A stay of so many days, the first of the year.
fn lasting(days: u16) -> Json {
    json!({ "this_stay": { "days": days }, "this_year": { "stay": 1 }, "transferred": false })
}

/// What the person pays, in yuan, of two deductibles and a fifth of the rest.
const BOTH: i64 = 1_300 + 650 + 350 / 5;

#[test]
fn ninety_days_count_as_a_further_stay() {
    let tables = every_ninety_days();
    let check = |members: Json, pays: i64| {
        let said = answer(&tables, &stay(&tables, members.clone())).expect("an answer");
        let found = said.money.expect("money").pays.estimate;
        assert_eq!(found, yuan(pays, pays), "{members}");
    };
    for (days, pays) in [
        (0, FIRST),
        (90, FIRST),
        (91, BOTH),
        (180, BOTH),
        (181, 2_300),
    ] {
        check(lasting(days), pays);
    }
    // The day of admission says how long the stay was.
    for (admitted, pays) in [("2030-03-03", FIRST), ("2030-03-02", BOTH)] {
        let mut members = json!({ "admitted": admitted, "transferred": false });
        check(members.clone(), pays);
        members["care"] = json!("outpatient");
        check(members, FIRST);
    }
    let mut second = lasting(91);
    second["year_to_date"] = json!({ "in_scope_self_pay": "0" });
    second["this_year"] = json!({ "stay": 2 });
    check(second, 650 + 650 + 1_000 / 5);
    // What was paid before a transfer counts once.
    let mut moved = lasting(91);
    moved["transferred"] = json!(true);
    moved["bill"] =
        json!({ "total": "2300", "in_scope": "2300", "deductible_before_transfer": "400" });
    check(moved, 900 + 650 + 750 / 5);
    // An office's deductible is the whole visit's.
    let mut entered = lasting(91);
    entered["local"] = json!({ "基本医保.deductible": "300" });
    check(entered, 300 + 2_000 / 5);
}

#[test]
fn days_that_nobody_counted_leave_the_further_stays_open() {
    let tables = every_ninety_days();
    let open = json!({ "transferred": false });
    let said = answer(&tables, &stay(&tables, open)).expect("an answer");
    assert_eq!(said.money.expect("money").pays.estimate, yuan(FIRST, 2_300));
    let question = Question::Number(NumberFact::StayDays);
    let ask = said.ask.iter().find(|ask| ask.question == question);
    let answers = &ask.expect("a question").answers;
    let first = (
        Value::Number(NumberFact::StayDays, 0, 90),
        Some(yuan(FIRST, FIRST)),
    );
    let both = (
        Value::Number(NumberFact::StayDays, 91, 180),
        Some(yuan(BOTH, BOTH)),
    );
    assert_eq!(answers[..2], [first, both]);
    let all = (
        Value::Number(NumberFact::StayDays, 181, 270),
        Some(yuan(2_300, 2_300)),
    );
    assert_eq!(answers.get(2), Some(&all));
}

#[test]
fn a_ledger_counts_the_further_stays() {
    let tables = every_ninety_days();
    let long = on(&tables, "2030-06-01", lasting(91));
    let open = on(&tables, "2030-06-01", json!({ "transferred": false }));
    let later = on(&tables, "2030-09-01", lasting(5));
    let found = ledger(&tables, &[&long, &later]).expect("a year");
    assert_eq!(found.visits[1].before.stay, (3, 3));
    let pays = |at: usize| found.visits[at].pays.expect("money").estimate;
    assert_eq!([pays(0), pays(1)], [yuan(BOTH, BOTH), yuan(SECOND, SECOND)]);
    let found = ledger(&tables, &[&open, &later]).expect("a year");
    assert_eq!(found.visits[1].before.stay, (2, 42));
}

#[test]
fn the_answer_says_as_how_many_stays_a_visit_counts() {
    let tables = every_ninety_days();
    let said = |members: Json| {
        let visit = stay(&tables, members);
        let found = answer(&tables, &visit).expect("an answer");
        let stated = case(&tables, &visit).expect("a case");
        let text = mingbai_wording::text(
            &tables,
            &visit,
            &found,
            &stated,
            mingbai_wording::Wording::Clerk,
        );
        let json = mingbai_wording::json(&tables, &visit, &found, &stated);
        (json["stay"]["counts_as"].clone(), text)
    };
    let (counts, text) = said(lasting(91));
    assert_eq!(counts, json!({ "low": 2, "high": 2 }));
    assert!(text.contains("再付一条起付线：这次算 2 次。"), "{text}");
    let (counts, text) = said(lasting(90));
    assert_eq!(counts, json!({ "low": 1, "high": 1 }));
    assert!(!text.contains("再付一条"), "{text}");
    let (counts, text) = said(json!({}));
    assert_eq!(counts, json!({ "low": 1, "high": 41 }));
    assert!(text.contains("要知道住了多少天"), "{text}");
}
