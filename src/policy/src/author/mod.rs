//! Reads the tables as authors write them and lowers them to the packed types. Must not know the
//! engine.
//!
//! Every file is read to its end and every problem is reported, never only the first. The vocabulary
//! of all files comes first, since a table may use a name from any of them; then questions; then the
//! tables; then the checks that need several rules together.
//!
//! The format is described for authors in `policies/README.md`.
mod bounds;
mod case;
mod check;
mod cursor;
mod cycle;
mod figure;
mod index;
mod layer;
mod marks;
mod nearest;
mod ordinary;
mod problem;
mod rules;
mod scheme;
mod source;
mod table;
mod when;
mod words;

pub use case::Case;
pub use marks::{Marked, marks};
pub use problem::{Problem, Problems};

use crate::{Cite, CiteId, Day, Span, TableQuestion, Tables, limits};
use check::Checks;
use cursor::{Fields, Node};
use index::Index;
use problem::Sink;
use source::Sources;
use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};
use toml::de::DeTable;
use words::Words;

/// Checked tables and their worked cases.
#[derive(Clone, Debug)]
pub struct Authored {
    /// The tables, packed.
    pub tables: Tables,
    /// The worked cases of every file, in the order of files and lines.
    pub cases: Vec<Case>,
}

const SECTIONS: &[&str] = &[
    "region",
    "hospital",
    "group",
    "disease",
    "disease_set",
    "item",
    "layer_name",
    "ordinary",
    "table",
    "source",
    "question",
    "order",
    "layer",
    "excess",
    "waiver",
    "scheme",
    "list",
    "target",
    "procedure",
    "case",
];

/// Returns every file and folder below a folder, the folder itself included, sorted.
pub fn paths_below(dir: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(dir).sort_by_file_name().into_iter();
    entries
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .collect()
}

/// The beginning of the message about a file that is not TOML.
const NOT_TOML: &str = "这里不合 TOML 的写法";

/// Reads every `.toml` file below a folder. Problems name files by their path inside the folder.
pub fn read_folder(dir: &Path) -> Result<Authored, Problems> {
    read_folders(&[dir])
}

/// Reads several folders as if they were one. Problems name files by their path inside their folder,
/// and by that folder's own name before it where there are several folders.
pub fn read_folders(dirs: &[&Path]) -> Result<Authored, Problems> {
    let mut unread = Vec::new();
    let mut files = Vec::new();
    for dir in dirs {
        let name = dir.file_name().filter(|_| dirs.len() > 1);
        folder(
            dir,
            name.map_or(Path::new(""), Path::new),
            &mut files,
            &mut unread,
        );
    }
    let readable = unread.is_empty();
    read(&files, unread).map_err(|problems| {
        let words = |(_, text): &(String, String)| text.contains("[[layer_name]]");
        let readable = readable && !problems.iter().any(|it| it.message.starts_with(NOT_TOML));
        match readable && !files.iter().any(words) {
            true => wordless(dirs).unwrap_or(problems),
            false => problems,
        }
    })
}

/// Returns one problem for folders without the shared vocabulary, instead of hundreds of unknown
/// names.
fn wordless(dirs: &[&Path]) -> Option<Problems> {
    let named = dirs.first()?.display().to_string();
    let sink = Sink::new(&[(named, String::new())]);
    let message = "这里没有共用的词表（病种、人群、保障线）。请和带词表的文件夹一起给，如 policies";
    sink.report(0, 0..0, "", message.into(), None);
    sink.finish().err()
}

type Texts = Vec<(String, String)>;

/// Collects the files below a folder, and the messages about unreadable files by position.
fn folder(dir: &Path, name: &Path, files: &mut Texts, unread: &mut Vec<(usize, String)>) {
    let before = files.len();
    let is_table = |path: &PathBuf| {
        path.extension()
            .is_some_and(|extension| extension == "toml")
            && path.is_file()
    };
    for path in paths_below(dir).into_iter().filter(is_table) {
        let name = name
            .join(path.strip_prefix(dir).unwrap_or(&path))
            .display()
            .to_string()
            .replace('\\', "/");
        let text = match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(_)) => {
                unread.push((
                    files.len(),
                    "文件不是 UTF-8 编码，请另存为 UTF-8".to_string(),
                ));
                String::new()
            }
            Err(error) => {
                unread.push((
                    files.len(),
                    format!("文件读不出来，请检查它在不在、有没有权限（{error}）"),
                ));
                String::new()
            }
        };
        files.push((name, text));
    }
    if files.len() == before {
        files.push((dir.display().to_string(), String::new()));
        let message = if dir.is_dir() {
            "文件夹里没有 .toml 文件，请检查路径"
        } else {
            "没有这个文件夹，请检查路径"
        };
        unread.push((before, message.to_string()));
    }
}

/// Reads files given as pairs of name and text.
pub fn read_files(files: &[(String, String)]) -> Result<Authored, Problems> {
    read(files, Vec::new())
}

