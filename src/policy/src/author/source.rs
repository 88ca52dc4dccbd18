//! Reads the documents of a table and the places cited in them.
use super::{
    Lower,
    cursor::{Fields, Node},
    figure::day,
    words::word,
};
use crate::{Cite, CiteId, Evidence};
use std::collections::BTreeMap;

/// A document, as a file declares it.
#[derive(Clone, PartialEq)]
pub(super) struct Source {
    title: String,
    issuer: Option<String>,
    date: Option<String>,
    by_content: bool,
    evidence: Evidence,
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
        let source = Source {
            title: fields.text("title", "来源要有 title：文件或网页的标题"),
            issuer: openly(
                &fields,
                "issuer",
                "来源要有 issuer：谁发的；确实不知道就写 \"unknown\"",
            ),
            date: date(&fields),
            by_content: fields.get("by_content").is_some_and(|node| node.flag()),
            evidence: fields
                .need(
                    "grade",
                    "来源要有 grade：有原文写 document，转述写 reported",
                )
                .and_then(|node| {
                    word(
                        &node,
                        &[Evidence::Document, Evidence::Reported],
                        |evidence| match evidence {
                            Evidence::Document => "document",
                            Evidence::Reported => "reported",
                        },
                    )
                })
                .unwrap_or(Evidence::Reported),
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

impl Lower<'_> {
    /// Reads the places that a rule cites: one, or a list. A rule without any is refused.
    pub(super) fn cites(&self, fields: &Fields<'_>) -> Vec<CiteId> {
        let Some(node) = fields.need(
            "cite",
            "没有写来源，请加 cite = { source = \"…\", at = \"…\" }",
        ) else {
            return Vec::new();
        };
        let mut ids = Vec::new();
        for id in node.one_or_more().iter().filter_map(|node| self.cite(node)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    fn cite(&self, node: &Node<'_>) -> Option<CiteId> {
        let fields = node.fields(&["source", "at", "rows"])?;
        let at = fields.text("at", "请写 at：在文件的哪一页、哪一条、哪几行");
        let rows = fields.texts("rows");
        let written = fields.need("source", "请写 source：[[source]] 的 id")?;
        let id = written.text();
        let Some(source) = self.sources.get(&id) else {
            if !id.is_empty() {
                let known: Vec<_> = self.sources.keys().map(String::as_str).collect();
                written.spot.refuse_with(
                    format!("这个文件里没有来源“{id}”，请改正，或者加一段 [[source]]"),
                    Some(format!("已有：{}", known.join("、"))),
                );
            }
            return None;
        };
        let cite = Cite {
            id: format!("{id}:{at}"),
            title: source.title.clone(),
            issuer: source.issuer.clone(),
            date: source.date.clone(),
            by_content: source.by_content,
            place: at,
            evidence: source.evidence,
            rows,
            checked: self.checked,
        };
        Some(self.shared.intern(cite))
    }
}
