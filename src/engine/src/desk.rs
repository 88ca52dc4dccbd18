//! Bill after bill of people of whom the same is known (窗口上一张张结): the tables stay laid out.
use crate::answer::{TargetLine, TwoReadings};
use crate::check::check;
use crate::contradiction::Contradiction;
use crate::layout::merge::set_amounts;
use crate::lines::payers::shown;
use crate::lines::targets::target_lines;
use crate::reckoning::{Layouts, Reckoning, open_bill};
use crate::visit::Visit;
use mingbai_policy::{LayerId, Tables};

/// The tables laid out for a place, a day, a hospital and a disease; each visit brings the other
/// facts, its own amounts and its own year.
pub struct Desk<'t> {
    layouts: Layouts<'t>,
    tables: &'t Tables,
    /// Layers that the sheet of the last bill gave.
    sheet: Vec<LayerId>,
}

/// What one bill comes to; the money of an answer, and no more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// What the person pays.
    pub pays: TwoReadings,
    /// What each payer pays.
    pub layers: Vec<(LayerId, TwoReadings)>,
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
            layouts: Layouts::new(tables, visit)?,
            tables,
            sheet: sheet_layers(visit),
        })
    }

    /// Settles a visit. Its `insured_in`, `insurance`, `hospital`, `diseases`, `local`, `scoped` and the
    /// tables in force on its days must be those of the visit laid out for; all else may differ.
    /// `None` where its bill allows no reckoning.
    ///
    /// # Errors
    ///
    /// When its bill contradicts itself.
    pub fn settle(&mut self, visit: &Visit) -> Result<Option<Settlement>, Contradiction> {
        check(visit)?;
        let Some(bill) = open_bill(visit) else {
            return Ok(None);
        };
        let sheet = sheet_layers(visit);
        if sheet != self.sheet {
            // The order of layers depends on which ones a sheet gives.
            self.layouts = Layouts::new(self.tables, visit)?;
            self.sheet = sheet;
        }
        for layout in self.layouts.all_mut() {
            for layer in &mut layout.layers {
                set_amounts(layer, visit);
            }
            layout.base = layout.facts(visit).ok_or(Contradiction::Hospital)?;
        }
        let reckoning = Reckoning::new(&self.layouts, bill)?;
        let on_day = &reckoning.on_day;
        let layers = shown(on_day.layout, bill.bill.self_pay.is_some(), Some(on_day));
        let layers = layers.filter_map(|(payer, pays)| Some((payer.layer, pays?)));
        let after_layers = Some(on_day.estimate.hull.after_layers);
        Ok(Some(Settlement {
            pays: reckoning.pays(),
            layers: layers.collect(),
            targets: target_lines(on_day.layout, visit, after_layers),
        }))
    }
}

fn sheet_layers(visit: &Visit) -> Vec<LayerId> {
    let paid = visit.bill.iter().flat_map(|bill| &bill.paid);
    paid.map(|(layer, _)| *layer).collect()
}
