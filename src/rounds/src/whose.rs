//! Above a question or an answer that is someone's of the book: whose, and the way back.
use crate::book::{self, use_book};
use crate::people::remember;
use mingbai_interview::rounds::Rounds;
use mingbai_interview::route::Route;
use mingbai_interview::world::World;
use yew::prelude::*;

/// Whose visit it is.
#[derive(Properties, PartialEq)]
pub struct WhoseProps {
    /// The tables and today.
    pub world: World,
    /// Where the page stands.
    pub route: Route,
}

/// The strip. What was answered is kept as one goes; what came by a link or the way back is not,
/// and can be kept here.
#[component]
pub fn Whose(props: &WhoseProps) -> Html {
    use_book(&props.world);
    let who = props.route.who.clone().unwrap_or_default();
    let found = book::with(|book| {
        let (house, person) = book.person(&who)?;
        Some((house.id.clone(), person.clone()))
    });
    let Some((house, person)) = found else {
        return html! {};
    };
    let (visit, _) = props.route.told(&props.world.tables);
    let other = !visit.is_empty() && visit != person.visit;
    let keep = {
        let (world, route) = (props.world.clone(), props.route.clone());
        Callback::from(move |_: MouseEvent| remember(&world, &route))
    };
    html! {
        <aside class="whose" aria-label="在问谁">
            <p>{ format!("在问：{}", person.name) }</p>
            if other {
                <p class="quiet">{ "这里和记下的不一样。" }</p>
                <button type="button" class="step" onclick={keep}>{ "记下这里的" }</button>
            }
            <a class="step" href={Rounds::House(house).href()}>{ "回到这一户" }</a>
        </aside>
    }
}
