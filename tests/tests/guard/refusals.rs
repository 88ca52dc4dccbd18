//! `mingbai answer` refuses a visit that contradicts itself or cannot be read, names the field, and
//! leaves standard output empty. Must not know the engine.

use crate::command::mingbai;
use serde_json::{Value, json};

fn check(visit: impl AsRef<[u8]>, field: &str, fragment: &str) {
    let visit = visit.as_ref();
    let shown = String::from_utf8_lossy(visit);
    let output = mingbai(&["answer"], visit);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{shown}\n{stderr}");
    assert!(output.stdout.is_empty(), "{shown} wrote an answer");
    let error: Value = serde_json::from_str(&stderr).unwrap_or_else(|e| panic!("{e}: {stderr}"));
    let error = &error["error"];
    assert_eq!(error["field"], field, "{shown}: {error}");
    let message = error["message"].as_str().unwrap_or_default();
    assert!(
        message.contains(fragment) && !message.is_empty(),
        "{shown}: {message}"
    );
}

/// Returns a good visit with these members changed.
fn visit(change: Value) -> String {
    let mut visit = json!({ "date": "2020-05-10", "insured_in": "秀山县" });
    if let (Some(visit), Some(change)) = (visit.as_object_mut(), change.as_object()) {
        visit.extend(change.clone());
    }
    visit.to_string()
}

fn bill(bill: Value) -> String {
    visit(json!({ "bill": bill }))
}

#[test]
fn money_that_is_no_money() {
    check(bill(json!({ "total": "-1.00" })), "bill.total", "");
    check(bill(json!({ "total": "1.234" })), "bill.total", "");
    check(bill(json!({ "total": "1e3" })), "bill.total", "");
    check(bill(json!({ "total": 5000 })), "bill.total", "");
    check(
        bill(json!({ "total": "1000000000000.01" })),
        "bill.total",
        "",
    );
    check(bill(json!({ "total": "1,000" })), "bill.total", "");
    check(bill(json!({ "total": "" })), "bill.total", "");
    check(
        bill(json!({ "total": "100", "in_scope": "-0.01" })),
        "bill.in_scope",
        "",
    );
}

#[test]
fn bills_that_contradict_themselves() {
    check(
        bill(json!({ "total": "100.00", "in_scope": "100.01" })),
        "bill.in_scope",
        "",
    );
    check(
        bill(json!({ "total": "100.00", "self_pay": "100.01" })),
        "bill.self_pay",
        "",
    );
    check(
        bill(json!({ "total": "100.00", "paid": { "基本医保": "100.01" } })),
        "bill.paid",
        "",
    );
    check(
        bill(
            json!({ "total": "100.00", "receipt": { "own_expense": "60.00", "fund_paid": "40.01" } }),
        ),
        "bill.receipt.fund_paid",
        "票据",
    );
    check(
        bill(json!({ "total": "100.00", "charges": { "own_expense": "100.01" } })),
        "bill.charges.own_expense",
        "费用清单",
    );
    let items = json!([{ "item": "注射费", "self_pay": "60.00" }, { "item": "注射费", "self_pay": "40.01" }]);
    check(
        bill(json!({ "total": "200.00", "self_pay": "100.00", "items": items })),
        "bill.items",
        "",
    );
}

#[test]
fn days_that_do_not_exist() {
    for day in [
        "2020-02-30",
        "2021-02-29",
        "2020-13-01",
        "2020-5-1",
        "昨天",
        "",
    ] {
        check(visit(json!({ "date": day })), "date", "");
    }
    check(visit(json!({ "admitted": "2020-05-11" })), "admitted", "");
    check(
        visit(json!({ "tables_as_of": "2020-04-31" })),
        "tables_as_of",
        "",
    );
}

#[test]
fn names_nobody_knows_get_the_nearest_ones() {
    check(
        visit(json!({ "insured_in": "秀三县" })),
        "insured_in",
        "秀山县",
    );
    check(
        visit(json!({ "hospital": "秀山县人民医" })),
        "hospital",
        "秀山县人民医院",
    );
    check(visit(json!({ "disease": "食道癌症" })), "disease", "");
    check(
        visit(json!({ "person": { "groups": { "低保对像": true } } })),
        "person.groups.低保对像",
        "低保",
    );
    check(
        visit(json!({ "insure_in": "秀山县" })),
        "insure_in",
        "insured_in",
    );
    check(bill(json!({ "totl": "1.00" })), "bill.totl", "total");
}

#[test]
fn what_is_no_visit_at_all() {
    for bytes in [
        &b"\xff\xfe"[..],
        b"",
        b"[",
        b"[]",
        b"null",
        b"{\"date\":\"\xff\"}",
    ] {
        let output = mingbai(&["answer"], bytes);
        assert_eq!(output.status.code(), Some(2), "{bytes:?}");
        assert!(output.stdout.is_empty());
        let error: Value = serde_json::from_slice(&output.stderr).expect("one JSON object");
        assert!(error["error"]["message"].is_string(), "{error}");
    }
    check(json!({ "insured_in": "秀山县" }).to_string(), "date", "");
    check(
        json!({ "date": "2020-05-10" }).to_string(),
        "insured_in",
        "",
    );
}

#[test]
fn a_good_visit_is_answered() {
    let output = mingbai(&["answer"], bill(json!({ "total": "5000.00" })).as_bytes());
    assert!(output.status.success());
    assert!(output.stderr.is_empty());
    let answer: Value = serde_json::from_slice(&output.stdout).expect("an answer");
    assert!(answer["estimate"]["low"].is_string(), "{answer}");
}
