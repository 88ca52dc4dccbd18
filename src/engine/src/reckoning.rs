//! Drives every settlement: lays out the tables of each day that may count, and settles a bill
//! under them in both readings. Must not know lines of an answer, questions or sentences.
//!
//! Every entry point of the crate uses this file: an answer, a row of a batch, a comparison, a
//! ledger, a sheet.
use crate::answer::{Range, TwoReadings};
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::logic::facts::Facts;
use crate::visit::Visit;
use crate::worlds::outcome::SLOTS;
use crate::worlds::resolve::Reading;
use crate::worlds::{Hull, OpenBill, WorldKind, Worlds, explore, explore_on};
use mingbai_policy::{Day, Fen, Rule, Table, Tables, YesNo};

/// The tables laid out for each day that may count.
pub(crate) struct Layouts<'t> {
    /// The day of the visit, or the day whose tables the visit asks for.
    pub on_day: Layout<'t>,
    /// The day of admission, where other rules were in force on it.
    pub at_admission: Option<Layout<'t>>,
}

impl<'t> Layouts<'t> {
    /// Lays the tables out for the facts, the bill and the year of a visit.
    ///
    /// # Errors
    ///
    /// When the visit's hospital contradicts the grade, tier or place that the visit gives.
    pub fn new(tables: &'t Tables, visit: &Visit) -> Result<Layouts<'t>, Contradiction> {
        let on_day = lay_out(tables, visit)?;
        let admitted = visit.admitted.filter(|admitted| {
            visit.tables_as_of.is_none()
                && in_force(&on_day, *admitted) != in_force(&on_day, on_day.day)
        });
        let at_admission = admitted.map(|day| lay_out_on(tables, visit, day));
        Ok(Layouts {
            at_admission: at_admission.transpose()?,
            on_day,
        })
    }

    /// Returns the layout of the visit's day, then that of the admission.
    pub fn all(&self) -> impl Iterator<Item = &Layout<'t>> {
        std::iter::once(&self.on_day).chain(&self.at_admission)
    }

    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Layout<'t>> {
        std::iter::once(&mut self.on_day).chain(&mut self.at_admission)
    }
}

/// Lays out the tables of the visit's day, or of the day whose tables the visit asks for.
///
/// # Errors
///
/// When the visit's hospital contradicts the grade, tier or place that the visit gives.
pub(crate) fn lay_out<'t>(tables: &'t Tables, visit: &Visit) -> Result<Layout<'t>, Contradiction> {
    lay_out_on(tables, visit, visit.tables_as_of.unwrap_or(visit.date))
}

fn lay_out_on<'t>(
    tables: &'t Tables,
    visit: &Visit,
    day: Day,
) -> Result<Layout<'t>, Contradiction> {
    let layout = Layout::new(tables, visit, day)?;
    match layout.layers.len() + layout.payers.len() > SLOTS {
        true => Err(Contradiction::Payers),
        false => Ok(layout),
    }
}

/// Returns for each rule of the listed tables, and each scoped office figure, whether it holds on a
/// day.
fn in_force(layout: &Layout, day: Day) -> Vec<bool> {
    let listed = layout.listed.iter();
    let tables = listed.map(|(number, _)| &layout.tables.tables[usize::from(*number)]);
    let spans = tables
        .flat_map(|table| std::iter::once(table.span).chain(rules(table).map(|rule| rule.span)));
    let given = layout.scoped_spans.iter().copied();
    spans.chain(given).map(|span| span.holds(day)).collect()
}

/// Returns every rule of a table that money or a verdict turns on.
fn rules(table: &Table) -> impl Iterator<Item = &Rule> {
    let layers = table.layers.iter().map(|rule| &rule.rule);
    let top_ups = table.top_ups.iter().map(|rule| &rule.rule);
    let waivers = table.waivers.iter().map(|rule| &rule.rule);
    let schemes = table.schemes.iter().map(|rule| &rule.rule);
    let targets = table.targets.iter().map(|rule| &rule.rule);
    layers
        .chain(top_ups)
        .chain(waivers)
        .chain(schemes)
        .chain(targets)
}

/// Returns the bill of a visit; `None` where it has neither a total nor a self-pay to settle.
pub(crate) fn open_bill(visit: &Visit) -> Option<OpenBill<'_>> {
    let bill = OpenBill {
        bill: visit.bill.as_ref()?,
        year: visit.year_before(),
        third_party: visit.said[YesNo::LiableThirdParty] == Some(true),
        made_up: false,
    };
    bill.facts(Fen::ZERO).is_some().then_some(bill)
}

