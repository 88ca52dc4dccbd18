//! The answer as spoken sentences, for the browser's voice: the statement and its conditions, who
//! pays, which schemes. Must not know the page or the speech API.
use crate::benefits::benefit_name;
use crate::case_conditions::condition_said;
use crate::cash::cash_of;
use crate::layers::spoken;
use crate::lead::{in_words, lead};
use crate::names::{layer_name, scheme};
use crate::notes::{ASK_WHOM, FINAL_WORD};
use crate::schemes::{NOTHING_FOUND, ended_line, ended_rank, nothing_found};
use mingbai_engine::{Answer, Case, Range, Reason, Stated, Taken, Verdict};
use mingbai_policy::Tables;

/// The most ended schemes that are read aloud; listeners lose track of more.
const OLD: usize = 2;

/// Returns the sentences in reading order, after the `alerts` of the answer. Amounts have no separators: voices stumble over them.
pub fn aloud(
    tables: &Tables,
    answer: &Answer,
    stated: &Stated,
    alerts: Vec<String>,
) -> Vec<String> {
    let mut said = alerts;
    said.extend(lead(tables, stated).lines());
    if let Stated::Case(case) = stated {
        said.extend(of_case(tables, case));
    }
    let named = |verdict| {
        let lines = answer
            .schemes
            .iter()
            .filter(move |it| it.verdict == verdict);
        lines.filter_map(|it| Some(scheme(tables, it.rule)?.rule.name.as_str()))
    };
    said.extend(named(Verdict::Yes).map(|name| format!("管您的政策：{name}。")));
    match named(Verdict::Unknown).count() {
        0 => {}
        count => said.push(format!("还有 {count} 项可能管您，要再问清楚。")),
    }
    let found = answer.benefits.iter();
    said.extend(found.map(|it| format!("可能管您的：{}。", benefit_name(tables, it))));
    if nothing_found(answer) {
        said.push(NOTHING_FOUND.into());
    }
    let mut old: Vec<_> = answer.schemes.iter().collect();
    old.retain(|it| it.reason == Reason::Ended && ended_rank(it) < 2);
    old.sort_by_key(|it| ended_rank(it));
    said.extend(old.into_iter().take(OLD).map(|it| ended_line(tables, it)));
    said.push(FINAL_WORD.into());
    said.push(ASK_WHOM.into());
    said.iter().map(|line| in_speech(line)).collect()
}

/// Returns the conditions of the amounts, who pays, and how much cash to have ready.
fn of_case(tables: &Tables, case: &Case) -> Vec<String> {
    let mut said = Vec::new();
    // The label of each amount already says which part of the bill is in scope.
    let conditions = case.conditions.iter();
    let conditions = conditions.filter(|it| !matches!(it.taken, Taken::InScope(_)));
    let conditions: Vec<String> = conditions
        .map(|it| condition_said(tables, case, it))
        .collect();
    if !conditions.is_empty() {
        said.push(format!("这是照这样算的：{}。", conditions.join("，")));
    }
    if let ([point], true) = (case.points.as_slice(), case.blanks.is_empty()) {
        let payers = point.payers.iter().map(|(layer, fen)| {
            let pays = spoken(Range::exact(*fen));
            format!("{}付 {pays}。", layer_name(tables, *layer))
        });
        said.extend(payers);
    }
    said.extend(cash_of(case));
    said
}

/// Replaces marks that voices read badly: `¥4,020` becomes `4020 元`, an arithmetic expression
/// becomes words.
fn in_speech(line: &str) -> String {
    let said = in_words(line.trim_start_matches("- ")).replace(',', "");
    let said = said.replace("＝(", "等于：").replace('＝', "等于 ");
    let said = said.replace(" (", "：").replace(['(', ')'], "，");
    said.replace(" − ", " 减去").replace(" × ", "再乘 ")
}
