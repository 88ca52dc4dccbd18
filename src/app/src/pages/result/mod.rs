//! The answer: what the person pays and who pays the rest, which policies, what to do, what it stands on.
mod cards;
mod money;
mod notes;
mod onward;
mod schemes;

use crate::components::frame::frame;
use crate::components::sheet::Sheet;
use crate::components::takeaway;
use crate::pages;
use crate::route::Goal;
use crate::world::Scene;
use yew::prelude::*;

/// The page of the answer.
pub fn page(scene: &Scene) -> Html {
    let title = match scene.route.goal {
        Goal::Pay => "这次看病，自己付多少",
        Goal::Scheme => "哪个政策管我",
    };
    let body = html! { <>{ takeaway::top(scene) }{ body(scene, true) }</> };
    html! {
        <>
            <Sheet scene={scene.clone()} />
            { frame(scene, title, body, || pages::facts::list(scene)) }
        </>
    }
}

/// The answer; `whole` on its own page, shorter beside a question.
pub fn body(scene: &Scene, whole: bool) -> Html {
    let Some(answer) = scene.good() else {
        return html! {};
    };
    let money = html! {
        <>
            { money::head(scene, answer) }
            { money::payers(scene, answer) }
            { schemes::waivers(scene, answer) }
            { schemes::targets(scene, answer) }
        </>
    };
    let schemes = schemes::schemes(scene, answer);
    let onward = if whole {
        onward::changes(scene, answer)
    } else {
        html! {}
    };
    html! {
        <div class="answer">
            if scene.route.goal == Goal::Pay { { money }{ onward }{ schemes } } else { { schemes }{ onward }{ money } }
            if whole {
                { onward::steps(scene, answer) }
                { takeaway::row(scene) }
                { notes::notes(scene, answer) }
                { notes::tables(scene, answer) }
            }
        </div>
    }
}
