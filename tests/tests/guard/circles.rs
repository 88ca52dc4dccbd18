//! No circle of imports between the files of one crate. Must not know what a file does.
//!
//! A file imports another where it names a path into the other, in a `use` or anywhere else:
//! `crate::…`, `super::…`, `self::…`, or a module of its own. A name drawn through a `lib.rs` or
//! `mod.rs` counts as an import of that file, so a file that re-exports must define nothing that
//! its own parts need. The file of a type also imports each file that adds methods to the type
//! which it calls itself.
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The path of a module inside its crate; empty for the root.
type Module = Vec<String>;

/// The paths and the definitions of one file.
#[derive(Default)]
struct Source {
    /// Paths from the crate's root, as written.
    paths: BTreeSet<Module>,
    types: BTreeSet<String>,
    functions: BTreeSet<String>,
    calls: BTreeSet<String>,
    /// Methods of each type that an inherent `impl` of this file adds to.
    methods: BTreeMap<String, BTreeSet<String>>,
}

fn read(module: &Module, text: &str) -> Source {
    let tokens: TokenStream = text.parse().expect("Rust");
    let mut source = Source::default();
    source.scan(module, tokens);
    source
}

impl Source {
    /// Scans the tokens of a module: the file's own, or one inside it.
    fn scan(&mut self, here: &Module, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            let word = word_at(&tokens, at).unwrap_or_default();
            let next = word_at(&tokens, at + 1);
            if let ("mod", Some(name), Some(TokenTree::Group(body))) =
                (&*word, &next, tokens.get(at + 2))
            {
                self.scan(
                    &[&here[..], std::slice::from_ref(name)].concat(),
                    body.stream(),
                );
                at += 3;
                continue;
            }
            if !word.is_empty() && colons(&tokens, at + 1) {
                let (root, from) = match &*word {
                    "crate" => (Module::new(), at + 3),
                    "super" => (here[..here.len().saturating_sub(1)].to_vec(), at + 3),
                    "self" => (here.clone(), at + 3),
                    _ => (here.clone(), at),
                };
                at = self.path(root, &tokens, from);
                continue;
            }
            match (&*word, next) {
                ("struct" | "enum" | "trait" | "union" | "type", Some(name)) => {
                    self.types.insert(name);
                }
                ("fn", Some(name)) => {
                    self.functions.insert(name);
                }
                ("impl", _) if starts_item(&tokens, at) => self.extend(&tokens[at + 1..]),
                _ => {}
            }
            // `..rest` of a struct is no call.
            let dots = (1..=2).take_while(|back| at >= *back && is(tokens.get(at - back), '.'));
            if !word.is_empty() && dots.count() == 1 {
                self.calls.insert(word);
            }
            if let TokenTree::Group(group) = &tokens[at] {
                self.scan(here, group.stream());
            }
            at += 1;
        }
    }

    /// Records the methods of an inherent `impl`, from the token after the word on; ignores those
    /// of a trait.
    fn extend(&mut self, tokens: &[TokenTree]) {
        let mut depth = 0;
        let (mut name, mut named) = (String::new(), false);
        for (at, token) in tokens.iter().enumerate() {
            let arrow = at > 0 && is(tokens.get(at - 1), '-');
            match token {
                token if is(Some(token), '<') => depth += 1,
                token if is(Some(token), '>') && !arrow => depth -= 1,
                TokenTree::Ident(word) if depth == 0 && word == "for" => return,
                TokenTree::Ident(word) if depth == 0 && word == "where" => named = true,
                TokenTree::Ident(word) if depth == 0 && !named => name = word.to_string(),
                TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                    let mut inside = Source::default();
                    inside.scan(&Module::new(), body.stream());
                    let methods = self.methods.entry(name).or_default();
                    methods.extend(inside.functions);
                    return;
                }
                _ => {}
            }
        }
    }

    /// Reads a path, or a tree of paths, from its first name on. Returns where it ends.
    fn path(&mut self, mut path: Module, tokens: &[TokenTree], mut at: usize) -> usize {
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(name)) if name == "super" => {
                    path.pop();
                }
                Some(TokenTree::Ident(name)) if name == "self" => {}
                Some(TokenTree::Ident(name)) => path.push(name.to_string()),
                Some(TokenTree::Group(tree)) if tree.delimiter() == Delimiter::Brace => {
                    let tree: Vec<TokenTree> = tree.stream().into_iter().collect();
                    let branches = tree.split(|token| is(Some(token), ','));
                    // A comma at the end has nothing behind it.
                    for branch in branches.filter(|branch| !branch.is_empty()) {
                        self.path(path.clone(), branch, 0);
                    }
                    return at + 1;
                }
                // A glob draws from the module.
                _ => {}
            }
            at += 1;
            if !colons(tokens, at) {
                break;
            }
            at += 2;
        }
        self.paths.insert(path);
        at
    }
}

fn word_at(tokens: &[TokenTree], at: usize) -> Option<String> {
    match tokens.get(at) {
        Some(TokenTree::Ident(word)) => Some(word.to_string()),
        _ => None,
    }
}

