//! Every yes/no fact and every number has its place in every room: the tables' language, the JSON of
//! a visit, links, columns, questions, words. A fact that a room lacks fails here. Must not know one
//! fact from another.
use crate::authored;

use mingbai_batch::{Defaults, run};
use mingbai_engine::{Question, Range, Stated, Value, Visit, answer, case, interview};
use mingbai_intake::{link, read, write};
use mingbai_policy::{FactGroup, Fen, NumberFact, OrdinaryFact, Tables, When, YesNo};
use mingbai_wording as words;
use serde_json::json;
use std::collections::HashSet;

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Returns a county whose share turns on a condition.
fn county(when: &str) -> String {
    format!(
        r#"
[[region]]
id = "made-up"
name = "新设县"
level = "county"
parent = "江西省"

[table]
id = "made-up-2030"
name = "新设县 2030 年"
place = "新设县"
from = "2030-01-01"
checked = "unknown"

[[source]]
id = "made-up-page"
title = "新设县通知"
issuer = "新设县人民政府"
date = "2030-01-01"
grade = "document"

[order]
layers = ["基本医保"]
cite = {{ source = "made-up-page", at = "第一条" }}

[[layer]]
layer = "基本医保"
base = "in_scope"
deductible = 100
first_self_pay = "0%"
share = "50%"
cap = "none"
cite = {{ source = "made-up-page", at = "第二条" }}

[[layer.variant]]
when = {{ {when} }}
share = "80%"
"#
    )
}

/// Returns a visit to the county of which everything is known.
fn known(tables: &Tables) -> Visit {
    let json = json!({
        "date": "2030-06-01", "insured_in": "新设县", "insurance": "resident", "hospital": "其他",
        "place": "same_county", "care": "inpatient", "grade": "secondary", "tier": "county",
        "disease": [], "person": { "groups": "none", "sex": "male" },
        "year_to_date": { "in_scope_self_pay": "0.00" },
        "bill": { "total": "1100.00", "in_scope": "1100.00" },
    });
    let mut visit = read(tables, json.to_string().as_bytes()).expect("a visit");
    for fact in YesNo::ALL {
        visit.said[*fact] = Some(fact.group() == FactGroup::Cover);
    }
    for fact in NumberFact::ALL {
        visit.said[*fact] = Some(40);
    }
    visit
}

/// The same without a fact, and what hangs on it.
fn visit_without(tables: &Tables, fact: YesNo) -> Visit {
    let mut visit = known(tables);
    let tied = fact.implies() | fact.implied_by();
    for other in YesNo::ALL.iter().filter(|it| tied & it.bit() != 0) {
        visit.said[*other] = None;
    }
    visit
}

/// The condition of the county made up for a test.
fn condition(tables: &Tables) -> &When {
    let table = tables.tables.iter().find(|it| it.id == "made-up-2030");
    &table.expect("the county").layers[0].variants[0].when
}

fn pays(tables: &Tables, visit: &Visit) -> Range {
    let said = answer(tables, visit).expect("an answer");
    said.money.expect("money").pays.estimate
}

/// The visit with this at a path of its JSON.
fn with_at(path: &str, value: serde_json::Value) -> serde_json::Value {
    let mut json = json!({ "date": "2026-06-01", "insured_in": "修水县" });
    match path.split_once('.') {
        Some((object, key)) => json[object] = json!({ key: value }),
        None => json[path] = value,
    }
    json
}

#[test]
fn every_fact_a_condition_may_turn_on_is_asked_and_moves_the_money() {
    for fact in YesNo::conditions() {
        let id = fact.id();
        let tables = authored::with("2030.toml", &county(&format!("{id} = true"))).tables;
        let open = visit_without(&tables, fact);
        let said = answer(&tables, &open).expect("an answer");
        let asked = said
            .ask
            .iter()
            .find(|ask| ask.question == Question::Is(fact));
        let asked = asked.unwrap_or_else(|| panic!("{id} is not asked: {:?}", said.ask));
        let values: Vec<Value> = asked.answers.iter().map(|it| it.0).collect();
        assert_eq!(values, [Value::Yes, Value::No], "{id}");
        let interview = interview(&tables, &open).expect("an interview");
        assert!(interview.open().contains(&Question::Is(fact)), "{id}");
        let pays = |yes: bool| {
            let said = open.said.with(fact, yes);
            let visit = Visit {
                said,
                ..open.clone()
            };
            pays(&tables, &visit)
        };
        assert!(pays(true).low < pays(false).low, "{id}");
    }
}

