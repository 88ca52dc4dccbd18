//! States the case: one amount under named conditions (平常情形下要付多少). Knows the ordinary
//! values of the vocabulary and their effect on the money; must not know sentences.
//!
//! A case is the visit with its conditions laid over it, settled like any other visit. So every
//! statement about a condition can be checked: lay the condition over the visit and answer that
//! visit.
//!
//! Only the layer that pays for everyone (基本医保) can leave a blank. Every later payer can only
//! lower the amount (see the docs of the crate), so a later payer with missing figures is not
//! counted, and the amount is then the most.
mod conditions;
mod musts;
mod settled;
mod stated;
mod usual;

use crate::answer::{Range, Verdict};
use crate::bill_lines::with_lines;
use crate::check::check;
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::layout::schemes;
use crate::reckoning::{Layouts, lay_out};
use crate::visit::{LocalFigure, LocalRule, Visit};
use crate::worlds::Worlds;
pub(crate) use conditions::mentioned_groups;
use mingbai_policy::{Fen, NumberFact, Place, ProcedureKind, Tables, YesNo};
pub(crate) use musts::frees;
use settled::SettledCase;
pub use stated::*;
use usual::OrdinaryVisit;

/// The bill in fen above which two unknown figures of basic insurance leave no useful statement.
const TOO_OPEN: Fen = Fen(10_000_000);

/// Returns the case of a visit in the estimate, which counts reported figures.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn case(tables: &Tables, visit: &Visit) -> Result<Stated, Contradiction> {
    let visit = &*with_lines(tables, visit)?;
    check(visit)?;
    let layouts = Layouts::new(tables, visit)?;
    if let Some(none) = refused(&layouts, visit) {
        return Ok(Stated::None(none));
    }
    let mut usual = OrdinaryVisit::new(&layouts.on_day, visit);
    let open = lay_out_case(tables, &usual.visit)?;
    let worlds: Vec<Worlds> = usual.worlds(&open).collect();
    let musts = usual.musts(&open, visit, &worlds);
    if !musts.is_empty() {
        return Ok(Stated::Ask(musts));
    }
    // A number of the stay that need not be asked is the answer's from here on: the items may leave
    // no amount in the worlds of another.
    let layout = lay_out(tables, &usual.visit)?;
    let worlds: Vec<Worlds> = usual.worlds(&layout).collect();
    if !usual.keep_legal(&layout, &worlds) {
        return usual.no_ordinary_amount(&layout);
    }
    drop(worlds);
    let mut conditions = Vec::new();
    let mut laid = usual;
    // Once a layer's cap is taken as not reached, the next layer's cap may prove not to be reached
    // either.
    loop {
        let layout = lay_out(tables, &laid.visit)?;
        let worlds: Vec<Worlds> = laid.worlds(&layout).collect();
        let found = laid.not_reached(&layout, &worlds);
        let found = found.into_iter().filter(|it| !conditions.contains(it));
        let found: Vec<Condition> = found.collect();
        if found.is_empty() {
            break;
        }
        let figures = found.iter().filter_map(|it| figure(it.taken));
        laid.visit.local.extend(figures);
        conditions.extend(found);
    }
    if !laid.priced {
        // Without a bill, nothing limits how far a condition reaches.
        conditions.clear();
    }
    let layout = lay_out(tables, &laid.visit)?;
    let worlds: Vec<Worlds> = laid.worlds(&layout).collect();
    let Some(money) = SettledCase::new(&laid, &layout, &worlds) else {
        return laid.no_ordinary_amount(&layout);
    };
    if money.blanks.len() > 1 && laid.top() > TOO_OPEN {
        return Ok(Stated::None(NoCase::TooOpen));
    }
    let points = money.points(&laid);
    conditions.extend(laid.no_group(&layout, visit, &points));
    conditions.extend(laid.all_in_scope(&layout, &points));
    conditions.sort_by_key(|it| std::cmp::Reverse(it.worth));
    conditions.extend(laid.nobody_liable(&layout, visit, &points));
    let pays = points.first().map(|point| point.pays);
    let mut shown = laid.visit.clone();
    if let (
        Some(bill),
        Some(CasePoint {
            in_scope: Some(fen),
            ..
        }),
    ) = (&mut shown.bill, points.first())
    {
        bill.set_in_scope(Some(*fen));
    }
    if visit.bill.is_none() {
        shown.bill = None;
    }
    Ok(Stated::Case(Box::new(Case {
        cash: pays.map(|pays| cash(&layout, laid.top(), pays)),
        not_counted: if pays.is_some() {
            money.not_counted
        } else {
            Vec::new()
        },
        blanks: money.blanks,
        rules: money.rules,
        grade: money.grade,
        as_of: money.as_of,
        as_of_oldest: money.as_of_oldest,
        groups: mentioned_groups(&layout) & !(visit.groups.yes | visit.groups.no),
        cites: money.cites,
        steps: if pays.is_some() {
            money.steps
        } else {
            Vec::new()
        },
        points,
        conditions,
        visit: shown,
    })))
}

