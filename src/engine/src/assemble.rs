//! Puts an answer together from a reckoning and its lines. Must not know how a bill is settled.
use crate::answer::{Answer, Question, Range, TableUse};
use crate::ask::pairs::together;
use crate::ask::{ask, waivable, year_to_ask};
use crate::bill_lines::bill_lines;
use crate::check::checked;
use crate::contradiction::Contradiction;
use crate::lines::age::unattested_in;
use crate::lines::benefits::benefits;
use crate::lines::left::{AnswerSoFar, left};
use crate::lines::targets::target_lines;
use crate::lines::warnings::{assumptions, of_lines, warnings};
use crate::lines::witness::money;
use crate::lines::{cash, layer_lines, procedure_lines, scheme_lines, waiver_lines};
use crate::logic::compile::insert;
use crate::purses::purses;
use crate::reckoning::{DayReckoning, Layouts, Reckoning, open_bill, whole_bill};
use crate::visit::Visit;
use mingbai_policy::{Fen, Tables};

/// Answers both questions for one visit: who pays how much, and which schemes cover the person.
///
/// # Errors
///
/// When the visit contradicts itself, or every world that the visit allows does.
pub fn answer(tables: &Tables, visit: &Visit) -> Result<Answer, Contradiction> {
    let visit = &*checked(tables, visit)?;
    let lines = bill_lines(tables, visit);
    let layouts = Layouts::new(tables, visit)?;
    let layout = &layouts.on_day;
    let bill = open_bill(visit);
    let reckoning = bill.map(|bill| Reckoning::sampled(&layouts, bill));
    let reckoning = reckoning.transpose()?;
    let reckoning = reckoning.as_ref();
    let on_day = reckoning.map(|it| &it.on_day);
    let worlds = on_day.map(|it| &it.estimate.worlds);
    let ask = ask(
        layout,
        worlds,
        bill.as_ref(),
        on_day.map(|it| it.estimate.hull.pays),
        reckoning.and_then(whatever_is_answered),
    );
    let layers = layer_lines(layout, visit, on_day);
    let schemes = scheme_lines(layout, worlds);
    let waivers = waiver_lines(layout, worlds);
    let targets = target_lines(
        layout,
        visit,
        on_day.map(|it| it.estimate.hull.after_layers),
    );
    let assumptions = assumptions(visit, layout);
    let left = left(&AnswerSoFar {
        layout,
        visit,
        reckoning,
        ask: &ask,
        schemes: &schemes,
        waivers: &waivers,
        targets: &targets,
        assumptions: &assumptions,
    });
    let listed = layout.listed.iter();
    let tables = listed.map(|(table, in_force)| TableUse {
        table: *table,
        in_force: *in_force,
    });
    let mut warnings = warnings(layout, visit, reckoning, &layers, &schemes);
    warnings.extend(lines.iter().flat_map(of_lines));
    Ok(Answer {
        left,
        benefits: benefits(layout, visit),
        tables: tables.collect(),
        purses: reckoning.and_then(|it| purses(visit, it.pays().estimate)),
        money: reckoning.map(money),
        warnings,
        lines,
        stay: layout.stays.count(visit),
        layers,
        waivers,
        targets,
        procedures: procedure_lines(layout),
        cash: cash(layout),
        ask,
        together: on_day.map_or_else(Vec::new, |it| {
            together(layout, &it.estimate.worlds, &it.estimate.hull, &it.bill)
        }),
        open: on_day.map_or_else(Vec::new, open_about_money),
        schemes,
        assumptions,
        unattested: unattested_in(layout, visit, on_day),
    })
}

/// Returns the amounts that no answer can take out of the range: the whole bill where someone else
/// is liable, and the amounts under the tables of the other day.
fn whatever_is_answered(reckoning: &Reckoning) -> Option<Range> {
    let whole = whole_bill(&reckoning.on_day.bill).map(Range::exact);
    let other_day = reckoning.at_admission.as_ref();
    let other_day = other_day.map(|it| it.estimate.hull.pays);
    whole.into_iter().chain(other_day).reduce(Range::hull)
}

/// Returns the questions about facts that split some world, and about amounts that are open.
fn open_about_money(reckoning: &DayReckoning) -> Vec<Question> {
    let (layout, bill) = (reckoning.layout, &reckoning.bill);
    let worlds = &reckoning.estimate.worlds;
    let mut open = Vec::new();
    for atom in &worlds.split {
        if let Some(question) = layout.question(*atom) {
            insert(&mut open, question);
        }
    }
    if bill.in_scope().width() > Fen::ZERO {
        open.push(Question::InScope);
    }
    if year_to_ask(bill.year, worlds) {
        open.push(Question::YearToDate);
    }
    if waivable(layout, worlds, bill) {
        open.push(Question::Items);
    }
    open
}
