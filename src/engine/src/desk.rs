//! Bill after bill of people of whom the same is known (窗口上一张张结): the tables stay laid out.
use crate::assemble::{check, target_lines};
use crate::layout::{Layout, both, money, or_nobody_pays, reckon};
use crate::plan::Plan;
use crate::{Contradiction, Range, Readings, TargetLine, Visit, Year};
use mingbai_policy::{Fen, LayerId, Tables};

/// The tables laid out for a place, a day, a hospital and a disease; each visit brings the other
/// facts, its own amounts and its own year.
pub struct Desk<'t> {
    layout: Layout<'t>,
    tables: &'t Tables,
    /// Layers that the sheet of the last bill gave.
    sheet: Vec<LayerId>,
}

/// What one bill comes to; the money of an answer, and no more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// What the person pays.
    pub pays: Readings,
    /// What each payer pays.
    pub layers: Vec<(LayerId, Readings)>,
    /// Where the self-pay stands against targets.
    pub targets: Vec<TargetLine>,
}

impl<'t> Desk<'t> {
    /// Lays the tables out for the facts of a visit.
    ///
    /// # Errors
    ///
    /// When the visit contradicts itself.
    pub fn new(tables: &'t Tables, visit: &Visit) -> Result<Desk<'t>, Contradiction> {
        Ok(Desk {
            layout: Layout::new(tables, visit)?,
            tables,
            sheet: sheet_layers(visit),
        })
    }

    /// Settles a visit. Its `insured_in`, `insurance`, `hospital`, `diseases`, `local` and the
    /// tables in force on its days must be those of the visit laid out for; all else may differ.
    /// `None` where its bill allows no reckoning.
    ///
    /// # Errors
    ///
    /// When its bill contradicts itself.
    pub fn settle(&mut self, visit: &Visit) -> Result<Option<Settlement>, Contradiction> {
        check(visit)?;
        let Some(money) = money(visit) else {
            return Ok(None);
        };
        let sheet = sheet_layers(visit);
        if sheet != self.sheet {
            // The order of layers depends on which ones a sheet gives.
            self.layout = Layout::new(self.tables, visit)?;
            self.sheet = sheet;
        }
        for plan in &mut self.layout.plans {
            set_amounts(plan, visit);
            plan.base = plan.facts(visit).ok_or(Contradiction::Hospital)?;
        }
        let [plan, earlier @ ..] = self.layout.plans.as_slice() else {
            return Ok(None);
        };
        let found = reckon(plan, &plan.base, &money)?;
        let mut pays = found.pays();
        for plan in earlier {
            pays = both(pays, reckon(plan, &plan.base, &money)?.pays());
        }
        let after_sheet = money.bill.self_pay.is_some();
        let touched = found.certain.touched | found.estimate.touched;
        let mut layers = Vec::with_capacity(plan.layers.len() + plan.payers.len());
        let mut add = |slot: usize, layer: LayerId, fixed: Fen| {
            let (Some(certain), Some(estimate)) = (
                found.certain.slots.get(slot),
                found.estimate.slots.get(slot),
            ) else {
                return;
            };
            let plus = |range: Range| Range {
                low: if money.third_party {
                    Fen::ZERO
                } else {
                    range.low + fixed
                },
                high: range.high + fixed,
            };
            let pays = Readings {
                certain: plus(certain.hull(*estimate)),
                estimate: plus(*estimate),
            };
            layers.push((layer, pays));
        };
        for (slot, layer) in plan.layers.iter().enumerate() {
            let excess = plan.excesses.iter().any(|(_, at)| usize::from(*at) == slot);
            let far = !layer.listed || touched >> slot & 1 == 0;
            let silent = after_sheet && !excess || layer.of_hospitals && far;
            if layer.fixed.is_none() && silent {
                continue;
            }
            // Taken as the sheet has it; excess rules still add to it.
            let fixed = layer.fixed.filter(|_| after_sheet);
            add(slot, layer.layer, fixed.unwrap_or_default());
        }
        for (at, layer) in plan.payers.iter().enumerate() {
            add(plan.layers.len() + at, *layer, Fen::ZERO);
        }
        Ok(Some(Settlement {
            pays: or_nobody_pays(pays, &money),
            layers,
            targets: target_lines(plan, visit, Some(found.estimate.after_layers)),
        }))
    }
}

fn sheet_layers(visit: &Visit) -> Vec<LayerId> {
    let paid = visit.bill.iter().flat_map(|bill| &bill.paid);
    paid.map(|(layer, _)| *layer).collect()
}

/// What the plan holds of the bill and the year.
fn set_amounts(plan: &mut Plan, visit: &Visit) {
    let sum = |paid: &[(LayerId, Fen)], layer| -> Fen {
        let mine = paid.iter().filter(|(of, _)| *of == layer);
        mine.map(|(_, fen)| *fen).sum()
    };
    let sheet = visit.bill.as_ref().map_or(&[][..], |bill| &bill.paid);
    for layer in &mut plan.layers {
        let given = sheet.iter().any(|(of, _)| *of == layer.layer);
        layer.fixed = given.then(|| sum(sheet, layer.layer));
        layer.paid_before = match &visit.year {
            Year::TakenAsFirst => (Fen::ZERO, Fen::ZERO),
            Year::Unknown => (Fen::ZERO, Fen::MAX),
            Year::Known { paid, .. } => {
                let before = sum(paid, layer.layer);
                (before, before)
            }
        };
    }
}
