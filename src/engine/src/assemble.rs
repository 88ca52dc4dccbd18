//! Puts an answer together.
use crate::compile::insert;
use crate::outcome::steps;
use crate::plan::Plan;
use crate::resolve::Reading;
use crate::schemes::{judge, plain};
use crate::settle::End;
use crate::together::together;
use crate::worlds::{Hull, Money as Open, Worlds, explore};
use crate::*;
use mingbai_policy::{
    CiteId, Day, Fen, LayerId, Owner, Place, ProcedureKind, Share, Table, Tables, Target,
    TargetBase,
};

/// The three rangings of one visit on one day.
struct Reckoned<'p> {
    certain: Hull,
    estimate: Hull,
    worlds: Worlds<'p>,
}

impl Reckoned<'_> {
    fn widened(&self) -> (Fen, Fen) {
        let of = |world: usize| self.worlds.kinds[self.worlds.worlds[world].kind].widened;
        (of(self.estimate.low).0, of(self.estimate.high).1)
    }
}

pub(crate) fn answer(tables: &Tables, visit: &Visit) -> Result<Answer, Contradiction> {
    check(visit)?;
    let day = visit.tables_as_of.unwrap_or(visit.date);
    let plan = Plan::new(tables, visit, day)?;
    let open = visit.bill.as_ref().map(|bill| Open {
        bill,
        year: &visit.year,
        third_party: visit.liable_third_party == Some(true),
    });
    let reckoned = match &open {
        Some(open) if open.facts(Fen::ZERO).is_some() => Some(reckon(&plan, open)?),
        _ => None,
    };
    let mut warnings = warnings(&plan, visit, day);
    let mut money = None;
    let mut after_layers = None;
    if let (Some(open), Some(found)) = (&open, &reckoned) {
        let mut pays = Readings {
            certain: found.certain.pays,
            estimate: found.estimate.pays,
        };
        let mut low = witness(&plan, open, &found.worlds, found.estimate.low, End::Low);
        let mut high = witness(&plan, open, &found.worlds, found.estimate.high, End::High);
        let mut widened = found.widened();
        if open.third_party {
            let whole = open.bill.total.or(open.bill.self_pay).unwrap_or(Fen::MAX);
            for range in [&mut pays.certain, &mut pays.estimate] {
                *range = range.hull(Range::exact(whole));
            }
            high = Witness {
                pays: whole,
                facts: Vec::new(),
                steps: vec![Step::Pays { amount: whole }],
            };
            widened.1 = Fen::ZERO;
        }
        if let Some(admitted) = visit.admitted.filter(|_| visit.tables_as_of.is_none())
            && tables_of(tables, &plan, admitted) != tables_of(tables, &plan, day)
        {
            let earlier = Plan::new(tables, visit, admitted)?;
            let other = reckon(&earlier, open)?;
            if other.estimate.pays.low < pays.estimate.low {
                low = witness(&earlier, open, &other.worlds, other.estimate.low, End::Low);
                widened.0 = other.widened().0;
            }
            if other.estimate.pays.high > pays.estimate.high {
                high = witness(
                    &earlier,
                    open,
                    &other.worlds,
                    other.estimate.high,
                    End::High,
                );
                widened.1 = other.widened().1;
            }
            pays.certain = pays.certain.hull(other.certain.pays);
            pays.estimate = pays.estimate.hull(other.estimate.pays);
            warnings.push(Warning::AdmittedUnderOtherTables);
        }
        after_layers = Some(found.estimate.after_layers);
        money = Some(Money {
            pays,
            low,
            high,
            widened,
        });
    }
    let worlds = reckoned.as_ref().map(|found| &found.worlds);
    let ask = ask::ask(
        &plan,
        worlds,
        open.as_ref(),
        reckoned.as_ref().map(|found| found.estimate.pays),
    );
    let schemes = scheme_lines(&plan, open.as_ref(), worlds);
    warnings.extend(designations(&plan, visit, &schemes));
    warnings.extend(caveats(&plan));
    if visit.bill.is_some() && reckoned.is_none() {
        warnings.push(Warning::NoTotal);
    }
    Ok(Answer {
        tables: plan
            .listed
            .iter()
            .map(|(table, in_force)| TableUse {
                table: *table,
                in_force: *in_force,
            })
            .collect(),
        money,
        layers: layer_lines(&plan, visit, reckoned.as_ref()),
        waivers: waiver_lines(&plan, worlds),
        targets: target_lines(&plan, visit, after_layers),
        procedures: plan
            .procedures
            .iter()
            .map(|rule| ProcedureLine {
                rule: rule.rule,
                applies: plain(rule, day, &plan.base).0,
            })
            .collect(),
        cash: cash(&plan),
        ask,
        together: match (&open, &reckoned) {
            (Some(open), Some(found)) => together(&plan, &found.worlds, &found.estimate, open),
            _ => Vec::new(),
        },
        open: open_about_money(&plan, open.as_ref(), worlds),
        schemes,
        assumptions: assumptions(visit, &plan),
        warnings,
    })
}

