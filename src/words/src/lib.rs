//! The way out: an answer (明白账) as JSON and as sentences for people.
//!
//! Nothing is reckoned here. Sentences are short and plain: most stay under twenty
//! characters, none of the fixed ones passes forty-five, and none shouts. Where a list is
//! partial the words never say no; they say what is missing and whom to ask.
mod aloud;
mod compare;
mod conditions;
mod figures;
pub mod glossary;
mod json;
mod layers;
mod ledger;
pub mod money;
mod names;
mod notes;
mod questions;
mod reasons;
mod reconcile;
mod rules;
mod schemes;
mod sources;
mod text;
mod trace;
mod worked;

#[cfg(test)]
mod tests;

pub use aloud::aloud;
pub use compare::{
    compare_alike, compare_caveats, compare_json, compare_text, elsewhere_name, elsewhere_sentence,
};
pub use conditions::{when_sentences, when_text};
pub use json::{json, json_with_trace};
pub use layers::{Headline, headline, layer_line, layer_note, spoken};
pub use ledger::{
    CARRIED, ledger_fault, ledger_json, ledger_text, ledger_total_lines, ledger_visit_lines,
    ledger_visit_title, swap_line,
};
pub use names::{group_name, layer_field, layer_name, owner_name, place_name};
pub use notes::{ASK_WHOM, FINAL_WORD, ROUNDING, UNCHECKED, assumption, cash_lines, warning};
pub use questions::{
    answer_label, answer_word, fact_name, question_help, question_id, question_text, value_label,
};
pub use reasons::{standing, target_sentence, verdict_word, waiver_reason};
pub use reconcile::{
    cause_text, explanation_text, reconcile_json, reconcile_text, sheet_line, sheet_line_name,
};
pub use rules::{CaseText, Chapter, RuleText, chapters, span_text, table_blanks, table_lines};
pub use schemes::{scheme_actions, scheme_reason};
pub use sources::{source_line, source_line_on};
pub use text::text;
pub use trace::{LEAST, MOST, trace_lines, trace_lines_of};
pub use worked::{case_title, expected_lines};

/// Who reads: the same facts in three wordings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wording {
    /// Patient or family: plain.
    Patient,
    /// Window clerk: terms and interface fields.
    Clerk,
    /// Village doctor: to say out loud.
    Doctor,
}
