//! The answer in words: it leads with the statement, says what to do, and is short enough to read.
//! Must not know how an answer is computed.
use mingbai_engine::Stated;
use mingbai_wording::{Wording, lead};

/// An ordinary stay in a county hospital.
const STAY: &str = r#""date":"2026-11-29","insurance":"resident","enrolled":true,
    "premium_paid":true,"year_to_date":{"in_scope_self_pay":"0"},"care":"inpatient",
    "grade":"secondary","place":"same_county","hospital":"其他""#;

/// The most lines between the alerts and the sources.
const LINES: usize = 40;

fn check(place: &str, more: &str, first: &str) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let visit = format!(r#"{{{STAY},"insured_in":"{place}","bill":{{"total":"18500"}}{more}}}"#);
    let visit = mingbai_intake::read(&tables, visit.as_bytes()).expect(place);
    let answer = mingbai_engine::answer(&tables, &visit).expect("an answer");
    let stated = mingbai_engine::case(&tables, &visit).expect("a case");
    let said = mingbai_wording::text(&tables, &visit, &answer, &stated, Wording::Patient);
    let (before, _) = said.split_once("【依据】").expect("sources");
    let alerts = mingbai_wording::alerts(&tables, &answer.unattested, visit.date, None).len();
    let lines: Vec<&str> = before.lines().skip(alerts).collect();
    assert!(
        lines.len() <= LINES,
        "{place}: {} lines\n{before}",
        lines.len()
    );
    assert!(matches!(stated, Stated::Case(_)), "{place}: {stated:?}");
    let lead = lead(&tables, &stated).lines();
    assert_eq!(lines[1..=lead.len()], lead, "{place}");
    assert_eq!(lines[1], first, "{place}");
    // The full range comes last, and no other line leads with a range.
    let last = lines.iter().rev().find(|line| !line.is_empty());
    assert_eq!(
        last.copied(),
        Some("  不管没说的怎样，自己付 ¥0 到 ¥18,500。"),
        "{place}"
    );
    assert_eq!(before.matches("¥0 到").count(), 1, "{place}: {before}");
    // The actions come right under the statement, and each is something to do.
    let (_, rest) = before.split_once("【要办什么，去哪里】").expect("actions");
    let actions = rest.split('【').next().unwrap_or_default();
    assert!(!actions.contains("材料没有"), "{place}: {actions}");
}

/// Also where so much is missing that there is no amount: 200,000 yuan in 朝天区.
#[test]
fn a_missing_figure_names_the_document_that_holds_the_figure() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let said = |place: &str, total: &str| {
        let visit = format!(r#"{{{STAY},"insured_in":"{place}","bill":{{"total":"{total}"}}}}"#);
        let visit = mingbai_intake::read(&tables, visit.as_bytes()).expect(place);
        let answer = mingbai_engine::answer(&tables, &visit).expect("an answer");
        let stated = mingbai_engine::case(&tables, &visit).expect("a case");
        mingbai_wording::text(&tables, &visit, &answer, &stated, Wording::Patient)
    };
    const NAMED: &str = "基本医保的数要看《广元市基本医疗保障办法（广府规〔2022〕2号）》。\
        广元市人民政府，2022-12-02。里面的数没有拿到，问医保局要这份文件。要看的是：住院、门诊";
    assert!(said("朝天区", "18500").contains(NAMED));
    assert!(said("朝天区", "200000").contains(NAMED));
    // A place whose figures are in hand asks for no document.
    assert!(!said("都昌县", "18500").contains("要这份文件"));
}

#[test]
fn an_ordinary_visit_leads_with_the_statement_in_forty_lines() {
    check(
        "都昌县",
        "",
        "先自付 400，其余报 80%。您至少付 ¥4,020（目录里的全算）；一成在目录外 ¥5,500；两成在目录外 ¥6,980。",
    );
    check(
        "秀山县",
        r#","plan":"一档","person":{"age":45}"#,
        "先自付 300，其余报 70%。您至少付 ¥5,760（目录里的全算）；一成在目录外 ¥7,055；两成在目录外 ¥8,350。",
    );
    check("其他", "", "报的钱＝(18,500 − 起付线) × 报销比例。");
}
