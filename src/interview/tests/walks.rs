//! Walks from a place to the answer, through the questions in their order, on the shipped tables:
//! every place there is, both goals, by someone who knows nothing and by someone who knows much.
use mingbai_engine::{Question, Value};
use mingbai_interview::flow;
use mingbai_interview::route::{Fact, Goal, Route, Screen};
use mingbai_interview::world::{Scene, World};
use mingbai_policy::{Day, Fen, Insurance, RegionId};

const TODAY: Day = Day::new(2026, 12, 1);
/// No walk asks more than this.
const MOST: usize = 40;

/// How a person answers: gives the route after a fact.
type Person = fn(&Scene, Fact) -> Route;

/// Says 不知道 to everything.
fn knows_nothing(scene: &Scene, fact: Fact) -> Route {
    flow::unknown(&scene.route, fact)
}

/// Says the total, the insurance, and the first value of each question with few of them.
fn knows_much(scene: &Scene, fact: Fact) -> Route {
    let route = &scene.route;
    let mut visit = route.visit.clone().expect("a place was chosen");
    match fact {
        Fact::Total => visit.bill.get_or_insert_default().total = Some(Fen(5_000_000)),
        Fact::Insurance => visit.insurance = Some(Insurance::Resident),
        Fact::Asked(question) => match first_value(scene, question) {
            Some(value) => visit = flow::with(&visit, question, value),
            None => return flow::unknown(route, fact),
        },
        _ => return flow::unknown(route, fact),
    }
    flow::told(route, fact, visit)
}

fn first_value(scene: &Scene, question: Question) -> Option<Value> {
    let few = matches!(
        question,
        Question::Grade
            | Question::Tier
            | Question::Place
            | Question::Care
            | Question::Sex
            | Question::BenefitPlan
            | Question::Is(_)
            | Question::Own(_)
    );
    let visit = scene.route.visit.as_ref().filter(|_| few)?;
    let values = flow::values_here(scene.tables(), visit, question);
    values.into_iter().next()
}

/// Walks until nothing more is asked; returns what was asked.
fn walk(world: &World, start: Route, person: Person) -> Vec<Fact> {
    let name = start.fragment(&world.tables);
    let mut route = start;
    let mut asked = Vec::new();
    // So many screens were left at most, after so many.
    let mut promised = Vec::new();
    loop {
        let scene = Scene::new(world, route, false);
        let fragment = scene.address(&scene.route);
        let read = Route::read(&world.tables, &fragment).expect("an address of our own");
        assert_eq!(read.fragment(&world.tables), fragment, "{name}: {asked:?}");
        promised.extend(flow::at_most(&scene).map(|most| (asked.len(), most)));
        let Some(fact) = flow::next(&scene) else {
            assert!(scene.good().is_some(), "{name}: no answer after {asked:?}");
            break;
        };
        assert!(
            !asked.contains(&fact),
            "{name}: {fact:?} again after {asked:?}"
        );
        asked.push(fact);
        assert!(asked.len() <= MOST, "{name}: {asked:?}");
        route = person(&scene, fact);
        assert_eq!(route.screen, Screen::Ask, "{name}: {fact:?}");
    }
    for (after, most) in promised {
        let came = asked.len() - after;
        assert!(
            came <= most,
            "{name}: {came} of at most {most} after {asked:?}"
        );
    }
    asked
}

/// Walks from every place with tables of its own or above it; returns how many walks there were.
fn everywhere(person: Person) -> usize {
    let world = World::new(mingbai_tables::load().expect("tables"), TODAY);
    let count = u16::try_from(world.tables.vocabulary.regions.len()).expect("few regions");
    let places = (0..count).map(|at| Some(RegionId(at))).chain([None]);
    let mut walks = 0;
    for place in places {
        for goal in [Goal::Pay, Goal::Scheme] {
            let visit = mingbai_engine::Visit::new(TODAY, place);
            let start = Route::start(goal).with(visit);
            let asked = walk(&world, start, person);
            assert!(!asked.is_empty(), "{place:?} {goal:?}");
            walks += 1;
        }
    }
    walks
}

#[test]
fn who_knows_nothing_comes_to_an_answer_and_is_asked_nothing_twice() {
    assert!(everywhere(knows_nothing) >= 42);
}

#[test]
fn who_knows_much_comes_to_an_answer_and_is_asked_nothing_twice() {
    assert!(everywhere(knows_much) >= 42);
}
