//! Finds why the line of a payer is open: a figure that no document gives, or a fact that is still
//! unknown. Must not know sentences.
use crate::answer::{LineGrade, Question, Range};
use crate::ask::{WORTH_ASKING, answered, open_questions, open_year};
use crate::layout::Layout;
use crate::logic::compile::insert;
use crate::worlds::outcome::{Outcome, SLOTS};
use crate::worlds::{OpenBill, WorldKind, Worlds};
use mingbai_policy::{Base, Fen};

/// Reasons why lines are open, by slot.
pub(crate) struct Unsaid {
    blank: u32,
    known: [LineGrade; SLOTS],
    open: Vec<(usize, Question)>,
}

impl Unsaid {
    /// Returns whether a figure is missing in a slot, the least grade of its known figures, and its
    /// open questions.
    pub fn of(&self, slot: usize) -> (bool, LineGrade, Vec<Question>) {
        let open = self.open.iter().filter(|(at, _)| *at == slot);
        (
            self.blank >> slot & 1 == 1,
            self.known[slot],
            open.map(|(_, question)| *question).collect(),
        )
    }
}

/// Compares the possible worlds. Inside one world every fact is known, so a range there is a blank
/// of the documents; a difference between worlds is a question.
pub(crate) fn unsaid(layout: &Layout, worlds: &Worlds, money: &OpenBill) -> Unsaid {
    let mut unsaid = Unsaid {
        blank: 0,
        known: [LineGrade::Document; SLOTS],
        open: Vec::new(),
    };
    let slots = layout.layers.len() + layout.payers.len();
    let legal: Vec<&WorldKind> = worlds
        .kinds
        .iter()
        .filter(|k| k.outcome.is_some())
        .collect();
    for kind in &legal {
        for (slot, grade) in &kind.terms.grades {
            let slot = usize::from(*slot);
            if *grade != LineGrade::Unknown {
                unsaid.known[slot] = unsaid.known[slot].max(*grade);
            } else if seen(kind).any(|it| it.slots[slot].width() >= WORTH_ASKING) {
                unsaid.blank |= 1 << slot;
            }
        }
    }
    let every = hulls(worlds, |_| true);
    let width = |slot: usize| {
        let ends = legal
            .iter()
            .filter_map(|kind| Some(kind.outcome.as_ref()?.slots[slot]));
        ends.reduce(Range::hull).map_or(Fen::ZERO, Range::width)
    };
    let wide: Vec<usize> = (0..slots)
        .filter(|slot| width(*slot) >= WORTH_ASKING)
        .collect();
    let mut split = Vec::new();
    for atom in &worlds.split {
        if let Some(question) = layout.question(*atom) {
            insert(&mut split, question);
        }
    }
    for (question, values) in open_questions(layout) {
        if !split.contains(&question) {
            continue;
        }
        for value in values {
            let mut reached = vec![false; worlds.kinds.len()];
            for world in &worlds.worlds {
                if !reached[world.kind] {
                    reached[world.kind] = answered(layout, &world.facts, question, value).is_some();
                }
            }
            let then = hulls(worlds, |kind| reached[kind]);
            for slot in &wide {
                let moves = every
                    .iter()
                    .zip(&then)
                    .any(|(all, some)| match (all, some) {
                        (Some(all), Some(some)) => apart(all[*slot], some[*slot]),
                        _ => false,
                    });
                if moves && !unsaid.open.contains(&(*slot, question)) {
                    unsaid.open.push((*slot, question));
                }
            }
        }
    }
    for slot in wide {
        let at = |hull: &Option<[Range; SLOTS]>| hull.map(|slots| slots[slot]);
        let mut samples = every.iter().filter_map(at);
        let first = samples.next();
        if worlds.sampled.len() > 1 && first.is_some_and(|first| samples.any(|it| apart(it, first)))
        {
            unsaid.open.push((slot, Question::InScope));
        }
        let of_year = |kind: &&WorldKind| {
            kind.terms.layers.iter().any(|layer| {
                usize::from(layer.slot) == slot
                    && (layer.base == Base::Year || layer.paid_before.0 != layer.paid_before.1)
            })
        };
        // The year's sum is not split by the accounts that the cap counts.
        let of_account = |kind: &&WorldKind| {
            kind.terms.layers.iter().any(|layer| {
                let open = layer.cap_use_is_open()
                    || layer.deductible_use_is_open()
                    || layer.cost_before_is_open();
                usize::from(layer.slot) == slot && open
            })
        };
        if open_year(money.year) && legal.iter().any(of_year) || legal.iter().any(of_account) {
            unsaid.open.push((slot, Question::YearToDate));
        }
        // Facts that move the payment only together.
        let alone = unsaid.open.iter().any(|(at, _)| *at == slot);
        let between =
            |kind: &&WorldKind| seen(kind).all(|it| it.slots[slot].width() < WORTH_ASKING);
        if !alone && legal.iter().all(between) {
            unsaid
                .open
                .extend(split.iter().map(|question| (slot, *question)));
        }
    }
    unsaid
}

/// Returns the outcomes of a kind of world: one for each sampled in-scope amount, or a single one
/// where that amount is known.
fn seen<'k>(kind: &'k WorldKind) -> impl Iterator<Item = &'k Outcome> {
    let whole = kind.outcome.as_ref().filter(|_| kind.samples.is_empty());
    kind.samples.iter().flatten().chain(whole)
}

/// Returns the hull of the payments over some kinds of world: one for each sampled in-scope amount,
/// or a single one where that amount is known.
fn hulls(worlds: &Worlds, wanted: impl Fn(usize) -> bool) -> Vec<Option<[Range; SLOTS]>> {
    let kinds = worlds.kinds.iter().enumerate();
    let kinds = kinds.filter(|(at, kind)| kind.outcome.is_some() && wanted(*at));
    let mut hulls = vec![None; worlds.sampled.len().max(1)];
    for (_, kind) in kinds {
        for (at, hull) in hulls.iter_mut().enumerate() {
            let here = match kind.samples.is_empty() {
                true => kind.outcome.as_ref(),
                false => kind.samples[at].as_ref(),
            };
            let Some(here) = here else { continue };
            match hull {
                None => *hull = Some(here.slots),
                Some(slots) => {
                    for (slot, more) in slots.iter_mut().zip(&here.slots) {
                        *slot = slot.hull(*more);
                    }
                }
            }
        }
    }
    hulls
}

/// Returns whether two ranges differ by a yuan or more at their low or their high ends.
fn apart(one: Range, other: Range) -> bool {
    let far = |one: Fen, other: Fen| one.above(other) + other.above(one) >= WORTH_ASKING;
    far(one.low, other.low) || far(one.high, other.high)
}
