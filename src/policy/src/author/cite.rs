//! Reads the places that rules cite in the documents of their file. Must not know what a rule says.
use super::{
    cursor::{Fields, Node},
    lower::Lower,
};
use crate::table::{Cite, CiteId};

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

    /// Refuses a cite of a document that is known by name alone, where the rule says something: nobody
    /// has seen that the document says so.
    pub(super) fn not_named(&self, fields: &Fields<'_>, cites: &[CiteId]) {
        if self.any_named(cites) {
            fields.spot.refuse(
                "这里的出处只知道名字（grade = \"named\"），里面写了什么没有看到；请写看到的那一份，或者改写成不带数的 [[layer]] 或 [[procedure]]",
            );
        }
    }

    pub(super) fn any_named(&self, cites: &[CiteId]) -> bool {
        let known = self.shared.cites.borrow();
        let mut all = cites.iter().filter_map(|id| known.get(usize::from(id.0)));
        all.any(|cite| cite.named)
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
            named: source.named,
            rows,
            checked: self.checked,
        };
        Some(self.shared.intern(cite))
    }
}
