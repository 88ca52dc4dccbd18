//! A province's tables (省的政策表) apart from the built-in ones: what one more province adds. Must
//! not know where the bytes come from.
//!
//! A [`Province`] is cut from tables that were read as a whole and joined to the built-in ones where
//! a person needs it. Its ids are its own: first the names it takes from the built-in tables, then
//! the names it adds. So a province fits any built-in tables that still have those names, however
//! many provinces were joined before, and its bytes change only when its own folder does.
//!
//! A province adds places, hospitals, layers, questions and tables. The vocabulary of the whole
//! nation (人群, 病种, 收费项目) is in the built-in tables alone: its names mean the same everywhere.
mod added;
mod cut;
mod join;
mod turn;

pub use crate::tables::Joined;
pub use added::{Province, Taken};
pub use cut::{CutError, cut};
pub use join::JoinError;
