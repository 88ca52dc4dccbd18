//! What only the whole shows: a second reckoning of known worlds, chance visits and tables,
//! and what the two must agree on.
pub mod chance;
pub mod china;
pub mod chooser;
pub mod climb;
pub mod counties;
pub mod laws;
pub mod reckoning;
pub mod rng;
pub mod runs;
pub mod truth;
pub mod visits;
