//! Compares a visit with the same treatment elsewhere (换家医院会怎样): at each kind of hospital,
//! near and far, and at each hospital of the vocabulary near home. Must not know sentences.
//!
//! The tables are laid out once; each place only sets hospital, grade, tier, place and referral
//! anew. The bill is taken to be the same everywhere, and the wording says so. The figures of a
//! sheet (layers paid, self-pay, items' self-pay) hold only for the place that printed it. Places
//! are compared pair by pair over shared unknowns ([`crate::worlds::apart`]).
use crate::answer::{Range, TwoReadings, Verdict};
use crate::check::{checked, said_in_scope};
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::logic::compile::{place_of, region_at};
use crate::logic::facts::{Bank, Facts, OTHER_HOSPITAL};
use crate::reckoning::{Layouts, Reckoning, SettledKinds, SettledReading, open_bill};
use crate::visit::{Bill, Hospital, Visit};
use crate::worlds::OpenBill;
use crate::worlds::apart::{Gaps, LevelRule, Side, gaps};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{
    Care, FactGroup, Fen, Grade, HospitalId, HospitalTier, Place, Tables, Vocabulary, YesNo,
};
use std::cmp::Ordering;

/// A place where the visit could be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Destination {
    /// The place of the given visit, where no other destination is that place.
    AsGiven,
    /// 村卫生室, without a grade of its own; counts as the lowest grade.
    Village,
    /// 乡镇卫生院.
    Township,
    /// 县里的医院, secondary.
    County,
    /// 市里的医院, tertiary.
    City,
    /// 省里的医院, tertiary.
    Province,
    /// 外省的医院, tertiary.
    OtherProvince,
    /// A hospital of the vocabulary.
    Hospital(HospitalId),
}

/// How a place was reached: with referral (转诊) or without.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Referral {
    /// No referral is needed: the place is in the person's own county.
    NotNeeded,
    /// Reached with referral.
    With,
    /// Reached without referral.
    Without,
    /// The rules are the same with or without referral; never stated of another province.
    Either,
    /// No table says what a referral changes.
    Unsaid,
    /// Reached in the way that the given visit states, if any.
    AsGiven,
}

/// How the person's payment at one place compares with that at another, whatever is still open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lies {
    /// Always equal.
    Same,
    /// Never more.
    Less,
    /// Never less.
    More,
    /// More or less, depending on open facts.
    Unknown,
}

impl Lies {
    /// Returns the comparison for a difference: the payment here less the payment there. Fen.
    pub fn of(gap: Range) -> Lies {
        match (gap.low.cmp(&Fen::ZERO), gap.high.cmp(&Fen::ZERO)) {
            (Ordering::Equal, Ordering::Equal) => Lies::Same,
            (_, Ordering::Less | Ordering::Equal) => Lies::Less,
            (Ordering::Greater | Ordering::Equal, _) => Lies::More,
            _ => Lies::Unknown,
        }
    }
}

/// The visit at one place, with its payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The place.
    pub at: Destination,
    /// How the place was reached.
    pub referral: Referral,
    /// The hospital there.
    pub hospital: Option<Hospital>,
    /// The hospital's grade.
    pub grade: Option<Grade>,
    /// The hospital's tier.
    pub tier: Option<HospitalTier>,
    /// The hospital's place, seen from home.
    pub place: Option<Place>,
    /// Whether the person was referred.
    pub referred: Option<bool>,
    /// The person's payment; `None` where the bill has nothing to settle without the sheet.
    pub pays: Option<TwoReadings>,
    /// Whether this is the visit as given.
    pub given: bool,
    /// By how many fen the person pays more than for the visit as given (below zero: less); `None`
    /// where that is no single amount.
    pub difference: Option<Fen>,
    /// By how many fen the person pays more here than at each entry (below zero: less), in the
    /// order of the entries, over shared unknowns; `None` where either payment is `None`.
    pub against: Vec<Option<Range>>,
    /// The rules of 基本医保 that may hold here; empty where 基本医保 does not pay.
    pub rules: Vec<LevelRule>,
}

impl Comparison {
    /// Returns the visit as it would be at this place.
    pub fn visit(&self, vocabulary: &Vocabulary, given: &Visit) -> Visit {
        if self.given {
            return given.clone();
        }
        let mut visit = without_hospital(vocabulary, given);
        visit.hospital = self.hospital;
        visit.grade = self.grade;
        visit.tier = self.tier;
        visit.place = self.place;
        visit.said[YesNo::Referred] = self.referred;
        visit
    }
}

