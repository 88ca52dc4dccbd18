//! What must be true of every answer. Each law returns the sentence that is no longer true.
use crate::chooser::{Chooser, Mood};
use crate::reckoning::{Settled, reckon};
use crate::rng::Rng;
use crate::visits::Lot;
use mingbai_engine::{
    Answer, Contradiction, Money, Range, Step, TargetVerdict, Verdict, Visit, Witness, Year, answer,
};
use mingbai_policy::{Fen, GroupId, LayerId};
use std::collections::BTreeMap;

/// Nothing, or what is no longer true.
pub type Law = Result<(), String>;

/// The answer and its money, or nothing for a visit that contradicts itself.
fn money(lot: &Lot, visit: &Visit) -> Option<(Answer, Money)> {
    let answer = answer(lot.tables, visit).ok()?;
    let money = answer.money.clone()?;
    Some((answer, money))
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

/// Payers, waivers, free benefits and the person add up to the bill, at both ends.
pub fn conserves(lot: &Lot, visit: &Visit) -> Law {
    let Some((_, money)) = money(lot, visit) else {
        return Ok(());
    };
    let bill = bill_of(visit);
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
            Step::Paid { amount, .. }
            | Step::Excess { amount, .. }
            | Step::Waived { amount }
            | Step::Free { amount }
            | Step::Pays { amount } => *amount,
            _ => Fen::ZERO,
        })
        .sum()
}

/// Ends lie in order, within the bill, and `certain` contains `estimate`.
pub fn bounded(lot: &Lot, visit: &Visit) -> Law {
    let Some((answer, money)) = money(lot, visit) else {
        return Ok(());
    };
    let bill = bill_of(visit);
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
    let (low, high) = (money.low.pays, money.high.pays);
    let ends = money.pays.estimate;
    if slack(ends.low, low) > tolerance(&answer) || slack(ends.high, high) > tolerance(&answer) {
        return Err(format!(
            "the witnesses pay {low} and {high}, the ends are {ends:?}"
        ));
    }
    Ok(())
}

fn slack(a: Fen, b: Fen) -> i64 {
    (a.0 - b.0).abs()
}

/// One fen for each layer that rounds.
fn tolerance(answer: &Answer) -> i64 {
    answer.layers.len() as i64 + 1
}

