//! The statement that leads the result of a case: a rule, amounts and remarks that are true on their own.
//! Must not know how the case was computed.
use crate::blanks::blank_lines;
use crate::case_rule::rule_sentence;
use crate::money;
use crate::names::{group_name, layer_name};
use crate::not_counted::not_counted_lines;
use crate::notes::UNCHECKED;
use mingbai_engine::{Alternate, Case, CasePoint, LineGrade, Range};
use mingbai_policy::{Base, Fen, GroupId, LayerId, Tables};
use std::collections::BTreeSet;

/// The statement that leads a result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// The rule by which the layer for everyone pays: 先自付 400，其余报 80%.
    pub rule: String,
    /// The amounts shown next to each other, each with its label; none without a bill or with a
    /// missing figure.
    pub amounts: Vec<StatedAmount>,
    /// The lines under the amounts: missing figures and the words to ask for them, payers not counted
    /// in, the origin of the figures.
    pub rest: Vec<String>,
    /// Whether the figures are second-hand (未核对原文).
    pub unchecked: bool,
    /// The year of the figures' sources.
    pub as_of: Option<u16>,
    /// The whole statement in one or two sentences, for reading aloud, printing and sending.
    pub sentence: String,
}

/// An amount of a statement, with its assumption.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatedAmount {
    /// The assumption behind the amount: 目录里的全算, 一成在目录外. Empty for a single amount.
    pub label: String,
    /// 至少, 最多, or empty.
    pub bound: &'static str,
    /// `¥4,020`
    pub amount: String,
}

/// Prefix of an amount that payers not counted in can only lower.
pub(crate) const MOST: &str = "最多";

/// Explains 目录 where amounts depend on the word, for readers who see it for the first time.
pub const CATALOGUE: &str = "目录：医保管报的药、检查和治疗。";

/// The most amounts shown next to each other; the slider shows the others.
pub(crate) const SIDE_BY_SIDE: usize = 3;

/// Returns the statement that leads the result of a case.
pub fn statement(tables: &Tables, case: &Case) -> Statement {
    let rule = lead_rule(tables, case);
    let points: Vec<&CasePoint> = case.points.iter().filter(|it| it.named).collect();
    let total = case.visit.bill.as_ref().and_then(|bill| bill.total);
    let mut amounts = amounts(case, &points, total);
    let mut rest = Vec::new();
    if !case.blanks.is_empty() {
        // A range wider than half of the bill says nothing: the rule is shown without amounts.
        let half = total.map_or(Fen::ZERO, |total| Fen(total.0 / 2));
        if points.iter().any(|it| it.pays.width() > half) {
            amounts.clear();
        }
        match points.as_slice() {
            [only] if amounts.is_empty() => rest.extend(within(only.pays, total)),
            [_, _, ..] if amounts.is_empty() => {
                rest.push("这是目录里的全算；目录外的，全自己付。".to_owned());
            }
            _ => {}
        }
        rest.extend(blank_lines(tables, case));
    }
    let mut first = String::new();
    if amounts.len() > 1 || amounts.is_empty() && points.len() > 1 {
        first.push_str(CATALOGUE);
    }
    if !amounts.is_empty() {
        first.push_str(&of_a_group(tables, case));
    }
    if !first.is_empty() {
        rest.insert(0, first);
    }
    rest.extend(counted_line(tables, case, &points));
    rest.extend(not_counted_lines(tables, case));
    let unchecked = case.grade == LineGrade::Reported;
    if unchecked {
        rest.push(figures_of(case));
    }
    let mut sentence = match rule.is_empty() {
        true => String::new(),
        false => format!("{rule}。"),
    };
    sentence.push_str(&amounts_sentence(&amounts));
    sentence.extend(rest.iter().map(String::as_str));
    Statement {
        rule,
        amounts,
        rest,
        unchecked,
        as_of: case.as_of,
        sentence,
    }
}

/// Returns the amounts to show, the largest in-scope amount first.
fn amounts(case: &Case, points: &[&CasePoint], total: Option<Fen>) -> Vec<StatedAmount> {
    let lowered = !case.not_counted.is_empty();
    let several = points.len() > 1;
    let amount = |(at, point): (usize, &&CasePoint)| StatedAmount {
        label: match point.in_scope {
            Some(in_scope) => split_label(total, in_scope),
            None => String::new(),
        },
        bound: match (several, lowered) {
            _ if point.pays.low < point.pays.high => "",
            // With all of the bill in scope, and no payer left to count in, the amount is the least.
            (true, false) if at == 0 => "至少",
            // Payers not counted in can only lower the amount, whatever is in scope.
            (_, true) => MOST,
            _ => "",
        },
        amount: match several || lowered {
            // A range in whole yuan rounds outwards, so that both ends stay true. An exact amount
            // keeps its fen, to be compared with the bill.
            true if point.pays.low == point.pays.high => {
                money::about(point.pays.high, at > 0 || lowered)
            }
            _ => money::headline(point.pays),
        },
    };
    let first = points.iter().take(SIDE_BY_SIDE).enumerate();
    first.map(amount).collect()
}

