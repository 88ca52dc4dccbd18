//! The same visit elsewhere (换家医院会怎样): at each kind of hospital, near and far, and at each
//! hospital of the vocabulary near home.
//!
//! The tables are laid out once; each place only sets hospital, grade, tier, place and referral
//! anew. The bill is taken to be the same everywhere, which the words say openly. What a sheet
//! says of one settlement (layers paid, self-pay, items' self-pay) holds only where it was made.
use crate::assemble::check;
use crate::compile::{place_of, region_at};
use crate::facts::{Facts, NO, OPEN, OTHER_HOSPITAL, YES};
use crate::layout::Layout;
use crate::plan::Plan;
use crate::{Bill, Contradiction, Hospital, Readings, Visit};
use mingbai_policy::terms::Level;
use mingbai_policy::{Care, Fen, Grade, HospitalId, Place, Tables, Tier};

/// Where the same visit could be.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Whither {
    /// Where the visit as given is, and none of the others says the same.
    AsGiven,
    /// 村卫生室; it has no grade of its own and counts as the lowest.
    Village,
    /// 乡镇卫生院
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

/// Whether a place was reached by referral (转诊).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Referral {
    /// In the own county: nobody asks.
    NotNeeded,
    /// With referral.
    With,
    /// Without.
    Without,
    /// With or without, it comes to the same.
    Either,
    /// As far as the visit as given says.
    AsGiven,
}

/// The visit at one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    /// Where.
    pub at: Whither,
    /// With referral or not.
    pub referral: Referral,
    /// The facts there: the hospital.
    pub hospital: Option<Hospital>,
    /// Its grade.
    pub grade: Option<Grade>,
    /// Its tier.
    pub tier: Option<Tier>,
    /// Its place, seen from home.
    pub place: Option<Place>,
    /// Referred.
    pub referred: Option<bool>,
    /// What the person pays; none where nothing can be reckoned without the sheet.
    pub pays: Option<Readings>,
    /// It is the visit as given.
    pub given: bool,
    /// How much more (below zero: less) than the visit as given, where both are exact.
    pub difference: Option<Fen>,
}

impl Elsewhere {
    /// The visit as it would be here.
    pub fn visit(&self, given: &Visit) -> Visit {
        if self.given {
            return given.clone();
        }
        let mut visit = moved(given);
        visit.hospital = self.hospital;
        visit.grade = self.grade;
        visit.tier = self.tier;
        visit.place = self.place;
        visit.referred = self.referred;
        visit
    }
}

/// The visit with nothing said of the hospital, and without what a sheet says of one settlement.
fn moved(given: &Visit) -> Visit {
    let bill = given.bill.as_ref().map(|bill| Bill {
        total: bill.total,
        in_scope: bill.in_scope,
        ..Bill::default()
    });
    Visit {
        hospital: None,
        grade: None,
        tier: None,
        place: None,
        referred: None,
        bill,
        ..given.clone()
    }
}

/// Whether the bill holds what a sheet says of one settlement: it stands for that one only.
fn settled_here(bill: &Bill) -> bool {
    bill.self_pay.is_some() || !bill.paid.is_empty() || !bill.items.is_empty()
}

/// A place to try: where, and what is so there.
struct Spot {
    at: Whither,
    hospital: Hospital,
    grade: Option<Grade>,
    tier: Option<Tier>,
    /// Bits of [`Place`].
    place: u8,
}

impl Spot {
    fn kind(at: Whither, grade: Grade, tier: Option<Tier>, place: Place) -> Spot {
        Spot {
            at,
            hospital: Hospital::Other,
            grade: Some(grade),
            tier,
            place: place.bit(),
        }
    }

    fn facts(&self, plan: &Plan, referred: Option<bool>) -> Option<Facts> {
        let open = Facts::OPEN;
        let named = |id: HospitalId| plan.hospitals.iter().position(|h| *h == id);
        let mut facts = Facts {
            hospital: match self.hospital {
                Hospital::Named(id) => named(id).map_or(OTHER_HOSPITAL, |bit| 1 << bit),
                Hospital::Other => OTHER_HOSPITAL,
            },
            grade: self.grade.map_or(open.grade, |grade| grade.bit()),
            tier: self.tier.map_or(open.tier, |tier| tier.bit()),
            place: self.place,
            referred: match referred {
                Some(true) => YES,
                Some(false) => NO,
                None => OPEN,
            },
            ..plan.base
        };
        facts.tie(&plan.ties).then_some(facts)
    }

    fn place(&self) -> Option<Place> {
        let only = |place: &&Place| place.bit() == self.place;
        Place::ALL.iter().find(only).copied()
    }
}

