//! Computes the money of a case: layers that pay for everyone at both ends of their blanks, and
//! every later payer, which can only lower the amount, at the end against the person. Must not know
//! conditions or musts.
use super::stated::{Blank, CasePoint, CaseRule, NotCounted, Payer};
use super::usual::OrdinaryVisit;
use crate::answer::{LineGrade, Range, TraceStep};
use crate::layout::Layout;
use crate::logic::compile::insert;
use crate::logic::facts::Atom;
use crate::settle::stretch::Stretch;
use crate::settle::{End, LayerTerms, LeftToPay, Shape};
use crate::visit::Bill;
use crate::worlds::Worlds;
use crate::worlds::outcome::{BillFacts, SLOTS, outcome, pays_at, steps};
use crate::worlds::resolve::{WorldTerms, figure_cites};
use mingbai_policy::{CiteId, Fen, LayerId, ShareRange};

/// The money of a case, with the rules and sources behind it.
pub(super) struct SettledCase<'p> {
    layout: &'p Layout<'p>,
    /// The terms of every remaining world; the worlds differ in unclear matters only.
    kinds: Vec<WorldTerms<'p>>,
    pub blanks: Vec<Blank>,
    pub not_counted: Vec<NotCounted>,
    pub rules: Vec<CaseRule>,
    pub grade: LineGrade,
    pub cites: Vec<CiteId>,
    pub as_of: Option<u16>,
    /// The oldest year in which one of those figures was last stated.
    pub as_of_oldest: Option<u16>,
    pub steps: Vec<TraceStep>,
}

/// The person's payment and each payer's, of one bill. Fen.
pub(super) struct CaseAmounts {
    pays: Range,
    payers: Vec<(LayerId, Fen)>,
}

impl CaseAmounts {
    pub fn point(self, in_scope: Option<Fen>, named: bool) -> CasePoint {
        CasePoint {
            in_scope,
            pays: self.pays,
            payers: self.payers,
            named,
        }
    }
}

impl<'p> SettledCase<'p> {
    /// Computes the money of a case; `None` where no world is legal.
    pub fn new(
        usual: &OrdinaryVisit,
        layout: &'p Layout<'p>,
        worlds: &[Worlds<'p>],
    ) -> Option<SettledCase<'p>> {
        let terms = &layout.tables.vocabulary;
        let everyone = |layer: &LayerTerms| terms.layers[layer.layer.index()].everyone;
        let mut kinds: Vec<WorldTerms> = Vec::new();
        for kind in worlds.iter().flat_map(|it| &it.kinds) {
            if !kinds.contains(&kind.terms) {
                kinds.push(kind.terms.clone());
            }
        }
        let mut blanks: Vec<Blank> = Vec::new();
        for layer in kinds.iter().flat_map(|kind| &kind.layers) {
            if everyone(layer) && layer.fixed.is_none() && !layer.absent {
                for blank in self::blanks(layer) {
                    insert(&mut blanks, blank);
                }
            }
        }
        // A payer that is not counted is held at the end against the person.
        let free = kinds.clone();
        for layer in kinds.iter_mut().flat_map(|kind| &mut kind.layers) {
            if !everyone(layer) {
                layer.held = Some(End::High);
            }
        }
        let first = free.first()?;
        let turns = |it: &Worlds| it.split.iter().any(|it| matches!(it, Atom::Above(..)));
        let rules = match !usual.priced && worlds.iter().any(turns) {
            false => rules(first),
            // Without a bill, a figure that turns on the cost is stated between its ends.
            true => free.iter().map(rules).reduce(either).unwrap_or_default(),
        };
        let mut grade = LineGrade::Document;
        let (mut cites, mut years) = (Vec::new(), Vec::new());
        for (slot, of_slot) in &first.grades {
            let layer = layout.layers.get(usize::from(*slot));
            let Some(layer) = layer.filter(|it| terms.layers[it.layer.index()].everyone) else {
                continue;
            };
            grade = grade.max(*of_slot);
            let facts = usual.money(&usual.bills[0]).facts_of(&layout.base);
            let (found, stated) = figure_cites(layout.tables, layer, &facts);
            for cite in found {
                insert(&mut cites, cite);
            }
            years.extend(stated);
        }
        let mut settled = SettledCase {
            layout,
            kinds,
            blanks,
            not_counted: Vec::new(),
            rules,
            grade,
            cites,
            as_of: years.iter().copied().max(),
            as_of_oldest: years.iter().copied().min(),
            steps: Vec::new(),
        };
        let bill = &usual.bills[0];
        settled.at(usual, bill)?;
        let exact = |point: &CasePoint| point.pays.low == point.pays.high;
        if usual.priced && !settled.blanks.is_empty() {
            // Where every amount is the same whatever the figure is, also between those that are
            // named, nothing is missing.
            if settled.points(usual).iter().all(exact) {
                settled.blanks.clear();
            }
        }
        settled.not_counted = settled.not_counted(usual, &free);
        if let (Some(kind), Some(facts)) = (
            settled.kinds.first(),
            usual.money(bill).facts(bill.in_scope.unwrap_or_default()),
        ) {
            settled.steps = steps(layout, kind, &facts, End::High).1;
        }
        Some(settled)
    }