/// Joins amounts into a sentence: `您至少付 ¥4,020（目录里的全算）；一成在目录外 ¥5,500；两成在目录外
/// ¥6,980。`
pub fn amounts_sentence(amounts: &[StatedAmount]) -> String {
    match amounts {
        [] => String::new(),
        [only] if only.label.is_empty() => format!("您{}付 {}。", only.bound, only.amount),
        // Neither the least nor the most: each amount comes after its assumption.
        [first, ..] if first.bound == MOST => {
            let each = amounts
                .iter()
                .map(|it| format!("{}，{} {}", it.label, it.bound, it.amount));
            format!("您付：{}。", each.collect::<Vec<_>>().join("；"))
        }
        [first, rest @ ..] => {
            let rest = rest
                .iter()
                .map(|it| format!("；{} {}", it.label, it.amount));
            format!(
                "您{}付 {}（{}）{}。",
                first.bound,
                first.amount,
                first.label,
                rest.collect::<String>()
            )
        }
    }
}

/// Returns who else pays, besides the layer whose rule is shown, where they are counted in.
fn counted_line(tables: &Tables, case: &Case, points: &[&CasePoint]) -> Option<String> {
    if !case.blanks.is_empty() {
        return None;
    }
    let told = case.rules.iter().find(|it| everyone(tables, it.layer));
    let payers = points.first()?.payers.iter();
    let others = payers.filter(|(layer, _)| Some(*layer) != told.map(|it| it.layer));
    let others: Vec<String> = others
        .map(|(layer, fen)| match points.len() {
            1 => format!("{} {}", layer_name(tables, *layer), money::bare(*fen)),
            _ => layer_name(tables, *layer).to_owned(),
        })
        .collect();
    (!others.is_empty()).then(|| format!("已经算进去：{}。", others.join("、")))
}

/// Returns the note that people in a group pay less, where no group was asked: 如果是低保对象、
/// 特困人员这样的人，还能少。 An amount labelled 至少 would be false without the note.
fn of_a_group(tables: &Tables, case: &Case) -> String {
    let others = case.conditions.iter().flat_map(|it| &it.others);
    let groups = others.filter_map(|other| match other.value {
        Alternate::Group(group) => Some(group),
        Alternate::Liable => None,
    });
    // The vocabulary lists the groups that people know best first.
    let groups: BTreeSet<GroupId> = groups.collect();
    let names = groups.iter().map(|it| group_name(tables, *it));
    match names.take(2).collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [only] => format!("如果是{only}，还能少。"),
        several => format!("如果是{}这样的人，还能少。", several.join("、")),
    }
}

/// Returns the origin of unchecked figures: 用的是 2022 年到 2024 年的数，未核对原文。
pub fn figures_of(case: &Case) -> String {
    match years(case) {
        Some(years) => format!("用的是{years}的数，{UNCHECKED}。"),
        None => format!("用的数{UNCHECKED}。"),
    }
}

/// Returns the years of the figures: ` 2022 年到 2024 年`
pub fn years(case: &Case) -> Option<String> {
    let (oldest, latest) = case.as_of_oldest.zip(case.as_of)?;
    Some(match oldest < latest {
        true => format!(" {oldest} 年到 {latest} 年"),
        false => format!(" {latest} 年"),
    })
}

/// Returns the bounds of the amount, where they narrow the bill.
fn within(pays: Range, total: Option<Fen>) -> Option<String> {
    let (low, high) = (money::about(pays.low, false), money::about(pays.high, true));
    match total {
        Some(total) if pays.high < total && pays.low > Fen::ZERO => {
            Some(format!("您付的在 {low} 和 {high} 之间。"))
        }
        Some(total) if pays.high < total => Some(format!("您最多付 {high}。")),
        // Without an upper bound, the least alone would promise too much.
        _ => None,
    }
}

/// Returns the label of an in-scope amount: 目录里的全算, 一成在目录外, 目录外 ¥1,500.
pub fn split_label(total: Option<Fen>, in_scope: Fen) -> String {
    let Some(total) = total else {
        return format!("目录里 {}", money::bare(in_scope));
    };
    let out = total - in_scope;
    if out == Fen::ZERO {
        return "目录里的全算".into();
    }
    let tenths = ["一", "两", "三", "四", "五", "六", "七", "八", "九"];
    let tenth = (1_i64..).zip(tenths).find(|(tenth, _)| {
        // In-scope amounts are shares of the bill, rounded to the fen.
        (out.0 * 10 - total.0 * tenth).abs() <= 10
    });
    match tenth {
        Some((_, "五")) => "一半在目录外".into(),
        Some((_, word)) => format!("{word}成在目录外"),
        None => format!("目录外 {}", money::bare(out)),
    }
}

fn everyone(tables: &Tables, layer: LayerId) -> bool {
    let layer = tables.vocabulary.layers.get(layer.index());
    layer.is_some_and(|layer| layer.everyone)
}

/// Returns the rule of the layer that pays for everyone, with its missing figures by name.
fn lead_rule(tables: &Tables, case: &Case) -> String {
    let rule = case.rules.iter().find(|it| everyone(tables, it.layer));
    let Some(rule) = rule else {
        return String::new();
    };
    let bill = case.visit.bill.as_ref();
    let base = bill.and_then(|bill| match rule.base {
        Base::All => bill.total,
        // The case's visit carries the in-scope amount of the first point.
        _ => bill.in_scope.or(bill.total),
    });
    rule_sentence(rule, base)
}
