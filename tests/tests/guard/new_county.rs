//! One new folder of TOML adds a county, and nothing else is needed. Must not know a shipped
//! county.
use crate::authored;

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
deductible = 100
first_self_pay = "0%"
share = "50%"
cap = "none"
cite = { source = "made-up-page", at = "第二条" }

[[scheme]]
id = "made-up-scheme"
name = "1种专项救治"
scope = { insured_in = "新设县" }
diseases = { declared = 1, unit = "kind", complete = true, names = ["食管癌"] }
benefit = "专项救治"
cite = { source = "made-up-page", at = "第三条" }

[[case]]
name = "起付线以上付一半"
[case.visit]
date = "2030-06-01"
insured_in = "新设县"
disease = "食管癌"
enrolled = true
premium_paid = true
[case.visit.bill]
total = "1100.00"
in_scope = "1100.00"
[case.expect]
layers = [ { name = "基本医保", estimate = { low = "500.00", high = "500.00" } } ]
schemes = [ { name = "1种专项救治", verdict = "yes", reason = "named" } ]
"#;

#[test]
fn one_new_folder_is_a_new_county() {
    let authored = authored::with("2030.toml", COUNTY);
    let case = authored
        .cases
        .iter()
        .find(|case| case.name == "起付线以上付一半")
        .expect("the new county's case");
    if let Err(difference) = mingbai_cli::cases::run(&authored.tables, case) {
        panic!("{difference}");
    }
}

/// The county leaves 先行自付 out. The province's, reported for other provinces alone, makes no
/// figure of this document doubtful.
#[test]
fn what_is_told_only_for_others_spoils_no_figure_of_ones_own_document() {
    let text = COUNTY.replace("first_self_pay = \"0%\"\n", "");
    assert_ne!(text, COUNTY);
    let authored = authored::with("2030.toml", &text);
    let check = |place: &str, referred: bool, certain: [&str; 2], estimate: [&str; 2]| {
        let json = format!(
            r#"{{ "date": "2030-06-01", "insured_in": "新设县", "insurance": "resident",
                "hospital": "其他", "place": "{place}", "referred": {referred},
                "care": "inpatient", "grade": "secondary", "tier": "county", "disease": [],
                "enrolled": true, "premium_paid": true, "liable_third_party": false,
                "person": {{ "groups": "none", "sex": "male", "age": 40 }},
                "year_to_date": {{ "in_scope_self_pay": "0.00" }},
                "bill": {{ "total": "1100.00", "in_scope": "1100.00" }} }}"#
        );
        let visit = mingbai_intake::read(&authored.tables, json.as_bytes()).expect("a visit");
        let said = mingbai_engine::answer(&authored.tables, &visit).expect("an answer");
        let basic = said.layers.iter().find(|line| line.name == "基本医保");
        let pays = basic.and_then(|line| line.pays).expect("a payment");
        let shown = |range: mingbai_engine::Range| [range.low, range.high].map(|it| it.to_string());
        assert_eq!(shown(pays.certain), certain.map(str::to_owned), "{place}");
        assert_eq!(shown(pays.estimate), estimate.map(str::to_owned), "{place}");
    };
    check(
        "same_county",
        false,
        ["500.00", "500.00"],
        ["500.00", "500.00"],
    );
    // Elsewhere the reported share counts in the estimate, and leaves the certain reading open.
    check(
        "other_province",
        true,
        ["0.00", "500.00"],
        ["445.00", "445.00"],
    );
}