/// The places worth comparing, nearest first.
fn spots(tables: &Tables, visit: &Visit) -> Vec<Spot> {
    let terms = &tables.terms;
    let mut spots = Vec::new();
    let kind = Spot::kind;
    if matches!(visit.care, Some(Care::Outpatient | Care::ChronicOutpatient)) {
        spots.push(kind(
            Whither::Village,
            Grade::Primary,
            Some(Tier::Village),
            Place::SameCounty,
        ));
    }
    spots.push(kind(
        Whither::Township,
        Grade::Primary,
        Some(Tier::Township),
        Place::SameCounty,
    ));
    spots.push(kind(
        Whither::County,
        Grade::Secondary,
        Some(Tier::County),
        Place::SameCounty,
    ));
    let at = |level| {
        visit
            .insured_in
            .and_then(|home| region_at(terms, home, level))
    };
    // A municipality has no prefecture between its counties and itself.
    if at(Level::Prefecture).is_some() || at(Level::County).is_none() {
        spots.push(kind(
            Whither::City,
            Grade::Tertiary,
            Some(Tier::City),
            Place::SamePrefecture,
        ));
    }
    spots.push(kind(
        Whither::Province,
        Grade::Tertiary,
        Some(Tier::Province),
        Place::SameProvince,
    ));
    spots.push(kind(
        Whither::OtherProvince,
        Grade::Tertiary,
        None,
        Place::OtherProvince,
    ));
    let home = at(Level::Prefecture).or_else(|| at(Level::Province));
    for (number, hospital) in (0_u16..).zip(&terms.hospitals) {
        let id = HospitalId(number);
        let near = home.is_some_and(|home| terms.within(hospital.region, home));
        if near || visit.hospital == Some(Hospital::Named(id)) {
            spots.push(Spot {
                at: Whither::Hospital(id),
                hospital: Hospital::Named(id),
                grade: hospital.grade,
                tier: hospital.tier,
                place: place_of(terms, visit.insured_in, hospital.region),
            });
        }
    }
    spots
}

/// The same visit at each kind of hospital and place, best first: by the high end of the
/// estimate, then the low end. One entry is the visit as given.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn compare(tables: &Tables, visit: &Visit) -> Result<Vec<Elsewhere>, Contradiction> {
    check(visit)?;
    let here = Layout::new(tables, visit)?;
    let here = here.pays(visit, &mut Vec::new(), |plan| Some(plan.base))?;
    let here = here.map(|(pays, _)| pays);
    let mut away = moved(visit);
    // A far hospital's tables are laid out only where it is named.
    away.hospital = visit
        .hospital
        .filter(|hospital| matches!(hospital, Hospital::Named(_)));
    let layout = Layout::new(tables, &away)?;
    let mut settled = Vec::new();
    let mut found = Vec::new();
    for spot in spots(tables, visit) {
        let mut pays =
            |referred| layout.pays(&away, &mut settled, |plan| spot.facts(plan, referred));
        let mut add = |pays: Option<Readings>, referral, referred| {
            found.push(Elsewhere {
                at: spot.at,
                referral,
                hospital: Some(spot.hospital),
                grade: spot.grade,
                tier: spot.tier,
                place: spot.place(),
                referred,
                pays,
                given: false,
                difference: None,
            });
        };
        let open = pays(None)?;
        let turns = open.is_some_and(|(_, turns)| turns);
        let open = open.map(|(pays, _)| pays);
        if spot.place == Place::SameCounty.bit() {
            add(open, Referral::NotNeeded, None);
            continue;
        }
        if !turns {
            add(open, Referral::Either, None);
            continue;
        }
        let with = pays(Some(true))?.map(|(pays, _)| pays);
        let without = pays(Some(false))?.map(|(pays, _)| pays);
        if with == without {
            add(with, Referral::Either, None);
        } else {
            add(with, Referral::With, Some(true));
            add(without, Referral::Without, Some(false));
        }
    }
    mark_given(&mut found, visit, here);
    let exact = |pays: Option<Readings>| {
        let range = pays?.estimate;
        (range.low == range.high).then_some(range.low)
    };
    for entry in &mut found {
        if let (Some(there), Some(here)) = (exact(entry.pays), exact(here))
            && !entry.given
        {
            entry.difference = Some(there - here);
        }
    }
    found.sort_by_key(|entry| {
        entry.pays.map_or((Fen::MAX, Fen::MAX, true), |pays| {
            (pays.estimate.high, pays.estimate.low, false)
        })
    });
    Ok(found)
}

/// Finds the entry that is the visit as given, or adds one.
fn mark_given(found: &mut Vec<Elsewhere>, visit: &Visit, here: Option<Readings>) {
    let fits = |entry: &&mut Elsewhere| {
        let same_hospital = match (visit.hospital, entry.hospital) {
            (None, Some(Hospital::Other)) => true,
            (said, there) => said == there,
        };
        let named = matches!(visit.hospital, Some(Hospital::Named(_)));
        let place = named || visit.place.is_some() && visit.place == entry.place;
        let tier = named || entry.tier.is_none() || visit.tier == entry.tier;
        let grade = named || visit.grade.is_none() || visit.grade == entry.grade;
        let referred = entry.referred.is_none() || entry.referred == visit.referred;
        same_hospital && place && tier && grade && referred
    };
    // Where the visit says less than the entry, only the same result makes them the same.
    let said_all = visit.hospital.is_some() && (visit.grade.is_some() || visit.tier.is_some());
    let sheet = visit.bill.as_ref().is_some_and(settled_here);
    let mut fitting = found.iter_mut().filter(fits);
    match (fitting.next(), fitting.next()) {
        (Some(entry), None) if entry.pays == here || (said_all && sheet) => {
            entry.given = true;
            entry.pays = here;
        }
        _ => found.insert(
            0,
            Elsewhere {
                at: Whither::AsGiven,
                referral: Referral::AsGiven,
                hospital: visit.hospital,
                grade: visit.grade,
                tier: visit.tier,
                place: visit.place,
                referred: visit.referred,
                pays: here,
                given: true,
                difference: None,
            },
        ),
    }
}
