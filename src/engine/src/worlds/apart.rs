//! Compares hospitals for one person and one bill: by how much more the person pays at one than at
//! another. Must not know which places are compared, or how they are shown.
//!
//! Two overlapping ranges say little, since the same unknown is behind both. So the difference is
//! taken over worlds that both sides share. Only facts of the hospital itself (which one it is,
//! grade, tier, place, referral) may differ. Groups, plan, premium, the in-scope amount and the
//! year so far belong to the person and the bill, and are equal on both sides.
//!
//! # Which figures are one unknown
//!
//! A figure that no document states is one unknown for both sides, unless a condition in force
//! makes that figure of that layer turn on the hospital. The deductible and the share of the first
//! layer (基本医保) are each hospital's own wherever they are unknown: they are set by level. A
//! figure is each hospital's own, too, where some variant that is still possible makes it turn on
//! the hospital.
//!
//! # Why the bounds hold
//!
//! Let A and B be the amounts left to pay on the two sides, each in scope and out of scope.
//!
//! - A payer that is the same on both sides takes at most the whole of each further fen of its
//!   base, and never less of a larger base ([`crate`]). The amount left is therefore a rising
//!   function with a slope of at most 1, whatever its unknown figures are: the payer neither
//!   reverses a difference nor widens it. Where one scope is larger and the other smaller, the
//!   larger and the smaller part each shrink on their own ([`LeftDifference::after_same`]).
//! - As long as everything is known on both sides, both are computed to the fen.
//! - A cap that both sides share pays the smaller of a known amount and the cap. The difference of
//!   two such amounts is monotone in the cap, so its two ends are enough.
//! - In every other case each side lies between its own ends, as if nothing were shared.
//!
//! The in-scope amount is walked along the bends of both sides and of these bounds together: each
//! of them lies on a straight line between two amounts of one mark. Each rounding may stray by a
//! fen there, and the ends are widened by as much. That one side *never* pays more does not depend
//! on the walk: it is shown payer by payer ([`LeftOrder`]) and holds to the fen. Where figures turn
//! on the in-scope amount, both sides of a world have one range of such amounts: no walk crosses a
//! jump. Each side is settled once at each amount, however many sides meet it there.
mod settlements;
mod walk;

use crate::answer::{Range, Verdict};
use crate::layout::Layout;
use crate::layout::merge::LayerLayout;
use crate::logic::facts::{self, Atom, Cond, Facts};
use crate::settle::{End, LayerTerms, LeftToPay, NO_CEILING, Schedule, SelfPayBefore, Shape};
use crate::worlds::OpenBill;
use crate::worlds::apart::settlements::{KindSettlement, Settlements};
use crate::worlds::apart::walk::{BendMark, GapPoint, GapWalk};
use crate::worlds::outcome::BillFacts;
use crate::worlds::resolve::{Reading, WorldTerms, resolve};
use mingbai_policy::{
    Amount, Base, Bracket, FactGroup, Fen, Figures, Free, Share, ShareRange, Shares, YesNo,
};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The rule of the first layer (基本医保) at one place, from the tables in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LevelRule {
    /// 起付线, between its ends where it is open. Fen.
    pub deductible: Range,
    /// 报销比例 by bracket, in millionths; empty where none is written.
    pub shares: Vec<Bracket>,
    /// 先行自付, in millionths.
    pub first_self_pay: ShareRange,
}

/// One side of a comparison on one layout.
#[derive(Clone, Copy)]
pub(crate) struct Side {
    /// Number of the hospital: sides with equal numbers are one hospital.
    pub hospital: usize,
    /// The facts of the side; only those of the hospital are read.
    pub facts: Facts,
}

/// The differences between all sides.
pub(crate) struct Gaps {
    /// By how many fen the person pays more at the first side than at the second. `[at][at]`
    /// compares a side with another hospital of the same facts.
    pub gaps: Vec<Vec<Range>>,
    /// The rules of the first layer that may hold on each side.
    pub rules: Vec<Vec<LevelRule>>,
    /// Whether some condition turned on the referral of a side.
    pub referral: Vec<bool>,
}

impl Gaps {
    /// Widens the differences to hold for another layout too, where either layout may count.
    pub fn hull(&mut self, other: Gaps) {
        let rows = self.gaps.iter_mut().zip(other.gaps);
        for (gap, more) in rows.flat_map(|(row, more)| row.iter_mut().zip(more)) {
            *gap = gap.hull(more);
        }
        for (turns, more) in self.referral.iter_mut().zip(other.referral) {
            *turns |= more;
        }
        for (rules, more) in self.rules.iter_mut().zip(other.rules) {
            for rule in more {
                if !rules.contains(&rule) {
                    rules.push(rule);
                }
            }
        }
    }
}

