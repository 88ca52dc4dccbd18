//! The worlds that open facts span, and the least and the most over them. Must not know lines,
//! questions or sentences.
//!
//! A fact is split only where a condition in force turns on it, so a visit with many open facts
//! still has few worlds. Worlds with equal terms are settled once.
pub(crate) mod apart;
mod looks;
pub(crate) mod outcome;
pub(crate) mod resolve;

use crate::answer::{LineGrade, Range};
use crate::layout::Layout;
use crate::logic::facts::{ANY_COSTS, Atom, Costs, Facts};
use crate::settle::stretch::Stretch;
use crate::settle::{Apart, LayerTerms};
use crate::visit::{Bill, Year};
use crate::worlds::outcome::{
    BillFacts, Outcome, Point, SLOTS, nearly_legal, repeats, stray_parts, straying_parts,
    trading_layers, waiver_amount,
};
use crate::worlds::resolve::{Reading, WorldTerms, resolve};
use mingbai_policy::{BillCost, Fen};

/// A kind of world: its terms, settled.
pub(crate) struct WorldKind<'p> {
    pub terms: WorldTerms<'p>,
    /// The outcome over every possible in-scope amount; `None` where the world is illegal.
    pub outcome: Option<Outcome>,
    /// In-scope amounts that reach the low and the high end.
    pub at: (Fen, Fen),
    /// By how many fen rounding widens the low and the high end.
    pub widened: (Fen, Fen),
    /// The outcome at each sampled in-scope amount; empty where that amount is known.
    pub samples: Vec<Option<Outcome>>,
    /// The amount of each waiver (index into the layout).
    pub waivers: Vec<(u8, Range)>,
}

/// A set of worlds: the facts still open make no difference to money.
pub(crate) struct World {
    pub facts: Facts,
    /// Index into [`Worlds::kinds`].
    pub kind: usize,
}

/// All worlds of one visit under one reading.
pub(crate) struct Worlds<'p> {
    pub kinds: Vec<WorldKind<'p>>,
    pub worlds: Vec<World>,
    /// Sampled in-scope amounts; empty where that amount is known.
    pub sampled: Vec<Fen>,
    /// The open facts that some condition about money turned on.
    pub split: Vec<Atom>,
}

/// A bill with its open amounts.
#[derive(Clone, Copy)]
pub(crate) struct OpenBill<'v> {
    pub bill: &'v Bill,
    pub year: &'v Year,
    /// Whether someone else may be liable, so that no payer may pay.
    pub third_party: bool,
    /// Whether the bill stands for any bill, of a visit that has none: conditions on its cost are
    /// then open.
    pub made_up: bool,
}

impl<'v> OpenBill<'v> {
    pub fn facts(&self, in_scope: Fen) -> Option<BillFacts<'v>> {
        BillFacts::new(self.bill, self.year, in_scope)
    }

    /// Returns by how many fen the parts of layers may stray at each end.
    pub fn stray_parts(&self, terms: &WorldTerms) -> (i64, i64) {
        let range = self.in_scope_of(terms);
        let bill = self.facts(range.low);
        let split = bill.filter(|_| range.low == range.high);
        let split = split.and_then(|bill| bill.split);
        stray_parts(terms, split, bill.and_then(|bill| bill.before))
    }

    /// Returns the possible in-scope amounts of the worlds with these terms.
    pub fn in_scope_of(&self, terms: &WorldTerms) -> Range {
        let (range, own) = (self.in_scope(), terms.in_scope);
        own.map_or(range, |own| Range {
            low: range.low.max(own.low).min(range.high),
            high: range.high.min(own.high).max(range.low),
        })
    }

    /// Returns the range of each amount that conditions hold against a limit. Only layers have such
    /// conditions, and layers are settled only on a bill with a split.
    fn costs(&self) -> Costs {
        let mut costs = ANY_COSTS;
        let split = self.bill.total.filter(|_| self.bill.self_pay.is_none());
        if let Some(total) = split.filter(|_| !self.made_up) {
            let in_scope = self.in_scope();
            costs[BillCost::InScope as usize] = (in_scope.low, in_scope.high);
            costs[BillCost::Total as usize] = (total, total);
        }
        costs
    }

    /// Returns facts with the amounts of this bill.
    pub fn facts_of(&self, base: &Facts) -> Facts {
        Facts {
            costs: self.costs(),
            ..*base
        }
    }

    /// Returns the possible in-scope amounts.
    pub fn in_scope(&self) -> Range {
        match (self.bill.said_in_scope(), self.bill.total) {
            // After every layer, the split of the bill no longer counts.
            (Some(said), _) if self.bill.self_pay.is_some() => Range::exact(said.low),
            (Some(said), _) => said,
            (None, Some(total)) if self.bill.self_pay.is_none() => Range {
                low: Fen::ZERO,
                high: total,
            },
            _ => Range::exact(Fen::ZERO),
        }
    }
}

