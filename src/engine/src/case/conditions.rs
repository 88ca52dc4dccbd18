//! Makes the conditions of a case: the value taken, the direction in which the truth can lie, and
//! the payment under other values. Must not know sentences.
use super::stated::{Alternate, Alternative, CasePoint, Condition, Taken};
use super::usual::{OrdinaryVisit, worlds};
use crate::answer::Range;
use crate::layout::Layout;
use crate::logic::facts::Atom;
use crate::settle::{self, End, LayerTerms, Shape};
use crate::visit::{Bill, Visit, Year};
use crate::worlds::Worlds;
use crate::worlds::outcome::{BillFacts, SLOTS};
use crate::worlds::resolve::WorldTerms;
use mingbai_policy::{Base, Direction, Fen, GroupId, OrdinaryFact, ShareRange, YesNo};

impl OrdinaryVisit {
    /// Returns the caps and yearly deductibles that no table states and that this bill cannot
    /// plainly reach, taken as not reached.
    pub fn not_reached(&self, layout: &Layout, worlds: &[Worlds]) -> Vec<Condition> {
        let terms = &layout.tables.vocabulary;
        let mut found: Vec<Condition> = Vec::new();
        let mut take = |taken: Taken, direction| {
            if found.iter().all(|it| it.taken != taken) {
                found.push(Condition {
                    taken,
                    direction,
                    assumed: true,
                    others: Vec::new(),
                    worth: Fen::ZERO,
                });
            }
        };
        for layer in layout.layers.iter() {
            let mut seen = Vec::new();
            for (worlds, bill) in worlds.iter().zip(&self.bills) {
                for kind in &worlds.kinds {
                    let at = |it: &LayerTerms| it.layer == layer.layer && !it.absent;
                    if let (Some(place), Some(outcome)) =
                        (kind.terms.layers.iter().position(at), &kind.outcome)
                    {
                        seen.push((kind, place, outcome, bill));
                    }
                }
            }
            let everyone = terms.layers[layer.layer.index()].everyone;
            let cap = terms.ordinary(OrdinaryFact::Cap).filter(|ordinary| {
                let up_to = ordinary.up_to.unwrap_or_default();
                let care = layout.base.care & !ordinary.care == 0;
                care && !seen.is_empty()
                    && seen.iter().any(|(kind, at, outcome, _)| {
                        let layer = &kind.terms.layers[*at];
                        let paid = outcome.slots[usize::from(layer.slot)].high;
                        layer.cap.0 != layer.cap.1 && paid > Fen::ZERO
                    })
                    && seen.iter().all(|(kind, at, outcome, _)| {
                        let layer = &kind.terms.layers[*at];
                        // A layer that pays for everyone need not be settled: its cap then becomes
                        // one of its blanks.
                        let settled = everyone || !layer.optional && known(layer);
                        let most = outcome.slots[usize::from(layer.slot)].high;
                        settled
                            && layer.fixed.is_none()
                            && most < layer.cap_left.0
                            && most + layer.paid_before.1 <= up_to
                    })
            });
            if let Some(ordinary) = cap {
                take(Taken::CapNotReached(layer.layer), ordinary.truth);
            }
            let needy = self.visit.groups.yes != 0;
            let deductible = terms.ordinary(OrdinaryFact::YearDeductible).filter(|it| {
                let up_to = it.up_to.unwrap_or_default();
                !needy
                    && !seen.is_empty()
                    && seen.iter().any(|(kind, at, outcome, _)| {
                        let layer = &kind.terms.layers[*at];
                        let paid = outcome.slots[usize::from(layer.slot)];
                        layer.deductible.0 != layer.deductible.1 && paid.width() > Fen::ZERO
                    })
                    && seen.iter().all(|(kind, at, _, bill)| {
                        let layer = &kind.terms.layers[*at];
                        layer.base == Base::Year
                            && layer.fixed.is_none()
                            && !layer.optional
                            && own_in_scope(&kind.terms, *at, bill, &self.visit.year)
                                .is_some_and(|fen| fen <= up_to.min(layer.deductible.1))
                    })
            });
            if let Some(ordinary) = deductible {
                take(Taken::DeductibleNotReached(layer.layer), ordinary.truth);
            }
        }
        found
    }

    /// Returns the condition that the whole possible in-scope amount is in scope; `None` where that
    /// amount is known.
    pub fn all_in_scope(&self, layout: &Layout, points: &[CasePoint]) -> Option<Condition> {
        let ordinary = layout.tables.vocabulary.ordinary(OrdinaryFact::InScope)?;
        let first = points.first()?;
        let taken = Taken::InScope(first.in_scope?);
        let least = points.iter().map(|it| it.pays.high).min()?;
        let most = points.iter().map(|it| it.pays.high).max()?;
        // The direction that the vocabulary gives counts only where this bill bears it out.
        let direction = ordinary.truth.filter(|truth| match truth {
            Direction::More => least >= first.pays.high,
            Direction::Less => most <= first.pays.high,
        });
        Some(Condition {
            taken,
            direction,
            assumed: false,
            others: Vec::new(),
            worth: most - least,
        })
    }

