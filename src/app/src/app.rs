//! The root: follows the address, reckons once a visit, shows a page.
use crate::pages::desk::province::First;
use crate::pages::fetching::Fetching;
use crate::pages::visits::Round;
use crate::{browser, pages, provinces};
use mingbai_intake::InputError;
use mingbai_interview::address::Address;
use mingbai_interview::flow;
use mingbai_interview::route::{Route, Screen, key};
use mingbai_interview::world::{Scene, World};
use yew::prelude::*;

/// What the page is opened with.
#[derive(Properties, PartialEq, Clone)]
pub struct AppProps {
    /// The tables and today.
    pub world: World,
}

/// The whole page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let fragment = use_state_eq(|| standing(&props.world, browser::fragment()));
    {
        let (fragment, world) = (fragment.clone(), props.world.clone());
        use_effect_with((), move |()| {
            browser::on_fragment(move |to| fragment.set(standing(&world, to)));
        });
    }
    let wide = use_state_eq(browser::wide);
    {
        let wide = wide.clone();
        use_effect_with((), move |()| {
            browser::on_resize(move || wide.set(browser::wide()));
        });
    }
    let world = provinces::grown(&props.world);
    let update = use_force_update();
    use_effect_with((), move |()| {
        provinces::on_change(move || update.force_update())
    });
    {
        // What depends on today is made anew with `grown`; what is typed stays.
        let update = use_force_update();
        use_effect_with((), move |()| {
            browser::on_new_day(move || update.force_update());
        });
    }
    let first = use_mut_ref(|| true);
    let edited = use_mut_ref(|| None);
    {
        let world = world.clone();
        use_effect_with((*fragment).clone(), move |fragment| {
            let changed = std::mem::replace(&mut *edited.borrow_mut(), edits(&world, fragment));
            // On the first screen the browser's own focus is left alone.
            if !std::mem::replace(&mut *first.borrow_mut(), false) {
                match changed.filter(|_| lists(&world, fragment)) {
                    Some(key) => browser::focus_row(&key, pages::TITLE),
                    None => browser::focus_title(pages::TITLE),
                }
            }
        });
    }
    {
        let world = world.clone();
        use_effect_with((*fragment).clone(), move |fragment| {
            if let (true, Ok(Address::Visit(route))) =
                (browser::stepped(), &*world.address(fragment))
            {
                pages::visits::remember(&world, route);
            }
        });
    }
    page(&world, &fragment, *wide)
}

/// Returns the fragment to show. A place chosen before the program was there is a visit of today, and
/// stands so in the address from now on.
fn standing(world: &World, fragment: String) -> String {
    let world = provinces::grown(world);
    match Route::placed(&world.tables, world.today, &fragment) {
        Some(route) => {
            let fragment = route.fragment(&world.tables);
            browser::replace(&fragment);
            fragment
        }
        None => fragment,
    }
}

/// The key of the fact that is edited here.
fn edits(world: &World, fragment: &str) -> Option<String> {
    match &*world.address(fragment) {
        Ok(Address::Visit(route)) => match route.screen {
            Screen::Edit(fact) | Screen::Change(fact) => Some(key(&world.tables, fact)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether facts stand here that can be edited: who comes back from that finds the row again.
fn lists(world: &World, fragment: &str) -> bool {
    matches!(&*world.address(fragment), Ok(Address::Visit(route))
        if matches!(route.screen, Screen::Facts | Screen::Result))
}

/// The page of a fragment; `wide`: there is room for something beside it.
fn page(world: &World, fragment: &str, wide: bool) -> Html {
    match &*world.address(fragment) {
        Err(error) => unread(world, fragment, error),
        Ok(Address::Home) => pages::home::page(world),
        Ok(Address::Policies) => pages::policies::page(world),
        Ok(Address::Policy(table)) => pages::policy::page(world, *table),
        Ok(Address::Words) => pages::words::page(),
        Ok(Address::Settings) => pages::settings::page(world),
        Ok(Address::Desk(part)) => {
            html! { <First world={world.clone()}>{ pages::desk::page(world, *part) }</First> }
        }
        Ok(Address::Visits(at)) => html! { <Round world={world.clone()} at={at.clone()} /> },
        Ok(Address::Visit(route)) => show(&Scene::new(world, (**route).clone(), wide)),
    }
}

/// An address that cannot be read, or not yet: a place in it may be of a province to be fetched.
fn unread(world: &World, fragment: &str, error: &InputError) -> Html {
    let fetched = provinces::offer() != provinces::Offer::Nothing;
    match provinces::wanted(world, fragment).filter(|_| fetched) {
        Some(wanted) => html! { <Fetching world={world.clone()} {wanted} /> },
        None => pages::trouble::broken(error),
    }
}

fn show(scene: &Scene) -> Html {
    if let (Some(Err(error)), Screen::Ask | Screen::Result | Screen::Share) =
        (scene.answer.as_deref(), scene.route.screen)
    {
        return pages::trouble::contradiction(scene, error);
    }
    match scene.route.screen {
        Screen::Ask => match flow::next(scene) {
            Some(fact) => pages::ask::page(scene, fact),
            None => pages::result::page(&Scene {
                route: scene.route.at(Screen::Result),
                ..scene.clone()
            }),
        },
        Screen::Say(fact) | Screen::Edit(fact) | Screen::Change(fact) => {
            pages::ask::page(scene, fact)
        }
        Screen::Result if scene.route.visit.is_some() => pages::result::page(scene),
        Screen::Compare if scene.route.visit.is_some() => pages::compare::page(scene),
        Screen::Facts if scene.route.visit.is_some() => pages::facts::page(scene),
        Screen::Share if scene.route.visit.is_some() => pages::share::page(scene),
        _ => pages::ask::page(scene, mingbai_interview::route::Fact::Place),
    }
}
