//! The engine's own settlement, line by line as a sheet shows it. Must not know slips.
use crate::answer::{Money, Range, TraceStep};
use crate::check::checked;
use crate::contradiction::Contradiction;
use crate::lines::payers::shown;
use crate::lines::witness::money;
use crate::reckoning::{Layouts, Reckoning, open_bill};
use crate::reconcile::sheet::{LineFound, Sheet, SheetLine};
use crate::visit::Visit;
use mingbai_policy::{Fen, LayerId, Tables};

/// The engine's settlement of a visit, as far as a sheet shows it.
pub(super) struct OurSettlement {
    pub money: Option<Money>,
    pub layers: Vec<OurLayer>,
}

pub(super) struct OurLayer {
    pub layer: LayerId,
    /// Whether a top-up rule pays into the line.
    pub top_up: bool,
    pub pays: Option<Range>,
}

impl OurSettlement {
    pub fn new(tables: &Tables, visit: &Visit) -> Result<OurSettlement, Contradiction> {
        let visit = &*checked(tables, visit)?;
        let layouts = Layouts::new(tables, visit)?;
        let reckoning = open_bill(visit).map(|bill| Reckoning::new(&layouts, bill));
        let reckoning = reckoning.transpose()?;
        let after_sheet = visit
            .bill
            .as_ref()
            .is_some_and(|bill| bill.self_pay.is_some());
        let on_day = reckoning.as_ref().map(|it| &it.on_day);
        // What the hospital bears is no payment, and a sheet's line of that may hold a waiver.
        let hospital = |layer: LayerId| tables.vocabulary.layers[layer.index()].hospital;
        let layers = shown(&layouts.on_day, after_sheet, on_day)
            .filter(|(payer, _)| !hospital(payer.layer))
            .map(|(payer, pays)| OurLayer {
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
pub(super) fn missing(sheet: &Sheet, ours: &OurSettlement) -> Vec<SheetLine> {
    let pays = |line: &&OurLayer| line.pays.is_some_and(|it| it.high > Fen::ZERO);
    let shown = |line: &&OurLayer| sheet.paid.iter().any(|(layer, _)| *layer == line.layer);
    let payers = ours.layers.iter().filter(pays).filter(|it| !shown(it));
    let mut lines: Vec<SheetLine> = payers.map(|it| SheetLine::Layer(it.layer)).collect();
    lines.extend(sheet.pays.is_none().then_some(SheetLine::Pays));
    lines
}

/// Returns the lines of the sheet, each with the engine's amount.
pub(super) fn compare_lines(sheet: &Sheet, visit: &Visit, ours: &OurSettlement) -> Vec<LineFound> {
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

pub(super) fn deductible_of(steps: &[TraceStep], of: LayerId) -> Option<Fen> {
    steps.iter().find_map(|step| match step {
        TraceStep::Layer {
            layer, deductible, ..
        } if *layer == of => Some(*deductible),
        _ => None,
    })
}

/// Returns a layer's own payment, without the payments of top-up rules into its line.
pub(super) fn paid_of(ours: &OurSettlement, of: LayerId) -> Option<Fen> {
    let steps = &ours.money.as_ref()?.high.steps;
    steps.iter().find_map(|step| match step {
        TraceStep::Paid { layer, amount, .. } if *layer == of => Some(*amount),
        _ => None,
    })
}
