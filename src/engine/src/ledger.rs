//! A patient's visits of one year, one after another (一年的账): what each leaves is the next
//! one's year so far.
//!
//! Ranges carry over as ranges. What a payer has paid so far only ever makes it pay less later, so
//! its two ends are enough. More accumulated in-scope self-pay makes 大病保险 pay no less as long
//! as its shares do not fall from step to step; then two ends are enough there too, and otherwise
//! the accumulated amount counts as unknown, which is wider but true.
use crate::assemble::check;
use crate::layout::{Layout, both, money, or_nobody_pays};
use crate::plan::Plan;
use crate::resolve::{Reading, Terms};
use crate::settle::{self, End, LayerTerms, SlotPaid};
use crate::worlds::{Hull, Kind, Money, Worlds, explore};
use crate::{Contradiction, Range, Readings, Visit, Year};
use mingbai_policy::{Base, Fen, LayerId, Share, Shares, Step, Tables};

/// The year so far, as ranges.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YearSoFar {
    /// In-scope cost left after 基本医保, before 大病保险; `None` where nothing is known of it.
    pub in_scope_self_pay: Option<Range>,
    /// Paid so far, by payer.
    pub paid: Vec<(LayerId, Range)>,
    /// Paid so far by every other payer.
    pub others: Range,
}

impl YearSoFar {
    fn of(year: &Year) -> YearSoFar {
        let nothing = Range::exact(Fen::ZERO);
        match year {
            Year::TakenAsFirst => YearSoFar {
                in_scope_self_pay: Some(nothing),
                paid: Vec::new(),
                others: nothing,
            },
            Year::Unknown => YearSoFar::unknown(),
            Year::Known {
                in_scope_self_pay,
                paid,
            } => {
                let mut year = YearSoFar {
                    in_scope_self_pay: in_scope_self_pay.map(Range::exact),
                    paid: Vec::new(),
                    others: nothing,
                };
                for (layer, fen) in paid {
                    year.add(*layer, Range::exact(*fen));
                }
                year
            }
        }
    }

    fn unknown() -> YearSoFar {
        YearSoFar {
            in_scope_self_pay: None,
            paid: Vec::new(),
            others: Range {
                low: Fen::ZERO,
                high: Fen::MAX,
            },
        }
    }

    /// What a payer has paid so far.
    pub fn paid_by(&self, layer: LayerId) -> Range {
        let found = self.paid.iter().find(|(of, _)| *of == layer);
        found.map_or(self.others, |(_, range)| *range)
    }

    fn add(&mut self, layer: LayerId, more: Range) {
        let paid = plus(self.paid_by(layer), more);
        match self.paid.iter_mut().find(|(of, _)| *of == layer) {
            Some((_, range)) => *range = paid,
            None => self.paid.push((layer, paid)),
        }
    }
}

fn plus(one: Range, other: Range) -> Range {
    Range {
        low: (one.low + other.low).min(Fen::MAX),
        high: (one.high + other.high).min(Fen::MAX),
    }
}

/// One visit of the year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerVisit {
    /// The year before it, in the estimate.
    pub before: YearSoFar,
    /// What the person pays; none where nothing can be reckoned.
    pub pays: Option<Readings>,
    /// What each payer pays.
    pub layers: Vec<(LayerId, Readings)>,
}

/// A year of visits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ledger {
    /// The visits, in the order they were settled.
    pub visits: Vec<LedgerVisit>,
    /// What the person pays in all; none where some visit cannot be reckoned.
    pub pays: Option<Readings>,
    /// The year after them, in the estimate.
    pub after: YearSoFar,
}

/// Why a year cannot be reckoned: which visit, and why.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LedgerFault {
    /// A visit of another year than the first.
    OtherYear(usize),
    /// A visit insured in another place than the first.
    OtherPlace(usize),
    /// A visit that contradicts itself.
    Visit(usize, Contradiction),
}

/// Settles the visits in this order. The first says what the year was before; what later ones
/// say of it is not looked at.
///
/// # Errors
///
/// When visits are of different years or places, or one contradicts itself.
pub fn ledger(tables: &Tables, visits: &[&Visit]) -> Result<Ledger, LedgerFault> {
    let year = |visit: &Visit| visit.date.year();
    let start = visits
        .first()
        .map_or(YearSoFar::of(&Year::TakenAsFirst), |first| {
            YearSoFar::of(&first.year)
        });
    let mut so_far = [start.clone(), start];
    let zero = Readings {
        certain: Range::exact(Fen::ZERO),
        estimate: Range::exact(Fen::ZERO),
    };
    let mut total = Some(zero);
    let mut settled = Vec::new();
    for (at, visit) in visits.iter().enumerate() {
        if let Some(first) = visits.first() {
            if year(first) != year(visit) {
                return Err(LedgerFault::OtherYear(at));
            }
            if first.insured_in != visit.insured_in {
                return Err(LedgerFault::OtherPlace(at));
            }
        }
        let [_, estimate] = &so_far;
        let before = estimate.clone();
        let found =
            settle(tables, visit, &mut so_far).map_err(|why| LedgerFault::Visit(at, why))?;
        let (pays, layers) =
            found.map_or((None, Vec::new()), |(pays, layers)| (Some(pays), layers));
        total = match (total, pays) {
            (Some(total), Some(pays)) => Some(Readings {
                certain: plus(total.certain, pays.certain),
                estimate: plus(total.estimate, pays.estimate),
            }),
            _ => None,
        };
        settled.push(LedgerVisit {
            before,
            pays,
            layers,
        });
    }
    let [_, after] = so_far;
    Ok(Ledger {
        visits: settled,
        pays: total,
        after,
    })
}

