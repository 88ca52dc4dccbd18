//! Every policy table, by place.
use crate::address;
use crate::components::frame::plain;
use crate::world::World;
use yew::prelude::*;

/// The list of tables.
pub fn page(world: &World) -> Html {
    let rows = world.tables.tables.iter().enumerate().map(|(at, table)| {
        let to = address::policy(&world.tables, at);
        html! { <li key={at}><a class="fact" href={to}>{ &table.name }</a></li> }
    });
    plain("政策", html! { <ul class="facts">{ for rows }</ul> })
}
