//! Reads the members that every rule has, and the short kinds of rules.
use super::{
    check::Checks,
    choice::{each, list, word},
    cursor::{Fields, Node},
    figure::{day, share, share_range, until},
    index::short,
    lower::Lower,
    nearest::nearest,
};
use crate::ids::LayerId;
use crate::table::{
    HintList, Procedure, ProcedureKind, Rule, ShareRange, Span, Target, TargetBase, TopUp,
    TopUpBase, Waiver,
};
use crate::when::When;

impl Lower<'_> {
    /// Reads `id`, `name`, `when`, `from`, `until`, `cite`, `caveat`. A layer brings its own id and needs
    /// no name.
    pub(super) fn rule(&self, fields: &Fields<'_>, own_id: Option<&str>) -> Rule {
        let id = match own_id {
            Some(own) => fields
                .get("id")
                .map_or_else(|| own.to_string(), |node| node.id()),
            None => fields
                .need("id", "请写 id")
                .map(|node| node.id())
                .unwrap_or_default(),
        };
        let name = match own_id {
            Some(_) => fields
                .get("name")
                .map(|node| node.text())
                .unwrap_or_default(),
            None => fields.text("name", "请写 name：照文件里的叫法"),
        };
        Rule {
            id,
            name,
            span: self.time(fields),
            when: fields
                .get("when")
                .map_or(When::ALWAYS, |node| match own_id {
                    Some(_) => self.layer_when(&node),
                    None => self.when(&node),
                }),
            cites: self.cites(fields),
            caveat: fields.get("caveat").map(|node| node.text()),
        }
    }

    /// Reads a rule's days: open ends are the table's, and no end lies outside the table's.
    fn time(&self, fields: &Fields<'_>) -> Span {
        let read = |key: &str| {
            fields
                .get(key)
                .and_then(|node| day(&node).map(|day| (node, day)))
        };
        let from = read("from");
        let first = from.as_ref().map(|(_, day)| *day).or(self.span.from);
        let until = fields.get("until").and_then(|node| {
            let last = until(&node, first)?;
            // The end of the year that is all a row speaks of may lie beyond the table's.
            let open = node.as_str() == Some("unknown");
            let last = match self.span.until.filter(|_| open) {
                Some(of_table) => last.min(of_table),
                None => last,
            };
            Some((node, last))
        });
        if let (Some((node, from)), Some((_, until))) = (&from, &until)
            && from > until
        {
            node.refuse("from 不能晚于 until，请改正");
        }
        for (node, day) in [&from, &until].into_iter().flatten() {
            if !self.span.holds(*day) {
                node.refuse("这一天在整张表的时间之外，请改这里，或者改 [table] 的 from、until");
            }
        }
        Span {
            from: from.map(|(_, day)| day).or(self.span.from),
            until: until.map(|(_, day)| day).or(self.span.until),
        }
    }

    /// Reads `scheme = "…"`: the rule applies wherever that scheme of the same table applies.
    pub(super) fn follows(&self, fields: &Fields<'_>) -> Option<u16> {
        let node = fields.get("scheme")?;
        if fields.get("when").is_some() {
            node.refuse("when 和 scheme 只能写一个，请删去一个");
        }
        let id = node.text();
        let found = self.schemes.iter().position(|scheme| *scheme == id);
        if found.is_none() && !id.is_empty() {
            node.spot.refuse_with(
                format!("这张表里没有 id 为“{id}”的 [[scheme]]，请改正"),
                nearest(&id, self.schemes.iter().map(String::as_str))
                    .map(|near| format!("是不是“{near}”？")),
            );
        }
        found.map(short)
    }

    pub(super) fn top_up<'a>(&self, node: &Node<'a>, checks: &Checks<'a>) -> Option<TopUp> {
        let fields = node.fields(&[
            "id", "name", "cite", "when", "scheme", "from", "until", "caveat", "payer", "above",
            "base", "share",
        ])?;
        let rule = self.rule(&fields, None);
        checks.tell(&fields, &rule, None, None);
        self.not_named(&fields, &rule.cites);
        Some(TopUp {
            follows: self.follows(&fields),
            payer: fields
                .need("payer", "请写 payer：由哪道保障线出钱")
                .and_then(|node| self.words.layer(&node))
                .unwrap_or(LayerId(0)),
            above: fields
                .need("above", "请写 above：超过总费用的多少")
                .map(|node| share(&node))
                .unwrap_or_default(),
            base: fields
                .get("base")
                .and_then(|node| word(&node, TopUpBase::ALL, TopUpBase::word))
                .unwrap_or_default(),
            share: fields
                .need(
                    "share",
                    "请写 share：超过部分出多少；文件没写就写 \"unknown\"",
                )
                .map_or(ShareRange::UNKNOWN, |node| share_range(&node)),
            rule,
        })
    }

    pub(super) fn waiver<'a>(&self, node: &Node<'a>, checks: &Checks<'a>) -> Option<Waiver> {
        let fields = node.fields(&[
            "id",
            "name",
            "cite",
            "when",
            "from",
            "until",
            "caveat",
            "items",
            "share",
            "by_hospital",
        ])?;
        let rule = self.rule(&fields, None);
        checks.tell(&fields, &rule, None, None);
        self.not_named(&fields, &rule.cites);
        let items = fields
            .need(
                "items",
                "请写 items = { declared = …, complete = …, names = […] }",
            )
            .and_then(|node| node.fields(&["declared", "complete", "names"]));
        let names = items
            .as_ref()
            .and_then(|items| items.need("names", "请写 names：点了名的项目；没有点名就写 []"))
            .map(|node| node.list())
            .unwrap_or_default();
        let (declared, complete) = items
            .as_ref()
            .map(|items| count(items, names.len()))
            .unwrap_or_default();
        Some(Waiver {
            rule,
            declared,
            items: each(&names, |node| self.words.item(node)),
            complete,
            share: fields
                .need(
                    "share",
                    "请写 share：点了名的项目免多少；文件只说减免就写 \"unknown\"",
                )
                .map_or(ShareRange::UNKNOWN, |node| share_range(&node)),
            by_hospital: fields.get("by_hospital").is_some_and(|node| node.flag()),
        })
    }

    pub(super) fn list<'a>(&self, node: &Node<'a>, checks: &Checks<'a>) -> Option<HintList> {
        let fields = node.fields(&[
            "id", "name", "cite", "when", "from", "until", "caveat", "diseases",
        ])?;
        let rule = self.rule(&fields, None);
        checks.tell(&fields, &rule, None, None);
        self.not_named(&fields, &rule.cites);
        fields.need("diseases", "请写 diseases：清单里的病");
        Some(HintList {
            rule,
            diseases: list(&fields, "diseases", |node| self.words.disease(node)),
        })
    }

    pub(super) fn target<'a>(&self, node: &Node<'a>, checks: &Checks<'a>) -> Option<Target> {
        let fields = node.fields(&[
            "id", "name", "cite", "when", "from", "until", "caveat", "self_pay", "base",
        ])?;
        let rule = self.rule(&fields, None);
        checks.tell(&fields, &rule, None, None);
        self.not_named(&fields, &rule.cites);
        let bases = [TargetBase::Total, TargetBase::InScope, TargetBase::Unknown];
        Some(Target {
            rule,
            self_pay: fields
                .need("self_pay", "请写 self_pay：个人自付最多占多少")
                .map(|node| share(&node))
                .unwrap_or_default(),
            base: fields
                .need(
                    "base",
                    "请写 base：占什么的比例（total、in_scope 或 unknown）",
                )
                .and_then(|node| {
                    word(&node, &bases, |base| match base {
                        TargetBase::Total => "total",
                        TargetBase::InScope => "in_scope",
                        TargetBase::Unknown => "unknown",
                    })
                })
                .unwrap_or(TargetBase::Unknown),
        })
    }

    pub(super) fn procedure<'a>(&self, node: &Node<'a>, checks: &Checks<'a>) -> Option<Procedure> {
        let fields = node.fields(&[
            "id", "name", "cite", "when", "from", "until", "caveat", "kind", "text",
        ])?;
        let rule = self.rule(&fields, None);
        checks.tell(&fields, &rule, None, None);
        Some(Procedure {
            rule,
            kind: fields
                .need("kind", "请写 kind：这是哪一类手续")
                .and_then(|node| word(&node, ProcedureKind::ALL, ProcedureKind::word))
                .unwrap_or(ProcedureKind::Service),
            text: fields.text("text", "请写 text：要做什么，或者会怎样"),
        })
    }
}

/// Reads `declared` and `complete` of a list that names `named` entries.
pub(super) fn count(list: &Fields<'_>, named: usize) -> (Option<u16>, bool) {
    let complete = list
        .need(
            "complete",
            "请写 complete：是不是全部列出了（true 或 false）",
        )
        .is_some_and(|node| node.flag());
    let Some(node) = list.get("declared") else {
        return (None, complete);
    };
    let declared = declared(&node);
    if complete && declared.is_some_and(|declared| usize::from(declared) != named) {
        node.refuse(format!(
            "文件说的数和列出的 {named} 个对不上；请补全 names，或者写 complete = false"
        ));
    }
    (declared, complete)
}

/// Reads how many the document counts; `None` for `"unknown"`.
pub(super) fn declared(node: &Node<'_>) -> Option<u16> {
    if node.as_str() == Some("unknown") {
        return None;
    }
    node.number(1, 9999)
        .and_then(|number| u16::try_from(number).ok())
}
