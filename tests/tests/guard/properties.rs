//! Properties of every answer, on random visits over shipped and made-up tables. Must not know how
//! an answer is computed.
use mingbai_tests::chance::{Homes, each, made_up_county};
use mingbai_tests::laws::{self, Asked, Law};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::runs;
use std::cell::Cell;

fn check(homes: &Homes, rng: &mut Rng, law: impl Fn(&Asked, &mut Rng) -> Law) -> Law {
    let known = homes.known_with_lines(rng);
    let visit = homes.open(rng, known);
    let said = law(&Asked::new(&homes.lot, &visit), rng);
    said.map_err(|error| format!("{error}\n{visit:#?}"))
}

/// The number of visits searched for each 2,000 tried: a search computes thousands of worlds.
const SEARCHED: usize = 40;

/// Counts the ends, of all searched, at which random starts were enough.
fn search(each: impl FnOnce(&dyn Fn(&Asked, &mut Rng) -> Law)) {
    let (ends, alone) = (Cell::new(0), Cell::new(0));
    each(&|asked, rng| {
        ends.set(ends.get() + 2);
        alone.set(alone.get() + laws::searched(asked, rng, 3)?);
        Ok(())
    });
    println!(
        "random starts reached {} of {} ends",
        alone.get(),
        ends.get()
    );
    assert!(
        alone.get() * 10 >= ends.get() * 8,
        "the search has grown blind"
    );
}

/// Tries a law on so many visits over the shipped tables.
fn on_shipped_tables(visits: usize, law: impl Fn(&Asked, &mut Rng) -> Law) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let homes = Homes::shipped(&tables);
    each(visits, |rng| check(&homes, rng, &law));
}

/// Tries a law on so many visits, ten in each made-up county.
fn on_made_up_tables(visits: usize, law: impl Fn(&Asked, &mut Rng) -> Law) {
    each(visits.div_ceil(10), |rng| {
        let tables = made_up_county(rng);
        let homes = Homes::made_up(&tables);
        (0..10).try_for_each(|_| check(&homes, rng, &law))
    });
}

macro_rules! law {
    ($name:ident, $law:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn shipped() {
                on_shipped_tables(runs(1_000), $law);
            }

            #[test]
            fn made_up() {
                on_made_up_tables(runs(1_000), $law);
            }
        }
    };
}

law!(everything_adds_up_to_the_bill, |asked, _| {
    laws::conserves(asked)
});
law!(
    ends_are_in_order_and_certain_contains_estimate,
    |asked, _| laws::bounded(asked)
);
law!(
    filling_in_stays_inside_and_turns_no_verdict,
    |asked, rng| laws::sound(asked, rng, 4)
);
law!(witnesses_reach_their_ends, laws::tight);
law!(items_come_in_any_order, |asked, _| laws::items_commute(
    asked
));

#[test]
fn no_search_finds_slack_on_shipped_tables() {
    let visits = runs(1_000) * SEARCHED / 2_000;
    search(|law| on_shipped_tables(visits, law));
}

#[test]
fn no_search_finds_slack_on_made_up_tables() {
    let visits = runs(1_000) * SEARCHED / 2_000;
    search(|law| on_made_up_tables(visits, law));
}

#[test]
fn one_more_group_never_raises_the_low_end() {
    on_shipped_tables(runs(1_000), laws::groups_help);
}
