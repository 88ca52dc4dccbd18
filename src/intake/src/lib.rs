//! Reads what a person states (names, amounts, days, the JSON visit) into the engine's [`Visit`].
//! Must not know what follows from a visit; the engine computes that.
//!
//! Reading is strict: an unknown key, a name outside the vocabulary or a number where an amount
//! belongs is an error that names the field and what to write instead. Nothing is guessed; a field
//! that is left out (or `null`) stays unknown.
pub mod area_codes;
mod bill;
mod bill_lines;
mod choice;
mod cursor;
pub mod date;
mod error;
pub mod figures;
pub mod find;
mod fold;
mod json;
mod ledger;
pub mod link;
mod local;
pub mod money;
mod moved;
pub mod names;
pub mod numbers;
mod numerals;
pub mod office;
mod other;
mod person;
mod read;
mod sheet;
mod sheet_json;
mod sheet_names;
mod write;
mod year;

pub use error::InputError;
pub use ledger::read_ledger;
pub use local::Local;
pub use mingbai_engine::Visit;
pub use mingbai_policy::limits::OTHER_PLAN;
pub use moved::moved;
pub use other::OTHER;
pub use read::{MAX_BYTES, read};
pub use sheet::read_sheet;
pub use write::write;
