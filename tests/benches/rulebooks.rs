//! How long an answer takes on the whole rule books of other cities, next to a known visit of the
//! shipped tables: a stay with lines and its trace, an open outpatient year with its next question.
use divan::{Bencher, black_box};
use mingbai_engine::{BillLine, Visit, Year, answer, case, interview};
use mingbai_policy::{Fen, Tables, author};
use std::path::Path;

fn main() {
    divan::main();
}

/// The book with the most text.
const LARGEST: &str = "luoyang-resident.toml";
/// A book with a yearly deductible of outpatients.
const EMPLOYEES: &str = "yantai-employee.toml";
const LINES: usize = 60;

/// Returns the tables of all books next to the shipped ones, and the visit of the first case of a book
/// whose visit is of this care.
fn book(name: &str, care: &str) -> (Tables, Visit) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = [root.join("policies"), root.join("tests/rulebooks")];
    let read = author::read_folders(&folders.each_ref().map(|it| it.as_path()));
    let read = read.unwrap_or_else(|problems| panic!("{problems:?}"));
    let of_care = |it: &&author::Case| it.file.ends_with(name) && it.visit["care"] == care;
    let found = read.cases.iter().find(of_care).expect("a case");
    let visit = mingbai_intake::read(&read.tables, found.visit.to_string().as_bytes());
    let visit = visit.unwrap_or_else(|error| panic!("{}: {}", error.field, error.message));
    (read.tables, visit)
}

/// The known visit of the other benchmarks, to compare with.
#[divan::bench]
fn one_known_visit_answered(bencher: Bencher) {
    let tables = mingbai_tables::load().expect("shipped tables");
    let json = r#"{ "date": "2020-05-10", "insured_in": "都昌县", "insurance": "resident",
        "hospital": "其他", "grade": "tertiary", "tier": "city", "place": "same_prefecture",
        "referred": true, "care": "inpatient", "disease": "食管癌",
        "person": { "groups": { "建档立卡贫困人口": true, "低保对象": false, "特困人员": false },
                    "sex": "male", "age": 50 },
        "enrolled": true, "premium_paid": true, "liable_third_party": false,
        "bill": { "total": "80000.00", "in_scope": "72000.00" },
        "year_to_date": { "in_scope_self_pay": "0.00", "paid": {} } }"#;
    let visit = mingbai_intake::read(&tables, json.as_bytes()).expect("a visit");
    bencher.bench_local(|| answer(black_box(&tables), black_box(&visit)));
}

/// A known stay of the largest book, its bill in lines, with the trace as JSON.
#[divan::bench(args = ["answer", "answer, case and trace"])]
fn a_stay_with_lines(bencher: Bencher, what: &str) {
    let (tables, mut visit) = book(LARGEST, "inpatient");
    let bill = visit.bill.get_or_insert_default();
    bill.total = None;
    bill.set_in_scope(None);
    bill.lines = (0..LINES)
        .map(|at| BillLine {
            name: Some("一项".to_owned()),
            class: Some(if at % 5 == 0 { "丙类" } else { "甲类" }.to_owned()),
            amount: Fen(1_234 + at as i64),
            quantity: 1,
            price_limit: (at % 7 == 0).then_some(Fen(1_000)),
            first_self_pay: None,
        })
        .collect();
    let found = answer(&tables, &visit).expect("an answer");
    assert_eq!(found.lines.expect("lines").lines.len(), LINES);
    bencher.bench_local(|| {
        let (tables, visit) = (black_box(&tables), black_box(&visit));
        let found = answer(tables, visit).expect("an answer");
        (what != "answer").then(|| {
            let stated = case(tables, visit).expect("a case");
            mingbai_wording::json_with_trace(tables, visit, &found, &stated)
        })
    });
}

/// An outpatient bill of whose year nothing is known, with the question that comes next.
#[divan::bench(args = ["answer", "next question"])]
fn an_open_outpatient_year(bencher: Bencher, what: &str) {
    let (tables, mut visit) = book(EMPLOYEES, "outpatient");
    visit.year = Year::Unknown;
    bencher.bench_local(|| {
        let (tables, visit) = (black_box(&tables), black_box(&visit));
        match what {
            "answer" => answer(tables, visit).expect("an answer").ask.len(),
            _ => interview(tables, visit)
                .expect("an interview")
                .musts()
                .len(),
        }
    });
}
