//! Sentences about what further answers could still change: 还差一样, or that nothing would. Must not
//! know which questions the page shows.
use crate::money;
use crate::names::scheme;
use crate::questions::{answer_label, asked_name, fact_name, question_text};
use mingbai_engine::{Answer, Ask, Question, Reach, Value, Verdict, Warning};
use mingbai_policy::{Fen, Tables};

/// Smaller changes of the amount (below 1 yuan) are not mentioned.
const WORTH: Fen = Fen(100);
/// The most facts named in one sentence, and the most answers shown for a question.
const NAMES: usize = 4;
const ANSWERS: usize = 3;

/// Returns what further answers would change: the amount where `pay`, else the schemes. Skipped
/// questions count as open.
pub fn left_text(tables: &Tables, answer: &Answer, pay: bool) -> String {
    let left = &answer.left;
    let named = |questions: &[Question]| names(tables, questions);
    if pay && answer.money.is_some() {
        match left.money {
            Reach::Alone => return short_of(tables, answer, true),
            Reach::Together => {
                let open = match answer.together.is_empty() {
                    true => &answer.open,
                    false => &answer.together,
                };
                return format!(
                    "只再答一样，钱不会变。几样一起问清，才可能变：{}。",
                    named(open)
                );
            }
            Reach::Perhaps => {
                let mut open = answer.together.clone();
                open.extend(
                    answer
                        .open
                        .iter()
                        .filter(|it| !answer.together.contains(it)),
                );
                if open.is_empty() {
                    open.extend([Question::Disease, Question::Hospital]);
                }
                return format!("再问清这些，钱可能还会变：{}。", named(&open));
            }
            Reach::Nothing if left.nothing() => {}
            Reach::Nothing if left.verdicts.is_empty() => {
                return format!(
                    "再答哪一题，钱和政策都不会变了。还能问清要办的手续：{}。",
                    named(&left.procedures)
                );
            }
            Reach::Nothing => {
                return format!(
                    "再答哪一题，付的钱都不会变了。还能问清哪些政策管：{}。",
                    named(&left.verdicts)
                );
            }
        }
    } else if answer.ask.iter().any(|ask| ask.range.is_none()) {
        return short_of(tables, answer, false);
    } else if !left.verdicts.is_empty() {
        return format!("还能问清：{}。", named(&left.verdicts));
    } else if left.money != Reach::Nothing {
        return "再答哪一题，管的政策都不会变了。付的钱还可能变。".into();
    } else if !left.procedures.is_empty() {
        return format!(
            "再答哪一题，管的政策都不会变了。还能问清要办的手续：{}。",
            named(&left.procedures)
        );
    }
    "再答哪一题，结果都不会变了。".into()
}

/// Returns the questions that are still needed: `还差一样：医院是几级。问到了，可从 ¥8,660 降到 ¥5,220
/// （二级）。`
fn short_of(tables: &Tables, answer: &Answer, pay: bool) -> String {
    let asks = answer.ask.iter().filter(|ask| ask.range.is_some() == pay);
    let mut screens: Vec<&Ask> = Vec::new();
    let group = |ask: &Ask| matches!(ask.question, Question::Group(_));
    for ask in asks {
        if !(group(ask) && screens.iter().any(|it| group(it))) {
            screens.push(ask);
        }
    }
    match screens.as_slice() {
        [ask] => format!(
            "还差一样：{}。{}",
            asked(tables, ask.question),
            gain(tables, answer, ask).unwrap_or_default()
        ),
        many if pay => format!("还差 {} 样，问到哪样，钱数就更准。", many.len()),
        many => format!("还差 {} 样，问到哪样，就更清楚。", many.len()),
    }
}

/// Returns a question without its question mark. Groups, which share one screen, count as one
/// question; the amount in scope is named by the papers that give it.
fn asked(tables: &Tables, question: Question) -> String {
    match question {
        Question::Group(_) | Question::InScope => asked_name(tables, question),
        _ => {
            let text = question_text(tables, question);
            match text.strip_suffix('？') {
                Some(bare) if !bare.ends_with('吗') => bare.to_owned(),
                _ => fact_name(tables, question),
            }
        }
    }
}

