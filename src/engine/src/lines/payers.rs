//! Lists the payers of a layout in the order money flows, those that an answer shows, and the
//! payment of each. Must not know names, sources or questions.
use crate::answer::{Range, RuleRef, TwoReadings};
use crate::layout::Layout;
use crate::layout::merge::LayerLayout;
use crate::reckoning::DayReckoning;
use crate::worlds::{Hull, OpenBill};
use mingbai_policy::{Fen, LayerId};

/// A payer of a layout, with its slot.
#[derive(Clone, Copy)]
pub(crate) struct PayerSlot<'p> {
    /// Index of the payer in the slots of every hull.
    pub slot: usize,
    pub layer: LayerId,
    /// The layer merged from the tables; `None` where only a top-up rule names the payer.
    pub merged: Option<&'p LayerLayout<'p>>,
    /// The top-up rule that pays into the payer's line.
    pub top_up: Option<RuleRef>,
}

/// Returns every payer of a layout: the layers, then the payers that only top-up rules name.
pub(crate) fn payers<'p>(layout: &'p Layout<'p>) -> impl Iterator<Item = PayerSlot<'p>> {
    let layers = layout.layers.iter().map(|it| (it.layer, Some(it)));
    let others = layout.payers.iter().map(|layer| (*layer, None));
    let all = layers.chain(others).enumerate();
    all.map(|(slot, (layer, merged))| {
        let mut top_ups = layout.top_ups.iter();
        let top_up = top_ups.find(|(_, at)| usize::from(*at) == slot);
        PayerSlot {
            slot,
            layer,
            merged,
            top_up: top_up.map(|(rule, _)| rule.rule),
        }
    })
}

/// Returns the payers that an answer shows, each with its payment. `after_sheet` is set where the
/// bill gives the self-pay after every layer.
pub(crate) fn shown<'p>(
    layout: &'p Layout<'p>,
    after_sheet: bool,
    reckoning: Option<&'p DayReckoning>,
) -> impl Iterator<Item = (PayerSlot<'p>, Option<TwoReadings>)> {
    let touched = reckoning.map_or(0, |it| it.certain.hull.touched | it.estimate.hull.touched);
    payers(layout)
        .filter(move |payer| payer.is_shown(after_sheet, touched))
        .map(move |payer| (payer, reckoning.map(|it| payer.pays(it))))
}

impl PayerSlot<'_> {
    /// Returns the payer's payment on the settlement sheet. Fen.
    pub fn on_sheet(&self) -> Option<Fen> {
        self.merged.and_then(|layer| layer.fixed)
    }

    fn is_shown(&self, after_sheet: bool, touched: u32) -> bool {
        let Some(layer) = self.merged.filter(|layer| layer.fixed.is_none()) else {
            return true;
        };
        // The sheet's self-pay gives the amount left, not who paid the rest.
        let silent = after_sheet && self.top_up.is_none();
        // The own layer of a far hospital belongs to some world, but does not concern this person.
        let far = layer.of_hospitals && (!layer.listed || touched >> self.slot & 1 == 0);
        !silent && !far
    }

    fn pays(&self, reckoning: &DayReckoning) -> TwoReadings {
        TwoReadings {
            certain: self.paid(&reckoning.certain.hull, &reckoning.bill),
            estimate: self.paid(&reckoning.estimate.hull, &reckoning.bill),
        }
    }

    /// Returns the payment in one reading, in fen; down to nothing where someone else is liable.
    pub fn paid(&self, hull: &Hull, bill: &OpenBill) -> Range {
        let nothing = Range::exact(Fen::ZERO);
        let paid = hull.slots.get(self.slot).copied().unwrap_or(nothing);
        // Before a sheet's self-pay, the sheet's payment counts as printed; top-up rules add to the
        // payment.
        let sheet = self.on_sheet().filter(|_| bill.bill.self_pay.is_some());
        let sheet = sheet.unwrap_or_default();
        Range {
            low: match bill.third_party {
                true => Fen::ZERO,
                false => paid.low + sheet,
            },
            high: paid.high + sheet,
        }
    }
}
