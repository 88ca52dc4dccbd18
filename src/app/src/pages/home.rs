//! The first page: the two questions, in large words.
use super::TITLE;
use crate::address::POLICIES;
use crate::route::{Goal, Route};
use crate::text;
use crate::world::World;
use yew::prelude::*;

/// The two questions.
pub fn page(world: &World) -> Html {
    let door = |goal: Goal, more: &str| {
        let to = format!("#{}", Route::start(goal).fragment(&world.tables));
        html! { <a class="door" href={to}><strong>{ text::goal(goal) }</strong><span>{ more }</span></a> }
    };
    html! {
        <main class="home" key="home">
            <h1 id={TITLE} tabindex="-1" class="brand">{ text::NAME }</h1>
            <nav class="doors" aria-label="两个问题">
                { door(Goal::Pay, "这次看病自己付多少，别人付多少") }
                { door(Goal::Scheme, "大病、慢病、困难人群，有没有政策") }
            </nav>
            <p class="quiet">{ "不知道的可以不答，先给一个范围。" }</p>
            <p class="quiet">{ "您填的只留在这台设备上，不上传。" }</p>
            <p><a class="step" href={POLICIES}>{ "只想看政策怎么写" }</a></p>
        </main>
    }
}
