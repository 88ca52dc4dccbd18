//! Taking the answer along: to someone else, or on paper.
use crate::outward;
use crate::voice::Voice;
use mingbai_engine::{Answer, Visit};
use mingbai_interview::route::Screen;
use mingbai_interview::world::{Scene, World};
use mingbai_platform::print;
use yew::prelude::*;

/// Above the answer: whose it is where it came by a link, and what changed since that was made.
pub fn since(scene: &Scene, answer: &Answer) -> Html {
    let Some(shown) = &scene.route.shown else {
        return html! {};
    };
    let from = shown.whose(scene.world.today);
    let visit = scene.route.visit.as_ref();
    let total = visit.and_then(|it| it.bill.as_ref()?.total);
    let since = shown.since(&scene.shown(answer), total);
    let changed = !since.is_empty();
    let rows = since.into_iter().enumerate();
    html! {
        <>
            <p class="quiet from">{ from }</p>
            if changed {
                <div class="caveat since" role="status">
                    { for rows.map(|(at, line)| html! { <p key={at}>{ line }</p> }) }
                </div>
            }
        </>
    }
}

/// What must be read before the answer: the day has not come, or the figures are of long ago.
pub fn alerts(world: &World, visit: &Visit, answer: &Answer) -> Vec<String> {
    mingbai_wording::alerts(
        &world.tables,
        &answer.unattested,
        visit.date,
        Some(world.today),
    )
}

/// The alerts of an answer, above everything else; nothing where there is none.
pub fn alerted(world: &World, visit: Option<&Visit>, answer: &Answer) -> Html {
    alert(visit.map_or_else(Vec::new, |visit| alerts(world, visit, answer)))
}

/// What must be read before the amounts.
pub fn alert(lines: Vec<String>) -> Html {
    if lines.is_empty() {
        return html! {};
    }
    let rows = lines.into_iter().enumerate();
    html! {
        <div class="caveat alert" role="status">
            { for rows.map(|(at, line)| html! { <p key={at}>{ line }</p> }) }
        </div>
    }
}

/// The voice that reads the answer.
pub fn voice(scene: &Scene) -> Html {
    let read = scene.clone();
    let sentences = Callback::from(move |()| match read.good() {
        Some(answer) => match read.stated().as_deref() {
            Some(Ok(stated)) => {
                let visit = read.route.visit.as_ref();
                let alerts = visit.map_or_else(Vec::new, |it| alerts(&read.world, it, answer));
                mingbai_wording::aloud(read.tables(), answer, stated, alerts)
            }
            _ => Vec::new(),
        },
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

/// Said where nothing was printed, as far as the browser says.
pub const UNPRINTED: &str = "打印没有动静，这里可能打印不了。";

/// The button that prints.
#[component]
fn Print() -> Html {
    let failed = use_state_eq(|| false);
    let onclick = {
        let failed = failed.clone();
        Callback::from(move |_: MouseEvent| {
            failed.set(false);
            let failed = failed.clone();
            print::print(move |printed| failed.set(!printed));
        })
    };
    html! {
        <>
            <button type="button" class="tool" {onclick}>{ "打印一页纸" }</button>
            if *failed { <p class="says" role="status">{ UNPRINTED }{ outward::elsewhere() }{ "也可以点“发给别人”，复制链接，发到电脑上再打印。" }</p> }
        </>
    }
}
