//! A long run, one law after the other on each chance visit, shared among all cores of a machine.
//! Not part of the tests of every day: `make soak` runs it.
use mingbai_tests::chance::{Homes, made_up_county};
use mingbai_tests::every_law::{BATCH, every_law};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Default)]
struct Count {
    begun: AtomicUsize,
    visits: AtomicUsize,
    exact: AtomicUsize,
    searched: AtomicUsize,
    failed: AtomicUsize,
}

/// Some visits; said with each that fails is what brings the same ones back.
fn batch(homes: &Homes, rng: &mut Rng, (from, shipped): (u64, bool), count: &Count) {
    for _ in 0..BATCH {
        match every_law(homes, rng, shipped) {
            Ok(held) => {
                count.visits.fetch_add(1, Relaxed);
                count.exact.fetch_add(held.exact.into(), Relaxed);
                count.searched.fetch_add(held.searched.into(), Relaxed);
            }
            Err(broken) => {
                count.failed.fetch_add(1, Relaxed);
                let again = format!("MINGBAI_SEED={from} MINGBAI_RUNS={BATCH}");
                println!(
                    "FAILED, again with {again}: {}\n{:?}",
                    broken.why, broken.visit
                );
            }
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
