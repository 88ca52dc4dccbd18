//! What every door's program does around its pages: it begins, follows the address, keeps focus and
//! day, and sends to another door what is shown there.
use crate::elsewhere::Elsewhere;
use crate::frame::TITLE;
use crate::{browser, doors, provinces, unread};
use mingbai_interview::address::Address;
use mingbai_interview::door::Door;
use mingbai_interview::route::{Route, Screen, key};
use mingbai_interview::world::World;
use mingbai_platform::{input_method, page, spawn};
use yew::prelude::*;

/// What a program is opened with.
#[derive(Properties, PartialEq, Clone)]
pub struct AppProps {
    /// The tables and today.
    pub world: World,
}

/// Begins the program behind a door. In steps: between them a tap is heard.
pub fn begin<App: BaseComponent<Properties = AppProps>>(door: Door) {
    doors::open(door);
    spawn(async {
        // What is embedded has passed the gate and can be read.
        let _ = steps::<App>().await;
    });
}

async fn steps<App: BaseComponent<Properties = AppProps>>() -> Option<()> {
    input_method::guard();
    let rest = mingbai_tables::begin().ok()?;
    browser::rest().await;
    let tables = rest().ok()?;
    browser::rest().await;
    let world = World::new(tables, browser::today());
    page::take_over(|host| {
        yew::Renderer::<App>::with_root_and_props(host, AppProps { world }).render();
    });
    Some(())
}

/// Where the program stands.
pub struct Standing {
    /// The tables with every province joined, and today.
    pub world: World,
    /// The fragment of the address.
    pub fragment: String,
    /// There is room for something beside the page.
    pub wide: bool,
}

impl Standing {
    /// Shows the page of the address, where it is behind this door; `page` is given what it names.
    pub fn show(&self, page: impl FnOnce(&Address) -> Html) -> Html {
        match &*self.world.address(&self.fragment) {
            Err(error) => unread::page(&self.world, &self.fragment, error),
            Ok(address) => match Door::of(address, doors::here()) {
                door if door == doors::here() => page(address),
                door => html! { <Elsewhere {door} fragment={self.fragment.clone()} /> },
            },
        }
    }
}

/// Follows the address, the width, the day and the provinces.
#[hook]
pub fn use_standing(world: &World) -> Standing {
    let fragment = use_state_eq(|| standing(world, browser::fragment()));
    {
        let (fragment, world) = (fragment.clone(), world.clone());
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
    let world = provinces::grown(world);
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
    Standing {
        world,
        fragment: (*fragment).clone(),
        wide: *wide,
    }
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
