//! Reads one table: its head, its order of layers, and its rules.
use super::{
    check::Checks,
    choice::list,
    cursor::{Fields, Node},
    figure::{day, until},
    index::Index,
    lower::Lower,
    when::insurance,
};
use crate::ids::{HospitalId, LayerId, RegionId};
use crate::table::{Owner, Span, Table};

const HEAD: &[&str] = &[
    "id",
    "name",
    "place",
    "hospital",
    "insurance",
    "from",
    "until",
    "checked",
    "blanks",
];
/// The sections of a file that belong to its table.
const PARTS: &[&str] = &[
    "source",
    "question",
    "order",
    "layer",
    "excess",
    "waiver",
    "scheme",
    "list",
    "target",
    "procedure",
    "class",
    "stay",
];

impl Lower<'_> {
    /// Reads the table of a file; `None` where the file has none.
    pub(super) fn table<'a>(
        mut self,
        file: &Fields<'a>,
        place: usize,
        ids: &mut Index,
        checks: &Checks<'a>,
    ) -> Option<Table> {
        let Some(head) = file.get("table") else {
            for part in PARTS.iter().filter_map(|key| file.get(key)) {
                part.refuse("这一段属于一张政策表，请在同一个文件里写 [table]，或者把它移到有 [table] 的文件");
            }
            return None;
        };
        let head = head.fields(HEAD)?;
        let id = head
            .need("id", "请写 id")
            .map(|node| node.id())
            .unwrap_or_default();
        ids.add(&id, place, &head);
        let owner = self.owner(&head);
        self.span = span(&head);
        self.checked = head
            .need(
                "checked",
                "请写 checked：哪天对过原文；没有对过就写 \"unknown\"",
            )
            .and_then(|node| day(&node));
        self.insurance = head.get("insurance").map(|node| insurance(&node));
        let schemes = file.sections("scheme");
        self.schemes = schemes.iter().map(scheme_id).collect();
        checks.enter(place, &head, owner, self.insurance);
        let layers = file
            .sections("layer")
            .iter()
            .filter_map(|node| self.layer(node, checks))
            .collect();
        let table = Table {
            id,
            name: head.text("name", "请写 name：这张表叫什么"),
            owner: owner.unwrap_or(Owner::Region(RegionId(0))),
            span: self.span,
            insurance: self.insurance,
            checked: self.checked,
            blanks: head.texts("blanks"),
            order: self.order(file),
            layers,
            top_ups: file
                .sections("excess")
                .iter()
                .filter_map(|node| self.top_up(node, checks))
                .collect(),
            waivers: file
                .sections("waiver")
                .iter()
                .filter_map(|node| self.waiver(node, checks))
                .collect(),
            schemes: schemes
                .iter()
                .filter_map(|node| self.scheme(node, checks))
                .collect(),
            lists: file
                .sections("list")
                .iter()
                .filter_map(|node| self.list(node, checks))
                .collect(),
            targets: file
                .sections("target")
                .iter()
                .filter_map(|node| self.target(node, checks))
                .collect(),
            procedures: file
                .sections("procedure")
                .iter()
                .filter_map(|node| self.procedure(node, checks))
                .collect(),
            classes: file
                .sections("class")
                .iter()
                .filter_map(|node| self.class(node, owner, checks))
                .collect(),
            stay: self.stay(file, owner, checks),
        };
        Some(table)
    }

    fn owner(&self, head: &Fields<'_>) -> Option<Owner> {
        match (head.get("place"), head.get("hospital")) {
            (Some(node), None) => self.words.region(&node).map(Owner::Region),
            (None, Some(node)) => self
                .words
                .hospital(&node)
                .map(|id: HospitalId| Owner::Hospital(id)),
            _ => {
                head.spot
                    .refuse("请写 place 或 hospital 中的一个：这是谁的政策");
                None
            }
        }
    }

    fn order(&self, file: &Fields<'_>) -> Vec<LayerId> {
        let Some(fields) = file
            .get("order")
            .and_then(|node| node.fields(&["layers", "cite"]))
        else {
            return Vec::new();
        };
        self.cites(&fields);
        fields.need("layers", "请写 layers：保障线的先后");
        list(&fields, "layers", |node| {
            let layer = self.words.layer(node)?;
            if self.words.vocabulary.layers[layer.index()].hospital {
                node.refuse("医院承担的不写进先后：总在所有保障线之前。请删去");
            }
            Some(layer)
        })
    }
}

/// Returns a scheme's id as written; a bad id is reported where the scheme itself is read.
fn scheme_id(node: &Node<'_>) -> String {
    match node.value {
        toml::de::DeValue::Table(table) => table
            .get("id")
            .and_then(|id| id.get_ref().as_str())
            .unwrap_or_default()
            .to_string(),
        _ => String::new(),
    }
}

fn span(head: &Fields<'_>) -> Span {
    let from = head.need("from", "请写 from：从哪天起；不知道就写 \"unknown\"");
    let first = from.as_ref().and_then(day);
    let span = Span {
        from: first,
        until: head.get("until").and_then(|node| until(&node, first)),
    };
    if let (Some(node), Some(first), Some(last)) = (from, span.from, span.until)
        && first > last
    {
        node.refuse("from 不能晚于 until，请改正");
    }
    span
}
