//! What a clerk types, read as a visit.
use super::read::{offers, read};
use super::slot::Slot;
use super::slots;
use super::typed::Typed;
use crate::world::World;
use mingbai_engine::Question;
use mingbai_policy::{Day, Fen, Insurance};

fn world() -> World {
    World::new(
        mingbai_tables::load().expect("tables"),
        Day::new(2020, 6, 10),
    )
}

fn typed(fields: &[(Slot, &str)]) -> Typed {
    let mut typed = Typed::default();
    for (slot, text) in fields {
        typed.put(*slot, (*text).to_owned());
    }
    typed
}

#[test]
fn pinyin_numbers_and_names_tell_one_visit() {
    let world = world();
    let typed = typed(&[
        (Slot::Place, "都昌"),
        (Slot::Insurance, "1"),
        (Slot::Date, "6.1"),
        (Slot::Disease, "食管癌"),
        (Slot::Total, "5万"),
        (Slot::InScope, "４２,０００．５"),
    ]);
    let reading = read(&world, &typed);
    assert_eq!(reading.wrong, Vec::new());
    let visit = reading.visit.expect("a place was said");
    let regions = &world.tables.vocabulary.regions;
    let place = visit.insured_in.expect("a place");
    assert_eq!(regions[usize::from(place.0)].name.name, "都昌县");
    assert_eq!(visit.insurance, Some(Insurance::Resident));
    assert_eq!(visit.date, Day::new(2020, 6, 1));
    let bill = visit.bill.expect("a bill");
    assert_eq!(bill.total, Some(Fen(5_000_000)));
    assert_eq!(bill.in_scope, Some(Fen(4_200_050)));
}

#[test]
fn what_cannot_be_used_is_named_by_its_field_and_the_rest_still_counts() {
    let world = world();
    let check = |slot: Slot, text: &str| {
        let reading = read(&world, &typed(&[(Slot::Place, "都昌县"), (slot, text)]));
        assert!(reading.wrong(slot).is_some(), "{text} in {slot:?}");
        assert!(reading.visit.is_some(), "{text}");
    };
    check(Slot::Total, "五毛多");
    check(Slot::Total, "-5");
    check(Slot::Date, "13.45");
    check(Slot::Disease, "没有这种病");
    check(Slot::Insurance, "9");
}

#[test]
fn a_field_with_nothing_in_it_is_unsaid_and_offers_what_may_be_chosen() {
    let world = world();
    assert!(read(&world, &Typed::default()).visit.is_none());
    let reading = read(&world, &typed(&[(Slot::Place, "都昌县")]));
    let visit = reading.visit.expect("a place was said");
    assert_eq!(visit.insurance, None);
    assert!(offers(&world, &Typed::default(), Slot::Insurance).len() >= 2);
    let all = slots::now(&world.tables, &Typed::default(), None);
    assert!(all.contains(&Slot::Place) && all.contains(&Slot::Total));
    assert!(
        !all.contains(&Slot::Asked(Question::BenefitPlan)),
        "not before it matters"
    );
}
