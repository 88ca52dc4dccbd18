//! Finds how far answers to open questions could still change an answer. Must not know which
//! questions were skipped: a skipped question is as open as any other.
use crate::answer::{
    Ask, Assumption, Left, Question, Range, Reach, SchemeLine, TargetLine, TargetVerdict, Verdict,
    WaiverLine,
};
use crate::ask::{WORTH_ASKING, waivable, year_to_ask};
use crate::layout::Layout;
use crate::logic::compile::{insert, region_at};
use crate::reckoning::{DayReckoning, Reckoning};
use crate::visit::Visit;
use crate::worlds::outcome::Outcome;
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{Fen, Free, Owner, Table};

/// The parts of an answer that are already computed.
pub(crate) struct AnswerSoFar<'a> {
    pub layout: &'a Layout<'a>,
    pub visit: &'a Visit,
    pub reckoning: Option<&'a Reckoning<'a, 'a>>,
    pub ask: &'a [Ask],
    pub schemes: &'a [SchemeLine],
    pub waivers: &'a [WaiverLine],
    pub targets: &'a [TargetLine],
    pub assumptions: &'a [Assumption],
}

/// Returns how far answers to open questions still reach.
pub(crate) fn left(found: &AnswerSoFar) -> Left {
    Left {
        money: money(found),
        verdicts: verdicts(found),
        procedures: procedures(found),
    }
}

fn money(found: &AnswerSoFar) -> Reach {
    let Some(reckoning) = found.reckoning else {
        return Reach::Nothing;
    };
    if found.ask.iter().any(|ask| ask.range.is_some()) {
        return Reach::Alone;
    }
    let assumed = |it| found.assumptions.contains(&it);
    // A disease may bring free benefits, and a far hospital its own rules: both lie beyond the
    // range.
    if assumed(Assumption::NoFarHospital)
        || any_hospital(found)
        || found.visit.diseases.is_none() && frees(found.layout)
    {
        return Reach::Perhaps;
    }
    if reckoning.pays().estimate.width() < WORTH_ASKING {
        return Reach::Nothing;
    }
    let (bill, worlds) = (&reckoning.on_day.bill, &reckoning.on_day.estimate.worlds);
    // With two days the range joins two settlements, and its moves are not computed.
    let not_computed = reckoning.at_admission.is_some()
        || year_to_ask(bill.year, worlds)
        || waivable(found.layout, worlds, bill);
    match (not_computed, all_worlds_alike(&reckoning.on_day)) {
        (true, _) => Reach::Perhaps,
        (false, true) => Reach::Nothing,
        (false, false) => Reach::Together,
    }
}

/// Returns whether a hospital that is not named yet may bring its own rules: without a known
/// province, any hospital may be near.
fn any_hospital(found: &AnswerSoFar) -> bool {
    let vocabulary = &found.layout.tables.vocabulary;
    let home = found.visit.insured_in;
    let province = home.and_then(|home| region_at(vocabulary, home, Level::Province));
    found.layout.far_hospitals && province.is_none()
}

fn frees(layout: &Layout) -> bool {
    let in_force = layout.schemes.iter().filter(|it| it.span.holds(layout.day));
    in_force
        .map(|it| layout.scheme(it))
        .any(|it| it.free != Free::Nothing)
}

/// Returns whether every possible world comes to the same range, so that no answers move an end.
fn all_worlds_alike(reckoning: &DayReckoning) -> bool {
    let mut ends: Option<(Range, Range)> = None;
    let mut near = |outcome: &Outcome| {
        let (most, least) = ends.get_or_insert((outcome.pays, outcome.pays));
        *most = most.hull(outcome.pays);
        least.low = least.low.max(outcome.pays.low);
        least.high = least.high.min(outcome.pays.high);
        least.low - most.low < WORTH_ASKING && most.high - least.high < WORTH_ASKING
    };
    let open = reckoning.bill.in_scope().width() > Fen::ZERO;
    reckoning
        .estimate
        .worlds
        .kinds
        .iter()
        .all(|kind| match (&kind.outcome, open) {
            (None, _) => true,
            (Some(outcome), false) => near(outcome),
            (Some(_), true) => kind
                .samples
                .iter()
                .all(|it| it.as_ref().is_some_and(&mut near)),
        })
}

fn verdicts(found: &AnswerSoFar) -> Vec<Question> {
    let layout = found.layout;
    let mut open = Vec::new();
    let schemes = found.schemes.iter().flat_map(|line| &line.open);
    let waivers = found.waivers.iter().flat_map(|line| &line.open);
    for question in schemes.chain(waivers) {
        insert(&mut open, *question);
    }
    for (rule, line) in layout.targets.iter().zip(found.targets) {
        if line.verdict != TargetVerdict::Unknown {
            continue;
        }
        for question in layout.open_facts(&[&rule.scope, &rule.when], &layout.base) {
            insert(&mut open, question);
        }
        // The target's base may be in-scope money, and the self-pay may lie on either side of its
        // line.
        let Some(DayReckoning { bill, estimate, .. }) = found.reckoning.map(|it| &it.on_day) else {
            continue;
        };
        let worlds = &estimate.worlds;
        let mut after = worlds
            .kinds
            .iter()
            .filter_map(|it| Some(it.outcome.as_ref()?.after_layers));
        let first = after.next();
        if first.is_some_and(|first| after.any(|it| it != first)) {
            for question in worlds
                .split
                .iter()
                .filter_map(|atom| layout.question(*atom))
            {
                insert(&mut open, question);
            }
        }
        if bill.in_scope().width() > Fen::ZERO {
            insert(&mut open, Question::InScope);
        }
        if year_to_ask(bill.year, worlds) {
            insert(&mut open, Question::YearToDate);
        }
    }
    if brings_rules(found) {
        insert(&mut open, Question::Hospital);
    }
    open
}

fn procedures(found: &AnswerSoFar) -> Vec<Question> {
    let layout = found.layout;
    let mut open = Vec::new();
    for rule in layout
        .procedures
        .iter()
        .filter(|it| it.span.holds(layout.day))
    {
        if rule.scope.of(&layout.base).and(rule.when.of(&layout.base)) == Verdict::Unknown {
            for question in layout.open_facts(&[&rule.scope, &rule.when], &layout.base) {
                insert(&mut open, question);
            }
        }
    }
    if brings_rules(found) {
        insert(&mut open, Question::Hospital);
    }
    open
}

/// Returns whether naming a hospital would bring the rules of the hospital's own table.
fn brings_rules(found: &AnswerSoFar) -> bool {
    let layout = found.layout;
    let unlisted = |(at, table): (usize, &Table)| {
        matches!(table.owner, Owner::Hospital(_))
            && table.span.holds(layout.day)
            && layout.listed.iter().all(|(it, _)| usize::from(*it) != at)
    };
    found.visit.hospital.is_none() && layout.tables.tables.iter().enumerate().any(unlisted)
}
