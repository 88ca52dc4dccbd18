//! A layer's payments for one kind of care never use up the yearly limit of another. Must not know
//! how the engine counts.
use crate::authored;
use mingbai_engine::{
    Account, LocalRule, Question, Range, Value, Visit, Warning, Year, answer, ledger, swaps,
};
use mingbai_policy::{Base, Care, Fen, LayerId, Tables};
use mingbai_tests::accounts::is_about;
use mingbai_tests::chance::{Homes, made_up_county};
use mingbai_tests::chooser::{Chooser, Mood};
use mingbai_tests::reckoning::capping;
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};

/// Returns a visit for 高血压 at a 二级 hospital in Jiangxi: half of 400 yuan is paid, of at most
/// 400 a year for outpatients.
fn outpatient(tables: &Tables, year: &str) -> Visit {
    read(tables, "2026-08-10", "outpatient", "400", year)
}

fn read(tables: &Tables, date: &str, care: &str, total: &str, year: &str) -> Visit {
    let json = format!(
        r#"{{ "date": "{date}", "insured_in": "修水县", "insurance": "resident",
            "hospital": "其他", "grade": "secondary", "tier": "county", "place": "same_county",
            "referred": false, "care": "{care}", "disease": "高血压", "enrolled": true,
            "premium_paid": true, "liable_third_party": false,
            "answers": {{ "lb-drugs-only": true }},
            "person": {{ "groups": "none", "sex": "male", "age": 60 }},
            "bill": {{ "total": "{total}", "in_scope": "{total}" }}{year} }}"#
    );
    mingbai_intake::read(tables, json.as_bytes()).expect("a visit")
}

