//! How long an answer takes: fully known with its trace, with open facts, with open amounts too.
use divan::{Bencher, black_box};
use mingbai_engine::{Desk, Visit, answer, case};
use mingbai_policy::Tables;

fn main() {
    divan::main();
}

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

fn bench(bencher: Bencher, json: &str) {
    let tables = tables();
    let visit: Visit = match mingbai_intake::read(&tables, json.as_bytes()) {
        Ok(visit) => visit,
        Err(error) => panic!("{}: {}", error.field, error.message),
    };
    bencher.bench_local(|| answer(black_box(&tables), black_box(&visit)));
}

/// What one row of a month comes to: five layers, of which no document gives every figure of the
/// last two; the tables laid out beforehand.
#[divan::bench]
fn five_layers_settled(bencher: Bencher) {
    let tables = tables();
    let json = r#"{ "date": "2020-06-01", "insured_in": "光山县", "insurance": "resident",
        "hospital": "其他", "grade": "secondary", "tier": "county", "place": "same_county",
        "care": "inpatient", "disease": "食管癌", "enrolled": true, "premium_paid": true,
        "person": { "groups": { "建档立卡贫困人口": true } },
        "bill": { "total": "60000.00", "in_scope": "54000.00" } }"#;
    let visit =
        mingbai_intake::read(&tables, json.as_bytes()).unwrap_or_else(|e| panic!("{}", e.message));
    let mut desk = Desk::new(&tables, &visit).expect("a visit");
    let settled = desk.settle(&visit).expect("a visit").expect("a bill");
    assert_eq!(settled.layers.len(), 5, "five layers pay");
    bencher.bench_local(|| desk.settle(black_box(&visit)));
}

/// The whole answer to a visit of which every fact is known.
#[divan::bench]
fn one_known_visit_answered(bencher: Bencher) {
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

/// The case of a family's visit: every group is tried, and the in-scope amount along its bends.
#[divan::bench(args = ["answer", "case"])]
fn a_family_visit(bencher: Bencher, what: &str) {
    let tables = tables();
    let json = r#"{ "date": "2026-11-29", "insured_in": "都昌县", "insurance": "resident",
        "hospital": "其他", "grade": "secondary", "place": "same_county", "care": "inpatient",
        "enrolled": true, "premium_paid": true, "year_to_date": { "in_scope_self_pay": "0" },
        "bill": { "total": "18500.00" } }"#;
    let visit =
        mingbai_intake::read(&tables, json.as_bytes()).unwrap_or_else(|e| panic!("{}", e.message));
    match what {
        "case" => bencher.bench_local(|| case(black_box(&tables), black_box(&visit)).is_ok()),
        _ => bencher.bench_local(|| answer(black_box(&tables), black_box(&visit)).is_ok()),
    }
}

/// What the page does first.
#[divan::bench]
fn all_tables_decoded() -> Tables {
    tables()
}
