//! Reconciles a settlement sheet with the engine's own settlement (对结算单): finds the first line
//! that differs, by how much, and which slips would explain it. Must not know sentences.
//!
//! Nothing is guessed: each cause is a visit with one change, settled by the engine and compared
//! with every line of the sheet. The cause that explains most lines comes first.
use crate::answer::{Money, Range, TraceStep};
use crate::check::checked;
use crate::contradiction::Contradiction;
use crate::lines::payers::shown;
use crate::lines::witness::money;
use crate::pool::may_be_outside;
use crate::reckoning::{Layouts, Reckoning, open_bill};
use crate::visit::{LocalFigure, LocalRule, Visit, Year};
use mingbai_policy::{Fen, GroupId, LayerId, Tables};

/// The figures of a settlement sheet. Fen; `None` where the sheet has no such line.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sheet {
    /// 医疗费总额.
    pub total: Option<Fen>,
    /// 政策范围内.
    pub in_scope: Option<Fen>,
    /// The most that can be in scope where the stay was outside the pool: 先行自付 may be off
    /// already.
    pub in_scope_to: Option<Fen>,
    /// 实际支付起付线 of 基本医保.
    pub deductible: Option<Fen>,
    /// The payment of each layer.
    pub paid: Vec<(LayerId, Fen)>,
    /// 个人负担.
    pub pays: Option<Fen>,
    /// Lines of the sheet that are not used.
    pub others: Vec<OtherLine>,
}

/// A line of a sheet that is not used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OtherLine {
    /// The text of the line.
    pub text: String,
    /// Whether money may depend on the line: an amount under an unknown name.
    pub counts: bool,
}

/// A line of a sheet that is compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SheetLine {
    /// 医疗费总额.
    Total,
    /// 政策范围内.
    InScope,
    /// 起付线 of 基本医保.
    Deductible,
    /// The payment of a layer.
    Layer(LayerId),
    /// The person's payment.
    Pays,
}

/// A line of the sheet with the engine's own amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineFound {
    /// The line.
    pub line: SheetLine,
    /// The sheet's amount. Fen.
    pub sheet: Fen,
    /// The engine's amount; `None` where the engine computes none.
    pub ours: Option<Range>,
}

impl LineFound {
    /// Returns how far the sheet's amount lies above the engine's range in fen (below zero: under
    /// the range); zero within the range.
    pub fn difference(&self) -> Fen {
        match self.ours {
            Some(ours) if self.sheet > ours.high => self.sheet - ours.high,
            Some(ours) if self.sheet < ours.low => self.sheet - ours.low,
            _ => Fen::ZERO,
        }
    }
}

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
}

impl Reconciled {
    /// Returns whether everything was compared and nothing differs: each line of the sheet that
    /// holds money, each payer, and the person's payment.
    pub fn all_fits(&self) -> bool {
        let compared = self.lines.iter().all(|line| line.ours.is_some());
        let used = !self.others.iter().any(|line| line.counts);
        self.first.is_none() && compared && used && self.missing.is_empty()
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
    })
}

/// The engine's settlement of a visit, as far as a sheet shows it.
struct OurSettlement {
    money: Option<Money>,
    layers: Vec<OurLayer>,
}

struct OurLayer {
    layer: LayerId,
    /// Whether a top-up rule pays into the line.
    top_up: bool,
    pays: Option<Range>,
}

impl OurSettlement {
    fn new(tables: &Tables, visit: &Visit) -> Result<OurSettlement, Contradiction> {
        let visit = &*checked(&tables.vocabulary, visit)?;
        let layouts = Layouts::new(tables, visit)?;
        let reckoning = open_bill(visit).map(|bill| Reckoning::new(&layouts, bill));
        let reckoning = reckoning.transpose()?;
        let after_sheet = visit
            .bill
            .as_ref()
            .is_some_and(|bill| bill.self_pay.is_some());
        let on_day = reckoning.as_ref().map(|it| &it.on_day);
        let layers = shown(&layouts.on_day, after_sheet, on_day).map(|(payer, pays)| OurLayer {
            layer: payer.layer,
            top_up: payer.top_up.is_some(),
            pays: pays.map(|pays| pays.estimate),
        });
        Ok(OurSettlement {
            layers: layers.collect(),
            money: reckoning.as_ref().map(money),
        })
    }
}

