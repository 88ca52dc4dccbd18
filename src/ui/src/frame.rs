//! What stands around every page: the head, the foot bar with the range as it is.
use crate::doors;
use mingbai_interview::address::{POLICIES, SETTINGS};
use mingbai_interview::door::Door;
use mingbai_interview::route::{Goal, Route, Screen};
use mingbai_interview::world::Scene;
use mingbai_interview::{flow, text};
use mingbai_platform::navigation;
use mingbai_wording::opening;
use yew::prelude::*;

/// The id of every page's title; the focus goes there.
pub const TITLE: &str = "title";

/// What stands above the pages of someone's visit; given around them by whoever knows people.
pub type Above = Callback<Route, Html>;

#[derive(Properties, PartialEq)]
struct StripProps {
    route: Route,
}

/// The strip above someone's visit, where there is one.
#[component]
fn Strip(props: &StripProps) -> Html {
    let above = use_context::<Above>();
    html! { { for above.map(|above| above.emit(props.route.clone())) } }
}

/// A page that is about no visit.
pub fn plain(title: &str, body: Html) -> Html {
    html! {
        <>
            <header class="head" key="head">
                <a class="brand" href={doors::href(Door::Family, "#")}>{ text::NAME }</a>
                <nav aria-label={opening::OTHER_PAGES}>
                    <a href={doors::href(Door::Family, POLICIES)}>{ "政策" }</a>
                    <a href={doors::href(Door::Family, SETTINGS)}>{ opening::SETTINGS }</a>
                </nav>
            </header>
            <main class="main" key="main">
                <h1 id={TITLE} tabindex="-1">{ title }</h1>
                { body }
            </main>
        </>
    }
}

/// A page: title, body, and on a wide screen something beside it; a narrow one never makes it.
pub fn frame(scene: &Scene, title: &str, body: Html, beside: impl FnOnce() -> Html) -> Html {
    let route = &scene.route;
    let other = match route.goal {
        Goal::Pay => Goal::Scheme,
        Goal::Scheme => Goal::Pay,
    };
    let turned = Route {
        goal: other,
        screen: Screen::Ask,
        ..route.clone()
    };
    html! {
        <>
            <header class="head" key="head">
                <a class="brand" href={doors::href(Door::Family, "#")}>{ text::NAME }</a>
                <nav aria-label={opening::OTHER_PAGES}>
                    <a href={format!("#{}", scene.address(&turned))}>{ text::goal(other) }</a>
                    <a href={doors::href(Door::Family, SETTINGS)}>{ opening::SETTINGS }</a>
                </nav>
            </header>
            <div class="columns" key="columns">
                <main class="main">
                    if route.who.is_some() { <Strip route={route.clone()} /> }
                    <p class="goal">
                        { text::goal(route.goal) }
                        { for progress(scene).map(|left| html! { <span class="progress">{ left }</span> }) }
                    </p>
                    <h1 id={TITLE} tabindex="-1">{ title }</h1>
                    { body }
                </main>
                if scene.wide { <aside class="beside" aria-label={opening::RESULT_NOW}>{ beside() }</aside> }
            </div>
            { bar(scene) }
        </>
    }
}

/// How many questions may still come, while one is asked.
fn progress(scene: &Scene) -> Option<String> {
    let asked = matches!(scene.route.screen, Screen::Ask | Screen::Say(_));
    let left = flow::at_most(scene).filter(|left| asked && *left > 0)?;
    Some(format!("最多再答 {left} 题，随时可以看结果"))
}

/// The foot bar: the range as it stands, and the two ways on.
fn bar(scene: &Scene) -> Html {
    let route = &scene.route;
    let back = || {
        let up = up(scene);
        let onclick = Callback::from(move |_: MouseEvent| navigation::back(&up));
        html! { <button type="button" class="step" {onclick}>{ "上一步" }</button> }
    };
    if !flow::dated(scene) {
        return html! {
            <footer class="bar" key="bar">
                <p class="quiet">{ opening::FOOT }</p>
                if route.visit.is_some() { <nav class="steps" aria-label="去哪里">{ back() }</nav> }
            </footer>
        };
    }
    let onward = flow::next(scene).is_some();
    let link = |screen: Screen, name: &str| {
        html! { <a class="step" href={format!("#{}", scene.address(&route.at(screen)))}>{ name }</a> }
    };
    html! {
        <footer class="bar" key="bar">
            <p class="range" aria-live="polite" data-range="">{ summary(scene) }</p>
            <nav class="steps" aria-label="去哪里">
                { back() }
                if route.screen != Screen::Result { { link(Screen::Result, "看结果") } } else if onward { { link(Screen::Ask, "接着问") } }
                { link(Screen::Facts, "问题清单") }
            </nav>
        </footer>
    }
}

/// Where one step back leads with nothing of this page before: to the list of the visit, from there
/// to the two questions.
fn up(scene: &Scene) -> String {
    let route = &scene.route;
    match route.screen {
        Screen::Facts => String::new(),
        _ if route.visit.is_none() => String::new(),
        _ => scene.address(&route.at(Screen::Facts)),
    }
}

/// What can be said so far: of the case, or what is still needed for it; or of schemes.
fn summary(scene: &Scene) -> Html {
    let quiet = |said: &str| html! { <span class="quiet">{ said }</span> };
    let Some(answer) = scene.good() else {
        return html! {};
    };
    if scene.route.goal == Goal::Scheme {
        return quiet(&mingbai_wording::schemes_so_far(answer));
    }
    let asked = scene.interview();
    let Some(Ok(interview)) = asked.as_deref() else {
        return html! {};
    };
    let passed = |question| flow::passed(&scene.route, question);
    let said = mingbai_wording::so_far(scene.tables(), &interview.stated, passed);
    let parts = said.into_iter().map(|(words, amount)| {
        html! {
            <span class="part" key={words.clone()}>
                <span class="quiet">{ words }{ " " }</span>
                if let Some(amount) = amount { <strong>{ amount }</strong> }
            </span>
        }
    });
    html! { { for parts } }
}
