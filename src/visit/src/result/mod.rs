//! The answer: what the person pays and who pays the rest, which policies, what to do, what it stands on.
mod blanks;
pub mod cards;
mod conditions;
mod money;
mod notes;
mod onward;
mod schemes;
mod statement;
mod todo;

use crate::fact_rows;
use mingbai_engine::{Answer, Stated};
use mingbai_interview::route::Goal;
use mingbai_interview::world::Scene;
use mingbai_ui::frame::frame;
use mingbai_ui::sheet::Sheet;
use mingbai_ui::takeaway;
use yew::prelude::*;

/// The page of the answer.
pub fn page(scene: &Scene) -> Html {
    let title = match scene.route.goal {
        Goal::Pay => "这次看病，自己付多少",
        Goal::Scheme => "哪个政策管我",
    };
    html! {
        <>
            <Sheet scene={scene.clone()} />
            { frame(scene, title, body(scene, true), || fact_rows::list(scene)) }
        </>
    }
}

/// The answer; `whole` on its own page, shorter next to a question. First what was asked for.
pub fn body(scene: &Scene, whole: bool) -> Html {
    let Some(answer) = scene.good() else {
        return html! {};
    };
    let first = match scene.route.goal {
        Goal::Pay => statement::head(scene, whole),
        Goal::Scheme => schemes::first(scene, answer),
    };
    html! {
        <>
            if whole { { takeaway::alerted(&scene.world, scene.route.visit.as_ref(), answer) }{ takeaway::since(scene, answer) } }
            <div class="answer" key={scene.address(&scene.route)}>{ first }{ rest(scene, answer, whole) }</div>
        </>
    }
}

/// The order: the case and what it takes, what to do, who pays, what would change it, the policies,
/// the small print.
fn rest(scene: &Scene, answer: &Answer, whole: bool) -> Html {
    let lowered =
        html! { <>{ schemes::waivers(scene, answer) }{ schemes::targets(scene, answer) }</> };
    let onward = if whole {
        onward::changes(scene, answer)
    } else {
        html! {}
    };
    let stated = statement::of(scene);
    let case = match stated.as_deref() {
        Some(Ok(Stated::Case(case))) => Some(case),
        _ => None,
    };
    let taken = || {
        let case = case.filter(|_| whole);
        html! { <>{ for case.map(|case| conditions::under(scene, case)) }</> }
    };
    let paid = || html! { <>{ for case.map(|case| money::of_case(scene, case)) }</> };
    let steps = || match whole {
        true => todo::steps(scene, answer),
        false => html! {},
    };
    html! {
        <>
            if whole { { takeaway::voice(scene) } }
            if scene.route.goal == Goal::Pay {
                { taken() }{ steps() }{ paid() }{ onward }{ lowered }{ schemes::schemes(scene, answer) }
            } else {
                { schemes::rest(scene, answer) }{ steps() }{ onward }
                if answer.money.is_some() { { statement::head(scene, whole) }{ taken() }{ paid() } }
                { lowered }
            }
            if whole { { onward::elsewhere(scene, answer) }{ takeaway::row(scene) } }
            <section class="small-print" aria-label="小字">
                { money::range(scene, answer) }
                if whole {
                    { todo::rest(scene, answer) }
                    { notes::notes(scene, answer) }
                    { notes::tables(scene, answer) }
                    { todo::whom() }
                }
            </section>
        </>
    }
}
