//! Chooses the questions that narrow an answer most. Must not know sentences or screens.
pub(crate) mod next;
pub(crate) mod pairs;

use crate::answer::{Ask, Question, Range, Value, Verdict};
use crate::layout::schemes;
use crate::layout::{Layout, SchemeLayout};
use crate::logic::compile::{ListSays, insert};
use crate::logic::facts::{Atom, Facts, OTHER_HOSPITAL, OTHER_PLAN};
use crate::settle::DeductibleOfPeriod;
use crate::settle::LayerTerms;
use crate::visit::Year;
use crate::worlds::{OpenBill, Worlds};
use mingbai_policy::{
    Base, Care, Fen, Grade, HospitalTier, LayerId, NumberFact, Period, Place, Sex, limits,
};

/// The least move of an end that is worth a question: 1 yuan.
pub(crate) const WORTH_ASKING: Fen = Fen(100);

/// Returns every open fact that a rule mentions, with its possible answers.
pub(crate) fn open_questions(layout: &Layout) -> Vec<(Question, Vec<Value>)> {
    let base = &layout.base;
    let mut questions: Vec<(Question, Vec<Value>)> = Vec::new();
    let mut thresholds: Vec<(NumberFact, u16)> = Vec::new();
    let mut see = |atom: Atom| {
        if let Atom::AtLeast(fact, least) = atom {
            thresholds.push((fact, least));
        }
        let Some(question) = layout.question(atom) else {
            return;
        };
        if questions.iter().all(|(known, _)| *known != question) {
            questions.push((question, Vec::new()));
        }
    };
    layout.conditions(&mut |cond| cond.atoms(&mut see));
    thresholds.sort_unstable();
    thresholds.dedup();
    for (question, values) in &mut questions {
        *values = possible(layout, base, *question, &thresholds);
    }
    questions.retain(|(_, values)| values.len() > 1);
    if disease_matters(layout)
        && questions
            .iter()
            .all(|(question, _)| *question != Question::Disease)
    {
        questions.push((Question::Disease, Vec::new()));
    }
    questions
}

/// Returns whether naming a disease would decide a scheme in force where no disease was given: a
/// complete list says no to the diseases it lacks, and a listed disease is a yes where every other
/// condition holds.
fn disease_matters(layout: &Layout) -> bool {
    let decided_by = |scheme: &SchemeLayout, list: &ListSays| {
        let facts = &layout.base;
        let rest = scheme.scope.of(facts).and(scheme.when.of(facts));
        list.complete || rest.and(list.best.of(facts)) == Verdict::Yes
    };
    layout.listed_schemes().any(|scheme| {
        scheme.list.as_ref().is_some_and(|list| {
            !list.given
                && schemes::scheme_verdict(scheme, layout.day, &layout.base).0 == Verdict::Unknown
                && decided_by(scheme, list)
        })
    })
}

