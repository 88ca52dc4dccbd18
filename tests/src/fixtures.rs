//! Permanent fixtures (tests/fixtures): packs answers into few bytes, and compares an answer of today
//! with one from before. Must know JSON only, besides asking for the answer.
use mingbai_engine::{NoCase, Stated};
use mingbai_intake::InputError;
use mingbai_policy::Tables;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Returns the answer to a visit as the command writes it; where there is none, the error.
pub fn answered(tables: &Tables, visit: &Value) -> Value {
    with_answer(tables, visit, |said, _, _| said)
}

/// Returns the answer to a visit, for comparison with one from before cases existed. Since then the
/// questions that a case needs come first in `ask`, with other amounts. Takes only that head out, and
/// only where the remaining list is unchanged; otherwise the comparison shows the difference.
pub fn answered_beside_then(tables: &Tables, visit: &Value) -> Value {
    with_answer(tables, visit, |mut said, musts, headless| {
        if let Some(list) = without_head(&said["ask"], musts, headless) {
            said["ask"] = list;
        }
        said
    })
}

/// Computes an answer and passes it to `made`, with the number of questions in the head of `ask` and
/// the list without a case.
fn with_answer(
    tables: &Tables,
    visit: &Value,
    made: impl Fn(Value, usize, &Value) -> Value,
) -> Value {
    let answer = || {
        let visit = mingbai_intake::read(tables, visit.to_string().as_bytes())?;
        let answer = mingbai_engine::answer(tables, &visit).map_err(InputError::from)?;
        let stated = mingbai_engine::case(tables, &visit).map_err(InputError::from)?;
        let said = mingbai_wording::json(tables, &visit, &answer, &stated);
        let Stated::Ask(musts) = &stated else {
            return Ok(made(said, 0, &Value::Null));
        };
        let none = Stated::None(NoCase::NoTable);
        let headless = mingbai_wording::json(tables, &visit, &answer, &none);
        Ok(made(said, musts.len(), &headless["ask"]))
    };
    answer().unwrap_or_else(
        |error: InputError| json!({ "error": { "field": error.field, "message": error.message } }),
    )
}

/// Returns the list as it was before it had a head of `head` questions. `None` where there is no
/// head, or where the rest differs from the old list.
fn without_head(now: &Value, head: usize, then: &Value) -> Option<Value> {
    let (head, rest) = now.as_array()?.split_at_checked(head)?;
    let moved = |it: &&Value| head.iter().any(|must| must["question"] == it["question"]);
    let stayed = then.as_array()?.iter().filter(|it| !moved(it));
    (!head.is_empty() && stayed.eq(rest)).then(|| then.clone())
}

/// Values with shorter text are not shared.
const SHORT: usize = 24;
/// The only key of an object that refers to a shared part.
const PART: &str = "$";

/// Packs answers: a value that occurs several times is written once, in a list of parts. A part
/// refers only to earlier parts.
pub fn pack(answers: &[Value]) -> (Vec<Value>, Vec<Value>) {
    fn count(value: &Value, seen: &mut BTreeMap<String, usize>) {
        let text = value.to_string();
        if text.len() < SHORT {
            return;
        }
        let times = seen.entry(text).or_default();
        *times += 1;
        // The inside of a repeated value is counted once.
        if *times == 1 {
            match value {
                Value::Array(all) => all.iter().for_each(|it| count(it, seen)),
                Value::Object(all) => all.values().for_each(|it| count(it, seen)),
                _ => {}
            }
        }
    }
    struct Packing {
        seen: BTreeMap<String, usize>,
        places: BTreeMap<String, usize>,
        parts: Vec<Value>,
    }
    impl Packing {
        fn pack(&mut self, value: &Value) -> Value {
            let text = value.to_string();
            if let Some(at) = self.places.get(&text) {
                return json!({ PART: at });
            }
            let inside = match value {
                Value::Array(all) => all.iter().map(|it| self.pack(it)).collect(),
                Value::Object(all) => {
                    let members = all.iter().map(|(key, it)| (key.clone(), self.pack(it)));
                    Value::Object(members.collect())
                }
                other => other.clone(),
            };
            if self.seen.get(&text).is_some_and(|times| *times > 1) {
                self.places.insert(text, self.parts.len());
                self.parts.push(inside);
                return json!({ PART: self.parts.len() - 1 });
            }
            inside
        }
    }
    let mut seen = BTreeMap::new();
    answers.iter().for_each(|it| count(it, &mut seen));
    let mut packing = Packing {
        seen,
        places: BTreeMap::new(),
        parts: Vec::new(),
    };
    let packed = answers.iter().map(|it| packing.pack(it)).collect();
    (packing.parts, packed)
}

/// Unpacks an answer; `None` where it refers to a missing part.
pub fn unpack(parts: &[Value], packed: &Value) -> Option<Value> {
    Some(match packed {
        Value::Object(all) if all.len() == 1 && all.contains_key(PART) => {
            let at = usize::try_from(all.get(PART)?.as_u64()?).ok()?;
            // Earlier parts only, so that no file can contain a circle.
            unpack(parts.get(..at)?, parts.get(at)?)?
        }
        Value::Object(all) => {
            let members = all
                .iter()
                .map(|(key, it)| Some((key.clone(), unpack(parts, it)?)));
            Value::Object(members.collect::<Option<Map<_, _>>>()?)
        }
        Value::Array(all) => {
            let all = all.iter().map(|it| unpack(parts, it));
            Value::Array(all.collect::<Option<_>>()?)
        }
        other => other.clone(),
    })
}

