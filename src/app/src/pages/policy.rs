//! One policy table, for people.
use crate::components::frame::plain;
use crate::world::World;
use yew::prelude::*;

/// A table's page.
pub fn page(world: &World, table: usize) -> Html {
    let Some(table) = world.tables.tables.get(table) else {
        return html! {};
    };
    plain(&table.name, html! {})
}
