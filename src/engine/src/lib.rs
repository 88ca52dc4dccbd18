//! One visit and the tables make an answer (明白账). Pure: no clock, no files, no sentences.
//!
//! # How an answer is found
//!
//! [`layout`] lays the tables out for the visit: what is in force, layers merged by id from the
//! nearest table to the nation's. [`worlds`] splits the open facts, but only where a condition in
//! force turns on them, until every condition about money is decided; [`worlds::resolve`] is what names the
//! next fact to split. What no document settles is a fact that nobody can be asked: it splits worlds
//! like any other, the same way wherever it is mentioned. Each kind of world is settled ([`settle`])
//! at two ends, and the answer is the least and the most over all of them.
//!
//! [`reckoning`] does all this for both readings and for every day whose tables may count. An
//! answer, a row of a batch, a comparison, a ledger and a sheet each stand on it and on [`lines::payers`].
//!
//! # Why two ends are enough
//!
//! An open figure (a deductible, share or cap), an open year, how much of a year's payments a cap
//! counts, a payment of unknown size: each only makes some layer pay more or less. Every layer takes at most the whole of each further
//! fen of its base, and in-scope money is taken before out-of-scope money, so one fen more paid
//! upstream never makes what is left, in scope or out of scope, larger downstream; rounding half
//! up keeps this, since bases are whole fen; only the parts of one layer share a rounding, so that
//! both ends are settled with either fen it may leave. So everything at its helpful end gives the
//! least, and everything at its other end the most. The tables' gate refuses the one shape that would break
//! this (a deductible shared by several parts), and points off the shares of several parts that may
//! be more or fewer; elsewhere fewer points only make a layer pay more, of every bracket at once.
//!
//! The one amount that is not so simple is the in-scope part of the bill: more of it means less
//! out of scope. It is walked along its bends ([`worlds`]); between two bends the money lies on a
//! straight line, give or take a fen a rounded layer, by which the ends are widened there.
//!
//! A hospital left out may be any of the person's province that fits, or none of them. Those of
//! other provinces count only when named: a stated default, listed with the answer, so that a
//! family is not asked about hospitals it has never heard of.
//!
//! This replaces enumerating every value of every fact and the product of all bends: it is exact
//! for any number of open figures, and finds few worlds.
mod answer;
mod ask;
mod assemble;
mod case;
mod check;
mod compare;
mod contradiction;
mod desk;
mod layout;
mod ledger;
mod lines;
mod logic;
mod papers;
mod pool;
mod reckoning;
mod reconcile;
mod settle;
#[cfg(test)]
mod small_tables;
mod visit;
mod worlds;

pub use answer::*;
pub use ask::next::{Interview, interview, plans};
pub use assemble::answer;
pub use case::{
    Alternate, Alternative, Blank, Case, CasePoint, CaseRule, Condition, Must, NoCase, NotCounted,
    Payer, Stated, Taken, case,
};
pub use check::{check_papers, said_in_scope};
pub use compare::{Comparison, Destination, Lies, Referral, compare};
pub use contradiction::{Contradiction, Printed};
pub use desk::{Desk, Settlement};
pub use layout::accounts::EarlierPayment;
pub use ledger::{Ledger, LedgerFault, LedgerVisit, YearSoFar, ledger, swaps};
pub use papers::{Charges, Receipt};
pub use pool::may_be_outside;
pub use reconcile::{
    Cause, Explanation, LineFound, OtherLine, Reconciled, Sheet, SheetLine, reconcile,
};
pub use visit::*;
pub use worlds::apart::LevelRule;
