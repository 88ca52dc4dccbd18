//! A long run, one law after the other on each chance visit, shared among all cores of a machine.
//! Not part of the tests of every day: `make soak` runs it.
use mingbai_tests::chance::{Homes, made_up_county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::{case_laws, laws};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

/// Visits to one county, or between two looks at the clock.
const BATCH: usize = 20;
/// One visit of so many is searched for slack: that takes thousands of reckonings.
const SEARCHED: usize = 500;

#[derive(Default)]
struct Count {
    begun: AtomicUsize,
    visits: AtomicUsize,
    exact: AtomicUsize,
    searched: AtomicUsize,
    failed: AtomicUsize,
}

fn every_law(homes: &Homes, rng: &mut Rng, shipped: bool, count: &Count) -> laws::Law {
    let lot = &homes.lot;
    let known = homes.known_with_lines(rng);
    if laws::agrees(lot, &known, rng)? {
        count.exact.fetch_add(1, Relaxed);
    }
    let visit = &homes.open(rng, known.clone());
    let told = |error| format!("{error}\n{visit:?}");
    let asked = laws::Asked::new(lot, visit);
    laws::conserves(&asked).map_err(told)?;
    laws::bounded(&asked).map_err(told)?;
    laws::sound(&asked, rng, 1).map_err(told)?;
    laws::tight(&asked, rng).map_err(told)?;
    if visit.bill.iter().any(|bill| bill.items.len() > 1) {
        laws::items_commute(&asked).map_err(told)?;
    }
    if shipped {
        laws::groups_help(&asked, rng).map_err(told)?;
    }
    case_laws::holds(lot, visit, &known, rng).map_err(told)?;
    if rng.one_in(SEARCHED) {
        laws::searched(&asked, rng, 3).map_err(told)?;
        count.searched.fetch_add(1, Relaxed);
    }
    count.visits.fetch_add(1, Relaxed);
    Ok(())
}

/// Some visits; said with each that fails is what brings the same ones back.
fn batch(homes: &Homes, rng: &mut Rng, (from, shipped): (u64, bool), count: &Count) {
    for _ in 0..BATCH {
        if let Err(error) = every_law(homes, rng, shipped, count) {
            count.failed.fetch_add(1, Relaxed);
            let again = format!("MINGBAI_SEED={from} MINGBAI_RUNS={BATCH}");
            println!("FAILED, again with {again}: {error}");
        }
    }
}

#[test]
#[ignore = "hours: run by make soak"]
fn a_million_visits() {
    let (wanted, count) = (runs(1_000_000), Count::default());
    let tables = mingbai_tables::load().expect("shipped tables");
    let shards = thread::available_parallelism().map_or(1, |cores| cores.get());
    let work = |shard: usize| {
        let shipped = Homes::shipped(&tables);
        let mut rng = Rng::new(seed().wrapping_add((shard as u64) << 32));
        while count.begun.fetch_add(BATCH, Relaxed) < wanted {
            let from = rng.seed();
            if rng.coin() {
                batch(&shipped, &mut rng, (from, true), &count);
            } else {
                let tables = made_up_county(&mut rng);
                let homes = Homes::made_up(&tables);
                batch(&homes, &mut rng, (from, false), &count);
            }
        }
    };
    let begun = Instant::now();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..shards)
            .map(|shard| scope.spawn(move || work(shard)))
            .collect();
        let mut told = Instant::now();
        while workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(Duration::from_millis(200));
            if told.elapsed() > Duration::from_secs(60) {
                told = Instant::now();
                tell(&count, begun);
            }
        }
    });
    tell(&count, begun);
    assert_eq!(count.failed.load(Relaxed), 0, "the lines above tell which");
}

fn tell(count: &Count, begun: Instant) {
    println!(
        "{} s: {} visits held ({} with one end and both reckonings at it, {} searched), {} failed",
        begun.elapsed().as_secs(),
        count.visits.load(Relaxed),
        count.exact.load(Relaxed),
        count.searched.load(Relaxed),
        count.failed.load(Relaxed),
    );
}
