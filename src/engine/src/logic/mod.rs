//! Three-valued logic over the facts of a visit. Must not know money.
pub(crate) mod compile;
pub(crate) mod facts;
