//! The schemas of the interface as validators. Must not know a visit or a table.
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

/// Returns the folder that describes the interface.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../interface"))
}

/// Reads a schema of the folder.
pub fn read(name: &str) -> Value {
    let path = folder().join(name);
    let text = fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Returns a validator as other programs use it: unknown members are accepted where the schema says
/// so.
pub fn open(name: &str) -> Validator {
    ready(name, &read(name))
}

/// Returns a validator that refuses every member that the schema does not describe.
pub fn strict(name: &str) -> Validator {
    let mut schema = read(name);
    // A rule of each kind extends the common rule, so the whole is closed and the common part is
    // not.
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
            // A member named `properties` has itself a schema under its name.
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

/// Returns the faults of a value, one sentence each; empty where there are none.
pub fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    let faults = validator.iter_errors(value);
    faults
        .map(|fault| format!("{}: {fault}", fault.instance_path()))
        .collect()
}
