//! The places that all tables cite and the plans that they name, gathered while they are read. Must not
//! know which rule brings what.
use super::{cursor::Node, index::short};
use crate::limits;
use crate::table::{Cite, CiteId};
use std::cell::RefCell;

/// Cites and plans, gathered over all tables.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) cites: RefCell<Vec<Cite>>,
    pub(super) plans: RefCell<Vec<String>>,
}

impl Shared {
    /// Returns one id for one place in a document. A place that is cited for other rows gets a number
    /// after its id.
    pub(super) fn intern(&self, mut cite: Cite) -> CiteId {
        let mut cites = self.cites.borrow_mut();
        let base = cite.id.clone();
        let mut number = 1;
        loop {
            match cites.iter().position(|known| known.id == cite.id) {
                Some(place) if cites[place] == cite => return CiteId(short(place)),
                Some(_) => {
                    number += 1;
                    cite.id = format!("{base}#{number}");
                }
                None => {
                    cites.push(cite);
                    return CiteId(short(cites.len() - 1));
                }
            }
        }
    }

    pub(super) fn plan(&self, node: &Node<'_>) -> u8 {
        let name = node.text();
        let mut plans = self.plans.borrow_mut();
        let place = plans
            .iter()
            .position(|plan| *plan == name)
            .unwrap_or_else(|| {
                plans.push(name);
                if plans.len() == limits::PLANS + 1 {
                    node.refuse(format!("参保档次最多 {} 种，请合并一些", limits::PLANS));
                }
                plans.len() - 1
            });
        u8::try_from(place).unwrap_or(u8::MAX)
    }
}