/// What the person pays in all when each visit changes places with the one after it.
///
/// # Errors
///
/// As [`ledger`].
pub fn swaps(tables: &Tables, visits: &[&Visit]) -> Result<Vec<Option<Readings>>, LedgerFault> {
    let first_year = visits.first().map(|first| first.year.clone());
    (1..visits.len())
        .map(|at| {
            let mut order: Vec<Visit> = visits.iter().map(|visit| (*visit).clone()).collect();
            order.swap(at - 1, at);
            if let (Some(first), Some(year)) = (order.first_mut(), &first_year) {
                first.year.clone_from(year);
            }
            let order: Vec<&Visit> = order.iter().collect();
            ledger(tables, &order).map(|ledger| ledger.pays)
        })
        .collect()
}

type Settled = (Readings, Vec<(LayerId, Readings)>);

/// Settles one visit after the year so far (of the certain reading, and of the estimate), and
/// carries both on.
fn settle(
    tables: &Tables,
    visit: &Visit,
    so_far: &mut [YearSoFar; 2],
) -> Result<Option<Settled>, Contradiction> {
    check(visit)?;
    let mut layout = Layout::new(tables, visit)?;
    let [certain, estimate] = so_far;
    if money(visit).is_none() {
        *certain = YearSoFar::unknown();
        *estimate = YearSoFar::unknown();
        return Ok(None);
    }
    let sure = one_reading(&mut layout, visit, Reading::Certain, certain)?;
    let likely = one_reading(&mut layout, visit, Reading::Estimate, estimate)?;
    let (Some(sure), Some(likely)) = (sure, likely) else {
        return Ok(None);
    };
    // The widening for rounding may differ between the two: the wider holds for both.
    certain.in_scope_self_pay = match (certain.in_scope_self_pay, estimate.in_scope_self_pay) {
        (Some(one), Some(other)) => Some(one.hull(other)),
        _ => None,
    };
    let readings = |certain: Range, estimate: Range| Readings {
        certain: certain.hull(estimate),
        estimate,
    };
    let layers = sure.layers.iter().zip(&likely.layers);
    let layers = layers.map(|(one, other)| (one.0, readings(one.1, other.1)));
    Ok(Some((readings(sure.pays, likely.pays), layers.collect())))
}

struct One {
    pays: Range,
    layers: Vec<(LayerId, Range)>,
}

fn one_reading(
    layout: &mut Layout,
    visit: &Visit,
    reading: Reading,
    so_far: &mut YearSoFar,
) -> Result<Option<One>, Contradiction> {
    let mut found: Option<One> = None;
    let mut in_scope: Option<Range> = None;
    let mut in_scope_known = true;
    for plan in &mut layout.plans {
        for layer in &mut plan.layers {
            let paid = so_far.paid_by(layer.layer);
            layer.paid_before = (paid.low, paid.high);
        }
        let befores = match so_far.in_scope_self_pay {
            Some(range) if range.low == range.high => vec![Some(range.low)],
            Some(range) if rising(plan) => vec![Some(range.low), Some(range.high)],
            _ => vec![None],
        };
        for before in befores {
            let year = Year::Known {
                in_scope_self_pay: before,
                paid: Vec::new(),
            };
            let Some(money) = money(visit).map(|money| Money {
                year: &year,
                ..money
            }) else {
                return Ok(None);
            };
            let worlds = explore(plan, &plan.base, reading, &money);
            let hull = worlds.hull().ok_or(Contradiction::ItemsAboveSelfPay)?;
            let kinds = worlds.kinds.iter().filter(|kind| kind.outcome.is_some());
            for kind in kinds {
                match left_in_scope(plan, kind, &money) {
                    Some(left) => {
                        in_scope = Some(in_scope.map_or(left, |known| known.hull(left)));
                    }
                    None => in_scope_known = false,
                }
            }
            let here = one(plan, &hull, stray(plan, &worlds, &money), &money);
            found = Some(match found {
                None => here,
                Some(known) => hull_of(known, here),
            });
        }
    }
    let Some(found) = found else { return Ok(None) };
    for (layer, paid) in &found.layers {
        so_far.add(*layer, *paid);
    }
    so_far.in_scope_self_pay = match (so_far.in_scope_self_pay, in_scope) {
        (Some(before), Some(more)) if in_scope_known => Some(plus(before, more)),
        _ => None,
    };
    Ok(Some(found))
}

