//! The clerk's commands from the outside: a month, a year, a sheet, another hospital. Must not know
//! the engine.

use crate::command::mingbai;
use std::process::Output;

const VISIT: &str = r#"{ "date": "2026-05-10", "insured_in": "修水县", "insurance": "resident",
    "hospital": "其他", "grade": "secondary", "tier": "county", "place": "same_county",
    "care": "inpatient", "disease": [], "enrolled": true, "premium_paid": true,
    "person": { "groups": "none", "sex": "male", "age": 45 },
    "bill": { "total": "20000.00", "in_scope": "16000.00" } }"#;

fn out(output: &Output) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

#[test]
fn another_hospital() {
    let text = out(&mingbai(&["compare", "--text"], VISIT.as_bytes()));
    assert!(
        text.contains("▶ 县里的医院：付 ¥7,520.00（未核对原文）。这就是您填的这次。"),
        "{text}"
    );
    let open = "现在还分不出哪家高、哪家低。多答几题，也许分得出。";
    assert!(!text.contains(open), "{text}");
    let little =
        r#"{ "date": "2026-05-10", "insured_in": "修水县", "bill": { "total": "20000" } }"#;
    let text = out(&mingbai(&["compare", "--text"], little.as_bytes()));
    assert_eq!(text.matches("分不出").count(), 1, "{text}");
    assert!(text.contains(open), "{text}");
    // 600 / 60% is known of a 三级 hospital, whatever else is open.
    assert!(text.contains("起付线 600，报 60%"), "{text}");
    let json = out(&mingbai(&["compare"], VISIT.as_bytes()));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["compare"][0]["at"], "township");
    assert_eq!(json["compare"][0]["difference"], "-1830.00");
}

#[test]
fn a_month_in_the_encoding_of_old_office_programs() {
    // "日期,参保地,总费用" and a row of 修水县, in GB18030.
    let table = b"\xc8\xd5\xc6\xda,\xb2\xce\xb1\xa3\xb5\xd8,\xd7\xdc\xb7\xd1\xd3\xc3\r\n2026/5/1,\xd0\xde\xcb\xae\xcf\xd8,\"8,000\"\r\n";
    let output = mingbai(&["batch"], table);
    let text = out(&output);
    assert!(
        text.starts_with("\u{feff}日期,参保地,总费用,自付下限,自付上限,"),
        "{text}"
    );
    assert!(
        text.contains("2026/5/1,修水县,\"8,000\",0.00,8000.00,"),
        "{text}"
    );
    let told = String::from_utf8_lossy(&output.stderr);
    let first = told.lines().find(|it| !it.starts_with("注意："));
    assert!(
        first.is_some_and(|it| it.starts_with("算了 1 行")),
        "{told}"
    );
    let refused = mingbai(&["batch"], b"a,b\n1,2\n");
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty());
    let defaults = ["batch", "--date", "2026-5-1", "--insured-in", "修水县"];
    assert!(out(&mingbai(&defaults, b"total\n8000\n")).contains("8000,0.00,8000.00"));
}

#[test]
fn a_year() {
    let year = format!("[{VISIT},{VISIT}]");
    let text = out(&mingbai(&["ledger", "--text"], year.as_bytes()));
    assert!(
        text.contains("全年自付合计") && text.contains("第 1、2 次对调：合计不变。"),
        "{text}"
    );
    let json = out(&mingbai(&["ledger", "--order", "2,1"], year.as_bytes()));
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["visits"].as_array().map(Vec::len), Some(2));
    for (arguments, input, field) in [
        (vec!["ledger", "--order", "1,1"], year.as_str(), "order"),
        (vec!["ledger"], "{}", "$"),
        (
            vec!["ledger"],
            "[{\"date\":\"2026-05-10\"}]",
            "[0].insured_in",
        ),
    ] {
        let refused = mingbai(&arguments, input.as_bytes());
        assert_eq!(refused.status.code(), Some(2));
        let said: serde_json::Value = serde_json::from_slice(&refused.stderr).expect("JSON");
        assert_eq!(said["error"]["field"], field);
    }
}

#[test]
fn a_sheet() {
    let path = std::env::temp_dir().join(format!("mingbai-intake-{}.json", std::process::id()));
    std::fs::write(&path, VISIT).expect("a file");
    let visit = path.to_str().expect("a path");
    // By the engine: 80% of the amount above a deductible of 400; the sheet forgot the deductible.
    let sheet = "medfee_sumamt\t20000\ninscp_scp_amt\t16000\nhifp_pay\t12800\npsn_part_amt\t7200\n";
    let text = out(&mingbai(&["reconcile", visit, "--text"], sheet.as_bytes()));
    let json = out(&mingbai(&["reconcile", visit], sheet.as_bytes()));
    std::fs::remove_file(&path).expect("removed");
    assert!(text.contains("▶ 基本医保（hifp_pay）"), "{text}");
    assert!(
        text.contains("基本医保的起付线没有扣。这样每一行都对得上。"),
        "{text}"
    );
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["explanations"][0]["left"], 0);
}
