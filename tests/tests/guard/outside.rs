//! Treatment outside the province (跨省异地就医): by how much the share is lower, and for whom. No
//! shipped table of a place has its share of today, so a made-up county does. Must not know how the
//! engine settles.

use crate::authored;
use mingbai_engine::{Range, compare};
use mingbai_policy::author::Authored;
use mingbai_wording::Wording;

/// A county; its own rule for other provinces may replace `OWN`.
const COUNTY: &str = r#"
[[region]]
id = "made-up"
name = "新设县"
level = "county"
parent = "广元市"

[table]
id = "made-up-2024"
name = "新设县居民医保"
place = "新设县"
from = "2017-01-01"
checked = "unknown"

[[source]]
id = "made-up-page"
title = "新设县通知"
issuer = "新设县人民政府"
date = "2017-01-01"
grade = "document"

[[layer]]
layer = "基本医保"
deductible = 100
cap = "none"
cite = { source = "made-up-page", at = "第二条" }

OWN
[[layer.variant]]
when = { not = { age_at_least = 18 }, grade = "secondary" }
share = { plus = "5%" }

[[layer.variant]]
when = { grade = "tertiary" }
share = "60%"

[[layer.variant]]
when = { grade = "secondary" }
share = "98%"

[[layer.variant]]
when = { grade = "primary" }
share = "5%"

[[layer]]
layer = "大病保险"
share = "0%"
cap = "none"
cite = { source = "made-up-page", at = "第三条" }
"#;

/// The county states that nothing more is lower in other provinces.
const OWN: &str = r#"
[[layer.variant]]
when = { place = "other_province" }
first_self_pay = "20%"
lowered = "none"
"#;

fn county(own: &str) -> Authored {
    authored::with("2024.toml", &COUNTY.replace("OWN", own))
}

/// Returns a visit with these facts added to the common ones; later facts replace earlier ones.
fn visit(facts: &str) -> String {
    format!(
        r#"{{ "date": "2024-06-01", "insured_in": "新设县", "insurance": "resident",
            "hospital": "其他", "care": "inpatient", "grade": "tertiary", "tier": "city",
            "disease": [], "enrolled": true, "premium_paid": true, "liable_third_party": false,
            "person": {{ "groups": "none", "sex": "male", "age": 40 }},
            "year_to_date": {{ "in_scope_self_pay": "0.00" }},
            "bill": {{ "total": "10100.00", "in_scope": "10100.00" }}{facts} }}"#
    )
}

fn shown(range: Range) -> [String; 2] {
    [range.low, range.high].map(|it| it.to_string())
}

/// Checks the payment of 基本医保 in both readings.
fn check(authored: &Authored, facts: &str, certain: [&str; 2], estimate: [&str; 2]) {
    let json = merged(facts);
    let visit = mingbai_intake::read(&authored.tables, json.as_bytes()).expect("a visit");
    let said = mingbai_engine::answer(&authored.tables, &visit).expect("an answer");
    let basic = said.layers.iter().find(|line| line.name == "基本医保");
    let pays = basic.and_then(|line| line.pays).expect("a payment");
    assert_eq!(shown(pays.estimate), estimate.map(str::to_owned), "{facts}");
    assert_eq!(shown(pays.certain), certain.map(str::to_owned), "{facts}");
}

/// Returns the common facts of every visit with these facts merged in.
fn merged(facts: &str) -> String {
    let mut base: serde_json::Value = serde_json::from_str(&visit("")).expect("JSON");
    let over: serde_json::Value = serde_json::from_str(facts).expect("JSON");
    let (Some(base_fields), Some(over)) = (base.as_object_mut(), over.as_object()) else {
        panic!("objects");
    };
    for (key, value) in over {
        base_fields.insert(key.clone(), value.clone());
    }
    base.to_string()
}