    /// Computes the amounts of one bill, without the payers that can only lower them; `None` where
    /// no world is legal.
    pub fn at(&self, usual: &OrdinaryVisit, bill: &Bill) -> Option<CaseAmounts> {
        let facts = BillFacts::new(bill, &usual.visit.year, bill.in_scope.unwrap_or_default())?;
        let mut pays: Option<Range> = None;
        let mut most: Option<(Fen, [Fen; SLOTS])> = None;
        for kind in &self.kinds {
            if outcome(self.layout, kind, &facts).outcome.is_none() {
                continue;
            }
            let (high, slots) = pays_at(self.layout, kind, &facts, End::High, End::High);
            let (low, _) = pays_at(self.layout, kind, &facts, End::Low, End::High);
            let here = Range {
                low: low.min(high),
                high: low.max(high),
            };
            pays = Some(pays.map_or(here, |pays| pays.hull(here)));
            if most.is_none_or(|(most, _)| high > most) {
                most = Some((high, slots));
            }
        }
        let (mut pays, (_, slots)) = (pays?, most?);
        if self.blanks.is_empty() && self.same_for_everyone(facts.split) {
            // The worlds differ in later payers only; without those, the amount is the most.
            pays = Range::exact(pays.high);
        }
        let layers = self.layout.layers.iter().map(|it| it.layer);
        let payers = layers.chain(self.layout.payers.iter().copied());
        let payers = payers.zip(slots).filter(|(_, fen)| *fen > Fen::ZERO);
        Some(CaseAmounts {
            pays,
            payers: payers.collect(),
        })
    }

    /// Returns the amounts at every named in-scope amount and at the bends between them.
    pub fn points(&self, usual: &OrdinaryVisit) -> Vec<CasePoint> {
        if !usual.priced {
            return Vec::new();
        }
        let (Some(top), Some(last)) = (usual.named.first(), usual.named.last()) else {
            let at = self.at(usual, &usual.bills[0]);
            return at.into_iter().map(|at| at.point(None, true)).collect();
        };
        let mut all: Vec<Fen> = usual.named.clone();
        self.bends(usual, *last, *top, &mut all);
        all.sort_unstable();
        all.dedup();
        all.reverse();
        let at = |fen: Fen| {
            let mut bill = usual.bills[0].clone();
            bill.set_in_scope(Some(fen));
            let at = self.at(usual, &bill)?;
            Some(at.point(Some(fen), usual.named.contains(&fen)))
        };
        all.into_iter().filter_map(at).collect()
    }

    /// Returns whether the layers that pay for everyone have the same figures in every world of this
    /// bill.
    fn same_for_everyone(&self, split: Option<LeftToPay>) -> bool {
        let terms = &self.layout.tables.vocabulary;
        let of = |kind: &WorldTerms<'p>| -> Vec<LayerTerms<'p>> {
            let layers = kind.layers.iter();
            let mine = layers.filter(|it| terms.layers[it.layer.index()].everyone);
            mine.copied().collect()
        };
        let here = |kind: &&WorldTerms| split.is_none_or(|split| kind.holds_at(split.in_scope));
        let mut all = self.kinds.iter().filter(here).map(of);
        let first = all.next();
        all.all(|it| Some(&it) == first.as_ref())
    }

