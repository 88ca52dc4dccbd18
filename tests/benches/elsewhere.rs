//! How long the same visit takes elsewhere: all places at once.
use divan::{Bencher, black_box};
use mingbai_engine::compare;

fn main() {
    divan::main();
}

fn bench(bencher: Bencher, json: &str) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let visit =
        mingbai_intake::read(&tables, json.as_bytes()).unwrap_or_else(|e| panic!("{}", e.message));
    bencher.bench_local(|| compare(black_box(&tables), black_box(&visit)));
}

/// Every fact and amount known.
#[divan::bench]
fn a_known_visit_everywhere(bencher: Bencher) {
    bench(
        bencher,
        r#"{ "date": "2026-05-10", "insured_in": "修水县", "insurance": "resident",
             "hospital": "其他", "grade": "secondary", "tier": "county", "place": "same_county",
             "care": "inpatient", "disease": [], "enrolled": true, "premium_paid": true,
             "person": { "groups": "none", "age": 40, "sex": "male" },
             "bill": { "total": "20000.00", "in_scope": "16000.00" } }"#,
    );
}

/// Only the total is known.
#[divan::bench]
fn an_open_visit_everywhere(bencher: Bencher) {
    bench(
        bencher,
        r#"{ "date": "2026-05-10", "insured_in": "修水县", "bill": { "total": "20000.00" } }"#,
    );
}

/// Only the total, the illness and the premium are known, where figures turn on the in-scope cost.
#[divan::bench]
fn an_open_visit_of_many_worlds_everywhere(bencher: Bencher) {
    bench(
        bencher,
        r#"{ "date": "2026-11-29", "insured_in": "秀山县", "insurance": "resident",
             "care": "inpatient", "disease": "食管癌", "enrolled": true, "premium_paid": true,
             "bill": { "total": "50000.00" } }"#,
    );
}
