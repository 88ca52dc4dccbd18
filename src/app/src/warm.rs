//! Runs once through what the next taps will run, while the person still reads the first page.
//! A browser compiles a function when it is first called; on a slow phone the first tap would
//! wait for that. Nothing of it is shown or kept.
use crate::pages;
use crate::route::{Fact, Goal, Route, Screen};
use crate::world::{Scene, World};
use mingbai_engine::Visit;
use mingbai_policy::{Fen, RegionId};
use mingbai_visit::link;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
}

/// The tables to run with.
pub fn with(world: &World) {
    WORLD.with(|it| *it.borrow_mut() = Some(world.clone()));
}

/// Runs one step, short enough to stand between two taps; false when there is none left.
#[wasm_bindgen]
pub fn warm(step: u32) -> bool {
    let Some(world) = WORLD.with(|it| it.borrow().clone()) else {
        return false;
    };
    match step {
        0 => drop(pages::ask::page(&scene(&world, None), Fact::Place)),
        1 => {
            let _ = link::read(&world.tables, &link::write(&world.tables, &sample(&world)));
        }
        // Not the answer kept last: this one is reckoned, also when it is measured.
        2 => drop(mingbai_engine::answer(&world.tables, &sample(&world))),
        3 => drop(pages::ask::page(
            &scene(&world, Some(sample(&world))),
            Fact::Total,
        )),
        4 => drop(pages::result::page(&scene(&world, Some(sample(&world))))),
        5 => pages::result::through(&scene(&world, Some(sample(&world)))),
        _ => return false,
    }
    true
}

/// A bill of a place with tables, all else open: it runs through the most.
fn sample(world: &World) -> Visit {
    let terms = &world.tables.terms;
    let at = terms.regions.iter().position(|it| it.parent.is_some());
    let place = at.and_then(|at| u16::try_from(at).ok()).map(RegionId);
    let mut visit = Visit::new(world.today, place);
    visit.bill.get_or_insert_default().total = Some(Fen(1_000_000));
    visit
}

fn scene(world: &World, visit: Option<Visit>) -> Scene {
    let answer = visit.as_ref().map(|visit| world.answer(visit));
    Scene {
        world: world.clone(),
        route: Route {
            screen: Screen::Result,
            visit,
            ..Route::start(Goal::Pay)
        },
        answer,
        coded: Default::default(),
        wide: false,
    }
}