    /// Returns every payer that may lower the amount, with the most that it takes off at any named
    /// in-scope amount.
    fn not_counted(&self, usual: &OrdinaryVisit, free: &[WorldTerms<'p>]) -> Vec<NotCounted> {
        let mut found: Vec<NotCounted> = Vec::new();
        for bill in &usual.bills {
            let Some(at) = self.at(usual, bill) else {
                continue;
            };
            let split = bill.in_scope.unwrap_or_default();
            let Some(facts) = BillFacts::new(bill, &usual.visit.year, split) else {
                continue;
            };
            // A world in which the items ask for more than the layers leave says nothing.
            let legal = |kind: &&WorldTerms| outcome(self.layout, kind, &facts).outcome.is_some();
            for kind in free.iter().filter(legal) {
                self.lowering(kind, &facts, at.pays, &mut found);
            }
        }
        found.retain(|it| it.at_most > Fen::ZERO);
        found
    }

    /// Adds the most that each payer of a world takes off: alone or after all the others, whichever
    /// is more. A payer may pay nothing alone and yet lower the amount that another leaves.
    fn lowering(
        &self,
        kind: &WorldTerms<'p>,
        facts: &BillFacts,
        most: Range,
        found: &mut Vec<NotCounted>,
    ) {
        let payers = self.later(kind);
        for (end, most) in [(End::High, most.high), (End::Low, most.low)] {
            let pays = |helpful: &dyn Fn(Payer) -> bool| {
                let (terms, later) = self.with_helpful(kind, helpful);
                pays_at(self.layout, &terms, facts, end, later).0
            };
            let least = pays(&|_| true);
            let mut sum = Fen::ZERO;
            for (at, payer) in payers.iter().enumerate() {
                let alone = most.above(pays(&|it| it == *payer));
                let last = pays(&|it| it != *payer).above(least);
                let mut at_most = alone.max(last);
                sum += at_most;
                if at + 1 == payers.len() {
                    // Together, payers may take off more than each does alone or last.
                    at_most += most.above(least).above(sum);
                }
                match found.iter_mut().find(|it| it.payer == *payer) {
                    Some(known) => known.at_most = known.at_most.max(at_most),
                    None => found.push(NotCounted {
                        payer: *payer,
                        at_most,
                    }),
                }
            }
        }
    }

    /// Returns every payer of a world except the layers that pay for everyone.
    fn later(&self, kind: &WorldTerms<'p>) -> Vec<Payer> {
        let layout = self.layout;
        let layers = kind.layers.iter().filter(|it| !self.everyone(it));
        let layers = layers.filter(|it| !it.absent && it.fixed.is_none());
        let top_ups = kind.top_ups.iter().map(|it| Payer::TopUp(it.rule));
        let waivers = kind.waivers.iter();
        let waivers = waivers.map(|it| Payer::Waiver(layout.waivers[usize::from(it.0)].rule));
        let mut all: Vec<Payer> = layers.map(|it| Payer::Layer(it.layer)).collect();
        all.extend(top_ups.chain(waivers));
        all.extend(kind.frees.iter().map(|it| self.scheme(it.0)));
        all
    }

    fn scheme(&self, free: u8) -> Payer {
        let scheme = self.layout.frees[usize::from(free)].0;
        Payer::Scheme(self.layout.schemes[scheme].rule)
    }

    /// Returns a world in which the helpful payers take off all they may, and the end at which
    /// waivers and free benefits are taken.
    fn with_helpful(
        &self,
        kind: &WorldTerms<'p>,
        helpful: &dyn Fn(Payer) -> bool,
    ) -> (WorldTerms<'p>, End) {
        let mut terms = kind.clone();
        for layer in &mut terms.layers {
            if !self.everyone(layer) {
                let helps = helpful(Payer::Layer(layer.layer));
                layer.held = Some(if helps { End::Low } else { End::High });
            }
        }
        terms.top_ups.retain_mut(|it| {
            let helps = helpful(Payer::TopUp(it.rule));
            let share = if helps { it.share.0 } else { it.share.1 };
            it.share = (share, share);
            let stays = helps || !it.optional;
            it.optional = false;
            stays
        });
        let waiver =
            |it: &(u8, bool)| helpful(Payer::Waiver(self.layout.waivers[usize::from(it.0)].rule));
        let free = |it: &(u8, bool)| helpful(self.scheme(it.0));
        if !terms.waivers.iter().any(waiver) && !terms.frees.iter().any(free) {
            return (terms, End::High);
        }
        // A relief that applies for certain stays, whichever payer helps.
        terms.waivers.retain(|it| it.1 || waiver(it));
        terms.frees.retain(|it| it.1 || free(it));
        (terms, End::Low)
    }

    fn everyone(&self, layer: &LayerTerms) -> bool {
        self.layout.tables.vocabulary.layers[layer.layer.index()].everyone
    }

    /// Adds the in-scope amounts between two amounts at which the payment bends, and both sides of
    /// each jump.
    pub fn bends(&self, usual: &OrdinaryVisit, low: Fen, high: Fen, found: &mut Vec<Fen>) {
        let at = |fen: Fen| -> Option<(Vec<Stretch>, Option<Range>)> {
            let mut bill = usual.bills[0].clone();
            bill.set_in_scope(Some(fen));
            let facts = BillFacts::new(&bill, &usual.visit.year, fen)?;
            let kinds = self.kinds.iter();
            let stretches = kinds.map(|kind| outcome(self.layout, kind, &facts).stretch);
            Some((stretches.collect(), self.at(usual, &bill).map(|at| at.pays)))
        };
        let (Some(from), Some(to)) = (at(low), at(high)) else {
            return;
        };
        let roundings = self.layout.layers.len() as i64 + 2;
        let mut stack = vec![((low, from), (high, to))];
        // The stretch above, while the line has not bent since.
        let mut above: Option<[(Fen, Option<Range>); 2]> = None;
        for _ in 0..MOST_PROBED {
            let Some((low, high)) = stack.pop() else {
                return;
            };
            if found.len() > 64 {
                return;
            }
            let alike = low.1.0 == high.1.0;
            if high.0 - low.0 <= Fen(1) {
                // One fen in scope cannot move the payment by more than 2 fen: more is a jump.
                let jump = jumps(low.1.1, high.1.1);
                if !alike || jump {
                    found.push(low.0);
                }
                if jump {
                    found.push(high.0);
                }
                if !alike || jump {
                    above = None;
                }
                continue;
            }
            let middle = Fen(low.0.0 + (high.0.0 - low.0.0) / 2);
            let Some(seen) = at(middle) else { continue };
            // Where the most that some world pays changes from one world to another, the line bends
            // though no world's own line does.
            if alike
                && straight(
                    (low.0, low.1.1),
                    (middle, seen.1),
                    (high.0, high.1.1),
                    roundings,
                )
            {
                let here = [(low.0, low.1.1), (high.0, high.1.1)];
                // A bend beside the border of two stretches lies within the roundings of both.
                if let Some([border, end]) = above
                    && !straight(here[0], border, end, roundings)
                {
                    found.push(border.0);
                }
                above = Some(here);
                continue;
            }
            let middle = (middle, seen);
            stack.push((low, middle.clone()));
            stack.push((middle, high));
        }
    }
}

/// The most in-scope amounts that a search for bends settles; beyond it, points may be missing
/// between which the amounts are not on a straight line.
const MOST_PROBED: usize = 16_384;

/// Checks whether both ends of the payment in the middle lie on the straight lines between those at
/// the two ends, but for so many fen of rounding.
fn straight(
    (low, from): (Fen, Option<Range>),
    (middle, seen): (Fen, Option<Range>),
    (high, to): (Fen, Option<Range>),
    roundings: i64,
) -> bool {
    let (Some(from), Some(seen), Some(to)) = (from, seen, to) else {
        return from.is_none() && seen.is_none() && to.is_none();
    };
    let off = |from: Fen, seen: Fen, to: Fen| {
        let along = i128::from((to - from).0) * i128::from((middle - low).0);
        let line = from.0 + (along / i128::from((high - low).0)) as i64;
        (seen.0 - line).abs() > roundings
    };
    !off(from.low, seen.low, to.low) && !off(from.high, seen.high, to.high)
}

/// Checks whether the payments at two in-scope amounts a fen apart are a jump: an end moves by more
/// than a fen can move it, or one of the two is not legal.
fn jumps(one: Option<Range>, other: Option<Range>) -> bool {
    let far = |one: Fen, other: Fen| (one - other).0.abs() > 2;
    match (one, other) {
        (Some(one), Some(other)) => far(one.low, other.low) || far(one.high, other.high),
        (one, other) => one != other,
    }
}

/// Returns the figures of a layer that are open.
fn blanks(layer: &LayerTerms) -> Vec<Blank> {
    let id = layer.layer;
    let mut blanks = Vec::new();
    // The helpful end comes first: a low deductible, a high cap.
    if layer.deductible.0 != layer.deductible.1 {
        let (low, high) = layer.deductible;
        blanks.push(Blank::Deductible(id, Range { low, high }));
    }
    let steps: Vec<ShareRange> = match layer.shape {
        Shape::Unknown => vec![ShareRange::UNKNOWN],
        Shape::Schedule(steps) => steps.iter().map(|it| it.share).collect(),
        Shape::Parts(parts) => {
            let steps = parts.iter().flat_map(|part| &part.schedule);
            steps.map(|it| it.share).collect()
        }
    };
    let steps = steps.iter().map(|it| with_points(layer, *it));
    if let Some(open) = steps.into_iter().find(|it| it.low != it.high) {
        blanks.push(Blank::Share(id, open));
    }
    // A known cap may still have an unknown part of it used.
    if layer.cap.0 != layer.cap.1 || layer.cap_left.0 != layer.cap_left.1 {
        let (high, low) = layer.cap_left;
        blanks.push(Blank::Cap(id, Range { low, high }));
    }
    let (low, high) = layer.first_self_pay;
    if low != high {
        blanks.push(Blank::FirstSelfPay(id, ShareRange { low, high }));
    }
    blanks
}

/// Returns a share with its points added and taken off.
fn with_points(layer: &LayerTerms, share: ShareRange) -> ShareRange {
    ShareRange {
        low: layer.points.on(share.low, End::High),
        high: layer.points.on(share.high, End::Low),
    }
}

/// Returns the figures of the layers of one world, in the order of payment.
fn rules(terms: &WorldTerms) -> Vec<CaseRule> {
    let layers = terms.layers.iter();
    let layers = layers.filter(|it| !it.absent && it.fixed.is_none());
    layers.map(rule).collect()
}

/// Returns the figures of two worlds, of which either may be the person's: those that differ lie
/// between the ends of both, and shares that differ are left out.
fn either(one: Vec<CaseRule>, other: Vec<CaseRule>) -> Vec<CaseRule> {
    let both = one.into_iter().map(|rule| {
        let Some(also) = other.iter().find(|it| it.layer == rule.layer) else {
            return rule;
        };
        let first = |one: ShareRange, other: ShareRange| ShareRange {
            low: one.low.min(other.low),
            high: one.high.max(other.high),
        };
        let same = rule.brackets == also.brackets && rule.parts == also.parts;
        let kept = if same {
            rule.clone()
        } else {
            CaseRule {
                brackets: Vec::new(),
                parts: Vec::new(),
                ..rule.clone()
            }
        };
        CaseRule {
            first_self_pay: first(rule.first_self_pay, also.first_self_pay),
            deductible: rule.deductible.hull(also.deductible),
            cap: rule.cap.hull(also.cap),
            ..kept
        }
    });
    both.collect()
}

fn rule(layer: &LayerTerms) -> CaseRule {
    let brackets = |steps: &[mingbai_policy::Bracket]| {
        let steps = steps.iter();
        steps
            .map(|it| (it.to, with_points(layer, it.share)))
            .collect::<Vec<_>>()
    };
    let (first, deductible, cap) = (layer.first_self_pay, layer.deductible, layer.cap);
    CaseRule {
        layer: layer.layer,
        first_self_pay: ShareRange {
            low: first.0,
            high: first.1,
        },
        deductible: Range {
            low: deductible.0,
            high: deductible.1,
        },
        deductible_of_period: layer.deductible_of_period.map(|it| {
            let (low, high) = it.whole;
            (Range { low, high }, it.per)
        }),
        cap: Range {
            low: cap.1,
            high: cap.0,
        },
        cap_per: layer.cap_per,
        base: layer.base,
        brackets: match layer.shape {
            Shape::Schedule(steps) => brackets(steps),
            Shape::Unknown | Shape::Parts(_) => Vec::new(),
        },
        parts: match layer.shape {
            Shape::Parts(parts) => parts
                .iter()
                .map(|part| (part.base, brackets(&part.schedule)))
                .collect(),
            Shape::Unknown | Shape::Schedule(_) => Vec::new(),
        },
    }
}
