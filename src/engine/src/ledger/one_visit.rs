//! One visit of a year, settled in both readings after each end of the year so far. Must not know
//! the visits around it.
//!
//! Ranges carry over as ranges.
//!
//! - A larger sum paid so far only ever makes its payer pay less later: its two ends are enough.
//! - More accumulated in-scope self-pay makes 大病保险 pay no less as long as its shares do not
//!   fall from bracket to bracket: two ends are enough then. Otherwise the accumulated amount
//!   counts as unknown, which is wider than the truth and never wrong.
use crate::answer::{Range, TraceStep, TwoReadings};
use crate::check::checked;
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::layout::accounts::{Dated, EarlierAmount, plus};
use crate::ledger::so_far::YearSoFar;
use crate::lines::payers::{PayerSlot, payers};
use crate::reckoning::{Layouts, SettledReading, open_bill, or_whole_bill};
use crate::settle::round::share_of;
use crate::settle::{self, End, LayerTerms, Shape, SlotPaid};
use crate::visit::{Visit, Year};
use crate::worlds::outcome::SLOTS;
use crate::worlds::resolve::{Reading, WorldTerms};
use crate::worlds::{OpenBill, WorldKind, Worlds};
use mingbai_policy::{Base, Bracket, Day, Fen, LayerId, NumberFact, Share, Shares, Tables};

/// The person's payment and each payer's, of one visit.
pub(super) type VisitPaid = (TwoReadings, Vec<(LayerId, TwoReadings)>);

/// Settles one visit after the year before it (first of the certain reading, then of the estimate),
/// and adds the visit to the year so far. `None` where its bill has nothing to settle. `counts_on` is the
/// day on which the visit counts; where nobody knows the day, the visit may be of an earlier year.
pub(super) fn settle(
    tables: &Tables,
    (visit, counts_on): (&Visit, Option<Day>),
    [sure_before, likely_before]: &[YearSoFar; 2],
    so_far: &mut [YearSoFar; 2],
) -> Result<Option<VisitPaid>, Contradiction> {
    let visit = &*checked(tables, visit)?;
    let mut layouts = Layouts::new(tables, visit)?;
    let this_year = counts_on.is_some();
    let times = layouts.on_day.stays.times(visit);
    let [certain, estimate] = so_far;
    let Some(bill) = open_bill(visit) else {
        for so_far in [certain, estimate] {
            *so_far = YearSoFar::unknown(so_far.stay);
            so_far.count_stay(visit.care, this_year, times);
        }
        return Ok(None);
    };
    let day = layouts.on_day.stays.stated_on(visit).day;
    let sure = one_reading(&mut layouts, (bill, day), Reading::Certain, sure_before)?;
    let likely = one_reading(&mut layouts, (bill, day), Reading::Estimate, likely_before)?;
    let add = |to: &mut Vec<(LayerId, EarlierAmount)>, found: &[(LayerId, Range)], day: Day| {
        to.extend(found.iter().map(|(layer, amount)| {
            let (care, diseases) = (visit.care, visit.diseases.clone());
            let amount = EarlierAmount::new(care, diseases, *amount, Dated::On(day));
            (*layer, amount)
        }));
    };
    for (so_far, found) in [(&mut *certain, &sure), (&mut *estimate, &likely)] {
        so_far.count_stay(visit.care, this_year, times);
        let Some(day) = counts_on else {
            so_far.lose_track();
            continue;
        };
        add(&mut so_far.payments, &found.layers, day);
        add(&mut so_far.deductibles, &found.deductibles, day);
        add(&mut so_far.costs, &found.costs, day);
        add(&mut so_far.above_deductible, &found.above_deductible, day);
        let before = so_far.in_scope_self_pay.zip(found.in_scope);
        so_far.in_scope_self_pay = before.map(|(before, more)| plus(before, more));
    }
    // The widening for rounding may differ between the two readings: the wider holds for both.
    let both = certain.in_scope_self_pay.zip(estimate.in_scope_self_pay);
    certain.in_scope_self_pay = both.map(|(one, other)| one.hull(other));
    let readings = |certain: Range, estimate: Range| TwoReadings {
        certain: certain.hull(estimate),
        estimate,
    };
    let layers = sure.layers.iter().zip(&likely.layers);
    let layers = layers.map(|(one, other)| (one.0, readings(one.1, other.1)));
    Ok(Some((readings(sure.pays, likely.pays), layers.collect())))
}

