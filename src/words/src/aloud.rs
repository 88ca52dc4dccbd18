//! The answer as one says it: the amount, who pays, which schemes. For the browser's voice.
use crate::layers::{layer_line, spoken};
use crate::names::scheme;
use crate::notes::{ASK_WHOM, FINAL_WORD};
use crate::{Wording, headline, money};
use mingbai_engine::{Answer, Verdict};
use mingbai_policy::Tables;

/// Sentences in the order they are read. Amounts have no separators: voices stumble over them.
pub fn aloud(tables: &Tables, answer: &Answer) -> Vec<String> {
    let mut said = Vec::new();
    if let (Some(head), Some(bill)) = (headline(answer), &answer.money) {
        let pays = bill.pays;
        said.push(format!(
            "您自己付 {}。",
            spoken(money::whole(pays.estimate))
        ));
        if head.unchecked {
            said.push("有的数目还没有核对原文。".into());
            let certain = spoken(money::whole(pays.certain));
            said.push(format!("能确定的是，自己付 {certain}。"));
        }
        let lines = answer.layers.iter().filter(|line| line.pays.is_some());
        said.extend(lines.map(|line| layer_line(tables, line, Wording::Doctor)));
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
    said.push(FINAL_WORD.into());
    said.push(ASK_WHOM.into());
    said.into_iter().map(|line| line.replace(',', "")).collect()
}
