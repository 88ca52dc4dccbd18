//! Finds which of the year's payments a cap counts and which used deductibles a yearly deductible
//! counts, and how much of a layer's earlier year that is, for the second reckoning. Looks at each
//! kind of care by itself and keeps amounts in boxes; must not use the engine's arithmetic.
use crate::chooser::Chooser;
use crate::truth::World;
use mingbai_engine::{Account, Visit, Year};
use mingbai_policy::{Care, Day, DiseaseId, Fen, LayerId, Period, When};

/// Checks whether the condition can hold for a visit of this care, all else being free.
pub fn is_about(when: &When, care: Care) -> bool {
    can(when, care).0
}

/// Returns whether the condition can be true, and whether it can be false, for a care.
fn can(when: &When, care: Care) -> (bool, bool) {
    match when {
        When::Care(bits) => {
            let here = bits & care.bit() != 0;
            (here, !here)
        }
        When::Not(inner) => {
            let (yes, no) = can(inner, care);
            (no, yes)
        }
        When::All(parts) => parts.iter().fold((true, false), |(yes, no), part| {
            let (one, other) = can(part, care);
            (yes && one, no || other)
        }),
        When::Any(parts) => parts.iter().fold((false, true), |(yes, no), part| {
            let (one, other) = can(part, care);
            (yes || one, no && other)
        }),
        _ => (true, true),
    }
}

/// Returns the diseases a condition is about; empty where it is about none.
fn named(when: &When) -> Vec<DiseaseId> {
    match when {
        When::Disease(set) => set.clone(),
        When::All(parts) => parts.iter().flat_map(named).collect(),
        When::Any(parts) if parts.iter().all(|part| !named(part).is_empty()) => {
            parts.iter().flat_map(named).collect()
        }
        _ => Vec::new(),
    }
}

/// What of a layer's earlier year is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    /// Its payments.
    Paid,
    /// The deductibles used, of which no more than so much lies in no account.
    DeductibleUsed(Fen),
    /// The in-scope cost that it looked at, and whether more of it helps the person.
    Cost(bool),
}

impl What {
    /// Returns whether a larger amount helps the person.
    fn helps(self) -> bool {
        match self {
            What::Paid => false,
            What::DeductibleUsed(_) => true,
            What::Cost(helps) => helps,
        }
    }
}

/// Amounts about which the same facts are known.
struct AccountBox {
    cares: Vec<Care>,
    disease: Option<DiseaseId>,
    /// Diseases, by kind of care, whose payments have boxes of their own.
    not: Vec<(Care, DiseaseId)>,
    fen: Fen,
    /// The least and the most of the amount that lies in the period.
    part: (Fen, Fen),
    name: String,
}

/// Returns the month and the day of the month with which the period of a day begins.
fn start(period: Period, day: Day) -> (u8, u8) {
    match period {
        Period::Visit | Period::Day => (day.month(), day.day()),
        Period::Month => (day.month(), 1),
        Period::Quarter => (day.month() - (day.month() + 2) % 3, 1),
        Period::Year => (1, 1),
    }
}

/// Returns the least and the most of an amount of the year that lies in a period of the day on which a
/// visit counts, by what is stated of every period up to the day of the visit. Of a period that was
/// over by then, or of which nobody knows which, the year's amount tells no more than the most.
fn part(
    year: Fen,
    stated: impl Fn(Period) -> Option<Fen>,
    period: Period,
    days: Option<(Day, Day)>,
) -> (Fen, Fen) {
    if let Some(fen) = stated(period) {
        return (fen, fen);
    }
    let (mut least, mut most) = (Fen::ZERO, year);
    for other in [Period::Day, Period::Month, Period::Quarter, Period::Year] {
        let fen = match other {
            Period::Year => Some(year),
            other => stated(other),
        };
        let Some(fen) = fen else { continue };
        let (narrow, wide) = (period.min(other), period.max(other));
        let all_of_it = days.is_some_and(|(day, until)| {
            let goes_on = until.year() == day.year() && start(narrow, until) == start(narrow, day);
            start(wide, day) == start(narrow, day) && goes_on
        });
        if all_of_it {
            return (fen, fen);
        }
        if other < period {
            least = least.max(fen);
        } else {
            most = most.min(fen);
        }
    }
    (least, most)
}

