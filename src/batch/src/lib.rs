//! A month of visits at once (批量): rows of a table in, the rows out again with what each patient pays.
//!
//! Must not know files' names or threads: reads a stream of any kind that `mingbai-files` reads, writes a
//! stream of UTF-8, row by row; text with delimiters in constant memory. A bad row says why in its last
//! cell and never stops the others. Each row carries its own year to date; rows are independent, except that
//! a refund (退费) takes the row that it takes back out of the sums.
//!
//! Every line below the heading is settled, refused, left out by name (a sum, an empty row), or
//! continues a quoted cell of the line before. A column of payments is used only as the caller says.
//!
//! `heading` finds the heading, `title` reads a title, `columns_read` the meaning of each column, `opened` opens a table with both;
//! `aside` recognizes rows that are no visits, `refunds` those that take another back; `cell`, `amount` and
//! `day` read a cell, `fact` reads a fact of it, `row` makes a visit of a row, `settings` are facts said once for every row, `columns_written` adds the result columns, `summary`
//! sums up the month, `summary_json` writes the sums as JSON; `names` has names for people; `explain` says what was understood before anything is settled.
mod amount;
mod aside;
mod cell;
mod columns_read;
mod columns_written;
mod day;
mod eras;
mod explain;
mod fact;
mod heading;
mod memo;
mod names;
mod opened;
mod refunds;
mod row;
mod run;
mod settings;
mod summary;
mod summary_json;
mod title;

pub use columns_read::{Defaults, Paid};
pub use explain::explain;
pub use opened::Problem;
pub use run::{Batch, LastRow, run};
pub use settings::Settings;
pub use summary::{Standing, Sum, Summary};