/// The facts that split some world, and the amounts that are open.
fn open_about_money(plan: &Plan, money: Option<&Open>, worlds: Option<&Worlds>) -> Vec<Question> {
    let (Some(money), Some(worlds)) = (money, worlds) else {
        return Vec::new();
    };
    let mut open = Vec::new();
    for atom in &worlds.split {
        if let Some(question) = plan.question(*atom) {
            insert(&mut open, question);
        }
    }
    if money.in_scope().width() > Fen::ZERO {
        open.push(Question::InScope);
    }
    if ask::open_year(money.year) {
        open.push(Question::YearToDate);
    }
    if ask::waivable(plan, worlds, money) {
        open.push(Question::Items);
    }
    open
}

pub(crate) fn check(visit: &Visit) -> Result<(), Contradiction> {
    let Some(bill) = &visit.bill else {
        return Ok(());
    };
    let sane = |fen: Fen| Fen::ZERO <= fen && fen <= Fen::MAX;
    let amounts = bill
        .total
        .iter()
        .chain(&bill.in_scope)
        .chain(&bill.self_pay);
    let listed = bill
        .paid
        .iter()
        .map(|p| &p.1)
        .chain(bill.items.iter().map(|i| &i.1));
    let year = match &visit.year {
        Year::Known {
            in_scope_self_pay,
            paid,
        } => {
            in_scope_self_pay.iter().all(|fen| sane(*fen))
                && paid.iter().all(|p| sane(p.1))
                && paid.len() <= 64
        }
        _ => true,
    };
    // So few rows of at most 10^12 yuan cannot overflow a sum.
    let few = bill.paid.len() <= 64 && bill.items.len() <= 10_000;
    if !year || !few || !amounts.chain(listed).all(|fen| sane(*fen)) {
        return Err(Contradiction::Amount);
    }
    let total = bill.total.unwrap_or(Fen::MAX);
    let sum = |amounts: &mut dyn Iterator<Item = Fen>| amounts.sum::<Fen>();
    if bill.in_scope.is_some_and(|fen| fen > total) {
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

fn reckon<'p>(plan: &'p Plan<'p>, open: &Open) -> Result<Reckoned<'p>, Contradiction> {
    // No world is legal only where items ask for more than any world leaves.
    let none = Contradiction::ItemsAboveSelfPay;
    let mut certain = explore(plan, &plan.base, Reading::Certain, open)
        .hull()
        .ok_or(none)?;
    let worlds = explore(plan, &plan.base, Reading::Estimate, open);
    let estimate = worlds.hull().ok_or(none)?;
    // The widening for rounding may differ between the two: the wider holds for both.
    certain.pays = certain.pays.hull(estimate.pays);
    for (slot, more) in certain.slots.iter_mut().zip(&estimate.slots) {
        *slot = slot.hull(*more);
    }
    Ok(Reckoned {
        certain,
        estimate,
        worlds,
    })
}

fn witness(plan: &Plan, open: &Open, worlds: &Worlds, at: usize, end: End) -> Witness {
    let world = &worlds.worlds[at];
    let kind = &worlds.kinds[world.kind];
    let in_scope = if end == End::Low {
        kind.at.0
    } else {
        kind.at.1
    };
    let mut facts = ask::choose(plan, &world.facts);
    let range = open.in_scope();
    if range.low != range.high {
        facts.push((Question::InScope, Value::Amount(in_scope)));
    }
    match open.facts(in_scope) {
        Some(bill) => {
            let (mut pays, mut trace) = steps(plan, &kind.terms, &bill, end);
            // Where roundings cross by a fen, the other end of all open figures may reach further.
            let (other, turned) = steps(plan, &kind.terms, &bill, end.other());
            if (end == End::Low && other < pays) || (end == End::High && other > pays) {
                (pays, trace) = (other, turned);
            }
            Witness {
                pays,
                facts,
                steps: trace,
            }
        }
        None => Witness {
            pays: Fen::ZERO,
            facts,
            steps: Vec::new(),
        },
    }
}

/// Tables and rules of the chain in force on a day, to tell whether two days differ.
pub(crate) fn tables_of(tables: &Tables, plan: &Plan, day: Day) -> Vec<(u16, bool, Vec<bool>)> {
    plan.listed
        .iter()
        .map(|(number, _)| {
            let table = &tables.tables[*number as usize];
            let rules = rules(table).map(|rule| rule.span.holds(day)).collect();
            (*number, table.span.holds(day), rules)
        })
        .collect()
}

/// Every rule of a table.
fn rules(table: &Table) -> impl Iterator<Item = &mingbai_policy::Rule> {
    let layers = table.layers.iter().map(|rule| &rule.rule);
    let excesses = table.excesses.iter().map(|rule| &rule.rule);
    let waivers = table.waivers.iter().map(|rule| &rule.rule);
    let schemes = table.schemes.iter().map(|rule| &rule.rule);
    let targets = table.targets.iter().map(|rule| &rule.rule);
    layers
        .chain(excesses)
        .chain(waivers)
        .chain(schemes)
        .chain(targets)
}

fn layer_lines(plan: &Plan, visit: &Visit, reckoned: Option<&Reckoned>) -> Vec<LayerLine> {
    let after_sheet = visit
        .bill
        .as_ref()
        .is_some_and(|bill| bill.self_pay.is_some());
    let mut lines = Vec::new();
    for (slot, layer) in plan.layers.iter().enumerate() {
        let excess = plan
            .excesses
            .iter()
            .find(|(_, at)| *at as usize == slot)
            .map(|(rule, _)| rule);
        if after_sheet && layer.fixed.is_none() && excess.is_none() {
            continue;
        }
        let touched = reckoned
            .is_some_and(|found| (found.certain.touched | found.estimate.touched) >> slot & 1 == 1);
        // A far hospital's own layer is one of the worlds, but no news to this person.
        let far = !layer.listed || !touched;
        if layer.of_hospitals && layer.fixed.is_none() && far {
            continue;
        }
        let mut cites: Vec<CiteId> = Vec::new();
        if layer.fixed.is_none() {
            for record in &layer.records {
                cites.extend(record.cites);
                for variant in &record.variants {
                    if variant.when.of(&plan.base) != Verdict::No {
                        cites.extend(variant.cites);
                    }
                }
            }
        }
        if let Some(rule) = excess {
            cites.extend(&excess_rule(plan, rule.rule).cites);
        }
        dedup(&mut cites);
        let mut pays = reckoned.map(|found| Readings {
            certain: found.certain.slots[slot],
            estimate: found.estimate.slots[slot],
        });
        if after_sheet && let (Some(fixed), Some(pays)) = (layer.fixed, &mut pays) {
            // Taken as the sheet has it; excess rules still add to it.
            for range in [&mut pays.certain, &mut pays.estimate] {
                *range = Range {
                    low: range.low + fixed,
                    high: range.high + fixed,
                };
            }
        }
        lines.push(LayerLine {
            layer: layer.layer,
            name: called(visit, layer.layer).unwrap_or(layer.name).to_string(),
            pays: pays.map(|pays| nobody_may_pay(visit, pays)),
            grade: match (reckoned, layer.fixed) {
                (_, Some(_)) => LineGrade::Entered,
                (Some(found), None) => found.estimate.grades[slot],
                (None, None) => LineGrade::Unknown,
            },
            excess: excess.map(|rule| rule.rule),
            cites,
        });
    }
    for (at, layer) in plan.payers.iter().enumerate() {
        let slot = plan.layers.len() + at;
        let Some((rule, _)) = plan.excesses.iter().find(|(_, s)| *s as usize == slot) else {
            continue;
        };
        let excess = excess_rule(plan, rule.rule);
        lines.push(LayerLine {
            layer: *layer,
            name: plan.tables.terms.layers[layer.index()].name.name.clone(),
            pays: reckoned.map(|found| {
                let pays = Readings {
                    certain: found.certain.slots[slot],
                    estimate: found.estimate.slots[slot],
                };
                nobody_may_pay(visit, pays)
            }),
            grade: reckoned.map_or(LineGrade::Unknown, |found| found.estimate.grades[slot]),
            excess: Some(rule.rule),
            cites: excess.cites.clone(),
        });
    }
    lines
}

/// What the person's office calls a layer.
fn called(visit: &Visit, layer: LayerId) -> Option<&str> {
    // Said later, it stands: a row's own beside the window's.
    let mut names = visit.names.iter().rev();
    names
        .find(|(it, _)| *it == layer)
        .map(|(_, name)| name.as_str())
}

/// With someone else liable, each payer may pay nothing.
fn nobody_may_pay(visit: &Visit, mut pays: Readings) -> Readings {
    if visit.liable_third_party == Some(true) {
        pays.certain.low = Fen::ZERO;
        pays.estimate.low = Fen::ZERO;
    }
    pays
}

fn excess_rule<'t>(plan: &Plan<'t>, rule: RuleRef) -> &'t mingbai_policy::Rule {
    &plan.tables.tables[rule.table as usize].excesses[rule.index as usize].rule
}

