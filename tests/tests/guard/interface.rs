//! The schemas of the interface (interface/) are true: everything read and written agrees with
//! them, and a visit that they refuse is refused by its reader too. Must not know how an answer is
//! computed.

use crate::schema::{self, faults, open, strict};
use mingbai_intake::{read, write};
use mingbai_policy::Tables;
use mingbai_tests::chance::Homes;
use mingbai_tests::fixtures::answered;
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Returns the visits of every set of fixtures, and of the worked cases.
fn visits() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut all = Vec::new();
    for set in fs::read_dir(folder).expect("fixtures") {
        let path = set.expect("a set").path().join("answers.jsonl");
        // The folder of the sets also holds a readme.
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        let lines = text.lines().map(|line| {
            let line: Value = serde_json::from_str(line).expect("JSON");
            line["visit"].clone()
        });
        all.extend(lines);
    }
    assert!(all.len() >= 200, "{}", all.len());
    let cases: Vec<Value> = serde_json::from_str(mingbai_tables::CASES).expect("cases");
    assert!(cases.len() > 20, "{}", cases.len());
    all.extend(cases.iter().map(|case| case["visit"].clone()));
    all
}

#[track_caller]
fn describes(schema: &jsonschema::Validator, value: &Value, of: &Value) {
    let faults = faults(schema, value);
    assert!(
        faults.is_empty(),
        "interface/ does not describe this of {of}\n{}",
        faults.join("\n")
    );
}

#[test]
fn every_visit_and_its_answer_are_as_described() {
    let tables = tables();
    let visit_schema = open("visit.schema.json");
    let (answer_schema, error_schema) = (strict("answer.schema.json"), strict("error.schema.json"));
    let (mut taken, mut cases) = (0, 0);
    for visit in visits() {
        let answer = answered(&tables, &visit);
        if answer.get("error").is_some() {
            describes(&error_schema, &answer, &visit);
            continue;
        }
        describes(&visit_schema, &visit, &visit);
        describes(&answer_schema, &answer, &visit);
        taken += 1;
        cases += usize::from(answer["case"].is_object());
    }
    assert!(taken > 200 && cases > 20, "{taken} answers, {cases} cases");
}

#[test]
fn random_visits_and_their_answers_are_as_described() {
    let tables = tables();
    let homes = Homes::shipped(&tables);
    let visit_schema = open("visit.schema.json");
    let answer_schema = strict("answer.schema.json");
    let mut rng = Rng::new(seed());
    let mut taken = 0;
    for at in 0..runs(2_000) {
        let known = homes.known_with_lines(&mut rng);
        let visit = homes.open(&mut rng, known);
        let json = write(&tables, &visit);
        describes(&visit_schema, &json, &json);
        // Every described member is read.
        let back = read(&tables, json.to_string().as_bytes());
        assert!(back.is_ok(), "{json}\n{back:?}");
        if at % 20 > 0 {
            continue;
        }
        let answer = mingbai_engine::answer(&tables, &visit);
        let stated = mingbai_engine::case(&tables, &visit);
        if let (Ok(answer), Ok(stated)) = (answer, stated) {
            let said = mingbai_wording::json_with_trace(&tables, &visit, &answer, &stated);
            describes(&answer_schema, &said, &json);
            taken += 1;
        }
    }
    assert!(taken > 50, "{taken} answers");
}

/// A schema that lets everything pass would pass the other tests too.
#[test]
fn an_answer_that_is_not_as_described_is_told() {
    let visit = json!({ "date": "2026-11-29", "insured_in": "其他", "bill": { "total": "18500" } });
    let good = answered(&tables(), &visit);
    let schema = strict("answer.schema.json");
    describes(&schema, &good, &visit);
    let check = |at: &str, now: Value, open_too: bool| {
        let mut bad = good.clone();
        let (owner, key) = at.rsplit_once('/').expect("a place in the answer");
        bad.pointer_mut(owner).expect(at)[key] = now;
        let found = faults(&schema, &bad);
        assert!(!found.is_empty(), "{at} passes");
        let open = faults(&open("answer.schema.json"), &bad);
        assert_eq!(!open.is_empty(), open_too, "{at}: {open:?}");
    };
    check("/certain", json!("0.00"), true);
    check("/estimate/low", json!(0), true);
    check("/estimate/low", json!("0.5"), true);
    check("/no_case", json!("asked"), true);
    check("/case", json!({ "pays": "5.00" }), true);
    check("/cash/deposit", json!("yes"), true);
    // A new member is accepted by other programs, and must be described here.
    check("/new", json!(1), false);
    check("/tables/0/new", json!(1), false);
    check("/procedures/0/new", json!(1), false);
    check("/ask/0/new", json!(1), false);
    check("/left/new", json!(1), false);
}

