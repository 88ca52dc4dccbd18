//! Names of one kind of thing, and the refusal of ambiguous ones.
use super::{
    cursor::{Fields, Node},
    nearest::nearest,
};
use crate::terms::Name;
use std::collections::BTreeMap;

/// Every name, short name and id of one kind.
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

    /// Adds a name for the thing at this place of its list.
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

    /// The thing a node names; an unknown name is reported with the nearest known one.
    pub(super) fn find(&self, node: &Node<'_>) -> Option<usize> {
        let Some(name) = node.as_str() else {
            node.expected(&format!("{}的名字", self.kind));
            return None;
        };
        let found = self.get(name);
        if found.is_none() {
            let help = nearest(name, self.names.keys().map(String::as_str))
                .map(|near| format!("是不是“{near}”？"));
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

/// `id`, `name` and `aliases` of anything that has a name.
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
