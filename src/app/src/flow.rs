//! Which question comes next, and what an answer does to the visit.
use crate::route::{Fact, Goal, Route, Screen};
use crate::world::Scene;
use mingbai_engine::{Answer, Ask, Bill, Groups, Hospital, Question, Value, Visit, Year};
use mingbai_policy::{Care, Fen, Grade, GroupId, Place, Sex, Tables, Tier};
use std::cmp::Reverse;

/// The next thing to ask; none when no answer would change what was asked for.
pub fn next(scene: &Scene) -> Option<Fact> {
    let route = &scene.route;
    let Some(visit) = &route.visit else {
        return Some(Fact::Place);
    };
    let bill = visit.bill.as_ref();
    let pays = bill.is_some_and(|bill| bill.total.or(bill.self_pay).is_some());
    let said = |fact: &Fact| route.skipped.contains(fact);
    if route.goal == Goal::Pay && !pays && !said(&Fact::Total) {
        return Some(if said(&Fact::Paper) {
            Fact::Total
        } else {
            Fact::Paper
        });
    }
    if about_money(scene) {
        let answer = scene.good()?;
        return mingbai_engine::next(answer, |it| passed(route, it)).map(screen);
    }
    // Schemes are looked up by disease first: one answer settles most of them.
    let disease = Fact::Asked(Question::Disease);
    if visit.diseases.is_none() && !said(&disease) {
        return Some(disease);
    }
    open(scene).next().map(|ask| screen(ask.question))
}

/// Whether the day is known: the visit carries today's until one is told, which answers nothing.
pub fn dated(scene: &Scene) -> bool {
    let asked = scene.route.screen == Screen::Say(Fact::Date);
    let visit = scene.route.visit.as_ref();
    visit.is_some_and(|visit| !asked || visit.date != scene.world.today)
}

/// The screen that asks a question: groups are asked together.
pub fn screen(question: Question) -> Fact {
    match question {
        Question::Group(_) => Fact::Groups,
        other => Fact::Asked(other),
    }
}

/// Answered with 不知道.
fn passed(route: &Route, question: Question) -> bool {
    route.skipped.contains(&screen(question))
}

/// At most so many more screens can come about the money, whatever is answered.
pub fn at_most(scene: &Scene) -> Option<usize> {
    let answer = scene.good().filter(|_| about_money(scene))?;
    let mut screens: Vec<Fact> = Vec::new();
    for question in &answer.open {
        let screen = screen(*question);
        if !screens.contains(&screen) && !passed(&scene.route, *question) {
            screens.push(screen);
        }
    }
    Some(screens.len())
}

/// The groups to tick: those a rule in force turns on and those told, and whatever implies one
/// of them, as it is denied with it. The narrower a name, the nearer the top.
pub fn groups(scene: &Scene) -> Vec<GroupId> {
    let terms = &scene.tables().terms;
    let visit = scene.route.visit.as_ref();
    let mut bits = visit.map(|it| it.groups.yes).unwrap_or_default();
    bits |= scene.good().map(turning).unwrap_or_default();
    // Who comes back to it may say any group the tables of the place know of.
    if let (Screen::Edit(_), Some(visit)) = (&scene.route.screen, visit) {
        let bare = Visit {
            insurance: visit.insurance,
            tables_as_of: visit.tables_as_of,
            bill: Some(Bill {
                total: Some(SOME_BILL),
                ..Bill::default()
            }),
            ..Visit::new(visit.date, visit.insured_in)
        };
        let known = mingbai_engine::answer(&scene.world.tables, &bare);
        bits |= known.as_ref().map(turning).unwrap_or_default();
    }
    let all = (0u16..).map(GroupId).take(terms.groups.len());
    let mut groups: Vec<(u32, GroupId)> = all
        .map(|group| (terms.group_closure(group), group))
        .filter(|(closure, _)| closure & bits != 0)
        .map(|(closure, group)| (closure.count_ones(), group))
        .collect();
    groups.sort_by_key(|(implied, group)| (Reverse(*implied), *group));
    groups.into_iter().map(|(_, group)| group).collect()
}

/// A bill large enough to reach every layer.
const SOME_BILL: Fen = Fen(100_000_000);

/// The bits of the groups that something in an answer turns on.
fn turning(answer: &Answer) -> u64 {
    let asked = answer.ask.iter().map(|ask| ask.question);
    let schemes = answer.schemes.iter().flat_map(|line| &line.open);
    let waivers = answer.waivers.iter().flat_map(|line| &line.open);
    let all = asked.chain(answer.open.iter().chain(schemes).chain(waivers).copied());
    all.fold(0, |bits, question| match question {
        Question::Group(group) => bits | 1 << group.0,
        _ => bits,
    })
}

/// Whether amounts are what is asked for, and there is a bill to reckon.
fn about_money(scene: &Scene) -> bool {
    scene.route.goal == Goal::Pay && scene.good().is_some_and(|answer| answer.money.is_some())
}

/// Questions still worth asking for the goal, best first.
pub fn open(scene: &Scene) -> impl Iterator<Item = &Ask> {
    let money = about_money(scene);
    let asks = scene.good().map(|it| it.ask.as_slice()).unwrap_or_default();
    asks.iter()
        .filter(move |ask| !money || ask.range.is_some())
        .filter(|ask| !passed(&scene.route, ask.question))
}

