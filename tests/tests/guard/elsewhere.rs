//! The same visit elsewhere (换家医院会怎样): each place comes to the amounts of an answer there.
//! Must not know how the engine compares.
use mingbai_engine::{Comparison, Destination, Referral, Visit, answer, compare};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{Place, RegionId, Tables, YesNo};
use mingbai_tests::counties::{COUNTY, Gaps, county};
use mingbai_tests::rng::Rng;
use mingbai_tests::runs::{runs, seed};
use mingbai_tests::visits::Lot;

/// Checks every law of a comparison.
fn holds(tables: &Tables, visit: &Visit) -> Result<Vec<Comparison>, String> {
    let entries = match (compare(tables, visit), answer(tables, visit)) {
        (Ok(entries), Ok(_)) => entries,
        (Err(one), Err(two)) if one == two => return Ok(Vec::new()),
        (one, two) => return Err(format!("{one:?} beside {:?}", two.map(|a| a.money))),
    };
    if entries.iter().filter(|entry| entry.given).count() != 1 {
        return Err(format!("not one entry is the visit as given: {entries:#?}"));
    }
    for entry in &entries {
        let mut there = vec![entry.visit(&tables.vocabulary, visit)];
        if matches!(entry.referral, Referral::Either | Referral::Unsaid) && !entry.given {
            for referred in [true, false] {
                let mut there_too = entry.visit(&tables.vocabulary, visit);
                there_too.said[YesNo::Referred] = Some(referred);
                there.push(there_too);
            }
        }
        for there in there {
            let answered =
                answer(tables, &there).map_err(|error| format!("{error:?}: {entry:?}"))?;
            let pays = answered.money.map(|money| money.pays);
            if pays != entry.pays {
                return Err(format!("{entry:#?}\nis answered with {pays:?}\n{there:#?}"));
            }
        }
    }
    let order: Vec<_> = entries
        .iter()
        .filter_map(|entry| entry.pays)
        .map(|pays| (pays.estimate.high, pays.estimate.low))
        .collect();
    if !order.is_sorted() {
        return Err(format!("not best first: {order:?}"));
    }
    Ok(entries)
}

fn try_visits(tables: &Tables, homes: &[Option<RegionId>], count: usize, rng: &mut Rng) {
    let lot = Lot::new(tables);
    for _ in 0..count {
        let start = rng.seed();
        let home = rng.of(homes);
        let mut visit = lot.known(rng, home);
        if rng.coin() {
            visit = lot.forget(rng, &visit, true);
        }
        if rng.one_in(8) {
            visit.admitted = Some(rng.of(&lot.days).min(visit.date));
        }
        let liable = YesNo::LiableThirdParty;
        visit.said[liable] = (!rng.one_in(8)).then_some(false);
        if rng.one_in(16) {
            visit.said[liable] = Some(true);
        }
        if let Some(bill) = &mut visit.bill
            && rng.one_in(6)
            && let Some(total) = bill.total
        {
            bill.self_pay = Some(lot.amount_up_to(rng, total));
        }
        if let Err(error) = holds(tables, &visit) {
            panic!("{error}\nseed {start}\n{visit:#?}");
        }
    }
}

#[test]
fn every_place_comes_to_what_an_answer_there_says() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let mut homes: Vec<_> = (0..tables.vocabulary.regions.len() as u16)
        .map(|region| Some(RegionId(region)))
        .collect();
    homes.push(None);
    try_visits(&tables, &homes, runs(500), &mut Rng::new(seed()));
}

#[test]
fn in_made_up_counties_too() {
    let mut rng = Rng::new(seed());
    for _ in 0..runs(20).min(2_000) {
        let tables = county(&mut rng, Gaps::Some);
        try_visits(&tables, &[Some(COUNTY)], 10, &mut rng);
    }
}

/// Blocks of lines: the visit, then the expected sentences, over all and place by place.
#[test]
fn told_places() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let mut wrong = Vec::new();
    for row in include_str!("elsewhere.txt").split("\n\n") {
        let mut lines = row.lines().filter(|line| !line.starts_with('#'));
        let Some(json) = lines.next() else { continue };
        let visit = mingbai_intake::read(&tables, json.as_bytes())
            .unwrap_or_else(|error| panic!("{}: {}", error.field, error.message));
        let entries = holds(&tables, &visit).unwrap_or_else(|error| panic!("{error}"));
        let over_all = mingbai_wording::compare_alike(&entries).map(String::from);
        let each = entries.iter().map(|entry| {
            let name = mingbai_wording::elsewhere_name(&tables, &visit, entry);
            let said = mingbai_wording::elsewhere_sentence(&entries, entry);
            format!("{name}：{said}")
        });
        let told: Vec<String> = over_all.into_iter().chain(each).collect();
        for line in &told {
            let said = line
                .split_once('：')
                .map_or(line.as_str(), |(_, said)| said);
            for sentence in said.split_inclusive('。') {
                assert!(sentence.chars().count() <= 45, "too long: {sentence}");
            }
        }
        if told != lines.collect::<Vec<_>>() {
            wrong.push(format!("{json}\n{}", told.join("\n")));
        }
    }
    assert!(
        wrong.is_empty(),
        "these say otherwise now:\n{}",
        wrong.join("\n\n")
    );
}

#[test]
fn every_kind_of_place_is_there() {
    let tables = mingbai_tables::load().expect("shipped tables");
    let county = (0..tables.vocabulary.regions.len() as u16)
        .map(RegionId)
        .find(|region| tables.vocabulary.regions[region.index()].level == Level::County);
    let lot = Lot::new(&tables);
    let mut visit = lot.known(&mut Rng::new(1), county);
    visit.hospital = None;
    let care = mingbai_policy::Care::Outpatient;
    visit.care = Some(care);
    let entries = holds(&tables, &visit).expect("a comparison");
    let at = |at: Destination| entries.iter().any(|entry| entry.at == at);
    assert!(at(Destination::Village) && at(Destination::Township) && at(Destination::County));
    assert!(at(Destination::Province) && at(Destination::OtherProvince));
    assert!(Place::ALL.iter().all(|place| {
        entries.iter().any(|entry| entry.place == Some(*place)) || *place == Place::SamePrefecture
    }));
    visit.care = Some(mingbai_policy::Care::Inpatient);
    let entries = holds(&tables, &visit).expect("a comparison");
    assert!(entries.iter().all(|entry| entry.at != Destination::Village));
}
