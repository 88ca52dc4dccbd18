//! Settles the money of one world between its two ends: the person's payment, and everyone else's.
//! Must not know open facts.
use crate::answer::{Range, TraceStep};
use crate::layout::Layout;
use crate::settle::round::share_of;
use crate::settle::stretch::{Stretch, Touched};
use crate::settle::{self, End, LeftToPay, Notes, SelfPayBefore, Shape, SlotPaid, TopUpMeasure};
use crate::visit::{Bill, Year};
use crate::worlds::resolve::WorldTerms;
use mingbai_policy::{Base, Fen, Free, ItemId, Share, TopUpBase, Waiver, limits};

/// The most payers in one answer.
pub(crate) const SLOTS: usize = limits::PAYERS;

/// The money of one world, between the ends of its open figures. Fen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub pays: Range,
    /// The person's payment with every figure at its helpful end. Rounding may put it above
    /// `pays.low`; the stray of roundings is counted from here.
    pub helpful: Fen,
    /// The person's payment with every figure at the other end.
    pub hurtful: Fen,
    pub after_layers: Range,
    pub slots: [Range; SLOTS],
    pub waived: Range,
    pub free: Range,
}

/// The money of one world at one in-scope amount.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    /// The outcome; `None` where the world is illegal: its layers leave less than the self-pay of
    /// the items, or the in-scope amount is not one of the world's.
    pub outcome: Option<Outcome>,
    /// The decisions of the settlement. Two amounts with equal decisions, and all amounts between
    /// them, lie on one straight line; all of them are legal or all illegal, rounding aside.
    pub stretch: Stretch,
    /// By how many fen the layers leave too little, where the world is illegal.
    pub lacking: Option<Fen>,
}

impl Point {
    /// Returns the hull of two settlements of one amount.
    pub fn hull(mut self, other: Point) -> Point {
        self.stretch.then(&other.stretch);
        Point {
            outcome: match (self.outcome, other.outcome) {
                (Some(one), Some(other)) => Some(one.hull(&other)),
                (one, other) => one.or(other),
            },
            stretch: self.stretch,
            lacking: match (self.lacking, other.lacking) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            },
        }
    }
}

impl Outcome {
    pub fn hull(&self, other: &Outcome) -> Outcome {
        let mut slots = self.slots;
        for (slot, more) in slots.iter_mut().zip(&other.slots) {
            *slot = slot.hull(*more);
        }
        Outcome {
            pays: self.pays.hull(other.pays),
            helpful: self.helpful.min(other.helpful),
            hurtful: self.hurtful.max(other.hurtful),
            after_layers: self.after_layers.hull(other.after_layers),
            slots,
            waived: self.waived.hull(other.waived),
            free: self.free.hull(other.free),
        }
    }
}

/// The bill of one world. Fen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BillFacts<'v> {
    pub total: Option<Fen>,
    /// The bill split by scope; `None` where the sheet gives the self-pay after every layer.
    pub split: Option<LeftToPay>,
    pub self_pay: Option<Fen>,
    /// The in-scope cost, the larger end first. Of a bill with a split the ends are equal.
    pub in_scope: (Fen, Fen),
    pub items: &'v [(ItemId, Fen)],
    pub before: SelfPayBefore,
}

