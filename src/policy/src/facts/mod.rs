//! The facts that conditions turn on, one row each: a yes or no in [`yes_no`], a number with
//! thresholds in [`numbers`]. Every crate above iterates over these tables and keeps only its own
//! spelling of a fact. Knows no visit and no sentence.
pub(crate) mod group;
pub(crate) mod numbers;
pub(crate) mod said;
pub(crate) mod yes_no;
