//! Finds which of the year's payments a cap counts, and how much of a layer's earlier payments that
//! is, for the second reckoning. Looks at each kind of care by itself and keeps payments in boxes;
//! must not use the engine's arithmetic.
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

/// Payments about which the same facts are known.
struct AccountBox {
    cares: Vec<Care>,
    disease: Option<DiseaseId>,
    /// Diseases, by kind of care, whose payments have boxes of their own.
    not: Vec<(Care, DiseaseId)>,
    fen: Fen,
    name: String,
}

/// Returns what a layer has paid this year, in boxes; the chooser picks a sum that was not given.
fn boxes(visit: &Visit, layer: LayerId, chooser: &mut Chooser) -> Vec<AccountBox> {
    let Year::Known { paid, accounts, .. } = &visit.year else {
        return Vec::new();
    };
    let told: Vec<&Account> = accounts.iter().filter(|it| it.layer == layer).collect();
    let sum = paid
        .iter()
        .find(|(it, _)| *it == layer)
        .map(|(_, fen)| *fen);
    let mut boxes = Vec::new();
    let mut elsewhere = Vec::new();
    let mut not = Vec::new();
    for care in Care::ALL {
        let paid = |disease| {
            let mut mine = told
                .iter()
                .filter(|it| it.care == *care && it.disease == disease);
            mine.next().and_then(|it| it.paid)
        };
        let mut own = Vec::new();
        for account in told.iter().filter(|it| it.care == *care) {
            if let (Some(disease), Some(fen)) = (account.disease, account.paid) {
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
        None if told.is_empty() || elsewhere.is_empty() => Fen::ZERO,
        None => {
            let key = || format!("layer {} paid", layer.0);
            Fen(chooser.figure(key, (0, Fen::MAX.0), false))
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
    let all = boxes(visit, layer, chooser).iter().map(|it| it.fen).sum();
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
    for boxed in boxes(visit, layer, chooser) {
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
            let key = || format!("layer {} counts of {} {nearest:?}", layer.0, boxed.name);
            sum += Fen(chooser.figure(key, (0, boxed.fen.0), false));
        }
    }
    Fen::MAX.min(sum)
}