impl<'v> BillFacts<'v> {
    /// Returns the bill with this amount in scope; `None` with neither total nor self-pay.
    pub fn new(bill: &'v Bill, year: &Year, in_scope: Fen) -> Option<BillFacts<'v>> {
        let split = match (bill.self_pay, bill.total) {
            (Some(_), _) => None,
            (None, Some(total)) => {
                let in_scope = in_scope.min(total);
                Some(LeftToPay {
                    in_scope,
                    out_of_scope: total - in_scope,
                })
            }
            (None, None) => return None,
        };
        let in_scope = match (split, bill.said_in_scope()) {
            (Some(split), _) => (split.in_scope, split.in_scope),
            (None, Some(said)) => (said.high, said.low),
            (None, None) => (bill.total.unwrap_or(Fen::MAX), Fen::ZERO),
        };
        Some(BillFacts {
            total: bill.total,
            split,
            self_pay: bill.self_pay,
            in_scope,
            items: &bill.items,
            before: match year {
                Year::TakenAsFirst => Some(Fen::ZERO),
                Year::Known {
                    in_scope_self_pay, ..
                } => *in_scope_self_pay,
                Year::Unknown => None,
            },
        })
    }

    /// Returns the bill as far as top-up rules measure their lines on the bill.
    fn measure(&self) -> TopUpMeasure {
        TopUpMeasure {
            total: self.total,
            in_scope: self.in_scope,
        }
    }
}

/// Settles one world at both ends.
pub(crate) fn outcome(layout: &Layout, terms: &WorldTerms, bill: &BillFacts) -> Point {
    nearly_legal(layout, terms, bill, Fen::ZERO)
}

/// Settles one world at both ends. The world counts as legal even where its layers leave `short`
/// fen too little.
pub(crate) fn nearly_legal(
    layout: &Layout,
    terms: &WorldTerms,
    bill: &BillFacts,
    short: Fen,
) -> Point {
    noted(layout, terms, bill, short, [&mut (), &mut ()])
}

/// Settles one world as [`nearly_legal`] does. `notes` receive the layers at the helpful end and at
/// the other.
pub(crate) fn noted(
    layout: &Layout,
    terms: &WorldTerms,
    bill: &BillFacts,
    short: Fen,
    [low_notes, high_notes]: [&mut impl Notes; 2],
) -> Point {
    if bill
        .split
        .is_some_and(|split| !terms.holds_at(split.in_scope))
    {
        let mut stretch = Stretch::default();
        stretch.touch(Touched::Illegal);
        return Point {
            outcome: None,
            stretch,
            lacking: None,
        };
    }
    let mut low_slots = [SlotPaid::default(); SLOTS];
    let mut high_slots = [SlotPaid::default(); SLOTS];
    let (low_left, mut stretch) = after_layers(terms, bill, End::Low, &mut low_slots, low_notes);
    let (high_left, touched) = after_layers(terms, bill, End::High, &mut high_slots, high_notes);
    stretch.then(&touched);
    let itemised: Fen = bill.items.iter().map(|item| item.1).sum();
    if high_left + short < itemised {
        stretch.touch(Touched::Illegal);
        return Point {
            outcome: None,
            stretch,
            lacking: Some(itemised - high_left),
        };
    }
    // In a legal world some open figure pays less, so that the items' self-pay is left.
    let (low_left, high_left) = (low_left.max(itemised), high_left.max(itemised));
    stretch.touch(Touched::Left {
        items_only: low_left == itemised,
    });
    let low_relief = relief(layout, terms, bill, low_left, itemised);
    let high_relief = relief(layout, terms, bill, high_left, itemised);
    let (top_ups, measure) = (&terms.top_ups, bill.measure());
    let low_rest = settle::top_ups(
        top_ups,
        low_left,
        measure,
        End::Low,
        &mut low_slots,
        &mut stretch,
        &mut (),
    );
    let high_rest = settle::top_ups(
        top_ups,
        high_left,
        measure,
        End::High,
        &mut high_slots,
        &mut stretch,
        &mut (),
    );
    let low = low_relief.pays(low_rest, End::Low);
    let high = high_relief.pays(high_rest, End::High);
    // A layer and a top-up rule may share a line, each at its own end.
    let whole = bill.total.or(bill.self_pay).unwrap_or(Fen::MAX);
    let mut slots = [Range::exact(Fen::ZERO); SLOTS];
    for (slot, (low, high)) in slots.iter_mut().zip(low_slots.iter().zip(&high_slots)) {
        let all = [low.other, high.here, high.other].map(Range::exact);
        let all = (all.into_iter()).fold(Range::exact(low.here), Range::hull);
        *slot = Range {
            low: all.low.min(whole),
            high: all.high.min(whole),
        };
    }
    let outcome = Outcome {
        pays: Range {
            low: low.pays.min(high.pays),
            high: low.pays.max(high.pays),
        },
        helpful: low.pays,
        hurtful: high.pays,
        after_layers: Range {
            low: low_left,
            high: high_left,
        },
        slots,
        waived: Range {
            low: high.waived.min(low.waived),
            high: low.waived.max(high.waived),
        },
        free: Range {
            low: high.free.min(low.free),
            high: low.free.max(high.free),
        },
    };
    Point {
        outcome: Some(outcome),
        stretch,
        lacking: None,
    }
}

fn after_layers(
    terms: &WorldTerms,
    bill: &BillFacts,
    end: End,
    slots: &mut [SlotPaid; SLOTS],
    notes: &mut impl Notes,
) -> (Fen, Stretch) {
    match (bill.split, bill.self_pay) {
        (Some(split), None) => {
            notes.note(|| TraceStep::Bill {
                in_scope: split.in_scope,
                out_of_scope: split.out_of_scope,
            });
            let (left, stretch) =
                settle::layers(&terms.layers, split, bill.before, end, slots, notes);
            (left.all(), stretch)
        }
        (_, self_pay) => {
            let self_pay = self_pay.unwrap_or_default();
            notes.note(|| TraceStep::AfterLayers { self_pay });
            (self_pay, Stretch::default())
        }
    }
}

/// Waivers and free benefits on the amount that the layers left, between their ends. Fen.
#[derive(Clone, Copy, Debug)]
struct Relief {
    waived: Range,
    free_low: Fen,
    /// The free amount that is certain, on top of the waivers.
    free_high: Fen,
    all_free: bool,
    maybe_all_free: bool,
}

/// The person's payment after waivers and free benefits. Fen.
struct AfterRelief {
    pays: Fen,
    waived: Fen,
    free: Fen,
}

impl Relief {
    fn pays(&self, rest: Fen, end: End) -> AfterRelief {
        let (waived, free, all) = match end {
            End::Low => (self.waived.high, self.free_low, self.maybe_all_free),
            End::High => (self.waived.low, self.free_high, self.all_free),
        };
        let waived = waived.min(rest);
        let left = rest - waived;
        let free = if all { left } else { free.min(left) };
        AfterRelief {
            pays: left - free,
            waived,
            free,
        }
    }
}

fn relief(
    layout: &Layout,
    terms: &WorldTerms,
    bill: &BillFacts,
    left: Fen,
    itemised: Fen,
) -> Relief {
    let mut waived = Range::exact(Fen::ZERO);
    let rest = left.above(itemised);
    if !terms.waivers.is_empty() {
        for (item, amount) in bill.items {
            let (mut low, mut high) = (Fen::ZERO, Fen::ZERO);
            for (index, sure) in &terms.waivers {
                let one = on_item(layout, waiver(layout, *index), *item, *amount);
                if *sure {
                    low = low.max(one.low);
                }
                high += one.high;
            }
            waived.low += low;
            waived.high += high.min(*amount);
        }
        let of_rest: Fen = terms
            .waivers
            .iter()
            .map(|(w, _)| on_rest(waiver(layout, *w), rest))
            .sum();
        waived.high += of_rest.min(rest);
    }
    let mut relief = Relief {
        waived,
        free_low: Fen::ZERO,
        free_high: Fen::ZERO,
        all_free: false,
        maybe_all_free: false,
    };
    for (index, sure) in &terms.frees {
        let scheme = layout.schemes[layout.frees[*index as usize].0].rule;
        match &layout.tables.tables[scheme.table as usize].schemes[scheme.index as usize].free {
            Free::Nothing => {}
            Free::Visit => {
                relief.all_free |= sure;
                relief.maybe_all_free = true;
            }
            Free::Part(items) => {
                let free: Fen = bill
                    .items
                    .iter()
                    .filter(|(item, _)| {
                        layout
                            .tables
                            .vocabulary
                            .item_lineage(*item)
                            .any(|i| items.contains(&i))
                    })
                    .map(|(_, amount)| *amount)
                    .sum();
                if *sure {
                    relief.free_high += free;
                }
                relief.free_low += free + rest;
                // Where no part is named, the free part may be any of the items.
                relief.maybe_all_free |= bill.items.is_empty() || items.is_empty();
            }
        }
    }
    relief
}

fn waiver<'p>(layout: &'p Layout, index: u8) -> &'p Waiver {
    let rule = layout.waivers[index as usize].rule;
    &layout.tables.tables[rule.table as usize].waivers[rule.index as usize]
}

