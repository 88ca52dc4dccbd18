//! Finds open facts that move an end of the range only together with other facts. Must not know
//! which questions were asked.
//!
//! A fact counts if another answer would no longer reach the end, with all other facts as in the
//! world that reaches it.
use crate::answer::Question;
use crate::ask::WORTH_ASKING;
use crate::layout::Layout;
use crate::logic::compile::insert;
use crate::logic::facts::Facts;
use crate::worlds::outcome::Outcome;
use crate::worlds::{Hull, OpenBill, Worlds};
use mingbai_policy::Fen;

/// Returns the questions that move an end together with others, the furthest-reaching first.
pub(crate) fn together(
    layout: &Layout,
    worlds: &Worlds,
    hull: &Hull,
    money: &OpenBill,
) -> Vec<Question> {
    let mut split = Vec::new();
    for atom in &worlds.split {
        if let Some(question) = layout.question(*atom) {
            insert(&mut split, question);
        }
    }
    let low: fn(&Outcome) -> Fen = |outcome| outcome.pays.low;
    let high: fn(&Outcome) -> Fen = |outcome| outcome.pays.high;
    let ends = [(hull.low, low), (hull.high, high)];
    let outcome = |world: usize| worlds.kinds[worlds.worlds[world].kind].outcome.as_ref();
    let mut found: Vec<(Fen, Question)> = Vec::new();
    for question in split {
        let mut furthest = Fen::ZERO;
        for (at, end) in ends {
            let Some(here) = outcome(at).map(end) else {
                continue;
            };
            let open = reopened(&worlds.worlds[at].facts, question, &layout.base);
            let near = (0..worlds.worlds.len())
                .filter(|other| share_a_world(&open, &worlds.worlds[*other].facts))
                .filter_map(|other| outcome(other).map(end));
            furthest = near.fold(furthest, |far, pays| far.max(apart(pays, here)));
        }
        found.push((furthest, question));
    }
    if money.in_scope().width() > Fen::ZERO {
        let spread = |(at, end): (usize, fn(&Outcome) -> Fen)| {
            let samples = &worlds.kinds[worlds.worlds[at].kind].samples;
            let pays = || samples.iter().flatten().map(end);
            let here = apart(
                pays().max().unwrap_or_default(),
                pays().min().unwrap_or_default(),
            );
            // Another in-scope amount may lie on the other side of a limit that a condition states.
            let open = Facts {
                costs: money.facts_of(&layout.base).costs,
                ..worlds.worlds[at].facts
            };
            let others = (0..worlds.worlds.len())
                .filter(|other| share_a_world(&open, &worlds.worlds[*other].facts))
                .filter_map(|other| Some(apart(outcome(other).map(end)?, outcome(at).map(end)?)));
            others.fold(here, Fen::max)
        };
        found.push((spread(ends[0]).max(spread(ends[1])), Question::InScope));
    }
    found.retain(|(far, _)| *far >= WORTH_ASKING);
    found.sort_by_key(|(far, _)| std::cmp::Reverse(*far));
    found.into_iter().map(|(_, question)| question).collect()
}

fn apart(one: Fen, other: Fen) -> Fen {
    one.above(other) + other.above(one)
}

/// Returns the facts with one question as open as in `base`, together with the facts tied to it.
fn reopened(facts: &Facts, question: Question, base: &Facts) -> Facts {
    let mut open = *facts;
    match question {
        Question::Group(_) => open.groups = base.groups,
        Question::Own(_) => open.own = base.own,
        Question::Disease => open.diseases = base.diseases,
        Question::Hospital => {
            (open.hospital, open.grade) = (base.hospital, base.grade);
            (open.tier, open.place) = (base.tier, base.place);
        }
        Question::Grade => open.grade = base.grade,
        Question::Tier => open.tier = base.tier,
        Question::Place => open.place = base.place,
        Question::Care => open.care = base.care,
        Question::Sex => open.sex = base.sex,
        Question::Number(fact) => open.numbers[fact.index()] = base.number(fact),
        Question::BenefitPlan => open.plan = base.plan,
        Question::Is(fact) => {
            let mask = fact.implies() | fact.implied_by();
            open.yes_no = open.yes_no.taking(base.yes_no, mask);
        }
        Question::Insurance | Question::InScope | Question::Items | Question::YearToDate => {}
    }
    open
}

/// Returns whether some world fits both sets of facts.
fn share_a_world(one: &Facts, other: &Facts) -> bool {
    let banks = [
        (one.groups, other.groups),
        (one.own, other.own),
        (one.diseases, other.diseases),
        (one.unclear, other.unclear),
        (one.yes_no, other.yes_no),
    ];
    let sets = [
        (one.grade, other.grade),
        (one.tier, other.tier),
        (one.place, other.place),
        (one.care, other.care),
        (one.sex, other.sex),
    ];
    banks
        .iter()
        .all(|(one, other)| (one.yes | other.yes) & (one.no | other.no) == 0)
        && sets.iter().all(|(one, other)| one & other != 0)
        && one.hospital & other.hospital != 0
        && one.plan & other.plan != 0
        && one
            .numbers
            .iter()
            .zip(&other.numbers)
            .all(|(one, other)| one.0.max(other.0) <= one.1.min(other.1))
        && one
            .costs
            .iter()
            .zip(&other.costs)
            .all(|(one, other)| one.0.max(other.0) <= one.1.min(other.1))
}
