//! Reads `policies/`, refuses what the gate refuses, and packs the rest.
#[path = "src/spell.rs"]
mod spell;

use mingbai_policy::{author, pack};
use std::{env, error::Error, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    match pack_all() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn pack_all() -> Result<(), Box<dyn Error>> {
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?)
        .join("../../policies")
        .canonicalize()?;
    // Folders are watched too: a new file reruns the build.
    for path in author::paths_below(&root) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let authored = author::read_folder(&root).map_err(|problems| problems.graphical())?;
    let out = env::var("OUT_DIR")?;
    let out = Path::new(&out);
    let bytes = pack::encode(&authored.tables)?;
    fs::write(out.join("version"), version(&bytes))?;
    fs::write(out.join("tables.bin"), bytes)?;
    fs::write(
        out.join("pinyin.txt"),
        spell::lines(&authored.tables.vocabulary, spell::ANSWERS),
    )?;
    let cases: Vec<_> = authored
        .cases
        .into_iter()
        .map(|case| {
            // The place is known from the folder's name; the file's name means nothing.
            let folder = Path::new(&case.file).parent().and_then(Path::file_name);
            let place = folder.map_or(String::new(), |name| name.to_string_lossy().into_owned());
            serde_json::json!({ "name": case.name, "place": place, "visit": case.visit, "expect": case.expect })
        })
        .collect();
    fs::write(out.join("cases.json"), serde_json::to_string(&cases)?)?;
    Ok(())
}

/// Returns the version of packed tables: eight hex digits of their hash.
fn version(bytes: &[u8]) -> String {
    format!("{:08x}", pack::mark(bytes))
}