/// A threshold of a number that is on neither end of it.
const LEAST: u16 = 12;

#[test]
fn every_number_is_asked_at_its_threshold_and_moves_the_money() {
    for fact in NumberFact::ALL.iter().copied() {
        let (id, most) = (fact.id(), fact.most());
        let question = Question::Number(fact);
        let county = county(&format!("{} = {LEAST}", fact.at_least()));
        let tables = authored::with("2030.toml", &county).tables;
        assert_eq!(*condition(&tables), When::AtLeast(fact, LEAST), "{id}");
        let mut open = known(&tables);
        open.said[fact] = None;
        // The days since birth say the age, and the age bounds the days.
        (open.said[NumberFact::Age], open.said[NumberFact::AgeDays]) = (None, None);
        let said = answer(&tables, &open).expect("an answer");
        let mut asks = said.ask.iter();
        let asked = asks.find(|ask| ask.question == question);
        let asked = asked.unwrap_or_else(|| panic!("{id} is not asked: {:?}", said.ask));
        let values: Vec<Value> = asked.answers.iter().map(|it| it.0).collect();
        let wanted = [
            Value::Number(fact, fact.least(), LEAST - 1),
            Value::Number(fact, LEAST, most),
        ];
        assert_eq!(values, wanted, "{id}");
        let interview = interview(&tables, &open).expect("an interview");
        assert!(interview.open().contains(&question), "{id}");
        let Ok(Stated::Ask(musts)) = case(&tables, &open) else {
            panic!("the case does not wait for {id}");
        };
        assert_eq!(musts[0].question, question, "{id}");
        let mut paid = [fact.least(), LEAST - 1, LEAST, most].map(|number| {
            open.said[fact] = Some(number);
            pays(&tables, &open)
        });
        assert!(paid[2].high < paid[1].low, "{id}");
        assert!(paid[0] == paid[1] && paid[2] == paid[3], "{id}");
        paid.sort_by_key(|it| it.low);
        open.said[fact] = None;
        let both = pays(&tables, &open);
        assert_eq!((both.low, both.high), (paid[0].low, paid[3].high), "{id}");
    }
}

/// No shipped rule turns on it, so nobody is asked.
#[test]
fn no_shipped_rule_asks_whether_someone_is_retired() {
    let rules = format!("{:?}", tables().tables);
    let turns_on = |fact: YesNo| rules.contains(&format!("{:?}", When::Is(fact)));
    assert!(!turns_on(YesNo::Retired));
    assert!(turns_on(YesNo::Referred) && turns_on(YesNo::PremiumPaid));
}

/// Where a table turns on the fact, a case waits for it and states its worth.
#[test]
fn a_case_waits_for_who_may_be_retired() {
    let tables = authored::with("2030.toml", &county("retired = true")).tables;
    let open = visit_without(&tables, YesNo::Retired);
    let Ok(Stated::Ask(musts)) = case(&tables, &open) else {
        panic!("the case does not wait");
    };
    let [must] = musts.as_slice() else {
        panic!("{musts:?}");
    };
    assert_eq!(must.question, Question::Is(YesNo::Retired));
    let exact = |fen: i64| Range {
        low: Fen(fen),
        high: Fen(fen),
    };
    // Of 1,100 yuan, 100 are the deductible; of the rest 80% or 50% are paid.
    let wanted = [(Value::Yes, exact(30_000)), (Value::No, exact(60_000))];
    let found = must.values.iter().map(|(value, pays)| (*value, pays[0]));
    assert_eq!(found.collect::<Vec<_>>(), wanted);
    for (value, pays) in wanted {
        let visit = Visit {
            said: open.said.with(YesNo::Retired, value == Value::Yes),
            ..open.clone()
        };
        let Ok(Stated::Case(case)) = case(&tables, &visit) else {
            panic!("no case: {value:?}");
        };
        assert_eq!(case.pays(), Some(pays), "{value:?}");
    }
}