fn hull_of(one: One, other: One) -> One {
    let mut layers = one.layers;
    for (layer, range) in other.layers {
        match layers.iter_mut().find(|(of, _)| *of == layer) {
            Some((_, known)) => *known = known.hull(range),
            None => layers.push((layer, range.hull(Range::exact(Fen::ZERO)))),
        }
    }
    One {
        pays: one.pays.hull(other.pays),
        layers,
    }
}

fn one(plan: &Plan, hull: &Hull, stray: Fen, money: &Money) -> One {
    let after_sheet = money.bill.self_pay.is_some();
    let payer = |slot: usize, layer: LayerId, fixed: Fen| {
        let paid = hull.slots.get(slot).copied();
        let paid = paid.unwrap_or(Range::exact(Fen::ZERO));
        let paid = plus(paid, Range::exact(fixed));
        let low = if money.third_party {
            Fen::ZERO
        } else {
            paid.low
        };
        (layer, Range { low, ..paid })
    };
    let mut layers: Vec<(LayerId, Range)> = Vec::new();
    for (slot, layer) in plan.layers.iter().enumerate() {
        let mut paid = payer(
            slot,
            layer.layer,
            layer.fixed.filter(|_| after_sheet).unwrap_or_default(),
        );
        if after_sheet && layer.fixed.is_none() {
            // The sheet says what is left, not who paid the rest.
            paid.1.high = money.bill.total.unwrap_or(Fen::MAX);
        }
        layers.push(paid);
    }
    for (at, layer) in plan.payers.iter().enumerate() {
        layers.push(payer(plan.layers.len() + at, *layer, Fen::ZERO));
    }
    widen(&mut layers, stray, money.bill.total);
    let pays = Readings {
        certain: hull.pays,
        estimate: hull.pays,
    };
    One {
        pays: or_nobody_pays(both(pays, pays), money).estimate,
        layers,
    }
}

/// By how much a layer's payment may lie beyond the ends that were reckoned. A base that only grows
/// with what is left is reckoned to the fen at its ends; where money in scope and out of it trade,
/// each layer's rounding may move those after it by a fen.
fn stray(plan: &Plan, worlds: &Worlds, money: &Money) -> Fen {
    let trades = |terms: &Terms| {
        let open = |layer: &LayerTerms| layer.first_self_pay.0 != layer.first_self_pay.1;
        money.stray_parts(terms) != (0, 0) || terms.layers.iter().any(open)
    };
    let open = money.in_scope();
    if open.low != open.high || worlds.kinds.iter().any(|kind| trades(&kind.terms)) {
        Fen(plan.layers.len() as i64)
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

/// Whether every ladder on the year's base rises from step to step.
fn rising(plan: &Plan) -> bool {
    let rises = |steps: &[Step]| {
        let ends = |pick: fn(&Step) -> Share| steps.iter().map(pick).is_sorted();
        ends(|step| step.share.low) && ends(|step| step.share.high)
    };
    let records = plan.layers.iter().flat_map(|layer| &layer.records);
    let mut figures = records
        .flat_map(|record| &record.variants)
        .filter_map(|variant| variant.figures.shares.as_ref());
    figures.all(|shares| match shares {
        Shares::Steps(steps) => rises(steps),
        Shares::Parts(parts) => parts
            .iter()
            .all(|part| part.base != Base::Year || rises(&part.steps)),
        Shares::Plus(_) | Shares::SameAs(_) => true,
    })
}

/// In-scope money left after 基本医保 (the first layer), between its ends in one kind of world.
fn left_in_scope(plan: &Plan, kind: &Kind, money: &Money) -> Option<Range> {
    let open = money.in_scope();
    let low = money.facts(open.low)?;
    let high = money.facts(open.high)?;
    let (least, most) = (low.split?, high.split?);
    let basic = kind.terms.layers.first().filter(|layer| {
        let first = plan
            .layers
            .first()
            .is_some_and(|it| it.layer == layer.layer);
        first && !layer.absent
    });
    let whole = Range {
        low: if money.third_party {
            least.in_scope
        } else {
            Fen::ZERO
        },
        high: most.in_scope,
    };
    let Some(basic) = basic else {
        return Some(Range {
            low: least.in_scope,
            high: most.in_scope,
        });
    };
    if basic.first_self_pay.0 != basic.first_self_pay.1 {
        return Some(Range {
            low: Fen::ZERO,
            ..whole
        });
    }
    let left = |split, end| {
        let mut slots = [SlotPaid::default(); crate::outcome::SLOTS];
        let only: &[LayerTerms] = std::slice::from_ref(basic);
        settle::layers(only, split, low.before, end, &mut slots, &mut ())
            .0
            .in_scope
    };
    let mut found = Range {
        low: left(least, End::Low).min(left(least, End::High)),
        high: left(most, End::Low).max(left(most, End::High)),
    };
    if found.low != found.high {
        // Rounding may stray by a fen between two ends.
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
