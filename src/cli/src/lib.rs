//! The `mingbai` command, for clerks' batches and for people who write tables.
//!
//! Files, streams and exit codes live here; what a visit means and how an
//! answer is worded does not. Exit 0: done. 1: a table or a case does not hold.
//! 2: the input cannot be read; then standard output stays empty.
mod arguments;
mod batch;
pub mod cases;
mod command;
mod decode;
mod listing;
mod pages;
mod provinces;

pub use command::run;
