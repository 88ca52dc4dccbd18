//! Whatever stands in a file, the reader answers; it never panics.
use mingbai_policy::author;
use proptest::prelude::*;
use std::path::Path;

/// The shipped tables, and a few small texts in case there are none.
fn shipped() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies");
    let toml = |path: &std::path::PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
    };
    let read = |path: std::path::PathBuf| {
        Some((
            path.display().to_string(),
            std::fs::read_to_string(&path).ok()?,
        ))
    };
    author::paths_below(&root)
        .into_iter()
        .filter(toml)
        .filter_map(read)
        .collect()
}

fn read(files: &[(String, String)]) {
    if let Err(problems) = author::read_files(files) {
        assert!(problems.count() > 0);
        for problem in problems.iter() {
            assert!(problem.line > 0 && problem.column > 0 && !problem.message.is_empty());
        }
    }
}

fn read_one(text: String) {
    read(&[("one.toml".into(), text)]);
}

/// Replaces a stretch of a text, counted in characters.
fn spliced(text: &str, at: usize, length: usize, new: &str) -> String {
    let count = text.chars().count().max(1);
    let at = at % count;
    let head = text.chars().take(at);
    head.chain(new.chars())
        .chain(text.chars().skip(at + length))
        .collect()
}

const SNIPPETS: &[&str] = &[
    "",
    "[[layer]]",
    "[layer]",
    "\n[[scheme]]\n",
    "= \"unknown\"",
    "{ }",
    "[]",
    "-1",
    "1e9",
    "\"half\"",
    "\"",
    "]",
    "99999999999999999999",
    "\"2020-02-30\"",
    "\"２０２０\"",
    "2020-01-01",
    "true",
    "when = { not = { } }",
    "\u{0}",
    "nan",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read_one(String::from_utf8_lossy(&bytes).into_owned());
    }

    #[test]
    fn toml_like_text(lines in proptest::collection::vec("(\\[\\[?[a-z_]{1,8}\\]\\]?|[a-z_]{1,8} = (\"[^\"]{0,8}\"|-?[0-9]{1,4}|\\[[a-z\"]{0,5}\\]|\\{[a-z =]{0,8}\\}))", 0..20)) {
        read_one(lines.join("\n"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn shipped_tables_with_a_stretch_replaced(
        file in any::<prop::sample::Index>(),
        at in any::<usize>(),
        length in 0usize..60,
        snippet in prop::sample::select(SNIPPETS),
    ) {
        let mut files = shipped();
        if !files.is_empty() {
            let file = file.index(files.len());
            let text = spliced(&files[file].1, at, length, snippet);
            read_one(text.clone());
            files[file].1 = text;
            read(&files);
        }
    }
}

#[test]
fn deep_nesting_is_refused_or_read() {
    read_one(format!("x = {}{}", "[".repeat(20_000), "]".repeat(20_000)));
    read_one(format!("[[scheme]]\nwhen = {}", "{ not = ".repeat(20_000)));
    read_one(format!("[case.visit]\n{} = 1", vec!["a"; 20_000].join(".")));
    read_one(format!(
        "[[case]]\n[case.visit.{}]\nx = 1",
        vec!["a"; 20_000].join(".")
    ));
}

#[test]
fn a_file_that_is_not_text_is_a_problem() {
    let dir = std::env::temp_dir().join(format!("mingbai-bytes-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    std::fs::write(dir.join("a.toml"), [0xff, 0xfe, 0x00]).unwrap();
    let problems = author::read_folder(&dir).unwrap_err();
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(
        problems
            .to_string()
            .starts_with("a.toml:1:1: : 文件不是 UTF-8"),
        "{problems}"
    );
}
