//! A hospital's file of visits (医院导出的文件): bytes in, rows of cells out.
//!
//! Must not know what a cell means, a visit, a file's name or a clock. The kind of a file is told by its
//! first bytes: text with delimiters (CSV, pasted), `.xlsx`, `.xls`, an HTML or XML table named `.xls`,
//! JSON and JSON lines. A file of another kind is refused in one Chinese sentence that says what to do.
//!
//! Text with delimiters is read in constant memory. Every other kind is first laid out as [`frames`], whose
//! size is bounded by [`limits`].
//!
//! [`read`] opens a file; `kind` names what it is, `encoding` decodes its text, `records` cuts text into
//! rows, `markup`, `json` and [`workbook`] read the other kinds. `write_workbook`
//! writes a workbook.
pub mod encoding;
pub mod frames;
mod json;
pub mod kind;
pub mod limits;
mod markup;
pub mod read;
mod records;
#[cfg(feature = "workbooks")]
pub mod workbook;
#[cfg(feature = "written-workbooks")]
pub mod write_workbook;

pub use frames::CellKind;
pub use read::{FileRows, OpenError};
pub use records::RecordKind;