/// Returns the visit with nothing known of the hospital, and without the figures that a sheet gives
/// of one settlement.
fn without_hospital(vocabulary: &Vocabulary, given: &Visit) -> Visit {
    let mut spread = given.clone();
    spread.spread_local(vocabulary);
    for fact in YesNo::of(FactGroup::Hospital) {
        spread.said[fact] = None;
    }
    // The papers belong to the given visit: only their amount in scope counts elsewhere.
    let said = said_in_scope(vocabulary, given);
    let open = said.filter(|it| it.low < it.high);
    let bill = given.bill.as_ref().map(|bill| Bill {
        total: bill.total,
        in_scope: said.map(|it| it.low),
        in_scope_to: open.map(|it| it.high),
        ..Bill::default()
    });
    Visit {
        hospital: None,
        grade: None,
        tier: None,
        place: None,
        bill,
        ..spread
    }
}

/// Returns whether the bill has figures from a sheet, which hold for that one settlement only.
fn settled_here(bill: &Bill) -> bool {
    bill.self_pay.is_some() || !bill.paid.is_empty() || !bill.items.is_empty()
}

/// A place to compare, and the facts of its hospital.
struct PlaceToTry {
    at: Destination,
    hospital: Hospital,
    grade: Option<Grade>,
    tier: Option<HospitalTier>,
    /// Bits of [`Place`].
    place: u8,
}

impl PlaceToTry {
    fn kind(at: Destination, grade: Grade, tier: Option<HospitalTier>, place: Place) -> PlaceToTry {
        PlaceToTry {
            at,
            hospital: Hospital::Other,
            grade: Some(grade),
            tier,
            place: place.bit(),
        }
    }

    /// Returns the facts of the layout at this place; `None` where they contradict each other.
    fn facts(&self, layout: &Layout, referred: Option<bool>) -> Option<Facts> {
        let open = Facts::OPEN;
        let bit = YesNo::Referred.bit();
        let named = |id: HospitalId| layout.hospitals.iter().position(|h| *h == id);
        let mut facts = Facts {
            hospital: match self.hospital {
                Hospital::Named(id) => named(id).map_or(OTHER_HOSPITAL, |bit| 1 << bit),
                Hospital::Other => OTHER_HOSPITAL,
            },
            grade: self.grade.map_or(open.grade, |grade| grade.bit()),
            tier: self.tier.map_or(open.tier, |tier| tier.bit()),
            place: self.place,
            yes_no: layout.base.yes_no.taking(
                Bank {
                    yes: if referred == Some(true) { bit } else { 0 },
                    no: if referred == Some(false) { bit } else { 0 },
                },
                bit,
            ),
            ..layout.base
        };
        facts.tie(&layout.ties).then_some(facts)
    }

    /// Returns the place where it is known to be one.
    fn place(&self) -> Option<Place> {
        let only = |place: &&Place| place.bit() == self.place;
        Place::ALL.iter().find(only).copied()
    }
}

/// Returns the places to compare, nearest first.
fn places_to_try(tables: &Tables, visit: &Visit) -> Vec<PlaceToTry> {
    let vocabulary = &tables.vocabulary;
    let mut spots = Vec::new();
    let kind = PlaceToTry::kind;
    if matches!(visit.care, Some(Care::Outpatient | Care::ChronicOutpatient)) {
        spots.push(kind(
            Destination::Village,
            Grade::Primary,
            Some(HospitalTier::Village),
            Place::SameCounty,
        ));
    }
    spots.push(kind(
        Destination::Township,
        Grade::Primary,
        Some(HospitalTier::Township),
        Place::SameCounty,
    ));
    spots.push(kind(
        Destination::County,
        Grade::Secondary,
        Some(HospitalTier::County),
        Place::SameCounty,
    ));
    let at = |level| {
        visit
            .insured_in
            .and_then(|home| region_at(vocabulary, home, level))
    };
    // A municipality has no prefecture between itself and its counties.
    if at(Level::Prefecture).is_some() || at(Level::County).is_none() {
        spots.push(kind(
            Destination::City,
            Grade::Tertiary,
            Some(HospitalTier::City),
            Place::SamePrefecture,
        ));
    }
    spots.push(kind(
        Destination::Province,
        Grade::Tertiary,
        Some(HospitalTier::Province),
        Place::SameProvince,
    ));
    spots.push(kind(
        Destination::OtherProvince,
        Grade::Tertiary,
        None,
        Place::OtherProvince,
    ));
    let home = at(Level::Prefecture).or_else(|| at(Level::Province));
    for (number, hospital) in (0_u16..).zip(&vocabulary.hospitals) {
        let id = HospitalId(number);
        let near = home.is_some_and(|home| vocabulary.within(hospital.region, home));
        if near || visit.hospital == Some(Hospital::Named(id)) {
            spots.push(PlaceToTry {
                at: Destination::Hospital(id),
                hospital: Hospital::Named(id),
                grade: hospital.grade,
                tier: hospital.tier,
                place: place_of(vocabulary, visit.insured_in, hospital.region),
            });
        }
    }
    spots
}

/// A place with, without, or with unknown referral.
struct Candidate {
    /// Index of the side in the comparison of layouts.
    side: usize,
    referred: Option<bool>,
    pays: Option<TwoReadings>,
}