#[test]
fn a_condition_says_each_fact_and_its_opposite() {
    let tables = tables();
    for fact in YesNo::conditions() {
        let id = fact.id();
        for (text, yes) in [("true", true), ("false", false)] {
            let county = county(&format!("{id} = {text}"));
            let authored = authored::with("2030.toml", &county).tables;
            let is = When::Is(fact);
            let wanted = if yes { is } else { When::Not(Box::new(is)) };
            assert_eq!(*condition(&authored), wanted, "{id}");
        }
        let phrase = |when: When| words::when_text(&tables, &when).expect("a phrase");
        let is = phrase(When::Is(fact));
        assert_ne!(is, phrase(When::Not(Box::new(When::Is(fact)))), "{id}");
    }
}

#[test]
fn every_number_is_read_written_and_linked() {
    let tables = tables();
    for fact in NumberFact::ALL.iter().copied() {
        let path = fact.path();
        let read =
            |value: serde_json::Value| read(&tables, with_at(path, value).to_string().as_bytes());
        let at = format!("/{}", path.replace('.', "/"));
        let mut lengths = Vec::new();
        for number in [None, Some(fact.least()), Some(LEAST), Some(fact.most())] {
            let visit = read(json!(number)).unwrap_or_else(|error| panic!("{path}: {error:?}"));
            assert_eq!(visit.said[fact], number, "{path}");
            let back = write(&tables, &visit);
            let written = back.pointer(&at).and_then(|it| it.as_u64());
            assert_eq!(written, number.map(u64::from), "{path}");
            let text = link::write(&tables, &visit);
            lengths.push(text.len());
            assert_eq!(link::read(&tables, &text), Ok(visit), "{path}");
        }
        // In a link its object and its key are a byte each, whatever they are called.
        assert!(lengths[2] - lengths[0] <= 6, "{path}: {lengths:?}");
        for wrong in [
            json!(fact.most() + 1),
            json!(i32::from(fact.least()) - 1),
            json!(1.5),
            json!("12"),
            json!(true),
        ] {
            let error = read(wrong.clone()).expect_err(path);
            assert_eq!(error.field, path, "{wrong}");
        }
    }
}

#[test]
fn every_fact_is_read_written_and_linked() {
    let tables = tables();
    let read = |json: &serde_json::Value| read(&tables, json.to_string().as_bytes());
    for fact in YesNo::ALL {
        let path = fact.path();
        let mut texts = HashSet::new();
        for yes in [None, Some(true), Some(false)] {
            let mut json = json!({
                "date": "2026-06-01", "insured_in": "修水县", "person": { "age": 60 },
            });
            let at = format!("/{}", path.replace('.', "/"));
            let (owner, key) = at.rsplit_once('/').expect("a place");
            json.pointer_mut(owner).expect(path)[key] = json!(yes);
            let visit = read(&json).unwrap_or_else(|error| panic!("{path}: {error:?}"));
            assert_eq!(visit.said[*fact], yes, "{path}");
            let back = write(&tables, &visit);
            assert_eq!(back.pointer(&at).and_then(|it| it.as_bool()), yes, "{path}");
            let text = link::write(&tables, &visit);
            assert_eq!(link::read(&tables, &text), Ok(visit), "{path}");
            texts.insert(text);
        }
        // In a link each fact is one byte, which is at most two letters.
        let lengths: Vec<usize> = texts.iter().map(String::len).collect();
        let (most, least) = (lengths.iter().max(), lengths.iter().min());
        assert_eq!(texts.len(), 3, "{path}");
        assert!(most.unwrap() - least.unwrap() <= 2, "{path}: {texts:?}");
    }
}

