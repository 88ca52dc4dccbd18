//! Runs once through what the next taps will run, while the person still reads the first page.
//! A browser compiles a function when it is first called; on a slow phone the first tap would
//! wait for that. What a page needs of the browser is called too: it is made in full, where nobody
//! sees it (boot.js says where). No amount stands in its fields, as those are filled in by their names.
use crate::address::Address;
use crate::components::frame::frame;
use crate::components::made::Made;
use crate::route::{Fact, Goal, Route, Screen};
use crate::world::{Scene, World};
use crate::{browser, pages};
use mingbai_engine::{Hospital, Question, Visit};
use mingbai_intake::link;
use mingbai_policy::{Care, Fen, Owner, RegionId};
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

/// So many letters are shaped in one step.
const LETTERS: usize = 60;

/// Makes the first page aside, in steps: what Yew needs for it is compiled then, and showing it
/// takes half as long.
pub async fn yew(world: &World) {
    let document = web_sys::window().and_then(|it| it.document());
    let Some(aside) = document.and_then(|it| it.create_element("div").ok()) else {
        return;
    };
    let props = |made| ShownProps { made };
    let nothing = props(Made::new(|| html! { <p /> }));
    browser::rest().await;
    let mut shown = yew::Renderer::<Shown>::with_root_and_props(aside, nothing).render();
    browser::rest().await;
    let page = world.clone();
    shown.update(props(Made::new(move || pages::home::page(&page))));
    browser::rest().await;
    shown.destroy();
    browser::rest().await;
}

/// Runs one step, short enough to stand between two taps; false when there is none left. Pages are
/// made in `apart`, which nobody sees.
#[wasm_bindgen]
pub fn warm(step: u32, apart: &Element) -> bool {
    // Not begun yet.
    let Some(world) = WORLD.with(|it| it.borrow().clone()) else {
        return true;
    };
    let all = steps(&world).0;
    let Some(run) = all.get(step as usize) else {
        if let Some(last) = SHOWN.take() {
            last.destroy();
        }
        return false;
    };
    run(&world, apart);
    true
}

type Step = Box<dyn Fn(&World, &Element)>;

/// Steps, each run by itself.
#[derive(Default)]
struct Steps(Vec<Step>);

impl Steps {
    fn run(&mut self, run: impl Fn(&World) + 'static) {
        self.0.push(Box::new(move |world, _| run(world)));
    }

    /// A page, or part of one, that is made.
    fn make(&mut self, page: impl Fn(&World) -> Html + Clone + 'static) {
        self.0.push(Box::new(move |world, apart| {
            let (page, world) = (page.clone(), world.clone());
            show(apart, move || page(&world));
        }));
    }

    /// A page that is first thought of, then made.
    fn page(&mut self, page: impl Fn(&World) -> Html + Clone + 'static) {
        let thought = page.clone();
        self.run(move |world| drop(thought(world)));
        self.make(page);
    }
}

/// What the next taps need, the nearest first.
fn steps(world: &World) -> Steps {
    let mut all = Steps::default();
    for letters in letters(world) {
        all.make(move |_| html! { <p>{ &letters }</p> });
    }
    all.run(|world| drop(Address::read(&world.tables, "pay/ask")));
    all.run(|_| browser::stay());
    all.make(pages::home::page);
    all.make(|world| frame(&scene(world, None), "", html! {}, || html! {}));
    all.page(|world| pages::ask::page(&scene(world, None), Fact::Place));
    all.run(|world| drop(link::write(&world.tables, &bare(world))));
    all.run(|world| {
        let coded = link::write(&world.tables, &bare(world));
        drop(link::read(&world.tables, &coded));
    });
    all.run(|world| drop(mingbai_engine::answer(&world.tables, &bare(world))));
    let ask = |fact| move |world: &World| pages::ask::page(&scene(world, Some(bare(world))), fact);
    all.page(ask(Fact::Date));
    all.page(ask(Fact::Total));
    all.run(|_| answers());
    for visit in documented(world) {
        all.run(move |world| drop(mingbai_engine::answer(&world.tables, &visit)));
    }
    all.page(ask(Fact::Groups));
    all.page(ask(Fact::Asked(Question::Grade)));
    all.run(|world| drop(pages::result::page(&sampled(world))));
    all.make(|world| pages::result::body(&sampled(world), false));
    all.make(|world| pages::result::page(&sampled(world)));
    all.run(|world| pages::result::through(&sampled(world)));
    all.run(|world| drop(world.compare(&sample(world))));
    all.run(|world| drop(pages::compare::page(&sampled(world))));
    all.run(|world| drop(pages::facts::list(&sampled(world))));
    all
}

/// Answers a visit of which only the place and the total are known. Not the answer kept last: this
/// one is reckoned, also when it is measured.
#[wasm_bindgen]
pub fn answers() {
    if let Some(world) = WORLD.with(|it| it.borrow().clone()) {
        drop(mingbai_engine::answer(&world.tables, &sample(&world)));
    }
}

/// The letters of the places, each once: shaping a letter for the first time takes the longest.
fn letters(world: &World) -> Vec<String> {
    let names = world.tables.vocabulary.regions.iter();
    let mut letters: Vec<char> = names.flat_map(|it| it.name.name.chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    letters
        .chunks(LETTERS)
        .map(|it| it.iter().collect())
        .collect()
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
    let vocabulary = &world.tables.vocabulary;
    let at = vocabulary.regions.iter().position(|it| it.parent.is_some());
    at.and_then(|at| u16::try_from(at).ok()).map(RegionId)
}

/// A place with tables, all else open.
fn bare(world: &World) -> Visit {
    Visit::new(world.today, place(world))
}

/// The same with a bill: it runs through the most.
fn sample(world: &World) -> Visit {
    billed(bare(world))
}

/// A bill in each place with documents that have ended: other rules, which other code reckons.
/// Some facts are known, or one such answer takes longer than a step may.
fn documented(world: &World) -> Vec<Visit> {
    let tables = world.tables.tables.iter();
    let ended = tables.filter_map(|it| match (&it.owner, it.span.until) {
        (Owner::Region(region), Some(until)) => Some(billed(Visit {
            hospital: Some(Hospital::Other),
            care: Some(Care::Inpatient),
            ..Visit::new(until, Some(*region))
        })),
        _ => None,
    });
    ended.collect()
}

fn billed(mut visit: Visit) -> Visit {
    visit.bill.get_or_insert_default().total = Some(Fen(1_000_000));
    visit
}

fn sampled(world: &World) -> Scene {
    scene(world, Some(sample(world)))
}

fn scene(world: &World, visit: Option<Visit>) -> Scene {
    let route = Route {
        screen: Screen::Result,
        visit,
        ..Route::start(Goal::Pay)
    };
    Scene::new(world, route, false)
}
