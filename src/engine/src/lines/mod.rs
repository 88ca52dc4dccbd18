//! The lines of an answer: payers, waivers, schemes, procedures and money at the window. Must not
//! know how a bill is settled.
pub(crate) mod age;
pub(crate) mod benefits;
pub(crate) mod left;
pub(crate) mod payers;
pub(crate) mod targets;
pub(crate) mod unsaid;
pub(crate) mod warnings;
pub(crate) mod witness;

use crate::answer::{
    Cash, LayerLine, LineGrade, ProcedureLine, Range, RuleRef, SchemeLine, Verdict, WaiverLine,
};
use crate::layout::schemes::rule_verdict;
use crate::layout::{Layout, VerdictRule};
use crate::lines::payers::{PayerSlot, shown};
use crate::lines::unsaid::unsaid;
use crate::reckoning::DayReckoning;
use crate::visit::Visit;
use crate::worlds::Worlds;
use mingbai_policy::{CiteId, Fen, ProcedureKind, Rule};

/// Returns a line for every payer that an answer shows.
pub(crate) fn layer_lines(
    layout: &Layout,
    visit: &Visit,
    reckoning: Option<&DayReckoning>,
) -> Vec<LayerLine> {
    let unsaid = reckoning.map(|it| unsaid(layout, &it.estimate.worlds, &it.bill));
    let after_sheet = visit
        .bill
        .as_ref()
        .is_some_and(|bill| bill.self_pay.is_some());
    let line = |(payer, pays): (PayerSlot, _)| {
        let (blank, known, open) = match (payer.on_sheet(), &unsaid) {
            (Some(_), _) => (false, LineGrade::Entered, Vec::new()),
            (None, Some(unsaid)) => unsaid.of(payer.slot),
            (None, None) => (false, LineGrade::Document, Vec::new()),
        };
        LayerLine {
            blank,
            known,
            open,
            layer: payer.layer,
            name: name(layout, visit, &payer).to_owned(),
            pays,
            grade: match (payer.on_sheet(), reckoning) {
                (Some(_), _) => LineGrade::Entered,
                (None, Some(it)) => it.estimate.hull.grades[payer.slot],
                (None, None) => LineGrade::Unknown,
            },
            top_up: payer.top_up,
            cites: cites(layout, &payer),
            age: age::age(layout, visit.date, &payer),
        }
    };
    shown(layout, after_sheet, reckoning).map(line).collect()
}

/// Returns the name that the person's office gives a layer, else its name where the person is
/// insured.
fn name<'n>(layout: &'n Layout, visit: &'n Visit, payer: &PayerSlot<'n>) -> &'n str {
    let Some(layer) = payer.merged else {
        return &layout.tables.vocabulary.layers[payer.layer.index()]
            .name
            .name;
    };
    // The last name counts: a row's own name comes after the window's.
    let mut names = visit.names.iter().rev();
    let called = names.find(|(it, _)| *it == layer.layer);
    called.map_or(layer.name, |(_, name)| name)
}

/// Returns the sources of the figures that may hold for a payer, each once.
fn cites(layout: &Layout, payer: &PayerSlot) -> Vec<CiteId> {
    let mut cites: Vec<CiteId> = Vec::new();
    for record in payer
        .merged
        .filter(|layer| layer.fixed.is_none())
        .iter()
        .flat_map(|layer| &layer.records)
    {
        cites.extend(record.cites);
        for variant in &record.variants {
            if variant.when.of(&layout.base) != Verdict::No {
                cites.extend(variant.cites);
            }
        }
    }
    if let Some(rule) = payer.top_up {
        cites.extend(&top_up_rule(layout, rule).cites);
    }
    let mut seen = Vec::new();
    cites.retain(|cite| {
        let new = !seen.contains(cite);
        seen.push(*cite);
        new
    });
    cites
}

fn top_up_rule<'t>(layout: &Layout<'t>, rule: RuleRef) -> &'t Rule {
    &layout.tables.tables[rule.table as usize].top_ups[rule.index as usize].rule
}

/// Returns a line for every waiver of the listed tables.
pub(crate) fn waiver_lines(layout: &Layout, worlds: Option<&Worlds>) -> Vec<WaiverLine> {
    layout
        .listed_waivers
        .iter()
        .map(|rule| {
            let (verdict, reason) = rule_verdict(rule, layout.day, &layout.base);
            let index = layout
                .waivers
                .iter()
                .position(|waiver| waiver.rule == rule.rule);
            let amount = worlds.map(|worlds| match index {
                Some(index) if verdict != Verdict::No => worlds.waiver(index as u8),
                _ => Range::exact(Fen::ZERO),
            });
            let open = if verdict == Verdict::Unknown {
                layout.open_facts(&[&rule.scope, &rule.when], &layout.base)
            } else {
                Vec::new()
            };
            WaiverLine {
                open,
                rule: rule.rule,
                verdict,
                reason,
                amount,
            }
        })
        .collect()
}

/// Returns a line for every scheme of the listed tables, with what each makes free.
pub(crate) fn scheme_lines(layout: &Layout, worlds: Option<&Worlds>) -> Vec<SchemeLine> {
    let mut lines = layout.scheme_lines();
    let Some(worlds) = worlds else {
        return lines;
    };
    for line in &mut lines {
        let moves = layout
            .frees
            .iter()
            .position(|(scheme, _)| layout.schemes[*scheme].rule == line.rule);
        let Some(index) = moves.filter(|_| line.verdict != Verdict::No) else {
            continue;
        };
        let amounts = worlds.kinds.iter().filter_map(|kind| {
            let outcome = kind.outcome.as_ref()?;
            let here = kind.terms.frees.iter().any(|f| f.0 as usize == index);
            Some(if here {
                outcome.free
            } else {
                Range::exact(Fen::ZERO)
            })
        });
        line.free = amounts.reduce(Range::hull);
    }
    lines
}

/// Returns a line for every procedure of the listed tables.
pub(crate) fn procedure_lines(layout: &Layout) -> Vec<ProcedureLine> {
    let line = |rule: &VerdictRule| ProcedureLine {
        rule: rule.rule,
        applies: rule_verdict(rule, layout.day, &layout.base).0,
    };
    layout.procedures.iter().map(line).collect()
}

/// Returns whether a deposit is required and whether treatment is paid for later, as far as a
/// procedure says.
pub(crate) fn cash(layout: &Layout) -> Cash {
    let any = |kind: ProcedureKind| {
        layout.procedures.iter().any(|rule| {
            let table = &layout.tables.tables[rule.rule.table as usize];
            table.procedures[rule.rule.index as usize].kind == kind
                && rule_verdict(rule, layout.day, &layout.base).0 == Verdict::Yes
        })
    };
    // No document says that a deposit is required: silence is not a yes.
    Cash {
        deposit: if any(ProcedureKind::NoDeposit) {
            Verdict::No
        } else {
            Verdict::Unknown
        },
        pay_later: if any(ProcedureKind::PayLater) {
            Verdict::Yes
        } else {
            Verdict::Unknown
        },
    }
}
