//! Compares a visit with the same treatment elsewhere (换家医院会怎样): at each kind of hospital,
//! near and far, and at each hospital of the vocabulary near home. Must not know sentences.
//!
//! The tables are laid out once; each place only sets hospital, grade, tier, place and referral
//! anew. The bill is taken to be the same everywhere, and the wording says so. The figures of a
//! sheet (layers paid, self-pay, items' self-pay) hold only for the place that printed it. Places
//! are compared pair by pair over shared unknowns ([`crate::worlds::apart`]).
mod entries;
mod entry;
mod place;

use crate::answer::{TwoReadings, Verdict};
use crate::check::checked;
use crate::compare::entries::{Candidate, add_entries, mark_given, set_against};
use crate::compare::entry::{settled_here, without_hospital};
use crate::compare::place::{PlaceToTry, places_to_try};
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::logic::facts::Facts;
use crate::reckoning::{Layouts, Reckoning, SettledKinds, SettledReading, open_bill};
use crate::visit::{Hospital, Visit};
use crate::worlds::OpenBill;
use crate::worlds::apart::{Side, gaps};
use mingbai_policy::{Fen, Place, Tables, YesNo};

pub use entry::{Comparison, Lies, Referral};
pub use place::Destination;

/// Compares a visit at each kind of hospital and place, best first: by the high end of the
/// estimate, then by the low end. Exactly one entry is the visit as given.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn compare(tables: &Tables, visit: &Visit) -> Result<Vec<Comparison>, Contradiction> {
    let visit = &*checked(tables, visit)?;
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
