//! The names of one kind of thing, looked up by text; ambiguous names are refused.
use super::cursor::{Fields, Node};
use crate::slip::slips;
use crate::vocabulary::Name;
use std::collections::BTreeMap;

/// Every name, short name and id of one kind, by text.
#[derive(Default)]
pub(super) struct Index {
    kind: &'static str,
    names: BTreeMap<String, usize>,
}

impl Index {
    pub(super) fn new(kind: &'static str) -> Index {
        Index {
            kind,
            names: BTreeMap::new(),
        }
    }

    /// Adds a name for the thing at `place` in its list.
    pub(super) fn add(&mut self, name: &str, place: usize, at: &Fields<'_>) {
        if name.is_empty() {
            return;
        }
        match self.names.get(name) {
            Some(other) if *other != place => {
                at.spot.refuse(format!(
                    "{}“{name}”已经有了，一个名字只能指一样东西，请改名或者删去一个",
                    self.kind
                ));
            }
            _ => {
                self.names.insert(name.to_string(), place);
            }
        }
    }

    pub(super) fn add_all(&mut self, name: &Name, place: usize, at: &Fields<'_>) {
        for word in [&name.id, &name.name].into_iter().chain(&name.aliases) {
            self.add(word, place, at);
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// Returns the position of the thing a node names; reports an unknown name with the nearest known
    /// one.
    pub(super) fn find(&self, node: &Node<'_>) -> Option<usize> {
        let Some(name) = node.as_str() else {
            node.expected(&format!("{}的名字", self.kind));
            return None;
        };
        let found = self.get(name);
        if found.is_none() {
            let near = slips(name, self.names.keys().map(String::as_str));
            let help = (!near.is_empty()).then(|| format!("是不是“{}”？", near.join("”、“")));
            node.spot.refuse_with(
                format!(
                    "词表里没有{}“{name}”，请改成已有的名字，或者先把它加进词表",
                    self.kind
                ),
                help,
            );
        }
        found
    }
}

/// Reads `id`, `name` and `aliases`.
pub(super) fn name(fields: &Fields<'_>) -> Name {
    Name {
        id: fields
            .need("id", "请写 id")
            .map(|node| node.id())
            .unwrap_or_default(),
        name: fields.text("name", "请写 name（名称）"),
        aliases: fields.texts("aliases"),
    }
}

/// Packs an index into 16 bits; the gate refuses more than [`crate::limits::INDEXES`] of a kind.
pub(super) fn short(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
