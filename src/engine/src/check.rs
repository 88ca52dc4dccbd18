//! Checks that a visit does not contradict itself. Must not know any table.
use crate::answer::Range;
use crate::bill_lines::{check_lines, with_lines};
use crate::contradiction::Contradiction;
use crate::papers::{self, in_scope};
use crate::pool::may_be_outside;
use crate::visit::{Account, Bill, Visit, Year};
use mingbai_policy::{Fen, Tables, Vocabulary, limits};
use std::borrow::Cow;

/// Checks a visit, and returns the visit with the amount in scope that its papers and its lines leave
/// open.
///
/// # Errors
///
/// When the visit contradicts itself.
pub(crate) fn checked<'v>(
    tables: &Tables,
    visit: &'v Visit,
) -> Result<Cow<'v, Visit>, Contradiction> {
    let visit = match opened(&tables.vocabulary, visit)? {
        Cow::Borrowed(visit) => with_lines(tables, visit)?,
        Cow::Owned(visit) => Cow::Owned(with_lines(tables, &visit)?.into_owned()),
    };
    check(&visit)?;
    Ok(visit)
}

/// Checks that every amount of a visit is between 0 and 10^12 yuan, and that no part is above its
/// whole.
///
/// # Errors
///
/// Names the first amount that fails.
pub(crate) fn check(visit: &Visit) -> Result<(), Contradiction> {
    let Some(bill) = &visit.bill else {
        return Ok(());
    };
    let sane = |fen: Fen| Fen::ZERO <= fen && fen <= Fen::MAX;
    let amounts = bill
        .total
        .iter()
        .chain(&bill.in_scope)
        .chain(&bill.in_scope_to)
        .chain(&bill.self_pay)
        .chain(&bill.deductible_before_transfer);
    let listed = bill
        .paid
        .iter()
        .map(|p| &p.1)
        .chain(bill.items.iter().map(|i| &i.1));
    let year = match &visit.year {
        Year::Known {
            in_scope_self_pay,
            paid,
            accounts,
        } => {
            let amounts = |it: &Account| {
                let of_periods = it.periods.map(|of| [of.deductible_used, of.paid]);
                let of_year = [it.deductible_used, it.in_scope, it.paid];
                of_periods.into_iter().flatten().chain(of_year)
            };
            in_scope_self_pay.iter().all(|fen| sane(*fen))
                && paid.iter().all(|p| sane(p.1))
                && accounts.iter().flat_map(amounts).flatten().all(sane)
                && paid.len() <= limits::PAID
                && accounts.len() <= limits::ACCOUNTS
        }
        _ => true,
    };
    // At most so many rows, of at most 10^12 yuan each, cannot overflow a sum.
    let few = bill.paid.len() <= limits::PAID && bill.items.len() <= limits::ITEMS;
    if !year || !few || !amounts.chain(listed).all(|fen| sane(*fen)) {
        return Err(Contradiction::Amount);
    }
    check_papers(bill)?;
    check_lines(bill)?;
    let total = bill.total.unwrap_or(Fen::MAX);
    let sum = |amounts: &mut dyn Iterator<Item = Fen>| amounts.sum::<Fen>();
    if bill.said_in_scope().is_some_and(|said| said.high > total) {
        return Err(Contradiction::InScopeAboveTotal);
    }
    if bill.self_pay.is_some_and(|fen| fen > total) {
        return Err(Contradiction::SelfPayAboveTotal);
    }
    if sum(&mut bill.paid.iter().map(|p| p.1)) > total {
        return Err(Contradiction::PaidAboveTotal);
    }
    if sum(&mut bill.items.iter().map(|i| i.1)) > bill.self_pay.unwrap_or(total) {
        return Err(Contradiction::ItemsAboveSelfPay);
    }
    Ok(())
}

/// Checks the printed figures of a bill against its total and against each other.
///
/// # Errors
///
/// Names the first figure that makes a paper's sum larger than the total.
pub fn check_papers(bill: &Bill) -> Result<(), Contradiction> {
    papers::check(&bill.papers())
}

/// Returns the visit with the ends of its in-scope amount set where the list of charges leaves the
/// amount open: of a stay outside the pool, the printed 先行自付 may include the part that the
/// rules take off themselves.
///
/// # Errors
///
/// When the papers disagree.
fn opened<'v>(vocabulary: &Vocabulary, visit: &'v Visit) -> Result<Cow<'v, Visit>, Contradiction> {
    let Some(bill) = visit.bill.as_ref().filter(|bill| bill.in_scope.is_none()) else {
        return Ok(Cow::Borrowed(visit));
    };
    check_papers(bill)?;
    let first = bill.charges.and_then(|it| it.first_self_pay);
    let open = first.is_some_and(|it| it > Fen::ZERO) && may_be_outside(vocabulary, visit);
    let Some(range) = in_scope(&bill.papers(), open) else {
        return Ok(Cow::Borrowed(visit));
    };
    if range.low > range.high {
        return Err(Contradiction::PapersDisagree);
    }
    if !open {
        return Ok(Cow::Borrowed(visit));
    }
    let mut visit = visit.clone();
    let bill = visit.bill.get_or_insert_default();
    (bill.in_scope, bill.in_scope_to) = (Some(range.low), Some(range.high));
    Ok(Cow::Owned(visit))
}

/// Returns the in-scope amounts that are possible for the bill of a visit; `None` where nothing
/// bounds them. Unlike [`Bill::said_in_scope`], takes into account where the stay was.
pub fn said_in_scope(vocabulary: &Vocabulary, visit: &Visit) -> Option<Range> {
    let opened = opened(vocabulary, visit).unwrap_or(Cow::Borrowed(visit));
    opened.bill.as_ref()?.said_in_scope()
}
