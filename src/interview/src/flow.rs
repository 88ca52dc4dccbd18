//! Which question comes next, and what an answer does to the visit.
use crate::route::{Fact, Goal, Route, Screen};
use crate::world::Scene;
use mingbai_engine::{
    Answer, Ask, Bill, Groups, Hospital, Must, Question, Value, Visit, Year, plans,
};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{Care, Fen, Grade, GroupId, HospitalTier, Place, RegionId, Sex, Tables};
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
    let disease = Fact::Asked(Question::Disease);
    if route.goal == Goal::Pay {
        let asked = scene.interview()?;
        let interview = asked.as_ref().as_ref().ok()?;
        if let Some(question) = interview.next(|it| passed(route, it)) {
            return Some(screen(question));
        }
        // Without a bill the policies are all there is to find, most of them by disease.
        let find = !pays && visit.diseases.is_none() && !said(&disease);
        return find.then_some(disease);
    }
    // Schemes are looked up by disease first: one answer settles most of them.
    if visit.diseases.is_none() && !said(&disease) {
        return Some(disease);
    }
    open(scene).next().map(|ask| screen(ask.question))
}

/// Whether the day is known: the visit carries today's until one is told, which answers nothing;
/// nor does it once midnight has passed.
pub fn dated(scene: &Scene) -> bool {
    let asked = scene.route.screen == Screen::Say(Fact::Date);
    let visit = scene.route.visit.as_ref();
    visit.is_some_and(|visit| !asked || !scene.world.was_today(visit.date))
}

/// The screen that asks a question: groups are asked together.
pub fn screen(question: Question) -> Fact {
    match question {
        Question::Group(_) => Fact::Groups,
        Question::Insurance => Fact::Insurance,
        other => Fact::Asked(other),
    }
}

/// Answered with 不知道.
pub fn passed(route: &Route, question: Question) -> bool {
    route.skipped.contains(&screen(question))
}

/// At most so many more screens can come about the money, whatever is answered.
pub fn at_most(scene: &Scene) -> Option<usize> {
    let route = &scene.route;
    let bill = route.visit.as_ref().and_then(|it| it.bill.as_ref());
    let pays = bill.is_some_and(|bill| bill.total.or(bill.self_pay).is_some());
    // Before the bill is told its questions are not known.
    let told = pays || route.skipped.contains(&Fact::Total);
    let asked = scene.interview();
    let asked = asked.filter(|_| route.goal == Goal::Pay && told)?;
    let interview = asked.as_ref().as_ref().ok()?;
    let mut screens: Vec<Fact> = Vec::new();
    for question in interview.open() {
        let screen = screen(*question);
        if !screens.contains(&screen) && !passed(route, *question) {
            screens.push(screen);
        }
    }
    let disease = Fact::Asked(Question::Disease);
    let visit = route.visit.as_ref()?;
    if !pays
        && visit.diseases.is_none()
        && ![&screens, &route.skipped]
            .iter()
            .any(|it| it.contains(&disease))
    {
        screens.push(disease);
    }
    Some(screens.len())
}

/// What must be said before there is a case, and was passed over: it stays open.
pub fn missing(scene: &Scene) -> Vec<Must> {
    let asked = scene.interview().filter(|_| scene.route.goal == Goal::Pay);
    let interview = asked.as_ref().and_then(|it| it.as_ref().as_ref().ok());
    let musts = interview.map(|it| it.musts()).unwrap_or_default();
    let passed = musts.iter().filter(|it| passed(&scene.route, it.question));
    passed.cloned().collect()
}

