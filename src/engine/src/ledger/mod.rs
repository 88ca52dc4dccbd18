//! Settles a patient's visits of one year in turn (一年的账), each after the year that the earlier
//! visits left. Must not know verdicts or questions.
mod one_visit;
mod so_far;

use crate::answer::{Range, TwoReadings, Unattested};
use crate::contradiction::Contradiction;
use crate::layout::accounts::plus;
use crate::ledger::one_visit::settle;
use crate::lines::age::unattested;
use crate::visit::Visit;
use mingbai_policy::{Fen, LayerId, Tables};

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
    /// A visit insured in another place than the first.
    OtherPlace(usize),
    /// A visit that contradicts itself.
    Visit(usize, Contradiction),
}

/// Settles the visits in this order. The first visit says what the year was before; the year so far
/// in later visits, and the number of their stay, follow from the visits before and are not read.
///
/// # Errors
///
/// When visits are of different years or places, or a visit contradicts itself.
pub fn ledger(tables: &Tables, visits: &[&Visit]) -> Result<Ledger, LedgerFault> {
    let year = |visit: &Visit| visit.date.year();
    let start = visits.first().map(|first| YearSoFar::of(first));
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
            if year(first) != year(visit) {
                return Err(LedgerFault::OtherYear(at));
            }
            if first.insured_in != visit.insured_in {
                return Err(LedgerFault::OtherPlace(at));
            }
        }
        let wrong = |why| LedgerFault::Visit(at, why);
        for figures in unattested(tables, visit).map_err(wrong)? {
            Unattested::keep_latest(&mut old, figures);
        }
        let before = so_far[1].clone();
        let found = settle(tables, visit, &mut so_far).map_err(wrong)?;
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
                first.take_start(start);
            }
            let order: Vec<&Visit> = order.iter().collect();
            ledger(tables, &order).map(|ledger| ledger.pays)
        })
        .collect()
}
