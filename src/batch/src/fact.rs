//! Reads one fact of a cell as the reader of single visits does. Must not know a row or a column's place.
use crate::amount;
use crate::cell;
use crate::columns_read::{Field, Says, number_titles};
use crate::day;
use mingbai_engine::Visit;
use mingbai_intake::{OTHER, numbers};
use mingbai_policy::{RegionId, Tables};
use serde_json::{Map, Value, json};

/// Reads a visit that states only this.
pub fn read_alone(
    tables: &Tables,
    home: Option<RegionId>,
    path: &str,
    value: Value,
) -> Result<Visit, String> {
    let home = home
        .and_then(|home| tables.vocabulary.regions.get(home.index()))
        .map_or(OTHER, |region| region.name.id.as_str());
    let mut visit = Map::new();
    visit.insert("date".to_owned(), json!("2020-01-01"));
    visit.insert("insured_in".to_owned(), json!(home));
    match path.split_once('.') {
        Some((outer, inner)) => visit.insert(outer.to_owned(), json!({ inner: value })),
        None => visit.insert(path.to_owned(), value),
    };
    let json = Value::Object(visit).to_string();
    mingbai_intake::read(tables, json.as_bytes()).map_err(|error| error.message)
}

/// Returns the value of a fact in the JSON of a visit.
pub fn value(field: Field, cell: &str) -> Result<Value, String> {
    Ok(match field {
        Field::Is(_) => json!(cell::truth(cell)?),
        Field::Number(fact) => {
            let number: u64 = cell::whole(numbers::without_unit(fact, cell))
                .parse()
                .map_err(|_| {
                    let title = number_titles(fact).first().copied();
                    let (title, example) = (title.unwrap_or_default(), numbers::example(fact));
                    format!("{title}请写整数，如 {example}。")
                })?;
            json!(number)
        }
        Field::Disease => cell::diseases(cell),
        Field::Grade => json!(cell::grade(cell)),
        Field::Care => json!(cell::care(cell)),
        Field::Insurance => json!(cell::insurance(cell)),
        Field::Sex => json!(cell::sex(cell)),
        Field::TablesAsOf => json!(day::read(cell)?.to_string()),
        Field::Groups => match cell {
            _ if cell::is_no_group(cell) => json!("none"),
            _ => {
                let listed = cell
                    .strip_prefix("只有")
                    .or(cell.strip_prefix('仅'))
                    .unwrap_or(cell);
                let all = cell::names(listed).map(|name| (name.to_owned(), json!(true)));
                Value::Object(all.collect())
            }
        },
        _ => json!(cell),
    })
}

/// Returns the value of a figure of the local office in the JSON of a visit.
pub fn local_value(key: &str, cell: &str) -> Result<Value, String> {
    let amount = key.ends_with(".deductible") || key.ends_with(".cap");
    Ok(if amount {
        json!(amount::read(cell)?.to_string())
    } else {
        json!(cell)
    })
}

/// Checks that the reader of single visits reads a fact.
pub fn check(tables: &Tables, says: &Says, cell: &str) -> Result<(), String> {
    let read = |path: &str, value| read_alone(tables, None, path, value).map(|_| ());
    match says {
        Says::Field(Field::Disease) => read("disease", cell::diseases(cell)),
        Says::Field(fact) => read(fact.path(), value(*fact, cell)?),
        Says::Group(_) | Says::Answer(_) => cell::truth(cell).map(|_| ()),
        Says::Local(key) => read(&format!("local.{key}"), local_value(key, cell)?),
        _ => Err("这一项每行不同，请写在表里。".to_owned()),
    }
}
