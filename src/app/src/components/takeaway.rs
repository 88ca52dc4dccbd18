//! Taking the answer along: to someone else, or on paper.
use crate::components::voice::Voice;
use crate::markup::html;
use crate::outward;
use crate::route::Screen;
use crate::world::Scene;
use mingbai_engine::Answer;
use yew::prelude::*;

/// Above the answer: what changed since the link was made.
pub fn since(scene: &Scene, answer: &Answer) -> Html {
    let shown = scene.route.shown.as_ref();
    let since = shown
        .map(|it| it.since(&scene.shown(answer)))
        .unwrap_or_default();
    if since.is_empty() {
        return html! {};
    }
    let rows = since.into_iter().enumerate();
    html! {
        <div class="caveat since" role="status">
            { for rows.map(|(at, line)| html! { <p key={at}>{ line }</p> }) }
        </div>
    }
}

/// The voice that reads the answer.
pub fn voice(scene: &Scene) -> Html {
    let read = scene.clone();
    let sentences = Callback::from(move |()| match read.good() {
        Some(answer) => mingbai_words::aloud(read.tables(), answer),
        None => Vec::new(),
    });
    html! { <Voice key={scene.address(&scene.route)} {sentences} /> }
}

/// The row of ways.
pub fn row(scene: &Scene) -> Html {
    let share = format!("#{}", scene.address(&scene.route.at(Screen::Share)));
    html! {
        <section class="takeaway" aria-label="带走这个结果">
            <a class="tool" href={share}>{ "发给别人" }</a>
            <Print />
        </section>
    }
}

/// The button that prints.
#[component]
fn Print() -> Html {
    let failed = use_state(|| false);
    let onclick = {
        let failed = failed.clone();
        Callback::from(move |_: MouseEvent| failed.set(!outward::print()))
    };
    html! {
        <>
            <button type="button" class="tool" {onclick}>{ "打印一页纸" }</button>
            if *failed { <p class="says" role="status">{ "这个浏览器打印不了。可以发到电脑上，再打印。" }</p> }
        </>
    }
}