/// Returns the payers that pay something by the engine's settlement, and the person's payment,
/// where the sheet has no such line.
fn missing(sheet: &Sheet, ours: &OurSettlement) -> Vec<SheetLine> {
    let pays = |line: &&OurLayer| line.pays.is_some_and(|it| it.high > Fen::ZERO);
    let shown = |line: &&OurLayer| sheet.paid.iter().any(|(layer, _)| *layer == line.layer);
    let payers = ours.layers.iter().filter(pays).filter(|it| !shown(it));
    let mut lines: Vec<SheetLine> = payers.map(|it| SheetLine::Layer(it.layer)).collect();
    lines.extend(sheet.pays.is_none().then_some(SheetLine::Pays));
    lines
}

/// A cause, and how well it explains the sheet.
struct TriedCause {
    cause: Cause,
    lines: Vec<Option<Range>>,
    /// The first line that still differs.
    first: usize,
    left: usize,
    off: Fen,
    /// The sum of the widths of the engine's ranges: a range that includes anything explains
    /// little.
    width: Fen,
}

impl TriedCause {
    fn of(cause: Cause, lines: &[LineFound]) -> TriedCause {
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

    fn rank(&self) -> (usize, std::cmp::Reverse<usize>, Fen, u8, Fen) {
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

/// Returns the lines of the sheet, each with the engine's amount.
fn compare_lines(sheet: &Sheet, visit: &Visit, ours: &OurSettlement) -> Vec<LineFound> {
    let mut lines = Vec::new();
    let mut add = |line, sheet: Option<Fen>, ours: Option<Range>| {
        if let Some(sheet) = sheet {
            lines.push(LineFound { line, sheet, ours });
        }
    };
    let bill = visit.bill.as_ref();
    let exact = |fen: Option<Fen>| fen.map(Range::exact);
    add(
        SheetLine::Total,
        sheet.total,
        exact(bill.and_then(|bill| bill.total)),
    );
    add(
        SheetLine::Deductible,
        sheet.deductible,
        basic_deductible(ours),
    );
    for line in &ours.layers {
        let paid = sheet.paid.iter().find(|(layer, _)| *layer == line.layer);
        add(SheetLine::Layer(line.layer), paid.map(|it| it.1), line.pays);
    }
    for (layer, paid) in &sheet.paid {
        if ours.layers.iter().all(|line| line.layer != *layer) {
            // A payer that the tables do not have here.
            let nothing = Range::exact(Fen::ZERO);
            add(SheetLine::Layer(*layer), Some(*paid), Some(nothing));
        }
    }
    let pays = ours.money.as_ref().map(|money| money.pays.estimate);
    add(SheetLine::Pays, sheet.pays, pays);
    let most = sheet.in_scope_to;
    if let (Some(sheet), Some(ours)) = (sheet.in_scope, bill.and_then(|bill| bill.said_in_scope()))
        && (sheet > ours.high || most.unwrap_or(sheet) < ours.low)
    {
        let at = usize::from(
            lines
                .first()
                .is_some_and(|line| line.line == SheetLine::Total),
        );
        let ours = Some(ours);
        let line = SheetLine::InScope;
        lines.insert(at, LineFound { line, sheet, ours });
    }
    lines
}

/// Returns the deductible that 基本医保 used, between both ends.
fn basic_deductible(ours: &OurSettlement) -> Option<Range> {
    let basic = ours.layers.first()?.layer;
    let money = ours.money.as_ref()?;
    let of = |steps: &[TraceStep]| deductible_of(steps, basic);
    match (of(&money.low.steps), of(&money.high.steps)) {
        (Some(one), Some(other)) => Some(Range::exact(one).hull(Range::exact(other))),
        _ => None,
    }
}

fn deductible_of(steps: &[TraceStep], of: LayerId) -> Option<Fen> {
    steps.iter().find_map(|step| match step {
        TraceStep::Layer {
            layer, deductible, ..
        } if *layer == of => Some(*deductible),
        _ => None,
    })
}

/// Returns a layer's own payment, without the payments of top-up rules into its line.
fn paid_of(ours: &OurSettlement, of: LayerId) -> Option<Fen> {
    let steps = &ours.money.as_ref()?.high.steps;
    steps.iter().find_map(|step| match step {
        TraceStep::Paid { layer, amount, .. } if *layer == of => Some(*amount),
        _ => None,
    })
}

/// Returns every cause to try. `differ` holds the lines that differ, in order.
fn causes<'l>(
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
fn slip(
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
            if matches!(slipped.year, Year::TakenAsFirst) || slipped.year == first {
                return None;
            }
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
