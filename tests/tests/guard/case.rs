//! Cases of random visits over shipped and made-up tables: every statement of a case holds. Must
//! not know how a case is computed.
use mingbai_tests::case_laws::{CaseKind, holds};
use mingbai_tests::chance::{Homes, made_up_county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};

fn check(homes: &Homes, rng: &mut Rng) -> CaseKind {
    let start = rng.seed();
    let known = homes.known(rng);
    let open = homes.open(rng, known.clone());
    match holds(&homes.lot, &open, &known, rng) {
        Ok(tried) => tried,
        Err(error) => panic!("{error}\nseed {start}\n{open:#?}"),
    }
}

/// Checks that more than a quarter of the visits came to one amount.
fn counted(all: &[CaseKind]) {
    let of = |it: CaseKind| all.iter().filter(|tried| **tried == it).count();
    let (exact, open) = (of(CaseKind::Exact), of(CaseKind::Open));
    println!("{exact} exact, {open} open, of {}", all.len());
    assert!(exact * 4 > all.len(), "the law has grown blind");
}

#[test]
fn what_a_case_states_holds_on_shipped_tables() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let homes = Homes::shipped(&tables);
    let mut rng = Rng::new(seed());
    let all: Vec<CaseKind> = (0..runs(2_000)).map(|_| check(&homes, &mut rng)).collect();
    counted(&all);
}

#[test]
fn what_a_case_states_holds_on_made_up_tables() {
    let mut rng = Rng::new(seed());
    let mut all = Vec::new();
    for _ in 0..runs(2_000).div_ceil(10) {
        let tables = made_up_county(&mut rng);
        let homes = Homes::made_up(&tables);
        all.extend((0..10).map(|_| check(&homes, &mut rng)));
    }
    counted(&all);
}
