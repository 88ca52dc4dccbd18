//! Sentences put together into a text. Must not know which sentences an answer calls for.
use crate::names::table;
use crate::notes::date;
use crate::questions::fact_name;
use mingbai_engine::{Question, Reason};
use mingbai_policy::{Rule, Tables};

/// A text built sentence by sentence.
#[derive(Default)]
pub(crate) struct Sentences(pub String);

impl Sentences {
    pub fn push(&mut self, sentence: impl AsRef<str>) {
        self.0.push_str(sentence.as_ref());
    }

    pub fn all(&mut self, sentences: Vec<String>) {
        sentences.iter().for_each(|it| self.push(it));
    }

    /// Adds that the rule has not begun, or has ended.
    pub fn time(&mut self, tables: &Tables, at: u16, rule: &Rule, reason: Reason) {
        let span = table(tables, at)
            .map(|table| table.span)
            .unwrap_or_default();
        if reason == Reason::NotStarted {
            match rule.span.from.or(span.from) {
                Some(day) => self.push(format!("{}才开始。", date(day))),
                None => self.push("那一天还没有开始。"),
            }
        } else {
            match rule.span.until.or(span.until) {
                Some(day) => {
                    self.push(format!("{} 年的规定，现在是否还有没有核实。", day.year()));
                }
                None => self.push("以前的规定，现在是否还有没有核实。"),
            }
        }
    }

    /// Adds the open facts, each once, in sentences of about 24 characters.
    pub fn open(&mut self, tables: &Tables, open: &[Question]) {
        let mut once: Vec<Question> = Vec::new();
        for question in open {
            if !once.contains(question) {
                once.push(*question);
            }
        }
        let mut facts = String::new();
        for question in once {
            let fact = fact_name(tables, question);
            if !facts.is_empty() && facts.chars().count() + fact.chars().count() > 24 {
                self.push(format!("还要知道：{facts}。"));
                facts.clear();
            }
            if !facts.is_empty() {
                facts.push('、');
            }
            facts.push_str(&fact);
        }
        if !facts.is_empty() {
            self.push(format!("还要知道：{facts}。"));
        }
    }
}

/// Returns the text with a full stop, whether or not its author wrote one.
pub(crate) fn with_full_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['。', '？', '…']) {
        text.to_owned()
    } else {
        format!("{text}。")
    }
}