/// Returns the amount that a waiver takes off one item. An item that includes a named item is
/// waived between nothing and wholly.
fn on_item(layout: &Layout, waiver: &Waiver, item: ItemId, amount: Fen) -> Range {
    let terms = &layout.tables.vocabulary;
    let most = share_of(amount, waiver.share.high);
    if terms.item_lineage(item).any(|i| waiver.items.contains(&i)) {
        Range {
            low: share_of(amount, waiver.share.low),
            high: most,
        }
    } else if !waiver.complete
        || waiver
            .items
            .iter()
            .any(|named| terms.item_lineage(*named).any(|i| i == item))
    {
        Range {
            low: Fen::ZERO,
            high: most,
        }
    } else {
        Range::exact(Fen::ZERO)
    }
}

/// Returns the most that a waiver takes off self-pay that is not itemised.
fn on_rest(waiver: &Waiver, rest: Fen) -> Fen {
    share_of(
        rest,
        if waiver.complete && waiver.items.is_empty() {
            Share::ZERO
        } else {
            waiver.share.high
        },
    )
}

/// Returns the amount that one waiver takes off in this world, between its ends.
pub(crate) fn waiver_amount(
    layout: &Layout,
    index: u8,
    sure: bool,
    bill: &BillFacts,
    outcome: &Outcome,
) -> Range {
    let itemised: Fen = bill.items.iter().map(|item| item.1).sum();
    let rule = waiver(layout, index);
    let mut amount = Range::exact(Fen::ZERO);
    for (item, self_pay) in bill.items {
        let one = on_item(layout, rule, *item, *self_pay);
        amount.low += one.low;
        amount.high += one.high;
    }
    amount.high += on_rest(rule, outcome.after_layers.high.above(itemised));
    amount.high = amount.high.min(outcome.after_layers.high);
    amount.low = if sure {
        amount.low.min(amount.high)
    } else {
        Fen::ZERO
    };
    amount
}