/// One visit settled in one reading. Fen.
struct OneReading {
    pays: Range,
    layers: Vec<(LayerId, Range)>,
    /// The part of each deductible of a period that the visit used.
    deductibles: Vec<(LayerId, Range)>,
    /// The in-scope cost that each layer looked at.
    costs: Vec<(LayerId, Range)>,
    /// The part of that cost above the layer's deductible, 先行自付 aside.
    above_deductible: Vec<(LayerId, Range)>,
    /// In-scope money left after 基本医保; `None` where unknown.
    in_scope: Option<Range>,
}

/// Settles a bill of a day under every layout, with each end of the year so far.
fn one_reading(
    layouts: &mut Layouts,
    (bill, day): (OpenBill, Day),
    reading: Reading,
    so_far: &YearSoFar,
) -> Result<OneReading, Contradiction> {
    let mut found: Option<OneReading> = None;
    for layout in layouts.all_mut() {
        layout.base.numbers[NumberFact::Stay.index()] = so_far.stay;
        for layer in &mut layout.layers {
            layer.earlier = so_far.earlier(layer.layer, day);
        }
        let befores = match so_far.in_scope_self_pay {
            Some(range) if range.low == range.high => vec![Some(range.low)],
            Some(range) if shares_never_fall(layout) => vec![Some(range.low), Some(range.high)],
            _ => vec![None],
        };
        for before in befores {
            let year = Year::Known {
                in_scope_self_pay: before,
                paid: Vec::new(),
                accounts: Vec::new(),
            };
            let bill = OpenBill {
                year: &year,
                ..bill
            };
            let here = one_end(layout, &SettledReading::new(layout, reading, &bill)?, &bill);
            found = Some(match found {
                None => here,
                Some(known) => hull_of(known, here),
            });
        }
    }
    found.ok_or(Contradiction::ItemsAboveSelfPay)
}

fn hull_of(one: OneReading, other: OneReading) -> OneReading {
    let in_scope = one.in_scope.zip(other.in_scope);
    OneReading {
        pays: one.pays.hull(other.pays),
        layers: by_layer(one.layers, other.layers),
        deductibles: by_layer(one.deductibles, other.deductibles),
        costs: by_layer(one.costs, other.costs),
        above_deductible: by_layer(one.above_deductible, other.above_deductible),
        in_scope: in_scope.map(|(one, other)| one.hull(other)),
    }
}

/// Returns the hull of each layer's amounts; an amount on one side only is nothing on the other.
fn by_layer(one: Vec<(LayerId, Range)>, other: Vec<(LayerId, Range)>) -> Vec<(LayerId, Range)> {
    let missing = |all: &[(LayerId, Range)], layer| all.iter().all(|(of, _)| *of != layer);
    let zero = |range: Range| range.hull(Range::exact(Fen::ZERO));
    let mut hulls: Vec<(LayerId, Range)> = Vec::new();
    for (layer, range) in &one {
        let theirs = other.iter().find(|(of, _)| of == layer);
        hulls.push((*layer, theirs.map_or(zero(*range), |it| range.hull(it.1))));
    }
    let rest = other.iter().filter(|(layer, _)| missing(&one, *layer));
    hulls.extend(rest.map(|(layer, range)| (*layer, zero(*range))));
    hulls
}