/// Where an answered fact leads: on, or back to the list it was opened from.
pub fn after(route: &Route) -> Screen {
    match route.screen {
        Screen::Edit(_) => Screen::Facts,
        _ => Screen::Ask,
    }
}

/// The route after a fact was told.
pub fn told(route: &Route, fact: Fact, visit: Visit) -> Route {
    let skipped = route
        .skipped
        .iter()
        .copied()
        .filter(|it| *it != fact)
        .collect();
    Route {
        screen: after(route),
        visit: Some(visit),
        skipped,
        shown: None,
        ..route.clone()
    }
}

/// The route after a fact was answered with 不知道.
pub fn unknown(route: &Route, fact: Fact) -> Route {
    let visit = route.visit.as_ref().map(|visit| without(visit, fact));
    let mut skipped = route.skipped.clone();
    if !skipped.contains(&fact) {
        skipped.push(fact);
    }
    Route {
        screen: after(route),
        visit,
        skipped,
        shown: None,
        ..route.clone()
    }
}

/// The values of a question with few of them.
pub fn values(tables: &Tables, question: Question) -> Vec<Value> {
    match question {
        Question::Grade => Grade::ALL.iter().map(|it| Value::Grade(*it)).collect(),
        Question::Tier => Tier::ALL.iter().map(|it| Value::Tier(*it)).collect(),
        Question::Place => Place::ALL.iter().map(|it| Value::Place(*it)).collect(),
        Question::Care => Care::ALL.iter().map(|it| Value::Care(*it)).collect(),
        Question::Sex => Sex::ALL.iter().map(|it| Value::Sex(*it)).collect(),
        Question::Plan => {
            let count = u8::try_from(tables.terms.plans.len()).unwrap_or(0);
            let plans = (0..count).map(Value::Plan);
            plans.chain([Value::OtherPlan]).collect()
        }
        _ => vec![Value::Yes, Value::No],
    }
}

/// The visit with a question answered.
pub fn with(visit: &Visit, question: Question, value: Value) -> Visit {
    let mut visit = without(visit, Fact::Asked(question));
    let yes = value == Value::Yes;
    match (question, value) {
        (Question::Hospital, Value::Hospital(id)) => {
            // A named hospital brings its own, as far as they are known.
            (visit.grade, visit.tier, visit.place) = (None, None, None);
            visit.hospital = Some(Hospital::Named(id));
        }
        (Question::Hospital, _) => visit.hospital = Some(Hospital::Other),
        (Question::Grade, Value::Grade(it)) => visit.grade = Some(it),
        (Question::Tier, Value::Tier(it)) => visit.tier = Some(it),
        (Question::Place, Value::Place(it)) => visit.place = Some(it),
        (Question::Care, Value::Care(it)) => visit.care = Some(it),
        (Question::Sex, Value::Sex(it)) => visit.sex = Some(it),
        (Question::Plan, Value::Plan(it)) => visit.plan = Some(it),
        (Question::Plan, _) => visit.plan = Some(mingbai_visit::OTHER_PLAN),
        (Question::Referred, _) => visit.referred = Some(yes),
        (Question::Enrolled, _) => visit.enrolled = Some(yes),
        (Question::PremiumPaid, _) => visit.premium_paid = Some(yes),
        (Question::Own(own), _) => visit.answers.push((own, yes)),
        (Question::Disease, Value::Disease(it)) => visit.diseases = Some(vec![it]),
        (Question::InScope, Value::Amount(fen)) => {
            visit.bill.get_or_insert_default().in_scope = Some(fen)
        }
        _ => {}
    }
    visit
}

/// The visit with a fact unsaid.
pub fn without(visit: &Visit, fact: Fact) -> Visit {
    let mut visit = visit.clone();
    match fact {
        Fact::Place | Fact::Date | Fact::Paper => {}
        Fact::Total => {
            if let Some(bill) = &mut visit.bill {
                bill.total = None;
            }
            if visit.bill == Some(Default::default()) {
                visit.bill = None;
            }
        }
        Fact::Groups => visit.groups = Groups::default(),
        Fact::Sheet => {
            if let Some(bill) = &mut visit.bill {
                bill.paid.clear();
                bill.self_pay = None;
            }
        }
        Fact::Local => {
            visit.local.clear();
            visit.names.clear();
        }
        Fact::Insurance => visit.insurance = None,
        Fact::Liable => visit.liable_third_party = None,
        Fact::AsOf => visit.tables_as_of = None,
        Fact::Asked(question) => match question {
            Question::Hospital => visit.hospital = None,
            Question::Grade => visit.grade = None,
            Question::Tier => visit.tier = None,
            Question::Place => visit.place = None,
            Question::Referred => visit.referred = None,
            Question::Care => visit.care = None,
            Question::Sex => visit.sex = None,
            Question::Age => visit.age = None,
            Question::Disease => visit.diseases = None,
            Question::Enrolled => visit.enrolled = None,
            Question::PremiumPaid => visit.premium_paid = None,
            Question::Plan => visit.plan = None,
            Question::Group(_) => visit.groups = Groups::default(),
            Question::Own(own) => visit.answers.retain(|(it, _)| *it != own),
            Question::InScope => {
                if let Some(bill) = &mut visit.bill {
                    bill.in_scope = None;
                }
            }
            Question::Items => {
                if let Some(bill) = &mut visit.bill {
                    bill.items.clear();
                }
            }
            Question::YearToDate => visit.year = Year::Unknown,
        },
    }
    visit
}