/// The figures of a layer that may be open and differ from hospital to hospital.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct PerHospital {
    deductible: bool,
    cap: bool,
    share: bool,
    applies: bool,
}

/// The terms of one side in one world.
#[derive(PartialEq, Eq)]
struct ApartKind<'p> {
    terms: WorldTerms<'p>,
    /// For each layer of the terms, the figures that may differ from hospital to hospital.
    per_hospital: Vec<PerHospital>,
}

/// The possible kinds of one side in one shared world, each with its facts.
type SideLeaves = Vec<(usize, Facts)>;

/// Every pair of kinds that two sides have in one shared world.
struct SharedWorlds<'p> {
    kinds: Vec<ApartKind<'p>>,
    /// Whether some condition turned on the referral of a side.
    referral: Vec<bool>,
    /// The kinds of each side.
    seen: Vec<BTreeSet<usize>>,
    /// The pairs of kinds by pair of sides, the lower side first.
    pairs: BTreeMap<(usize, usize), BTreeSet<(usize, usize)>>,
}

/// Compares every side with every other on one layout. Without money the differences are zero where
/// the rules are the same, and unbounded elsewhere.
pub(crate) fn gaps(layout: &Layout, money: Option<&OpenBill>, sides: &[Side]) -> Gaps {
    let shared = share(layout, money, sides);
    let rules = shared.seen.iter().map(|kinds| {
        let mut rules = Vec::new();
        for kind in kinds {
            if let Some(rule) = level_rule(layout, &shared.kinds[*kind].terms)
                && !rules.contains(&rule)
            {
                rules.push(rule);
            }
        }
        rules
    });
    let rules = rules.collect();
    let nothing = Range::exact(Fen::ZERO);
    let mut gaps = vec![vec![nothing; sides.len()]; sides.len()];
    let mut known: BTreeMap<(usize, usize), Range> = BTreeMap::new();
    let terms = shared.kinds.iter().map(|kind| &kind.terms);
    let mut settled = money.map(|money| Settlements::new(layout, money, terms));
    for ((one, other), kinds) in &shared.pairs {
        let mut hull: Option<Range> = None;
        for (a, b) in kinds {
            let gap = match known.get(&(*b, *a)) {
                Some(gap) => negated(*gap),
                None => *known.entry((*a, *b)).or_insert_with(|| {
                    let pair = KindPair {
                        layout,
                        a: &shared.kinds[*a],
                        b: &shared.kinds[*b],
                    };
                    pair.gap(money, |in_scope| {
                        let settled = settled.as_mut()?;
                        Some((settled.at(*a, in_scope)?, settled.at(*b, in_scope)?))
                    })
                }),
            };
            hull = Some(hull.map_or(gap, |hull| hull.hull(gap)));
        }
        let mut gap = hull.unwrap_or(nothing);
        if money.is_some_and(|money| money.third_party) {
            // Where nobody pays, both sides cost the whole bill.
            gap = gap.hull(nothing);
        }
        gaps[*one][*other] = gap;
        if one != other {
            gaps[*other][*one] = negated(gap);
        }
    }
    Gaps {
        gaps,
        rules,
        referral: shared.referral,
    }
}

/// Returns a difference as seen from the other side.
fn negated(gap: Range) -> Range {
    Range {
        low: Fen(-gap.high.0),
        high: Fen(-gap.low.0),
    }
}

/// Returns whether a fact belongs to the hospital.
fn of_hospital(atom: Atom) -> bool {
    match atom {
        Atom::Hospital(_) | Atom::Grade(_) | Atom::Tier(_) | Atom::Place(_) => true,
        Atom::Is(fact) => fact.group() == FactGroup::Hospital,
        _ => false,
    }
}

/// Returns the shared facts with the hospital's facts of one side.
fn facts_at(shared: &Facts, side: &Facts) -> Facts {
    Facts {
        hospital: side.hospital,
        grade: side.grade,
        tier: side.tier,
        place: side.place,
        yes_no: shared.yes_no.taking(side.yes_no, facts::of_hospital()),
        ..*shared
    }
}

/// Returns whether two worlds of one hospital can be one world, referral aside.
fn may_be_one_hospital(one: &Facts, other: &Facts) -> bool {
    one.hospital & other.hospital != 0
        && one.grade & other.grade != 0
        && one.tier & other.tier != 0
        && one.place & other.place != 0
}

