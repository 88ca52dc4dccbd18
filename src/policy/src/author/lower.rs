//! What the rules of one table are lowered with. Must not know how a rule is read.
use super::{index::Index, shared::Shared, source::Sources, words::Words};
use crate::day::Day;
use crate::table::Span;
use crate::when::Insurance;

/// The context for lowering the rules of one table.
pub(super) struct Lower<'w> {
    pub(super) words: &'w Words,
    pub(super) questions: &'w Index,
    pub(super) shared: &'w Shared,
    pub(super) sources: Sources,
    pub(super) checked: Option<Day>,
    pub(super) span: Span,
    /// The basic insurances that the table names, as bits.
    pub(super) insurance: Option<u8>,
    /// Ids of this table's schemes, in order.
    pub(super) schemes: Vec<String>,
}

impl Lower<'_> {
    /// Returns the basic insurances whose payments the table rules, as bits: residents' where the
    /// table names none.
    pub(super) fn pays_for(&self) -> u8 {
        self.insurance.unwrap_or(Insurance::Resident.bit())
    }
}