/// Checks the person's payment of 400 yuan after a year so far.
#[track_caller]
fn check(year: &str, low: &str, high: &str) -> Vec<Warning> {
    let tables = mingbai_tables::load().expect("shipped tables");
    let year = format!(r#", "year_to_date": {{ "in_scope_self_pay": "0.00"{year} }}"#);
    let said = answer(&tables, &outpatient(&tables, &year)).expect("an answer");
    let pays = said.money.expect("money").pays.estimate;
    let shown = (pays.low.to_string(), pays.high.to_string());
    assert_eq!(shown, (low.to_owned(), high.to_owned()), "{year}");
    said.warnings
}

fn account(rows: &[(&str, &str, &str)]) -> String {
    let row = |(care, disease, paid): &(&str, &str, &str)| {
        let disease = match *disease {
            "" => String::new(),
            disease => format!(r#", "disease": "{disease}""#),
        };
        format!(r#"{{ "layer": "基本医保", "care": "{care}"{disease}, "paid": "{paid}" }}"#)
    };
    let rows: Vec<String> = rows.iter().map(row).collect();
    format!(r#", "accounts": [{}]"#, rows.join(","))
}

#[test]
fn a_limit_of_one_disease_counts_its_own_account_alone() {
    let paid = |sum: &str| format!(r#", "paid": {{ "基本医保": "{sum}" }}"#);
    // With nothing paid so far: half of 400.
    check("", "200.00", "200.00");
    // A hospital stay, listed as one, leaves the outpatient limit alone.
    let stay = ("inpatient", "", "5280");
    let all = paid("5280") + &account(&[stay]);
    check(&all, "200.00", "200.00");
    // The limit's own account: one fen less than the limit, the limit, and one fen more.
    let own = |paid: &str| account(&[stay, ("outpatient", "高血压", paid)]);
    check(&own("199.99"), "200.00", "200.00");
    check(&own("200"), "200.00", "200.00");
    check(&own("200.01"), "200.01", "200.01");
    check(&own("400"), "400.00", "400.00");
    // Another disease's account, and another kind of care with the same disease.
    let others = [
        ("outpatient", "糖尿病", "500"),
        ("outpatient", "高血压", "0"),
        ("chronic_outpatient", "高血压", "900"),
    ];
    check(&account(&others), "200.00", "200.00");
    // The sum of outpatient care: the part for the disease is unknown.
    let warnings = check(&account(&[("outpatient", "", "300")]), "200.00", "300.00");
    assert!(warnings.iter().any(is_not_split), "{warnings:?}");
    // An account that is not listed is unknown.
    check(&account(&[stay]), "200.00", "400.00");
}

#[test]
fn a_sum_alone_leaves_its_split_open_and_says_so() {
    let sum = r#", "paid": { "基本医保": "5280" }"#;
    let warnings = check(sum, "200.00", "400.00");
    assert!(warnings.iter().any(is_not_split), "{warnings:?}");
    // No more is known where the year's own cost is unknown too.
    let tables = mingbai_tables::load().expect("shipped tables");
    let year = format!(
        r#", "year_to_date": {{ {} }}"#,
        sum.trim_start_matches([',', ' '])
    );
    let said = answer(&tables, &outpatient(&tables, &year)).expect("an answer");
    assert!(
        said.warnings.iter().any(is_not_split),
        "{:?}",
        said.warnings
    );
    // Too little to matter: no warning.
    let warnings = check(r#", "paid": { "基本医保": "200" }"#, "200.00", "200.00");
    assert!(!warnings.iter().any(is_not_split), "{warnings:?}");
}

#[test]
fn an_entered_cap_counts_between_its_care_and_the_whole_year() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let pays = |key: &str, year: &str| {
        let local = format!(r#"{year}, "local": {{ "{key}.cap": "300" }}"#);
        let visit = outpatient(&tables, &local);
        let said = answer(&tables, &visit).expect("an answer");
        said.money.expect("money").pays.estimate
    };
    let year =
        |rest: &str| format!(r#", "year_to_date": {{ "in_scope_self_pay": "0.00", {rest} }}"#);
    let sum = year(r#""paid": { "基本医保": "5280" }"#);
    let (least, most) = (Fen(20_000), Fen(40_000));
    let range = Range {
        low: least,
        high: most,
    };
    // The window gave the sum, and left open whether a stay counts too.
    assert_eq!(pays("基本医保", &sum), range);
    let own = r#""accounts": [{ "layer": "基本医保", "care": "outpatient", "paid": "300" }]"#;
    let both = year(&format!(r#""paid": {{ "基本医保": "5580" }}, {own}"#));
    assert_eq!(pays("基本医保", &both), Range::exact(most));
    assert_eq!(pays("基本医保", ""), Range::exact(least));
}

#[test]
fn the_split_is_asked_for_where_it_moves_the_answer() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let asked = |year: &str| {
        let year = format!(r#", "year_to_date": {{ "in_scope_self_pay": "0.00", {year} }}"#);
        let said = answer(&tables, &outpatient(&tables, &year)).expect("an answer");
        let mut asks = said.ask.into_iter();
        asks.find(|ask| ask.question == Question::YearToDate)
    };
    let ask = asked(r#""paid": { "基本医保": "5280" }"#).expect("a question");
    let answers = [
        (Value::Nothing, Some(Range::exact(Fen(20_000)))),
        (Value::All, Some(Range::exact(Fen(40_000)))),
    ];
    assert_eq!(ask.answers, answers);
    assert_eq!(asked(r#""paid": { "基本医保": "200" }"#), None);
}

fn is_not_split(warning: &Warning) -> bool {
    matches!(warning, Warning::YearNotSplit { .. })
}

#[test]
fn a_year_of_visits_keeps_the_accounts_apart() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let stay = read(&tables, "2026-05-10", "inpatient", "7000", "");
    let visit = outpatient(&tables, "");
    let year = ledger(&tables, &[&stay, &visit]).expect("a year");
    let pays = |at: usize| year.visits[at].pays.expect("money").estimate;
    assert_eq!(pays(0), Range::exact(Fen(172_000)));
    assert_eq!(pays(1), Range::exact(Fen(20_000)));
    // No other order gains anything.
    let swapped = swaps(&tables, &[&stay, &visit]).expect("a swap");
    assert_eq!(swapped, [year.pays]);
    // Three visits of the same disease use up one account: 200, 200, and then nothing.
    let thrice = ledger(&tables, &[&visit, &visit, &visit]).expect("a year");
    let pays: Vec<_> = thrice.visits.iter().filter_map(|it| it.pays).collect();
    let pays: Vec<_> = pays.iter().map(|it| it.estimate.high).collect();
    assert_eq!(pays, [Fen(20_000), Fen(20_000), Fen(40_000)]);
}

/// How often payments of another care were compared, and how often the same payment in the visit's
/// own account would have changed the answer.
#[derive(Default, Debug)]
struct Compared {
    times: usize,
    felt: usize,
}

/// Checks that payments of one care change no answer about another, except where some cap of the
/// layer is about both, or a later base adds up the layer's payments.
fn cares_apart(
    homes: &Homes,
    visit: &Visit,
    rng: &mut Rng,
    compared: &mut Compared,
) -> Result<(), String> {
    let tables = homes.lot.tables;
    let Some(care) = visit.care else {
        return Ok(());
    };
    let other = rng.of(Care::ALL);
    for at in 0..tables.vocabulary.layers.len() as u16 {
        let layer = LayerId(at);
        let rules = || tables.tables.iter().flat_map(|table| &table.layers);
        let mine = || rules().filter(|rule| rule.layer == layer);
        let entered = || {
            let bare = visit.local.iter().map(|(rule, _)| *rule);
            bare.chain(visit.scoped.iter().map(|it| it.rule))
        };
        let mut chooser = Chooser::new(Mood::Stingy);
        let (caps, _) = capping(tables, visit, layer, &mut chooser);
        let apart = !chooser.conditions
            && caps.iter().any(|when| !is_about(when, other))
            && mine().all(|rule| rule.base != Some(Base::Year));
        if other == care || !apart || entered().any(|rule| rule == LocalRule::Layer(layer)) {
            continue;
        }
        let more = homes.lot.amount(rng);
        let pays = |care: Care| {
            let mut visit = visit.clone();
            let all = (0..tables.vocabulary.layers.len() as u16).map(LayerId);
            let nothing = all.flat_map(|it| homes.lot.accounts(rng, it, Fen::ZERO));
            let mut accounts: Vec<Account> = nothing
                .filter(|it| it.layer == layer || it.disease.is_none())
                .collect();
            for account in &mut accounts {
                account.deductible_used = Some(Fen::ZERO);
                account.in_scope = Some(Fen::ZERO);
                if account.layer == layer && account.care == care {
                    // An account for any disease includes the visit's own.
                    account.disease = None;
                    account.paid = Some(more);
                }
            }
            accounts.dedup_by_key(|it: &mut Account| (it.layer, it.care, it.disease));
            visit.year = Year::Known {
                in_scope_self_pay: Some(Fen::ZERO),
                paid: vec![(
                    layer,
                    accounts
                        .iter()
                        .filter(|it| it.layer == layer && it.disease.is_none())
                        .filter_map(|it| it.paid)
                        .sum(),
                )],
                accounts,
            };
            answer(tables, &visit)
                .ok()
                .and_then(|it| it.money)
                .map(|it| it.pays.estimate)
        };
        let mut pays = pays;
        let (of_other, of_own) = (pays(other), pays(care));
        let mut first = visit.clone();
        first.year = Year::Known {
            in_scope_self_pay: Some(Fen::ZERO),
            paid: Vec::new(),
            accounts: Vec::new(),
        };
        let none = answer(tables, &first)
            .ok()
            .and_then(|it| it.money)
            .map(|it| it.pays.estimate);
        if of_other != none {
            return Err(format!(
                "{more} paid by {layer:?} for {other:?} changes {none:?} to {of_other:?} for {care:?}"
            ));
        }
        compared.times += 1;
        compared.felt += usize::from(of_own != none);
    }
    Ok(())
}

#[test]
fn no_care_uses_up_another_cares_limit() {
    let mut rng = Rng::new(seed());
    let mut compared = Compared::default();
    let tables = mingbai_tables::load().expect("shipped tables");
    let shipped = Homes::shipped(&tables);
    let mut try_one = |homes: &Homes, rng: &mut Rng| {
        let start = rng.seed();
        let known = homes.known(rng);
        if let Err(error) = cares_apart(homes, &known, rng, &mut compared) {
            panic!("{error}\nseed {start}\n{known:#?}");
        }
    };
    for _ in 0..runs(2_000) {
        try_one(&shipped, &mut rng);
    }
    for _ in 0..runs(2_000).div_ceil(10) {
        let tables = made_up_county(&mut rng);
        let homes = Homes::made_up(&tables);
        for _ in 0..10 {
            try_one(&homes, &mut rng);
        }
    }
    println!("{compared:?}");
    assert!(
        compared.felt * 20 > compared.times && compared.felt > 50,
        "{compared:?}"
    );
}

/// A county whose employees meet 1,800 yuan a year as outpatients; of the rest 60% is paid.
const EMPLOYEES: &str = r#"
[[region]]
id = "made-up"
name = "新设县"
level = "county"
parent = "江西省"

[table]
id = "made-up-2030"
name = "新设县 2030 年"
place = "新设县"
insurance = "employee"
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
deductible = 800
share = "85%"
cap = 300000
cite = { source = "made-up-page", at = "第二条" }

[[layer.variant]]
when = { care = "outpatient" }
deductible = 1800
deductible_per = "year"
share = "60%"
cap = 20000
"#;

#[test]
fn a_yearly_deductible_is_met_to_the_fen() {
    let tables = authored::with("2030.toml", EMPLOYEES).tables;
    let visit = |date: &str, total: &str| {
        let text = format!(
            r#"{{ "date": "{date}", "insured_in": "新设县", "insurance": "employee",
            "hospital": "其他", "place": "same_county", "care": "outpatient", "grade": "secondary",
            "tier": "county", "disease": [], "person": {{ "groups": "none", "sex": "male", "age": 40,
            "retired": false }}, "enrolled": true, "premium_paid": true,
            "liable_third_party": false, "bill": {{ "total": "{total}", "in_scope": "{total}" }},
            "year_to_date": {{ "in_scope_self_pay": "1000", "paid": {{ "基本医保": "0" }}, "accounts": [
            {{ "layer": "基本医保", "care": "outpatient", "deductible_used": "1000", "in_scope": "1000",
            "paid": "0" }} ] }} }}"#
        );
        mingbai_intake::read(&tables, text.as_bytes()).expect("a visit")
    };
    // Exactly, a fen less, a fen more; then 100 yuan after each.
    for (total, first, second) in [
        ("800.00", 80_000, 4_000),
        ("799.99", 79_999, 4_001),
        ("800.01", 80_000, 4_000),
    ] {
        let (one, other) = (visit("2030-03-01", total), visit("2030-04-01", "100.00"));
        let found = ledger(&tables, &[&one, &other]).expect("a year");
        let pays: Vec<Range> = found
            .visits
            .iter()
            .map(|it| it.pays.expect("money").estimate)
            .collect();
        assert_eq!(
            pays,
            [first, second].map(|fen| Range::exact(Fen(fen))),
            "{total}"
        );
    }
}
