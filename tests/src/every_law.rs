//! Holds one chance visit to every law in turn, for the long run and for the run of one seed. Must not
//! know how often or on how many cores.
use crate::chance::Homes;
use crate::rng::Rng;
use crate::{case_laws, laws};
use mingbai_engine::Visit;

/// Visits to one county, or between two looks at the clock.
pub const BATCH: usize = 20;
/// One visit of so many is searched for slack: that takes thousands of reckonings.
const SEARCHED: usize = 500;

/// What was found of a visit that holds every law.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// Whether the visit has one end, and both reckonings come to it.
    pub exact: bool,
    /// Whether the neighbourhood of its fillings was searched.
    pub searched: bool,
}

/// A visit that breaks a law.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// The visit.
    pub visit: Visit,
    /// The sentence of the law.
    pub why: String,
}

/// Takes a chance visit, known and with facts forgotten, and holds it to every law. On the shipped
/// tables one more group never harms; made-up tables promise no such thing.
///
/// # Errors
///
/// Returns the visit and the law that it breaks.
pub fn every_law(homes: &Homes, rng: &mut Rng, shipped: bool) -> Result<Held, Box<Broken>> {
    let lot = &homes.lot;
    let broken = |visit: &Visit, why| {
        let visit = visit.clone();
        Box::new(Broken { visit, why })
    };
    let known = homes.known_with_lines(rng);
    let exact = laws::agrees(lot, &known, rng).map_err(|why| broken(&known, why))?;
    let visit = &homes.open(rng, known.clone());
    let asked = laws::Asked::new(lot, visit);
    let searched = of_open(&asked, &known, rng, shipped).map_err(|why| broken(visit, why))?;
    Ok(Held { exact, searched })
}

/// Holds an open visit to every law; returns whether its neighbourhood was searched.
fn of_open(
    asked: &laws::Asked,
    known: &Visit,
    rng: &mut Rng,
    shipped: bool,
) -> Result<bool, String> {
    laws::conserves(asked)?;
    laws::bounded(asked)?;
    laws::sound(asked, rng, 1)?;
    laws::tight(asked, rng)?;
    if asked.visit.bill.iter().any(|bill| bill.items.len() > 1) {
        laws::items_commute(asked)?;
    }
    if shipped {
        laws::groups_help(asked, rng)?;
    }
    case_laws::holds(asked.lot, asked.visit, known, rng)?;
    let searched = rng.one_in(SEARCHED);
    if searched {
        laws::searched(asked, rng, 3)?;
    }
    Ok(searched)
}
