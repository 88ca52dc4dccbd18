//! The way in: what a person may say (names, amounts, days, the JSON visit),
//! read into the engine's [`Visit`]. What follows from it is the engine's affair.
//!
//! Reading is strict: an unknown key, a name outside the vocabulary or a number
//! where an amount belongs is an error that names its field and the way out.
//! Nothing is guessed; what is left out (or `null`) stays unknown.
pub mod age;
mod bill;
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
mod numerals;
mod person;
mod read;
mod sheet;
mod write;
mod year;

pub use error::InputError;
pub use ledger::read_ledger;
pub use local::Local;
pub use mingbai_engine::Visit;
pub use moved::moved;
pub use read::{MAX_BYTES, read};
pub use sheet::read_sheet;
pub use write::write;

/// The plan (档次) of a person who is on none that any table names: `"其他"`.
/// The engine keeps plans as bits and this one as the last; tables name at most 16.
pub const OTHER_PLAN: u8 = 31;

/// "None of those named", for a place, a hospital or a plan.
pub const OTHER: &str = "其他";
