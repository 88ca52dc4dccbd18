//! Reads schemes (专项救治 and the like): who is covered, by which list of diseases.
use super::{
    check::Checks,
    choice::{list, word},
    cursor::{Fields, Node},
    lower::Lower,
    rules::count,
};
use crate::table::{DiseaseEntry, DiseaseList, Free, Scheme, Unit};
use crate::when::When;

const SCHEME: &[&str] = &[
    "id",
    "name",
    "cite",
    "when",
    "from",
    "until",
    "caveat",
    "scope",
    "diseases",
    "benefit",
    "free",
    "designated",
    "hints",
];

impl Lower<'_> {
    pub(super) fn scheme<'a>(&self, node: &Node<'a>, checks: &Checks<'a>) -> Option<Scheme> {
        let fields = node.fields(SCHEME)?;
        let rule = self.rule(&fields, None);
        checks.tell(&fields, &rule, None, None);
        self.not_named(&fields, &rule.cites);
        let hints = fields
            .get("hints")
            .map(|node| node.list())
            .unwrap_or_default();
        checks.hints(&hints);
        Some(Scheme {
            rule,
            scope: fields
                .get("scope")
                .map_or(When::ALWAYS, |node| self.scope(&node)),
            diseases: fields
                .get("diseases")
                .and_then(|node| self.disease_list(&node)),
            benefit: fields.text("benefit", "请写 benefit：能得到什么"),
            free: fields
                .get("free")
                .map_or(Free::Nothing, |node| self.free(&node)),
            designated: list(&fields, "designated", |node| self.words.hospital(node)),
            hints: hints.iter().map(Node::text).collect(),
        })
    }

    fn disease_list(&self, node: &Node<'_>) -> Option<DiseaseList> {
        let list = node.fields(&["declared", "unit", "complete", "names"])?;
        let names = list
            .need("names", "请写 names：点了名的病；没有点名就写 []")
            .map(|node| node.list())
            .unwrap_or_default();
        let (declared, complete) = count(&list, names.len());
        let units = [Unit::Kind, Unit::SubKind, Unit::Unknown];
        let unit = list.get("unit").and_then(|node| {
            word(&node, &units, |unit| match unit {
                Unit::Kind => "kind",
                Unit::SubKind => "sub_kind",
                Unit::Unknown => "unknown",
            })
        });
        let mut entries: Vec<DiseaseEntry> = Vec::new();
        for node in &names {
            let Some(entry) = self.entry(node) else {
                continue;
            };
            if entries
                .iter()
                .any(|other| other.disease == entry.disease && other.when == entry.when)
            {
                node.refuse("这种病写了两次，请删去一个");
            }
            entries.push(entry);
        }
        Some(DiseaseList {
            declared,
            unit: unit.unwrap_or(Unit::Unknown),
            entries,
            complete,
        })
    }

    /// Reads a disease by name, or with a condition and a benefit of its own.
    fn entry(&self, node: &Node<'_>) -> Option<DiseaseEntry> {
        if !node.is_table() {
            return Some(DiseaseEntry {
                disease: self.words.disease(node)?,
                when: When::ALWAYS,
                benefit: None,
            });
        }
        let fields: Fields<'_> = node.fields(&["name", "when", "benefit"])?;
        let when = fields
            .get("when")
            .map_or(When::ALWAYS, |node| self.when(&node));
        let benefit = fields.get("benefit").map(|node| node.text());
        let disease = fields
            .need("name", "请写 name：哪种病")
            .and_then(|node| self.words.disease(&node))?;
        Some(DiseaseEntry {
            disease,
            when,
            benefit,
        })
    }

    fn free(&self, node: &Node<'_>) -> Free {
        match node.as_str() {
            Some("visit") => return Free::Visit,
            Some("part") => return Free::Part(Vec::new()),
            Some(_) => {
                node.refuse("free 请写 \"visit\"（全免）、\"part\"（部分免），或 { items = […] }");
                return Free::Nothing;
            }
            None => {}
        }
        let Some(fields) = node.fields(&["items"]) else {
            return Free::Nothing;
        };
        fields.need("items", "请写 items：免哪些项目");
        Free::Part(list(&fields, "items", |node| self.words.item(node)))
    }
}
