//! Files of households that earlier pages wrote. Open files hold the same households for ever;
//! locked files are read as far as no passphrase is needed (the page's own tests unlock them). Must
//! not know tables.
use mingbai_households::{Opened, open, plain_content};
use serde_json::Value;
use std::fs;
use std::path::Path;

#[test]
fn files_of_the_past_are_read() {
    let sets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    for set in fs::read_dir(sets).expect("fixtures") {
        let set = set.expect("a folder").path();
        if !set.is_dir() {
            continue;
        }
        let index = fs::read_to_string(set.join("houses.jsonl")).expect("an index");
        let mut read = (0, 0);
        for line in index.lines() {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let name = line["file"].as_str().expect("a file");
            let text = fs::read_to_string(set.join("houses").join(name)).expect("a file");
            match open(&text) {
                Ok(Opened::Plain(houses)) => {
                    let now: Value = serde_json::from_str(&plain_content(&houses)).expect("JSON");
                    assert_eq!(now["households"], line["households"], "{name}");
                    assert!(line["passphrase"].is_null(), "{name}");
                    read.0 += 1;
                }
                Ok(Opened::Locked(how, bytes)) => {
                    assert!(line["passphrase"].is_string(), "{name}");
                    assert!(how.salt.len() == 16 && how.iv.len() == 12 && bytes.len() > 16);
                    read.1 += 1;
                }
                Err(error) => panic!("{name}: {error}"),
            }
        }
        assert_eq!(read.0 + read.1, 20, "{}", set.display());
        assert!(read.0 >= 5 && read.1 >= 5, "{read:?}");
    }
}