/// Splits the facts that all sides share until the terms of every side are decided.
fn share<'p>(layout: &'p Layout<'p>, money: Option<&OpenBill>, sides: &[Side]) -> SharedWorlds<'p> {
    let mut found = SharedWorlds {
        kinds: Vec::new(),
        referral: vec![false; sides.len()],
        seen: vec![BTreeSet::new(); sides.len()],
        pairs: BTreeMap::new(),
    };
    let base = money.map_or(layout.base, |money| money.facts_of(&layout.base));
    let mut stack: Vec<(Facts, Vec<SideLeaves>)> = vec![(base, Vec::new())];
    let mut terms = WorldTerms::default();
    'world: while let Some((facts, mut done)) = stack.pop() {
        for (at_side, side) in sides.iter().enumerate().skip(done.len()) {
            let mut leaves = SideLeaves::new();
            let mut open = vec![facts_at(&facts, &side.facts)];
            while let Some(here) = open.pop() {
                match resolve(layout, &here, Reading::Estimate, false, &mut terms) {
                    Ok(()) => {
                        let kind = found.kind(layout, &here, &terms);
                        leaves.push((kind, here));
                    }
                    Err(atom) if of_hospital(atom) => {
                        found.referral[at_side] |= atom == Atom::Is(YesNo::Referred);
                        let split = [false, true].map(|yes| here.assume(atom, yes, &layout.ties));
                        open.extend(split.into_iter().flatten());
                    }
                    Err(atom) => {
                        for yes in [false, true] {
                            if let Some(facts) = facts.assume(atom, yes, &layout.ties) {
                                stack.push((facts, done.clone()));
                            }
                        }
                        continue 'world;
                    }
                }
            }
            done.push(leaves);
        }
        for (one, leaves) in done.iter().enumerate() {
            found.seen[one].extend(leaves.iter().map(|leaf| leaf.0));
            for (other, others) in done.iter().enumerate().skip(one) {
                let same = sides[one].hospital == sides[other].hospital;
                let pairs = found.pairs.entry((one, other)).or_default();
                for (a, here) in leaves {
                    for (b, there) in others {
                        if !same || may_be_one_hospital(here, there) {
                            pairs.insert((*a, *b));
                        }
                    }
                }
            }
        }
    }
    found
}

impl<'p> SharedWorlds<'p> {
    /// Returns the index of a kind, adding a new kind where needed.
    fn kind(&mut self, layout: &Layout, facts: &Facts, terms: &WorldTerms<'p>) -> usize {
        let own: Vec<PerHospital> = terms
            .layers
            .iter()
            .map(|layer| per_hospital(layout, facts, layer))
            .collect();
        let known = |kind: &ApartKind| kind.terms == *terms && kind.per_hospital == own;
        self.kinds.iter().rposition(known).unwrap_or_else(|| {
            self.kinds.push(ApartKind {
                terms: terms.clone(),
                per_hospital: own,
            });
            self.kinds.len() - 1
        })
    }
}

/// Returns which figures of a layer may differ from hospital to hospital.
fn per_hospital(layout: &Layout, facts: &Facts, terms: &LayerTerms) -> PerHospital {
    let Some(layer) = layout.layers.get(usize::from(terms.slot)) else {
        return PerHospital::default();
    };
    let first = usize::from(terms.slot) == layout.first_payer();
    let turns = |states: fn(&Figures) -> Option<bool>| turns_on_hospital(layer, facts, states);
    let joint = layout.layers.iter().filter(|it| it.stands_for.is_some());
    PerHospital {
        deductible: first || turns(|it| it.deductible.map(Amount::is_relative)),
        cap: turns(|it| it.cap.map(Amount::is_relative))
            || layer
                .entered
                .cap
                .iter()
                .any(|(when, _)| mentions_hospital(when)),
        share: first
            || turns(|it| {
                let shares = it.shares.as_ref();
                shares.map(Shares::is_relative)
            })
            || turns(|it| it.lowered.map(|_| false))
            || may_copy_shares(layer),
        applies: mentions_hospital(&layer.when.0)
            || joint.into_iter().any(|it| mentions_hospital(&it.when.0)),
    }
}

/// Returns whether a condition mentions a fact of the hospital.
fn mentions_hospital(cond: &Cond) -> bool {
    let mut found = false;
    cond.atoms(&mut |atom| found |= of_hospital(atom));
    found
}

/// Returns whether a variant that may hold makes a figure turn on the hospital. `states` returns
/// whether a variant states the figure, and if so, whether only relative to the next variant.
fn turns_on_hospital(
    layer: &LayerLayout,
    facts: &Facts,
    states: fn(&Figures) -> Option<bool>,
) -> bool {
    for record in &layer.records {
        for variant in &record.variants {
            let Some(relative) = states(variant.figures) else {
                continue;
            };
            let holds = record.guard.of(facts).and(variant.when.of(facts));
            if holds == Verdict::No {
                continue;
            }
            if mentions_hospital(&record.guard) || mentions_hospital(&variant.when) {
                return true;
            }
            if holds == Verdict::Yes && !relative {
                return false;
            }
        }
    }
    false
}

/// Returns whether the shares may be those of another layer: then they differ from hospital to
/// hospital like that layer's.
fn may_copy_shares(layer: &LayerLayout) -> bool {
    let variants = layer.records.iter().flat_map(|record| &record.variants);
    variants
        .into_iter()
        .any(|variant| matches!(variant.figures.shares, Some(Shares::SameAs(_))))
}

