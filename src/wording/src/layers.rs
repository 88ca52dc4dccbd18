//! The estimate in one headline, and who pays what, a line for each layer. Computes no amounts.
use crate::age::{age_text, old_years};
use crate::money;
use crate::names::{layer_field, layer_name, top_up};
use crate::notes::UNCHECKED;
use crate::questions::asked_name;
use crate::wording::Wording;
use mingbai_engine::{Answer, LayerLine, LineGrade, Range};
use mingbai_policy::Tables;

/// The estimate that leads a result where there is no case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Headline {
    /// The estimate in whole yuan: `¥0 到 ¥3,024`.
    pub amount: String,
    /// Whether second-hand figures change the amount; the label 未核对原文 is shown next to it.
    pub unchecked: bool,
    /// The certain range, where it differs from the estimate.
    pub certain: Option<String>,
    /// Whether nothing is open, so that there is one amount.
    pub exact: bool,
    /// The headline as one sentence, for reading aloud.
    pub sentence: String,
}

/// Returns the headline of an answer; none without a bill.
pub fn headline(answer: &Answer) -> Option<Headline> {
    let pays = answer.money.as_ref()?.pays;
    let unchecked = pays.certain != pays.estimate;
    let amount = money::headline(pays.estimate);
    let exact = pays.estimate.low == pays.estimate.high;
    let mut sentence = if exact {
        format!("您自己付 {amount}。")
    } else {
        format!("您自己付 {amount} 之间。")
    };
    if unchecked {
        sentence.push_str("有的数目还没有核对原文。");
    }
    Some(Headline {
        amount,
        unchecked,
        certain: unchecked.then(|| money::headline(pays.certain)),
        exact,
        sentence,
    })
}

/// Returns one line of who pays what: `基本医保付 ¥24,840.00（未核对原文）。`
pub fn layer_line(tables: &Tables, line: &LayerLine, wording: Wording) -> String {
    let name = match wording {
        Wording::Clerk => match layer_field(tables, line.layer) {
            Some(field) => format!("{}（{field}）", shown_name(tables, line)),
            None => shown_name(tables, line).to_owned(),
        },
        _ => shown_name(tables, line).to_owned(),
    };
    let Some(pays) = line.pays else {
        return format!("{name}：{}。", layer_note(tables, line));
    };
    let amount = match wording {
        Wording::Clerk | Wording::Patient => money::range(pays.estimate),
        Wording::Doctor => spoken(pays.estimate),
    };
    let note = layer_note(tables, line);
    if note.is_empty() {
        format!("{name}付 {amount}。")
    } else {
        format!("{name}付 {amount}（{note}）。")
    }
}

/// The most open facts named next to a line; more are counted.
const ASKED: usize = 2;

/// Returns how well a line is known, in a few words: a figure no document gives, a fact not given,
/// a second-hand source, figures of an earlier year. Empty where all figures come from documents of
/// the visit's year.
pub fn layer_note(tables: &Tables, line: &LayerLine) -> String {
    if line.pays.is_none() {
        return "有账单才能算".into();
    }
    let mut notes: Vec<String> = Vec::new();
    if line.blank {
        notes.push("有的数目材料没写".into());
    }
    if !line.open.is_empty() {
        let mut names: Vec<String> = Vec::new();
        for question in &line.open {
            let name = asked_name(tables, *question);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = match names.len() > ASKED {
            true => format!("等 {} 样", names.len()),
            false => String::new(),
        };
        names.truncate(ASKED);
        notes.push(format!("还没问清：{}{more}", names.join("、")));
    }
    let known = match line.grade {
        LineGrade::Unknown => line.known,
        grade => grade,
    };
    match known {
        LineGrade::Entered => notes.push("您填的数".into()),
        LineGrade::Reported if !line.blank => notes.push(UNCHECKED.into()),
        _ => {}
    }
    notes.extend(old_years(line.age.as_ref()));
    notes.join("；")
}

/// Returns what a top-up rule (兜底) does; `None` where the line is of no such rule.
pub(crate) fn top_up_note(tables: &Tables, line: &LayerLine) -> Option<String> {
    let rule = top_up(tables, line.top_up?)?;
    Some(format!("自付超过总费用 {} 的部分，由它付。", rule.above))
}

pub(crate) fn shown_name<'a>(tables: &'a Tables, line: &'a LayerLine) -> &'a str {
    if line.name.is_empty() {
        layer_name(tables, line.layer)
    } else {
        &line.name
    }
}

/// Returns a range as spoken: `24,840 元`.
pub fn spoken(range: Range) -> String {
    if range.low == range.high {
        format!("{} 元", money::short(range.low))
    } else {
        format!(
            "{} 元到 {} 元",
            money::short(range.low),
            money::short(range.high)
        )
    }
}

/// Returns of which year the figures of every line are, and when they were last compared with their
/// documents; lines of which this is the same share a sentence.
pub fn age_lines(tables: &Tables, answer: &Answer) -> Vec<String> {
    let mut said: Vec<(Vec<&str>, String)> = Vec::new();
    for line in &answer.layers {
        let Some(age) = &line.age else { continue };
        let (name, text) = (shown_name(tables, line), age_text(age));
        match said.iter_mut().find(|(_, known)| *known == text) {
            Some((names, _)) if names.contains(&name) => {}
            Some((names, _)) => names.push(name),
            None => said.push((vec![name], text)),
        }
    }
    let sentence = |(names, text): (Vec<&str>, String)| format!("{}：{text}", names.join("、"));
    said.into_iter().map(sentence).collect()
}