/// Returns what an answer would change: 问到了，可从 ¥8,660 降到 ¥5,220（二级）、¥3,290（一级）. The
/// smallest gain comes first, so that the lowest amount never comes alone.
pub fn gain(tables: &Tables, answer: &Answer, ask: &Ask) -> Option<String> {
    if ask.range.is_none() {
        return decides(tables, answer, ask.question);
    }
    let now = answer.money.as_ref()?.pays.estimate;
    let not_split = ask.question == Question::YearToDate
        && answer
            .warnings
            .iter()
            .any(|it| matches!(it, Warning::YearNotSplit { .. }));
    // Only a few answers: the sentence must fit in one breath.
    let amounts = ask
        .answers
        .iter()
        .any(|(value, _)| matches!(value, Value::Amount(_)));
    let told = |(value, fen): &(Value, Fen)| match value {
        Value::Amount(is) if ask.question == Question::InScope => {
            let (is, fen) = (money::bare(*is), money::bare(*fen));
            format!("目录里的是 {is}，就到 {fen}。")
        }
        Value::Amount(is) => format!("是 {}，就到 {}。", money::bare(*is), money::bare(*fen)),
        value => {
            let label = match value {
                // The year's sums were given: earlier visits exist, but none of this kind.
                Value::Nothing if not_split => "这一类没付过".to_owned(),
                value => answer_label(tables, ask.question, *value),
            };
            format!("{}（{label}）", money::bare(*fen))
        }
    };
    let ends = || {
        ask.answers
            .iter()
            .filter_map(|(value, range)| Some((*value, (*range)?)))
    };
    let mut down: Vec<(Value, Fen)> = ends()
        .filter(|(_, range)| now.high - range.high >= WORTH)
        .map(|(value, range)| (value, money::whole(range).high))
        .collect();
    let mut up: Vec<(Value, Fen)> = ends()
        .filter(|(_, range)| range.low - now.low >= WORTH)
        .map(|(value, range)| (value, money::whole(range).low))
        .collect();
    down.sort_by_key(|(_, fen)| std::cmp::Reverse(*fen));
    up.sort_by_key(|(_, fen)| *fen);
    let listed = |all: &[(Value, Fen)]| {
        let all: Vec<String> = all.iter().take(ANSWERS).map(told).collect();
        all.join(if amounts { "" } else { "、" })
    };
    let whole = money::whole(now);
    let (most, least) = (money::bare(whole.high), money::bare(whole.low));
    Some(match (down.is_empty(), up.is_empty(), amounts) {
        (false, _, false) => format!("问到了，最多付的可从 {most} 降到 {}。", listed(&down)),
        (false, _, true) => format!("问到了，最多付的 {most} 还能降。比如{}", listed(&down)),
        (true, false, false) => format!("问到了，最少付的会从 {least} 变成 {}。", listed(&up)),
        (true, false, true) => format!("问到了，最少付的就不是 {least} 了。比如{}", listed(&up)),
        (true, true, _) => return None,
    })
}

/// The most schemes named in one sentence.
const NAMED: usize = 2;

/// Returns the schemes that a question would decide.
fn decides(tables: &Tables, answer: &Answer, question: Question) -> Option<String> {
    let open = answer.schemes.iter().filter(|line| {
        line.verdict == Verdict::Unknown
            && line
                .open
                .iter()
                .any(|it| asked_name(tables, *it) == asked_name(tables, question))
    });
    let names: Vec<String> = open
        .filter_map(|line| Some(format!("“{}”", scheme(tables, line.rule)?.rule.name)))
        .collect();
    let more = match names.len() > NAMED {
        true => format!("等 {} 项", names.len()),
        false => String::new(),
    };
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    (!first.is_empty()).then(|| format!("问到了，能看清{}{more}管不管。", first.join("、")))
}

/// Returns the facts behind questions, each once.
fn names(tables: &Tables, questions: &[Question]) -> String {
    let mut names: Vec<String> = Vec::new();
    for question in questions {
        let name = asked_name(tables, *question);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = match names.len() > NAMES {
        true => format!("等 {} 样", names.len()),
        false => String::new(),
    };
    names.truncate(NAMES);
    format!("{}{more}", names.join("、"))
}
