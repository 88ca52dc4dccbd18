//! Laws that hold for every answer. Each law returns the sentence that is no longer true. Must not
//! know how the engine computes.
use crate::chooser::{Chooser, Decisions, Mood};
use crate::climb::{Climb, Filling, Towards};
use crate::reckoning::{WorldPayments, compute};
use crate::rng::Rng;
use crate::visits::Lot;
use mingbai_engine::{
    Account, Answer, Contradiction, Money, Range, TargetVerdict, TraceStep, Verdict, Visit,
    Witness, Year, answer,
};
use mingbai_policy::{Base, Care, DiseaseId, Fen, GroupId, LayerId};
use std::collections::BTreeMap;

/// `Ok`, or the sentence that is no longer true.
pub type Law = Result<(), String>;

/// A visit and its answer, computed once for all laws.
pub struct Asked<'a> {
    pub(crate) lot: &'a Lot<'a>,
    pub(crate) visit: &'a Visit,
    said: Result<Answer, Contradiction>,
}

impl<'a> Asked<'a> {
    /// Computes the answer to a visit.
    pub fn new(lot: &'a Lot<'a>, visit: &'a Visit) -> Asked<'a> {
        Asked {
            lot,
            visit,
            said: answer(lot.tables, visit),
        }
    }

    /// Returns the answer and its money; `None` for a visit that contradicts itself, or has no bill.
    fn money(&self) -> Option<(&Answer, &Money)> {
        let answer = self.said.as_ref().ok()?;
        Some((answer, answer.money.as_ref()?))
    }
}

fn holds(outer: Range, inner: Range) -> bool {
    outer.low <= inner.low && inner.high <= outer.high
}

fn bill_of(visit: &Visit) -> Fen {
    visit
        .bill
        .as_ref()
        .and_then(|bill| bill.total.or(bill.self_pay))
        .unwrap_or_default()
}

/// Checks that payers, waivers, free benefits and the person add up to the bill, at both ends.
pub fn conserves(asked: &Asked) -> Law {
    let Some((_, money)) = asked.money() else {
        return Ok(());
    };
    let bill = bill_of(asked.visit);
    for (end, witness) in [("low", &money.low), ("high", &money.high)] {
        let sum = sum(witness);
        if sum != bill {
            return Err(format!(
                "{end}: the steps add up to {sum}, the bill is {bill}: {witness:?}"
            ));
        }
        if witness.pays < Fen::ZERO || witness.pays > bill {
            return Err(format!("{end}: the person pays {} of {bill}", witness.pays));
        }
    }
    Ok(())
}

fn sum(witness: &Witness) -> Fen {
    witness
        .steps
        .iter()
        .map(|step| match step {
            TraceStep::Paid { amount, .. }
            | TraceStep::TopUp { amount, .. }
            | TraceStep::Price { borne: amount, .. }
            | TraceStep::Waived { amount }
            | TraceStep::Free { amount }
            | TraceStep::Pays { amount } => *amount,
            _ => Fen::ZERO,
        })
        .sum()
}

/// Checks that ends are in order and within the bill, and that `certain` contains `estimate`.
pub fn bounded(asked: &Asked) -> Law {
    let Some((answer, money)) = asked.money() else {
        return Ok(());
    };
    let bill = bill_of(asked.visit);
    let readings = answer
        .layers
        .iter()
        .filter_map(|l| l.pays)
        .chain([money.pays]);
    for reading in readings {
        for range in [reading.certain, reading.estimate] {
            if !(Fen::ZERO <= range.low && range.low <= range.high && range.high <= bill) {
                return Err(format!(
                    "{range:?} is out of order or outside the bill {bill}: {:?}",
                    answer.layers
                ));
            }
        }
        if !holds(reading.certain, reading.estimate) {
            return Err(format!("certain does not contain estimate: {reading:?}"));
        }
    }
    Ok(())
}

fn slack(a: Fen, b: Fen) -> i64 {
    (a.0 - b.0).abs()
}

/// Checks that the engine and the second reckoning agree on one visit. Returns whether the range was
/// exact.
pub fn agrees(lot: &Lot, visit: &Visit, rng: &mut Rng) -> Result<bool, String> {
    let mut generous = Chooser::new(Mood::Generous);
    let Some(first) = compute(lot.tables, visit, &mut generous) else {
        return Ok(false);
    };
    let said = match answer(lot.tables, visit) {
        Ok(said) => said,
        Err(Contradiction::ItemsAboveSelfPay) if first.illegal => return Ok(false),
        Err(Contradiction::ItemsAboveSelfPay) if generous.figures || generous.conditions => {
            return Ok(false);
        }
        Err(error) => return Err(format!("refused: {error:?}")),
    };
    let Some(money) = said.money else {
        return Err("no money for a bill".into());
    };
    let ends = money.pays.estimate;
    if !generous.figures && !generous.conditions {
        if first.illegal {
            return Err(format!("items above the self-pay were accepted: {first:?}"));
        }
        if ends != Range::exact(first.pays) {
            return Err(format!(
                "engine {ends:?}\nreckoning {first:?}\nengine steps {:?}",
                money.low.steps
            ));
        }
        return same_layers(&said.layers, &first).map(|()| true);
    }
    let mut reached = Vec::new();
    for mood in [
        Mood::Generous,
        Mood::Stingy,
        Mood::Random(Rng::new(rng.bits())),
        Mood::Random(Rng::new(rng.bits())),
    ] {
        let mut chooser = Chooser::new(mood);
        if let Some(settled) = compute(lot.tables, visit, &mut chooser)
            && !settled.illegal
        {
            if settled.pays < ends.low || settled.pays > ends.high {
                return Err(format!(
                    "engine {ends:?} leaves out a world: {settled:?} {chooser:?}\nengine low {:?}\nhigh {:?}",
                    money.low.steps, money.high.steps
                ));
            }
            reached.push(settled.pays);
        }
    }
    // Where only figures are open, the two extremes are the ends of the range.
    if !generous.conditions && visit.bill.as_ref().is_some_and(|b| b.items.is_empty()) {
        let low = reached.iter().min().copied().unwrap_or_default();
        let high = reached.iter().max().copied().unwrap_or_default();
        let fen = 2 * said.layers.len() as i64;
        // Under a cap on the cost a ladder may pay most where the deductible is neither least nor most:
        // then the witness of each end is looked for.
        if low.0 - ends.low.0 > fen || ends.high.0 - high.0 > fen {
            tight(&Asked::new(lot, visit), rng)
                .map_err(|error| format!("engine {ends:?}, extremes {low}..{high}: {error}"))?;
        }
    }
    Ok(false)
}

fn same_layers(lines: &[mingbai_engine::LayerLine], settled: &WorldPayments) -> Law {
    let mut expected: BTreeMap<LayerId, Fen> = BTreeMap::new();
    for (layer, paid) in settled.layers.iter().chain(&settled.top_ups) {
        *expected.entry(*layer).or_default() += *paid;
    }
    for (layer, paid) in expected {
        let said: Vec<_> = lines
            .iter()
            .filter(|l| l.layer == layer)
            .filter_map(|l| l.pays)
            .collect();
        let sum = said.iter().map(|pays| pays.estimate.low).sum::<Fen>();
        if sum != paid || said.iter().any(|pays| pays.estimate.width() != Fen::ZERO) {
            return Err(format!(
                "layer {layer:?}: engine {said:?}, reckoning {paid}"
            ));
        }
    }
    Ok(())
}

/// Checks that filling in open facts stays inside the range, and reverses no yes or no.
pub fn sound(asked: &Asked, rng: &mut Rng, fillings: usize) -> Law {
    let (lot, visit) = (asked.lot, asked.visit);
    let Ok(open) = &asked.said else {
        return Ok(());
    };
    for _ in 0..fillings {
        let filled = lot.fill(rng, visit, false);
        let Ok(then) = answer(lot.tables, &filled) else {
            continue;
        };
        if let (Some(wide), Some(narrow)) = (&open.money, &then.money) {
            let (before, after) = (wide.pays, narrow.pays);
            if !holds(before.estimate, after.estimate) || !holds(before.certain, after.certain) {
                return Err(format!(
                    "{before:?} does not hold {after:?}: {:?} {:?}\nof {:?} {:?}\n{filled:?}",
                    wide.low, wide.high, narrow.low, narrow.high
                ));
            }
        }
        steady(open, &then).map_err(|error| format!("{error} in {filled:?}"))?;
        let told = lot.fill(rng, visit, true);
        if let Ok(then) = answer(lot.tables, &told) {
            steady(open, &then).map_err(|error| format!("{error} in {told:?}"))?;
        }
    }
    Ok(())
}

/// Checks that no yes and no no of an answer is reversed.
fn steady(open: &Answer, then: &Answer) -> Law {
    let turned = |before: Verdict, after: Verdict| before != Verdict::Unknown && before != after;
    for line in &open.schemes {
        if let Some(after) = then.schemes.iter().find(|l| l.rule == line.rule)
            && turned(line.verdict, after.verdict)
        {
            return Err(format!("scheme turned: {line:?} became {after:?}"));
        }
    }
    for line in &open.waivers {
        if let Some(after) = then.waivers.iter().find(|l| l.rule == line.rule)
            && turned(line.verdict, after.verdict)
        {
            return Err(format!("waiver turned: {line:?} became {after:?}"));
        }
    }
    for line in &open.procedures {
        if let Some(after) = then.procedures.iter().find(|l| l.rule == line.rule)
            && turned(line.applies, after.applies)
        {
            return Err(format!("procedure turned: {line:?} became {after:?}"));
        }
    }
    for line in &open.targets {
        if let Some(after) = then.targets.iter().find(|l| l.rule == line.rule)
            && line.verdict != TargetVerdict::Unknown
            && line.verdict != after.verdict
        {
            return Err(format!("target turned: {line:?} became {after:?}"));
        }
    }
    let cash = |a: &Answer| [a.cash.deposit, a.cash.pay_later];
    if cash(open)
        .into_iter()
        .zip(cash(then))
        .any(|(before, after)| turned(before, after))
    {
        return Err(format!(
            "cash turned: {:?} became {:?}",
            open.cash, then.cash
        ));
    }
    Ok(())
}

/// How far the search may stay short of an end, in fen: 1 yuan.
const SLACK: i64 = 100;

/// Checks that the world of each end's witness settles to that end: the second reckoning, with the
/// witness's facts filled in and all others random, gives exactly the witness's payment, and the
/// end lies beyond that by no more than the engine's stated widening.
///
/// Facts that the witness does not name are searched: an open year has much left to pay and nothing
/// counted towards any cap (low end), or the reverse; open matters of the tables are decided as
/// helps, or hurts, most; an unknown disease is each disease in turn. Where the bill has items, an
/// open figure may lie between its bounds, and is found to within 1 yuan.
pub fn tight(asked: &Asked, rng: &mut Rng) -> Law {
    let (lot, visit) = (asked.lot, asked.visit);
    let Some((_, money)) = asked.money() else {
        return Ok(());
    };
    for towards in [Towards::Low, Towards::High] {
        let (witness, end, widened) = witness_of(money, towards);
        if slack(end, witness.pays) > widened.0 {
            return Err(format!(
                "{towards:?}: the witness pays {}, the end is {end}, widened by {widened}: {witness:?}",
                witness.pays
            ));
        }
        if serves_two(asked, witness) {
            continue;
        }
        let allowed = match &visit.bill {
            Some(bill) if !bill.items.is_empty() => SLACK,
            // The search comes by steps of a fen to a figure that helps most between its ends.
            _ if !lot.costly().is_empty() => 1,
            _ => 0,
        };
        let good = |filling: &Filling| {
            let off = filling.pays.map(|pays| slack(pays, witness.pays));
            off.is_some_and(|off| off <= allowed)
        };
        let mut settled = |way| settled_witness(lot, visit, witness, way, rng, good);
        // Where roundings cross by a fen, the opposite decisions may come closer.
        if let Some(found) = settled(towards).filter(|found| !good(found))
            && !settled(towards.other()).is_some_and(|turned| good(&turned))
            && !in_a_first_year(lot, visit, witness, towards, rng, good)
        {
            return Err(format!(
                "{towards:?}: the witness pays {}, the reckoning {found:?}\n{witness:?}",
                witness.pays
            ));
        }
    }
    Ok(())
}

/// Checks whether an open year would have to serve both a cap on the cost and a layer on the year's sum:
/// each takes the worst of it (the engine's own description says so).
fn serves_two(asked: &Asked, witness: &Witness) -> bool {
    let visit = asked.visit;
    let tables = asked.lot.tables.tables.iter();
    let on_sum = tables
        .flat_map(|table| &table.layers)
        .any(|rule| rule.base == Some(Base::Year));
    let open = matches!(
        visit.year,
        Year::Known {
            in_scope_self_pay: None,
            ..
        }
    );
    let capped = |step: &TraceStep| matches!(step, TraceStep::CostCapped { .. });
    on_sum && open && witness.steps.iter().any(capped)
}

fn witness_of(money: &Money, towards: Towards) -> (&Witness, Fen, Fen) {
    let ends = money.pays.estimate;
    match towards {
        Towards::Low => (&money.low, ends.low, money.widened.0),
        Towards::High => (&money.high, ends.high, money.widened.1),
    }
}

/// Returns the filling of a witness in the second reckoning: the first that is good enough, or the
/// last one tried.
fn settled_witness(
    lot: &Lot,
    visit: &Visit,
    witness: &Witness,
    towards: Towards,
    rng: &mut Rng,
    good: impl Fn(&Filling) -> bool,
) -> Option<Filling> {
    let told = with_year(lot, lot.witness(visit, &witness.facts), towards);
    let filled = lot.fill_facts(rng, &told, false);
    let mut climb = Climb::new(lot, visit, towards, 20_000);
    let mut last = None;
    for day in climb.days() {
        let mut visit = filled.clone();
        visit.tables_as_of = day;
        let mut diseases = vec![visit.diseases.clone()];
        if visit.diseases.is_none() {
            let all = 0..lot.tables.vocabulary.diseases.len() as u16;
            diseases = all.map(|disease| Some(vec![DiseaseId(disease)])).collect();
            diseases.push(Some(Vec::new()));
        }
        for disease in diseases {
            visit.diseases = disease;
            for start in climb.starts(&visit) {
                let held = climb.hold_back(start);
                if good(&held) {
                    return Some(held);
                }
                let best = climb.decide(held, rng);
                if good(&best) {
                    return Some(best);
                }
                last = Some(best);
            }
        }
    }
    last
}

/// Checks whether the witness of a visit whose year is open settles as the first visit of its year:
/// where the items' self-pay holds the end, neither much nor all of a year may leave as much.
fn in_a_first_year(
    lot: &Lot,
    visit: &Visit,
    witness: &Witness,
    towards: Towards,
    rng: &mut Rng,
    good: impl Fn(&Filling) -> bool,
) -> bool {
    if visit.year != Year::Unknown {
        return false;
    }
    let first = Visit {
        year: Year::Known {
            in_scope_self_pay: Some(Fen::ZERO),
            paid: Vec::new(),
            accounts: Vec::new(),
        },
        ..visit.clone()
    };
    settled_witness(lot, &first, witness, towards, rng, &good).is_some_and(|found| good(&found))
}

/// Fills an open year for an end: no cap used and much left to pay (low end), or the reverse.
fn with_year(lot: &Lot, mut visit: Visit, towards: Towards) -> Visit {
    let much = match towards {
        Towards::Low => Fen::MAX,
        Towards::High => Fen::ZERO,
    };
    let layers = (0..lot.tables.vocabulary.layers.len() as u16).map(LayerId);
    let all_of = |layer| {
        Care::ALL.iter().map(move |care| Account {
            paid: Some(Fen::MAX),
            ..Account::new(layer, *care, None)
        })
    };
    let accounts = match towards {
        Towards::Low => Vec::new(),
        Towards::High => layers.flat_map(all_of).collect(),
    };
    match &mut visit.year {
        Year::Unknown => {
            visit.year = Year::Known {
                in_scope_self_pay: Some(much),
                paid: Vec::new(),
                accounts,
            }
        }
        Year::Known {
            in_scope_self_pay: before @ None,
            ..
        } => *before = Some(much),
        _ => {}
    }
    visit
}

/// Checks that no search finds slack. From random fillings, changing one fact, one decision or one
/// amount at a time, a search comes to within 1 yuan of each end, and never outside. Where every
/// random start ends at a local optimum, the witness's filling is one more start. Returns for how
/// many of the two ends random starts were enough.
pub fn searched(asked: &Asked, rng: &mut Rng, starts: usize) -> Result<usize, String> {
    let (lot, visit) = (asked.lot, asked.visit);
    let Some((_, money)) = asked.money() else {
        return Ok(0);
    };
    let ends = money.pays.estimate;
    let mut alone = 0;
    for towards in [Towards::Low, Towards::High] {
        let (witness, end, _) = witness_of(money, towards);
        let mut best: Option<Filling> = None;
        for start in 0..=starts {
            let filling = if start < starts {
                let mut climb = Climb::new(lot, visit, towards, 4_000);
                let filled = lot.fill_facts(rng, visit, true);
                let mood = Mood::Random(Rng::new(rng.bits()));
                let legal = climb.legal(&filled);
                let start = legal.then(|| climb.begin(filled, Decisions::new(), mood));
                start.flatten()
            } else {
                let good = |filling: &Filling| filling.pays == Some(witness.pays);
                settled_witness(lot, visit, witness, towards, rng, good)
            };
            if let Some(filling) = filling {
                let mut climb = Climb::new(lot, visit, towards, 4_000);
                let top = climb.climb(filling, rng);
                if let Some(pays) = top.pays
                    && (pays < ends.low || pays > ends.high)
                {
                    return Err(format!("{ends:?} leaves out {pays}: {top:?}"));
                }
                let off = |one: &Filling| one.pays.map_or(i64::MAX, |pays| slack(pays, end));
                if best.as_ref().is_none_or(|best| off(&top) < off(best)) {
                    best = Some(top);
                }
            }
            let reached = best.as_ref().and_then(|best| best.pays);
            if reached.is_some_and(|reached| slack(reached, end) <= SLACK) {
                alone += usize::from(start < starts);
                break;
            }
            if start == starts {
                return Err(format!(
                    "{towards:?}: the end is {end}, the search reaches {reached:?}\n{best:?}\n{witness:?}"
                ));
            }
        }
    }
    Ok(alone)
}

/// Checks that belonging to one more group never raises the low end.
///
/// Skips visits where the tables say of the larger group only that a layer pays, and of the smaller
/// one how much (重大疾病医疗商业补充保险 pays 贫困人口, and 90% for 建档立卡): a missing figure may be
/// anything, so the low end without the group has that layer pay all.
pub fn groups_help(asked: &Asked, rng: &mut Rng) -> Law {
    let (lot, visit) = (asked.lot, asked.visit);
    let vocabulary = &lot.tables.vocabulary;
    if vocabulary.groups.is_empty() {
        return Ok(());
    }
    let group = GroupId(rng.below(vocabulary.groups.len()) as u16);
    // Items' self-pay is stated after all layers, so another group would mean another self-pay.
    let mut less = visit.clone();
    if let Some(bill) = &mut less.bill {
        bill.items.clear();
    }
    let mut more = less.clone();
    more.groups.join(vocabulary, group);
    more.groups.no &= !more.groups.yes;
    let (less, more) = (Asked::new(lot, &less), Asked::new(lot, &more));
    let (Some((_, less)), Some((_, more))) = (less.money(), more.money()) else {
        return Ok(());
    };
    let (blank, still) = (paid_blank(&less.low), paid_blank(&more.low));
    if blank.iter().any(|layer| !still.contains(layer)) {
        return Ok(());
    }
    let (less, more) = (less.pays.estimate.low, more.pays.estimate.low);
    if more > less {
        let name = &vocabulary.groups[group.index()].name.name;
        return Err(format!("{name}: the low end rises from {less} to {more}"));
    }
    Ok(())
}

/// Returns the layers that pay an amount the tables do not state.
fn paid_blank(witness: &Witness) -> Vec<LayerId> {
    let mut reckoned = None;
    let mut found = Vec::new();
    for step in &witness.steps {
        match step {
            TraceStep::Layer { layer, .. } => reckoned = Some(*layer),
            TraceStep::Paid {
                layer,
                amount,
                from_sheet: false,
                ..
            } if reckoned != Some(*layer) && *amount > Fen::ZERO => found.push(*layer),
            _ => {}
        }
    }
    found
}

/// Checks that the order of bill items and of lines changes nothing.
pub fn items_commute(asked: &Asked) -> Law {
    let mut turned = asked.visit.clone();
    if let Some(bill) = &mut turned.bill {
        bill.items.reverse();
        bill.lines.reverse();
    }
    let (one, other) = (&asked.said, answer(asked.lot.tables, &turned));
    let pays = |a: &Result<Answer, Contradiction>| {
        a.as_ref()
            .map(|a| {
                (
                    a.money.as_ref().map(|m| m.pays),
                    a.waivers.clone(),
                    a.schemes.clone(),
                )
            })
            .map_err(|error| *error)
    };
    if pays(one) != pays(&other) {
        return Err(format!(
            "items in another order: {:?} and {:?}",
            pays(one),
            pays(&other)
        ));
    }
    Ok(())
}

/// Gives the bill random items, up to what is left in the generous world.
pub fn itemise(lot: &Lot, visit: &mut Visit, rng: &mut Rng) {
    let settled = compute(lot.tables, visit, &mut Chooser::new(Mood::Generous));
    if let (Some(settled), Some(bill)) = (settled, &mut visit.bill) {
        bill.items = lot.items(rng, settled.after_layers);
    }
}