/// Returns what a layer has paid, used or looked at this year, in boxes, each with the part of a
/// period; the chooser picks a sum that was not given.
fn boxes(
    visit: &Visit,
    (layer, counts_on): (LayerId, Option<Day>),
    (what, period): (What, Period),
    chooser: &mut Chooser,
) -> Vec<AccountBox> {
    let days = counts_on.map(|day| (day, visit.date));
    let within = |it: &Account, period: Period| match what {
        What::Paid => it.of(period)?.paid,
        What::DeductibleUsed(_) => it.of(period)?.deductible_used,
        // Of the cost, only the year's is stated.
        What::Cost(_) => it.in_scope.filter(|_| period == Period::Year),
    };
    let amount = |it: &Account| within(it, Period::Year);
    let part_of = |it: &Account, year| {
        let shorter = |period: Period| (period != Period::Year).then(|| within(it, period))?;
        part(year, shorter, period, days)
    };
    let Year::Known { paid, accounts, .. } = &visit.year else {
        return Vec::new();
    };
    let never = visit.year.is_without_visits();
    if never && what != What::Paid {
        return Vec::new();
    }
    let said = |it: &&Account| match what {
        What::Paid => it.layer == layer && it.paid.is_some(),
        What::DeductibleUsed(_) | What::Cost(_) => it.layer == layer,
    };
    let told: Vec<&Account> = accounts.iter().filter(said).collect();
    let sum = paid
        .iter()
        .find(|(it, _)| *it == layer)
        .map(|(_, fen)| *fen)
        .filter(|_| what == What::Paid);
    let mut boxes = Vec::new();
    let mut elsewhere = Vec::new();
    let mut not = Vec::new();
    for care in Care::ALL {
        let paid = |disease| {
            let mut mine = told
                .iter()
                .filter(|it| it.care == *care && it.disease == disease);
            mine.next().and_then(|it| amount(it))
        };
        let mut own = Vec::new();
        for account in told.iter().filter(|it| it.care == *care) {
            if let (Some(disease), Some(fen)) = (account.disease, amount(account)) {
                own.push((*care, disease));
                boxes.push(AccountBox {
                    cares: vec![*care],
                    disease: Some(disease),
                    not: Vec::new(),
                    fen,
                    part: part_of(account, fen),
                    name: format!("{care:?} {disease:?}"),
                });
            }
        }
        let mine = |it: &&AccountBox| it.disease.is_some() && it.cares == [*care];
        let of_period = boxes.iter().filter(mine).map(|it| it.part);
        let (narrow_least, narrow_most) = of_period.fold((Fen::ZERO, Fen::ZERO), |sum, it| {
            (sum.0 + it.0, sum.1 + it.1)
        });
        let of_diseases: Fen = own.iter().filter_map(|(_, it)| paid(Some(*it))).sum();
        match paid(None) {
            Some(whole) => {
                let mut wholes = told.iter().filter(|it| it.care == *care);
                let account = wholes.find(|it| it.disease.is_none());
                let (least, most) = account.map_or((Fen::ZERO, whole), |it| part_of(it, whole));
                let fen = whole - of_diseases;
                let most = most.above(narrow_least).min(fen);
                boxes.push(AccountBox {
                    cares: vec![*care],
                    disease: None,
                    not: own,
                    fen,
                    part: (least.above(narrow_most).min(most), most),
                    name: format!("{care:?}"),
                });
            }
            None => {
                elsewhere.push(*care);
                not.extend(own);
            }
        }
    }
    let in_boxes: Fen = boxes.iter().map(|it| it.fen).sum();
    let fen = match sum {
        Some(sum) => sum - in_boxes,
        None if elsewhere.is_empty() => Fen::ZERO,
        None if what == What::Paid && told.is_empty() => Fen::ZERO,
        None => {
            let (name, most) = match what {
                What::Paid => ("paid", Fen::MAX),
                What::DeductibleUsed(most) => ("deductible used", most.above(in_boxes)),
                What::Cost(_) => ("cost", Fen::MAX),
            };
            let key = || format!("year of layer {} {name}", layer.0);
            Fen(chooser.figure(key, (0, most.0), what.helps()))
        }
    };
    boxes.push(AccountBox {
        cares: elsewhere,
        disease: None,
        not,
        fen,
        part: part(fen, |_| None, period, days),
        name: "rest".into(),
    });
    boxes
}