/// Returns the possible answers to a question; `thresholds` are the numbers at which some condition
/// changes.
fn possible(
    layout: &Layout,
    base: &Facts,
    question: Question,
    thresholds: &[(NumberFact, u16)],
) -> Vec<Value> {
    fn of<T: Copy>(all: &[T], bit: fn(T) -> u8, set: u8, value: fn(T) -> Value) -> Vec<Value> {
        all.iter()
            .filter(|one| bit(**one) & set != 0)
            .map(|one| value(*one))
            .collect()
    }
    let flag = |known: bool| {
        if known {
            Vec::new()
        } else {
            vec![Value::Yes, Value::No]
        }
    };
    match question {
        Question::Group(group) => flag(base.groups.knows(group.0 as u8)),
        Question::Own(question) => {
            let bit = layout.questions.iter().position(|q| *q == question);
            flag(bit.is_some_and(|bit| base.own.knows(bit as u8)))
        }
        Question::Disease => {
            let open = |set: &usize| (base.diseases.yes | base.diseases.no) >> set & 1 == 0;
            let mut values = Vec::new();
            for set in (0..layout.disease_sets.len().min(limits::DISEASE_SETS)).filter(open) {
                if let Some(disease) = layout.disease_sets[set].first() {
                    insert(&mut values, Value::Disease(*disease));
                }
            }
            values.push(Value::Nothing);
            values
        }
        Question::Hospital => {
            let named = (0..layout.hospitals.len()).filter(|bit| base.hospital >> bit & 1 == 1);
            let mut values: Vec<Value> = named
                .map(|bit| Value::Hospital(layout.hospitals[bit]))
                .collect();
            if base.hospital & OTHER_HOSPITAL != 0 {
                values.push(Value::OtherHospital);
            }
            values
        }
        Question::BenefitPlan => {
            let plans = layout.tables.vocabulary.plans.len().min(limits::PLANS) as u8;
            let named = (0..plans).filter(|plan| base.plan >> plan & 1 == 1);
            let mut values: Vec<Value> = named.map(Value::BenefitPlan).collect();
            if base.plan & OTHER_PLAN != 0 {
                values.push(Value::OtherBenefitPlan);
            }
            values
        }
        Question::Grade => of(Grade::ALL, Grade::bit, base.grade, Value::Grade),
        Question::Tier => of(HospitalTier::ALL, HospitalTier::bit, base.tier, Value::Tier),
        Question::Place => of(Place::ALL, Place::bit, base.place, Value::Place),
        Question::Care => of(Care::ALL, Care::bit, base.care, Value::Care),
        Question::Sex => of(Sex::ALL, Sex::bit, base.sex, Value::Sex),
        Question::Is(fact) => flag(base.is(fact) != Verdict::Unknown),
        Question::Number(fact) => {
            let mut values = Vec::new();
            let (mut from, most) = base.number(fact);
            let edges = thresholds.iter().filter(|(of, _)| *of == fact);
            for edge in edges.map(|(_, least)| *least).chain([fact.most() + 1]) {
                if edge > from && from <= most {
                    values.push(Value::Number(fact, from, most.min(edge - 1)));
                    from = edge;
                }
            }
            values
        }
        Question::Insurance | Question::InScope | Question::Items | Question::YearToDate => {
            Vec::new()
        }
    }
}

/// Returns the facts with a question answered; `None` where the answer contradicts them.
pub(crate) fn answered(
    layout: &Layout,
    facts: &Facts,
    question: Question,
    value: Value,
) -> Option<Facts> {
    let yes = value == Value::Yes;
    let (atom, yes) = match (question, value) {
        (Question::Group(group), _) => (Atom::Group(group.0 as u8), yes),
        (Question::Own(own), _) => (
            Atom::Own(layout.questions.iter().position(|q| *q == own)? as u8),
            yes,
        ),
        (Question::Is(fact), _) => (Atom::Is(fact), yes),
        (_, Value::Hospital(hospital)) => (
            Atom::Hospital(1 << layout.hospitals.iter().position(|h| *h == hospital)?),
            true,
        ),
        (_, Value::OtherHospital) => (Atom::Hospital(OTHER_HOSPITAL), true),
        (_, Value::BenefitPlan(layout)) => (Atom::BenefitPlan(1 << layout), true),
        (_, Value::OtherBenefitPlan) => (Atom::BenefitPlan(OTHER_PLAN), true),
        (_, Value::Grade(grade)) => (Atom::Grade(grade.bit()), true),
        (_, Value::Tier(tier)) => (Atom::Tier(tier.bit()), true),
        (_, Value::Place(place)) => (Atom::Place(place.bit()), true),
        (_, Value::Care(care)) => (Atom::Care(care.bit()), true),
        (_, Value::Sex(sex)) => (Atom::Sex(sex.bit()), true),
        (_, Value::Number(fact, from, to)) => {
            let facts = facts.assume(Atom::AtLeast(fact, from), true, &layout.ties)?;
            return facts.assume(Atom::AtLeast(fact, to + 1), false, &layout.ties);
        }
        (Question::Disease, value) => {
            let mut facts = *facts;
            for (bit, set) in layout
                .disease_sets
                .iter()
                .enumerate()
                .take(limits::DISEASE_SETS)
            {
                let has = matches!(value, Value::Disease(one)
                    if set.iter().any(|listed| layout.tables.vocabulary.is_kind_of(one, *listed)));
                facts = facts.assume(Atom::Disease(bit as u8), has, &layout.ties)?;
            }
            return Some(facts);
        }
        _ => return None,
    };
    facts.assume(atom, yes, &layout.ties)
}