/// Returns the rule of the first layer in one world; `None` where the layer does not pay.
fn level_rule(layout: &Layout, terms: &WorldTerms) -> Option<LevelRule> {
    let first = layout.first_payer();
    let mut layers = terms.layers.iter();
    let layer = layers.find(|it| usize::from(it.slot) == first)?;
    if layer.absent || layer.fixed.is_some() {
        return None;
    }
    let steps = match layer.shape {
        Shape::Unknown => &[],
        Shape::Schedule(steps) => steps,
        Shape::Parts(parts) => parts
            .iter()
            .find(|part| part.base == Base::InScope)
            .map_or(&[][..], |part| &part.schedule),
    };
    let more = |step: &Bracket| Bracket {
        to: step.to,
        share: ShareRange {
            low: layer.points.on(step.share.low, End::High),
            high: layer.points.on(step.share.high, End::Low),
        },
    };
    Some(LevelRule {
        deductible: Range {
            low: layer.deductible.0,
            high: layer.deductible.1,
        },
        shares: steps.iter().map(more).collect(),
        first_self_pay: ShareRange {
            low: layer.first_self_pay.0,
            high: layer.first_self_pay.1,
        },
    })
}

fn exact<T: PartialEq>(range: (T, T)) -> bool {
    range.0 == range.1
}

fn shares_known(layer: &LayerTerms) -> bool {
    let known = |steps: &[Bracket]| {
        layer.points.known() && steps.iter().all(|step| step.share.low == step.share.high)
    };
    match layer.shape {
        Shape::Unknown => false,
        Shape::Schedule(steps) => known(steps),
        Shape::Parts(parts) => parts.iter().all(|part| known(&part.schedule)),
    }
}

/// Returns whether a layer pays exactly one amount of each base, its cap aside.
fn known_but_for_cap(layer: &LayerTerms, before: SelfPayBefore) -> bool {
    layer.fixed.is_some()
        || layer.absent && exact(layer.paid_before)
        || !layer.optional
            && !layer.absent
            && exact(layer.deductible)
            && exact(layer.first_self_pay)
            && exact(layer.rounding)
            && exact(layer.ceiling)
            && exact(layer.cost_before)
            && shares_known(layer)
            && (layer.base != Base::Year || before.is_some())
}

fn cap_known(layer: &LayerTerms) -> bool {
    let year = layer.base == Base::Year && !exact(layer.paid_before);
    layer.fixed.is_some() || exact(layer.cap_left) && !year
}

fn known(layer: &LayerTerms, before: SelfPayBefore) -> bool {
    known_but_for_cap(layer, before) && cap_known(layer)
}

/// A pair of kinds in worlds that two sides share.
struct KindPair<'a, 'p> {
    layout: &'a Layout<'p>,
    a: &'a ApartKind<'p>,
    b: &'a ApartKind<'p>,
}

/// The layers of both sides in one place of the order of payment.
struct PairedLayers<'a, 'p> {
    /// How many layers of each side are settled after this step.
    upto: (usize, usize),
    /// Whether the layers of this step are known to the fen.
    known: bool,
    /// One payer with one set of figures, known or not, that looks at no earlier layer's money.
    same: Option<&'a LayerTerms<'p>>,
    /// Whether they are known but for one cap that both sides share.
    same_cap: bool,
}

/// The settlements of both sides at one in-scope amount.
type BothSettled = (Rc<KindSettlement>, Rc<KindSettlement>);

