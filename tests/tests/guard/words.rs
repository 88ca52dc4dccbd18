//! Page text is simple: short sentences, and every official term has its explanation. Must not know
//! what a text is about.
//!
//! Read here: every shipped table as its page tells it, every question with its help, the whole
//! answer to every worked case in the patient's wording with the trace of both ends, the
//! explanations, and the fixed texts of the page's own source files.
//!
//! A sentence ends at `。`, `；`, `？` or the end of a line. Not counted:
//! - a source line (a title, its issuer and place are the document's),
//! - a line of arithmetic (it has ` × ` and no `。`),
//! - in a list of names joined by `、` or ` 或 `: the names after the first, as far as the
//!   vocabulary has them (diseases, items, groups, hospitals, places).

use crate::page_text::{self, Text};
use mingbai_policy::Tables;
use mingbai_wording::glossary;
use std::collections::BTreeSet;

/// The longest sentence in characters, its mark left out.
const LONGEST: usize = 45;
/// The longest that the shorter half of all sentences may be, in characters.
const MEDIAN: usize = 20;

/// Words of official papers that many people do not know. Page text that has one must explain it.
const OFFICIAL: &[&str] = &[
    "报销",
    "起付线",
    "起付标准",
    "封顶线",
    "政策范围内",
    "政策范围外",
    "先行自付",
    "自付",
    "超限价",
    "乙类",
    "目录",
    "转诊",
    "备案",
    "异地就医",
    "一站式",
    "直接结算",
    "定额",
    "兜底",
    "医疗救助",
    "大病保险",
    "补充保险",
    "基本医保",
    "特困",
    "低保",
    "返贫",
    "致贫",
    "脱贫",
    "边缘",
    "建档立卡",
    "困难人员",
    "刚性支出",
    "统筹",
    "参保",
    "定点",
    "慢特病",
    "特殊慢性病",
    "两病",
    "两癌",
    "专项救治",
    "集中救治",
    "减免",
    "押金",
    "复议",
    "单病种",
    "绿色通道",
    "家庭医生",
    "签约",
    "医保办",
    "经办机构",
    "民政",
    "可支配收入",
    "财政补助",
    "资助",
    "等待期",
    "集采",
    "分级诊疗",
    "适度",
    "结算单",
    "保障线",
    "六免",
    "四免五减半",
    "十一免四补助",
    "先诊疗后付费",
    "未核对原文",
    "百分点",
    "居民医保",
    "职工医保",
];

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

#[test]
fn sentences_are_short() {
    let tables = tables();
    let names = page_text::names(&tables);
    let mut lengths = Vec::new();
    let mut long = BTreeSet::new();
    for Text { place, text } in page_text::all(&tables) {
        for sentence in page_text::sentences(&text) {
            let length = page_text::length(sentence, &names);
            lengths.push(length);
            if length > LONGEST {
                long.insert(format!("{length} {place}: {sentence}"));
            }
        }
    }
    assert!(lengths.len() > 1000, "only {} sentences", lengths.len());
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    println!("{} sentences, median {median}", lengths.len());
    assert!(
        long.is_empty(),
        "{} sentences over {LONGEST} characters:\n{}",
        long.len(),
        long.into_iter().collect::<Vec<_>>().join("\n")
    );
    assert!(median <= MEDIAN, "median {median}");
}

#[test]
fn nothing_shouts() {
    let shouting: Vec<String> = page_text::all(&tables())
        .into_iter()
        .filter(|it| it.text.contains(['！', '!']))
        .map(|it| format!("{}: {}", it.place, it.text))
        .collect();
    assert!(shouting.is_empty(), "{}", shouting.join("\n"));
}

#[test]
fn every_official_term_is_explained() {
    let mut open = BTreeSet::new();
    for Text { place, text } in page_text::all(&tables()) {
        for sentence in page_text::sentences(&text) {
            let explained: Vec<&str> = glossary::terms_in(sentence).collect();
            for term in OFFICIAL.iter().filter(|term| sentence.contains(**term)) {
                if !explained.iter().any(|it| it.contains(term)) {
                    open.insert(format!("{term} ({place}: {sentence})"));
                }
            }
        }
    }
    assert!(
        open.is_empty(),
        "{} sentences have a term nobody explains:\n{}",
        open.len(),
        open.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_measure_measures() {
    let names = vec!["胃癌".to_owned(), "肺癌".to_owned()];
    assert_eq!(page_text::length("名单上有：胃癌、肺癌", &names), 7);
    assert_eq!(page_text::length("名单上有：胃癌、别的病", &names), 11);
    let cut: Vec<&str> = page_text::sentences("一句。两句；三句？四\n五 × 六 = 七").collect();
    assert_eq!(cut, ["一句", "两句", "三句", "四"]);
}
