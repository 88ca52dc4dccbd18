//! Runs once through what the next taps will run, while the person still reads the first page.
//! A browser compiles a function when it is first called; on a slow phone the first tap would
//! wait for that. What a page needs of the browser is called too: it is made in full, where nobody
//! sees it (boot.js says where). No amount stands in its fields, as those are filled in by their names.
use crate::components::made::Made;
use crate::pages;
use crate::route::{Fact, Goal, Route, Screen};
use crate::world::{Scene, World};
use mingbai_engine::{Question, Visit};
use mingbai_policy::{Fen, RegionId};
use mingbai_visit::link;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Element;
use yew::AppHandle;
use yew::prelude::*;

thread_local! {
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
    static SHOWN: RefCell<Option<AppHandle<Shown>>> = const { RefCell::new(None) };
}

/// The tables to run with.
pub fn with(world: &World) {
    WORLD.with(|it| *it.borrow_mut() = Some(world.clone()));
}

/// Runs one step, short enough to stand between two taps; false when there is none left. Pages are
/// made in `apart`, which nobody sees.
#[wasm_bindgen]
pub fn warm(step: u32, apart: &Element) -> bool {
    // Not begun yet.
    let Some(world) = WORLD.with(|it| it.borrow().clone()) else {
        return true;
    };
    let told = || Some(Visit::new(world.today, place(&world)));
    // First a page is thought of, then it is made.
    let page = |fact, visit| {
        let scene = scene(&world, visit);
        let page = move || pages::ask::page(&scene, fact);
        match step % 2 {
            0 => drop(page()),
            _ => show(apart, page),
        }
    };
    match step {
        0 | 1 => page(Fact::Place, None),
        2 => drop(link::write(&world.tables, &sample(&world))),
        3 => drop(link::read(
            &world.tables,
            &link::write(&world.tables, &sample(&world)),
        )),
        // Not the answer kept last: this one is reckoned, also when it is measured.
        4 => drop(mingbai_engine::answer(&world.tables, &sample(&world))),
        5 => drop(scene(&world, told())),
        6 | 7 => page(Fact::Date, told()),
        8 | 9 => page(Fact::Total, told()),
        10 | 11 => page(Fact::Groups, told()),
        12 | 13 => page(Fact::Asked(Question::Grade), told()),
        14 => drop(pages::result::page(&scene(&world, Some(sample(&world))))),
        15 => {
            let scene = scene(&world, Some(sample(&world)));
            show(apart, move || pages::result::page(&scene));
        }
        16 => pages::result::through(&scene(&world, Some(sample(&world)))),
        17 => drop(pages::compare::page(&scene(&world, Some(sample(&world))))),
        18 => drop(pages::facts::list(&scene(&world, Some(sample(&world))))),
        _ => {
            if let Some(last) = SHOWN.take() {
                last.destroy();
            }
            return false;
        }
    }
    true
}

/// Makes it in place of what was made so before.
fn show(apart: &Element, made: impl Fn() -> Html + 'static) {
    let props = ShownProps {
        made: Made::new(made),
    };
    SHOWN.with_borrow_mut(|shown| match shown {
        Some(shown) => shown.update(props),
        None => {
            let root = yew::Renderer::<Shown>::with_root_and_props(apart.clone(), props);
            *shown = Some(root.render());
        }
    });
}

#[derive(Properties, PartialEq)]
struct ShownProps {
    made: Made,
}

#[component]
fn Shown(props: &ShownProps) -> Html {
    props.made.now()
}

fn place(world: &World) -> Option<RegionId> {
    let terms = &world.tables.terms;
    let at = terms.regions.iter().position(|it| it.parent.is_some());
    at.and_then(|at| u16::try_from(at).ok()).map(RegionId)
}

/// A bill of a place with tables, all else open: it runs through the most.
fn sample(world: &World) -> Visit {
    let mut visit = Visit::new(world.today, place(world));
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