#[test]
fn filed_and_referred_filed_only_and_not_filed_are_three_things() {
    let authored = county("");
    let all = ["0.00", "6000.00"];
    let away = |rest: &str| format!(r#"{{ "place": "other_province"{rest} }}"#);
    let filed = r#", "answers": { "filed-away": true }"#;
    let unfiled = r#", "answers": { "filed-away": false }"#;
    // At home nothing is lower, and the document alone decides.
    for place in ["same_county", "same_prefecture", "same_province"] {
        let home = format!(r#"{{ "place": "{place}"{unfiled} }}"#);
        check(
            &authored,
            &home,
            ["6000.00", "6000.00"],
            ["6000.00", "6000.00"],
        );
    }
    let said = |facts: &str, estimate| check(&authored, &away(facts), all, estimate);
    said(
        &format!(r#", "referred": true{filed}"#),
        ["5000.00", "6000.00"],
    );
    said(
        &format!(r#", "referred": false{filed}"#),
        ["4000.00", "6000.00"],
    );
    said(filed, ["4000.00", "6000.00"]);
    // Without filing, a referral bounds nothing.
    said(&format!(r#", "referred": true{unfiled}"#), all);
    said(&format!(r#", "referred": false{unfiled}"#), all);
    said(r#", "referred": true"#, all);
    said("", all);
    // The place of the hospital may be open too.
    check(&authored, "{}", all, all);
    check(
        &authored,
        r#"{ "answers": { "filed-away": true } }"#,
        all,
        ["4000.00", "6000.00"],
    );
}

#[test]
fn sudden_illness_counts_as_filed() {
    let authored = county("");
    for filed in ["true", "false"] {
        let facts = format!(
            r#"{{ "place": "other_province", "care": "emergency", "answers": {{ "filed-away": {filed} }} }}"#
        );
        check(
            &authored,
            &facts,
            ["0.00", "6000.00"],
            ["5000.00", "6000.00"],
        );
    }
}

#[test]
fn a_share_stays_between_nothing_and_the_whole() {
    let authored = county("");
    let filed = r#""place": "other_province", "tier": "county", "answers": { "filed-away": true }"#;
    let said = |facts: &str, certain, estimate| {
        check(
            &authored,
            &format!("{{ {filed}, {facts} }}"),
            certain,
            estimate,
        );
    };
    said(
        r#""grade": "primary""#,
        ["0.00", "500.00"],
        ["0.00", "500.00"],
    );
    // A child has the whole paid at home, so the points come off the whole: 98% and 5 points.
    said(
        r#""grade": "secondary", "referred": true, "person": { "groups": "none", "sex": "male", "age": 6 }"#,
        ["0.00", "10000.00"],
        ["9000.00", "10000.00"],
    );
}

#[test]
fn a_places_own_rule_comes_first() {
    let authored = county(OWN);
    let filed = |yes: bool| {
        format!(r#"{{ "place": "other_province", "answers": {{ "filed-away": {yes} }} }}"#)
    };
    // (10,100 less 20%) less 100, of which 60%.
    for yes in [true, false] {
        check(
            &authored,
            &filed(yes),
            ["4788.00", "4788.00"],
            ["4788.00", "4788.00"],
        );
    }
}

#[test]
fn before_2023_the_nation_says_nothing_of_it() {
    let authored = county("");
    let facts = r#"{ "date": "2022-12-31", "place": "other_province", "answers": { "filed-away": false } }"#;
    check(
        &authored,
        facts,
        ["6000.00", "6000.00"],
        ["6000.00", "6000.00"],
    );
}

#[test]
fn an_office_that_told_the_share_told_what_is_paid() {
    let authored = county("");
    let facts = r#"{ "place": "other_province", "local": { "基本医保.share": "55%" } }"#;
    check(
        &authored,
        facts,
        ["5500.00", "5500.00"],
        ["5500.00", "5500.00"],
    );
}

/// Two hospitals of another province, filed or not, referred or not, are never stated to be the
/// same.
#[test]
fn no_comparison_calls_treatment_outside_the_province_the_same_with_or_without_referral() {
    let answers = [
        "{}",
        r#"{ "filed-away": true }"#,
        r#"{ "filed-away": false }"#,
    ];
    for own in ["", OWN] {
        let authored = county(own);
        for answers in answers {
            for date in ["2022-06-01", "2024-06-01"] {
                let json = merged(&format!(
                    r#"{{ "date": "{date}", "place": "same_county", "answers": {answers} }}"#
                ));
                let tables = &authored.tables;
                let visit = mingbai_intake::read(tables, json.as_bytes()).expect("a visit");
                let entries = compare(tables, &visit).expect("a comparison");
                let text = mingbai_wording::compare_text(tables, &visit, &entries, &[]);
                let away = text.lines().find(|line| line.contains("外省的医院"));
                let away = away.expect("a hospital of another province");
                assert!(!away.contains("都一样"), "{date} {answers}: {away}");
                let told = text.contains("异地就医备案");
                assert_eq!(told, date > "2023", "{date}: {text}");
            }
        }
    }
}

/// The arithmetic of the high end states by how much the share is lower.
#[test]
fn the_reckoning_and_the_rules_say_by_how_much_the_share_is_lower() {
    let authored = county("");
    let tables = &authored.tables;
    let told = |answers: &str, wording| {
        let json = merged(&format!(
            r#"{{ "place": "other_province", "answers": {answers} }}"#
        ));
        let visit = mingbai_intake::read(tables, json.as_bytes()).expect("a visit");
        let said = mingbai_engine::answer(tables, &visit).expect("an answer");
        let money = said.money.as_ref().expect("money");
        let of =
            |witness| mingbai_wording::trace_lines_of(tables, &said, witness, wording).concat();
        [of(&money.low), of(&money.high)]
    };
    let filed = r#"{ "filed-away": true }"#;
    for (wording, lower) in [
        (Wording::Patient, "报的比例低 20 个百分点。"),
        (Wording::Clerk, "比例降低 20 个百分点。"),
        (Wording::Doctor, "报的比例低 20 个百分点。"),
    ] {
        let [low, high] = told(filed, wording);
        assert!(
            high.contains(lower) && high.contains("× 40%")
                || wording == Wording::Doctor && high.contains("报 40%"),
            "{high}"
        );
        assert!(!low.contains("百分点"), "{low}");
    }
    let [_, high] = told(r#"{ "filed-away": false }"#, Wording::Patient);
    assert!(high.contains("也可能一分不报。"), "{high}");
    let at = tables
        .tables
        .iter()
        .position(|it| it.id == "nation-insurance");
    let at = u16::try_from(at.expect("the nation's table")).expect("few tables");
    let chapters = mingbai_wording::chapters(tables, at);
    let cases = chapters
        .iter()
        .flat_map(|it| &it.rules)
        .flat_map(|it| &it.cases);
    let says: String = cases.flat_map(|it| &it.says).cloned().collect();
    for said in [
        "报的比例最多低 10 个百分点左右，确切的由当地定。",
        "报的比例最多低 20 个百分点左右，确切的由当地定。",
        "报的比例低多少，没有底，也可能一分不报。",
    ] {
        assert!(says.contains(said), "{says}");
    }
}