impl<'a, 'p> KindPair<'a, 'p> {
    /// Returns by how many fen A pays more than B, over every in-scope amount. `settled` returns
    /// both sides at one; `None` where either is illegal.
    fn gap(
        &self,
        money: Option<&OpenBill>,
        mut settled: impl FnMut(Fen) -> Option<BothSettled>,
    ) -> Range {
        let (a, b) = (self.order(self.a, self.b), self.order(self.b, self.a));
        if a == Some(LeftOrder::Same) {
            return Range::exact(Fen::ZERO);
        }
        // Without a bill, different rules may differ by any amount.
        let anything = |most: Fen| Range {
            low: Fen(-most.0),
            high: most,
        };
        let Some(money) = money else {
            return anything(Fen::MAX);
        };
        let (one, other) = (&self.a.terms, &self.b.terms);
        let strays = |(low, high): (i64, i64)| low + high;
        let strays = strays(money.stray_parts(one)) + strays(money.stray_parts(other));
        let (one, other) = (money.in_scope_of(one), money.in_scope_of(other));
        let range = Range {
            low: one.low.max(other.low),
            high: one.high.min(other.high),
        };
        let pairs = money.facts(range.low).and_then(|bill| self.shared(&bill));
        let mut walk = GapWalk {
            at: |in_scope| {
                let both = settled(in_scope)?;
                let split = money.facts(in_scope)?.split;
                Some(point(
                    &both,
                    strays,
                    pairs.as_deref().zip(split),
                    self.after_layers(),
                ))
            },
            found: None,
            rough: 0,
            slope: slope(&self.a.terms).max(slope(&self.b.terms)),
            left: 4_000,
        };
        if range.low == range.high {
            walk.see(range.low);
        } else {
            walk.over(range.low, range.high);
            let roundings = |kind: &ApartKind| kind.terms.layers.len() + kind.terms.top_ups.len();
            walk.rough += 2 * (roundings(self.a) + roundings(self.b)) as i64;
        }
        let most = money.bill.total.unwrap_or(Fen::MAX);
        let Some(found) = walk.found else {
            return anything(most);
        };
        let mut gap = Range {
            low: Fen((found.low.0 - walk.rough).max(-most.0)),
            high: Fen((found.high.0 + walk.rough).min(most.0)),
        };
        if a.is_some() {
            gap.high = gap.high.min(Fen::ZERO);
            gap.low = gap.low.min(Fen::ZERO);
        }
        if b.is_some() {
            gap.low = gap.low.max(Fen::ZERO);
            gap.high = gap.high.max(Fen::ZERO);
        }
        gap
    }

    /// Pairs the layers for a difference over shared unknowns; `None` where the difference is no
    /// narrower than each side alone.
    fn shared(&self, bill: &BillFacts) -> Option<Vec<PairedLayers<'a, 'p>>> {
        let (a, b) = (&self.a.terms, &self.b.terms);
        let open = |layer: &LayerTerms| !exact(layer.first_self_pay);
        if bill.split.is_none()
            || a.layers.iter().chain(&b.layers).any(open)
            || a.top_ups != b.top_ups
            || !a.waivers.is_empty()
            || !b.waivers.is_empty()
            || a.frees != b.frees
            || !self.frees_whole_visits(a)
        {
            return None;
        }
        let pair = |(upto_a, upto_b, one, other): (usize, usize, Option<usize>, Option<usize>)| {
            let known = |end: Option<usize>, layers: &[LayerTerms]| {
                end.is_none_or(|at| known(&layers[at], bill.before))
            };
            let both = one.zip(other);
            let same = both.filter(|(one, other)| self.same_payer(*one, *other));
            let same = same.map(|(one, _)| &a.layers[one]);
            PairedLayers {
                upto: (upto_a, upto_b),
                known: known(one, &a.layers) && known(other, &b.layers),
                same: same.filter(|it| it.looks().next().is_none()),
                same_cap: both.is_some_and(|(one, other)| self.same_cap(one, other, bill.before)),
            }
        };
        Some(paired_layers(a, b).map(pair).collect())
    }

    /// Returns whether anything follows the layers.
    fn after_layers(&self) -> bool {
        let terms = &self.a.terms;
        !(terms.top_ups.is_empty() && terms.frees.is_empty())
    }

    fn frees_whole_visits(&self, terms: &WorldTerms) -> bool {
        terms.frees.iter().all(|(index, _)| {
            let Some((scheme, _)) = self.layout.frees.get(usize::from(*index)) else {
                return false;
            };
            let free = &self.layout.scheme(&self.layout.schemes[*scheme]).free;
            matches!(free, Free::Visit | Free::Nothing)
        })
    }

    /// Returns whether two layers are one payer with one set of figures, known or not.
    fn same_payer(&self, one: usize, other: usize) -> bool {
        same_payer(self.a, one, self.b, other)
    }

    /// Returns whether two layers are known but for one cap that they share.
    fn same_cap(&self, one: usize, other: usize, before: SelfPayBefore) -> bool {
        let (a, b) = (&self.a.terms.layers[one], &self.b.terms.layers[other]);
        let steps = |layer: &LayerTerms| matches!(layer.shape, Shape::Schedule(_));
        let own = self.a.per_hospital[one].cap || self.b.per_hospital[other].cap;
        let set = |layer: &LayerTerms| exact(layer.cap_left);
        a.cap_left == b.cap_left
            && [a, b]
                .iter()
                .all(|it| it.ceiling == NO_CEILING && !it.cap_on_cost)
            && a.base == b.base
            && a.base != Base::Year
            && a.first_self_pay == b.first_self_pay
            && (!own || set(a))
            && [a, b]
                .into_iter()
                .all(|it| steps(it) && !it.absent && known_but_for_cap(it, before))
    }

