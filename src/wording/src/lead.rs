//! The statement as it leads a result away from the result page: on paper, on a card, in a link, in
//! a list of hospitals. Must not know the page.
use crate::age::old_years;
use crate::layers::headline;
use crate::money;
use crate::names::layer_name;
use crate::no_case::{must_lines, no_case};
use crate::notes::UNCHECKED;
use crate::statement::{SIDE_BY_SIDE, StatedAmount, amounts_sentence, split_label, statement};
use crate::trace::trace_lines_of;
use crate::wording::Wording;
use mingbai_engine::{Answer, Case, Stated, Witness};
use mingbai_policy::Tables;

/// The statement of a case, or the lines that replace it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lead {
    /// The rule by which the layer for everyone pays: 先自付 400，其余报 80%. Empty where there is no case.
    pub rule: String,
    /// The amounts, all of one size; none where no amount can be stated.
    pub amounts: Vec<StatedAmount>,
    /// The lines under the amounts, or what must be given first, or why there is no case.
    pub rest: Vec<String>,
}

/// Returns the lead of a result.
pub fn lead(tables: &Tables, stated: &Stated) -> Lead {
    match stated {
        Stated::Case(case) => {
            let said = statement(tables, case);
            Lead {
                rule: said.rule,
                amounts: said.amounts,
                rest: said.rest,
            }
        }
        Stated::Ask(musts) => Lead {
            rest: must_lines(tables, musts),
            ..Lead::default()
        },
        Stated::None(why) => Lead {
            rest: vec![no_case(*why).to_owned()],
            ..Lead::default()
        },
    }
}

impl Lead {
    /// Returns the lead line by line; the rule and the amounts share one line.
    pub fn lines(&self) -> Vec<String> {
        let mut first = match self.rule.is_empty() {
            true => String::new(),
            false => format!("{}。", self.rule),
        };
        first.push_str(&amounts_sentence(&self.amounts));
        let first = (!first.is_empty()).then_some(first);
        first.into_iter().chain(self.rest.iter().cloned()).collect()
    }

    /// Returns the amounts in a few words: `至少 ¥4,020（目录里的全算），一成在目录外 ¥5,500，两成在目录外
    /// ¥6,980`. The lowest amount never comes alone. `None` where there is no amount.
    pub fn brief(&self) -> Option<String> {
        let one = |it: &StatedAmount| match (it.bound, it.label.as_str()) {
            ("", "") => it.amount.clone(),
            (bound, "") => format!("{bound} {}", it.amount),
            ("", label) => format!("{label} {}", it.amount),
            (bound, label) => format!("{bound} {}（{label}）", it.amount),
        };
        let all: Vec<String> = self.amounts.iter().map(one).collect();
        (!all.is_empty()).then(|| all.join("，"))
    }
}

/// Returns who pays what in a case, at each named in-scope amount; only the payers' names where a
/// figure is missing.
pub fn payer_lines(tables: &Tables, answer: &Answer, case: &Case) -> Vec<String> {
    if !case.blanks.is_empty() {
        let names = answer.layers.iter().filter(|it| it.top_up.is_none());
        let names: Vec<&str> = names
            .map(|it| match it.name.as_str() {
                "" => layer_name(tables, it.layer),
                own => own,
            })
            .collect();
        let names = names.join("、");
        return vec![format!("一道一道报：{names}。各付多少，要有缺的数才知道。")];
    }
    let total = case.visit.bill.as_ref().and_then(|bill| bill.total);
    let points = case.points.iter().filter(|it| it.named);
    let line = |point: &mingbai_engine::CasePoint| {
        let label = point.in_scope.map_or_else(String::new, |in_scope| {
            format!("{}：", split_label(total, in_scope))
        });
        let payers = point.payers.iter().map(|(layer, fen)| {
            let mut lines = answer.layers.iter();
            let old = lines.find(|it| it.layer == *layer);
            let old = old.and_then(|it| old_years(it.age.as_ref()));
            let old = old.map_or_else(String::new, |years| format!("（{years}）"));
            format!("{} {}{old}", layer_name(tables, *layer), money::bare(*fen))
        });
        let payers = payers.collect::<Vec<_>>().join("，");
        // Many payers: a breath before the person's own part.
        let joint = match point.payers.len() {
            0 => "",
            1 | 2 => "，",
            _ => "；",
        };
        format!(
            "{label}{payers}{joint}您自己 {}。",
            money::range(point.pays)
        )
    };
    points.take(SIDE_BY_SIDE).map(line).collect()
}

/// Returns the arithmetic of the first amount of a case; empty where a figure is missing.
pub fn case_trace(tables: &Tables, answer: &Answer, case: &Case, wording: Wording) -> Vec<String> {
    let Some(pays) = case.exact() else {
        return Vec::new();
    };
    let witness = Witness {
        pays,
        facts: Vec::new(),
        steps: case.steps.clone(),
    };
    trace_lines_of(tables, answer, &witness, wording)
}

/// Returns the full range, whatever was not given; shown last and small. `None` where nothing is
/// open.
pub fn full_range(answer: &Answer) -> Option<String> {
    let head = headline(answer).filter(|it| !it.exact)?;
    let unchecked = match head.unchecked {
        true => format!("（{UNCHECKED}）"),
        false => String::new(),
    };
    let amount = head.amount;
    Some(format!("不管没说的怎样，自己付 {amount}{unchecked}。"))
}

/// Replaces amounts by their spoken form: `¥4,020` becomes `4,020 元`.
pub fn in_words(text: &str) -> String {
    let mut said = String::new();
    for (at, part) in text.split('¥').enumerate() {
        if at == 0 {
            said.push_str(part);
            continue;
        }
        let of_amount = |letter: char| letter.is_ascii_digit() || matches!(letter, ',' | '.');
        let end = part.find(|it| !of_amount(it)).unwrap_or(part.len());
        let (amount, rest) = part.split_at(end);
        said.push_str(&format!("{amount} 元{}", rest.trim_start_matches(' ')));
    }
    said
}