/// Returns one layout's payments with one end of the year so far.
fn one_end(layout: &Layout, settled: &SettledReading, bill: &OpenBill) -> OneReading {
    let after_sheet = bill.bill.self_pay.is_some();
    let paid = |payer: PayerSlot| {
        let mut paid = payer.paid(&settled.hull, bill);
        if after_sheet && payer.merged.is_some() && payer.on_sheet().is_none() {
            // The sheet gives the self-pay, and leaves open who paid the rest.
            paid.high = bill.bill.total.unwrap_or(Fen::MAX);
        }
        (payer.layer, paid)
    };
    let mut layers: Vec<(LayerId, Range)> = payers(layout).map(paid).collect();
    let stray = rounding_slack(layout, &settled.worlds, bill);
    widen(&mut layers, stray, bill.bill.total);
    let legal = settled
        .worlds
        .kinds
        .iter()
        .filter(|kind| kind.outcome.is_some());
    let left: Option<Vec<Range>> = legal
        .map(|kind| left_in_scope(layout, kind, bill))
        .collect();
    OneReading {
        pays: or_whole_bill(settled.hull.pays, bill),
        layers,
        deductibles: by_kind(layout, settled, bill, deductibles_of),
        costs: by_kind(layout, settled, bill, costs_of),
        above_deductible: by_kind(layout, settled, bill, above_deductibles),
        in_scope: left.and_then(|left| left.into_iter().reduce(Range::hull)),
    }
}

/// Returns an amount of each layer (the part of a deductible of a period that the visit uses, or the
/// cost that the layer looks at) between its ends over every kind of world.
fn by_kind(
    layout: &Layout,
    settled: &SettledReading,
    money: &OpenBill,
    of: fn(&WorldKind, &OpenBill) -> Vec<(LayerId, Range)>,
) -> Vec<(LayerId, Range)> {
    if money.bill.self_pay.is_some() {
        // Only the sheet knows how its layers came to the self-pay.
        let any = Range {
            low: Fen::ZERO,
            high: Fen::MAX,
        };
        return layout.layers.iter().map(|it| (it.layer, any)).collect();
    }
    let kinds = settled.worlds.kinds.iter();
    let legal = kinds.filter(|kind| kind.outcome.is_some());
    let used = legal.map(|kind| of(kind, money));
    used.reduce(by_layer).unwrap_or_default()
}

/// Returns the parts of deductibles of a period that one kind of world uses.
///
/// A deductible is used up to the layer's base. Where the bill's split is known, more help before
/// the layer leaves less of every base. Where the split is open and every layer before pays of
/// in-scope money alone, what is left in scope grows with the in-scope amount, and what is left out
/// of scope, or in all, falls: the ends of both together hold every value. Otherwise money trades
/// between bases, and any part may be used.
fn deductibles_of(kind: &WorldKind, money: &OpenBill) -> Vec<(LayerId, Range)> {
    let layers = &kind.terms.layers;
    if layers.iter().all(|it| it.deductible_of_period.is_none()) {
        return Vec::new();
    }
    let of_period = |it: &LayerTerms| {
        let whole = it.deductible_of_period?.whole.1;
        Some(it.deductible.1.min(whole))
    };
    between(kind, money, of_period, used_of)
}

/// Returns the in-scope costs that the layers of one kind of world look at. The cost of a layer whose
/// settlement does not say is at most the bill's.
fn costs_of(kind: &WorldKind, money: &OpenBill) -> Vec<(LayerId, Range)> {
    let of_cost = |it: &LayerTerms| {
        let in_scope = matches!(it.base, Base::InScope | Base::InScopeCost | Base::YearCost);
        (in_scope && !it.absent).then_some(money.in_scope_of(&kind.terms).high)
    };
    between(kind, money, of_cost, base_of)
}

