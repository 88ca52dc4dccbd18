//! Someone's answers as a visit of the page, and back into the book.
use crate::book;
use mingbai_engine::Visit;
use mingbai_households::Person;
use mingbai_intake::link;
use mingbai_interview::route::{Goal, Route, Screen};
use mingbai_interview::world::World;

/// Keeps the answers of a route with the person they are of.
pub fn remember(world: &World, route: &Route) {
    if let (Some(who), Some(_)) = (&route.who, &route.visit) {
        book::open(world);
        let (visit, skipped) = route.told(&world.tables);
        book::change_person(world, who, |person| {
            person.visit = visit;
            person.skipped = skipped;
        });
    }
}

/// The route of someone's answers.
fn route_of(world: &World, person: &Person, goal: Goal, screen: Screen) -> Route {
    let whole = format!("scheme/ask/{}/{}", person.visit, person.skipped);
    let kept = Route::read(&world.tables, &whole).ok();
    Route {
        goal,
        screen,
        who: Some(person.id.clone()),
        ..kept.unwrap_or_else(|| Route::start(goal))
    }
}

/// Where someone's page of a screen is.
pub fn href_of(world: &World, person: &Person, goal: Goal, screen: Screen) -> String {
    let route = route_of(world, person, goal, screen);
    format!("#{}", route.fragment(&world.tables))
}

/// What was told of someone; none where it cannot be read.
pub fn visit_of(world: &World, person: &Person) -> Option<Visit> {
    link::read(&world.tables, &person.visit).ok()
}