/// A bill settled under one layout and one reading.
pub(crate) struct SettledReading<'p> {
    pub hull: Hull,
    pub worlds: Worlds<'p>,
}

impl<'p> SettledReading<'p> {
    /// Settles the bill in every world of a layout.
    ///
    /// # Errors
    ///
    /// When no world is legal: the items' self-pay is more than any world leaves.
    pub fn new(
        layout: &'p Layout<'p>,
        reading: Reading,
        bill: &OpenBill,
    ) -> Result<SettledReading<'p>, Contradiction> {
        SettledReading::of(explore_on(
            layout,
            &layout.base,
            reading,
            bill,
            Vec::new(),
            Vec::new(),
        ))
    }

    fn of(worlds: Worlds<'p>) -> Result<SettledReading<'p>, Contradiction> {
        let hull = worlds.hull().ok_or(Contradiction::ItemsAboveSelfPay)?;
        Ok(SettledReading { hull, worlds })
    }
}

/// Kinds of worlds that were settled before for the same layouts and the same bill: for each day,
/// those of the certain reading and those of the estimate.
#[derive(Default)]
pub(crate) struct SettledKinds<'p> {
    on_day: [Vec<WorldKind<'p>>; 2],
    at_admission: [Vec<WorldKind<'p>>; 2],
}

/// A bill settled under one layout in both readings. The certain range always includes the
/// estimate.
pub(crate) struct DayReckoning<'p, 'v> {
    pub layout: &'p Layout<'p>,
    pub bill: OpenBill<'v>,
    pub certain: SettledReading<'p>,
    pub estimate: SettledReading<'p>,
}

impl<'p, 'v> DayReckoning<'p, 'v> {
    /// Settles a bill in the worlds that `base` leaves open.
    ///
    /// # Errors
    ///
    /// When no world is legal.
    pub fn new(
        layout: &'p Layout<'p>,
        base: &Facts,
        bill: OpenBill<'v>,
        [certain, estimate]: [Vec<WorldKind<'p>>; 2],
    ) -> Result<DayReckoning<'p, 'v>, Contradiction> {
        let explore = |reading, kinds| explore_on(layout, base, reading, &bill, Vec::new(), kinds);
        let certain = explore(Reading::Certain, certain);
        let estimate = explore(Reading::Estimate, estimate);
        DayReckoning::of(layout, bill, certain, estimate)
    }

    /// Settles a bill, and samples the in-scope amounts that the bill leaves open, for questions
    /// about them.
    ///
    /// # Errors
    ///
    /// When no world is legal.
    pub fn sampled(
        layout: &'p Layout<'p>,
        bill: OpenBill<'v>,
    ) -> Result<DayReckoning<'p, 'v>, Contradiction> {
        let explore = |reading| explore(layout, &layout.base, reading, &bill);
        DayReckoning::of(
            layout,
            bill,
            explore(Reading::Certain),
            explore(Reading::Estimate),
        )
    }

    fn of(
        layout: &'p Layout<'p>,
        bill: OpenBill<'v>,
        certain: Worlds<'p>,
        estimate: Worlds<'p>,
    ) -> Result<DayReckoning<'p, 'v>, Contradiction> {
        let (mut certain, estimate) = (SettledReading::of(certain)?, SettledReading::of(estimate)?);
        // The widening for rounding may differ between the two readings: the wider holds for both.
        let (wide, narrow) = (&mut certain.hull, &estimate.hull);
        wide.pays = wide.pays.hull(narrow.pays);
        for (slot, more) in wide.slots.iter_mut().zip(&narrow.slots) {
            *slot = slot.hull(*more);
        }
        Ok(DayReckoning {
            layout,
            bill,
            certain,
            estimate,
        })
    }

    /// Returns the person's payment under this layout, without anyone else's liability.
    pub fn pays(&self) -> TwoReadings {
        TwoReadings {
            certain: self.certain.hull.pays,
            estimate: self.estimate.hull.pays,
        }
    }

    fn into_kinds(self) -> [Vec<WorldKind<'p>>; 2] {
        [self.certain, self.estimate].map(|it| it.worlds.kinds)
    }
}

/// A bill settled under every layout that may count.
pub(crate) struct Reckoning<'p, 'v> {
    pub on_day: DayReckoning<'p, 'v>,
    pub at_admission: Option<DayReckoning<'p, 'v>>,
}

impl<'p, 'v> Reckoning<'p, 'v> {
    /// Settles a bill under the facts of each layout.
    ///
    /// # Errors
    ///
    /// When no world is legal.
    pub fn new(
        layouts: &'p Layouts<'p>,
        bill: OpenBill<'v>,
    ) -> Result<Reckoning<'p, 'v>, Contradiction> {
        Reckoning::under(layouts, bill, SettledKinds::default(), |layout| {
            Some(layout.base)
        })
    }

    /// Settles a bill under other facts. The kinds settled before stay in the result, so only its
    /// hulls and its worlds are meaningful.
    ///
    /// # Errors
    ///
    /// When no world is legal, or a layout does not allow the facts.
    pub fn under(
        layouts: &'p Layouts<'p>,
        bill: OpenBill<'v>,
        settled: SettledKinds<'p>,
        facts: impl Fn(&Layout) -> Option<Facts>,
    ) -> Result<Reckoning<'p, 'v>, Contradiction> {
        let settle = |layout: &'p Layout<'p>, kinds| {
            let base = facts(layout).ok_or(Contradiction::Hospital)?;
            DayReckoning::new(layout, &base, bill, kinds)
        };
        let at_admission = layouts.at_admission.as_ref();
        Ok(Reckoning {
            on_day: settle(&layouts.on_day, settled.on_day)?,
            at_admission: at_admission
                .map(|layout| settle(layout, settled.at_admission))
                .transpose()?,
        })
    }

    /// Settles a bill, and samples the in-scope amounts that the bill leaves open on the visit's
    /// day.
    ///
    /// # Errors
    ///
    /// When no world is legal.
    pub fn sampled(
        layouts: &'p Layouts<'p>,
        bill: OpenBill<'v>,
    ) -> Result<Reckoning<'p, 'v>, Contradiction> {
        let at_admission = layouts.at_admission.as_ref();
        let settle = |layout: &'p Layout<'p>| {
            DayReckoning::new(layout, &layout.base, bill, Default::default())
        };
        Ok(Reckoning {
            on_day: DayReckoning::sampled(&layouts.on_day, bill)?,
            at_admission: at_admission.map(settle).transpose()?,
        })
    }

    /// Returns the settled kinds of worlds, for the same bill under other facts.
    pub fn into_kinds(self) -> SettledKinds<'p> {
        let at_admission = self.at_admission.map(DayReckoning::into_kinds);
        SettledKinds {
            on_day: self.on_day.into_kinds(),
            at_admission: at_admission.unwrap_or_default(),
        }
    }

    /// Returns the reckoning of each day.
    pub fn days(&self) -> impl DoubleEndedIterator<Item = &DayReckoning<'p, 'v>> {
        std::iter::once(&self.on_day).chain(&self.at_admission)
    }

    /// Returns the person's payment: the rules of either day may count, and another's liability may
    /// leave the whole bill to the person.
    pub fn pays(&self) -> TwoReadings {
        let pays = self.days().map(DayReckoning::pays);
        let pays = pays.fold(self.on_day.pays(), hull);
        TwoReadings {
            certain: or_whole_bill(pays.certain, &self.on_day.bill),
            estimate: or_whole_bill(pays.estimate, &self.on_day.bill),
        }
    }
}

/// Returns the hull of both readings.
pub(crate) fn hull(one: TwoReadings, other: TwoReadings) -> TwoReadings {
    TwoReadings {
        certain: one.certain.hull(other.certain),
        estimate: one.estimate.hull(other.estimate),
    }
}

/// Returns the person's payment where someone else is liable and insurance pays nothing: the whole
/// bill, in fen. `None` where nobody else is liable.
pub(crate) fn whole_bill(bill: &OpenBill) -> Option<Fen> {
    let whole = bill.bill.total.or(bill.bill.self_pay).unwrap_or(Fen::MAX);
    bill.third_party.then_some(whole)
}

/// Extends the person's payment to the whole bill where someone else is liable.
pub(crate) fn or_whole_bill(pays: Range, bill: &OpenBill) -> Range {
    whole_bill(bill).map_or(pays, |whole| pays.hull(Range::exact(whole)))
}
