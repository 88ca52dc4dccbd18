//! Writes an answer (明白账) as JSON and as sentences for people.
//!
//! Computes nothing, and must not know the page. Sentences are short and plain: most stay under twenty
//! characters, no fixed sentence passes forty-five, and none shouts. Where a list is partial, no
//! sentence says no: sentences name what is missing and whom to ask.
mod actions;
mod age;
mod alerts;
mod aloud;
mod answer_json;
mod benefits;
mod bill_lines;
mod blanks;
mod case_conditions;
mod case_json;
mod case_rule;
mod cash;
mod compare;
mod conditions;
mod documents_to_ask;
mod figures;
pub mod glossary;
mod grades;
mod labels;
mod layers;
mod lead;
mod ledger;
mod left;
pub mod money;
mod names;
mod no_case;
mod not_counted;
mod notes;
mod numbers;
pub mod opening;
mod partial_list;
mod periods;
mod purses;
mod questions;
mod reasons;
mod reconcile;
mod rules;
mod schemes;
mod scope;
mod sentences;
mod so_far;
mod sources;
mod statement;
mod stays;
mod text;
mod trace;
mod visit_kind;
mod wording;
mod worked;
mod yes_no;

#[cfg(test)]
mod tests;

pub use actions::{Action, BRING, actions, also, in_breaths, office_question};
pub use alerts::alerts;
pub use aloud::aloud;
pub use answer_json::{json, json_with_trace};
pub use benefits::{benefit_lines, benefit_name};
pub use bill_lines::bill_line_texts;
pub use blanks::{blank_lines, blank_name, question_to_say, to_say};
pub use case_conditions::{alternative_text, condition_said, condition_text, condition_worth};
pub use case_rule::rule_sentence;
pub use cash::{cash_line, cash_of};
pub use compare::{
    compare_alike, compare_away, compare_caveats, compare_json, compare_text, elsewhere_name,
    elsewhere_sentence, gap_sentence, level_rule_line, level_rule_written, ranges_differ,
    rules_of_day,
};
pub use conditions::{when_sentences, when_text};
pub use documents_to_ask::{DocumentToAsk, documents_to_ask};
pub use grades::{GradeRule, Grades, grades};
pub use layers::{Headline, age_lines, headline, layer_line, layer_note, spoken};
pub use lead::{Lead, case_trace, full_range, in_words, lead, payer_lines};
pub use ledger::{
    CARRIED, ledger_fault, ledger_json, ledger_text, ledger_total_lines, ledger_visit_lines,
    ledger_visit_title, swap_line,
};
pub use left::{gain, left_text};
pub use names::{
    account_name, deductible_account_name, group_name, layer_field, layer_name, owner_name,
    place_name,
};
pub use no_case::{must_lines, no_case};
pub use not_counted::{not_counted_lines, payer_name};
pub use notes::{
    ASK_WHOM, FINAL_WORD, ROUNDING, UNCHECKED, assumption, cash_lines, rounding, warning,
};
pub use periods::this_period;
pub use questions::{
    answer_here, answer_label, answer_word, asked_name, fact_name, question_help, question_id,
    question_text, value_label,
};
pub use reasons::{ENDED, standing, target_sentence, waiver_reason};
pub use reconcile::{
    cause_text, explanation_text, not_compared, reconcile_json, reconcile_text, reconciled,
    sheet_line, sheet_line_name, sum_line,
};
pub use rules::{
    CaseText, Chapter, RuleText, chapters, chapters_on, span_rank, span_state, span_text,
    state_line, table_blanks, table_lines,
};
pub use schemes::{
    NOTHING_FOUND, ended_brief, ended_line, ended_rank, nothing_found, scheme_actions,
    scheme_reason, schemes_so_far,
};
pub use scope::{days_text, figure_text, scope_text};
pub use so_far::{missing_lines, must_gain, so_far};
pub use sources::{source_line, source_line_on};
pub use statement::{
    CATALOGUE, StatedAmount, Statement, amounts_sentence, figures_of, split_label, statement, years,
};
pub use text::{text, text_on};
pub use trace::{LEAST, MOST, trace_lines, trace_lines_of};
pub use visit_kind::visit_kind;
pub use wording::Wording;
pub use worked::{case_title, expected_lines};