/// Splits the facts, from `base` on, until every condition about money is decided; then settles
/// each kind of world. Samples the open in-scope amounts, except in the certain reading.
pub(crate) fn explore<'p>(
    layout: &'p Layout<'p>,
    base: &Facts,
    reading: Reading,
    money: &OpenBill,
) -> Worlds<'p> {
    let range = money.in_scope();
    let sampled = if range.low == range.high || reading == Reading::Certain {
        Vec::new()
    } else {
        (0..=4)
            .map(|quarter| range.low + Fen(range.width().0 / 4 * quarter))
            .collect()
    };
    explore_on(layout, base, reading, money, sampled, Vec::new())
}

/// Splits the facts as [`explore`] does, reusing kinds of worlds that were settled before for the
/// same layout, reading and money.
pub(crate) fn explore_on<'p>(
    layout: &'p Layout<'p>,
    base: &Facts,
    reading: Reading,
    money: &OpenBill,
    sampled: Vec<Fen>,
    kinds: Vec<WorldKind<'p>>,
) -> Worlds<'p> {
    let mut found = Worlds {
        kinds,
        worlds: Vec::new(),
        sampled,
        split: Vec::new(),
    };
    let mut stack = vec![money.facts_of(base)];
    let mut terms = WorldTerms::default();
    while let Some(facts) = stack.pop() {
        match resolve(
            layout,
            &facts,
            reading,
            money.bill.self_pay.is_some(),
            &mut terms,
        ) {
            Err(atom) => {
                if !found.split.contains(&atom) {
                    found.split.push(atom);
                }
                split(layout, &facts, atom, &mut stack);
            }
            Ok(()) => {
                if money.made_up {
                    terms.in_scope = None;
                }
                let kind = match found.kinds.iter().position(|kind| kind.terms == terms) {
                    Some(kind) => kind,
                    None => {
                        let kind = settle_kind(layout, terms.clone(), money, &found.sampled);
                        found.kinds.push(kind);
                        found.kinds.len() - 1
                    }
                };
                found.worlds.push(World { facts, kind });
            }
        }
    }
    found
}

fn split(layout: &Layout, facts: &Facts, atom: Atom, stack: &mut Vec<Facts>) {
    // The yes is explored first: few words then describe a world ("he is 特困").
    for yes in [false, true] {
        stack.extend(facts.assume(atom, yes, &layout.ties));
    }
}

