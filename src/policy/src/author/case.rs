//! Worked cases: a visit and the expected parts of its answer, read from TOML as JSON. Must not know
//! what an answer looks like.
use super::cursor::{Fields, Node};
use serde_json::{Map, Number, Value};
use toml::de::DeValue;

/// A worked case (算例): a visit, and the parts of the answer it must give.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// A sentence that names the case.
    pub name: String,
    /// The file that holds the case.
    pub file: String,
    /// The visit, as the JSON interface takes it.
    pub visit: Value,
    /// The expected parts of the answer; members left out are not compared.
    pub expect: Value,
}

pub(super) fn cases(file: &Fields<'_>, name: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    for fields in file
        .sections("case")
        .iter()
        .filter_map(|node| node.fields(&["name", "visit", "expect"]))
    {
        let table = |key: &str, missing: &str| {
            let node = fields.need(key, missing)?;
            if !node.is_table() {
                node.expected("一个表");
            }
            Some(json(&node))
        };
        cases.push(Case {
            name: fields.text("name", "请写 name：这个算例说明什么"),
            file: name.to_string(),
            visit: table("visit", "算例要有 [case.visit]：这次看病的情况").unwrap_or_default(),
            expect: table("expect", "算例要有 [case.expect]：应当得到什么").unwrap_or_default(),
        });
    }
    cases
}

fn json(node: &Node<'_>) -> Value {
    match node.value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Integer(_) => node
            .number(i64::MIN, i64::MAX)
            .map_or(Value::Null, Value::from),
        DeValue::Float(number) => {
            let number = number.as_str().parse().ok().and_then(Number::from_f64);
            if number.is_none() {
                node.refuse("JSON 里没有这样的数，请改正");
            }
            number.map_or(Value::Null, Value::Number)
        }
        DeValue::Datetime(day) => Value::String(day.to_string()),
        DeValue::Array(_) => Value::Array(node.list().iter().map(json).collect()),
        DeValue::Table(table) => {
            let mut map = Map::new();
            for (key, value) in table.iter() {
                let node = node.below(key.get_ref(), value);
                map.insert(key.get_ref().to_string(), json(&node));
            }
            Value::Object(map)
        }
    }
}
