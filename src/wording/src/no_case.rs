//! Sentences where there is no case: the reason, or the facts that must be given first. Must not know how
//! the case was computed.
use crate::money;
use crate::questions::{answer_label, asked_name};
use crate::statement::SIDE_BY_SIDE;
use mingbai_engine::{Must, NoCase};
use mingbai_policy::Tables;

/// Returns why there is no case.
pub fn no_case(why: NoCase) -> &'static str {
    match why {
        NoCase::NoTable => "这一天没有收录的政策表，算不出一个数。",
        NoCase::Employee => "职工医保没有收录政策表，算不出一个数。",
        NoCase::SomeoneLiable => "有别人该赔的，医保可能一分不付，先找他赔。",
        NoCase::TwoDays => "入院和出院那天的规定不一样，按哪天算没有规定。",
        NoCase::TooOpen => "起付线和比例都没有数，账单又大，说不出一个数。先打 12393 问这两个数。",
    }
}

/// Returns the questions that must be answered before there is an amount, and what each answer to
/// the first comes to.
pub fn must_lines(tables: &Tables, musts: &[Must]) -> Vec<String> {
    let names: Vec<String> = musts
        .iter()
        .map(|it| asked_name(tables, it.question))
        .collect();
    let mut names_once: Vec<String> = Vec::new();
    for name in names {
        if !names_once.contains(&name) {
            names_once.push(name);
        }
    }
    let mut lines = vec![format!(
        "先说清楚，才说得出一个数：{}。",
        names_once.join("、")
    )];
    if let [must] = musts {
        let several = must.values.iter().any(|(_, ranges)| ranges.len() > 1);
        if several && !must.values.is_empty() {
            lines.push("目录里的全算，到两成在目录外，要付：".to_owned());
        }
        let values = must.values.iter().filter_map(|(value, ranges)| {
            let first = ranges.first()?;
            let label = answer_label(tables, must.question, *value);
            let last = ranges.get(SIDE_BY_SIDE - 1).or(ranges.last())?;
            let most = first.hull(*last);
            let (low, high) = (money::about(most.low, false), money::about(most.high, true));
            Some(match low == high {
                true => format!("- {label}：{low}"),
                false => format!("- {label}：{low} 到 {high}"),
            })
        });
        lines.extend(values);
    }
    lines
}
