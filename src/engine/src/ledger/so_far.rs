//! The year so far, as ranges: what earlier visits paid and left. Must not know how a visit is settled.
use crate::answer::Range;
use crate::layout::accounts::{Earlier, EarlierAmount, EarlierAmounts, StatedOn, plus};
use crate::logic::compile::insert;
use crate::visit::{Visit, Year};
use mingbai_policy::{Care, Day, Fen, LayerId, NumberFact};

/// The number of a stay while nothing is known of the stays before.
pub(super) const OPEN_STAY: (u16, u16) = NumberFact::OPEN[NumberFact::Stay.index()];

/// The year so far, as ranges. Fen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct YearSoFar {
    /// In-scope cost left after 基本医保 and before 大病保险, summed over the year; `None` where
    /// unknown.
    pub in_scope_self_pay: Option<Range>,
    /// Payments by payer: of each visit, and those that the first visit says were paid before it.
    pub payments: Vec<(LayerId, EarlierAmount)>,
    /// Deductibles used by each visit of the ledger, by payer.
    pub deductibles: Vec<(LayerId, EarlierAmount)>,
    /// The in-scope cost that each payer looked at, of each visit of the ledger.
    pub costs: Vec<(LayerId, EarlierAmount)>,
    /// The part of those costs above the deductible, of each visit of the ledger.
    pub above_deductible: Vec<(LayerId, EarlierAmount)>,
    /// The year before the first visit: deductibles used before any visit of the ledger.
    stated: Year,
    /// The days of the visit that stated the year.
    stated_on: Option<StatedOn>,
    /// Whether any payer may have paid, and used of its deductible, any amount on top.
    pub open: bool,
    /// The number that a stay would have now: one more than the stays so far. Both ends included.
    pub stay: (u16, u16),
}

impl YearSoFar {
    /// Returns the year before the first visit of a ledger, which states it on these days.
    pub(super) fn of(first: &Visit, on: StatedOn) -> YearSoFar {
        let year = first.year_before();
        let number = first.number(NumberFact::Stay);
        let stay = number.map_or(OPEN_STAY, |number| (number, number));
        let in_scope_self_pay = match year {
            Year::TakenAsFirst => Some(Fen::ZERO),
            Year::Unknown => return YearSoFar::unknown(stay),
            Year::Known {
                in_scope_self_pay, ..
            } => *in_scope_self_pay,
        };
        let mut layers: Vec<LayerId> = Vec::new();
        if let Year::Known { paid, accounts, .. } = year {
            let told = paid.iter().map(|(layer, _)| *layer);
            for layer in told.chain(accounts.iter().map(|it| it.layer)) {
                insert(&mut layers, layer);
            }
        }
        let payments = layers.into_iter().flat_map(|layer| {
            let earlier = Earlier::of(year, on, layer).paid.0.into_iter();
            earlier.map(move |payment| (layer, payment))
        });
        YearSoFar {
            in_scope_self_pay: in_scope_self_pay.map(Range::exact),
            payments: payments.collect(),
            deductibles: Vec::new(),
            costs: Vec::new(),
            above_deductible: Vec::new(),
            stated: year.clone(),
            stated_on: Some(on),
            open: false,
            stay,
        }
    }

    /// Returns a year without earlier visits.
    pub(super) fn first() -> YearSoFar {
        YearSoFar {
            in_scope_self_pay: Some(Range::exact(Fen::ZERO)),
            payments: Vec::new(),
            deductibles: Vec::new(),
            costs: Vec::new(),
            above_deductible: Vec::new(),
            stated: Year::TakenAsFirst,
            stated_on: None,
            open: false,
            stay: (1, 1),
        }
    }

    /// Returns a year of which only the number of the next stay is known.
    pub(super) fn unknown(stay: (u16, u16)) -> YearSoFar {
        YearSoFar {
            in_scope_self_pay: None,
            payments: Vec::new(),
            deductibles: Vec::new(),
            costs: Vec::new(),
            above_deductible: Vec::new(),
            stated: Year::Unknown,
            stated_on: None,
            open: true,
            stay,
        }
    }

    /// Takes any amount to be possible on top of what is known: a visit may be of this year or not, and
    /// may come before or after the visits around it.
    pub(super) fn lose_track(&mut self) {
        self.in_scope_self_pay = None;
        self.stated = Year::Unknown;
        self.open = true;
    }

    /// Counts a visit among the stays: a stay in hospital of this year does, and care that is not known
    /// may, and a stay of a year that is not known.
    /// `times` says as how many stays it counts, at least and at most.
    pub(super) fn count_stay(&mut self, care: Option<Care>, this_year: bool, times: (u16, u16)) {
        let (low, high) = &mut self.stay;
        let most = NumberFact::Stay.most();
        if care == Some(Care::Inpatient) && this_year {
            *low = (*low + times.0).min(most);
        }
        if care.is_none_or(|care| care == Care::Inpatient) {
            *high = (*high + times.1).min(most);
        }
    }

    /// Returns what a layer did so far, before a visit of the day.
    pub(super) fn earlier(&self, layer: LayerId, day: Day) -> Earlier {
        let mine = |all: &[(LayerId, EarlierAmount)]| -> Vec<EarlierAmount> {
            let mine = all.iter().filter(|(of, _)| *of == layer);
            mine.map(|(_, it)| it.clone()).collect()
        };
        let on = self.stated_on.unwrap_or(StatedOn { day, until: day });
        let mut earlier = Earlier::of(&self.stated, on, layer);
        earlier.day = day;
        earlier.paid = EarlierAmounts(mine(&self.payments));
        if self.open {
            earlier.paid.0.push(EarlierAmount::UNKNOWN);
        }
        earlier.deductible_used.0.extend(mine(&self.deductibles));
        earlier.cost.0.extend(mine(&self.costs));
        earlier
            .above_deductible
            .0
            .extend(mine(&self.above_deductible));
        earlier.in_scope_self_pay = self.in_scope_self_pay.map_or(Fen::MAX, |it| it.high);
        earlier
    }

    /// Returns the payments of each layer so far, for every kind of care together. Fen.
    pub fn paid(&self) -> Vec<(LayerId, Range)> {
        let mut layers: Vec<LayerId> = Vec::new();
        for (layer, _) in &self.payments {
            insert(&mut layers, *layer);
        }
        let of_layer = |layer: LayerId| {
            let mine = self.payments.iter().filter(move |(of, _)| *of == layer);
            let amounts = mine.map(|(_, it)| it.amount);
            let open = if self.open { Fen::MAX } else { Fen::ZERO };
            let open = Range {
                low: Fen::ZERO,
                high: open,
            };
            amounts.fold(open, plus)
        };
        let whole = |layer| (layer, of_layer(layer));
        layers.into_iter().map(whole).collect()
    }
}
