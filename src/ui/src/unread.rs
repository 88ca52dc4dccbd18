//! An address that cannot be read, or not yet: a place in it may be of a province to be fetched.
use crate::fetching::Fetching;
use crate::frame::TITLE;
use crate::provinces::{self, Offer};
use mingbai_intake::InputError;
use mingbai_interview::world::World;
use yew::prelude::*;

/// The page of such an address.
pub fn page(world: &World, fragment: &str, error: &InputError) -> Html {
    let fetched = provinces::offer() != Offer::Nothing;
    match provinces::wanted(world, fragment).filter(|_| fetched) {
        Some(wanted) => html! { <Fetching world={world.clone()} {wanted} /> },
        None => broken(error),
    }
}

fn broken(error: &InputError) -> Html {
    html! {
        <main class="home" key="broken">
            <h1 id={TITLE} tabindex="-1">{ "这个网址打不开" }</h1>
            <p class="wrong" role="alert">{ &error.message }</p>
            <p>{ "可以请发给您的人再发一次，也可以从头填。" }</p>
            <nav class="doors"><a class="door" href="#"><strong>{ "从头开始" }</strong></a></nav>
        </main>
    }
}