/// Lays out the tables for what a case asks: the number of the stay, which an answer takes as 1 where the
/// year was left out, is open here, so that the case asks for the number wherever money turns on it.
///
/// # Errors
///
/// When the visit's hospital contradicts the grade, tier or place that the visit gives.
pub(crate) fn lay_out_case<'t>(
    tables: &'t Tables,
    visit: &Visit,
) -> Result<Layout<'t>, Contradiction> {
    let mut layout = lay_out(tables, visit)?;
    let stay = NumberFact::Stay;
    if visit.said[stay].is_none() {
        layout.base.numbers[stay.index()] = NumberFact::OPEN[stay.index()];
    }
    Ok(layout)
}

/// Returns why the visit can have no case.
fn refused(layouts: &Layouts, visit: &Visit) -> Option<NoCase> {
    let layout = &layouts.on_day;
    if layout.no_employee_table {
        return Some(NoCase::Employee);
    }
    if layout.listed.iter().all(|(_, in_force)| !in_force) || layout.layers.is_empty() {
        return Some(NoCase::NoTable);
    }
    if visit.said[YesNo::LiableThirdParty] == Some(true) {
        return Some(NoCase::SomeoneLiable);
    }
    let two_days = layouts.at_admission.is_some() && visit.bill.is_some();
    two_days.then_some(NoCase::TwoDays)
}

/// Returns a condition on a figure in the form of a figure from the person's office.
fn figure(taken: Taken) -> Option<(LocalRule, LocalFigure)> {
    match taken {
        Taken::CapNotReached(layer) => Some((LocalRule::Layer(layer), LocalFigure::Cap(Fen::MAX))),
        Taken::DeductibleNotReached(layer) => {
            Some((LocalRule::Layer(layer), LocalFigure::Deductible(Fen::MAX)))
        }
        Taken::InScope(_) | Taken::NoGroup | Taken::NobodyLiable => None,
    }
}

/// Returns the cash needed, in fen: at least the person's own part, at most the whole bill; the own
/// part alone where a rule says so.
fn cash(layout: &Layout, whole: Fen, pays: Range) -> Range {
    let any = |kind: ProcedureKind| {
        layout.procedures.iter().any(|rule| {
            let table = &layout.tables.tables[usize::from(rule.rule.table)];
            table.procedures[usize::from(rule.rule.index)].kind == kind
                && schemes::rule_verdict(rule, layout.day, &layout.base).0 == Verdict::Yes
        })
    };
    let later = any(ProcedureKind::PayLater) || any(ProcedureKind::NoDeposit);
    let away = layout.base.place == Place::OtherProvince.bit();
    Range {
        low: match any(ProcedureKind::PayAll) {
            true => whole,
            false => pays.low,
        },
        high: if later && !away { pays.high } else { whole },
    }
}
