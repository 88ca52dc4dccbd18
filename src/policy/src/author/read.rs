//! Reads files to their end, lowers what they hold and runs the checks. Must not know how one section
//! is read.
use super::{
    case::{Case, cases},
    check::Checks,
    cursor::Fields,
    files::folder,
    index::Index,
    lower::Lower,
    ordinary,
    problem::{Problems, Sink},
    shared::Shared,
    source::{Sources, sources},
    words::Words,
};
use crate::limits;
use crate::table::{Span, TableQuestion};
use crate::tables::Tables;
use std::path::Path;
use toml::de::DeTable;

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
    "class",
    "stay",
    "case",
];

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

/// Reads files given as pairs of name and text.
pub fn read_files(files: &[(String, String)]) -> Result<Authored, Problems> {
    read(files, Vec::new())
}

pub(super) fn read(
    files: &[(String, String)],
    unread: Vec<(usize, String)>,
) -> Result<Authored, Problems> {
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
        let sources = sources(root, &mut everywhere);
        let lower = Lower {
            words: &words,
            questions: &question_index,
            shared: &shared,
            sources,
            checked: None,
            span: Span::default(),
            insurance: None,
            schemes: Vec::new(),
        };
        tables.extend(lower.table(root, tables.len(), &mut ids, &checks));
    }
    let cases = roots
        .iter()
        .zip(files)
        .flat_map(|(root, (name, _))| cases(root, name))
        .collect();
    checks.finish(&words, &tables);
    let mut vocabulary = words.vocabulary;
    vocabulary.plans = shared.plans.into_inner();
    vocabulary.ordinary = ordinary::read(roots);
    let tables = Tables {
        vocabulary,
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
