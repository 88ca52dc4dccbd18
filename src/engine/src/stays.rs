//! How a stay in hospital counts (住院怎么数): in which calendar year, and as how many stays. Must not
//! know an amount.
//!
//! Where a table says that a stay counts in the year of its admission, everything that a year
//! remembers of the visit, and everything that the visit finds of the year, is of the day of
//! admission: its year, its quarter, its month. Which tables hold is still told by the day of the
//! visit.
use crate::answer::StayCount;
use crate::home::tables_at_home;
use crate::layout::accounts::StatedOn;
use crate::logic::compile::insert;
use crate::visit::Visit;
use mingbai_policy::{Care, Day, NumberFact, StayRule, StayYear, Tables};

/// What the tables say of counting stays.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct StayWords<'t> {
    /// The nearest statement about the year of a stay.
    year: Option<&'t StayRule>,
    /// The nearest statement about the days after which a stay counts as a further one.
    further: Option<&'t StayRule>,
}

impl<'t> StayWords<'t> {
    /// Returns what the tables of the person's place say on the day of the visit.
    pub fn of(tables: &'t Tables, visit: &Visit) -> StayWords<'t> {
        let day = visit.tables_as_of.unwrap_or(visit.date);
        let stated = || tables_at_home(tables, visit, day).filter_map(|it| it.stay.as_ref());
        StayWords {
            year: stated().find(|it| it.year.is_some()),
            further: stated().find(|it| it.further_after.is_some()),
        }
    }

    /// Returns the days after which a stay counts as a further one.
    pub fn further_after(self) -> Option<u16> {
        self.further?.further_after
    }

    /// Returns as how many stays a visit may count if it is one: the least and the most.
    pub fn times(self, visit: &Visit) -> (u16, u16) {
        let after = self.further_after().unwrap_or(u16::MAX).max(1);
        let times = |days: u16| 1 + days.saturating_sub(1) / after;
        let (least, most) = visit.bounds(NumberFact::StayDays);
        (times(least), times(most))
    }

    /// Returns the day on which a visit counts; `None` for a stay, or what may be one, that counts in
    /// the year of an admission whose day is not known.
    pub fn counts_on(self, visit: &Visit) -> Option<Day> {
        let by_admission = self.year.and_then(|it| it.year) == Some(StayYear::Admission);
        if !by_admission || visit.care.is_some_and(|care| care != Care::Inpatient) {
            return Some(visit.date);
        }
        let days = || visit.said[NumberFact::StayDays].map(u32::from);
        let admitted = visit.admitted.or_else(|| visit.date.days_before(days()?));
        // What is admitted and left on one day counts on that day, whatever care it was.
        match visit.care {
            Some(_) => admitted,
            None => admitted.filter(|it| *it == visit.date),
        }
    }

    /// Returns the days of a visit that states its year. A day nobody knows is the last of a year: each
    /// period then ends alone, so that any part of a year's amount may lie in it.
    pub fn stated_on(self, visit: &Visit) -> StatedOn {
        let last = || Day::new(visit.date.year(), 12, 31);
        StatedOn {
            day: self.counts_on(visit).unwrap_or_else(last),
            until: visit.date,
        }
    }

    /// Returns how a stay, or what may be one, counts, where a table says other than usual.
    pub fn count(self, visit: &Visit) -> Option<StayCount> {
        let by_admission = self.year.filter(|it| it.year == Some(StayYear::Admission));
        let may_be = visit.care.is_none_or(|care| care == Care::Inpatient);
        let mut rules = by_admission.into_iter().chain(self.further).peekable();
        if !may_be || rules.peek().is_none() {
            return None;
        }
        let mut cites = Vec::new();
        for cite in rules.flat_map(|it| &it.cites) {
            insert(&mut cites, *cite);
        }
        Some(StayCount {
            on: self.counts_on(visit),
            by_admission: by_admission.is_some(),
            further_after: self.further_after(),
            times: self.times(visit),
            cites,
        })
    }
}