fn settle_kind<'p>(
    layout: &'p Layout<'p>,
    terms: WorldTerms<'p>,
    money: &OpenBill,
    sampled: &[Fen],
) -> WorldKind<'p> {
    let at = |in_scope: Fen, short: Fen| {
        let bill = money.facts(in_scope)?;
        Some(at_first_self_pay(layout, &terms, &bill, short))
    };
    let range = money.in_scope_of(&terms);
    let trading = if range.low == range.high {
        0
    } else {
        trading_layers(&terms)
    };
    let mut search = BendSearch {
        at: &at,
        repeats: (trading > 0).then(|| repeats(&terms)),
        found: None,
        ends: (range.low, range.high),
    };
    search.see(range.low);
    if range.low != range.high {
        search.see(range.high);
        let bends = trading > 0 || !money.bill.items.is_empty() || !terms.top_ups.is_empty();
        if bends {
            search.bend(range.low, range.high);
        }
    }
    let ends = search.ends;
    let mut widened = (Fen::ZERO, Fen::ZERO);
    let mut outcome = search.found;
    if let Some(outcome) = &mut outcome {
        let before = outcome.pays;
        if range.low == range.high {
            round_apart(layout, &terms, money, outcome);
        } else {
            stray(&terms, money, trading, outcome);
        }
        widened = (
            before.low - outcome.pays.low,
            outcome.pays.high - before.high,
        );
    }
    let waivers = match (&outcome, money.facts(ends.1)) {
        (Some(outcome), Some(bill)) => terms
            .waivers
            .iter()
            .map(|(index, sure)| (*index, waiver_amount(layout, *index, *sure, &bill, outcome)))
            .collect(),
        _ => Vec::new(),
    };
    let samples = sampled
        .iter()
        .map(|in_scope| at(*in_scope, Fen::ZERO)?.outcome)
        .collect();
    WorldKind {
        outcome,
        at: ends,
        widened,
        samples,
        waivers,
        terms,
    }
}

/// Widens the ends by a fen a rounded layer, between two bends of the in-scope amount.
fn stray(terms: &WorldTerms, money: &OpenBill, trading: i64, outcome: &mut Outcome) {
    let (low, high) = money.stray_parts(terms);
    let (low, high) = (trading + low, trading + high);
    let Some(total) = money.bill.total.filter(|_| (low, high) != (0, 0)) else {
        return;
    };
    let sheet: Fen = terms.layers.iter().filter_map(|layer| layer.fixed).sum();
    let most = total.above(sheet);
    let wide = |range: Range| Range {
        low: range.low.above(Fen(low)),
        high: Fen(range.high.0 + high).min(most),
    };
    let ends = wide(Range {
        low: outcome.helpful,
        high: outcome.hurtful,
    });
    outcome.pays = outcome.pays.hull(ends);
    outcome.after_layers = wide(outcome.after_layers);
}

/// Moves the ends to where the parts of layers on an open base may round apart.
fn round_apart(layout: &Layout, terms: &WorldTerms, money: &OpenBill, outcome: &mut Outcome) {
    let Some(bill) = money.facts(money.in_scope_of(terms).low) else {
        return;
    };
    let straying = straying_parts(terms, bill.split, bill.before);
    if straying.is_empty() {
        return;
    }
    if let Some(apart) = at_every_rounding(layout, terms, &bill, &straying).outcome {
        outcome.pays = outcome.pays.hull(Range {
            low: apart.helpful,
            high: apart.hurtful,
        });
        outcome.after_layers = outcome.after_layers.hull(apart.after_layers);
    }
}

/// Settles a world with each of the two fen that the shared rounding of these layers may leave for
/// the parts after the first. Whatever is filled in, the rounding leaves one of the two, so the ends
/// of every filling lie within these ends.
fn at_every_rounding(
    layout: &Layout,
    terms: &WorldTerms,
    bill: &BillFacts,
    straying: &[usize],
) -> Point {
    let Some((layer, rest)) = straying.split_first() else {
        return at_every_first_self_pay(layout, terms, bill);
    };
    let at = |apart| {
        let mut terms = terms.clone();
        terms.layers[*layer].apart = Some(apart);
        at_every_rounding(layout, &terms, bill, rest)
    };
    at(Apart::Floor).hull(at(Apart::Ceil))
}

/// Settles a world at both values of each 先行自付 that an undecided condition leaves open.
/// 先行自付 moves money from in scope to out of scope, so either value may be the helpful one. No
/// table states a range for 先行自付.
pub(crate) fn at_every_first_self_pay(
    layout: &Layout,
    terms: &WorldTerms,
    bill: &BillFacts,
) -> Point {
    at_first_self_pay(layout, terms, bill, Fen::ZERO)
}

