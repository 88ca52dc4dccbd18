//! Slips that may have happened at a window: the visit with each, and how well it explains a sheet.
//! Must not know how a visit is settled.
use crate::answer::Range;
use crate::reconcile::ours::{OurSettlement, deductible_of, paid_of};
use crate::reconcile::sheet::{LineFound, Sheet, SheetLine};
use crate::visit::{LocalFigure, LocalRule, Visit, Year};
use mingbai_policy::{Fen, GroupId, LayerId, NumberFact, Tables};

/// A slip that may have happened.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Cause {
    /// A fen of rounding in this layer.
    Rounding(LayerId),
    /// This layer's deductible was not taken off.
    DeductibleForgotten(LayerId),
    /// This layer's deductible was taken off twice.
    DeductibleTwice(LayerId),
    /// This layer's cap was forgotten.
    CapForgotten(LayerId),
    /// The year before the visit was forgotten.
    YearForgotten,
    /// Out-of-scope cost was counted as in scope.
    OutOfScopeCounted,
    /// A group the person belongs to was not registered.
    GroupMissing(GroupId),
    /// A group the person does not belong to was registered.
    GroupWrong(GroupId),
    /// This layer's amount alone is off: all later lines agree with the sheet's amount.
    Amount(LayerId),
}

/// A cause, and how well it explains the sheet.
pub(super) struct TriedCause {
    pub cause: Cause,
    pub lines: Vec<Option<Range>>,
    /// The first line that still differs.
    first: usize,
    pub left: usize,
    pub off: Fen,
    /// The sum of the widths of the engine's ranges: a range that includes anything explains
    /// little.
    width: Fen,
}

impl TriedCause {
    pub fn of(cause: Cause, lines: &[LineFound]) -> TriedCause {
        let differs = |line: &&LineFound| line.difference() != Fen::ZERO;
        TriedCause {
            cause,
            lines: lines.iter().map(|line| line.ours).collect(),
            first: lines
                .iter()
                .position(|line| differs(&line))
                .unwrap_or(lines.len()),
            left: lines.iter().filter(differs).count(),
            off: lines
                .iter()
                .map(|line| Fen(line.difference().0.abs()))
                .sum(),
            width: lines
                .iter()
                .filter_map(|line| line.ours)
                .map(|ours| ours.width().min(Fen(1_000_000_000)))
                .sum(),
        }
    }

    pub fn rank(&self) -> (usize, std::cmp::Reverse<usize>, Fen, u8, Fen) {
        let last = std::cmp::Reverse(self.first);
        (
            self.left,
            last,
            self.off,
            cause_order(self.cause),
            self.width,
        )
    }
}

/// Returns the order among causes that explain as much: the plainer first, an unexplained amount
/// last.
fn cause_order(cause: Cause) -> u8 {
    match cause {
        Cause::Rounding(_) => 0,
        Cause::DeductibleForgotten(_) | Cause::DeductibleTwice(_) => 1,
        Cause::CapForgotten(_) => 2,
        Cause::YearForgotten => 3,
        Cause::OutOfScopeCounted => 4,
        Cause::GroupMissing(_) => 5,
        Cause::GroupWrong(_) => 6,
        Cause::Amount(_) => 7,
    }
}

/// Returns every cause to try. `differ` holds the lines that differ, in order.
pub(super) fn causes<'l>(
    tables: &Tables,
    visit: &Visit,
    ours: &OurSettlement,
    differ: impl Iterator<Item = &'l LineFound>,
) -> Vec<Cause> {
    let mut causes = Vec::new();
    for line in &ours.layers {
        causes.push(Cause::DeductibleForgotten(line.layer));
        causes.push(Cause::DeductibleTwice(line.layer));
        causes.push(Cause::CapForgotten(line.layer));
    }
    causes.extend([Cause::YearForgotten, Cause::OutOfScopeCounted]);
    for group in 0..tables.vocabulary.groups.len() as u16 {
        let id = GroupId(group);
        if visit.groups.yes >> group & 1 == 0 {
            causes.push(Cause::GroupWrong(id));
        } else if registered(tables, visit.groups.yes).any(|it| it == id) {
            causes.push(Cause::GroupMissing(id));
        }
    }
    // The payment of a top-up rule into an earlier layer's line follows from the later layers.
    let top_up = |of| ours.layers.iter().any(|it| it.layer == of && it.top_up);
    for line in differ {
        let SheetLine::Layer(layer) = line.line else {
            break;
        };
        causes.push(if line.difference().0.abs() <= 1 {
            Cause::Rounding(layer)
        } else {
            Cause::Amount(layer)
        });
        if !top_up(layer) {
            break;
        }
    }
    causes
}

