//! Random visits to the shipped tables and to made-up counties, for every law. Must not know a law.
use crate::bill_lines;
use crate::counties::{COUNTY, Gaps, county};
use crate::laws::itemise;
use crate::rng::Rng;
use crate::runs::seed;
use crate::visits::Lot;
use mingbai_engine::Visit;
use mingbai_policy::{RegionId, Tables};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};

/// How many numbers of a case proptest chooses and shrinks; the numbers after them follow from
/// these. The count is fixed: without one, all numbers after it would mean something else.
const CHOSEN: usize = 400;

/// Tries a law on so many cases. Panics with the sentence of a failing case, its numbers shrunk.
pub fn each(cases: usize, law: impl Fn(&mut Rng) -> Result<(), String>) {
    let config = Config {
        cases: u32::try_from(cases).unwrap_or(u32::MAX),
        max_shrink_iters: 40_000,
        max_shrink_time: 60_000,
        failure_persistence: None,
        ..Config::default()
    };
    let mut from = Rng::new(seed());
    let bytes: Vec<u8> = (0..4).flat_map(|_| from.bits().to_le_bytes()).collect();
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let numbers = proptest::collection::vec(proptest::num::u32::ANY, CHOSEN);
    let ran = TestRunner::new_with_rng(config, chance).run(&numbers, |numbers| {
        law(&mut Rng::choosing(&numbers)).map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(why, numbers)) = &ran {
        let told = numbers
            .iter()
            .rposition(|it| *it > 0)
            .map_or(0, |at| at + 1);
        panic!("{why}\nfrom {:?} and zeros", &numbers[..told]);
    }
    ran.expect("every case is tried");
}

/// Tables, and the places of insurance for random visits.
pub struct Homes<'t> {
    /// The tables.
    pub lot: Lot<'t>,
    homes: Vec<Option<RegionId>>,
}

impl<'t> Homes<'t> {
    /// Returns every place of the shipped tables, and 其他.
    pub fn shipped(tables: &'t Tables) -> Homes<'t> {
        let lot = Lot::new(tables);
        let mut homes: Vec<_> = lot.inside(RegionId(0)).into_iter().map(Some).collect();
        homes.extend([None, None, None]);
        Homes { lot, homes }
    }

    /// Returns the one county of made-up tables.
    pub fn made_up(tables: &'t Tables) -> Homes<'t> {
        Homes {
            lot: Lot::new(tables),
            homes: vec![Some(COUNTY)],
        }
    }

    /// Returns a random visit with every fact known; one in four has items.
    pub fn known(&self, rng: &mut Rng) -> Visit {
        let home = rng.of(&self.homes);
        let mut known = self.lot.known(rng, home);
        if rng.one_in(4) {
            itemise(&self.lot, &mut known, rng);
        }
        known
    }

    /// Returns a random visit with every fact known; the bill of one in three has lines.
    pub fn known_with_lines(&self, rng: &mut Rng) -> Visit {
        let mut known = self.known(rng);
        if rng.one_in(3) {
            bill_lines::give(&self.lot, &mut known, rng);
            if let Some(bill) = &mut known.bill {
                bill.items.clear();
            }
        }
        known
    }

    /// Returns the visit with some facts forgotten, four times in five.
    pub fn open(&self, rng: &mut Rng, known: Visit) -> Visit {
        let disease = rng.one_in(4);
        let mut visit = if rng.one_in(5) {
            known
        } else {
            self.lot.forget(rng, &known, disease)
        };
        if rng.one_in(20) {
            let admitted = Some(rng.of(&self.lot.days));
            visit.admitted = admitted.filter(|day| *day <= visit.date);
        }
        visit
    }
}

/// Returns tables of a made-up county, with gaps half of the time.
pub fn made_up_county(rng: &mut Rng) -> Tables {
    let gaps = if rng.coin() { Gaps::Some } else { Gaps::None };
    county(rng, gaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_fails_shrinks_to_the_least_that_fails() {
        let told = std::panic::catch_unwind(|| {
            each(100, |rng| match rng.below(1_000_000) {
                amount @ 500.. => Err(format!("{amount} is too much")),
                _ => Ok(()),
            });
        });
        let told = told.unwrap_err().downcast::<String>().unwrap();
        assert!(told.starts_with("500 is too much\nfrom ["), "{told}");
        assert!(
            told.ends_with("] and zeros") && !told.contains(','),
            "{told}"
        );
    }

    #[test]
    fn as_many_cases_are_tried_as_were_asked_for() {
        let count = Cell::new(0);
        each(300, |_| {
            count.set(count.get() + 1);
            Ok(())
        });
        assert_eq!(count.get(), 300);
    }
}
