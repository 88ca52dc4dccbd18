//! Computes the answer to one visit from the policy tables (明白账). Must not know clock, file,
//! network, sentence, JSON or float.
//!
//! # How an answer is found
//!
//! 1. `layout` lays the tables out for the visit: the rules in force, and the layers merged by id
//!    from the nearest table to the nation's.
//! 2. `worlds` splits the open facts into worlds until every condition about money is decided. A
//!    fact is split only where a condition in force turns on it; `worlds::resolve` names the fact
//!    to split next. A matter that no document settles is a fact that nobody can be asked: it
//!    splits worlds like any other fact, the same way wherever it is mentioned.
//! 3. `settle` settles each kind of world at two ends. The answer is the least and the most over
//!    all of them.
//!
//! `reckoning` does all this for both readings and for every day whose tables may count. An
//! answer, a row of a batch, a comparison, a ledger and a reconciled sheet all use `reckoning`
//! and `lines::payers`.
//!
//! # Why two ends are enough
//!
//! Four things may be open: a figure (a deductible, share or cap), the year so far, how much of a
//! year's payments a cap counts, and the size of a payment. Each of them only makes some layer pay
//! more or less.
//!
//! **One fen more paid upstream never makes the amount left downstream larger, in scope or out of
//! scope.**
//!
//! - Every layer takes at most the whole of each further fen of its base, and in-scope money is
//!   taken before out-of-scope money.
//! - The rounding of a payment keeps the property, half up, down or up alike: bases are whole fen,
//!   and each rounding never falls and grows by a whole fen where the exact payment does. Where the
//!   rounding itself is open, down is one end and up the other.
//! - Only the parts of one layer share a rounding, always half up. Where a base before them is open,
//!   both ends are settled with either fen that the rounding may leave.
//!
//! - A layer on the in-scope cost of the whole bill pays an amount that no earlier payment changes,
//!   cut at what is left in scope: what it leaves is that difference or nothing, which never grows as
//!   less is left before it.
//! - A top-up rule measures its line on the bill (or on its in-scope cost), not on payments: it takes
//!   a share of what lies above a fixed amount, so that more left before it never leaves less after.
//!
//! - A layer on the year's cost pays f(before + now) − f(before), which never falls and never rises by
//!   more than a fen a fen as `now` grows, whatever `before` is. Where `before` is open, the payment
//!   between two edges is linear in `before`: an end, or an edge that an end of the visit's stretch
//!   meets, gives the extreme, so that each end tries all of those. No other layer looks at `before`.
//! - A cap on the cost cuts the cost above the deductible before the share: a smaller base, of which
//!   everything above still holds, and which never shrinks as the cap grows. A larger deductible may
//!   move the counted cost into a better bracket: where both are open, each end tries the edges.
//! - What lies above a fixed price is an exact amount of the bill (the gate takes no open price), and
//!   leaves the bill before any layer pays, out-of-scope money first: nothing lies upstream of it.
//! - One part alone is a layer with another base, for which everything here holds as well.
//! - A layer that looks only at a part of what an earlier layer looked at (its deductible, its own
//!   share, the cost beyond its cap) takes at most the whole of that part, and no other layer looks at
//!   the same part. Where a figure of the earlier layer is open, money moves between the parts:
//!   `worlds::looks` lets through what two ends still bound, and leaves the rest unknown.
//! - A layer below a ceiling (合计封顶) pays at most what the layers before leave below a fixed share
//!   of the bill. What is left after is the larger of two amounts: what the layer would leave without
//!   a ceiling, and the smaller of what was left before and the bill beyond the ceiling. Both never
//!   grow as less is left before, as long as no earlier layer pays out-of-scope money apart from
//!   in-scope money; the gate refuses the others, and an entered 先行自付 that does opens the ceiling.
//!
//! So every figure at its helpful end gives the least, and every figure at its other end the most.
//!
//! A figure made from another (a factor, points, so much less down to a floor) is a map of that
//! other figure which never falls as the figure grows: `times` and `own_times` multiply by a factor
//! of at least nothing, `plus` and `lowered` shift, `less` stops at its floor and `plus` of an amount
//! at its ceiling, and a rounding to the fen keeps the order. So the ends of the figure below become the ends of the figure made from it,
//! one by one, however many variants follow one another; what is unknown stays unknown.
//!
//! What a transfer leaves of a deductible falls as more was paid before the transfer: the least paid
//! is one end, the most the other. The gate lets one layer alone count that payment.
//!
//! A stay that counts as several has the sum of their deductibles. Each is a figure of a stay of known
//! number, looked up like any other: the sum of the helpful ends is the helpful end of the sum. How
//! many stays, and which number the first has, splits worlds.
//!
//! A deductible or a cap of a day, a month or a quarter is left of what earlier visits of the period
//! used: more used of a deductible only helps, more used of a cap only withholds. Where nobody said
//! how much of a year's amount lies in the period, any part may, and the two ends of that part are
//! ends of what is left. Each such amount belongs to one figure of one layer, so that no amount
//! trades against another.
//!
//! The gate of the tables refuses the one shape that would break the property: a deductible shared
//! by several parts. The gate also refuses an open number of points taken off the shares of several
//! parts; elsewhere fewer points only make a layer pay more, of every bracket at once.
//!
//! Money of a class with a share of its own in a layer is a known sum of the base: the layer pays that
//! share of the sum, and its schedule sees the rest. Each further fen of the base still adds between
//! nothing and the whole of that fen, so the property holds; a base that falls below the sum is one
//! more bend. Where some money may or may not be of such a class, the layer's payment is unknown.
//!
//! One range may be wider than the truth: where nobody said how much of the year was in scope and left
//! after 基本医保, a cap on the cost and a layer on the year's sum each take the worst of it, although
//! one year would have to serve both. The range still holds every true amount.
//!
//! The in-scope part of the bill is the one amount that two ends do not cover: more in scope means
//! less out of scope. The line of a top-up rule on the in-scope cost falls as more is in scope, never
//! by more than a fen each. The in-scope amount is walked along its bends (`worlds`). Between two bends
//! the money lies on a straight line, give or take a fen for each rounded layer (the errors of one
//! rounding lie less than a fen apart), and the ends are widened there by as much.
//!
//! A condition on the cost of the visit (in scope, or the whole bill) makes the payment jump at its
//! limit: nothing orders the two sides. So an open in-scope amount is split at the limit like any
//! other fact, and each world has its own range of in-scope amounts, in which no condition changes
//! and everything above holds. A world is settled, walked and compared on its own range alone. The
//! gate allows such a condition for layers only: no other rule looks at the split of the bill.
//!
//! A hospital that the visit leaves out may be any fitting hospital of the person's province, or
//! none of them. Hospitals of other provinces count only when named: a stated default, listed with
//! the answer, so that a family is not asked about hospitals it has never heard of.
//!
//! Two ends replace the enumeration of every value of every fact and of the product of all bends:
//! they are exact for any number of open figures, and few worlds are settled.
mod answer;
mod ask;
mod assemble;
mod bill_lines;
mod case;
mod check;
mod compare;
mod contradiction;
mod desk;
mod home;
mod layout;
mod ledger;
mod lines;
mod logic;
mod missing;
mod papers;
mod pool;
mod purses;
mod reckoning;
mod reconcile;
mod settle;
#[cfg(test)]
mod small_tables;
mod stays;
mod visit;
mod worlds;

pub use answer::*;
pub use ask::next::{Interview, interview, plans};
pub use assemble::answer;
pub use bill_lines::check_lines;
pub use case::{
    Alternate, Alternative, Blank, Case, CasePoint, CaseRule, Condition, Must, NoCase, NotCounted,
    Payer, Stated, Taken, case,
};
pub use check::{check_papers, said_in_scope};
pub use compare::{Comparison, Destination, Lies, Referral, compare};
pub use contradiction::{Contradiction, Printed};
pub use desk::{Desk, Settlement};
pub use layout::accounts::EarlierAmount;
pub use ledger::{Ledger, LedgerFault, LedgerVisit, YearSoFar, ledger, swaps, take_start};
pub use lines::age::unattested;
pub use missing::Missing;
pub use papers::{Charges, Receipt};
pub use pool::may_be_outside;
pub use reconcile::{
    Cause, Explanation, LineFound, OtherLine, Reconciled, Sheet, SheetLine, SumFound, reconcile,
};
pub use visit::*;
pub use worlds::apart::LevelRule;
