//! Which crates may depend on what, as their `Cargo.toml` says. Must not know what a crate does.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Returns the names of a crate's dependencies, those of its tests too.
fn dependencies(manifest: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(manifest).expect("a manifest");
    let table: toml::Table = text.parse().expect("TOML");
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = kinds.iter().filter_map(|kind| table.get(*kind)?.as_table());
    tables.flat_map(|it| it.keys().cloned()).collect()
}

/// Returns every crate's folder below `src/` and its dependencies.
fn crates() -> Vec<(String, BTreeSet<String>)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let folders = fs::read_dir(src).expect("src/").flatten();
    let manifests = folders.map(|it| (it.file_name(), it.path().join("Cargo.toml")));
    manifests
        .filter(|(_, manifest)| manifest.exists())
        .map(|(name, manifest)| (name.to_string_lossy().into_owned(), dependencies(&manifest)))
        .collect()
}

#[test]
fn only_platform_names_the_browser() {
    let browser = |it: &&String| *it == "web-sys" || *it == "js-sys" || it.starts_with("gloo");
    let crates = crates();
    assert!(crates.len() > 5, "{crates:?}");
    for (name, needs) in &crates {
        let named: Vec<&String> = needs.iter().filter(browser).collect();
        assert_eq!(name == "platform", !named.is_empty(), "{name}: {named:?}");
    }
}

#[test]
fn platform_knows_no_other_crate_of_ours() {
    for (name, needs) in crates() {
        let ours: Vec<&String> = needs
            .iter()
            .filter(|it| it.starts_with("mingbai-"))
            .collect();
        if name == "platform" {
            assert_eq!(ours, Vec::<&String>::new());
        }
    }
}

/// Which of the page's crates each of them may know.
const PAGES: &[(&str, &[&str])] = &[
    ("interview", &[]),
    ("ui", &["interview", "platform"]),
    ("visit", &["interview", "platform", "ui"]),
    ("desk", &["interview", "platform", "ui"]),
    ("rounds", &["interview", "platform", "ui", "visit"]),
    (
        "page",
        &["desk", "interview", "platform", "rounds", "ui", "visit"],
    ),
];

#[test]
fn the_family_the_clerk_and_the_doctor_know_nothing_of_each_other() {
    let crates = crates();
    let rooms: BTreeSet<&str> = PAGES
        .iter()
        .map(|(name, _)| *name)
        .chain(["platform"])
        .collect();
    for (name, may) in PAGES {
        let needs = crates.iter().find(|(it, _)| it == name);
        let (_, needs) = needs.expect("a crate of this name");
        for need in needs.iter().filter_map(|it| it.strip_prefix("mingbai-")) {
            assert!(
                !rooms.contains(need) || may.contains(&need),
                "{name} knows {need}"
            );
        }
    }
}
