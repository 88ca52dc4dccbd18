//! The actions of a result: three things to do, each from a rule that holds or a call with its
//! words, none about other people. Over the shipped tables, cases as data. Must not know money.
use mingbai_engine::{Stated, answer, case};
use mingbai_policy::Tables;
use mingbai_wording::{Action, actions, also};

const KNOWN: &str = r#""date":"2026-11-29","insurance":"resident","enrolled":true,"premium_paid":true,
    "year_to_date":{"in_scope_self_pay":"0"},"care":"inpatient","hospital":"其他""#;

/// The rest of a visit, and the beginnings of the titles of its actions.
const CASES: [(&str, &[&str]); 6] = [
    (
        r#""insured_in":"都昌县","grade":"secondary","place":"same_county","person":{"groups":"none"},"bill":{"total":"18500"}"#,
        &["去医院医保办", "打 12393 核对", "出院时"],
    ),
    (
        r#""insured_in":"都昌县","grade":"secondary","place":"same_county","person":{"groups":{"低保对象":true}},"bill":{"total":"18500"}"#,
        &["申请医疗救助", "去医院医保办", "打 12393 核对"],
    ),
    // A rule for a group that the person may be in comes after the rules for everyone.
    (
        r#""insured_in":"都昌县","grade":"secondary","place":"same_county","bill":{"total":"18500"}"#,
        &["去医院医保办", "打 12393 核对", "申请医疗救助"],
    ),
    (
        r#""insured_in":"其他","grade":"secondary","place":"same_county","person":{"groups":"none"},"bill":{"total":"18500"}"#,
        &["打 12393，问 2 个数", "去医院医保办", "出院时"],
    ),
    // With a question still open there is a call all the same.
    (
        r#""insured_in":"都昌县","place":"same_county","person":{"groups":"none"},"bill":{"total":"18500"}"#,
        &["去医院医保办", "打 12393 问清楚", "出院时"],
    ),
    // The bill is settled: no action lies in the past.
    (
        r#""insured_in":"都昌县","grade":"secondary","place":"same_county","person":{"groups":"none"},"bill":{"total":"18500","self_pay":"4020"}"#,
        &["打 12393 核对"],
    ),
];

fn actions_of(tables: &Tables, rest: &str) -> (Vec<Action>, Vec<String>) {
    let json = format!("{{{KNOWN},{rest}}}");
    let visit = mingbai_intake::read(tables, json.as_bytes()).expect("a visit");
    let answer = answer(tables, &visit).expect("an answer");
    let stated: Stated = case(tables, &visit).expect("a case");
    let told = actions(tables, &visit, &answer, &stated);
    let also = also(tables, &answer, &told).map(|(_, it)| it.rule.name.clone());
    let also = also.collect();
    (told, also)
}

#[test]
fn three_things_to_do_none_about_others() {
    let tables = mingbai_tables::load().expect("shipped tables");
    for (rest, expected) in CASES {
        let (told, also) = actions_of(&tables, rest);
        let titles: Vec<&str> = told.iter().map(|it| it.title.as_str()).collect();
        assert_eq!(titles.len(), expected.len(), "{rest}: {titles:?}");
        for (title, begins) in titles.iter().zip(expected) {
            assert!(title.starts_with(begins), "{rest}: {titles:?}");
        }
        for it in &told {
            let text = format!(
                "{}{}",
                it.lines.concat(),
                it.say.clone().unwrap_or_default()
            );
            assert!(!text.is_empty(), "{rest}: {}", it.title);
            assert!(!text.contains("材料没有说"), "{rest}: {text}");
        }
        for name in titles
            .iter()
            .copied()
            .chain(also.iter().map(String::as_str))
        {
            assert!(
                !name.contains("财政补助") && !name.contains("认定"),
                "{rest}: {name}"
            );
        }
    }
}

/// Filing comes first for a person treated outside the province, once, and for nobody else.
#[test]
fn filing_comes_first_outside_the_province() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let rest = |place: &str| {
        format!(
            r#""insured_in":"朝天区","grade":"tertiary","place":"{place}","referred":false,"answers":{{"filed-away":false}},"person":{{"groups":"none"}},"bill":{{"total":"60000"}}"#
        )
    };
    let (away, _) = actions_of(&tables, &rest("other_province"));
    assert!(away[0].title.contains("备案"), "{}", away[0].title);
    assert!(away[0].rule.is_some());
    let filings = away
        .iter()
        .filter(|it| it.title.contains("办异地就医备案"))
        .count();
    assert_eq!(filings, 1);
    let unfiled = &away[1];
    assert_eq!(unfiled.title, "没备案的，先自己付全部");
    assert!(!unfiled.cites.is_empty());
    assert!(away[2].title.starts_with("打 12393"), "{}", away[2].title);
    let say = away[2].say.clone().unwrap_or_default();
    assert!(
        say.starts_with("我在朝天区参保，居民医保，在外省三级医院住院，没办转诊，"),
        "{say}"
    );
    let (near, _) = actions_of(&tables, &rest("same_province"));
    assert!(near.iter().all(|it| !it.title.contains("备案")));
}
