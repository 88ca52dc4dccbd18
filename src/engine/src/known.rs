//! A visit whose facts are all decided, settled for bill after bill.
use crate::assemble::check;
use crate::outcome::{BillFacts, steps};
use crate::plan::Plan;
use crate::resolve::{Reading, Terms, resolve};
use crate::settle::End;
use crate::{Bill, Contradiction, Step, Visit};
use mingbai_policy::{Fen, Tables};

/// Lays the tables out once for the visit, and hands out what settles a bill: what the person
/// pays and the reckoning, open figures at the end against the person. `None` where some fact
/// about money is still open; the bill of `visit` itself only says which layers a sheet gives.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn settled<R>(
    tables: &Tables,
    visit: &Visit,
    each: impl FnOnce(&dyn Fn(&Bill) -> Option<(Fen, Vec<Step>)>) -> R,
) -> Result<Option<R>, Contradiction> {
    check(visit)?;
    let day = visit.tables_as_of.unwrap_or(visit.date);
    let plan = Plan::new(tables, visit, day)?;
    let mut terms = Terms::default();
    if resolve(&plan, &plan.base, Reading::OneWorld, false, &mut terms).is_err() {
        return Ok(None);
    }
    let settle = |bill: &Bill| {
        let facts = BillFacts::new(bill, &visit.year, bill.in_scope?)?;
        Some(steps(&plan, &terms, &facts, End::High))
    };
    Ok(Some(each(&settle)))
}