/// A month of one row with this cell in a column: whether the column is read, and the cell refused.
fn settle(tables: &Tables, title: &str, cell: &str) -> (bool, u64) {
    let table = format!("日期,参保地,总费用,{title}\n2026-03-05,修水县,8000,{cell}\n");
    let mut out = Vec::new();
    match run(tables, Defaults::default(), table.as_bytes(), &mut out) {
        Ok(summary) => (summary.unread.is_empty(), summary.refused),
        Err(_) => panic!("{title}"),
    }
}

#[test]
fn every_fact_is_a_column() {
    let tables = tables();
    for fact in YesNo::ALL {
        for title in [fact.id(), fact.path()] {
            for (cell, refused) in [("是", 0), ("否", 0), ("也许", 1)] {
                let settled = settle(&tables, title, cell);
                assert_eq!(settled, (true, refused), "{title} {cell}");
            }
        }
    }
    for fact in NumberFact::ALL {
        let beyond = (fact.most() + 1).to_string();
        let least = fact.least().to_string();
        for title in [fact.id(), fact.path()] {
            for (cell, refused) in [("12", 0), (&least, 0), ("十二", 1), (&beyond, 1)] {
                let settled = settle(&tables, title, cell);
                assert_eq!(settled, (true, refused), "{title} {cell}");
            }
        }
    }
}

#[test]
fn every_fact_has_its_words() {
    let tables = tables();
    let mut seen = HashSet::new();
    for fact in YesNo::ALL {
        let question = Question::Is(*fact);
        assert_eq!(words::question_id(&tables, question), fact.id());
        let label = |value| words::answer_label(&tables, question, value);
        assert_ne!(label(Value::Yes), label(Value::No), "{fact:?}");
        for text in [
            words::question_text(&tables, question),
            words::question_help(&tables, question),
            words::fact_name(&tables, question),
        ] {
            assert!(!text.is_empty(), "{fact:?}");
            assert!(seen.insert(text.clone()), "{text} is said of two facts");
        }
        assert!(has_ordinary(&tables, OrdinaryFact::Is(*fact)), "{fact:?}");
    }
}

/// The vocabulary says what a case takes of a fact, or that it is asked.
fn has_ordinary(tables: &Tables, fact: OrdinaryFact) -> bool {
    let mut all = tables.vocabulary.ordinary.iter();
    all.any(|it| it.fact == fact)
}

#[test]
fn every_number_has_its_words() {
    let tables = tables();
    let mut seen = HashSet::new();
    for fact in NumberFact::ALL.iter().copied() {
        let question = Question::Number(fact);
        assert_eq!(words::question_id(&tables, question), fact.id());
        let of = |low, high| Value::Number(fact, low, high);
        let least = fact.least();
        let ranges = [of(least, 11), of(12, fact.most()), of(12, 17), of(12, 12)];
        let labels = ranges.map(|value| words::answer_label(&tables, question, value));
        let at_least = When::AtLeast(fact, LEAST);
        let phrase = words::when_text(&tables, &at_least).expect("a phrase");
        assert!(phrase.contains("12"), "{phrase}");
        for text in labels.into_iter().chain([
            phrase,
            words::question_text(&tables, question),
            words::question_help(&tables, question),
            words::fact_name(&tables, question),
        ]) {
            assert!(!text.is_empty(), "{fact:?}");
            assert!(seen.insert(text.clone()), "{text} is said of two facts");
        }
        let word = |value| words::answer_word(&tables, question, value);
        assert_eq!(word(of(12, 12)), json!(12), "{fact:?}");
        assert_eq!(
            word(of(least, 11)),
            json!(format!("{least}-11")),
            "{fact:?}"
        );
        let ordinary = OrdinaryFact::Number(fact);
        assert!(has_ordinary(&tables, ordinary), "{fact:?}");
    }
}