/// Returns the sum that a layer has paid this year.
pub fn paid(visit: &Visit, layer: LayerId, chooser: &mut Chooser) -> Fen {
    let boxes = boxes(visit, (layer, None), (What::Paid, Period::Year), chooser);
    let all = boxes.iter().map(|it| it.fen).sum();
    Fen::MAX.min(all)
}

/// Returns the part of a layer's payments that the cap of a period counts. `stated` holds the cap's
/// conditions, nearest first; the nearest about any care or disease decides. The chooser picks what
/// is not known of a payment.
pub fn counted(
    world: &World,
    (layer, period): (LayerId, Period),
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    let what = (What::Paid, period);
    counts(world, (layer, what), stated, chooser)
}

/// Returns the part of a layer's used deductibles that the deductible of a period counts, by its
/// conditions, nearest first. `most` bounds what no account states.
pub fn deductible_used(
    world: &World,
    (layer, most, period): (LayerId, Fen, Period),
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    let what = (What::DeductibleUsed(most), period);
    counts(world, (layer, what), stated, chooser)
}

/// Returns the part of the in-scope cost that a layer looked at this year that a schedule on the
/// year's cost, or a cap on the cost, counts; `helps`: whether more of it helps the person.
pub fn cost(
    world: &World,
    (layer, helps, period): (LayerId, bool, Period),
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    let what = (What::Cost(helps), period);
    counts(world, (layer, what), stated, chooser)
}

fn counts(
    world: &World,
    (layer, (what, period)): (LayerId, (What, Period)),
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    let about = |when: &&&When| {
        !named(when).is_empty() || Care::ALL.iter().any(|care| !is_about(when, *care))
    };
    let vocabulary = &world.tables.vocabulary;
    let day = world.counts_on();
    let nearest = stated.iter().find(about);
    let cares: Vec<Care> = match nearest {
        Some(when) => {
            let mine = Care::ALL
                .iter()
                .copied()
                .filter(|care| is_about(when, *care));
            mine.collect()
        }
        None => Care::ALL.to_vec(),
    };
    let cares = if cares.is_empty() {
        Care::ALL.to_vec()
    } else {
        cares
    };
    let diseases = nearest.map(|when| named(when)).unwrap_or_default();
    let mut sum = Fen::ZERO;
    if period == Period::Visit {
        return sum;
    }
    for boxed in boxes(world.visit, (layer, day), (what, period), chooser) {
        let inside: Vec<&Care> = boxed.cares.iter().filter(|it| cares.contains(it)).collect();
        let of_disease = match boxed.disease {
            _ if diseases.is_empty() => Some(true),
            Some(disease)
                if diseases
                    .iter()
                    .any(|it| vocabulary.is_kind_of(disease, *it)) =>
            {
                Some(true)
            }
            Some(disease)
                if diseases
                    .iter()
                    .any(|it| vocabulary.is_kind_of(*it, disease)) =>
            {
                None
            }
            Some(_) => Some(false),
            None => {
                let open = inside.iter().any(|care| {
                    diseases
                        .iter()
                        .any(|it| !boxed.not.contains(&(**care, *it)))
                });
                if open { None } else { Some(false) }
            }
        };
        if inside.is_empty() || of_disease == Some(false) {
            continue;
        }
        let (mut least, most) = match period {
            Period::Year => (boxed.fen, boxed.fen),
            _ => boxed.part,
        };
        if inside.len() != boxed.cares.len() || of_disease != Some(true) {
            least = Fen::ZERO;
        }
        if least == most {
            sum += most;
        } else {
            let more_helps = what.helps();
            let key = || {
                format!(
                    "year of layer {} {what:?} {period:?} of {} {nearest:?}",
                    layer.0, boxed.name
                )
            };
            sum += Fen(chooser.figure(key, (least.0, most.0), more_helps));
        }
    }
    Fen::MAX.min(sum)
}
