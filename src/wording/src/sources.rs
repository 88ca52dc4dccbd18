//! Sources as citations: title, issuer, date, place. Must not know an amount.
use crate::names;
use crate::notes::UNCHECKED;
use mingbai_engine::{Answer, RuleRef};
use mingbai_policy::{CiteId, Day, Evidence, Rule, Tables};

/// Returns a source in one line: title, issuer, date, place in the document.
pub fn source_line(tables: &Tables, id: CiteId) -> String {
    let Some(cite) = tables.cites.get(usize::from(id.0)) else {
        return String::new();
    };
    let issuer = cite.issuer.as_deref().unwrap_or("发布单位不详");
    let date = match (&cite.date, cite.by_content) {
        (Some(date), true) => format!("{date}（从内容看）"),
        (Some(date), false) => date.clone(),
        (None, _) => "日期不详".into(),
    };
    let mut line = format!("《{}》，{issuer}，{date}，{}", cite.title, cite.place);
    if cite.named {
        line.push_str("（只知道有这份文件，里面的数没有拿到）");
        return line;
    }
    if cite.evidence == Evidence::Reported {
        line.push_str(&format!("（{UNCHECKED}）"));
    }
    match cite.checked {
        Some(day) => line.push_str(&format!("；{day} 核对过")),
        None if cite.evidence == Evidence::Document => line.push_str("；还没有核对"),
        None => {}
    }
    line
}

/// Returns a source in one line for a visit of this day, and says so where the document is later
/// than the visit.
pub fn source_line_on(tables: &Tables, id: CiteId, day: Day) -> String {
    let mut line = source_line(tables, id);
    let cite = tables.cites.get(usize::from(id.0));
    let date = cite.and_then(|it| it.date.as_deref()).unwrap_or_default();
    // A date of only a year or a month is compared as far as it goes.
    let day = day.to_string();
    if date > day.get(..date.len()).unwrap_or(&day) {
        line.push_str("；比看病的日子晚");
    }
    line
}

/// Returns the cites an answer shows, each once, in order of appearance.
pub(crate) fn cited(tables: &Tables, answer: &Answer) -> Vec<CiteId> {
    let mut found = Vec::new();
    let mut add = |cites: &[CiteId]| {
        for cite in cites {
            if !found.contains(cite) {
                found.push(*cite);
            }
        }
    };
    let bill_lines = answer.lines.iter().flat_map(|it| &it.lines);
    bill_lines.for_each(|line| add(&line.cites));
    answer.stay.iter().for_each(|it| add(&it.cites));
    answer.layers.iter().for_each(|line| add(&line.cites));
    answer.benefits.iter().for_each(|line| add(&line.cites));
    let rules = all_rules(tables, answer);
    rules.into_iter().for_each(|rule| add(&rule.cites));
    found
}

fn all_rules<'a>(tables: &'a Tables, answer: &Answer) -> Vec<&'a Rule> {
    fn each<'a>(
        lines: impl Iterator<Item = RuleRef>,
        find: impl Fn(RuleRef) -> Option<&'a Rule>,
        rules: &mut Vec<&'a Rule>,
    ) {
        rules.extend(lines.filter_map(find));
    }
    let mut rules = Vec::new();
    let waivers = answer.waivers.iter().map(|line| line.rule);
    each(
        waivers,
        |at| names::waiver(tables, at).map(|it| &it.rule),
        &mut rules,
    );
    let targets = answer.targets.iter().map(|line| line.rule);
    each(
        targets,
        |at| names::target(tables, at).map(|it| &it.rule),
        &mut rules,
    );
    let schemes = answer.schemes.iter().map(|line| line.rule);
    each(
        schemes,
        |at| names::scheme(tables, at).map(|it| &it.rule),
        &mut rules,
    );
    let procedures = answer.procedures.iter().map(|line| line.rule);
    each(
        procedures,
        |at| names::procedure(tables, at).map(|it| &it.rule),
        &mut rules,
    );
    rules
}
