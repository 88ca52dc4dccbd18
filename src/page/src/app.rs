//! The root: which page of the family's an address shows.
use crate::{home, policies, policy, settings, words};
use mingbai_interview::address::Address;
use mingbai_interview::world::Scene;
use mingbai_ui::shell::{AppProps, use_standing};
use mingbai_visit::show;
use yew::prelude::*;

/// The whole page.
#[component]
pub fn App(props: &AppProps) -> Html {
    let at = use_standing(&props.world);
    let world = &at.world;
    at.show(|address| match address {
        Address::Policies => policies::page(world),
        Address::Policy(table) => policy::page(world, *table),
        Address::Words => words::page(),
        Address::Settings => settings::page(world),
        Address::Visit(route) => show(&Scene::new(world, (**route).clone(), at.wide)),
        // The last two are behind other doors.
        Address::Home | Address::Desk(_) | Address::Visits(_) => home::page(world),
    })
}
