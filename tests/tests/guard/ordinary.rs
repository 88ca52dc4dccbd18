//! The amounts taken as not reached (policies/terms/ordinary.toml) lie below every figure of the
//! shipped tables, by a margin. Must not know a visit.
use mingbai_policy::{
    Amount, Base, Care, Fen, LayerId, LayerRule, OrdinaryFact, Tables, Variant, When,
};

fn tables() -> Tables {
    mingbai_tables::load().expect("shipped tables")
}

/// Returns whether a condition may hold, and whether it must, for a person in no group under these
/// kinds of care (as bits of [`Care`]). Every other fact is open.
fn holds(when: &When, care: u8) -> (bool, bool) {
    let bits = |bits: u8| (bits & care != 0, care & !bits == 0);
    match when {
        When::All(parts) => parts.iter().fold((true, true), |so_far, part| {
            let (may, must) = holds(part, care);
            (so_far.0 && may, so_far.1 && must)
        }),
        When::Any(parts) => parts.iter().fold((false, false), |so_far, part| {
            let (may, must) = holds(part, care);
            (so_far.0 || may, so_far.1 || must)
        }),
        When::Not(inner) => {
            let (may, must) = holds(inner, care);
            (!must, !may)
        }
        When::Group(_) => (false, false),
        When::Care(of) => bits(*of),
        _ => (true, false),
    }
}

fn may_hold(rule: &LayerRule, variant: &Variant, care: u8) -> bool {
    holds(&rule.rule.when, care).0 && holds(&variant.when, care).0
}

/// Returns every figure of a layer that the bound is about: the table, the layer, the least
/// possible amount in fen.
fn figures(tables: &Tables, fact: OrdinaryFact) -> Vec<(&str, LayerId, Fen)> {
    let rules = || tables.tables.iter().flat_map(|table| &table.layers);
    // A layer on the year's self-pay in one table may be so in every table that leaves its base
    // out.
    let yearly =
        |layer: LayerId| rules().any(|rule| rule.layer == layer && rule.base == Some(Base::Year));
    let care = tables
        .vocabulary
        .ordinary(fact)
        .expect("an ordinary value")
        .care;
    let mut found = Vec::new();
    for table in &tables.tables {
        for rule in &table.layers {
            for variant in &rule.variants {
                let figures = &variant.figures;
                let amount = match fact {
                    OrdinaryFact::Cap => figures.cap,
                    _ if yearly(rule.layer) => figures.deductible,
                    _ => None,
                };
                let Some(Amount::Range(low, high)) = amount else {
                    continue;
                };
                // A figure without any bound states nothing, and the absence of a cap is never
                // reached.
                let said = (low, high) != (Fen::ZERO, Fen::MAX) && low != Fen::MAX;
                if said && may_hold(rule, variant, care) {
                    found.push((table.id.as_str(), rule.layer, low));
                }
            }
        }
    }
    found
}

/// Returns the figures that are not above the bound by this percentage.
fn too_near(tables: &Tables, fact: OrdinaryFact, up_to: Fen, percent: i64) -> Vec<String> {
    let least = Fen(up_to.0 + up_to.0 * percent / 100);
    let near = figures(tables, fact).into_iter();
    let near = near.filter(|(_, _, figure)| *figure < least);
    near.map(|(table, layer, figure)| {
        let layer = &tables.vocabulary.layers[layer.index()].name.name;
        format!("{table}: {layer} has {figure}, not above {up_to} by {percent}%")
    })
    .collect()
}

#[track_caller]
fn check(fact: OrdinaryFact, percent: i64, at_least: usize, plainly_false: Fen) {
    let tables = tables();
    let ordinary = tables.vocabulary.ordinary(fact).expect("an ordinary value");
    let up_to = ordinary.up_to.expect("a bound");
    let near = too_near(&tables, fact, up_to, percent);
    assert!(near.is_empty(), "{}", near.join("\n"));
    let count = figures(&tables, fact).len();
    assert!(count >= at_least, "only {count} figures were seen");
    // A bound that is too high is found.
    assert!(!too_near(&tables, fact, plainly_false, percent).is_empty());
}

#[test]
fn a_cap_taken_as_not_reached_is_far_below_every_cap_of_a_stay() {
    let tables = tables();
    let cap = tables.vocabulary.ordinary(OrdinaryFact::Cap).expect("caps");
    // Limits of outpatient care are a few hundred yuan: never taken there.
    assert_eq!(cap.care, Care::Inpatient.bit());
    check(OrdinaryFact::Cap, 25, 6, Fen(8_000_000));
}

#[test]
fn a_yearly_deductible_taken_as_not_reached_is_below_every_one_of_ordinary_people() {
    check(OrdinaryFact::YearDeductible, 10, 2, Fen(1_100_000));
}

/// 大病保险 begins lower for people in a group: nothing is taken for them.
#[test]
fn figures_for_a_group_are_not_looked_at() {
    let tables = tables();
    let all = figures(&tables, OrdinaryFact::YearDeductible);
    assert!(
        all.iter().all(|(_, _, figure)| *figure >= Fen(1_100_000)),
        "{all:?}"
    );
    let group = When::All(vec![When::Group(mingbai_policy::GroupId(0))]);
    let care = Care::Inpatient.bit();
    assert_eq!(holds(&group, care), (false, false));
    assert_eq!(holds(&When::Not(Box::new(group)), care), (true, true));
    assert_eq!(
        holds(&When::Care(Care::Outpatient.bit()), care),
        (false, false)
    );
    assert_eq!(
        holds(&When::Not(Box::new(When::Child)), care),
        (true, false)
    );
}
