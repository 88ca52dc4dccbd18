//! The schemas of the interface, ready to hold JSON against. Knows no visit and no table.
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// The folder that describes the interface.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../interface"))
}

/// A schema as it stands in the folder.
pub fn read(name: &str) -> Value {
    let path = folder().join(name);
    let text = fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A schema as other programs use it: members it does not name are let pass where it says so.
pub fn open(name: &str) -> Validator {
    ready(name, &read(name))
}

/// A schema that refuses what it does not describe, to see that it describes everything.
pub fn strict(name: &str) -> Validator {
    let mut schema = read(name);
    // Rules of each kind are this and more: the whole is closed, not the part.
    let shared = schema["$defs"].get("rule").cloned();
    close(&mut schema);
    if let Some(shared) = shared {
        schema["$defs"]["rule"] = shared;
    }
    ready(name, &schema)
}

fn ready(name: &str, schema: &Value) -> Validator {
    jsonschema::draft202012::meta::validate(schema)
        .unwrap_or_else(|error| panic!("{name} is no schema: {error}"));
    jsonschema::validator_for(schema).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(close);
            // A member that is called so has itself a schema under its name.
            if members.get("properties").is_some_and(Value::is_object)
                && !members.contains_key("additionalProperties")
            {
                members.insert("unevaluatedProperties".into(), json!(false));
            }
        }
        Value::Array(all) => all.iter_mut().for_each(close),
        _ => {}
    }
}

/// What is wrong with JSON, one sentence a fault; none where nothing is.
pub fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    let faults = validator.iter_errors(value);
    faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect()
}