/// Returns the questions worth asking, best first. `beyond` is the range that remains whatever is
/// answered.
pub(crate) fn ask(
    layout: &Layout,
    worlds: Option<&Worlds>,
    money: Option<&OpenBill>,
    pays: Option<Range>,
    beyond: Option<Range>,
) -> Vec<Ask> {
    // Another payer's debt and the tables of another day remain in every range.
    let wide = |range: Range| beyond.map_or(range, |beyond| range.hull(beyond));
    let pays = pays.map(wide);
    let now = schemes::verdicts(layout, &layout.base);
    let mut narrowing = Vec::new();
    let mut deciding = Vec::new();
    for (question, values) in open_questions(layout) {
        let mut answers: Vec<(Value, Option<Range>)> = Vec::new();
        let mut decides = question == Question::Disease && disease_matters(layout);
        for value in values {
            let Some(facts) = answered(layout, &layout.base, question, value) else {
                continue;
            };
            decides = decides || schemes::verdicts(layout, &facts) != now;
            let range = worlds.and_then(|worlds| after(layout, worlds, question, value));
            let range = range.map(wide);
            if worlds.is_none() || range.is_some() {
                answers.push((value, range));
            }
        }
        push(
            &mut narrowing,
            &mut deciding,
            question,
            answers,
            decides,
            pays,
        );
    }
    if let (Some(worlds), Some(money), Some(pays)) = (worlds, money, pays) {
        let found = [&mut narrowing, &mut deciding];
        amounts(layout, worlds, money, pays, wide, found);
    }
    // A question about each item is the most work, so it comes last.
    narrowing
        .sort_by_key(|ask: &Ask| (ask.question == Question::Items, ask.range.map(Range::width)));
    narrowing.extend(deciding);
    narrowing
}

/// Returns the range of the payment over the worlds that fit an answer; `None` where no world does.
pub(crate) fn after(
    layout: &Layout,
    worlds: &Worlds,
    question: Question,
    value: Value,
) -> Option<Range> {
    let mut range: Option<Range> = None;
    for world in &worlds.worlds {
        let Some(outcome) = &worlds.kinds[world.kind].outcome else {
            continue;
        };
        if range.is_some_and(|known| known.hull(outcome.pays) == known) {
            continue;
        }
        if answered(layout, &world.facts, question, value).is_some() {
            range = Some(range.map_or(outcome.pays, |known| known.hull(outcome.pays)));
        }
    }
    range
}

/// Adds a question to `narrowing` where an answer moves an end by a yuan, else to `deciding` where
/// an answer decides a verdict.
fn push(
    narrowing: &mut Vec<Ask>,
    deciding: &mut Vec<Ask>,
    question: Question,
    answers: Vec<(Value, Option<Range>)>,
    decides: bool,
    pays: Option<Range>,
) {
    let ranges: Vec<Range> = answers.iter().filter_map(|answer| answer.1).collect();
    let moves = pays.is_some_and(|pays| {
        ranges.iter().any(|range| {
            range.low - pays.low >= WORTH_ASKING || pays.high - range.high >= WORTH_ASKING
        })
    });
    if moves {
        let count = ranges.len() as i64;
        let mean =
            |end: fn(&Range) -> Fen| Fen(ranges.iter().map(|r| end(r).0).sum::<i64>() / count);
        let range = Range {
            low: mean(|r| r.low),
            high: mean(|r| r.high),
        };
        narrowing.push(Ask {
            question,
            range: Some(range),
            answers,
        });
    } else if decides {
        let answers = answers
            .into_iter()
            .map(|(value, _)| (value, None))
            .collect();
        deciding.push(Ask {
            question,
            range: None,
            answers,
        });
    }
}