/// Returns a good visit with these members merged in.
fn with(members: &str) -> Value {
    let text = format!(r#"{{"date":"2020-05-10","insured_in":"秀山县",{members}}}"#);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_bad_visit_is_refused_by_the_schema_and_by_the_reader() {
    let tables = tables();
    let schema = open("visit.schema.json");
    let refused = |visit: &Value| {
        let by_schema = !faults(&schema, visit).is_empty();
        let by_reader = read(&tables, visit.to_string().as_bytes()).is_err();
        (by_schema, by_reader)
    };
    assert_eq!(refused(&with(r#""age":null"#)), (true, true));
    let list = include_str!("bad_visits.txt");
    let mut count = 0;
    for members in list
        .lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
    {
        let visit = with(members);
        assert_eq!(refused(&visit), (true, true), "schema, reader: {members}");
        count += 1;
    }
    assert!(count > 60, "{count}");
    for whole in [
        json!({ "insured_in": "秀山县" }),
        json!({ "date": "2020-05-10" }),
        json!({ "date": null, "insured_in": "秀山县" }),
        json!({ "date": 20200510, "insured_in": "秀山县" }),
        json!({ "date": "2020-05-10", "insured_in": null }),
        json!([]),
        json!("秀山县"),
    ] {
        assert_eq!(refused(&whole), (true, true), "schema, reader: {whole}");
    }
}

#[test]
fn a_good_visit_is_taken_by_the_schema_and_by_the_reader() {
    let tables = tables();
    let schema = open("visit.schema.json");
    for members in include_str!("good_visits.txt")
        .lines()
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
    {
        let visit = with(members);
        assert_eq!(faults(&schema, &visit), [""; 0], "{members}");
        let taken = read(&tables, visit.to_string().as_bytes());
        assert!(taken.is_ok(), "{members}: {taken:?}");
    }
}

/// Returns the keys that the reader accepts in a place, as its own refusal of an unknown key lists
/// them.
fn taken(tables: &Tables, members: &str) -> BTreeSet<String> {
    let visit = with(members).to_string();
    let error = read(tables, visit.as_bytes()).expect_err(members);
    let list = error.message.split_once("这里可以写：");
    let (_, list) = list.unwrap_or_else(|| panic!("{members}: {error}"));
    let keys = list.trim_end_matches('。').split('、');
    keys.map(str::to_owned).collect()
}

#[test]
fn the_schema_names_every_key_the_reader_takes() {
    let tables = tables();
    let schema = schema::read("visit.schema.json");
    // The key is far from every other, so that none is suggested instead.
    let check = |members: &str, at: &str| {
        let named = schema.pointer(at).and_then(Value::as_object);
        let named = named.unwrap_or_else(|| panic!("{at} is not there"));
        let named: BTreeSet<String> = named.keys().cloned().collect();
        assert_eq!(named, taken(&tables, members), "{at}");
    };
    const FAR: &str = r#""qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq":1"#;
    let year = "/properties/year_to_date/anyOf/2/properties";
    check(FAR, "/properties");
    check(
        &format!(r#""person":{{{FAR}}}"#),
        "/properties/person/properties",
    );
    check(
        &format!(r#""bill":{{{FAR}}}"#),
        "/properties/bill/properties",
    );
    for paper in ["receipt", "charges"] {
        check(
            &format!(r#""bill":{{"{paper}":{{{FAR}}}}}"#),
            &format!("/properties/bill/properties/{paper}/properties"),
        );
    }
    check(
        &format!(r#""bill":{{"items":[{{{FAR}}}]}}"#),
        "/properties/bill/properties/items/items/properties",
    );
    check(&format!(r#""year_to_date":{{{FAR}}}"#), year);
    check(
        &format!(r#""year_to_date":{{"accounts":[{{{FAR}}}]}}"#),
        &format!("{year}/accounts/items/properties"),
    );
    check(
        &format!(r#""local":{{"基本医保.cap":[{{{FAR}}}]}}"#),
        "/$defs/scoped/items/properties",
    );
}

/// The words of the closed choices.
#[test]
fn the_schema_takes_every_word_of_a_choice() {
    let schema = open("visit.schema.json");
    let tables = tables();
    let all = schema::read("visit.schema.json");
    for (key, at) in [
        ("insurance", "/properties/insurance/enum"),
        ("grade", "/properties/grade/enum"),
        ("tier", "/properties/tier/enum"),
        ("place", "/properties/place/enum"),
        ("care", "/$defs/care/enum"),
        ("sex", "/properties/person/properties/sex/enum"),
    ] {
        let words = all.pointer(at).and_then(Value::as_array).expect(at);
        for word in words.iter().filter(|it| !it.is_null()) {
            let members = match key {
                "sex" => format!(r#""person":{{"sex":{word}}}"#),
                _ => format!(r#""{key}":{word}"#),
            };
            let read = read(&tables, with(&members).to_string().as_bytes());
            assert!(read.is_ok(), "{members}: {read:?}");
        }
        // The reader lists the words it accepts when it refuses one.
        let wrong = match key {
            "sex" => r#""person":{"sex":"qqqq"}"#.to_owned(),
            _ => format!(r#""{key}":"qqqq""#),
        };
        let error = mingbai_intake::read(&tables, with(&wrong).to_string().as_bytes());
        let message = error.expect_err(&wrong).message;
        let (_, list) = message.split_once("可以写：").expect("a list");
        let list = list.split('。').next().unwrap_or_default();
        for offered in list.split('、') {
            let (word, label) = offered.split_once('（').expect(offered);
            for word in [word, label.trim_end_matches('）')] {
                let members = match key {
                    "sex" => format!(r#""person":{{"sex":"{word}"}}"#),
                    _ => format!(r#""{key}":"{word}""#),
                };
                assert_eq!(faults(&schema, &with(&members)), [""; 0], "{members}");
            }
        }
    }
}
