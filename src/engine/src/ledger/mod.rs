//! Settles a patient's visits of one year in turn (一年的账), each after the year that the earlier
//! visits left. Must not know verdicts or questions.
mod one_visit;
mod so_far;

use crate::answer::{Range, TwoReadings, Unattested};
use crate::contradiction::Contradiction;
use crate::layout::accounts::plus;
use crate::ledger::one_visit::settle;
use crate::lines::age::unattested;
use crate::stays::StayWords;
use crate::visit::{OfPeriod, Visit, Year};
use mingbai_policy::{Day, Fen, LayerId, NumberFact, Period, Tables};

use so_far::OPEN_STAY;
pub use so_far::YearSoFar;

/// One visit of the year, settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerVisit {
    /// The year before this visit, in the estimate.
    pub before: YearSoFar,
    /// The person's payment; `None` where the bill has nothing to settle.
    pub pays: Option<TwoReadings>,
    /// The payment of each payer.
    pub layers: Vec<(LayerId, TwoReadings)>,
}

/// A year of visits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ledger {
    /// The visits, in the order they were settled.
    pub visits: Vec<LedgerVisit>,
    /// The person's payments together; `None` where some visit has none.
    pub pays: Option<TwoReadings>,
    /// The year after the last visit, in the estimate.
    pub after: YearSoFar,
    /// Figures that nobody attested within a year before a visit that uses them.
    pub unattested: Vec<Unattested>,
}

/// Why a year cannot be settled. Each fault names its visit by index.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LedgerFault {
    /// A visit of another calendar year than the first.
    OtherYear(usize),
    /// A stay that counts in this year, the year of its admission, which is another than the others'.
    OtherStayYear(usize, u16),
    /// A visit insured in another place than the first.
    OtherPlace(usize),
    /// A visit that contradicts itself.
    Visit(usize, Contradiction),
}

/// Returns why a visit is not of the ledger's year: it counts in another year, or was settled before
/// that year began.
fn other_year(
    at: usize,
    visit: &Visit,
    counts_on: Option<Day>,
    year: Option<u16>,
) -> Option<LedgerFault> {
    let year = year?;
    match counts_on.map(Day::year) {
        Some(other) if other != visit.date.year() && other != year => {
            Some(LedgerFault::OtherStayYear(at, other))
        }
        Some(other) => (other != year).then_some(LedgerFault::OtherYear(at)),
        None => (visit.date.year() < year).then_some(LedgerFault::OtherYear(at)),
    }
}

/// Settles the visits in this order. The first visit says what the year was before; the year so far
/// in later visits, and the number of their stay, follow from the visits before and are not read.
///
/// # Errors
///
/// When visits are of different years or places, or a visit contradicts itself.
pub fn ledger(tables: &Tables, visits: &[&Visit]) -> Result<Ledger, LedgerFault> {
    let words = visits.iter().map(|visit| StayWords::of(tables, visit));
    let words: Vec<StayWords> = words.collect();
    let counts_on = |at: usize| words.get(at)?.counts_on(visits.get(at)?);
    // The year of the first visit whose year is known.
    let year = (0..visits.len()).find_map(counts_on).map(Day::year);
    let start = visits.iter().zip(&words).next();
    let start = start.map(|(first, words)| YearSoFar::of(first, words.stated_on(first)));
    let start = start.unwrap_or_else(YearSoFar::first);
    let mut so_far = [start.clone(), start];
    let zero = Range::exact(Fen::ZERO);
    let mut total = Some(TwoReadings {
        certain: zero,
        estimate: zero,
    });
    let mut settled = Vec::new();
    let mut old = Vec::new();
    for (at, visit) in visits.iter().enumerate() {
        if let Some(first) = visits.first() {
            if let Some(fault) = other_year(at, visit, counts_on(at), year) {
                return Err(fault);
            }
            if first.insured_in != visit.insured_in {
                return Err(LedgerFault::OtherPlace(at));
            }
        }
        let wrong = |why| LedgerFault::Visit(at, why);
        for figures in unattested(tables, visit).map_err(wrong)? {
            Unattested::keep_latest(&mut old, figures);
        }
        let counts_on = counts_on(at);
        let mut before = so_far.clone();
        if counts_on.is_none() {
            let unknown = [YearSoFar::unknown(OPEN_STAY), YearSoFar::unknown(OPEN_STAY)];
            if at > 0 {
                // A stay that may be of an earlier year may follow any visits of that year.
                before = unknown;
            } else if visit.year != Year::TakenAsFirst {
                // What the stay states of its year may be another year's.
                so_far = unknown;
            }
        }
        let found = settle(tables, (visit, counts_on), &before, &mut so_far);
        let found = found.map_err(wrong)?;
        let [_, before] = before;
        let (pays, layers) =
            found.map_or((None, Vec::new()), |(pays, layers)| (Some(pays), layers));
        total = match (total, pays) {
            (Some(total), Some(pays)) => Some(TwoReadings {
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
        unattested: old,
    })
}

/// Gives a visit what another says of the year before it: the start of a ledger belongs to whichever
/// visit comes first. What was said of a month is not said of another month.
pub fn take_start(tables: &Tables, first: &mut Visit, from: &Visit) {
    let counts_on = |visit: &Visit| StayWords::of(tables, visit).counts_on(visit);
    let days = counts_on(first).zip(counts_on(from));
    first.year.clone_from(&from.year);
    if let Year::Known { accounts, .. } = &mut first.year {
        for (at, period) in Period::WITHIN_YEAR.iter().enumerate() {
            if !days.is_some_and(|(one, other)| period.holds_both(one, other)) {
                for account in accounts.iter_mut() {
                    account.periods[at] = OfPeriod::default();
                }
            }
        }
    }
    first.said[NumberFact::Stay] = from.said[NumberFact::Stay];
}

/// Returns the person's payments together for each order in which two neighbouring visits change
/// places; the entry at index `i` swaps the visits `i` and `i + 1`.
///
/// # Errors
///
/// Those of [`ledger`].
pub fn swaps(tables: &Tables, visits: &[&Visit]) -> Result<Vec<Option<TwoReadings>>, LedgerFault> {
    (1..visits.len())
        .map(|at| {
            let mut order: Vec<Visit> = visits.iter().map(|visit| (*visit).clone()).collect();
            order.swap(at - 1, at);
            if let (Some(first), Some(start)) = (order.first_mut(), visits.first()) {
                take_start(tables, first, start);
            }
            let order: Vec<&Visit> = order.iter().collect();
            ledger(tables, &order).map(|ledger| ledger.pays)
        })
        .collect()
}
