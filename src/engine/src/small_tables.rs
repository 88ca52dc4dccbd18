//! Tables of a few rules for the engine's tests, written as authors write them. Must not know a
//! shipped table.
use crate::visit::Visit;
use mingbai_policy::{Day, RegionId, Tables, author};

const WORDS: &str = r#"
region = [
  { id = "nation", name = "全国", level = "nation" },
  { id = "jia", name = "甲省", level = "province", parent = "全国" },
]
group = [{ id = "poor", name = "贫困人口" }]
disease = [{ id = "dm", name = "糖尿病" }]
item = [
  { id = "check", name = "检查费" },
  { id = "film", name = "胸片", broader = "检查费" },
  { id = "bed", name = "床位费" },
]
layer_name = [{ id = "basic", name = "基本医保" }, { id = "major", name = "大病保险" }]
"#;

const HEAD: &str = r#"
table = { id = "t#", name = "表#", place = "PLACE", from = "2020-01-01", checked = "unknown" }
order = { layers = [ORDER], cite = { source = "s#", at = "1" } }
source = [
  { id = "s#", title = "文件", issuer = "unknown", date = "2020-03", grade = "document" },
  { id = "r#", title = "转述", issuer = "unknown", date = "2020-03", grade = "reported" },
]
"#;

/// Reads the tables of one place. In `rules`, `@` is a cite of a document and `?` a cite of a
/// report.
pub(crate) fn tables(rules: &str) -> Tables {
    tables_in_order(r#""基本医保", "大病保险""#, &[("甲省", rules)])
}

/// Reads the tables of several places, each with its rules, in which money flows in this order.
pub(crate) fn tables_in_order(order: &str, places: &[(&str, &str)]) -> Tables {
    let table = |(at, (place, rules)): (usize, &(&str, &str))| {
        let head = HEAD.replace("PLACE", place).replace("ORDER", order);
        let rules = rules.replace('@', r#"cite = { source = "s#", at = "1" }"#);
        let rules = rules.replace('?', r#"cite = { source = "r#", at = "1" }"#);
        let text = format!("{head}{rules}").replace('#', &at.to_string());
        (format!("{at}.toml"), text)
    };
    let mut files = vec![("words.toml".to_owned(), WORDS.to_owned())];
    files.extend(places.iter().enumerate().map(table));
    let authored = author::read_files(&files);
    authored
        .unwrap_or_else(|problems| panic!("{problems}"))
        .tables
}

/// Returns a visit of a person insured in 甲省 on 2020-05-10, with every other fact open.
pub(crate) fn visit() -> Visit {
    Visit::new(Day::new(2020, 5, 10), Some(RegionId(1)))
}