    /// Returns the condition that the person is in none of the groups; `None` where no group would
    /// change the payment.
    pub fn no_group(
        &self,
        layout: &Layout,
        visit: &Visit,
        points: &[CasePoint],
    ) -> Option<Condition> {
        let terms = &layout.tables.vocabulary;
        let ordinary = terms.ordinary(OrdinaryFact::Groups)?;
        points.first()?;
        let money = self.money(&self.bills[0]);
        let first = worlds(layout, &layout.base, &money).hull()?.pays;
        let open = !(visit.groups.yes | visit.groups.no);
        let mentioned = mentioned_groups(layout);
        let mut others = Vec::new();
        for at in 0..terms.groups.len() as u16 {
            let group = GroupId(at);
            if open >> at & 1 == 0 || mentioned >> at & 1 == 0 {
                continue;
            }
            let yes = visit.groups.yes | terms.group_closure(group);
            if yes & visit.groups.no != 0 {
                continue;
            }
            let mut facts = layout.base;
            (facts.groups.yes, facts.groups.no) = (yes, !yes);
            let Some(hull) = worlds(layout, &facts, &money).hull() else {
                continue;
            };
            if hull.pays != first {
                others.push(Alternative {
                    value: Alternate::Group(group),
                    pays: hull.pays,
                });
            }
        }
        // A group may change the payment at another in-scope amount alone: then the condition is
        // made too.
        let mut facts = layout.base;
        (facts.groups.yes, facts.groups.no) = (visit.groups.yes, visit.groups.no);
        let turns = |bill| {
            let split = worlds(layout, &facts, &self.money(bill)).split;
            split.iter().any(|atom| matches!(atom, Atom::Group(_)))
        };
        if others.is_empty() && !self.bills.iter().any(turns) {
            return None;
        }
        let least = others.iter().map(|it| it.pays.low).min();
        let least = least.unwrap_or(first.high);
        others.sort_by_key(|it| it.pays.low);
        Some(Condition {
            taken: Taken::NoGroup,
            direction: ordinary.truth,
            assumed: false,
            worth: first.high.above(least),
            others,
        })
    }

    /// Returns the condition that nobody else is liable; `None` where the visit says who is.
    pub fn nobody_liable(
        &self,
        layout: &Layout,
        visit: &Visit,
        points: &[CasePoint],
    ) -> Option<Condition> {
        let terms = &layout.tables.vocabulary;
        let ordinary = terms.ordinary(OrdinaryFact::Is(YesNo::LiableThirdParty))?;
        let pays = points.first()?.pays;
        let other = Range {
            low: pays.low,
            high: self.top(),
        };
        visit.said[YesNo::LiableThirdParty]
            .is_none()
            .then(|| Condition {
                taken: Taken::NobodyLiable,
                direction: ordinary.truth,
                assumed: true,
                others: vec![Alternative {
                    value: Alternate::Liable,
                    pays: other,
                }],
                worth: self.top().above(pays.low),
            })
    }
}

/// Returns the bits of the groups that some rule mentions.
pub(crate) fn mentioned_groups(layout: &Layout) -> u64 {
    let mut bits = 0;
    layout.conditions(&mut |cond| {
        cond.atoms(&mut |atom| {
            if let Atom::Group(bit) = atom {
                bits |= 1 << bit;
            }
        });
    });
    bits
}

/// Returns whether every figure but the cap is known.
fn known(layer: &LayerTerms) -> bool {
    let exact = |share: &ShareRange| share.low == share.high;
    let shares = match layer.shape {
        Shape::Unknown => false,
        Shape::Schedule(steps) => steps.iter().all(|it| exact(&it.share)),
        Shape::Parts(parts) => {
            let mut steps = parts.iter().flat_map(|part| &part.schedule);
            steps.all(|it| exact(&it.share))
        }
    };
    shares
        && layer.points.known()
        && layer.rounding.0 == layer.rounding.1
        && layer.deductible.0 == layer.deductible.1
        && layer.first_self_pay.0 == layer.first_self_pay.1
}

/// Returns the most that the year's in-scope cost left to the person before a layer can be, in fen;
/// `None` where the year or the split is unknown.
fn own_in_scope(terms: &WorldTerms, at: usize, bill: &Bill, year: &Year) -> Option<Fen> {
    let facts = BillFacts::new(bill, year, bill.in_scope.unwrap_or_default())?;
    let (split, before) = (facts.split?, facts.before?);
    let mut slots = [settle::SlotPaid::default(); SLOTS];
    let earlier = &terms.layers[..at];
    let (left, _) = settle::layers(earlier, split, facts.before, End::High, &mut slots, &mut ());
    Some(left.in_scope + before)
}