    /// Shows payer by payer that one side never leaves more to pay than the other; `None` where
    /// that cannot be shown.
    fn order(&self, one: &ApartKind, other: &ApartKind) -> Option<LeftOrder> {
        let (a, b) = (&one.terms, &other.terms);
        let mut order = LeftOrder::Same;
        for (_, _, at_a, at_b) in paired_layers(a, b) {
            order = match (at_a, at_b) {
                // What a layer looks at need not be the same where as much is left.
                (Some(at_a), Some(at_b))
                    if same_payer(one, at_a, other, at_b)
                        && (order == LeftOrder::Same
                            || a.layers[at_a].looks().next().is_none()) =>
                {
                    order.after_same(&a.layers[at_a])?
                }
                (Some(at_a), Some(at_b)) => {
                    let own = one.per_hospital[at_a].cap || other.per_hospital[at_b].cap;
                    order.after(&a.layers[at_a], &b.layers[at_b], own)?
                }
                (Some(at_a), None) => order.after_more(&a.layers[at_a])?,
                (None, _) => return None,
            };
        }
        let alike = a.top_ups == b.top_ups && a.waivers == b.waivers && a.frees == b.frees;
        if order == LeftOrder::Same && alike {
            return Some(LeftOrder::Same);
        }
        // A waiver, or a part made free, need not be the same on a larger amount left.
        let top_up = b.top_ups.is_empty() || a.top_ups == b.top_ups;
        let free = b.frees.is_empty() || a.frees == b.frees && self.frees_whole_visits(b);
        (top_up && b.waivers.is_empty() && free).then_some(LeftOrder::Less)
    }
}

/// Returns the difference of two sides at one in-scope amount. `strays`: by how many fen roundings
/// may stray on both sides; `pairs`: the paired layers, where unknowns are shared, and the bill.
fn point(
    (one, other): &BothSettled,
    mut strays: i64,
    pairs: Option<(&[PairedLayers], LeftToPay)>,
    after_layers: bool,
) -> GapPoint {
    let mut mark = BendMark::new(one.stretch, other.stretch);
    let mut gap = Range {
        low: one.pays.low - other.pays.high,
        high: one.pays.high - other.pays.low,
    };
    if let Some((pairs, bill)) = pairs.filter(|_| gap.low < gap.high) {
        let mut left = LeftDifference::new(bill);
        for pair in pairs {
            strays += left.after(pair, one, other, bill, &mut mark);
            left.mark(&mut mark);
        }
        let mut shared = left.all;
        if after_layers {
            // The payment after the layers is a rising function with a slope of at most 1, too.
            shared = (shared.0.min(0), shared.1.max(0));
        }
        mark.sign(Fen(shared.0) - gap.low);
        mark.sign(Fen(shared.1) - gap.high);
        let both = Range {
            low: gap.low.max(Fen(shared.0)),
            high: gap.high.min(Fen(shared.1)),
        };
        if both.low <= both.high {
            gap = both;
        }
    }
    GapPoint {
        gap,
        mark,
        rough: strays,
    }
}

/// Returns by how many fen at most one more fen in scope moves what is left after every layer.
fn slope(terms: &WorldTerms) -> i64 {
    let on_cost = |layer: &&LayerTerms| layer.base == Base::InScopeCost;
    1 + terms.layers.iter().filter(on_cost).count() as i64
}

/// Returns whether two layers are one payer with one set of figures, known or not.
fn same_payer(one: &ApartKind, at_a: usize, other: &ApartKind, at_b: usize) -> bool {
    let (a, b) = (&one.terms.layers[at_a], &other.terms.layers[at_b]);
    let (own_a, own_b) = (one.per_hospital[at_a], other.per_hospital[at_b]);
    if a != b {
        return false;
    }
    let shared = |open: bool, own: fn(PerHospital) -> bool| !open || !own(own_a) && !own(own_b);
    a.absent
        || a.fixed.is_some()
        || exact(a.rounding)
            && exact(a.ceiling)
            && shared(!exact(a.deductible), |own| own.deductible)
            && shared(!exact(a.cap_left), |own| own.cap)
            && shared(!shares_known(a), |own| own.share)
            && shared(a.optional, |own| own.applies)
}

/// Pairs the layers of both sides in order of payment. Each item holds how many layers of each side
/// are settled after the step, and the index of each side's layer in this step.
fn paired_layers(
    a: &WorldTerms,
    b: &WorldTerms,
) -> impl Iterator<Item = (usize, usize, Option<usize>, Option<usize>)> {
    let slots = |terms: &WorldTerms| -> Vec<u8> { terms.layers.iter().map(|it| it.slot).collect() };
    let (a, b) = (slots(a), slots(b));
    let (mut at_a, mut at_b) = (0, 0);
    std::iter::from_fn(move || {
        let (one, other) = (a.get(at_a).copied(), b.get(at_b).copied());
        let next = one.into_iter().chain(other).min()?;
        let one = (one == Some(next)).then_some(at_a);
        let other = (other == Some(next)).then_some(at_b);
        at_a += usize::from(one.is_some());
        at_b += usize::from(other.is_some());
        Some((at_a, at_b, one, other))
    })
}

