//! The rows of the list of facts: what was said, and the way to change it.
use mingbai_engine::Visit;
use mingbai_interview::facts::{all, said};
use mingbai_interview::route::{Screen, key};
use mingbai_interview::world::Scene;
use mingbai_interview::{flow, text};
use mingbai_wording::{missing_lines, must_gain};
use yew::prelude::*;

/// Rows of facts with what was said; each opens its question.
pub fn list(scene: &Scene) -> Html {
    let Some(visit) = &scene.route.visit else {
        return html! {};
    };
    let open = flow::missing(scene);
    let missing = missing_lines(scene.tables(), &open);
    let fill = open.first().map(|must| {
        let fact = flow::screen(must.question);
        let to = format!("#{}", scene.address(&scene.route.at(Screen::Edit(fact))));
        html! { <a class="step" href={to}>{ format!("问到了，填：{}", text::question(scene.tables(), fact)) }</a> }
    });
    html! { <div class="facts">{ for missing.into_iter().map(|line| html! { <p class="missing">{ line }</p> }) }{ for fill }{ rows(scene, visit) }</div> }
}

fn rows(scene: &Scene, visit: &Visit) -> Html {
    let missing = flow::missing(scene);
    let rows = all(scene, visit).into_iter().map(|fact| {
        let key = key(scene.tables(), fact);
        let must = missing.iter().find(|it| flow::screen(it.question) == fact);
        let gain = must.and_then(must_gain);
        let to = format!("#{}", scene.address(&scene.route.at(Screen::Edit(fact))));
        let said = said(scene, visit, fact);
        html! {
            <li key={key.clone()}>
                <a class="fact" href={to} data-fact={key}>
                    <span>{ text::fact(scene.tables(), fact) }</span>
                    <span class="said">
                        if let Some(said) = said { <strong>{ said }</strong> } else { <span class="quiet">{ text::UNKNOWN }</span> }
                        <span class="edit">{ "改" }</span>
                    </span>
                    if let Some(gain) = gain { <small class="gain">{ gain }</small> }
                </a>
            </li>
        }
    });
    html! { <ul>{ for rows }</ul> }
}
