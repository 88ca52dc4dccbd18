use crate::money;
use crate::names::{excess, layer_field};
use crate::notes::UNCHECKED;
use crate::{Wording, layer_name};
use mingbai_engine::{Answer, LayerLine, LineGrade, Range};
use mingbai_policy::Tables;

/// What leads a result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Headline {
    /// The estimate in whole yuan: `¥0 到 ¥3,024`.
    pub amount: String,
    /// Reported figures move it: 未核对原文 stands beside it.
    pub unchecked: bool,
    /// What is certain, where that is not the same.
    pub certain: Option<String>,
    /// Nothing is open: one amount.
    pub exact: bool,
    /// The headline as one sentence, to be read aloud.
    pub sentence: String,
}

/// The headline of an answer; none without a bill.
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

/// One line of who pays what: `基本医保付 ¥24,840.00（未核对原文）。`
pub fn layer_line(tables: &Tables, line: &LayerLine, wording: Wording) -> String {
    let name = match wording {
        Wording::Clerk => match layer_field(tables, line.layer) {
            Some(field) => format!("{}（{field}）", shown_name(tables, line)),
            None => shown_name(tables, line).to_owned(),
        },
        _ => shown_name(tables, line).to_owned(),
    };
    let Some(pays) = line.pays else {
        return format!("{name}：{}。", layer_note(line));
    };
    let amount = match wording {
        Wording::Clerk | Wording::Patient => money::range(pays.estimate),
        Wording::Doctor => spoken(pays.estimate),
    };
    let note = layer_note(line);
    if note.is_empty() {
        format!("{name}付 {amount}。")
    } else {
        format!("{name}付 {amount}（{note}）。")
    }
}

/// How well a line's figures are known, in a few words; empty for documents.
pub fn layer_note(line: &LayerLine) -> &'static str {
    match line.grade {
        LineGrade::Document => "",
        LineGrade::Entered => "您填的数",
        LineGrade::Reported => UNCHECKED,
        LineGrade::Unknown => "有的数目材料没写",
    }
}

/// What an excess rule does, where a line is one.
pub(crate) fn excess_note(tables: &Tables, line: &LayerLine) -> Option<String> {
    let rule = excess(tables, line.excess?)?;
    Some(format!("自付超过总费用 {} 的部分，由它付。", rule.above))
}

pub(crate) fn shown_name<'a>(tables: &'a Tables, line: &'a LayerLine) -> &'a str {
    if line.name.is_empty() {
        layer_name(tables, line.layer)
    } else {
        &line.name
    }
}

/// `24,840 元`, as one says it.
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
