//! Writes the golden answers of interface/golden anew, from the visits beside them:
//! `cargo run -p mingbai-tests --example golden`. Read what changed: each must be meant.
use mingbai_tests::fixtures::answered;
use serde_json::Value;
use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../interface/golden");
    let tables = mingbai_tables::load().map_err(io::Error::other)?;
    let files = fs::read_dir(folder)?.map(|file| Ok(file?.path()));
    let mut files = files.collect::<io::Result<Vec<_>>>()?;
    files.sort();
    for path in files {
        let text = path.to_str().and_then(|it| it.strip_suffix(".visit.json"));
        let Some(name) = text else { continue };
        let visit: Value = serde_json::from_slice(&fs::read(&path)?)?;
        let answer = answered(&tables, &visit);
        if answer.get("error").is_some() {
            return Err(io::Error::other(format!("{name}: {answer}")));
        }
        let to = format!("{name}.answer.json");
        let now = format!("{answer:#}\n");
        if fs::read_to_string(&to).ok().as_ref() != Some(&now) {
            println!("{to}");
            fs::write(to, now)?;
        }
    }
    Ok(())
}
