//! A month of visits at once (批量): rows of a table in, the same rows out with what each pays.
//!
//! No files and no threads here: text comes in as a stream of UTF-8 and goes out as one, row by
//! row, in constant memory. A bad row says why in its last cell and never stops the others. Each
//! row carries its own year so far; rows are not linked.
//!
//! `columns` finds what each column says, `cell` reads a cell as office programs write it, `row`
//! makes a visit of a row, `results` adds what comes out, `summary` sums up the month.
mod cell;
mod columns;
mod eras;
mod memo;
mod results;
mod row;
mod run;
mod summary;

pub use columns::Defaults;
pub use run::{Batch, Problem, run};
pub use summary::{Sum, Summary};
