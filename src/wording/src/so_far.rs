//! Short statements while questions are still being asked, and the skipped questions that are still worth
//! an answer. Must not know the page.
use crate::blanks::blank_name;
use crate::money;
use crate::no_case::no_case;
use crate::questions::asked_name;
use crate::statement::{MOST, StatedAmount, statement};
use mingbai_engine::{Must, Question, Stated};
use mingbai_policy::{Fen, Tables, YesNo};

/// Returns what can be stated so far, for the foot of a question: words, each with an amount where
/// there is one (目录里的全算, `¥4,020`). `passed` returns true for questions answered with 不知道.
pub fn so_far(
    tables: &Tables,
    stated: &Stated,
    passed: impl Fn(Question) -> bool,
) -> Vec<(String, Option<String>)> {
    let only = |words: String| vec![(words, None)];
    match stated {
        Stated::None(why) => only(no_case(*why).into()),
        Stated::Ask(musts) => {
            let open: Vec<&Must> = musts.iter().filter(|it| !passed(it.question)).collect();
            match open.is_empty() {
                true => only(needed("还差", tables, &musts.iter().collect::<Vec<_>>())),
                false => only(needed("还要知道", tables, &open)),
            }
        }
        Stated::Case(case) => {
            let said = statement(tables, case);
            // The lowest amount never comes alone: whether it is the least depends on assumptions
            // for which there is no room here.
            match said.amounts.as_slice() {
                [] => {}
                [only] if only.label.is_empty() => {
                    return vec![(format!("自己{}付", only.bound), Some(only.amount.clone()))];
                }
                [first, .., last] => {
                    let bound = |it: &StatedAmount| if it.bound == MOST { "，最多" } else { "" };
                    let part = |it: &StatedAmount| {
                        let label = format!("{}{}", it.label, bound(it));
                        (label, Some(it.amount.clone()))
                    };
                    return vec![part(first), part(last)];
                }
                [only] => return vec![(only.label.clone(), Some(only.amount.clone()))],
            }
            match (case.blanks.as_slice(), said.rule.is_empty()) {
                ([blank], _) => only(format!("还缺：{}", blank_name(tables, *blank))),
                ([blank, others @ ..], _) => only(format!(
                    "还缺：{}等 {} 个数",
                    blank_name(tables, *blank),
                    others.len() + 1
                )),
                ([], false) => only(said.rule),
                ([], true) => only("填了费用，就能算".into()),
            }
        }
    }
}

/// Returns how many facts are still needed: 还要知道：住院还是门诊等 5 样.
fn needed(lead: &str, tables: &Tables, musts: &[&Must]) -> String {
    let mut names: Vec<String> = Vec::new();
    // An answer to "has cover begun" also answers "is the person enrolled".
    let told = |wide: YesNo| {
        musts.iter().any(|it| match it.question {
            Question::Is(fact) => fact != wide && fact.implies() & wide.bit() != 0,
            _ => false,
        })
    };
    let musts = musts.iter().filter(|it| match it.question {
        Question::Is(fact) => !told(fact),
        _ => true,
    });
    for must in musts {
        let name = asked_name(tables, must.question);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => String::new(),
        [one] => format!("{lead}：{one}"),
        [one, ..] => format!("{lead}：{one}等 {} 样", names.len()),
    }
}

/// Returns the skipped questions without which there is no amount: 还差一样：医院几级。
/// 问到了，可从 8,660 降到 5,220。
pub fn missing_lines(tables: &Tables, missing: &[Must]) -> Vec<String> {
    match missing {
        [] => Vec::new(),
        [one] => {
            let gain = must_gain(one).unwrap_or_default();
            vec![format!(
                "还差一样：{}。{gain}",
                asked_name(tables, one.question)
            )]
        }
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|it| asked_name(tables, it.question))
                .collect();
            vec![format!("还差 {} 样：{}。", names.len(), names.join("、"))]
        }
    }
}

/// Returns what an answer to a skipped question may change, with as much of the bill in scope as
/// possible: 问到了，可从 8,660 降到 5,220。 `None` where no answer lowers the amount.
pub fn must_gain(must: &Must) -> Option<String> {
    let highs = || {
        let firsts = must.values.iter().filter_map(|(_, ranges)| ranges.first());
        firsts.map(|range| range.high)
    };
    let (most, least): (Fen, Fen) = (highs().max()?, highs().min()?);
    (most > least).then(|| {
        format!(
            "问到了，可从 {} 降到 {}。",
            money::bare(most),
            money::bare(least)
        )
    })
}
