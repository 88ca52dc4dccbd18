//! Places a person's hospital inside or outside the pool (统筹区) that insures the person. Must not
//! know money.
use crate::logic::compile::place_of;
use crate::visit::{Hospital, Visit};
use mingbai_policy::{Place, Vocabulary};

/// Places inside the pool for certain: a pool is a prefecture, or narrower where there is no
/// prefecture.
const INSIDE: u8 = Place::SameCounty.bit() | Place::SamePrefecture.bit();

/// Returns whether the visit may have been outside the pool, as far as the visit says where.
pub fn may_be_outside(vocabulary: &Vocabulary, visit: &Visit) -> bool {
    let said = visit.place.map_or(u8::MAX, Place::bit);
    let hospital = match visit.hospital {
        Some(Hospital::Named(id)) => vocabulary.hospitals.get(id.index()),
        _ => None,
    };
    let region = hospital.map_or(u8::MAX, |it| {
        place_of(vocabulary, visit.insured_in, it.region)
    });
    said & region & !INSIDE != 0
}
