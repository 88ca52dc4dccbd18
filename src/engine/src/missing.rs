//! Names what leaves a settled bill open (差什么): the facts, amounts and figures without which there is no
//! one amount. Must not know rows, sentences or what to ask next.
use crate::answer::{LineGrade, Question, Verdict};
use crate::ask::{open_accounts, open_year};
use crate::layout::Layout;
use crate::lines::payers::payers;
use crate::logic::compile::insert;
use crate::logic::facts::{Atom, Cond};
use crate::reckoning::{DayReckoning, Reckoning};
use crate::worlds::Worlds;
use crate::worlds::outcome::Outcome;
use mingbai_policy::LayerId;

/// Something without which a bill does not come to one amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    /// A fact or an amount that the person can say; never a group.
    Said(Question),
    /// The groups (人群) that the person belongs to.
    Groups,
    /// A figure of a layer that no table states.
    Figure(LayerId),
    /// A matter that no document settles.
    Unclear,
    /// Whether the rules of the day of admission hold, or those of the day of the visit.
    Day,
    /// How much someone else who is liable pays.
    ThirdParty,
    /// Nothing that can be named: fen that round one way or the other.
    Rounding,
}

/// The most worlds that are held against each other one by one. With more of them, every fact that
/// the worlds were split on counts as missing.
const WORLDS: usize = 256;

/// Returns what leaves the estimate open, each once; empty where the estimate is one amount.
pub(crate) fn missing(reckoning: &Reckoning) -> Vec<Missing> {
    let pays = reckoning.pays().estimate;
    let mut missing = Vec::new();
    if pays.low == pays.high {
        return missing;
    }
    for day in reckoning.days() {
        of_day(day, &mut missing);
    }
    let on_day = reckoning.on_day.estimate.hull.pays;
    if reckoning.days().any(|it| it.estimate.hull.pays != on_day) {
        insert(&mut missing, Missing::Day);
    }
    if reckoning.on_day.bill.third_party {
        insert(&mut missing, Missing::ThirdParty);
    }
    if missing.is_empty() {
        insert(&mut missing, Missing::Rounding);
    }
    missing
}

fn of_day(day: &DayReckoning, missing: &mut Vec<Missing>) {
    let (worlds, bill) = (&day.estimate.worlds, &day.bill);
    for what in that_part(day.layout, worlds) {
        insert(missing, what);
    }
    let outcomes = || {
        let kinds = worlds.kinds.iter();
        kinds.filter_map(|kind| Some((kind, kind.outcome.as_ref()?)))
    };
    let open = |outcome: &Outcome| outcome.pays.low != outcome.pays.high;
    let mut said = |question| insert(missing, Missing::Said(question));
    if !outcomes().any(|(_, outcome)| open(outcome)) {
        return;
    }
    let in_scope = bill.in_scope();
    if in_scope.low != in_scope.high {
        said(Question::InScope);
    }
    if open_year(bill.year) || !open_accounts(worlds).is_empty() {
        said(Question::YearToDate);
    }
    if outcomes().any(|(_, outcome)| outcome.waived.low != outcome.waived.high) {
        said(Question::Items);
    }
    for (kind, _) in outcomes().filter(|(_, outcome)| open(outcome)) {
        let unknown = kind.terms.grades.iter();
        for (slot, _) in unknown.filter(|(_, grade)| *grade == LineGrade::Unknown) {
            let payer = payers(day.layout).find(|it| it.slot == usize::from(*slot));
            if let Some(payer) = payer {
                insert(missing, Missing::Figure(payer.layer));
            }
        }
    }
}

/// The facts that the worlds were split on, as bits: those known to be so in a world, and those known
/// not to be so.
struct Known {
    yes: u128,
    no: u128,
    kind: usize,
}

/// Returns the facts that part worlds of different payments: two such worlds differ in a fact that is
/// returned, so that once every one of them is said, one payment is left.
fn that_part(layout: &Layout, worlds: &Worlds) -> Vec<Missing> {
    let what: Vec<Missing> = worlds.split.iter().map(|it| named(layout, *it)).collect();
    let legal = worlds.worlds.iter();
    let legal = legal.filter(|it| worlds.kinds[it.kind].outcome.is_some());
    if what.len() > 128 || legal.clone().count() > WORLDS {
        return what;
    }
    let known = legal.map(|world| {
        let of = |verdict| {
            let atoms = worlds.split.iter().enumerate();
            let so = atoms.filter(|(_, atom)| Cond::Atom(**atom).of(&world.facts) == verdict);
            so.fold(0_u128, |bits, (at, _)| bits | 1 << at)
        };
        Known {
            yes: of(Verdict::Yes),
            no: of(Verdict::No),
            kind: world.kind,
        }
    });
    let known: Vec<Known> = known.collect();
    let pays = |world: &Known| worlds.kinds[world.kind].outcome.map(|it| it.pays);
    let mut parts = Vec::new();
    for (at, one) in known.iter().enumerate() {
        for other in known.iter().skip(at + 1) {
            if one.kind != other.kind && pays(one) != pays(other) {
                parts.push(one.yes & other.no | one.no & other.yes);
            }
        }
    }
    let of_bits = |bits: u128| {
        what.iter()
            .enumerate()
            .filter(move |(at, _)| bits >> at & 1 == 1)
    };
    let mut found: Vec<Missing> = Vec::new();
    // A fact that alone parts two worlds is missing. Where facts part them only together, all of them are,
    // unless one of them is missing anyway.
    for alone in [true, false] {
        for bits in &parts {
            let mut these = of_bits(*bits).map(|(_, what)| *what);
            let Some(first) = these.next() else { continue };
            let one = these.all(|it| it == first);
            let mut all = of_bits(*bits).map(|(_, what)| *what);
            if one == alone && !all.any(|it| found.contains(&it)) {
                found.extend(of_bits(*bits).map(|(_, what)| *what));
            }
        }
    }
    found
}

fn named(layout: &Layout, atom: Atom) -> Missing {
    match (atom, layout.question(atom)) {
        (_, Some(Question::Group(_))) => Missing::Groups,
        (_, Some(question)) => Missing::Said(question),
        (Atom::Above(..), None) => Missing::Said(Question::InScope),
        (_, None) => Missing::Unclear,
    }
}
