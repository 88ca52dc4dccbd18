//! Settles one side of a comparison at an in-scope amount: once, however many other sides meet it
//! there. Must not know the other sides.
use crate::answer::Range;
use crate::layout::Layout;
use crate::settle::stretch::Stretch;
use crate::settle::{LayerTerms, LeftToPay};
use crate::worlds::outcome::noted;
use crate::worlds::resolve::WorldTerms;
use crate::worlds::{OpenBill, at_every_first_self_pay};
use mingbai_policy::Fen;
use std::collections::BTreeMap;
use std::rc::Rc;

/// All kinds of worlds, settled at the amounts that were met so far.
pub(super) struct Settlements<'a, 'p> {
    layout: &'a Layout<'p>,
    money: &'a OpenBill<'a>,
    /// The terms of each kind, and the index of what they settle to.
    kinds: Vec<(&'a WorldTerms<'p>, usize)>,
    /// Terms that hold at different amounts, or are known from different papers, settle alike.
    distinct: Vec<TermsSettled<'p>>,
}

/// One set of terms, settled at the amounts that were met so far.
struct TermsSettled<'p> {
    terms: WorldTerms<'p>,
    met: BTreeMap<Fen, Option<Rc<KindSettlement>>>,
    stretches: BTreeMap<Stretch, usize>,
}

/// One kind of world at one in-scope amount.
pub(super) struct KindSettlement {
    pub pays: Range,
    /// The number of the stretch: equal for two amounts of one kind where all decisions are.
    pub stretch: usize,
    /// The amounts left after each layer: with every figure at its helpful end, and at the other.
    /// Empty where a layer's 先行自付 is open.
    left: Vec<(LeftToPay, LeftToPay)>,
}

impl<'a, 'p> Settlements<'a, 'p> {
    pub fn new(
        layout: &'a Layout<'p>,
        money: &'a OpenBill<'a>,
        kinds: impl Iterator<Item = &'a WorldTerms<'p>>,
    ) -> Settlements<'a, 'p> {
        let mut distinct: Vec<TermsSettled> = Vec::new();
        let kinds = kinds.map(|terms| {
            let alike = |it: &TermsSettled| {
                it.terms.layers == terms.layers
                    && it.terms.top_ups == terms.top_ups
                    && it.terms.waivers == terms.waivers
                    && it.terms.frees == terms.frees
            };
            let known = distinct.iter().rposition(alike);
            let at = known.unwrap_or_else(|| {
                distinct.push(TermsSettled {
                    terms: WorldTerms {
                        in_scope: None,
                        ..terms.clone()
                    },
                    met: BTreeMap::new(),
                    stretches: BTreeMap::new(),
                });
                distinct.len() - 1
            });
            (terms, at)
        });
        Settlements {
            layout,
            money,
            kinds: kinds.collect(),
            distinct,
        }
    }

    /// Returns the settlement of a kind at an in-scope amount; `None` where its world is illegal.
    pub fn at(&mut self, kind: usize, in_scope: Fen) -> Option<Rc<KindSettlement>> {
        let (terms, at) = *self.kinds.get(kind)?;
        if self.money.bill.self_pay.is_none() && !terms.holds_at(in_scope) {
            return None;
        }
        let own = self.distinct.get_mut(at)?;
        if let Some(met) = own.met.get(&in_scope) {
            return met.clone();
        }
        let settled = own.settle(self.layout, self.money, in_scope).map(Rc::new);
        own.met.insert(in_scope, settled.clone());
        settled
    }
}

impl TermsSettled<'_> {
    fn settle(
        &mut self,
        layout: &Layout,
        money: &OpenBill,
        in_scope: Fen,
    ) -> Option<KindSettlement> {
        let (terms, bill) = (&self.terms, money.facts(in_scope)?);
        let known = |it: &LayerTerms| it.first_self_pay.0 == it.first_self_pay.1;
        let (point, left) = if terms.layers.iter().all(known) {
            let mut left: [Vec<LeftToPay>; 2] = Default::default();
            let [low, high] = &mut left;
            let point = noted(layout, terms, &bill, Fen::ZERO, [low, high]);
            let [low, high] = left;
            (point, low.into_iter().zip(high).collect())
        } else {
            (at_every_first_self_pay(layout, terms, &bill), Vec::new())
        };
        let next = self.stretches.len();
        Some(KindSettlement {
            pays: point.outcome?.pays,
            stretch: *self.stretches.entry(point.stretch).or_insert(next),
            left,
        })
    }
}

impl KindSettlement {
    /// Returns the amounts left of a bill after its first layers, at both ends.
    pub fn left_after(&self, layers: usize, bill: LeftToPay) -> (LeftToPay, LeftToPay) {
        let last = layers.checked_sub(1);
        let left = last.and_then(|at| self.left.get(at).copied());
        left.unwrap_or((bill, bill))
    }
}
