//! The engine and the second reckoning agree to the fen.
use mingbai_policy::{RegionId, terms::Level};
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::laws::{agrees, itemise};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;

fn try_visits(lot: &Lot, homes: &[Option<RegionId>], count: usize, rng: &mut Rng) -> usize {
    let mut exact = 0;
    for _ in 0..count {
        let start = rng.0;
        let home = rng.of(homes);
        let mut visit = lot.known(rng, home);
        if rng.one_in(4) {
            itemise(lot, &mut visit, rng);
        }
        match agrees(lot, &visit, rng) {
            Ok(true) => exact += 1,
            Ok(false) => {}
            Err(error) => panic!("{error}\nseed {start}\n{visit:#?}"),
        }
    }
    exact
}

fn province(name: &str) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let lot = Lot::new(&tables);
    let region = (0..tables.terms.regions.len() as u16)
        .map(RegionId)
        .find(|r| {
            let region = &tables.terms.regions[r.index()];
            region.level == Level::Province && region.name.name.starts_with(name)
        });
    let homes: Vec<_> = match region {
        Some(region) => lot.inside(region).into_iter().map(Some).collect(),
        None => vec![None],
    };
    assert_eq!(
        region.is_none(),
        name == "其他",
        "{name} is no province of the tables"
    );
    let count = runs(100_000);
    let exact = try_visits(&lot, &homes, count, &mut Rng(seed()));
    println!("{name}: {exact} of {count} visits had one end and both reckonings gave it");
}

#[test]
fn jiangxi() {
    province("江西");
}

#[test]
fn henan() {
    province("河南");
}

#[test]
fn chongqing() {
    province("重庆");
}

#[test]
fn sichuan() {
    province("四川");
}

#[test]
fn elsewhere() {
    province("其他");
}

#[test]
fn made_up_counties_without_gaps() {
    let mut rng = Rng(seed());
    let (mut exact, counties) = (0, runs(500).min(20_000));
    for _ in 0..counties {
        let tables = county(&mut rng, Gaps::None);
        exact += try_visits(&Lot::new(&tables), &[Some(COUNTY)], 40, &mut rng);
    }
    assert!(
        exact > counties * 10,
        "too few visits of made-up counties have one end: {exact}"
    );
}

#[test]
fn made_up_counties_with_gaps() {
    let mut rng = Rng(seed());
    for _ in 0..runs(500).min(20_000) {
        let tables = county(&mut rng, Gaps::Some);
        try_visits(&Lot::new(&tables), &[Some(COUNTY)], 20, &mut rng);
    }
}