/// Adds the questions about amounts. Amounts have too many values to try each, so a few are
/// sampled.
fn amounts(
    layout: &Layout,
    worlds: &Worlds,
    money: &OpenBill,
    pays: Range,
    wide: impl Fn(Range) -> Range,
    [narrowing, deciding]: [&mut Vec<Ask>; 2],
) {
    let legal = || worlds.kinds.iter().filter_map(|kind| kind.outcome.as_ref());
    if !worlds.sampled.is_empty() {
        let at = |index: usize| {
            let kinds = worlds
                .kinds
                .iter()
                .filter_map(|kind| kind.samples[index].as_ref());
            kinds.map(|outcome| outcome.pays).reduce(Range::hull)
        };
        let answers = worlds
            .sampled
            .iter()
            .enumerate()
            .filter_map(|(index, fen)| Some((Value::Amount(*fen), Some(wide(at(index)?)))))
            .collect();
        push(
            narrowing,
            deciding,
            Question::InScope,
            answers,
            false,
            Some(pays),
        );
    }
    if waivable(layout, worlds, money) {
        let least = legal()
            .map(|o| o.after_layers.low)
            .min()
            .unwrap_or_default();
        let none = Range {
            low: least.max(pays.low).min(pays.high),
            high: pays.high,
        };
        let all = Range {
            low: pays.low,
            high: pays.high - (pays.high - pays.low).min(none.high),
        };
        let answers = vec![
            (Value::All, Some(wide(all))),
            (Value::Nothing, Some(wide(none))),
        ];
        push(
            narrowing,
            deciding,
            Question::Items,
            answers,
            false,
            Some(pays),
        );
    }
    let year_open = open_year(money.year);
    if year_to_ask(money.year, worlds) {
        let settled = |money: &OpenBill, known: &dyn Fn(&mut LayerTerms)| {
            worlds
                .kinds
                .iter()
                .flat_map(|kind| {
                    let range = money.in_scope_of(&kind.terms);
                    [range.low, range.high].map(|split| (kind, split))
                })
                .filter_map(|(kind, split)| {
                    let mut terms = kind.terms.clone();
                    terms.layers.iter_mut().for_each(known);
                    crate::worlds::outcome::outcome(layout, &terms, &money.facts(split)?).outcome
                })
                .map(|outcome| outcome.pays)
                .reduce(Range::hull)
        };
        let year = |at: Fen| {
            let known = Year::Known {
                in_scope_self_pay: Some(at),
                paid: Vec::new(),
                accounts: Vec::new(),
            };
            let money = OpenBill {
                year: &known,
                ..*money
            };
            settled(&money, &|layer| {
                layer.paid_before = (Fen::ZERO, Fen::ZERO);
                layer.cap_left = layer.cap;
                if layer.base == Base::YearCost {
                    layer.cost_before = (at, at);
                }
                if let Some(DeductibleOfPeriod { whole, .. }) = layer.deductible_of_period {
                    // A year with costs has met the deductible, a year without costs has not.
                    layer.deductible = if at == Fen::ZERO {
                        whole
                    } else {
                        (Fen::ZERO, Fen::ZERO)
                    };
                }
            })
        };
        // Either none of the payments belongs to the account that the cap counts, or all of them.
        let split = |none: bool| settled(money, &|layer| layer.take_year(none));
        let sampled = match year_open {
            true => [year(Fen::ZERO), year(Fen::MAX)],
            false => [split(true), split(false)],
        };
        let answers = [Value::Nothing, Value::All]
            .into_iter()
            .zip(sampled)
            .filter_map(|(value, pays)| Some((value, Some(wide(pays?)))))
            .collect();
        push(
            narrowing,
            deciding,
            Question::YearToDate,
            answers,
            false,
            Some(pays),
        );
    }
}