/// Returns the part of those costs above the deductible of each layer. Any part may be, where 先行自付
/// comes off first.
fn above_deductibles(kind: &WorldKind, money: &OpenBill) -> Vec<(LayerId, Range)> {
    let mut costs = costs_of(kind, money);
    for (of, cost) in &mut costs {
        let Some(layer) = kind.terms.layers.iter().find(|it| it.layer == *of) else {
            continue;
        };
        let (least, most) = layer.deductible;
        let reduced = share_of(cost.high, layer.first_self_pay.1.rest());
        let used = match layer.deductible_of_period {
            None => least,
            // The year counts of a deductible what 先行自付 leaves of the cost.
            Some(_) => least.min(reduced),
        };
        *cost = Range {
            low: match layer.first_self_pay.1 {
                Share::ZERO => cost.low.above(most),
                _ => Fen::ZERO,
            },
            high: cost.high.above(used),
        };
    }
    costs
}

/// Returns an amount of each layer for which `most` says how large it may be, between its ends: as
/// `read` finds the amount in a settlement, and up to `most` where money trades between bases.
fn between(
    kind: &WorldKind,
    money: &OpenBill,
    most: impl Fn(&LayerTerms) -> Option<Fen>,
    read: fn(&[TraceStep], LayerId) -> Option<Range>,
) -> Vec<(LayerId, Range)> {
    let layers = &kind.terms.layers;
    let open = money.in_scope_of(&kind.terms);
    let known_split = open.low == open.high;
    let trades = money.stray_parts(&kind.terms) != (0, 0)
        || layers
            .iter()
            .any(|it| it.first_self_pay.0 != it.first_self_pay.1);
    let at = |in_scope: Fen, end: End| -> Option<Vec<TraceStep>> {
        let facts = money.facts(in_scope)?;
        let (split, mut slots) = (facts.split?, [SlotPaid::default(); SLOTS]);
        let mut notes = Vec::new();
        settle::layers(layers, split, facts.before, end, &mut slots, &mut notes);
        Some(notes)
    };
    let corners = [open.low, open.high].map(|fen| [End::Low, End::High].map(|end| at(fen, end)));
    let mut found = Vec::new();
    for (place, layer) in layers.iter().enumerate() {
        let Some(most) = most(layer) else {
            continue;
        };
        let in_scope_alone = |it: &LayerTerms| {
            matches!(it.base, Base::InScope | Base::Year | Base::YearCost)
                && !matches!(it.shape, Shape::Parts(_))
        };
        let ordered = known_split || layers[..place].iter().all(in_scope_alone);
        let used = corners
            .iter()
            .flatten()
            .map(|notes| read(notes.as_deref()?, layer.layer));
        let hull = used.reduce(|one, other| Some(one?.hull(other?))).flatten();
        let used = match hull {
            Some(used) if ordered && !trades && !money.third_party => Range {
                low: if layer.optional { Fen::ZERO } else { used.low },
                ..used
            },
            _ => Range {
                low: Fen::ZERO,
                high: most,
            },
        };
        found.push((layer.layer, used));
    }
    found
}

/// Returns the amount that a layer looked at in a settlement; `None` where the settlement does not
/// say. Fen.
fn base_of(steps: &[TraceStep], of: LayerId) -> Option<Range> {
    steps.iter().find_map(|step| match step {
        TraceStep::Layer { layer, base, .. } if *layer == of => Some(Range::exact(*base)),
        _ => None,
    })
}

/// Returns the part of its deductible that a layer used in a settlement; `None` where the
/// settlement does not say. Fen.
fn used_of(steps: &[TraceStep], of: LayerId) -> Option<Range> {
    steps.iter().find_map(|step| match step {
        TraceStep::Layer {
            layer,
            base,
            first_self_pay,
            deductible,
            ..
        } if *layer == of => {
            let reduced = share_of(*base, first_self_pay.rest());
            Some(Range::exact(reduced.min(*deductible)))
        }
        _ => None,
    })
}

