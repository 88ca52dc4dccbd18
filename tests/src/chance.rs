//! Chance visits to the shipped tables and to made-up counties, as every law is tried on them.
use crate::counties::{COUNTY, Gaps, county};
use crate::laws::itemise;
use crate::rng::Rng;
use crate::visits::Lot;
use mingbai_engine::Visit;
use mingbai_policy::{RegionId, Tables};

/// Where people are insured, with tables that visits are made up for.
pub struct Homes<'t> {
    /// The tables.
    pub lot: Lot<'t>,
    homes: Vec<Option<RegionId>>,
}

impl<'t> Homes<'t> {
    /// Every place of the shipped tables, and 其他.
    pub fn shipped(tables: &'t Tables) -> Homes<'t> {
        let lot = Lot::new(tables);
        let mut homes: Vec<_> = lot.inside(RegionId(0)).into_iter().map(Some).collect();
        homes.extend([None, None, None]);
        Homes { lot, homes }
    }

    /// The one county of made-up tables.
    pub fn made_up(tables: &'t Tables) -> Homes<'t> {
        Homes {
            lot: Lot::new(tables),
            homes: vec![Some(COUNTY)],
        }
    }

    /// A visit of which everything is known, one in four with items.
    pub fn known(&self, rng: &mut Rng) -> Visit {
        let home = rng.of(&self.homes);
        let mut known = self.lot.known(rng, home);
        if rng.one_in(4) {
            itemise(&self.lot, &mut known, rng);
        }
        known
    }

    /// The same visit with some of it unknown, four times in five.
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

/// Tables of a made-up county, with gaps or without.
pub fn made_up_county(rng: &mut Rng) -> Tables {
    let gaps = if rng.coin() { Gaps::Some } else { Gaps::None };
    county(rng, gaps)
}
