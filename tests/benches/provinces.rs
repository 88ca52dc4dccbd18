//! What more provinces cost: joining the largest, and an answer with one joined or all 31.
use divan::{Bencher, black_box};
use mingbai_engine::answer;
use mingbai_policy::author::{paths_below, read_files};
use mingbai_policy::province::cut;
use mingbai_policy::{Tables, pack};
use mingbai_tests::china;
use std::path::Path;

fn main() {
    divan::main();
}

type Texts = Vec<(String, String)>;

fn shipped() -> Texts {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../policies"));
    let files = paths_below(folder).into_iter();
    let files = files.filter(|path| path.extension().is_some_and(|it| it == "toml"));
    files
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            (path.display().to_string(), text)
        })
        .collect()
}

fn packed(at: usize, all: &Texts) -> Vec<u8> {
    let folder = format!("{}/", china::id(at));
    let own = all.iter().filter(|(path, _)| path.starts_with(&folder));
    let mut files = shipped();
    files.extend(own.cloned());
    let whole = read_files(&files).unwrap_or_else(|problems| panic!("{problems}"));
    let base = read_files(&shipped()).unwrap_or_else(|problems| panic!("{problems}"));
    let province = cut(&base.tables, &whole.tables, &china::id(at), |_| {
        String::new()
    });
    pack::encode_province(&province.expect("a province")).expect("packs")
}

fn join(tables: &Tables, bytes: &[u8]) -> Tables {
    let (province, mark) = pack::decode_province(bytes).expect("sound");
    tables.with(province, mark).expect("fits")
}

fn base() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// 200 tables of 20 pools, from bytes to answers.
#[divan::bench]
fn the_largest_joined(bencher: Bencher) {
    let (base, bytes) = (base(), packed(china::PROVINCES - 1, &china::china()));
    bencher.bench_local(|| join(black_box(&base), black_box(&bytes)));
}

/// The same visit, with so many provinces joined.
#[divan::bench(args = [1, china::PROVINCES])]
fn one_visit_answered(bencher: Bencher, count: usize) {
    let all = china::china();
    let last = china::PROVINCES - 1;
    let first = china::PROVINCES - count;
    let tables = (first..=last).fold(base(), |tables, at| join(&tables, &packed(at, &all)));
    let place = format!("{}-01", china::id(last));
    let json = format!(
        r#"{{ "date": "2024-06-01", "insured_in": "{place}", "bill": {{ "total": "50000.00" }} }}"#
    );
    let visit = mingbai_intake::read(&tables, json.as_bytes());
    let visit = visit.unwrap_or_else(|error| panic!("{}", error.message));
    bencher.bench_local(|| answer(black_box(&tables), black_box(&visit)));
}
