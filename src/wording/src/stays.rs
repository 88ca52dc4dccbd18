//! How stays in hospital count (住院怎么数), as sentences and as JSON. Computes no amounts.
use mingbai_engine::{StayCount, Visit};
use mingbai_policy::{CiteId, StayRule, StayYear, Tables};
use serde_json::{Value, json};

/// Returns what a person should know of how the stay counts; empty where it counts as everywhere.
pub(crate) fn stay_sentences(visit: &Visit, stay: &StayCount) -> Vec<String> {
    let mut said = Vec::new();
    match stay.on.map(|it| it.year()) {
        None => said.push(
            "这里跨年的住院算入院那一年：要知道哪天入院，才知道算哪一年，今年以来的数也照那一年写。"
                .to_owned(),
        ),
        Some(year) if year != visit.date.year() => said.push(format!(
            "这里跨年的住院算入院那一年：这次算 {year} 年的账，今年以来的数要写 {year} 年的。"
        )),
        Some(_) => {}
    }
    if let Some(after) = stay.further_after {
        let rule = format!("这里住满 {after} 天，以后的算再住一次，再付一条起付线");
        match stay.times {
            (1, 1) => {}
            (one, other) if one == other => said.push(format!("{rule}：这次算 {one} 次。")),
            _ => said.push(format!("{rule}：要知道住了多少天，才知道算几次。")),
        }
    }
    said
}

/// Returns how the stay counts, as JSON.
pub(crate) fn stay_json(tables: &Tables, visit: &Visit, stay: &StayCount) -> Value {
    let id = |cite: &CiteId| tables.cites.get(usize::from(cite.0)).map(|it| &it.id);
    let (low, high) = stay.times;
    json!({
        "counts_on": stay.on.map(|it| it.to_string()),
        "year": stay.on.map(|it| it.year()),
        "counts_as": { "low": low, "high": high },
        "texts": stay_sentences(visit, stay),
        "sources": stay.cites.iter().filter_map(id).collect::<Vec<_>>(),
    })
}

/// Returns what a table says of counting stays, a sentence each.
pub(crate) fn rule_sentences(rule: &StayRule) -> Vec<String> {
    let year = rule.year.map(|it| match it {
        StayYear::Admission => "跨年的住院，算入院那一年的账。".to_owned(),
        StayYear::Settlement => "跨年的住院，算出院或结算那一年的账。".to_owned(),
    });
    let further = rule.further_after.map(|days| {
        format!("住满 {days} 天，以后的算再住一次：再付一条起付线，往后的住院也多数一次。")
    });
    year.into_iter().chain(further).collect()
}
