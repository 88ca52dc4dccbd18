//! Finds how old the figures of an answer are: when each was last stated by a source, or its table
//! compared with the documents. Must not know how a bill is settled, or today's date.
use crate::answer::{FigureAge, Unattested, Verdict};
use crate::check::checked;
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::layout::entered::ByCondition;
use crate::layout::merge::LayerLayout;
use crate::lines::payers::{PayerSlot, shown};
use crate::logic::compile::insert;
use crate::logic::facts::Cond;
use crate::reckoning::{DayReckoning, lay_out};
use crate::visit::Visit;
use mingbai_policy::{Amount, Day, Figures, Share, ShareRange, Tables};

/// A figure that the money of a line may turn on.
#[derive(Clone, Copy, PartialEq, Eq)]
struct UsedFigure {
    table: u16,
    /// The day on which the figure was last stated, as a source or its first day says.
    stated: Option<Day>,
    /// The last day on which the figure holds; `None` where it goes on.
    until: Option<Day>,
}

impl UsedFigure {
    /// Returns the day on which the figure was last stated, seen from a visit: a figure with a last day
    /// is stated for every day up to that.
    fn stated_for(&self, visit: Day) -> Option<Day> {
        self.stated.max(self.until.map(|until| until.min(visit)))
    }
}

/// One figure among the figures of a variant.
#[derive(Clone, Copy)]
enum Stated {
    /// A value, or bounds.
    Value,
    /// Openly unknown.
    Unknown,
    /// Made from the figure without this variant.
    Relative,
}

/// Looks up how one kind of figure is stated; `None` where it is left out.
type FigureKind = fn(&Figures) -> Option<Stated>;

/// Returns when the figures of a payer's line were last attested; `None` where no table gives the line
/// a figure.
pub(crate) fn age(layout: &Layout, visit: Day, payer: &PayerSlot) -> Option<FigureAge> {
    let used = used_figures(layout, payer);
    let first = used.first()?;
    let stated = |it: &UsedFigure| it.stated_for(visit);
    let checked = |it: &UsedFigure| layout.tables.tables[usize::from(it.table)].checked;
    let mut age = FigureAge {
        visit,
        oldest: stated(first),
        newest: stated(first),
        checked: checked(first),
        open_ended: false,
    };
    for figure in &used {
        // Nothing known comes before every day, so the least of both is right.
        age.oldest = age.oldest.min(stated(figure));
        age.newest = age.newest.max(stated(figure));
        age.checked = age.checked.min(checked(figure));
        age.open_ended |= figure.until.is_none();
    }
    Some(age)
}

/// Returns what [`Answer::unattested`](crate::Answer::unattested) says of a visit, for drivers whose
/// result is no answer.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn unattested(tables: &Tables, visit: &Visit) -> Result<Vec<Unattested>, Contradiction> {
    let visit = &*checked(tables, visit)?;
    Ok(unattested_in(&lay_out(tables, visit)?, visit, None))
}

/// Returns the tables whose open-ended figures the answer uses though the tables were last attested
/// more than a year before the visit. Where there is no such table, all tables in force count as one:
/// of a day more than a year after the last of them, none says anything.
pub(crate) fn unattested_in(
    layout: &Layout,
    visit: &Visit,
    reckoning: Option<&DayReckoning>,
) -> Vec<Unattested> {
    let tables = layout.tables;
    let last = |table: u16| tables.last_attested(&tables.tables[usize::from(table)], visit.date);
    let late = |last: Option<Day>| last.is_none_or(|last| last.year_later() < visit.date);
    let is_checked = |table: u16| tables.tables[usize::from(table)].checked;
    let after_sheet = visit.bill.as_ref();
    let after_sheet = after_sheet.is_some_and(|bill| bill.self_pay.is_some());
    let mut used: Vec<u16> = Vec::new();
    for (payer, _) in shown(layout, after_sheet, reckoning) {
        let figures = used_figures(layout, &payer).into_iter();
        for figure in figures.filter(|it| it.until.is_none()) {
            insert(&mut used, figure.table);
        }
    }
    let found = used.into_iter().filter(|table| late(last(*table)));
    let mut found: Vec<Unattested> = found
        .map(|table| Unattested {
            visit: visit.date,
            table: Some(table),
            last: last(table),
            checked: is_checked(table).is_some() && is_checked(table) == last(table),
        })
        .collect();
    found.sort_by_key(|it| it.last);
    if !found.is_empty() {
        return found;
    }
    let in_force = layout.listed.iter().filter(|(_, in_force)| *in_force);
    let newest = in_force.map(|(table, _)| (last(*table), is_checked(*table) == last(*table)));
    let newest = newest.max().filter(|(last, _)| late(*last));
    let newest = newest.map(|(last, checked)| Unattested {
        visit: visit.date,
        table: None,
        last,
        checked: checked && last.is_some(),
    });
    newest.into_iter().collect()
}

