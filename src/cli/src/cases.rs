//! Runs worked cases (算例): a visit next to the tables, and the expected answer. Must not compute
//! an amount.
use mingbai_intake::InputError;
use mingbai_policy::Tables;
use mingbai_policy::author::Case;
use serde_json::Value;

/// Runs a case. The error is a sentence about the first difference.
pub fn run(tables: &Tables, case: &Case) -> Result<(), String> {
    let visit = case.visit.to_string();
    let answer = mingbai_intake::read(tables, visit.as_bytes()).and_then(|visit| {
        let answer = mingbai_engine::answer(tables, &visit)?;
        let stated = mingbai_engine::case(tables, &visit)?;
        Ok(mingbai_wording::json(tables, &visit, &answer, &stated))
    });
    compare(&case.expect, answer)
}

/// Checks an expectation against an answer or a refusal.
pub fn compare(expect: &Value, answer: Result<Value, InputError>) -> Result<(), String> {
    let expected_field = expect
        .get("error")
        .map(|error| error.get("field").and_then(Value::as_str).unwrap_or(""));
    match (expected_field, answer) {
        (Some(field), Err(error)) if field == error.field => Ok(()),
        (Some(field), Err(error)) => Err(format!(
            "应在 {field} 处拒绝，却在 {} 处拒绝：{}",
            error.field, error.message
        )),
        (Some(field), Ok(_)) => Err(format!("应在 {field} 处拒绝，却给出了答案。")),
        (None, Err(error)) => Err(format!("读不懂 {}：{}", error.field, error.message)),
        (None, Ok(answer)) => {
            let Value::Object(members) = expect else {
                return Err("expect 应是一个表。".to_owned());
            };
            members
                .iter()
                .try_for_each(|(key, wanted)| match key.as_str() {
                    "absent" => absent(wanted, &answer),
                    _ => member(key, wanted, &answer, ""),
                })
        }
    }
}

fn absent(wanted: &Value, answer: &Value) -> Result<(), String> {
    let Value::Object(kinds) = wanted else {
        return Err("absent 应是一个表。".to_owned());
    };
    for (kind, names) in kinds {
        let Some(rows) = answer.get(kind).and_then(Value::as_array) else {
            return Err(format!("答案里没有 {kind} 这张表。"));
        };
        for name in names.as_array().into_iter().flatten() {
            if rows.iter().any(|row| row.get("name") == Some(name)) {
                return Err(format!("{kind} 里不该有{name}，却有。"));
            }
        }
    }
    Ok(())
}

/// Checks that every key of the expectation holds in the answer; the answer may have more keys.
fn holds(wanted: &Value, got: &Value, path: &str) -> Result<(), String> {
    match (wanted, got) {
        (Value::Object(members), Value::Object(_)) => members
            .iter()
            .try_for_each(|(key, wanted)| member(key, wanted, got, path)),
        (Value::Array(wanted), Value::Array(rows))
            if wanted.iter().any(|row| named(row).is_some()) =>
        {
            wanted.iter().try_for_each(|row| {
                let Some((key, name)) = named(row) else {
                    return Err(format!("{path} 里的{row}没有名字。"));
                };
                let mut same: Vec<&Value> = rows
                    .iter()
                    .filter(|found| found.get(key) == Some(name))
                    .collect();
                let here = format!("{path}[{}]", name.as_str().unwrap_or("?"));
                match (same.pop(), same.is_empty()) {
                    (Some(found), true) => holds(row, found, &here),
                    // Two places may give a rule the same name; one of the two must match.
                    (Some(found), false) => {
                        let first = holds(row, found, &here);
                        if same.iter().any(|found| holds(row, found, &here).is_ok()) {
                            Ok(())
                        } else {
                            first
                        }
                    }
                    (None, _) => {
                        let names: Vec<&str> = rows
                            .iter()
                            .filter_map(|row| row.get(key)?.as_str())
                            .collect();
                        Err(format!(
                            "{path} 里应有{name}，却没有；有的是：{}。",
                            names.join("、")
                        ))
                    }
                }
            })
        }
        _ if same(wanted, got) => Ok(()),
        _ => Err(format!("{path} 应是 {wanted}，得出的却是 {got}。")),
    }
}

/// Returns the member that sets a row of a list apart from the others, with its value.
fn named(row: &Value) -> Option<(&'static str, &Value)> {
    ["name", "question"]
        .into_iter()
        .find_map(|key| Some((key, row.get(key)?)))
}

fn member(key: &str, wanted: &Value, got: &Value, path: &str) -> Result<(), String> {
    let path = if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    };
    match got.get(key) {
        Some(got) => holds(wanted, got, &path),
        None => Err(format!("{path} 应是 {wanted}，答案里却没有这一项。")),
    }
}

/// Returns whether two values are equal. TOML has no null, so an author writes `"null"` for it.
fn same(wanted: &Value, got: &Value) -> bool {
    wanted == got || (got.is_null() && wanted.as_str() == Some("null"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(expect: Value, fragment: Option<&str>) {
        let answer = json!({
            "estimate": { "low": "1.00", "high": "2.00" },
            "ask": [ { "question": "grade", "text": "几级？" }, { "question": "age", "text": "几岁？" } ],
            "targets": [],
            "schemes": [ { "name": "甲", "verdict": "yes", "line": null }, { "name": "乙", "verdict": "no" },
                         { "name": "乙", "verdict": "yes" } ],
        });
        match (compare(&expect, Ok(answer)), fragment) {
            (Ok(()), None) => {}
            (Err(said), Some(fragment)) => assert!(said.contains(fragment), "{said}"),
            (result, _) => panic!("{expect}: {result:?}"),
        }
    }

    #[test]
    fn an_expectation_is_a_part_of_the_answer() {
        check(json!({}), None);
        check(json!({ "estimate": { "low": "1.00" } }), None);
        check(
            json!({ "estimate": { "low": "1.01" } }),
            Some("estimate.low 应是 \"1.01\""),
        );
        check(
            json!({ "schemes": [ { "name": "甲", "verdict": "yes", "line": "null" } ] }),
            None,
        );
        check(
            json!({ "schemes": [ { "name": "乙", "verdict": "no" } ] }),
            None,
        );
        check(
            json!({ "schemes": [ { "name": "乙", "verdict": "unknown" } ] }),
            Some("schemes[乙].verdict"),
        );
        check(
            json!({ "schemes": [ { "name": "丙" } ] }),
            Some("有的是：甲"),
        );
        check(json!({ "absent": { "targets": ["甲"] } }), None);
        check(
            json!({ "absent": { "schemes": ["甲"] } }),
            Some("不该有\"甲\""),
        );
        check(json!({ "ask": [ { "question": "grade" } ] }), None);
        check(
            json!({ "ask": [ { "question": "age", "text": "几级？" } ] }),
            Some("ask[age].text 应是"),
        );
        check(
            json!({ "ask": [ { "question": "sex" } ] }),
            Some("ask 里应有\"sex\""),
        );
        check(json!({ "money": 1 }), Some("没有这一项"));
        check(
            json!({ "error": { "field": "date" } }),
            Some("却给出了答案"),
        );
    }

    #[test]
    fn a_refusal_is_expected_by_its_field() {
        let refused = || {
            Err(InputError {
                field: "bill.total".to_owned(),
                message: "不行。".to_owned(),
            })
        };
        assert!(compare(&json!({ "error": { "field": "bill.total" } }), refused()).is_ok());
        assert!(compare(&json!({ "error": { "field": "date" } }), refused()).is_err());
        assert!(compare(&json!({}), refused()).is_err());
    }
}
