//! Reconciles a settlement sheet with the engine's own settlement (对结算单): finds the first line
//! that differs, by how much, and which slips would explain it. Must not know sentences.
//!
//! Nothing is guessed: each cause is a visit with one change, settled by the engine and compared
//! with every line of the sheet. The cause that explains most lines comes first.
mod causes;
mod ours;
mod sheet;
mod sums;

use crate::contradiction::Contradiction;
use crate::pool::may_be_outside;
use crate::reconcile::causes::{TriedCause, causes, slip};
use crate::reconcile::ours::{OurSettlement, compare_lines, missing};
use crate::visit::Visit;
use mingbai_policy::{Fen, Tables};

pub use causes::Cause;
pub use sheet::{LineFound, OtherLine, Sheet, SheetLine};
pub use sums::SumFound;

/// Causes with the same result, and how well they explain the sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// The causes, which the sheet cannot tell apart. Never empty.
    pub causes: Vec<Cause>,
    /// The number of lines that still differ.
    pub left: usize,
    /// The sum of the remaining differences. Fen.
    pub off: Fen,
}

/// A sheet reconciled with the engine's settlement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reconciled {
    /// The lines of the sheet, in the order of payment.
    pub lines: Vec<LineFound>,
    /// The first line that differs (index into `lines`).
    pub first: Option<usize>,
    /// The explanations of the differences, best first.
    pub explanations: Vec<Explanation>,
    /// Whether the engine's own settlement has a range somewhere: an amount within that range
    /// cannot be proven wrong.
    pub open: bool,
    /// Lines that the engine computes and the sheet lacks.
    pub missing: Vec<SheetLine>,
    /// Lines of the sheet that are not used.
    pub others: Vec<OtherLine>,
    /// The sums of the sheet's own lines.
    pub sums: Vec<SumFound>,
}

impl Reconciled {
    /// Returns whether everything was compared and nothing differs: each line of the sheet that
    /// holds money, each payer, and the person's payment; and the sheet's own lines add up.
    pub fn all_fits(&self) -> bool {
        let compared = self.lines.iter().all(|line| line.ours.is_some());
        let used = !self.others.iter().any(|line| line.counts);
        let sums = self.sums.iter().all(|it| it.difference() == Fen::ZERO);
        self.first.is_none() && compared && used && sums && self.missing.is_empty()
    }

    /// Returns how many lines were compared.
    pub fn compared(&self) -> usize {
        self.lines.iter().filter(|line| line.ours.is_some()).count()
    }
}

/// Compares a sheet with the settlement of a visit. A total and an in-scope amount that the visit
/// lacks are taken from the sheet; the visit's own payments from a sheet are ignored.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn reconcile(
    tables: &Tables,
    visit: &Visit,
    sheet: &Sheet,
) -> Result<Reconciled, Contradiction> {
    let outside = may_be_outside(&tables.vocabulary, visit);
    let sheet = &Sheet {
        in_scope_to: sheet.in_scope_to.filter(|_| outside),
        ..sheet.clone()
    };
    let mut visit = visit.clone();
    let bill = visit.bill.get_or_insert_default();
    bill.total = bill.total.or(sheet.total);
    if bill.in_scope.is_none() {
        let total = bill.total.unwrap_or(Fen::MAX);
        bill.in_scope = sheet.in_scope;
        bill.in_scope_to = sheet.in_scope_to.map(|most| most.min(total));
    }
    bill.paid.clear();
    bill.self_pay = None;
    let visit = visit;
    let ours = OurSettlement::new(tables, &visit)?;
    let lines = compare_lines(sheet, &visit, &ours);
    let differs = |line: &LineFound| line.difference() != Fen::ZERO;
    let first = lines.iter().position(differs);
    let open = lines
        .iter()
        .any(|line| line.ours.is_none_or(|ours| ours.low != ours.high));
    let mut tried: Vec<TriedCause> = Vec::new();
    if first.is_some() {
        let base = TriedCause::of(Cause::YearForgotten, &lines);
        for cause in causes(tables, &visit, &ours, lines.iter().filter(|it| differs(it))) {
            let Some(changed) = slip(tables, &visit, &ours, sheet, cause) else {
                continue;
            };
            let Ok(found) = OurSettlement::new(tables, &changed) else {
                continue;
            };
            // The sheet's own in-scope amount is compared with the bill, slip or not.
            let found = TriedCause::of(cause, &compare_lines(sheet, &visit, &found));
            // A cause is listed only if it explains the first line that differs, or comes nearer.
            if found.rank() < base.rank() {
                tried.push(found);
            }
        }
    }
    tried.sort_by_key(TriedCause::rank);
    let mut explanations: Vec<(Explanation, TriedCause)> = Vec::new();
    for one in tried {
        let alike = explanations.iter_mut().find(|(_, known)| {
            known.lines == one.lines
                && std::mem::discriminant(&known.cause) == std::mem::discriminant(&one.cause)
        });
        match alike {
            Some((explanation, _)) => explanation.causes.push(one.cause),
            None => explanations.push((
                Explanation {
                    causes: vec![one.cause],
                    left: one.left,
                    off: one.off,
                },
                one,
            )),
        }
    }
    Ok(Reconciled {
        lines,
        first,
        explanations: explanations.into_iter().map(|it| it.0).collect(),
        open,
        missing: missing(sheet, &ours),
        others: sheet.others.clone(),
        sums: sums::sums(sheet),
    })
}
