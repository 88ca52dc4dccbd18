//! Reads the JSON of a settlement sheet, as flat as a program writes it or nested as the national platform
//! does (`output.setlinfo`, `setldetail`). Must not know which names are understood.
use crate::error::InputError;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A name and what stands behind it.
pub struct Said {
    pub name: String,
    pub value: String,
    /// Whether the value may be a line of the sheet; else it is only listed.
    pub used: bool,
}

/// A JSON value; the members of an object with repeated names included.
enum Part {
    Members(Vec<(String, Part)>),
    List(Vec<Part>),
    /// A text, or a number or a word as its digits and letters.
    Text(String),
    Nothing,
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Part, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Part;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Part::Members(members))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Part, A::Error> {
                let mut parts = Vec::new();
                while let Some(part) = list.next_element()? {
                    parts.push(part);
                }
                Ok(Part::List(parts))
            }

            fn visit_str<E>(self, text: &str) -> Result<Part, E> {
                Ok(Part::Text(text.trim().to_owned()))
            }

            fn visit_bool<E>(self, yes: bool) -> Result<Part, E> {
                Ok(Part::Text(yes.to_string()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Part, E> {
                Ok(Part::Text(number.to_string()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Part, E> {
                Ok(Part::Text(number.to_string()))
            }

            // The shortest digits that mean the number: those that the program wrote.
            fn visit_f64<E>(self, number: f64) -> Result<Part, E> {
                Ok(Part::Text(number.to_string()))
            }

            fn visit_unit<E>(self) -> Result<Part, E> {
                Ok(Part::Nothing)
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// Returns what the JSON says, in its order. Empty values say nothing.
pub fn read(text: &str) -> Result<Vec<Said>, InputError> {
    let part: Part = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = format!("第 {line} 行第 {column} 个字节不合 JSON 的写法。");
        InputError::new("$", message)
    })?;
    let mut said = Vec::new();
    collect("", part, &mut said);
    Ok(said)
}

fn collect(name: &str, part: Part, said: &mut Vec<Said>) {
    match part {
        Part::Nothing => {}
        Part::Text(value) if value.is_empty() => {}
        Part::Text(value) => said.push(Said {
            name: name.to_owned(),
            value,
            used: true,
        }),
        Part::Members(members) => {
            for (name, part) in members {
                collect(&name, part, said);
            }
        }
        Part::List(parts) => {
            for part in parts {
                match part {
                    Part::Members(members) => of_list(name, members, said),
                    part => collect(name, part, said),
                }
            }
        }
    }
}

/// Reads an entry of a list: the payment of a fund, or something that is only listed. The other amounts of
/// an entry are that fund's own.
fn of_list(list: &str, members: Vec<(String, Part)>, said: &mut Vec<Said>) {
    let text = |wanted: &str| {
        let found = members.iter().find(|(name, _)| name == wanted);
        match found.map(|it| &it.1) {
            Some(Part::Text(text)) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    };
    let fund = text("fund_pay_type_name").or_else(|| text("fund_pay_type"));
    if let (Some(name), Some(value)) = (fund, text("fund_payamt")) {
        said.push(Said {
            name,
            value,
            used: true,
        });
    }
    let taken = ["fund_pay_type_name", "fund_pay_type", "fund_payamt"];
    let mut others = Vec::new();
    for (name, part) in members {
        if !taken.contains(&name.as_str()) {
            collect(&name, part, &mut others);
        }
    }
    said.extend(others.into_iter().map(|it| Said {
        name: format!("{list} 里的 {}", it.name),
        used: false,
        ..it
    }));
}