/// By how many fen the amount left on side A lies above the amount left on side B: least and most.
struct LeftDifference {
    in_scope: (i64, i64),
    out_of_scope: (i64, i64),
    all: (i64, i64),
    /// Whether both sides are known to the fen so far.
    known: bool,
}

impl LeftDifference {
    fn new(split: LeftToPay) -> LeftDifference {
        let mut apart = LeftDifference::between((split, split), (split, split));
        apart.known = true;
        apart
    }

    /// Returns the difference of two sides that each lie between their own ends.
    fn between(a: (LeftToPay, LeftToPay), b: (LeftToPay, LeftToPay)) -> LeftDifference {
        let by = |of: fn(LeftToPay) -> Fen| ((of(a.0) - of(b.1)).0, (of(a.1) - of(b.0)).0);
        LeftDifference {
            in_scope: by(|left| left.in_scope),
            out_of_scope: by(|left| left.out_of_scope),
            all: by(LeftToPay::all),
            known: false,
        }
    }

    /// Applies the layers of one place in the order of payment. Returns by how many fen roundings
    /// may stray.
    fn after(
        &mut self,
        pair: &PairedLayers,
        one: &KindSettlement,
        other: &KindSettlement,
        bill: LeftToPay,
        mark: &mut BendMark,
    ) -> i64 {
        let (low_a, high_a) = one.left_after(pair.upto.0, bill);
        let (low_b, high_b) = other.left_after(pair.upto.1, bill);
        if self.known && pair.known {
            *self = LeftDifference::between((low_a, low_a), (low_b, low_b));
            self.known = true;
        } else if let Some(layer) = pair.same {
            return self.after_same(layer);
        } else if pair.same_cap && self.known && self.nothing() {
            let low = LeftDifference::between((low_a, low_a), (low_b, low_b));
            let high = LeftDifference::between((high_a, high_a), (high_b, high_b));
            *self = low.hull(&high, mark);
        } else {
            *self = LeftDifference::between((low_a, high_a), (low_b, high_b));
        }
        0
    }

    fn nothing(&self) -> bool {
        self.in_scope == (0, 0) && self.out_of_scope == (0, 0)
    }

    fn hull(&self, other: &LeftDifference, mark: &mut BendMark) -> LeftDifference {
        let mut hull = |of: fn(&LeftDifference) -> (i64, i64)| {
            let (one, other) = (of(self), of(other));
            mark.sign(Fen(one.0 - other.0));
            mark.sign(Fen(one.1 - other.1));
            (one.0.min(other.0), one.1.max(other.1))
        };
        LeftDifference {
            in_scope: hull(|it| it.in_scope),
            out_of_scope: hull(|it| it.out_of_scope),
            all: hull(|it| it.all),
            known: false,
        }
    }

    /// Returns by how many fen A may lie above B, and by how many below, over both scopes together.
    fn parts(&self) -> (i64, i64) {
        let (within, outside) = (self.in_scope, self.out_of_scope);
        let above = if within.0 >= 0 && outside.0 >= 0 {
            self.all.1
        } else {
            within.1.max(0) + outside.1.max(0)
        };
        let below = if within.1 <= 0 && outside.1 <= 0 {
            -self.all.0
        } else {
            (-within.0).max(0) + (-outside.0).max(0)
        };
        (above.max(0), below.max(0))
    }

    /// Applies a payer that is the same on both sides. Returns by how many fen roundings may stray.
    fn after_same(&mut self, layer: &LayerTerms) -> i64 {
        self.known = false;
        if layer.absent {
            return 0;
        }
        let parts = matches!(layer.shape, Shape::Parts(_));
        let withholds = layer.first_self_pay.1 > Share::ZERO;
        let shrunk = |gap: (i64, i64)| (gap.0.min(0), gap.1.max(0));
        if layer.ceiling != NO_CEILING && !parts && !withholds {
            // Less room below the ceiling, by money paid out of scope, may leave more in scope.
            let (above, below) = self.parts();
            let mixed = (-(above + below), above + below);
            (self.in_scope, self.out_of_scope) = (mixed, mixed);
            self.all = (-below, above);
            return 0;
        }
        match layer.base {
            Base::InScope | Base::Year | Base::InScopeCost | Base::YearCost | Base::OutOfScope
                if !parts && !withholds =>
            {
                let out = layer.base == Base::OutOfScope;
                let own = if out {
                    &mut self.out_of_scope
                } else {
                    &mut self.in_scope
                };
                // The payer takes between nothing and the whole of the difference.
                let taken = shrunk(*own);
                *own = taken;
                let (within, outside) = (self.in_scope, self.out_of_scope);
                self.all = (
                    (self.all.0 - taken.1).max(within.0 + outside.0),
                    (self.all.1 - taken.0).min(within.1 + outside.1),
                );
                0
            }
            _ => {
                let (above, below) = self.parts();
                let bounds = (-below, above);
                self.in_scope = bounds;
                self.out_of_scope = bounds;
                self.all = bounds;
                if parts || withholds { 2 } else { 0 }
            }
        }
    }

