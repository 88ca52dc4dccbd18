//! Makes the entries of a comparison from payments and gaps: with referral or without, each against
//! every other, one of them the visit as given. Must not settle anything.
use crate::answer::{Range, TwoReadings};
use crate::compare::entry::{Comparison, Referral, settled_here};
use crate::compare::place::{Destination, PlaceToTry};
use crate::visit::{Hospital, Visit};
use crate::worlds::apart::Gaps;
use mingbai_policy::{Fen, Place, YesNo};

/// A place with, without, or with unknown referral.
pub(super) struct Candidate {
    /// Index of the side in the comparison of layouts.
    pub side: usize,
    pub referred: Option<bool>,
    pub pays: Option<TwoReadings>,
}

/// Adds one entry for a place, or one with and one without referral; each with its side.
pub(super) fn add_entries(
    spot: &PlaceToTry,
    candidates: &[Candidate],
    between: &Gaps,
    entries: &mut Vec<(Comparison, usize)>,
) {
    let mut add = |it: &Candidate, referral, referred| {
        let entry = Comparison {
            at: spot.at,
            referral,
            hospital: Some(spot.hospital),
            grade: spot.grade,
            tier: spot.tier,
            place: spot.place(),
            referred,
            pays: it.pays,
            given: false,
            difference: None,
            against: Vec::new(),
            rules: between.rules[it.side].clone(),
        };
        entries.push((entry, it.side));
    };
    let alike = |one: &Candidate, other: &Candidate| {
        between.gaps[one.side][other.side] == Range::exact(Fen::ZERO) && one.pays == other.pays
    };
    // Outside the province a rule by level alone says nothing about referrals, and filing
    // (异地就医备案) counts there: "no difference" would mislead.
    let all_the_same = if spot.place == Place::OtherProvince.bit() {
        Referral::Unsaid
    } else {
        Referral::Either
    };
    match candidates {
        [open, ..] if spot.place == Place::SameCounty.bit() => add(open, Referral::NotNeeded, None),
        [_, with, without] if alike(with, without) => add(with, all_the_same, None),
        [open, with, without] if with.pays.is_some() || between.referral[open.side] => {
            add(with, Referral::With, with.referred);
            add(without, Referral::Without, without.referred);
        }
        [open, ..] if alike(open, open) => add(open, all_the_same, None),
        [open, ..] => add(open, Referral::Unsaid, None),
        [] => {}
    }
}

/// Sets the difference of every entry against every other.
pub(super) fn set_against(
    entries: Vec<(Comparison, usize)>,
    between: &Gaps,
    sheet: bool,
) -> Vec<Comparison> {
    let stands: Vec<_> = entries
        .iter()
        .map(|(entry, side)| (*side, entry.given, entry.pays.map(|pays| pays.estimate)))
        .collect();
    let gap = |here: usize, there: usize| {
        let (one, one_given, one_pays) = *stands.get(here)?;
        let (other, other_given, other_pays) = *stands.get(there)?;
        let (one_pays, other_pays) = (one_pays?, other_pays?);
        if here == there {
            return Some(Range::exact(Fen::ZERO));
        }
        // The figures of a sheet are known of that one place alone.
        let apart = Range {
            low: one_pays.low - other_pays.high,
            high: one_pays.high - other_pays.low,
        };
        if sheet && (one_given || other_given) {
            return Some(apart);
        }
        let shared = between.gaps[one][other];
        Some(Range {
            low: shared.low.max(apart.low),
            high: shared.high.min(apart.high),
        })
    };
    let count = stands.len();
    let given = stands.iter().position(|(_, given, _)| *given);
    let mut entries: Vec<Comparison> = entries.into_iter().map(|(entry, _)| entry).collect();
    for (here, entry) in entries.iter_mut().enumerate() {
        entry.against = (0..count).map(|there| gap(here, there)).collect();
        let against = given.and_then(|given| entry.against.get(given).copied().flatten());
        entry.difference = against
            .filter(|gap| gap.low == gap.high && !entry.given)
            .map(|gap| gap.low);
    }
    entries
}

/// Marks the entry that is the visit as given, or inserts a new first entry.
pub(super) fn mark_given(
    found: &mut Vec<(Comparison, usize)>,
    visit: &Visit,
    here: Option<TwoReadings>,
    between: &Gaps,
    side: usize,
) {
    let fits = |(entry, _): &&mut (Comparison, usize)| {
        let same_hospital = match (visit.hospital, entry.hospital) {
            (None, Some(Hospital::Other)) => true,
            (said, there) => said == there,
        };
        let named = matches!(visit.hospital, Some(Hospital::Named(_)));
        let place = named || visit.place.is_some() && visit.place == entry.place;
        let tier = named || entry.tier.is_none() || visit.tier == entry.tier;
        let grade = named || visit.grade.is_none() || visit.grade == entry.grade;
        let referred = entry.referred.is_none() || entry.referred == visit.said[YesNo::Referred];
        same_hospital && place && tier && grade && referred
    };
    // Where the visit says less than the entry, only equal payments make them one.
    let said_all = visit.hospital.is_some() && (visit.grade.is_some() || visit.tier.is_some());
    let sheet = visit.bill.as_ref().is_some_and(settled_here);
    let mut fitting = found.iter_mut().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some((entry, at)), None) if entry.pays == here || (said_all && sheet) => {
            entry.given = true;
            entry.pays = here;
            *at = side;
        }
        _ => found.insert(
            0,
            (
                Comparison {
                    at: Destination::AsGiven,
                    referral: Referral::AsGiven,
                    hospital: visit.hospital,
                    grade: visit.grade,
                    tier: visit.tier,
                    place: visit.place,
                    referred: visit.said[YesNo::Referred],
                    pays: here,
                    given: true,
                    difference: None,
                    against: Vec::new(),
                    rules: between.rules[side].clone(),
                },
                side,
            ),
        ),
    }
}
