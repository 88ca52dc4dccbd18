//! Notes which answers of the fixtures a change has altered on purpose, and why:
//! `cargo run -p mingbai-tests --example changed -- 2026-11 "为什么变"`. Look at what it writes to
//! tests/fixtures/<set>/changed.jsonl line by line: an answer nobody meant to change is a fault.
use mingbai_tests::fixtures::{Change, answered_beside_then, changes, unpack};
use serde_json::{Value, json};
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let mut words = env::args().skip(1);
    let (Some(set), Some(why)) = (words.next(), words.next()) else {
        return Err(io::Error::other("哪一套？为什么变？"));
    };
    let set = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(set);
    let lines = |name: &str| -> io::Result<Vec<Value>> {
        let text = fs::read_to_string(set.join(name))?;
        let lines = text.lines().map(serde_json::from_str);
        Ok(lines.collect::<Result<_, _>>()?)
    };
    let tables = mingbai_tables::load().map_err(io::Error::other)?;
    let parts = lines("parts.jsonl")?;
    let before = lines("changed.jsonl")?;
    let mut out = String::new();
    for (number, line) in (1u64..).zip(lines("answers.jsonl")?) {
        let was =
            unpack(&parts, &line["answer"]).ok_or_else(|| io::Error::other("no such part"))?;
        let found = changes(&was, &answered_beside_then(&tables, &line["visit"]));
        let found = Value::Array(found.iter().map(Change::write).collect());
        let listed = before.iter().find(|it| it["visit"] == number);
        let same = listed.map_or(&json!([]), |it| &it["changes"]) == &found;
        let mut reasons = listed.map_or_else(Vec::new, |it| {
            it["why"].as_array().cloned().unwrap_or_default()
        });
        if found == json!([]) {
            continue;
        }
        if !same {
            println!("{number}: {found}");
            if !reasons.contains(&json!(why)) {
                reasons.push(json!(why));
            }
        }
        out += &format!(
            "{}\n",
            json!({ "visit": number, "why": reasons, "changes": found })
        );
    }
    fs::write(set.join("changed.jsonl"), out)
}
