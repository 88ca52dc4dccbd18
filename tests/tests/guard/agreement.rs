//! The engine and the second reckoning agree to the fen. Must not know how either computes.
use mingbai_policy::{RegionId, vocabulary::Level};
use mingbai_tests::bill_lines::give;
use mingbai_tests::chance::each;
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::laws::{agrees, itemise};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::runs;
use mingbai_tests::visits::Lot;
use std::cell::Cell;

/// Settles one visit with both; counts it where both gave one amount.
fn agree(
    lot: &Lot,
    homes: &[Option<RegionId>],
    rng: &mut Rng,
    exact: &Cell<usize>,
) -> Result<(), String> {
    let home = rng.of(homes);
    let mut visit = lot.known(rng, home);
    if rng.one_in(4) {
        give(lot, &mut visit, rng);
    }
    if rng.one_in(4) {
        itemise(lot, &mut visit, rng);
    }
    let agreed = agrees(lot, &visit, rng).map_err(|error| format!("{error}\n{visit:#?}"))?;
    exact.set(exact.get() + usize::from(agreed));
    Ok(())
}

/// Makes up counties and visits to each. Returns how many visits came to one amount.
fn counties(count: usize, gaps: Gaps, visits: usize) -> usize {
    let exact = Cell::new(0);
    each(count, |rng| {
        let tables = county(rng, gaps);
        let lot = Lot::new(&tables);
        (0..visits).try_for_each(|_| agree(&lot, &[Some(COUNTY)], rng, &exact))
    });
    exact.into_inner()
}

/// Checks visits to one province. Of a thousand, at least `floor` are compared to the fen; of the
/// others the tables leave something open, and only the ends are compared.
fn province(name: &str, floor: usize) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let lot = Lot::new(&tables);
    let region = (0..tables.vocabulary.regions.len() as u16)
        .map(RegionId)
        .find(|r| {
            let region = &tables.vocabulary.regions[r.index()];
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
    let (count, exact) = (runs(20_000), Cell::new(0));
    each(count, |rng| agree(&lot, &homes, rng, &exact));
    let exact = exact.into_inner();
    println!("{name}: {exact} of {count} visits had one end and both reckonings gave it");
    assert!(
        exact * 1_000 >= count * floor,
        "{name}: too few of {count} visits are compared to the fen: {exact}"
    );
}

#[test]
fn jiangxi() {
    province("江西", 13);
}

#[test]
fn henan() {
    province("河南", 30);
}

#[test]
fn chongqing() {
    province("重庆", 20);
}

#[test]
fn sichuan() {
    province("四川", 20);
}

#[test]
fn elsewhere() {
    province("其他", 20);
}

#[test]
fn made_up_counties_without_gaps() {
    let count = runs(500).min(20_000);
    let exact = counties(count, Gaps::None, 40);
    assert!(
        exact > count * 10,
        "too few visits of made-up counties have one end: {exact}"
    );
}

#[test]
fn made_up_counties_with_gaps() {
    counties(runs(500).min(20_000), Gaps::Some, 20);
}