/// Returns how many layers round where in-scope and out-of-scope money trade against each other.
/// Between two bills on one straight line each of these layers may stray by a fen.
pub(crate) fn trading_layers(terms: &WorldTerms) -> i64 {
    let trades = |layer: &settle::LayerTerms| match layer.shape {
        Shape::Parts(parts) => !settle::looking(parts),
        Shape::Unknown => {
            layer.base == Base::OutOfScope
                || layer.base == Base::All
                    && (layer.cap_left.0 != Fen::MAX || layer.deductible.0 != Fen::ZERO)
        }
        Shape::Schedule(_) => matches!(layer.base, Base::OutOfScope | Base::All),
    };
    let live = |layer: &&settle::LayerTerms| layer.fixed.is_none() && !layer.absent;
    if terms.layers.iter().filter(live).any(trades)
        || terms
            .layers
            .iter()
            .any(|l| l.first_self_pay.0 != l.first_self_pay.1)
    {
        let rounded = terms.layers.iter().filter(live);
        let layers = rounded
            .filter(|layer| layer.shape != Shape::Unknown)
            .count() as i64;
        // Such a line moves with the in-scope amount, so that both the line and the payment round.
        let moving = |it: &&settle::TopUpTerms| it.base == TopUpBase::InScope;
        layers + 2 * terms.top_ups.iter().filter(moving).count() as i64
    } else {
        0
    }
}

/// Returns after how many fen of in-scope money the roundings at the high end repeat: that many fen
/// change every base by an amount that changes its payment by whole fen. Saturates.
pub(crate) fn repeats(terms: &WorldTerms) -> i64 {
    let live = |layer: &&settle::LayerTerms| layer.fixed.is_none() && !layer.absent;
    let of_layer = |layer: &settle::LayerTerms| {
        let pays = |brackets: &[mingbai_policy::Bracket]| {
            let share = |it: &mingbai_policy::Bracket| layer.points.on(it.share.low, End::High);
            brackets.iter().map(share).fold(1, fen_to_whole)
        };
        let paid = match layer.shape {
            Shape::Unknown => 1,
            _ if layer.optional => 1,
            Shape::Schedule(brackets) => pays(brackets),
            Shape::Parts(parts) => parts.iter().fold(1, |so_far, part| {
                let own = pays(&part.schedule);
                so_far / gcd(so_far, own) * own
            }),
        };
        let (low, high) = layer.first_self_pay;
        paid.saturating_mul(fen_to_whole(fen_to_whole(1, low), high))
    };
    let layers = terms.layers.iter().filter(live).map(of_layer);
    layers.fold(1, i64::saturating_mul)
}

