//! Settles bill after bill on tables that stay laid out (窗口上一张张结), for visits that share
//! place, hospital and diseases. Must not know a question, a scheme or a waiver.
use crate::answer::{TargetLine, TwoReadings, Unattested};
use crate::bill_lines::with_lines;
use crate::check::check;
use crate::contradiction::Contradiction;
use crate::layout::merge::set_amounts;
use crate::lines::age::unattested_in;
use crate::lines::payers::shown;
use crate::lines::targets::target_lines;
use crate::missing::{Missing, missing};
use crate::reckoning::{Layouts, Reckoning, open_bill};
use crate::visit::Visit;
use mingbai_policy::{LayerId, Tables};

/// The tables laid out for a place, a day, a hospital and a disease. Each visit brings the other
/// facts, its own amounts and its own year.
pub struct Desk<'t> {
    layouts: Layouts<'t>,
    tables: &'t Tables,
    /// Layers whose payments the sheet of the last bill gave.
    sheet: Vec<LayerId>,
}

/// The money of one bill's answer, and nothing else.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
    /// The person's payment. Fen.
    pub pays: TwoReadings,
    /// The payment of each payer. Fen.
    pub layers: Vec<(LayerId, TwoReadings)>,
    /// How the self-pay lies against each target.
    pub targets: Vec<TargetLine>,
    /// What leaves the estimate open; empty where it is one amount.
    pub missing: Vec<Missing>,
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

    /// Settles a visit; `None` where its bill has nothing to settle. Its `insured_in`, `insurance`,
    /// `hospital`, `diseases`, `local`, `scoped` and the tables in force on its days must equal
    /// those of the visit that the desk was laid out for; every other field may differ.
    ///
    /// # Errors
    ///
    /// When the bill contradicts itself.
    pub fn settle(&mut self, visit: &Visit) -> Result<Option<Settlement>, Contradiction> {
        let visit = &*with_lines(self.tables, visit)?;
        check(visit)?;
        let Some(bill) = open_bill(visit) else {
            return Ok(None);
        };
        let sheet = sheet_layers(visit);
        if sheet != self.sheet {
            // The order of layers depends on the layers that a sheet gives.
            self.layouts = Layouts::new(self.tables, visit)?;
            self.sheet = sheet;
        }
        for layout in self.layouts.all_mut() {
            let on = layout.stays.stated_on(visit);
            for layer in &mut layout.layers {
                set_amounts(layer, visit, on);
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
            missing: missing(&reckoning),
        }))
    }

    /// Returns the figures that nobody attested within a year before the visit, which is the one
    /// that was settled last.
    pub fn unattested(&self, visit: &Visit) -> Vec<Unattested> {
        unattested_in(&self.layouts.on_day, visit, None)
    }
}

/// Returns the layers whose payments the sheet gives.
fn sheet_layers(visit: &Visit) -> Vec<LayerId> {
    let paid = visit.bill.iter().flat_map(|bill| &bill.paid);
    paid.map(|(layer, _)| *layer).collect()
}
