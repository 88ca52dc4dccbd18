//! Tests that need the whole: a second reckoning of known worlds, random visits and tables, and the
//! laws on which the engine and the second reckoning must agree. Must not know sentences.
pub mod accounts;
pub mod bill_lines;
pub mod case_laws;
pub mod chance;
pub mod china;
pub mod chooser;
pub mod climb;
pub mod counties;
pub mod every_law;
pub mod fixtures;
pub mod laws;
pub mod reckoning;
pub mod rng;
pub mod runs;
pub mod shapes;
pub mod truth;
pub mod visits;
