//! How a stay in hospital counts (住院怎么数), as a sentence and as JSON. Computes no amounts.
use mingbai_engine::{StayCount, Visit};
use mingbai_policy::{CiteId, Tables};
use serde_json::{Value, json};

/// Returns what a person should know of how the stay counts; `None` where it counts in its own year.
pub(crate) fn stay_sentence(visit: &Visit, stay: &StayCount) -> Option<String> {
    match stay.on.map(|it| it.year()) {
        None => Some(
            "这里跨年的住院算入院那一年：要知道哪天入院，才知道算哪一年，今年以来的数也照那一年写。"
                .to_owned(),
        ),
        Some(year) if year == visit.date.year() => None,
        Some(year) => Some(format!(
            "这里跨年的住院算入院那一年：这次算 {year} 年的账，今年以来的数要写 {year} 年的。"
        )),
    }
}

/// Returns how the stay counts, as JSON.
pub(crate) fn stay_json(tables: &Tables, visit: &Visit, stay: &StayCount) -> Value {
    let id = |cite: &CiteId| tables.cites.get(usize::from(cite.0)).map(|it| &it.id);
    json!({
        "counts_on": stay.on.map(|it| it.to_string()),
        "year": stay.on.map(|it| it.year()),
        "text": stay_sentence(visit, stay),
        "sources": stay.cites.iter().filter_map(id).collect::<Vec<_>>(),
    })
}
