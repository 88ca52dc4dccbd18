//! The places where a visit could be: each kind of hospital, near and far, and the hospitals of the
//! vocabulary. Must not know money.
use crate::layout::Layout;
use crate::logic::compile::{place_of, region_at};
use crate::logic::facts::{Bank, Facts, OTHER_HOSPITAL};
use crate::visit::{Hospital, Visit};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{Care, Grade, HospitalId, HospitalTier, Place, Tables, YesNo};

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

/// A place to compare, and the facts of its hospital.
pub(super) struct PlaceToTry {
    pub at: Destination,
    pub hospital: Hospital,
    pub grade: Option<Grade>,
    pub tier: Option<HospitalTier>,
    /// Bits of [`Place`].
    pub place: u8,
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
    pub fn facts(&self, layout: &Layout, referred: Option<bool>) -> Option<Facts> {
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
    pub fn place(&self) -> Option<Place> {
        let only = |place: &&Place| place.bit() == self.place;
        Place::ALL.iter().find(only).copied()
    }
}

/// Returns the places to compare, nearest first.
pub(super) fn places_to_try(tables: &Tables, visit: &Visit) -> Vec<PlaceToTry> {
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
