//! The root: which page of the rounds an address shows; someone's questions and answer too.
use crate::people::remember;
use crate::round::Round;
use crate::whose::Whose;
use mingbai_interview::address::Address;
use mingbai_interview::rounds::Rounds;
use mingbai_interview::world::Scene;
use mingbai_ui::browser;
use mingbai_ui::frame::Above;
use mingbai_ui::shell::{AppProps, use_standing};
use mingbai_visit::show;
use yew::prelude::*;

/// The rounds.
#[component]
pub fn App(props: &AppProps) -> Html {
    let at = use_standing(&props.world);
    {
        let world = at.world.clone();
        use_effect_with(at.fragment.clone(), move |fragment| {
            if let (true, Ok(Address::Visit(route))) =
                (browser::stepped(), &*world.address(fragment))
            {
                remember(&world, route);
            }
        });
    }
    let above: Above = use_callback(at.world.clone(), |route, world| {
        html! { <Whose world={world.clone()} {route} /> }
    });
    let page = at.show(|address| match address {
        Address::Visit(route) => show(&Scene::new(&at.world, (**route).clone(), at.wide)),
        Address::Visits(at_home) => {
            html! { <Round world={at.world.clone()} at={at_home.clone()} /> }
        }
        _ => html! { <Round world={at.world.clone()} at={Rounds::List} /> },
    });
    html! { <ContextProvider<Above> context={above}>{ page }</ContextProvider<Above>> }
}