/// Returns the groups that no other group of the person implies: those that someone had to
/// register.
fn registered(tables: &Tables, yes: u64) -> impl Iterator<Item = GroupId> + '_ {
    let all = (0..tables.vocabulary.groups.len() as u16).map(GroupId);
    let inside = move |group: GroupId| yes >> group.0 & 1 == 1;
    let vocabulary = &tables.vocabulary;
    all.clone().filter(move |group| {
        let mut others = all.clone().filter(|other| other != group && inside(*other));
        inside(*group) && !others.any(|other| vocabulary.group_closure(other) >> group.0 & 1 == 1)
    })
}

/// Returns the visit with one slip; `None` where the slip could not have happened.
pub(super) fn slip(
    tables: &Tables,
    visit: &Visit,
    ours: &OurSettlement,
    sheet: &Sheet,
    cause: Cause,
) -> Option<Visit> {
    let mut slipped = visit.clone();
    let mut enter = |layer, figure| {
        let same =
            |known: &LocalFigure| std::mem::discriminant(known) == std::mem::discriminant(&figure);
        slipped
            .local
            .retain(|(rule, known)| *rule != LocalRule::Layer(layer) || !same(known));
        slipped.local.push((LocalRule::Layer(layer), figure));
    };
    match cause {
        Cause::DeductibleForgotten(layer) => enter(layer, LocalFigure::Deductible(Fen::ZERO)),
        Cause::DeductibleTwice(layer) => {
            let once = deductible_of(&ours.money.as_ref()?.high.steps, layer)?;
            if once == Fen::ZERO || once.0 > Fen::MAX.0 / 2 {
                return None;
            }
            enter(layer, LocalFigure::Deductible(once + once));
        }
        Cause::CapForgotten(layer) => enter(layer, LocalFigure::Cap(Fen::MAX)),
        Cause::YearForgotten => {
            let first = Year::Known {
                accounts: Vec::new(),
                in_scope_self_pay: Some(Fen::ZERO),
                paid: Vec::new(),
            };
            let stay = &mut slipped.said[NumberFact::Stay];
            let again = stay.is_some_and(|it| it > 1);
            if !again && (slipped.year == Year::TakenAsFirst || slipped.year == first) {
                return None;
            }
            *stay = Some(1);
            slipped.year = first;
        }
        Cause::OutOfScopeCounted => {
            let bill = slipped.bill.as_mut()?;
            if bill.in_scope == bill.total {
                return None;
            }
            bill.set_in_scope(bill.total);
        }
        Cause::GroupMissing(group) => {
            let rest = registered(tables, visit.groups.yes).filter(|it| *it != group);
            let yes = rest.fold(0, |bits, it| bits | tables.vocabulary.group_closure(it));
            slipped.groups.no |= slipped.groups.yes & !yes;
            slipped.groups.yes = yes;
        }
        Cause::GroupWrong(group) => {
            slipped.groups.yes |= tables.vocabulary.group_closure(group);
            slipped.groups.no &= !slipped.groups.yes;
        }
        Cause::Rounding(layer) | Cause::Amount(layer) => {
            let stands = sheet.paid.iter().find(|(of, _)| *of == layer)?.1;
            let line = ours.layers.iter().find(|line| line.layer == layer);
            // A top-up rule may pay into the same line: the slip is in the layer's own part.
            let top_up = line
                .filter(|line| line.top_up)
                .and_then(|line| Some(line.pays?.high - paid_of(ours, layer)?));
            let own = stands.above(top_up.unwrap_or_default());
            slipped.bill.as_mut()?.paid.push((layer, own));
        }
    }
    Some(slipped)
}
