//! The root: follows the address, reckons once a visit, shows a page.
use crate::{home, policies, policy, settings, words};
use mingbai_intake::InputError;
use mingbai_interview::address::Address;
use mingbai_interview::route::{Route, Screen, key};
use mingbai_interview::world::{Scene, World};
use mingbai_rounds::people;
use mingbai_rounds::round::Round;
use mingbai_rounds::whose::Whose;
use mingbai_ui::fetching::Fetching;
use mingbai_ui::frame::{Above, TITLE};
use mingbai_ui::{browser, provinces};
use mingbai_visit::{show, trouble};
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
                    Some(key) => browser::focus_row(&key, TITLE),
                    None => browser::focus_title(TITLE),
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
                people::remember(&world, route);
            }
        });
    }
    let above: Above = use_callback(world.clone(), |route, world| {
        html! { <Whose world={world.clone()} {route} /> }
    });
    html! { <ContextProvider<Above> context={above}>{ page(&world, &fragment, *wide) }</ContextProvider<Above>> }
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
        Ok(Address::Home) => home::page(world),
        Ok(Address::Policies) => policies::page(world),
        Ok(Address::Policy(table)) => policy::page(world, *table),
        Ok(Address::Words) => words::page(),
        Ok(Address::Settings) => settings::page(world),
        Ok(Address::Desk(part)) => mingbai_desk::page(world, *part),
        Ok(Address::Visits(at)) => html! { <Round world={world.clone()} at={at.clone()} /> },
        Ok(Address::Visit(route)) => show(&Scene::new(world, (**route).clone(), wide)),
    }
}

/// An address that cannot be read, or not yet: a place in it may be of a province to be fetched.
fn unread(world: &World, fragment: &str, error: &InputError) -> Html {
    let fetched = provinces::offer() != provinces::Offer::Nothing;
    match provinces::wanted(world, fragment).filter(|_| fetched) {
        Some(wanted) => html! { <Fetching world={world.clone()} {wanted} /> },
        None => trouble::broken(error),
    }
}