/// The groups to tick: those a rule in force turns on and those told, and whatever implies one
/// of them, as it is denied with it. The narrower a name, the nearer the top.
pub fn groups(scene: &Scene) -> Vec<GroupId> {
    let vocabulary = &scene.tables().vocabulary;
    let visit = scene.route.visit.as_ref();
    let mut bits = visit.map(|it| it.groups.yes).unwrap_or_default();
    bits |= scene.good().map(turning).unwrap_or_default();
    // Who comes back to it may say any group the tables of the place know of; everyone may where the
    // answer so far turns on none.
    let back = matches!(scene.route.screen, Screen::Edit(_) | Screen::Change(_));
    if let (true, Some(visit)) = (back || bits == 0, visit) {
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
    let all = (0u16..).map(GroupId).take(vocabulary.groups.len());
    let mut groups: Vec<(u32, GroupId)> = all
        .map(|group| (vocabulary.group_closure(group), group))
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

/// Questions that would still change the answer, those passed over behind the others: one a screen.
pub fn unanswered(scene: &Scene) -> Vec<&Ask> {
    let money = about_money(scene);
    let asks = scene.good().map(|it| it.ask.as_slice()).unwrap_or_default();
    let mut found: Vec<&Ask> = Vec::new();
    for ask in asks.iter().filter(|ask| !money || ask.range.is_some()) {
        if found
            .iter()
            .all(|it| screen(it.question) != screen(ask.question))
        {
            found.push(ask);
        }
    }
    found.sort_by_key(|ask| passed(&scene.route, ask.question));
    found
}

/// Where an answer would still do something, though nothing more is asked by itself.
pub fn first_unanswered(scene: &Scene) -> Option<Fact> {
    if let Some(must) = missing(scene).first() {
        return Some(form(scene, must.question));
    }
    Some(form(scene, unanswered(scene).first()?.question))
}

/// The screen on which an open question is answered now: where the receipt has told 个人自费, what is
/// left stands on the list of charges.
pub fn form(scene: &Scene, question: Question) -> Fact {
    let bill = scene.route.visit.as_ref().and_then(|it| it.bill.as_ref());
    let receipt = bill.and_then(|it| it.receipt).unwrap_or_default();
    match question {
        Question::InScope if receipt.own_expense.is_some() => Fact::Charges,
        other => screen(other),
    }
}

/// Where an answered fact leads: on, or back to where it was opened from.
pub fn after(route: &Route) -> Screen {
    match route.screen {
        Screen::Edit(_) => Screen::Facts,
        Screen::Change(_) => Screen::Result,
        _ => Screen::Ask,
    }
}

/// The screen of a question, opened from where this one was.
pub fn beside(route: &Route, fact: Fact) -> Screen {
    match route.screen {
        Screen::Edit(_) => Screen::Edit(fact),
        Screen::Change(_) => Screen::Change(fact),
        _ => Screen::Say(fact),
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
    let passed = match fact {
        Fact::Charges => Fact::Asked(Question::InScope),
        other => other,
    };
    passed_over(route, passed, visit)
}

/// The route after a question was left as open as it is.
pub fn passed_over(route: &Route, fact: Fact, visit: Option<Visit>) -> Route {
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

/// The values of a question with few of them, as far as they fit the visit's place.
pub fn values_here(tables: &Tables, visit: &Visit, question: Question) -> Vec<Value> {
    let only = match question {
        Question::BenefitPlan => plans(tables, visit),
        _ => None,
    };
    let all = values(tables, question);
    match (question, only) {
        (_, Some(only)) => only.into_iter().map(Value::BenefitPlan).collect(),
        // A municipality's counties have no prefecture between.
        (Question::Place, _) if !has_prefecture(tables, visit) => {
            let there = |it: &Value| *it != Value::Place(Place::SamePrefecture);
            all.into_iter().filter(there).collect()
        }
        _ => all,
    }
}

fn has_prefecture(tables: &Tables, visit: &Visit) -> bool {
    let vocabulary = &tables.vocabulary;
    let level = |region: RegionId| vocabulary.regions.get(region.index()).map(|it| it.level);
    visit.insured_in.is_none_or(|home| {
        level(home) != Some(Level::County)
            || vocabulary
                .lineage(home)
                .any(|it| level(it) == Some(Level::Prefecture))
    })
}

/// The values of a question with few of them.
pub fn values(tables: &Tables, question: Question) -> Vec<Value> {
    match question {
        Question::Grade => Grade::ALL.iter().map(|it| Value::Grade(*it)).collect(),
        Question::Tier => HospitalTier::ALL
            .iter()
            .map(|it| Value::Tier(*it))
            .collect(),
        Question::Place => Place::ALL.iter().map(|it| Value::Place(*it)).collect(),
        Question::Care => Care::ALL.iter().map(|it| Value::Care(*it)).collect(),
        Question::Sex => Sex::ALL.iter().map(|it| Value::Sex(*it)).collect(),
        Question::BenefitPlan => {
            let count = u8::try_from(tables.vocabulary.plans.len()).unwrap_or(0);
            let plans = (0..count).map(Value::BenefitPlan);
            plans.chain([Value::OtherBenefitPlan]).collect()
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
        (Question::BenefitPlan, Value::BenefitPlan(it)) => visit.plan = Some(it),
        (Question::BenefitPlan, _) => visit.plan = Some(mingbai_intake::OTHER_PLAN),
        (Question::Is(fact), _) => visit.said[fact] = Some(yes),
        (Question::Own(own), _) => visit.answers.push((own, yes)),
        (Question::Disease, Value::Disease(it)) => visit.diseases = Some(vec![it]),
        (Question::InScope, Value::Amount(fen)) => {
            visit.bill.get_or_insert_default().set_in_scope(Some(fen))
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
                bill.set_in_scope(None);
            }
        }
        Fact::Charges => {
            if let Some(bill) = &mut visit.bill {
                bill.charges = None;
            }
        }
        Fact::Local => {
            visit.local.clear();
            visit.scoped.clear();
            visit.names.clear();
        }
        Fact::Insurance => visit.insurance = None,
        Fact::AsOf => visit.tables_as_of = None,
        Fact::Asked(question) => match question {
            Question::Insurance => visit.insurance = None,
            Question::Hospital => visit.hospital = None,
            Question::Grade => visit.grade = None,
            Question::Tier => visit.tier = None,
            Question::Place => visit.place = None,
            Question::Care => visit.care = None,
            Question::Sex => visit.sex = None,
            Question::Disease => visit.diseases = None,
            Question::Number(fact) => visit.said[fact] = None,
            Question::Is(fact) => visit.said[fact] = None,
            Question::BenefitPlan => visit.plan = None,
            Question::Group(_) => visit.groups = Groups::default(),
            Question::Own(own) => visit.answers.retain(|(it, _)| *it != own),
            Question::InScope => {
                if let Some(bill) = &mut visit.bill {
                    bill.receipt = None;
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
