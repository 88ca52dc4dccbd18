//! The shipped tables with one more file. Must not know what the file says.
use mingbai_policy::author::{Authored, read_files};
use std::{fs, path::Path};

fn texts(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("policies can be read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            texts(&path, found);
        } else if path.extension().is_some_and(|end| end == "toml") {
            let text = fs::read_to_string(&path).expect("UTF-8");
            found.push((path.display().to_string(), text));
        }
    }
}

/// Returns every file of `policies/`, or of another folder beside it.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    texts(&root.join(folder), &mut files);
    files
}

/// Reads everything in `policies/` together with this file.
pub fn with(name: &str, text: &str) -> Authored {
    let mut all = files("policies");
    all.push((format!("policies/jiangxi/made-up/{name}"), text.into()));
    read(all)
}

/// Reads everything in `policies/` together with everything in this folder.
pub fn beside(folder: &str) -> Authored {
    let mut all = files("policies");
    all.extend(files(folder));
    read(all)
}

fn read(mut files: Vec<(String, String)>) -> Authored {
    files.sort();
    match read_files(&files) {
        Ok(authored) => authored,
        Err(problems) => panic!("{problems}"),
    }
}
