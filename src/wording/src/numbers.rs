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
    /// What is counted, in a condition before 满: nothing, or 连续参保.
    pub counted: &'static str,
    /// The unit after the number.
    pub unit: &'static str,
}

/// Returns the words of a number.
pub(crate) const fn number_words(fact: NumberFact) -> NumberWords {
    match fact {
        NumberFact::Age => NumberWords {
            question: "病人多大年纪？",
            help: "按看病那天的周岁。",
            name: "病人年纪",
            counted: "",
            unit: "岁",
        },
    }
}

/// Returns the condition that a number is at least so much, as a phrase.
pub(crate) fn at_least(fact: NumberFact, least: u16) -> String {
    let words = number_words(fact);
    format!("{}满 {least} {}", words.counted, words.unit)
}

/// Returns the numbers of a range, both ends included, in words.
pub(crate) fn range(fact: NumberFact, low: u16, high: u16) -> String {
    let unit = number_words(fact).unit;
    match (low, high) {
        _ if low == high => format!("{low} {unit}"),
        (0, _) => format!("{high} {unit}及以下"),
        _ if high >= fact.most() => format!("{low} {unit}及以上"),
        _ => format!("{low} 到 {high} {unit}"),
    }
}
