//! The law of cases: each condition, alternative and point, merged into the visit as the interface
//! gives it, comes to the stated amount. Must know a case by its JSON alone.
use crate::laws::Law;
use crate::rng::Rng;
use crate::visits::Lot;
use mingbai_engine::{Case, Question, Range, Stated, Taken, Visit, Year, answer, case};
use mingbai_policy::{Fen, YesNo};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// The kind of case that a visit gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CaseKind {
    /// A case with one amount.
    Exact,
    /// A case with missing figures, or with an amount that stays a range.
    Open,
    /// No case.
    None,
}

/// Answers a question in `visit` as `known` has it; false where nothing changes.
fn tell(visit: &mut Visit, known: &Visit, question: Question) -> bool {
    let before = visit.clone();
    match question {
        Question::Insurance => visit.insurance = known.insurance,
        Question::Hospital => {
            visit.hospital = known.hospital;
            visit.grade = known.grade;
            visit.tier = known.tier;
            visit.place = known.place;
        }
        Question::Grade => visit.grade = known.grade,
        Question::Tier => visit.tier = known.tier,
        Question::Place => visit.place = known.place,
        Question::Care => visit.care = known.care,
        Question::Sex => visit.sex = known.sex,
        Question::Number(fact) => visit.said[fact] = known.said[fact],
        Question::Disease => visit.diseases.clone_from(&known.diseases),
        Question::Is(fact) => {
            let tied = fact.implies() | fact.implied_by();
            for fact in YesNo::conditions().filter(|it| tied & it.bit() != 0) {
                visit.said[fact] = known.said[fact];
            }
        }
        Question::BenefitPlan => visit.plan = known.plan,
        Question::Own(own) => {
            let told = known.answers.iter().filter(|(it, _)| *it == own);
            visit.answers.extend(told);
        }
        Question::YearToDate => {
            visit.year = match &known.year {
                Year::Known {
                    in_scope_self_pay: Some(_),
                    accounts,
                    ..
                } if !accounts.is_empty() => known.year.clone(),
                _ => Year::Known {
                    in_scope_self_pay: Some(Fen::ZERO),
                    paid: Vec::new(),
                    accounts: Vec::new(),
                },
            };
        }
        Question::InScope => {
            let known = known.bill.as_ref().and_then(|bill| bill.in_scope);
            if let Some(bill) = &mut visit.bill {
                bill.set_in_scope(known);
            }
        }
        Question::Group(_) | Question::Items => return false,
    }
    before != *visit
}

/// Answers questions until there is a case, and returns the visit with it.
fn answer_until_case(lot: &Lot, open: &Visit, known: &Visit) -> Result<(Visit, Stated), String> {
    let mut visit = open.clone();
    loop {
        let stated = case(lot.tables, &visit).map_err(|error| format!("no case: {error:?}"))?;
        let Stated::Ask(musts) = &stated else {
            return Ok((visit, stated));
        };
        let first = musts.first().ok_or("asks for nothing")?.question;
        if !tell(&mut visit, known, first) {
            return Err(format!("asked for {first:?} again, which was told"));
        }
    }
}

/// Checks whether a visit allows any world: items may ask for more than the layers leave.
fn legal(lot: &Lot, visit: &Visit) -> bool {
    answer(lot.tables, visit).is_ok()
}

/// Checks that every statement of a visit's case holds.
pub fn holds(lot: &Lot, open: &Visit, known: &Visit, rng: &mut Rng) -> Result<CaseKind, String> {
    if !legal(lot, open) || open.bill.is_none() {
        return Ok(CaseKind::None);
    }
    let (visit, stated) = match answer_until_case(lot, open, known) {
        Ok(told) => told,
        // With every fact given, the items may leave no world.
        Err(error) if error.starts_with("no case: ItemsAboveSelfPay") => return Ok(CaseKind::None),
        Err(error) => return Err(error),
    };
    let (Stated::Case(found), Ok(whole)) = (&stated, answer(lot.tables, &visit)) else {
        return Ok(CaseKind::None);
    };
    let Some(estimate) = whole.money.as_ref().map(|money| money.pays.estimate) else {
        return Ok(CaseKind::None);
    };
    let json = mingbai_wording::json(lot.tables, &visit, &whole, &stated);
    let of_case = &json["case"];
    let conditions = of_case["conditions"].as_array().ok_or("no conditions")?;
    let written = mingbai_intake::write(lot.tables, &visit);
    // The range of the visit under all conditions, and the same range without the widening for
    // rounding: a case is settled in one world, so that it has no such widening.
    let settle = |replaced: Option<(&Value, &Value)>| -> Result<[Range; 2], String> {
        let mut laid = written.clone();
        for condition in conditions {
            let set = match replaced {
                Some((of, set)) if of == &condition["question"] => set,
                _ => &condition["set"],
            };
            merge(&mut laid, set);
        }
        let text = laid.to_string();
        let visit = mingbai_intake::read(lot.tables, text.as_bytes())
            .map_err(|error| format!("{}: {} in {text}", error.field, error.message))?;
        let settled = answer(lot.tables, &visit).map_err(|error| format!("{error:?}: {text}"))?;
        let money = settled.money.ok_or("no money")?;
        let settled = Range {
            low: money.pays.estimate.low + money.widened.0,
            high: money.pays.estimate.high - money.widened.1,
        };
        Ok([money.pays.estimate, settled])
    };
    let fen = |value: &Value| Fen::parse(value.as_str().unwrap_or_default()).unwrap_or(Fen(-1));
    let (low, high) = (fen(&of_case["low"]), fen(&of_case["high"]));
    let [wide, laid] = settle(None).map_err(|error| format!("{error}: {of_case:#}"))?;
    // The stated end may lie inside the widening, but no further.
    if high < laid.high || wide.high < high {
        return Err(format!(
            "laid over the visit {laid:?}, stated to {high}: {of_case:#}"
        ));
    }
    let off: Fen = not_counted(of_case, &fen).sum();
    if laid.low < low.above(off) {
        return Err(format!(
            "laid over the visit {laid:?}, below {low} less {off} not counted: {of_case:#}"
        ));
    }
    let most = found.points.iter().map(|it| it.pays.high).max();
    let most = most.unwrap_or_default();
    if not_counted(of_case, &fen).any(|at_most| at_most > most || at_most <= Fen::ZERO) {
        return Err(format!(
            "a payer is not counted with more than all: {of_case:#}"
        ));
    }
    let inside = Range { low: high, high };
    if inside.low < estimate.low || inside.high > estimate.high {
        return Err(format!(
            "{high} lies outside the estimate {estimate:?}: {of_case:#}"
        ));
    }
    each(conditions, rng, &settle, &fen).map_err(|error| format!("{error}: {of_case:#}"))?;
    between(lot, &visit, found, rng).map_err(|error| format!("{error}: {of_case:#}"))?;
    let exact = of_case["pays"].is_string();
    if exact != (found.blanks.is_empty() && low == high) {
        return Err(format!("pays is said beside a blank: {of_case:#}"));
    }
    Ok(if exact {
        CaseKind::Exact
    } else {
        CaseKind::Open
    })
}

