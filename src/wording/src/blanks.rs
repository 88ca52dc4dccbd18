//! The figures that a case lacks, and the words that ask for them on the phone. Must not know what the
//! figures would change.
use crate::money;
use crate::names::layer_name;
use crate::visit_kind::visit_to_say;
use mingbai_engine::{Blank, Case};
use mingbai_policy::{Fen, Share, Tables};

/// Returns the name of a missing figure.
pub fn blank_name(tables: &Tables, blank: Blank) -> String {
    let name = |layer| layer_name(tables, layer);
    match blank {
        Blank::Deductible(layer, _) => format!("{}的起付线", name(layer)),
        Blank::Share(layer, _) => format!("{}的报销比例", name(layer)),
        Blank::Cap(layer, _) => format!("{}的封顶线", name(layer)),
        Blank::FirstSelfPay(layer, _) => format!("{}的先行自付比例", name(layer)),
    }
}

/// Returns the bounds of a missing figure, as far as some rule gives them: （60% 到 70%）.
fn bounds(blank: Blank) -> String {
    let said = match blank {
        Blank::Deductible(_, it) | Blank::Cap(_, it) => {
            match (it.low > Fen::ZERO, it.high < Fen::MAX) {
                (true, true) => {
                    format!("{} 到 {}", money::short(it.low), money::short(it.high))
                }
                (true, false) => format!("至少 {}", money::short(it.low)),
                (false, true) => format!("最多 {}", money::short(it.high)),
                (false, false) => String::new(),
            }
        }
        Blank::Share(_, it) | Blank::FirstSelfPay(_, it) => match (it.low, it.high) {
            (Share::ZERO, Share::ONE) => String::new(),
            (low, Share::ONE) => format!("至少 {low}"),
            (Share::ZERO, high) => format!("最多 {high}"),
            (low, high) => format!("{low} 到 {high}"),
        },
    };
    match said.is_empty() {
        true => said,
        false => format!("（{said}）"),
    }
}

/// Returns the missing figures, and the words to ask for them on the phone.
pub fn blank_lines(tables: &Tables, case: &Case) -> Vec<String> {
    if case.blanks.is_empty() {
        return Vec::new();
    }
    let name = |it: &Blank| format!("{}{}", blank_name(tables, *it), bounds(*it));
    let names: Vec<String> = case.blanks.iter().map(name).collect();
    vec![format!("还缺：{}。", names.join("、")), to_say(case)]
}

/// Returns the full call to 12393, opening included.
pub fn to_say(case: &Case) -> String {
    format!("打 12393。这样问：我是{}", question_to_say(case))
}

/// Returns the question for 12393, word for word: 居民医保，二级医院住院，起付线是多少，报百分之几？
pub fn question_to_say(case: &Case) -> String {
    let figures = case.blanks.iter().map(|blank| match blank {
        Blank::Deductible(..) => "起付线是多少",
        Blank::Share(..) => "报百分之几",
        Blank::Cap(..) => "一年最多报多少",
        Blank::FirstSelfPay(..) => "要不要先自付一部分，多少",
    });
    let figures: Vec<&str> = figures.collect();
    format!("{}，{}？", visit_to_say(&case.visit), figures.join("，"))
}