/// Returns the figures that the money of a payer's line may turn on.
fn used_figures(layout: &Layout, payer: &PayerSlot) -> Vec<UsedFigure> {
    let mut used = Vec::new();
    let layer = payer.merged.filter(|it| it.fixed.is_none());
    if let Some(layer) = layer.filter(|it| it.when.0.of(&layout.base) != Verdict::No) {
        figures_of_layer(layout, layer, &mut used);
    }
    if let Some(at) = payer.top_up {
        let table = &layout.tables.tables[usize::from(at.table)];
        let rule = &table.top_ups[usize::from(at.index)].rule;
        let figure = UsedFigure {
            table: at.table,
            stated: layout.tables.last_stated(&rule.cites, rule.span.from),
            until: table.span.earlier_end(rule.span),
        };
        insert(&mut used, figure);
    }
    used
}

fn figures_of_layer(layout: &Layout, layer: &LayerLayout, used: &mut Vec<UsedFigure>) {
    let entered = &layer.entered;
    let kinds: [(FigureKind, bool); 5] = [
        (shares, given(&entered.brackets)),
        (|it| it.deductible.map(amount), given(&entered.deductible)),
        (|it| it.cap.map(amount), given(&entered.cap)),
        (
            |it| it.first_self_pay.and_then(range),
            given(&entered.first_self_pay),
        ),
        (|it| it.lowered.and_then(range), false),
    ];
    for (kind, _) in kinds.into_iter().filter(|(_, given)| !given) {
        'search: for record in &layer.records {
            let guard = record.guard.of(&layout.base);
            for variant in &record.variants {
                let verdict = guard.and(variant.when.of(&layout.base));
                let Some(stated) = kind(variant.figures).filter(|_| verdict != Verdict::No) else {
                    continue;
                };
                if !matches!(stated, Stated::Unknown) {
                    let figure = UsedFigure {
                        table: record.table,
                        stated: layout.tables.last_stated(variant.cites, variant.from),
                        until: record.until,
                    };
                    insert(used, figure);
                }
                if verdict == Verdict::Yes && !matches!(stated, Stated::Relative) {
                    break 'search;
                }
            }
        }
    }
}

/// Returns whether the person's office gave a figure for every visit.
fn given<T>(entered: &ByCondition<T>) -> bool {
    entered.iter().any(|(when, _)| *when == Cond::YES)
}

fn amount(amount: Amount) -> Stated {
    match amount {
        it if it.is_unknown() => Stated::Unknown,
        it if it.is_relative() => Stated::Relative,
        _ => Stated::Value,
    }
}

/// Returns how a share is stated; a share of nothing only takes back what a table further up states.
fn range(share: ShareRange) -> Option<Stated> {
    match share {
        ShareRange::UNKNOWN => Some(Stated::Unknown),
        it if it == ShareRange::exact(Share::ZERO) => None,
        _ => Some(Stated::Value),
    }
}

fn shares(figures: &Figures) -> Option<Stated> {
    Some(match figures.shares.as_ref()? {
        it if it.is_unknown() => Stated::Unknown,
        it if it.is_relative() => Stated::Relative,
        _ => Stated::Value,
    })
}
