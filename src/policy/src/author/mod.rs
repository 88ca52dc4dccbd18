//! Reads the tables as authors write them and lowers them to the packed types. Must not know the
//! engine.
//!
//! Every file is read to its end and every problem is reported, never only the first. The vocabulary
//! of all files comes first, since a table may use a name from any of them; then questions; then the
//! tables; then the checks that need several rules together.
//!
//! The format is described for authors in `policies/README.md`.
mod bounds;
mod case;
mod ceilings;
mod check;
mod choice;
mod cite;
mod class;
mod cursor;
mod cycle;
mod factors;
mod figure;
mod files;
mod index;
mod layer;
mod looks;
mod lower;
mod marks;
mod nearest;
mod ordinary;
mod problem;
mod read;
mod rules;
mod scheme;
mod shared;
mod source;
mod stay;
mod table;
mod when;
mod words;

pub use case::Case;
pub use files::paths_below;
pub use marks::{Marked, marks};
pub use problem::{Problem, Problems};
pub use read::{Authored, read_files, read_folder, read_folders};