/// Returns whether some waiver of the place may still take in self-pay that is not itemised.
pub(crate) fn waivable(layout: &Layout, worlds: &Worlds, money: &OpenBill) -> bool {
    let itemised: Fen = money.bill.items.iter().map(|item| item.1).sum();
    worlds.kinds.iter().any(|kind| {
        kind.terms.waivers.iter().any(|(waiver, _)| {
            let rule = layout.waivers[*waiver as usize].rule;
            let near = layout.listed.iter().any(|listed| listed.0 == rule.table);
            near && layout.tables.tables[rule.table as usize].waivers[rule.index as usize].complete
        }) && kind
            .outcome
            .as_ref()
            .is_some_and(|o| o.after_layers.high > itemised)
    })
}

/// A figure of a period of several visits, of which nobody said how much earlier visits used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OpenAccount {
    pub layer: LayerId,
    /// Whether the figure is the deductible (起付线); else the cap (封顶线).
    pub deductible: bool,
    /// Whether the figure counts the in-scope cost: a schedule on the year's cost, or a cap on cost.
    pub cost: bool,
    /// Whether the figure counts one disease alone.
    pub of_disease: bool,
    /// The period that the figure counts.
    pub per: Period,
}

/// Returns the figures of a period whose use by earlier visits is open and moves the layer's payment.
pub(crate) fn open_accounts(worlds: &Worlds) -> Vec<OpenAccount> {
    let mut open: Vec<OpenAccount> = Vec::new();
    let mut add = |new: OpenAccount| {
        let about = |it: &OpenAccount| (it.layer, it.deductible, it.cost, it.per);
        let same = |it: &&mut OpenAccount| about(it) == about(&new);
        match open.iter_mut().find(same) {
            Some(known) => known.of_disease |= new.of_disease,
            None => open.push(new),
        }
    };
    for kind in &worlds.kinds {
        let Some(outcome) = &kind.outcome else {
            continue;
        };
        for layer in &kind.terms.layers {
            let paid = outcome.slots[usize::from(layer.slot)];
            let of = |deductible, of_disease, per| OpenAccount {
                layer: layer.layer,
                deductible,
                cost: layer.cap_on_cost && !deductible,
                of_disease,
                per,
            };
            if layer.cap_use_is_open() && paid.high > layer.cap_left.1 {
                add(of(false, layer.cap_of_disease, layer.cap_per));
            }
            if layer.cost_before_is_open() && paid.high > Fen::ZERO {
                add(OpenAccount {
                    cost: true,
                    ..of(false, false, Period::Year)
                });
            }
            if let Some(of_period) = layer.deductible_of_period
                && layer.deductible_use_is_open()
                && paid.high > Fen::ZERO
            {
                add(of(true, of_period.of_disease, of_period.per));
            }
        }
    }
    open
}

/// Returns whether to ask for the year so far: the year is unknown, or not split by the accounts
/// that a cap counts.
pub(crate) fn year_to_ask(year: &Year, worlds: &Worlds) -> bool {
    open_year(year) || !open_accounts(worlds).is_empty()
}

/// Returns whether the accumulated in-scope self-pay of the year is unknown.
pub(crate) fn open_year(year: &Year) -> bool {
    matches!(
        year,
        Year::Unknown
            | Year::Known {
                in_scope_self_pay: None,
                ..
            }
    )
}

/// Returns the facts that set one world apart from the others, with one legal value for each.
pub(crate) fn choose(layout: &Layout, world: &Facts) -> Vec<(Question, Value)> {
    let mut facts = *world;
    let mut chosen = Vec::new();
    for (question, values) in open_questions(layout) {
        let fitting = |facts: &Facts, value: &Value| answered(layout, facts, question, *value);
        if question == Question::Disease
            || values.iter().all(|value| fitting(world, value).is_some())
        {
            continue;
        }
        // A no is tried first: a no brings the fewest other facts with it.
        let choice = values
            .iter()
            .rev()
            .find_map(|value| Some((*value, fitting(&facts, value)?)));
        if let Some((value, after)) = choice {
            facts = after;
            chosen.push((question, value));
        }
    }
    chosen
}
