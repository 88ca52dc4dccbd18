//! A month of visits at once (批量): rows of a table in, the rows out again with what each patient pays.
//!
//! Must not know files or threads: reads and writes streams of UTF-8, row by row, in constant memory. A
//! bad row says why in its last cell and never stops the others. Each row carries its own year to date;
//! rows are independent.
//!
//! Every line below the heading is settled, refused, left out by name (a sum, an empty row), or
//! continues a quoted cell of the line before. A column of payments is used only as the caller says.
//!
//! `records` cuts the text into rows, `aside` recognizes rows that are no visits, `columns_read` finds
//! the meaning of each column, `cell` reads a cell, `row` makes a visit of a row, `columns_written` adds
//! the result columns, `summary` sums up the month.
mod aside;
mod cell;
mod columns_read;
mod columns_written;
mod eras;
mod memo;
mod records;
mod row;
mod run;
mod summary;

pub use columns_read::{Defaults, Paid};
pub use run::{Batch, Problem, run};
pub use summary::{Sum, Summary};