/// Settles a world as [`at_every_first_self_pay`] does, except that a world lacking at most `short`
/// fen counts as legal.
fn at_first_self_pay(layout: &Layout, terms: &WorldTerms, bill: &BillFacts, short: Fen) -> Point {
    let both = |layer: &LayerTerms| layer.first_self_pay.0 != layer.first_self_pay.1;
    let Some(open) = terms.layers.iter().position(both) else {
        return nearly_legal(layout, terms, bill, short);
    };
    let (low, high) = terms.layers[open].first_self_pay;
    let at = |share| {
        let mut terms = terms.clone();
        terms.layers[open].first_self_pay = (share, share);
        at_first_self_pay(layout, &terms, bill, short)
    };
    at(low).hull(at(high))
}

/// The most fen that rounding can add at a neighbouring amount: one for each layer. A world that
/// lacks no more may be legal there.
const NEARLY: Fen = Fen(SLOTS as i64);

/// The most amounts that are computed one by one, where only rounding can make an amount legal.
const ONE_BY_ONE: i64 = 4_096;

/// The longest line of illegal amounts that is not halved any more. Fen.
const FEW: Fen = Fen(64);

/// Walks the in-scope amounts where the money of a world may bend.
///
/// The base of every layer is linear in the in-scope amount as long as the layers before it stay in
/// their brackets. So nothing bends between two amounts with equal decisions; between others,
/// halving finds the bend: at most 47 times for 10^14 fen and each of the few bends, so that the
/// search needs no bound of its own.
///
/// On a straight line of illegal amounts only rounding makes an amount legal. The pattern of
/// roundings repeats: further by [`repeats`] fen every payment is larger by whole fen, so the
/// self-pay differs by the same amount each time, up or down. In either direction, if any amount is
/// legal, so is one among that many at one of both ends. Where only one end lacks little, the line
/// is halved down to the part that does. Those amounts are computed one by one. Where they are too many, the line counts as legal at both ends: the range may then be wider than
/// the truth, by a world that lacks a few fen, and never narrower.
struct BendSearch<'a, F: Fn(Fen, Fen) -> Option<Point>> {
    /// The figures at an in-scope amount, where a world lacking at most so many fen counts as
    /// legal.
    at: &'a F,
    /// After how many fen roundings repeat. `None` where rounding makes no amount legal: the
    /// self-pay never rises with the in-scope amount.
    repeats: Option<i64>,
    found: Option<Outcome>,
    ends: (Fen, Fen),
}

/// An in-scope amount that was computed.
#[derive(Clone)]
struct SeenPoint {
    in_scope: Fen,
    stretch: Stretch,
    lacking: Option<Fen>,
}