/// Compares a visit at each kind of hospital and place, best first: by the high end of the
/// estimate, then by the low end. Exactly one entry is the visit as given.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn compare(tables: &Tables, visit: &Visit) -> Result<Vec<Comparison>, Contradiction> {
    let visit = &*checked(&tables.vocabulary, visit)?;
    let here = Layouts::new(tables, visit)?;
    let here = open_bill(visit).map(|bill| Reckoning::new(&here, bill));
    let here = here.transpose()?.map(|it| it.pays());
    let mut away = without_hospital(&tables.vocabulary, visit);
    // A far hospital's tables are laid out only where the hospital is named.
    away.hospital = visit
        .hospital
        .filter(|hospital| matches!(hospital, Hospital::Named(_)));
    let layouts = Layouts::new(tables, &away)?;
    let bill = open_bill(&away);
    let spots = places_to_try(tables, visit);
    let mut sides: Vec<Vec<Side>> = layouts.all().map(|_| Vec::new()).collect();
    let mut settled = SettledKinds::default();
    let mut found = Vec::new();
    for (hospital, spot) in spots.iter().enumerate() {
        let mut add = |referred| -> Result<(Candidate, bool), Contradiction> {
            let facts = |layout: &Layout| spot.facts(layout, referred);
            let pays = bill.map(|bill| pays(&layouts, bill, &mut settled, facts));
            let pays = pays.transpose()?;
            let side = sides.first().map_or(0, Vec::len);
            for (layout, sides) in layouts.all().zip(&mut sides) {
                let facts = facts(layout).ok_or(Contradiction::Hospital)?;
                sides.push(Side { hospital, facts });
            }
            let candidate = Candidate {
                side,
                referred,
                pays: pays.map(|(pays, _)| pays),
            };
            Ok((candidate, pays.is_some_and(|(_, turns)| turns)))
        };
        let (open, turns) = add(None)?;
        let mut candidates = vec![open];
        // Without a bill, only the rules may turn on the referral.
        let turns = turns || bill.is_none();
        if turns && spot.place != Place::SameCounty.bit() {
            candidates.push(add(Some(true))?.0);
            candidates.push(add(Some(false))?.0);
        }
        found.push((spot, candidates));
    }
    // The visit as given is a side too, unless a sheet gives figures of it that no other place has.
    let sheet = visit.bill.as_ref().is_some_and(settled_here);
    let given = sides.first().map_or(0, Vec::len);
    let named = |spot: &PlaceToTry| matches!(spot.at, Destination::Hospital(id) if visit.hospital == Some(Hospital::Named(id)));
    let hospital = spots.iter().position(named).unwrap_or(spots.len());
    for (layout, sides) in layouts.all().zip(&mut sides) {
        let facts = layout.facts(visit).ok_or(Contradiction::Hospital)?;
        sides.push(Side { hospital, facts });
    }
    let mut plans = layouts.all().zip(&sides);
    let first = plans
        .next()
        .map(|(layout, sides)| gaps(layout, bill.as_ref(), sides));
    let mut between = first.ok_or(Contradiction::Hospital)?;
    for (layout, sides) in plans {
        between.hull(gaps(layout, bill.as_ref(), sides));
    }
    let mut entries = Vec::new();
    for (spot, candidates) in found {
        add_entries(spot, &candidates, &between, &mut entries);
    }
    mark_given(&mut entries, visit, here, &between, given);
    entries.sort_by_key(|(entry, _)| {
        entry.pays.map_or((Fen::MAX, Fen::MAX, true), |pays| {
            (pays.estimate.high, pays.estimate.low, false)
        })
    });
    Ok(set_against(entries, &between, sheet))
}

/// Returns the person's payment under the facts of a place, and whether some condition turned on a
/// referral that these facts leave open.
fn pays<'p>(
    layouts: &'p Layouts<'p>,
    bill: OpenBill,
    settled: &mut SettledKinds<'p>,
    facts: impl Fn(&Layout) -> Option<Facts>,
) -> Result<(TwoReadings, bool), Contradiction> {
    let reckoning = Reckoning::under(layouts, bill, std::mem::take(settled), facts)?;
    let turns = |it: &SettledReading| {
        it.worlds
            .worlds
            .iter()
            .any(|world| world.facts.is(YesNo::Referred) != Verdict::Unknown)
    };
    let turns = reckoning
        .days()
        .any(|day| turns(&day.certain) || turns(&day.estimate));
    let found = (reckoning.pays(), turns);
    *settled = reckoning.into_kinds();
    Ok(found)
}

/// Adds one entry for a place, or one with and one without referral; each with its side.
fn add_entries(
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
fn set_against(entries: Vec<(Comparison, usize)>, between: &Gaps, sheet: bool) -> Vec<Comparison> {
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
fn mark_given(
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