/// The engine and the second reckoning agree on one visit. Returns whether it was exact.
pub fn agrees(lot: &Lot, visit: &Visit, rng: &mut Rng) -> Result<bool, String> {
    let mut generous = Chooser::new(Mood::Generous);
    let Some(first) = reckon(lot.tables, visit, &mut generous) else {
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
        Mood::Random(Rng(rng.bits())),
        Mood::Random(Rng(rng.bits())),
    ] {
        let mut chooser = Chooser::new(mood);
        if let Some(settled) = reckon(lot.tables, visit, &mut chooser)
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
    // Where only figures are open, the two extremes are the ends.
    if !generous.conditions && visit.bill.as_ref().is_some_and(|b| b.items.is_empty()) {
        let low = reached.iter().min().copied().unwrap_or_default();
        let high = reached.iter().max().copied().unwrap_or_default();
        let fen = 2 * said.layers.len() as i64;
        if low.0 - ends.low.0 > fen || ends.high.0 - high.0 > fen {
            return Err(format!(
                "engine {ends:?} is wider than {low}..{high}: generous {first:?}\nengine low {:?}\nhigh {:?}",
                money.low.steps, money.high.steps
            ));
        }
    }
    Ok(false)
}

fn same_layers(lines: &[mingbai_engine::LayerLine], settled: &Settled) -> Law {
    let mut expected: BTreeMap<LayerId, Fen> = BTreeMap::new();
    for (layer, paid) in settled.layers.iter().chain(&settled.excesses) {
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

/// Filling in what is open stays inside the range, and turns no yes or no.
pub fn sound(lot: &Lot, visit: &Visit, rng: &mut Rng, fillings: usize) -> Law {
    let Ok(open) = answer(lot.tables, visit) else {
        return Ok(());
    };
    for _ in 0..fillings {
        let filled = lot.fill(rng, visit, false);
        let Ok(then) = answer(lot.tables, &filled) else {
            continue;
        };
        if let (Some(before), Some(after)) = (&open.money, &then.money) {
            let (before, after) = (before.pays, after.pays);
            if !holds(before.estimate, after.estimate) || !holds(before.certain, after.certain) {
                return Err(format!("{before:?} does not hold {after:?} of {filled:?}"));
            }
        }
        steady(&open, &then).map_err(|error| format!("{error} in {filled:?}"))?;
        let told = lot.fill(rng, visit, true);
        if let Ok(then) = answer(lot.tables, &told) {
            steady(&open, &then).map_err(|error| format!("{error} in {told:?}"))?;
        }
    }
    Ok(())
}

/// No yes and no no has turned.
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

/// The facts of each end's witness, filled in, still reach that end.
pub fn tight(lot: &Lot, visit: &Visit) -> Law {
    let Some((open, money)) = money(lot, visit) else {
        return Ok(());
    };
    let told_by_amount = visit.year != Year::Unknown;
    if !told_by_amount
        || visit
            .bill
            .as_ref()
            .is_some_and(|bill| !bill.items.is_empty())
    {
        return Ok(());
    }
    let ends = money.pays.estimate;
    let allowed = tolerance(&open);
    for (witness, end, low) in [
        (&money.low, ends.low, true),
        (&money.high, ends.high, false),
    ] {
        let filled = lot.witness(visit, &witness.facts);
        let then = match answer(lot.tables, &filled) {
            Ok(then) => then,
            Err(error) => return Err(format!("the witness is refused: {error:?} {witness:?}")),
        };
        let Some(then) = then.money else {
            return Err("the witness has no money".into());
        };
        let reached = if low {
            then.pays.estimate.low
        } else {
            then.pays.estimate.high
        };
        if slack(reached, end) > allowed {
            return Err(format!(
                "the witness of {end} reaches {reached}: {witness:?}"
            ));
        }
    }
    Ok(())
}

/// Belonging to one more group never raises the low end.
pub fn groups_help(lot: &Lot, visit: &Visit, rng: &mut Rng) -> Law {
    let terms = &lot.tables.terms;
    if terms.groups.is_empty() {
        return Ok(());
    }
    let group = GroupId(rng.below(terms.groups.len()) as u16);
    // Items' self-pay is told after all layers, so with another group it would be another.
    let mut less = visit.clone();
    if let Some(bill) = &mut less.bill {
        bill.items.clear();
    }
    let mut more = less.clone();
    more.groups.join(terms, group);
    more.groups.no &= !more.groups.yes;
    let (Some((_, less)), Some((_, more))) = (money(lot, &less), money(lot, &more)) else {
        return Ok(());
    };
    let (less, more) = (less.pays.estimate.low, more.pays.estimate.low);
    if more > less {
        let name = &terms.groups[group.index()].name.name;
        return Err(format!("{name}: the low end rises from {less} to {more}"));
    }
    Ok(())
}

/// The order of bill items changes nothing.
pub fn items_commute(lot: &Lot, visit: &Visit) -> Law {
    let mut turned = visit.clone();
    if let Some(bill) = &mut turned.bill {
        bill.items.reverse();
    }
    let (one, other) = (answer(lot.tables, visit), answer(lot.tables, &turned));
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
    if pays(&one) != pays(&other) {
        return Err(format!(
            "items in another order: {:?} and {:?}",
            pays(&one),
            pays(&other)
        ));
    }
    Ok(())
}

/// Gives the bill chance items, of at most what the generous world leaves.
pub fn itemise(lot: &Lot, visit: &mut Visit, rng: &mut Rng) {
    let settled = reckon(lot.tables, visit, &mut Chooser::new(Mood::Generous));
    if let (Some(settled), Some(bill)) = (settled, &mut visit.bill) {
        bill.items = lot.items(rng, settled.after_layers);
    }
}
