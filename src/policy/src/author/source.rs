//! Reads the documents that a file declares. Must not know which rule cites them.
use super::{choice::word, cursor::Fields, figure::day};
use crate::table::Evidence;
use std::collections::BTreeMap;

/// A document, as a file declares it.
#[derive(Clone, PartialEq)]
pub(super) struct Source {
    pub(super) title: String,
    pub(super) issuer: Option<String>,
    pub(super) date: Option<String>,
    pub(super) by_content: bool,
    pub(super) evidence: Evidence,
    pub(super) named: bool,
}

/// What an author has of a document.
#[derive(Clone, Copy, PartialEq)]
enum Grade {
    Document,
    Reported,
    Named,
}

impl Grade {
    const ALL: &[Grade] = &[Grade::Document, Grade::Reported, Grade::Named];

    fn word(self) -> &'static str {
        match self {
            Grade::Document => "document",
            Grade::Reported => "reported",
            Grade::Named => "named",
        }
    }
}

/// The documents of one file by id.
pub(super) type Sources = BTreeMap<String, Source>;

const SOURCE: &[&str] = &["id", "title", "issuer", "date", "by_content", "grade"];

/// Reads `[[source]]`. Several files may declare one id only for the same document.
pub(super) fn sources(file: &Fields<'_>, everywhere: &mut Sources) -> Sources {
    let mut found = Sources::new();
    for fields in file
        .sections("source")
        .iter()
        .filter_map(|node| node.fields(SOURCE))
    {
        let id = fields
            .need("id", "请写来源的 id")
            .map(|node| node.id())
            .unwrap_or_default();
        let grade = fields
            .need(
                "grade",
                "来源要有 grade：有原文写 document，转述写 reported，只知道名字写 named",
            )
            .and_then(|node| word(&node, Grade::ALL, Grade::word))
            .unwrap_or(Grade::Reported);
        let source = Source {
            title: fields.text("title", "来源要有 title：文件或网页的标题"),
            issuer: openly(
                &fields,
                "issuer",
                "来源要有 issuer：谁发的；确实不知道就写 \"unknown\"",
            ),
            date: date(&fields),
            by_content: fields.get("by_content").is_some_and(|node| node.flag()),
            evidence: match grade {
                Grade::Document => Evidence::Document,
                Grade::Reported | Grade::Named => Evidence::Reported,
            },
            named: grade == Grade::Named,
        };
        if everywhere.get(&id).is_some_and(|other| *other != source) {
            fields.spot.refuse(format!(
                "来源 id “{id}”在别的文件里指另一份文件，请换一个 id"
            ));
        }
        if !id.is_empty() && found.contains_key(&id) {
            fields
                .spot
                .refuse(format!("来源 id “{id}”写了两次，请删去一个"));
        }
        everywhere
            .entry(id.clone())
            .or_insert_with(|| source.clone());
        found.insert(id, source);
    }
    found
}

fn openly(fields: &Fields<'_>, key: &str, missing: &str) -> Option<String> {
    let text = fields.text(key, missing);
    (text != "unknown").then_some(text)
}

/// Reads a date: a year, month or day must exist in the calendar; other wording is kept as written.
fn date(fields: &Fields<'_>) -> Option<String> {
    let node = fields.need(
        "date",
        "来源要有 date：哪天的；确实不知道就写 \"unknown\"，由内容推出就加 by_content = true",
    )?;
    let text = node.text();
    if text.is_empty() || text == "unknown" {
        return None;
    }
    if text.len() == 10 && text.bytes().all(|b| b == b'-' || b.is_ascii_digit()) {
        day(&node);
    } else if let Some((year, month)) = text.split_once('-') {
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if year.len() == 4
            && digits(year)
            && digits(month)
            && !month
                .parse::<u8>()
                .is_ok_and(|month| (1..=12).contains(&month))
        {
            node.refuse("没有这个月，请改正");
        }
    }
    Some(text)
}
