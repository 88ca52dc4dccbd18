//! The `mingbai` command, for clerks' batches and for people who write tables.
//!
//! Holds files, streams and exit codes; must not know what a visit means or how an answer is
//! worded. Exit code 0: done. 1: a table or a case does not hold. 2: the input cannot be read, and
//! standard output stays empty.
mod arguments;
mod batch;
pub mod cases;
mod command;
mod failure;
mod listing;
mod opening;
mod overdue;
mod pages;
mod provinces;
mod result_workbook;
mod workbook;

pub use command::run;
