//! Which fields the clerk's form has now, in the order of a settlement sheet.
use crate::clerk::pick;
use crate::clerk::slot::Slot;
use crate::clerk::typed::Typed;
use crate::{numbers, yes_no};
use mingbai_engine::{Answer, LineGrade, Question, Warning};
use mingbai_policy::{FactGroup, LayerId, Period, Tables};

/// The fields of the yes/no facts of a group that are always there.
fn facts(group: FactGroup) -> impl Iterator<Item = Slot> {
    yes_no::always(group).map(|fact| Slot::Asked(Question::Is(fact)))
}

/// The fields of the numbers of a group that are always there.
fn counted(group: FactGroup) -> impl Iterator<Item = Slot> {
    numbers::always(group).map(|fact| Slot::Asked(Question::Number(fact)))
}

/// The fields that are always there, but for who else owes the bill, which comes after the items.
fn always() -> Vec<Slot> {
    let mut all = vec![Slot::Place, Slot::Insurance];
    all.extend(facts(FactGroup::Cover));
    all.extend(counted(FactGroup::Cover));
    all.extend(facts(FactGroup::Person));
    all.extend([Slot::Groups, Slot::Asked(Question::Sex)]);
    all.extend(counted(FactGroup::Person));
    all.extend([
        Slot::Hospital,
        Slot::Asked(Question::Grade),
        Slot::Asked(Question::Tier),
        Slot::Asked(Question::Place),
    ]);
    all.extend(facts(FactGroup::Hospital));
    all.extend([
        Slot::Asked(Question::Care),
        Slot::Admitted,
        Slot::Date,
        Slot::Disease,
        Slot::Total,
        Slot::InScope,
    ]);
    all
}

/// Every field a window may set once.
pub fn of_window() -> Vec<Slot> {
    let all = always().into_iter().chain(facts(FactGroup::OtherPayer));
    all.filter(|it| it.of_window()).collect()
}

/// The fields now: those always there, and what this place asks beside them.
pub fn now(tables: &Tables, typed: &Typed, answer: Option<&Answer>) -> Vec<Slot> {
    let named_hospital = pick::names_one(typed.text(Slot::Hospital));
    let of_hospital = [
        Slot::Asked(Question::Grade),
        Slot::Asked(Question::Tier),
        Slot::Asked(Question::Place),
    ];
    // Of a named hospital its grade is asked where no table has it and the money turns on it.
    let graded = answer.is_some_and(|it| {
        let mut asked = it.ask.iter().map(|ask| ask.question);
        it.money.is_some() && asked.any(|question| question == Question::Grade)
    });
    let known = |slot: &Slot| {
        let grade = *slot == Slot::Asked(Question::Grade) && graded;
        named_hospital && of_hospital.contains(slot) && !typed.has(*slot) && !grade
    };
    let mut all = always();
    all.retain(|slot| !known(slot));
    let open = answer.map(|it| it.open.as_slice()).unwrap_or_default();
    let asked = answer.map(|it| it.ask.as_slice()).unwrap_or_default();
    let wanted = |question: Question| {
        typed.has(Slot::of(question))
            || open.contains(&question)
            || asked.iter().any(|ask| ask.question == question)
    };
    let own = (0u16..)
        .zip(&tables.questions)
        .map(|(at, _)| Question::Own(at));
    let counted = numbers::sometimes().map(Question::Number);
    let sometimes = yes_no::sometimes().map(Question::Is).chain(counted);
    for question in [Question::BenefitPlan]
        .into_iter()
        .chain(sometimes)
        .chain(own)
    {
        if wanted(question) {
            all.push(Slot::Asked(question));
        }
    }
    let items = answer.is_some_and(|it| !it.waivers.is_empty());
    if items || typed.has(Slot::Items) {
        all.push(Slot::Items);
    }
    all.extend(facts(FactGroup::OtherPayer));
    all.push(Slot::YearSpent);
    let mut paid: Vec<LayerId> = Vec::new();
    for line in answer.map(|it| it.layers.as_slice()).unwrap_or_default() {
        // What nothing is known of needs no history either.
        let known = line.grade != LineGrade::Unknown || line.pays.is_some();
        if known && line.top_up.is_none() && !paid.contains(&line.layer) {
            paid.push(line.layer);
        }
    }
    for slot in typed.slots() {
        if let Slot::YearPaid(layer) = slot
            && !paid.contains(&layer)
        {
            paid.push(layer);
        }
    }
    // The part of it that this visit's own limit counts, where that matters.
    let warnings = answer.map(|it| it.warnings.as_slice()).unwrap_or_default();
    for layer in paid {
        all.push(Slot::YearPaid(layer));
        let periods = Period::ALL.iter().rev();
        for (per, of_disease) in periods.flat_map(|per| [(*per, false), (*per, true)]) {
            let open = Warning::YearNotSplit {
                layer,
                of_disease,
                per,
            };
            let slot = Slot::YearOwn(layer, of_disease, per);
            if warnings.contains(&open) || typed.has(slot) {
                all.push(slot);
            }
            let open = Warning::DeductibleUseOpen {
                layer,
                of_disease,
                per,
            };
            let slot = Slot::YearUsed(layer, of_disease, per);
            if warnings.contains(&open) || typed.has(slot) {
                all.push(slot);
            }
        }
    }
    all.sort_by_key(|slot| slot.part());
    all
}