/// Returns the least multiple of `fen` of which the share is whole fen. However many shares follow
/// one another from 1 on, the result is at most a million.
fn fen_to_whole(fen: i64, share: Share) -> i64 {
    let unit = i64::from(Share::UNIT);
    let own = unit / gcd(unit, i64::from(share.millionths()));
    fen / gcd(fen, own) * own
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Finds the layers whose parts round on a base that is open, before a later layer.
///
/// The parts share one rounding, so a fen may pass from one base to the other. The fen shows only
/// where a later layer pays of one base alone. The fen does not show where the parts pay whole fen
/// out of scope; `split` decides that where the in-scope amount is known.
pub(crate) fn straying_parts(
    terms: &WorldTerms,
    split: Option<LeftToPay>,
    before: SelfPayBefore,
) -> Vec<usize> {
    let in_scope_only = |layer: &settle::LayerTerms| {
        matches!(
            layer.base,
            Base::InScope | Base::Year | Base::InScopeCost | Base::YearCost | Base::LeftBy(..)
        ) && !matches!(layer.shape, Shape::Parts(_))
            && layer.first_self_pay.1 == Share::ZERO
    };
    let mut out_of_scope = split.map(|split| split.out_of_scope);
    let (mut found, mut open_before) = (Vec::new(), false);
    for (at, layer) in terms.layers.iter().enumerate() {
        if layer.absent {
            continue;
        }
        let untouched = out_of_scope;
        out_of_scope = out_of_scope.filter(|_| layer.fixed.is_none() && in_scope_only(layer));
        if layer.fixed.is_some() {
            continue;
        }
        if let Shape::Parts(parts) = layer.shape
            && open_before
            && !settle::looking(parts)
            && later(terms, at).next().is_some()
            && !untouched.is_some_and(|out| settle::whole_fen(parts, layer.points, out))
        {
            found.push(at);
        }
        open_before |= layer.is_open(before);
    }
    found
}

/// The layers after one that are settled here.
fn later<'a, 'p>(
    terms: &'a WorldTerms<'p>,
    at: usize,
) -> impl Iterator<Item = &'a settle::LayerTerms<'p>> {
    let live = |layer: &&settle::LayerTerms| layer.fixed.is_none() && !layer.absent;
    terms.layers[at + 1..].iter().filter(live)
}

/// By how many fen each end may stray where the parts of layers do. At the high end layers of
/// unknown payment pay nothing.
pub(crate) fn stray_parts(
    terms: &WorldTerms,
    split: Option<LeftToPay>,
    before: SelfPayBefore,
) -> (i64, i64) {
    let straying = straying_parts(terms, split, before);
    let pays = |at: &&usize| {
        later(terms, **at).any(|layer| !layer.optional && layer.shape != Shape::Unknown)
    };
    let high = straying.iter().filter(pays).count();
    (straying.len() as i64, high as i64)
}

/// Lowers the payments of open layers in the steps, the last layer first, until the items' self-pay
/// is left.
fn hold_back(terms: &WorldTerms, notes: &mut [TraceStep], mut back: Fen) {
    let open = |of: mingbai_policy::LayerId| {
        terms
            .layers
            .iter()
            .any(|layer| layer.layer == of && layer.fixed.is_none())
    };
    for step in notes.iter_mut().rev() {
        match step {
            TraceStep::AfterLayers { self_pay } => *self_pay += back,
            TraceStep::Paid { layer, amount, .. } if open(*layer) => {
                let less = back.min(*amount);
                *amount -= less;
                back -= less;
            }
            _ => {}
        }
    }
}

/// Returns the person's payment and the payment of each slot, with the layers at `end` (a held
/// layer at its own end) and everything after the layers at `later`. The world must be legal: see
/// [`outcome`].
pub(crate) fn pays_at(
    layout: &Layout,
    terms: &WorldTerms,
    bill: &BillFacts,
    end: End,
    later: End,
) -> (Fen, [Fen; SLOTS]) {
    let mut slots = [SlotPaid::default(); SLOTS];
    let (left, mut touched) = after_layers(terms, bill, end, &mut slots, &mut ());
    let itemised: Fen = bill.items.iter().map(|item| item.1).sum();
    // In a legal world some open figure pays less, so that the items' self-pay is left.
    let left = left.max(itemised);
    let (top_ups, measure) = (&terms.top_ups, bill.measure());
    let rest = settle::top_ups(
        top_ups,
        left,
        measure,
        later,
        &mut slots,
        &mut touched,
        &mut (),
    );
    let pays = relief(layout, terms, bill, left, itemised).pays(rest, later);
    (pays.pays, slots.map(|slot| slot.here))
}

/// Computes the person's payment at one end, step by step.
pub(crate) fn steps(
    layout: &Layout,
    terms: &WorldTerms,
    bill: &BillFacts,
    end: End,
) -> (Fen, Vec<TraceStep>) {
    let mut notes: Vec<TraceStep> = Vec::new();
    let mut slots = [SlotPaid::default(); SLOTS];
    let (left, mut touched) = after_layers(terms, bill, end, &mut slots, &mut notes);
    let itemised: Fen = bill.items.iter().map(|item| item.1).sum();
    hold_back(terms, &mut notes, itemised.above(left));
    let left = left.max(itemised);
    let rest = settle::top_ups(
        &terms.top_ups,
        left,
        bill.measure(),
        end,
        &mut slots,
        &mut touched,
        &mut notes,
    );
    let pays = relief(layout, terms, bill, left, itemised).pays(rest, end);
    if pays.waived > Fen::ZERO {
        notes.push(TraceStep::Waived {
            amount: pays.waived,
        });
    }
    if pays.free > Fen::ZERO {
        notes.push(TraceStep::Free { amount: pays.free });
    }
    notes.push(TraceStep::Pays { amount: pays.pays });
    (pays.pays, notes)
}

#[cfg(test)]
mod tests;
