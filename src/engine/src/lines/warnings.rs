//! Lists the assumptions and the warnings of an answer. Must not know how a bill is settled.
use crate::answer::{Assumption, BillLines, LayerLine, SchemeLine, Verdict, Warning};
use crate::ask::open_accounts;
use crate::layout::schemes::{rule_verdict, scheme_verdict};
use crate::layout::{Layout, SchemeLayout};
use crate::reckoning::Reckoning;
use crate::visit::{Hospital, Visit, Year};
use mingbai_policy::{Fen, LayerId, Owner, Place, Rule, Vocabulary, YesNo};

/// Returns the assumptions made because the visit leaves something out.
pub(crate) fn assumptions(visit: &Visit, layout: &Layout) -> Vec<Assumption> {
    let mut taken = Vec::new();
    if visit.insurance.is_none() {
        taken.push(Assumption::Resident);
    }
    if visit.said[YesNo::LiableThirdParty].is_none() {
        taken.push(Assumption::NoThirdParty);
    }
    if *visit.year_before() == Year::TakenAsFirst && visit.bill.is_some() {
        taken.push(Assumption::FirstVisit);
    }
    if visit.bill.is_some() && paid_left_out(visit, layout) {
        taken.push(Assumption::PaidNothing);
    }
    if layout.far_hospitals
        && visit
            .place
            .is_none_or(|place| place == Place::OtherProvince)
    {
        taken.push(Assumption::NoFarHospital);
    }
    let free = |scheme: &SchemeLayout| {
        scheme.span.holds(layout.day) && layout.scheme(scheme).free != mingbai_policy::Free::Nothing
    };
    if visit.diseases.is_none() && visit.bill.is_some() && layout.listed_schemes().any(free) {
        taken.push(Assumption::NoDisease);
    }
    taken
}

/// Returns whether the year has earlier visits while neither its sums nor its accounts name some
/// layer of the layout (layers that people buy for themselves aside).
fn paid_left_out(visit: &Visit, layout: &Layout) -> bool {
    let Year::Known {
        in_scope_self_pay,
        paid,
        accounts,
    } = &visit.year
    else {
        return false;
    };
    let told = |layer: LayerId| {
        paid.iter().any(|(of, _)| *of == layer) || accounts.iter().any(|it| it.layer == layer)
    };
    let own = |layer: LayerId| layout.tables.vocabulary.layers[layer.index()].own.is_some();
    let first = *in_scope_self_pay == Some(Fen::ZERO) && paid.is_empty() && accounts.is_empty();
    let mut layers = layout.layers.iter().map(|layer| layer.layer);
    !first && layers.any(|layer| !own(layer) && !told(layer))
}

/// Returns every warning of an answer, in reading order.
pub(crate) fn warnings(
    layout: &Layout,
    visit: &Visit,
    reckoning: Option<&Reckoning>,
    layers: &[LayerLine],
    schemes: &[SchemeLine],
) -> Vec<Warning> {
    let mut warnings = of_tables(layout, visit);
    if let Some(reckoning) = reckoning {
        let other_day = reckoning.at_admission.is_some();
        warnings.extend(other_day.then_some(Warning::AdmittedUnderOtherTables));
        if *visit.year_before() != Year::Unknown {
            let open = open_accounts(&reckoning.on_day.estimate.worlds).into_iter();
            warnings.extend(open.map(|it| {
                let (layer, of_disease, per) = (it.layer, it.of_disease, it.per);
                match it.deductible {
                    true => Warning::DeductibleUseOpen {
                        layer,
                        of_disease,
                        per,
                    },
                    false => Warning::YearNotSplit {
                        layer,
                        of_disease,
                        per,
                    },
                }
            }));
        }
    }
    warnings.extend(designations(layout, visit, schemes));
    warnings.extend(caveats(layout));
    if visit.bill.is_some() && reckoning.is_none() {
        warnings.push(Warning::NoTotal);
    }
    warnings.extend(fund_paid(&layout.tables.vocabulary, visit, layers));
    warnings
}