/// Returns by how many fen a layer's payment may lie beyond the computed ends. A base that only
/// grows with the amount left is exact at its ends; where in-scope and out-of-scope money trade
/// against each other, each layer's rounding may move the layers after it by a fen.
fn rounding_slack(layout: &Layout, worlds: &Worlds, money: &OpenBill) -> Fen {
    let trades = |terms: &WorldTerms| {
        let open = |layer: &LayerTerms| layer.first_self_pay.0 != layer.first_self_pay.1;
        money.stray_parts(terms) != (0, 0) || terms.layers.iter().any(open)
    };
    let open = money.in_scope();
    if open.low != open.high || worlds.kinds.iter().any(|kind| trades(&kind.terms)) {
        Fen(layout.layers.len() as i64)
    } else {
        Fen::ZERO
    }
}

fn widen(layers: &mut [(LayerId, Range)], stray: Fen, total: Option<Fen>) {
    let mut open = false;
    for (_, paid) in layers {
        open |= paid.low != paid.high;
        if open && paid.high > Fen::ZERO {
            paid.low = paid.low.above(stray);
            paid.high = (paid.high + stray).min(total.unwrap_or(Fen::MAX));
        }
    }
}

/// Returns whether the shares of every schedule on the year's base never fall from bracket to
/// bracket.
fn shares_never_fall(layout: &Layout) -> bool {
    let rises = |steps: &[Bracket]| {
        let ends = |pick: fn(&Bracket) -> Share| steps.iter().map(pick).is_sorted();
        ends(|step| step.share.low) && ends(|step| step.share.high)
    };
    let records = layout.layers.iter().flat_map(|layer| &layer.records);
    let mut figures = records
        .flat_map(|record| &record.variants)
        .filter_map(|variant| variant.figures.shares.as_ref());
    figures.all(|shares| match shares {
        Shares::Schedule(steps) => rises(steps),
        Shares::Parts(parts) => parts
            .iter()
            .all(|part| part.base != Base::Year || rises(&part.schedule)),
        // What rises still rises with points added, or times a factor.
        Shares::Plus(_) | Shares::Times(_) | Shares::OwnTimes(_) | Shares::SameAs(_) => true,
    })
}

/// Returns the in-scope money left after 基本医保 (the first layer), between its ends in one kind
/// of world; `None` where the bill has no split.
fn left_in_scope(layout: &Layout, kind: &WorldKind, money: &OpenBill) -> Option<Range> {
    let open = money.in_scope_of(&kind.terms);
    let low = money.facts(open.low)?;
    let high = money.facts(open.high)?;
    let (least, most) = (low.split?, high.split?);
    // What lies above a fixed price leaves the bill before 基本医保 pays.
    let (terms, first) = (&kind.terms.layers, layout.first_payer());
    let above = terms
        .iter()
        .filter(|it| usize::from(it.slot) < first)
        .count();
    let basic = terms
        .get(above)
        .filter(|it| usize::from(it.slot) == first && !it.absent);
    let until = above + usize::from(basic.is_some());
    let whole = Range {
        low: if money.third_party {
            least.in_scope
        } else {
            Fen::ZERO
        },
        high: most.in_scope,
    };
    if until == 0 {
        return Some(Range {
            low: least.in_scope,
            high: most.in_scope,
        });
    }
    if let Some(basic) = basic
        && basic.first_self_pay.0 != basic.first_self_pay.1
    {
        return Some(Range {
            low: Fen::ZERO,
            ..whole
        });
    }
    let left = |split, end| {
        let mut slots = [SlotPaid::default(); SLOTS];
        settle::layers(&terms[..until], split, low.before, end, &mut slots, &mut ())
            .0
            .in_scope
    };
    let mut found = Range {
        low: left(least, End::Low).min(left(least, End::High)),
        high: left(most, End::Low).max(left(most, End::High)),
    };
    if found.low != found.high {
        // Rounding may move an amount between the two ends by a fen beyond them.
        found = Range {
            low: found.low.above(Fen(1)),
            high: (found.high + Fen(1)).min(most.in_scope),
        };
    }
    if money.third_party {
        found.high = most.in_scope;
    }
    Some(found)
}