/// A value that was written once and is written otherwise today.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The JSON pointer of the value (`/estimate/low`).
    pub at: String,
    /// The old value; for a list, the entries that were removed.
    pub was: Value,
    /// The new value; `None` where there is none.
    pub now: Option<Value>,
}

impl Change {
    /// Returns the change as an entry of a list of changes; the fixture itself holds the old value.
    pub fn write(&self) -> Value {
        match &self.now {
            Some(now) => json!({ "at": self.at, "now": now }),
            None => json!({ "at": self.at, "gone": true }),
        }
    }
}

/// Compares an answer of today with an old one. Every old member must still be there with the same
/// value; new members are no change.
pub fn changes(was: &Value, now: &Value) -> Vec<Change> {
    let mut all = Vec::new();
    compare(String::new(), was, now, &mut all);
    all
}

fn compare(at: String, was: &Value, now: &Value, all: &mut Vec<Change>) {
    match (was, now) {
        (Value::Object(then), Value::Object(members)) => {
            for (key, was) in then {
                let at = format!("{at}/{key}");
                match members.get(key) {
                    Some(now) => compare(at, was, now, all),
                    None => all.push(Change {
                        at,
                        was: was.clone(),
                        now: None,
                    }),
                }
            }
        }
        (Value::Array(then), Value::Array(list)) => {
            let same = |(was, now): &(&Value, &Value)| changes(was, now).is_empty();
            let head = then.iter().zip(list).take_while(same).count();
            let (then, list) = (&then[head..], &list[head..]);
            let tail = then.iter().rev().zip(list.iter().rev());
            let tail = tail.take_while(same).count();
            let then = &then[..then.len() - tail];
            let list = &list[..list.len() - tail];
            if then.len() == list.len() {
                for (index, (was, now)) in (head..).zip(then.iter().zip(list)) {
                    compare(format!("{at}/{index}"), was, now, all);
                }
            } else {
                all.push(Change {
                    at: format!("{at}/{head}..{}", head + then.len()),
                    was: then.to_vec().into(),
                    now: Some(list.to_vec().into()),
                });
            }
        }
        _ if was == now => {}
        _ => all.push(Change {
            at,
            was: was.clone(),
            now: Some(now.clone()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_out_again() {
        let source = json!({ "title": "江西省 2020 年健康扶贫工作通知", "where": ["第一条", "第二条，很长的一条"] });
        let answers = [
            json!({ "a": source, "b": [1, null, true], "n": "0.00" }),
            json!({ "a": [source, { "x": source["where"] }], "b": {} }),
        ];
        let (parts, packed) = pack(&answers);
        let back: Vec<_> = packed.iter().filter_map(|it| unpack(&parts, it)).collect();
        assert_eq!(back, answers);
        assert!(packed[1].to_string().len() < answers[1].to_string().len());
        assert_eq!(unpack(&[json!({ "$": 0 })], &json!({ "$": 0 })), None);
    }

    #[test]
    fn a_head_is_taken_out_and_nothing_else() {
        let ask = |question: &str, low: &str| json!({ "question": question, "low": low });
        let (a, b, c, new) = (ask("a", "1"), ask("b", "2"), ask("c", "3"), ask("new", "4"));
        let then = json!([a, b, c]);
        let check = |now: &[&Value], head: usize, taken: bool| {
            let found = without_head(&json!(now), head, &then);
            assert_eq!(found, taken.then(|| then.clone()), "{now:?}");
        };
        check(&[&new, &c, &a, &b], 2, true);
        check(&[&new, &a, &b, &c], 1, true);
        check(&[&ask("b", "9"), &a, &c], 1, true);
        check(&[&a, &b, &c], 0, false);
        // Behind the head: another order, an entry lost, an entry new, an entry changed.
        check(&[&new, &b, &a, &c], 1, false);
        check(&[&new, &a, &b], 1, false);
        check(&[&a, &new, &b, &c], 1, false);
        check(&[&new, &a, &ask("b", "9"), &c], 1, false);
        check(&[&new], 2, false);
    }

    #[test]
    fn only_what_was_said_counts() {
        let was = json!({ "low": "1.00", "ask": [{ "q": "a" }, { "q": "b" }, { "q": "c" }], "case": null });
        let check = |now: Value, expected: &[&str]| {
            let all = changes(&was, &now);
            let places: Vec<&str> = all.iter().map(|it| it.at.as_str()).collect();
            assert_eq!(places, expected, "{now}");
        };
        check(
            json!({ "new": 1, "low": "1.00", "ask": [{ "q": "a", "n": 1 }, { "q": "b" }, { "q": "c" }], "case": null }),
            &[],
        );
        check(
            json!({ "low": "2.00", "ask": [{ "q": "a" }, { "q": "x" }, { "q": "c" }] }),
            &["/low", "/ask/1/q", "/case"],
        );
        check(
            json!({ "low": "1.00", "ask": [{ "q": "a" }, { "q": "c" }], "case": null }),
            &["/ask/1..2"],
        );
        check(
            json!({ "low": "1.00", "ask": [{ "q": "a" }, { "q": "b" }, { "q": "n" }, { "q": "c" }], "case": null }),
            &["/ask/2..2"],
        );
    }
}
