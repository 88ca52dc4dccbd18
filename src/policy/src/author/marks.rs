//! What each table says, as marks: two versions of a table differ in a mark where they differ in
//! what it marks. Knows the shape of a file, not what a rule means.
use super::files::{Texts, folder};
use super::layer::FIGURES;
use super::problem::Problems;
use super::read::read;
use crate::pack;
use std::path::Path;
use toml::{Table, Value};

/// One table, as it is told from another version of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    /// The table's id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its last day as written, if it is.
    pub until: Option<String>,
    /// The day it was last checked as written, if it is.
    pub checked: Option<String>,
    /// A mark of the figures of its rules.
    pub figures: u32,
    /// A mark of all else that it says, but for those two days and its worked cases.
    pub text: u32,
}

/// Figures outside layers: above which share of the bill (top-up), at most which share (target);
/// and how a payment is rounded.
const OTHER_FIGURES: [&str; 3] = ["above", "self_pay", "rounding"];

/// Marks every table of a folder, sorted by file, after the gate has let them pass.
pub fn marks(dir: &Path) -> Result<Vec<Marked>, Problems> {
    let mut unread = Vec::new();
    let mut files = Texts::new();
    folder(dir, Path::new(""), &mut files, &mut unread);
    read(&files, unread)?;
    let documents = files.iter().map(|(_, text)| text.parse::<Table>());
    Ok(documents.filter_map(|it| marked(it.ok()?)).collect())
}

/// The marks of one file; none where it holds no table.
fn marked(mut file: Table) -> Option<Marked> {
    file.remove("case");
    let head = file.get_mut("table")?.as_table_mut()?;
    let mut day = |key: &str| Some(head.remove(key)?.as_str()?.to_owned());
    let (until, checked) = (day("until"), day("checked"));
    let word = |key: &str| head.get(key).and_then(Value::as_str).unwrap_or_default();
    let (id, title) = (word("id").to_owned(), word("name").to_owned());
    let mut figures = String::new();
    take_figures(&mut file, "", &mut figures);
    Some(Marked {
        id,
        title,
        until,
        checked,
        figures: pack::mark(figures.as_bytes()),
        text: pack::mark(file.to_string().as_bytes()),
    })
}

/// Moves the figures of a table into a text, a line each, with where they stood.
fn take_figures(from: &mut Table, path: &str, figures: &mut String) {
    for key in FIGURES.iter().chain(&OTHER_FIGURES) {
        if let Some(value) = from.remove(*key) {
            figures.push_str(&format!("{path}.{key} = {value}\n"));
        }
    }
    for (key, value) in from.iter_mut() {
        let path = format!("{path}.{key}");
        match value {
            Value::Table(inner) => take_figures(inner, &path, figures),
            Value::Array(all) => {
                for (at, inner) in all.iter_mut().enumerate() {
                    let Value::Table(inner) = inner else { continue };
                    // By its id, so that a rule added before it moves nothing.
                    let id = inner.get("id").and_then(Value::as_str);
                    let name = id.map_or_else(|| at.to_string(), str::to_owned);
                    take_figures(inner, &format!("{path}.{name}"), figures);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = r#"
# A note.
[table]
id = "a-2026"
name = "甲县"
place = "甲县"
until = "2026-12-31"
checked = "2026-02-01"

[[layer]]
id = "a-basic"
name = "住院"
deductible = 400
tiers = [{ to = 10000, share = "60%" }, { share = "70%" }]
when = { grade = ["secondary"] }

[[target]]
id = "a-target"
self_pay = "10%"

[[case]]
name = "一个"
"#;

    /// What two versions differ in.
    fn check(from: &str, to: &str, differs: &[&str]) {
        let of = |text: &str| marked(text.parse().expect("TOML")).expect("a table");
        let changed = WRITTEN.replacen(from, to, 1);
        assert_ne!(WRITTEN, changed, "{from}");
        let (was, is) = (of(WRITTEN), of(&changed));
        let mut found = Vec::new();
        for (what, differ) in [
            ("title", was.title != is.title),
            ("until", was.until != is.until),
            ("checked", was.checked != is.checked),
            ("figures", was.figures != is.figures),
            ("text", was.text != is.text),
        ] {
            found.extend(differ.then_some(what));
        }
        assert_eq!(found, differs, "{from} -> {to}");
    }

    #[test]
    fn a_mark_changes_with_what_it_marks_and_with_nothing_else() {
        check("400", "500", &["figures"]);
        check("60%", "65%", &["figures"]);
        check("10000", "20000", &["figures"]);
        check("self_pay = \"10%\"", "self_pay = \"12%\"", &["figures"]);
        check("secondary", "tertiary", &["text"]);
        check("住院", "住院费用", &["text"]);
        check("id = \"a-target\"", "id = \"a-goal\"", &["figures", "text"]);
        check("2026-12-31", "2027-12-31", &["until"]);
        check("until = \"2026-12-31\"\n", "", &["until"]);
        check("2026-02-01", "2026-03-01", &["checked"]);
        check(
            "name = \"甲县\"",
            "name = \"甲县（新）\"",
            &["title", "text"],
        );
    }

    #[test]
    fn notes_spaces_order_and_worked_cases_change_no_mark() {
        check("# A note.", "# Another.", &[]);
        check("deductible = 400", "deductible   =  400 # 元", &[]);
        check("name = \"一个\"", "name = \"另一个\"", &[]);
        check(
            "deductible = 400\ntiers = [{ to = 10000, share = \"60%\" }, { share = \"70%\" }]",
            "tiers = [\n  { share = \"60%\", to = 10000 },\n  { share = \"70%\" },\n]\ndeductible = 400",
            &[],
        );
    }

    #[test]
    fn a_rule_added_before_another_leaves_its_figures_where_they_were() {
        let added = "[[procedure]]\nid = \"a-apply\"\n\n[[layer]]\nid = \"a-basic\"";
        check("[[layer]]\nid = \"a-basic\"", added, &["text"]);
    }

    #[test]
    fn a_file_of_words_has_no_mark() {
        assert_eq!(
            marked("[[disease]]\nid = \"x\"".parse().expect("TOML")),
            None
        );
    }
}