fn dedup(cites: &mut Vec<CiteId>) {
    let mut seen = Vec::new();
    cites.retain(|cite| {
        let new = !seen.contains(cite);
        seen.push(*cite);
        new
    });
}

fn waiver_lines(plan: &Plan, worlds: Option<&Worlds>) -> Vec<WaiverLine> {
    plan.listed_waivers
        .iter()
        .map(|rule| {
            let (verdict, reason) = plain(rule, plan.day, &plan.base);
            let index = plan
                .waivers
                .iter()
                .position(|waiver| waiver.rule == rule.rule);
            let amount = worlds.map(|worlds| match index {
                Some(index) if verdict != Verdict::No => worlds.waiver(index as u8),
                _ => Range::exact(Fen::ZERO),
            });
            let open = if verdict == Verdict::Unknown {
                plan.open_facts(&[&rule.scope, &rule.when], &plan.base)
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

fn scheme_lines(plan: &Plan, open: Option<&Open>, worlds: Option<&Worlds>) -> Vec<SchemeLine> {
    let mut lines = plan.scheme_lines();
    let (Some(_), Some(worlds)) = (open, worlds) else {
        return lines;
    };
    for line in &mut lines {
        let moves = plan
            .frees
            .iter()
            .position(|(scheme, _)| plan.schemes[*scheme].rule == line.rule);
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

pub(crate) fn target_lines(
    plan: &Plan,
    visit: &Visit,
    after_layers: Option<Range>,
) -> Vec<TargetLine> {
    let bill = visit.bill.as_ref();
    plan.targets
        .iter()
        .map(|rule| {
            let target =
                &plan.tables.tables[rule.rule.table as usize].targets[rule.rule.index as usize];
            let (applies, _) = plain(rule, plan.day, &plan.base);
            let mut line = TargetLine {
                rule: rule.rule,
                verdict: if applies == Verdict::No {
                    TargetVerdict::NotApplicable
                } else {
                    TargetVerdict::Unknown
                },
                line: None,
                gap: None,
            };
            if applies == Verdict::No {
                return line;
            }
            let total = bill.and_then(|bill| bill.total);
            let in_scope = bill.and_then(|bill| bill.in_scope);
            let base = if target.base == TargetBase::InScope {
                in_scope
            } else {
                total
            };
            if let (Some(base), Some(self_pay)) = (base, after_layers) {
                let most = most_within(base, target.self_pay);
                line.line = Some(most);
                line.gap = Some(Range {
                    low: self_pay.low.above(most),
                    high: self_pay.high.above(most),
                });
                if applies == Verdict::Yes {
                    line.verdict = stand(target, total, in_scope, self_pay);
                }
            }
            line
        })
        .collect()
}

/// The most that is still within a share of a base: exact, so rounded down.
fn most_within(base: Fen, share: Share) -> Fen {
    let exact = i128::from(base.0) * i128::from(share.millionths());
    Fen((exact / i128::from(Share::UNIT)) as i64)
}

/// A base the document leaves open decides only where total and in-scope agree. Above the total's
/// line is above the in-scope line too, since in-scope is never more.
fn stand(
    target: &Target,
    total: Option<Fen>,
    in_scope: Option<Fen>,
    self_pay: Range,
) -> TargetVerdict {
    let on = |base: Option<Fen>| match base.map(|base| most_within(base, target.self_pay)) {
        Some(most) if self_pay.high <= most => TargetVerdict::Within,
        Some(most) if self_pay.low > most => TargetVerdict::Above,
        _ => TargetVerdict::Unknown,
    };
    match target.base {
        TargetBase::Total => on(total),
        TargetBase::InScope => on(in_scope),
        TargetBase::Unknown => match (on(total), on(in_scope)) {
            (TargetVerdict::Above, _) => TargetVerdict::Above,
            (TargetVerdict::Within, TargetVerdict::Within) => TargetVerdict::Within,
            _ => TargetVerdict::Unknown,
        },
    }
}

fn cash(plan: &Plan) -> Cash {
    let any = |kind: ProcedureKind| {
        plan.procedures.iter().any(|rule| {
            let table = &plan.tables.tables[rule.rule.table as usize];
            table.procedures[rule.rule.index as usize].kind == kind
                && plain(rule, plan.day, &plan.base).0 == Verdict::Yes
        })
    };
    // No document says that a deposit is asked for: silence is not a yes.
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

fn assumptions(visit: &Visit, plan: &Plan) -> Vec<Assumption> {
    let mut taken = Vec::new();
    if visit.insurance.is_none() {
        taken.push(Assumption::Resident);
    }
    if visit.liable_third_party.is_none() {
        taken.push(Assumption::NoThirdParty);
    }
    if visit.year == Year::TakenAsFirst && visit.bill.is_some() {
        taken.push(Assumption::FirstVisit);
    }
    if plan.far_hospitals
        && visit
            .place
            .is_none_or(|place| place == Place::OtherProvince)
    {
        taken.push(Assumption::NoFarHospital);
    }
    let free = |scheme: &plan::SchemePlan| {
        scheme.span.holds(plan.day) && plan.scheme(scheme).free != mingbai_policy::Free::Nothing
    };
    if visit.diseases.is_none() && visit.bill.is_some() && plan.listed_schemes().any(free) {
        taken.push(Assumption::NoDisease);
    }
    taken
}

fn warnings(plan: &Plan, visit: &Visit, day: Day) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some(as_of) = visit.tables_as_of {
        warnings.push(Warning::TablesAsOf(as_of));
    }
    let local = |number: u16| match plan.tables.tables[number as usize].owner {
        Owner::Region(region) => plan.tables.terms.regions[region.index()].parent.is_some(),
        Owner::Hospital(_) => false,
    };
    let tables = &plan.tables.tables;
    if !plan
        .listed
        .iter()
        .any(|(n, _)| local(*n) && tables[*n as usize].span.holds(day))
    {
        warnings.push(Warning::NoLocalTable);
    }
    if plan.employee {
        warnings.push(Warning::Employee);
    }
    if visit.liable_third_party == Some(true) {
        warnings.push(Warning::ThirdParty);
    }
    warnings
}

fn designations(plan: &Plan, visit: &Visit, schemes: &[SchemeLine]) -> Vec<Warning> {
    let at = |line: &&SchemeLine| {
        let rule = line.rule;
        let scheme = &plan.tables.tables[rule.table as usize].schemes[rule.index as usize];
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

/// Caveats of rules that have a say in this answer, or would have on another day.
fn caveats(plan: &Plan) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut add = |rule: &mingbai_policy::Rule| {
        if let Some(caveat) = &rule.caveat
            && !found
                .iter()
                .any(|w| matches!(w, Warning::Caveat(known) if known == caveat))
        {
            found.push(Warning::Caveat(caveat.clone()));
        }
    };
    for (number, in_force) in &plan.listed {
        let table = &plan.tables.tables[*number as usize];
        if *in_force {
            let layers = table.layers.iter().map(|rule| &rule.rule);
            let excesses = table.excesses.iter().map(|rule| &rule.rule);
            layers
                .filter(|rule| rule.span.holds(plan.day))
                .chain(excesses)
                .for_each(&mut add);
        }
    }
    for scheme in plan.listed_schemes() {
        if judge(scheme, plan.day, &plan.base).0 != Verdict::No {
            add(&plan.scheme(scheme).rule);
        }
    }
    for rule in &plan.listed_waivers {
        if plain(rule, plan.day, &plan.base).0 != Verdict::No {
            add(
                &plan.tables.tables[rule.rule.table as usize].waivers[rule.rule.index as usize]
                    .rule,
            );
        }
    }
    for rule in &plan.targets {
        if plain(rule, plan.day, &plan.base).0 != Verdict::No {
            add(
                &plan.tables.tables[rule.rule.table as usize].targets[rule.rule.index as usize]
                    .rule,
            );
        }
    }
    found
}