fn is(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn colons(tokens: &[TokenTree], at: usize) -> bool {
    is(tokens.get(at), ':') && is(tokens.get(at + 1), ':')
}

/// Returns whether an item may begin here: at the start, after another item's body, or after an
/// attribute.
fn starts_item(tokens: &[TokenTree], at: usize) -> bool {
    match at.checked_sub(1).map(|before| &tokens[before]) {
        None => true,
        Some(TokenTree::Group(group)) => group.delimiter() != Delimiter::Parenthesis,
        Some(token) => is(Some(token), ';'),
    }
}

/// Returns every file of a crate by its module.
fn sources(root: &Path) -> BTreeMap<Module, Source> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), Module::new())];
    while let Some((folder, module)) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path: PathBuf = entry.expect("an entry").path();
            let stem = path.file_stem().and_then(|it| it.to_str()).expect("a name");
            let inner = [&module[..], &[stem.to_owned()]].concat();
            if path.is_dir() {
                folders.push((path, inner));
                continue;
            }
            if path.extension().is_none_or(|it| it != "rs") || stem == "main" {
                continue;
            }
            let module = match stem {
                "lib" | "mod" => module.clone(),
                _ => inner,
            };
            let text = fs::read_to_string(&path).expect("a file");
            found.insert(module.clone(), read(&module, &text));
        }
    }
    found
}

/// Returns which files each file imports.
fn imports(files: &BTreeMap<Module, Source>) -> BTreeMap<&Module, BTreeSet<&Module>> {
    let file_of = |path: &Module| {
        let mut ends = (0..=path.len()).rev();
        ends.find_map(|end| files.get_key_value(&path[..end]))
            .map(|it| it.0)
    };
    let mut found: BTreeMap<&Module, BTreeSet<&Module>> = files
        .iter()
        .map(|(module, source)| (module, source.paths.iter().filter_map(file_of).collect()))
        .collect();
    for (adding, source) in files {
        for (name, methods) in &source.methods {
            let Some((home, of_home)) = files.iter().find(|(_, it)| it.types.contains(name)) else {
                continue;
            };
            let mut added = methods.difference(&of_home.functions);
            if added.any(|method| of_home.calls.contains(method)) {
                found.entry(home).or_default().insert(adding);
            }
        }
    }
    for (module, imported) in &mut found {
        imported.remove(module);
    }
    found
}

/// Returns a circle, if there is one: each file imports the next, the last the first.
fn circle<'m>(imports: &BTreeMap<&'m Module, BTreeSet<&'m Module>>) -> Option<Vec<&'m Module>> {
    let mut done: BTreeSet<&Module> = BTreeSet::new();
    fn walk<'m>(
        at: &'m Module,
        imports: &BTreeMap<&'m Module, BTreeSet<&'m Module>>,
        way: &mut Vec<&'m Module>,
        done: &mut BTreeSet<&'m Module>,
    ) -> Option<Vec<&'m Module>> {
        if let Some(start) = way.iter().position(|it| *it == at) {
            return Some(way[start..].to_vec());
        }
        if !done.insert(at) {
            return None;
        }
        way.push(at);
        let found = imports[at]
            .iter()
            .find_map(|next| walk(next, imports, way, done));
        way.pop();
        found
    }
    imports
        .keys()
        .find_map(|at| walk(at, imports, &mut Vec::new(), &mut done))
}

fn files(texts: &[(&str, &str)]) -> BTreeMap<Module, Source> {
    let module = |name: &str| {
        name.split("::")
            .filter(|it| !it.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let file = |(name, text): &(&str, &str)| (module(name), read(&module(name), text));
    texts.iter().map(file).collect()
}

#[test]
fn a_circle_is_found_and_what_is_none_is_not() {
    let round = |texts: &[(&str, &str)]| circle(&imports(&files(texts))).is_some();
    let (a, b) = ("use crate::b::B;", "pub struct B;");
    assert!(!round(&[
        ("", "mod a; mod b; pub use a::A;"),
        ("a", a),
        ("b", b)
    ]));
    assert!(round(&[
        ("a", a),
        ("b", "fn f() -> crate::a::A { todo() }")
    ]));
    assert!(round(&[
        ("a", a),
        ("b", "use crate::{c::C, d}; "),
        ("d", "use super::a;"),
        ("c", "")
    ]));
    assert!(round(&[
        ("", "pub use self::a::A;"),
        ("a", "use crate::A;")
    ]));
    assert!(!round(&[
        ("", "pub use self::a::A;"),
        ("a", "use crate::{b::B,};"),
        ("b", "")
    ]));
    assert!(round(&[
        ("f", "use self::a::A;"),
        ("f::a", "use super::*;")
    ]));
    assert!(!round(&[
        ("a", "mod tests { use super::*; }"),
        ("b", "// crate::b\n const S: &str = \"crate::a\";")
    ]));
    let a = "pub struct A<T>(T); impl<T> A<T> { fn new(&self) { self.added() } }";
    let b = "impl<T: Fn() -> u8> crate::a::A<T> { fn added(&self) {} }";
    assert!(
        round(&[("a", a), ("b", b)]),
        "a method that another file adds"
    );
    assert!(!round(&[
        ("a", "pub struct A; fn new(a: A) { a.clone() }"),
        ("b", "impl Clone for crate::a::A { fn clone() {} }")
    ]));
}

#[test]
fn no_crate_has_a_circle_of_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let mut wrong = Vec::new();
    for entry in fs::read_dir(root).expect("crates") {
        let folder = entry.expect("an entry").path();
        let name = folder
            .file_name()
            .and_then(|it| it.to_str())
            .expect("a name")
            .to_owned();
        if !folder.join("src").is_dir() {
            continue;
        }
        let files = sources(&folder.join("src"));
        assert!(!files.is_empty(), "{name} has files");
        if let Some(circle) = circle(&imports(&files)) {
            let path: Vec<String> = circle
                .iter()
                .map(|it| format!("crate::{}", it.join("::")))
                .collect();
            wrong.push(format!("{name}: {} round again", path.join(" imports ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