impl<F: Fn(Fen, Fen) -> Option<Point>> BendSearch<'_, F> {
    fn see(&mut self, in_scope: Fen) -> Option<SeenPoint> {
        self.see_nearly(in_scope, Fen::ZERO)
    }

    fn see_nearly(&mut self, in_scope: Fen, short: Fen) -> Option<SeenPoint> {
        let point = (self.at)(in_scope, short)?;
        let seen = SeenPoint {
            in_scope,
            stretch: point.stretch,
            lacking: point.lacking,
        };
        let Some(outcome) = point.outcome else {
            return Some(seen);
        };
        match &mut self.found {
            None => {
                self.ends = (in_scope, in_scope);
                self.found = Some(outcome);
            }
            Some(found) => {
                if outcome.pays.low < found.pays.low {
                    self.ends.0 = in_scope;
                }
                if outcome.pays.high > found.pays.high {
                    self.ends.1 = in_scope;
                }
                *found = found.hull(&outcome);
            }
        }
        Some(seen)
    }

    fn bend(&mut self, low: Fen, high: Fen) {
        if let (Some(low), Some(high)) = (self.see(low), self.see(high)) {
            self.halve(&low, &high);
        }
    }

    fn halve(&mut self, low: &SeenPoint, high: &SeenPoint) {
        let between = high.in_scope - low.in_scope;
        if between <= Fen(1) {
            return;
        }
        if low.stretch == high.stretch {
            let near = |it: &SeenPoint| it.lacking.is_some_and(|fen| fen <= NEARLY);
            let Some(repeats) = self.repeats.filter(|_| near(low) || near(high)) else {
                return;
            };
            if near(low) && near(high) || between <= FEW {
                self.one_by_one(low.in_scope, high.in_scope, repeats);
                return;
            }
        }
        let middle = Fen(low.in_scope.0 + between.0 / 2);
        if let Some(middle) = self.see(middle) {
            self.halve(low, &middle);
            self.halve(&middle, high);
        }
    }

    /// Looks for legal amounts between two illegal ones on one straight line.
    fn one_by_one(&mut self, low: Fen, high: Fen, repeats: i64) {
        let between = (high - low).0;
        if between.min(repeats) > ONE_BY_ONE {
            for end in [low, high] {
                self.see_nearly(end, NEARLY);
            }
            return;
        }
        for step in 1..=repeats.min(between / 2) {
            self.see(low + Fen(step));
            self.see(high - Fen(step));
        }
    }
}

/// The hull over all legal worlds. Amounts in fen.
pub(crate) struct Hull {
    pub pays: Range,
    pub after_layers: Range,
    pub slots: [Range; SLOTS],
    /// Bits of the slots whose layer applies in some world.
    pub touched: u32,
    pub grades: [LineGrade; SLOTS],
    /// Index of the world that reaches each end.
    pub low: usize,
    pub high: usize,
}

impl Worlds<'_> {
    /// Returns the hull over all legal worlds; `None` where no world is legal.
    pub fn hull(&self) -> Option<Hull> {
        let mut hull: Option<Hull> = None;
        let mut present = [0_usize; SLOTS];
        let mut legal = 0;
        for (index, world) in self.worlds.iter().enumerate() {
            let kind = &self.kinds[world.kind];
            let Some(outcome) = &kind.outcome else {
                continue;
            };
            legal += 1;
            let hull = hull.get_or_insert(Hull {
                pays: outcome.pays,
                after_layers: outcome.after_layers,
                slots: outcome.slots,
                touched: 0,
                grades: [LineGrade::Document; SLOTS],
                low: index,
                high: index,
            });
            if outcome.pays.low < hull.pays.low {
                hull.low = index;
            }
            if outcome.pays.high > hull.pays.high {
                hull.high = index;
            }
            hull.pays = hull.pays.hull(outcome.pays);
            hull.after_layers = hull.after_layers.hull(outcome.after_layers);
            for (slot, more) in hull.slots.iter_mut().zip(&outcome.slots) {
                *slot = slot.hull(*more);
            }
            for (slot, grade) in &kind.terms.grades {
                hull.touched |= 1 << slot;
                present[*slot as usize] += 1;
                let known = &mut hull.grades[*slot as usize];
                *known = (*known).max(*grade);
            }
        }
        let mut hull = hull?;
        for (slot, seen) in present.into_iter().enumerate() {
            if seen != 0 && seen != legal && hull.slots[slot].low != hull.slots[slot].high {
                // Whether the layer applies at all is open.
                hull.grades[slot] = LineGrade::Unknown;
            }
        }
        Some(hull)
    }

    /// Returns the amount of a waiver over all legal worlds.
    pub fn waiver(&self, index: u8) -> Range {
        let none = Range::exact(Fen::ZERO);
        let mut hull: Option<Range> = None;
        for kind in self.kinds.iter().filter(|kind| kind.outcome.is_some()) {
            let here = kind
                .waivers
                .iter()
                .find(|w| w.0 == index)
                .map_or(none, |w| w.1);
            hull = Some(hull.map_or(here, |known| known.hull(here)));
        }
        hull.unwrap_or(none)
    }
}

#[cfg(test)]
mod tests;