/// Returns a warning where the receipt's 医保统筹基金支付 lies outside the answer's range for
/// 基本医保.
fn fund_paid(vocabulary: &Vocabulary, visit: &Visit, layers: &[LayerLine]) -> Option<Warning> {
    let paid = visit.bill.as_ref()?.receipt?.fund_paid?;
    let mut payers = layers
        .iter()
        .filter(|it| !vocabulary.layers[it.layer.index()].hospital);
    let ours = payers.next()?.pays?.estimate;
    let differs = paid < ours.low || paid > ours.high;
    differs.then_some(Warning::FundPaidDiffers { paid, ours })
}

/// Returns the warnings about lines of the bill whose part in scope is open.
pub(crate) fn of_lines(lines: &BillLines) -> Vec<Warning> {
    let mut found: Vec<Warning> = lines
        .unstated()
        .into_iter()
        .map(|class| Warning::ClassUnstated(class.to_owned()))
        .collect();
    let without = lines.without_class();
    found.extend((without > 0).then_some(Warning::LinesWithoutClass(without)));
    found.extend((lines.rest > Fen::ZERO).then_some(Warning::LinesBelowTotal(lines.rest)));
    found
}

/// Returns the warnings about the tables that were used.
fn of_tables(layout: &Layout, visit: &Visit) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some(as_of) = visit.tables_as_of {
        warnings.push(Warning::TablesAsOf(as_of));
    }
    let local = |number: u16| match layout.tables.tables[number as usize].owner {
        Owner::Region(region) => layout.tables.vocabulary.regions[region.index()]
            .parent
            .is_some(),
        Owner::Hospital(_) => false,
    };
    let tables = &layout.tables.tables;
    if !layout
        .listed
        .iter()
        .any(|(n, _)| local(*n) && tables[*n as usize].span.holds(layout.day))
    {
        warnings.push(Warning::NoLocalTable);
    }
    if layout.no_employee_table {
        warnings.push(Warning::Employee);
    }
    if visit.said[YesNo::LiableThirdParty] == Some(true) {
        warnings.push(Warning::ThirdParty);
    }
    warnings
}

/// Returns a warning for each scheme that covers the visit but does not designate its hospital.
fn designations(layout: &Layout, visit: &Visit, schemes: &[SchemeLine]) -> Vec<Warning> {
    let at = |line: &&SchemeLine| {
        let rule = line.rule;
        let scheme = &layout.tables.tables[rule.table as usize].schemes[rule.index as usize];
        let elsewhere = match visit.hospital {
            Some(Hospital::Named(hospital)) => !scheme.designated.contains(&hospital),
            Some(Hospital::Other) => true,
            None => false,
        };
        line.verdict == Verdict::Yes && elsewhere && !scheme.designated.is_empty()
    };
    schemes
        .iter()
        .filter(at)
        .map(|line| Warning::NotDesignated(line.rule))
        .collect()
}

/// Returns the caveats of rules that count in this answer, or would count on another day.
fn caveats(layout: &Layout) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut add = |rule: &Rule| {
        if let Some(caveat) = &rule.caveat
            && !found
                .iter()
                .any(|w| matches!(w, Warning::Caveat(known) if known == caveat))
        {
            found.push(Warning::Caveat(caveat.clone()));
        }
    };
    for (number, in_force) in &layout.listed {
        let table = &layout.tables.tables[*number as usize];
        if *in_force {
            let layers = table.layers.iter().map(|rule| &rule.rule);
            let top_ups = table.top_ups.iter().map(|rule| &rule.rule);
            layers
                .filter(|rule| rule.span.holds(layout.day))
                .chain(top_ups)
                .for_each(&mut add);
        }
    }
    for scheme in layout.listed_schemes() {
        if scheme_verdict(scheme, layout.day, &layout.base).0 != Verdict::No {
            add(&layout.scheme(scheme).rule);
        }
    }
    for rule in &layout.listed_waivers {
        if rule_verdict(rule, layout.day, &layout.base).0 != Verdict::No {
            add(
                &layout.tables.tables[rule.rule.table as usize].waivers[rule.rule.index as usize]
                    .rule,
            );
        }
    }
    for rule in &layout.targets {
        if rule_verdict(rule, layout.day, &layout.base).0 != Verdict::No {
            add(
                &layout.tables.tables[rule.rule.table as usize].targets[rule.rule.index as usize]
                    .rule,
            );
        }
    }
    found
}
