//! Which question comes next, when one is asked after another.
use crate::ask::WORTH_ASKING;
use crate::{Answer, Question};

/// The next question about money: first what narrows the range by itself, best first; then what
/// narrows it only beside others. Item by item comes last, it is the most work. None once the
/// range is one amount, or nothing of this kind is open.
pub fn next(answer: &Answer, passed: impl Fn(Question) -> bool) -> Option<Question> {
    let money = answer.money.as_ref()?;
    if money.pays.estimate.width() < WORTH_ASKING {
        return None;
    }
    let alone = answer.ask.iter().filter(|ask| ask.range.is_some());
    let mut all: Vec<Question> = alone.map(|ask| ask.question).collect();
    all.extend(&answer.together);
    all.retain(|question| !passed(*question));
    let easy = all.iter().find(|question| **question != Question::Items);
    easy.or(all.first()).copied()
}
