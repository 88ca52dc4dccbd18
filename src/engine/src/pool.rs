//! Where a person was treated, seen from the pool (统筹区) that insures them.
use crate::logic::compile::place_of;
use crate::visit::{Hospital, Visit};
use mingbai_policy::{Place, Vocabulary};

/// Places inside the pool for certain: the pool is a prefecture, or narrower where it has none.
const INSIDE: u8 = Place::SameCounty.bit() | Place::SamePrefecture.bit();

/// Returns whether the visit may have been outside the pool, as far as it says where it was.
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
