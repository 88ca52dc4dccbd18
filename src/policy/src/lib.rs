//! The vocabulary of the policy tables (政策表) as types.
//!
//! Two shapes of one thing. Authors write TOML (module [`author`], behind the
//! feature of that name); everything else sees the packed form of this module,
//! which [`pack`] turns into bytes. The lowering between them is where every
//! refusal of the build gate lives, so a packed table is a checked table.
//!
//! Two simplifications against a first sketch, and why:
//! - A share (比例) is a whole number of millionths ([`Share`]), money is whole
//!   fen ([`Fen`]): both exact. [`decimal`] reads them, the engine multiplies them.
//! - Money rules are kept so that more help upstream never raises what the
//!   person pays (see the engine's crate docs); the gate refuses the one shape
//!   that would break this, a deductible shared by several parts.
mod attested;
pub mod classes;
mod day;
pub mod decimal;
mod facts;
mod fen;
mod ids;
pub mod limits;
pub mod ordinary;
pub mod pack;
mod period;
pub mod province;
mod share;
pub mod slip;
mod stays;
mod table;
mod tables;
pub mod vocabulary;
mod when;

#[cfg(feature = "author")]
pub mod author;

pub use day::Day;
pub use facts::{group::FactGroup, numbers::NumberFact, said::Said, yes_no::YesNo};
pub use fen::{Fen, FenError};
pub use ids::{DiseaseId, GroupId, HospitalId, ItemId, LayerId, RegionId};
pub use ordinary::{Direction, OrdinaryFact};
pub use period::Period;
pub use share::{Share, ShareError};
pub use stays::StayYear;
pub use table::*;
pub use tables::Tables;
pub use vocabulary::Vocabulary;
pub use when::{BillCost, Care, Grade, HospitalTier, Insurance, Place, Sex, When};