fn read(files: &[(String, String)], unread: Vec<(usize, String)>) -> Result<Authored, Problems> {
    let sink = Sink::new(files);
    for (file, message) in unread {
        sink.report(file, 0..0, "", message, None);
    }
    let documents: Vec<_> = files
        .iter()
        .enumerate()
        .map(|(file, (_, text))| {
            let (document, errors) = DeTable::parse_recoverable(text);
            for error in errors {
                let message = format!("{NOT_TOML}，请改正（{}）", error.message());
                sink.report(file, error.span().unwrap_or(0..0), "", message, None);
            }
            document
        })
        .collect();
    let roots: Vec<_> = documents
        .iter()
        .enumerate()
        .map(|(file, document)| Fields::root(&sink, file, document.get_ref(), SECTIONS))
        .collect();
    let authored = lower(&roots, files);
    // Everything read so far borrows the sink.
    drop(roots);
    sink.finish().map(|()| authored)
}

fn lower(roots: &[Fields<'_>], files: &[(String, String)]) -> Authored {
    let (questions, question_index) = questions(roots);
    let words = Words::read(roots, &question_index);
    let shared = Shared::default();
    let checks = Checks::default();
    let mut everywhere = Sources::new();
    let mut ids = Index::new("政策表");
    let mut tables = Vec::new();
    for root in roots {
        let sources = source::sources(root, &mut everywhere);
        let lower = Lower {
            words: &words,
            questions: &question_index,
            shared: &shared,
            sources,
            checked: None,
            span: Span::default(),
            schemes: Vec::new(),
        };
        tables.extend(lower.table(root, tables.len(), &mut ids, &checks));
    }
    let cases = roots
        .iter()
        .zip(files)
        .flat_map(|(root, (name, _))| case::cases(root, name))
        .collect();
    checks.finish(&words, &tables);
    let mut vocabulary = words.vocabulary;
    vocabulary.plans = shared.plans.into_inner();
    vocabulary.ordinary = ordinary::read(roots);
    let tables = Tables {
        vocabulary: vocabulary,
        questions,
        cites: shared.cites.into_inner(),
        tables,
        joined: Vec::new(),
    };
    if let Some(root) = roots.first() {
        too_many(root, &tables);
    }
    Authored { tables, cases }
}

/// Reads the questions of every table; their ids share one namespace.
fn questions(roots: &[Fields<'_>]) -> (Vec<TableQuestion>, Index) {
    let mut index = Index::new("问题");
    let mut questions = Vec::new();
    for node in roots.iter().flat_map(|root| root.sections("question")) {
        let Some(fields) = node.fields(&["id", "text", "help"]) else {
            continue;
        };
        let id = fields
            .need("id", "请写 id")
            .map(|node| node.id())
            .unwrap_or_default();
        index.add(&id, questions.len(), &fields);
        questions.push(TableQuestion {
            id,
            text: fields.text("text", "请写 text：怎么问"),
            help: fields.text("help", "请写 help：谁能回答，或者看哪张单子"),
        });
    }
    (questions, index)
}

/// Refuses more words, questions or sources of a kind than [`limits::INDEXES`].
fn too_many(root: &Fields<'_>, tables: &Tables) {
    let vocabulary = &tables.vocabulary;
    let counts = [
        vocabulary.regions.len(),
        vocabulary.hospitals.len(),
        vocabulary.diseases.len(),
        vocabulary.items.len(),
        vocabulary.layers.len(),
        tables.questions.len(),
        tables.cites.len(),
    ];
    if counts.iter().any(|count| *count > limits::INDEXES) {
        root.spot.refuse(format!(
            "同一类的词、问题或来源超过 {} 个，请减少",
            limits::INDEXES
        ));
    }
}

/// Cites and plans, gathered over all tables.
#[derive(Default)]
struct Shared {
    cites: RefCell<Vec<Cite>>,
    plans: RefCell<Vec<String>>,
}

impl Shared {
    /// Returns one id for one place in a document. A place that is cited for other rows gets a number
    /// after its id.
    fn intern(&self, mut cite: Cite) -> CiteId {
        let mut cites = self.cites.borrow_mut();
        let base = cite.id.clone();
        let mut number = 1;
        loop {
            match cites.iter().position(|known| known.id == cite.id) {
                Some(place) if cites[place] == cite => return CiteId(short(place)),
                Some(_) => {
                    number += 1;
                    cite.id = format!("{base}#{number}");
                }
                None => {
                    cites.push(cite);
                    return CiteId(short(cites.len() - 1));
                }
            }
        }
    }

    fn plan(&self, node: &Node<'_>) -> u8 {
        let name = node.text();
        let mut plans = self.plans.borrow_mut();
        let place = plans
            .iter()
            .position(|plan| *plan == name)
            .unwrap_or_else(|| {
                plans.push(name);
                if plans.len() == limits::PLANS + 1 {
                    node.refuse(format!("参保档次最多 {} 种，请合并一些", limits::PLANS));
                }
                plans.len() - 1
            });
        u8::try_from(place).unwrap_or(u8::MAX)
    }
}

/// The context for lowering the rules of one table.
struct Lower<'w> {
    words: &'w Words,
    questions: &'w Index,
    shared: &'w Shared,
    sources: Sources,
    checked: Option<Day>,
    span: Span,
    /// Ids of this table's schemes, in order.
    schemes: Vec<String>,
}

/// Packs an index into 16 bits; [`too_many`] refuses what does not fit.
fn short(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
