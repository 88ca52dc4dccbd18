//! Finds which of the year's payments a cap counts and which used deductibles a yearly deductible
//! counts, and how much of a layer's earlier year that is, for the second reckoning. Looks at each
//! kind of care by itself and keeps amounts in boxes; must not use the engine's arithmetic.
use crate::chooser::Chooser;
use mingbai_engine::{Account, Visit, Year};
use mingbai_policy::{Care, DiseaseId, Fen, LayerId, Vocabulary, When};

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
    name: String,
}

/// Returns what a layer has paid or used this year, in boxes; the chooser picks a sum that was not
/// given.
fn boxes(visit: &Visit, layer: LayerId, what: What, chooser: &mut Chooser) -> Vec<AccountBox> {
    let amount = |it: &Account| match what {
        What::Paid => it.paid,
        What::DeductibleUsed(_) => it.deductible_used,
        What::Cost(_) => it.in_scope,
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
                    name: format!("{care:?} {disease:?}"),
                });
            }
        }
        let of_diseases: Fen = own.iter().filter_map(|(_, it)| paid(Some(*it))).sum();
        match paid(None) {
            Some(whole) => boxes.push(AccountBox {
                cares: vec![*care],
                disease: None,
                not: own,
                fen: whole - of_diseases,
                name: format!("{care:?}"),
            }),
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
            let key = || format!("layer {} {name}", layer.0);
            Fen(chooser.figure(key, (0, most.0), what.helps()))
        }
    };
    boxes.push(AccountBox {
        cares: elsewhere,
        disease: None,
        not,
        fen,
        name: "rest".into(),
    });
    boxes
}

/// Returns the sum that a layer has paid this year.
pub fn paid(visit: &Visit, layer: LayerId, chooser: &mut Chooser) -> Fen {
    let boxes = boxes(visit, layer, What::Paid, chooser);
    let all = boxes.iter().map(|it| it.fen).sum();
    Fen::MAX.min(all)
}

/// Returns the part of a layer's payments that a cap counts. `stated` holds the cap's conditions,
/// nearest first; the nearest about any care or disease decides. The chooser picks what is not known
/// of a payment.
pub fn counted(
    vocabulary: &Vocabulary,
    visit: &Visit,
    layer: LayerId,
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    counts(vocabulary, (visit, layer, What::Paid), stated, chooser)
}

/// Returns the part of a layer's used deductibles that a yearly deductible counts, by its
/// conditions, nearest first. `most` bounds what no account states.
pub fn deductible_used(
    vocabulary: &Vocabulary,
    visit: &Visit,
    (layer, most): (LayerId, Fen),
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    let what = What::DeductibleUsed(most);
    counts(vocabulary, (visit, layer, what), stated, chooser)
}

/// Returns the part of the in-scope cost that a layer looked at this year that a schedule on the
/// year's cost, or a cap on the cost, counts; `helps`: whether more of it helps the person.
pub fn cost(
    vocabulary: &Vocabulary,
    visit: &Visit,
    (layer, helps): (LayerId, bool),
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    counts(
        vocabulary,
        (visit, layer, What::Cost(helps)),
        stated,
        chooser,
    )
}

fn counts(
    vocabulary: &Vocabulary,
    (visit, layer, what): (&Visit, LayerId, What),
    stated: &[&When],
    chooser: &mut Chooser,
) -> Fen {
    let about = |when: &&&When| {
        !named(when).is_empty() || Care::ALL.iter().any(|care| !is_about(when, *care))
    };
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
    for boxed in boxes(visit, layer, what, chooser) {
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
        if inside.len() == boxed.cares.len() && of_disease == Some(true) {
            sum += boxed.fen;
        } else if boxed.fen > Fen::ZERO {
            let more_helps = what.helps();
            let key = || format!("layer {} {what:?} of {} {nearest:?}", layer.0, boxed.name);
            sum += Fen(chooser.figure(key, (0, boxed.fen.0), more_helps));
        }
    }
    Fen::MAX.min(sum)
}