    /// Adds the bends of these bounds to a mark.
    fn mark(&self, mark: &mut BendMark) {
        for (low, high) in [self.in_scope, self.out_of_scope, self.all] {
            mark.sign(Fen(low));
            mark.sign(Fen(high));
        }
        let sum = |of: fn((i64, i64)) -> i64| of(self.in_scope) + of(self.out_of_scope);
        mark.sign(Fen(sum(|it| it.0) - self.all.0));
        mark.sign(Fen(sum(|it| it.1) - self.all.1));
    }
}

/// The proven order between the amounts left on two sides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LeftOrder {
    /// Equal in scope and out of scope.
    Same,
    /// No more in scope, and no more out of scope.
    Less,
    /// No more out of scope and no more in all; in scope there may be more.
    LessInAll,
}

impl LeftOrder {
    /// Returns the order after a payer that is the same on both sides; `None` where none is proven.
    fn after_same(self, layer: &LayerTerms) -> Option<LeftOrder> {
        let parts = matches!(layer.shape, Shape::Parts(_));
        let withholds = layer.first_self_pay.1 > Share::ZERO;
        match self {
            LeftOrder::Same => Some(LeftOrder::Same),
            _ if layer.absent => Some(self),
            // A shared rounding may move a fen.
            _ if parts || withholds => None,
            // Less room below the ceiling may leave more in scope.
            LeftOrder::Less if layer.ceiling != NO_CEILING => Some(LeftOrder::LessInAll),
            LeftOrder::Less => Some(LeftOrder::Less),
            // A payer of out-of-scope money could then pay more where more of it is left.
            LeftOrder::LessInAll => {
                (layer.base != Base::OutOfScope).then_some(LeftOrder::LessInAll)
            }
        }
    }

    /// Returns the order after a payer that only one side has.
    fn after_more(self, layer: &LayerTerms) -> Option<LeftOrder> {
        if layer.absent || layer.first_self_pay.1 > Share::ZERO {
            return None;
        }
        Some(match self {
            LeftOrder::Same => LeftOrder::Less,
            order => order,
        })
    }

    /// Returns the order after a payer with different figures on the two sides, where the first
    /// side's pays no less of any base; `own` says whether the caps may differ from hospital to
    /// hospital.
    fn after(self, a: &LayerTerms, b: &LayerTerms, own: bool) -> Option<LeftOrder> {
        let (Shape::Schedule(steps_a), Shape::Schedule(steps_b)) = (a.shape, b.shape) else {
            return None;
        };
        let plain = |layer: &LayerTerms| {
            !layer.optional
                && !layer.absent
                && layer.fixed.is_none()
                && exact(layer.deductible)
                && exact(layer.first_self_pay)
                && shares_known(layer)
        };
        let caps = a.cap_left.1 >= b.cap_left.0 || a.cap_left == b.cap_left && !own;
        // No less of any base stays no less of any base only where it is rounded no lower.
        let rounds = a.rounding.1 >= b.rounding.0;
        let capped = |it: &LayerTerms| it.ceiling != NO_CEILING || it.cap_on_cost;
        let of_year = matches!(a.base, Base::Year | Base::YearCost | Base::LeftBy(..));
        if a.base != b.base
            || of_year
            || capped(a)
            || capped(b)
            || !plain(a)
            || !plain(b)
            || !caps
            || !rounds
        {
            return None;
        }
        let of = |layer: &LayerTerms, brackets: &[Bracket], base| {
            let schedule = Schedule {
                brackets,
                points: layer.points,
                deductible: layer.deductible.0,
                end: End::High,
            };
            schedule.pays_of(base)
        };
        let edges = [a.deductible.0, b.deductible.0, Fen::MAX];
        let edges = edges
            .into_iter()
            .chain(steps_a.iter().chain(steps_b).map(|step| step.to));
        let no_less = edges
            .into_iter()
            .all(|base| of(a, steps_a, base) >= of(b, steps_b, base));
        let (first_a, first_b) = (a.first_self_pay.0, b.first_self_pay.0);
        let withholds = first_a > Share::ZERO || first_b > Share::ZERO;
        match self {
            _ if !no_less => None,
            LeftOrder::Same if withholds => {
                (a.base == Base::InScope && first_a <= first_b).then_some(LeftOrder::LessInAll)
            }
            _ if withholds => None,
            LeftOrder::Same | LeftOrder::Less => Some(LeftOrder::Less),
            LeftOrder::LessInAll => (a.base == Base::InScope).then_some(LeftOrder::LessInAll),
        }
    }
}
