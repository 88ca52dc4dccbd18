//! How long an answer takes: fully known with its trace, with open facts, with open amounts too.
use divan::{Bencher, black_box};
use mingbai_engine::{Visit, answer};
use mingbai_policy::Tables;

fn main() {
    divan::main();
}

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

fn bench(bencher: Bencher, json: &str) {
    let tables = tables();
    let visit: Visit = match mingbai_visit::read(&tables, json.as_bytes()) {
        Ok(visit) => visit,
        Err(error) => panic!("{}: {}", error.field, error.message),
    };
    bencher.bench_local(|| answer(black_box(&tables), black_box(&visit)));
}

/// Every fact known, five layers, the trace among the witness's steps.
#[divan::bench]
fn one_known_visit(bencher: Bencher) {
    bench(
        bencher,
        r#"{ "date": "2020-05-10", "insured_in": "都昌县", "insurance": "resident",
             "hospital": "其他", "grade": "tertiary", "tier": "city", "place": "same_prefecture",
             "referred": true, "care": "inpatient", "disease": "食管癌",
             "person": { "groups": { "建档立卡贫困人口": true, "低保对象": false, "特困人员": false },
                         "sex": "male", "age": 50 },
             "enrolled": true, "premium_paid": true, "liable_third_party": false,
             "bill": { "total": "80000.00", "in_scope": "72000.00" },
             "year_to_date": { "in_scope_self_pay": "0.00", "paid": {} } }"#,
    );
}

/// Grade, tier, care, groups, premium and what is in scope are open; with what to ask next.
#[divan::bench]
fn open_facts_and_one_open_amount(bencher: Bencher) {
    bench(
        bencher,
        r#"{ "date": "2020-06-01", "insured_in": "光山县", "bill": { "total": "50000.00" } }"#,
    );
}

/// The same, and the year so far is open too.
#[divan::bench]
fn open_facts_and_two_open_amounts(bencher: Bencher) {
    bench(
        bencher,
        r#"{ "date": "2020-06-01", "insured_in": "光山县", "bill": { "total": "50000.00" },
             "year_to_date": "unknown" }"#,
    );
}

/// What the page does first.
#[divan::bench]
fn all_tables_decoded() -> Tables {
    tables()
}
