//! The engine and the second reckoning agree on known visits to places that use a shape of rules: so
//! many visits for each shape (`MINGBAI_A_SHAPE`). Must not know how either computes.
use mingbai_tests::bill_lines::give;
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::laws::{agrees, itemise};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::seed;
use mingbai_tests::shapes::{SHAPES, shapes};
use mingbai_tests::visits::Lot;
use std::collections::BTreeMap;

/// Visits to one made-up county.
const VISITS: usize = 20;

/// Made-up counties after which a shape that was met too seldom is named.
const COUNTIES: usize = 400_000;

fn wanted() -> usize {
    let said = std::env::var("MINGBAI_A_SHAPE");
    said.ok().and_then(|it| it.parse().ok()).unwrap_or(100)
}

#[test]
fn both_reckonings_agree_on_every_shape() {
    let wanted = wanted();
    let mut count: BTreeMap<&str, usize> = SHAPES.iter().map(|it| (*it, 0)).collect();
    let mut tried = 0;
    for made in 0..COUNTIES as u64 {
        if count.values().all(|it| *it >= wanted) {
            break;
        }
        let seed = seed().wrapping_add(made << 20);
        let mut rng = Rng::new(seed);
        let tables = county(&mut rng, Gaps::None);
        let used = shapes(&tables);
        if used.iter().all(|it| count[it] >= wanted) {
            continue;
        }
        let lot = Lot::new(&tables);
        for _ in 0..VISITS {
            let mut visit = lot.known(&mut rng, Some(COUNTY));
            if rng.one_in(4) {
                give(&lot, &mut visit, &mut rng);
            }
            if rng.one_in(4) {
                itemise(&lot, &mut visit, &mut rng);
            }
            let agreed = agrees(&lot, &visit, &mut rng);
            let agreed = agreed.unwrap_or_else(|why| panic!("county {seed}: {why}\n{visit:#?}"));
            tried += 1;
            for shape in used.iter().filter(|_| agreed) {
                *count.entry(shape).or_default() += 1;
            }
        }
    }
    println!("{tried} visits, to places with each shape and to the fen: {count:#?}");
    let few: Vec<_> = count.iter().filter(|it| *it.1 < wanted).collect();
    assert!(few.is_empty(), "too few visits: {few:?}");
}
