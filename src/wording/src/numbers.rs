//! What each number is called: as a question, as a condition, as an answer. Knows no visit.
use mingbai_policy::NumberFact;

/// The words of a number.
pub(crate) struct NumberWords {
    /// The question, as a person is asked it.
    pub question: &'static str,
    /// Where the answer can be found.
    pub help: &'static str,
    /// The open number as a phrase inside a sentence: 病人年纪.
    pub name: &'static str,
    /// A condition, before and after its least number: 连续参保满 12 个月.
    pub least: [&'static str; 2],
    /// What stands before and after a number: 12 个月.
    pub around: [&'static str; 2],
    /// What follows the highest and the lowest number of an open range.
    pub ends: [&'static str; 2],
}

/// The ends of a range of counted things.
const COUNTED: [&str; 2] = ["及以下", "及以上"];

/// Returns the words of a number.
pub(crate) const fn number_words(fact: NumberFact) -> NumberWords {
    match fact {
        NumberFact::Age => NumberWords {
            question: "病人多大年纪？",
            help: "按看病那天的周岁。",
            name: "病人年纪",
            least: ["满 ", " 岁"],
            around: ["", " 岁"],
            ends: COUNTED,
        },
        NumberFact::CoverMonths => NumberWords {
            question: "连着参保多少个月了？",
            help: "算到看病那天，中间没断过的。看缴费记录，也可以打 12393 查。",
            name: "连续参保几个月",
            least: ["连续参保满 ", " 个月"],
            around: ["", " 个月"],
            ends: COUNTED,
        },
        NumberFact::Stay => NumberWords {
            question: "这是今年第几次住院？",
            help: "连这次一起数，去年的不算。记不清可以问医保办。",
            name: "今年第几次住院",
            least: ["今年第 ", " 次住院起"],
            around: ["第 ", " 次"],
            ends: ["及以前", "及以后"],
        },
        NumberFact::ClaimFreeYears => NumberWords {
            question: "到去年底，连着几年没报销过医药费？",
            help: "参了保、一整年一次也没报销的才算一年；去年报过就是 0。记不清可以打 12393 查。",
            name: "连续几年没报销过",
            least: ["连续 ", " 年没报销过"],
            around: ["", " 年"],
            ends: COUNTED,
        },
        NumberFact::AgeDays => NumberWords {
            question: "病人出生多少天了？",
            help: "从出生那天到看病那天，出生当天算 0 天。",
            name: "出生多少天",
            least: ["出生满 ", " 天"],
            around: ["", " 天"],
            ends: COUNTED,
        },
        NumberFact::StayDays => NumberWords {
            question: "这次住院多少天？",
            help: "入院那天到出院那天隔了几天，看出院记录。",
            name: "这次住院多少天",
            least: ["这次住院满 ", " 天"],
            around: ["住院 ", " 天"],
            ends: COUNTED,
        },
    }
}

/// Returns the condition that a number is at least so much, as a phrase.
pub(crate) fn at_least(fact: NumberFact, least: u16) -> String {
    let [before, after] = number_words(fact).least;
    format!("{before}{least}{after}")
}

/// Returns the numbers of a range, both ends included, in words.
pub(crate) fn range(fact: NumberFact, low: u16, high: u16) -> String {
    let words = number_words(fact);
    let ([before, after], [below, above]) = (words.around, words.ends);
    match (low, high) {
        _ if low == high => format!("{before}{low}{after}"),
        _ if low <= fact.least() => format!("{before}{high}{after}{below}"),
        _ if high >= fact.most() => format!("{before}{low}{after}{above}"),
        _ => format!("{before}{low} 到 {high}{after}"),
    }
}