fn not_counted<'a>(
    of_case: &'a Value,
    fen: &'a impl Fn(&Value) -> Fen,
) -> impl Iterator<Item = Fen> + 'a {
    let all = of_case["not_counted"].as_array().into_iter().flatten();
    all.map(|it| fen(&it["at_most"]))
}

/// Checks one alternative and one point, picked at random.
fn each(
    conditions: &[Value],
    rng: &mut Rng,
    settle: &impl Fn(Option<(&Value, &Value)>) -> Result<[Range; 2], String>,
    fen: &impl Fn(&Value) -> Fen,
) -> Law {
    let Some(condition) = rng.pick(conditions) else {
        return Ok(());
    };
    let question = &condition["question"];
    if let Some(other) = condition["others"].as_array().and_then(|all| rng.pick(all)) {
        let [laid, _] = settle(Some((question, &other["set"])))?;
        let stated = Range {
            low: fen(&other["low"]),
            high: fen(&other["high"]),
        };
        let whole = other["value"] == Value::Bool(true);
        let fits = match whole {
            // With a third party liable, nobody may pay: only the high end is stated.
            true => laid.high == stated.high,
            false => laid == stated,
        };
        if !fits {
            return Err(format!(
                "{question} {} comes to {laid:?}, stated {stated:?}",
                other["value"]
            ));
        }
    }
    if let Some(point) = condition["points"].as_array().and_then(|all| rng.pick(all)) {
        let mut bill = condition["set"]["bill"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        bill.insert("in_scope".into(), point["value"].clone());
        let set = serde_json::json!({ "bill": bill });
        let [wide, laid] = settle(Some((question, &set)))?;
        let high = fen(&point["high"]);
        if high < laid.high || wide.high < high {
            return Err(format!("{point} comes to {laid:?}"));
        }
    }
    Ok(())
}

/// What a case takes, but for the in-scope amount, and whom it does not count.
fn taken(case: &Case) -> BTreeSet<String> {
    let taken = case.conditions.iter().map(|it| it.taken);
    let taken = taken.filter(|it| !matches!(it, Taken::InScope(_)));
    let left_out = case.not_counted.iter().map(|it| format!("{:?}", it.payer));
    taken.map(|it| format!("{it:?}")).chain(left_out).collect()
}

/// So many fen may roundings move an amount between two points away from their straight line.
const ROUNDED: i64 = 8;

/// Checks that no bend is left out: at one in-scope amount between two points that stand side by
/// side, the case lies on the straight line between them.
fn between(lot: &Lot, visit: &Visit, found: &Case, rng: &mut Rng) -> Law {
    let at = rng.below(found.points.len().max(2) - 1);
    let [more, less] = found.points.get(at..at + 2).unwrap_or_default() else {
        return Ok(());
    };
    let (Some(from), Some(to)) = (less.in_scope, more.in_scope) else {
        return Ok(());
    };
    let mut told = visit.clone();
    let in_scope = Fen(rng.within(from.0, to.0));
    if let Some(bill) = &mut told.bill {
        bill.set_in_scope(Some(in_scope));
    }
    // Alone, that amount may leave no world, or turn on a fact that the named ones do not.
    let Ok(Stated::Case(alone)) = case(lot.tables, &told) else {
        return Ok(());
    };
    let Some(pays) = alone.pays().filter(|_| taken(&alone) == taken(found)) else {
        return Ok(());
    };
    let line = |less: Fen, more: Fen| {
        let along = i128::from((more - less).0) * i128::from((in_scope - from).0);
        less.0 + (along / i128::from((to - from).0.max(1))) as i64
    };
    let low = line(less.pays.low, more.pays.low);
    let high = line(less.pays.high, more.pays.high);
    if (pays.low.0 - low).abs() > ROUNDED || (pays.high.0 - high).abs() > ROUNDED {
        return Err(format!(
            "{in_scope} in scope comes to {pays:?}, between {less:?} and {more:?}"
        ));
    }
    Ok(())
}

/// Applies a merge patch (RFC 7396).
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(target) = target else {
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}
