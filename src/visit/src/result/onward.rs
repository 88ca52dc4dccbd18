//! What could still change the answer: other conditions of the case, papers, another hospital.
use super::statement::{self, question};
use super::{conditions, money::name_of};
use mingbai_engine::{Answer, Ask, Stated};
use mingbai_interview::route::{Fact, Goal, Screen};
use mingbai_interview::world::Scene;
use mingbai_interview::{flow, text};
use mingbai_ui::fold::fold;
use mingbai_wording::{gain, left_text, question_id};
use yew::prelude::*;

/// So many questions are shown; the rest come one by one.
const SHOWN: usize = 3;

/// What could still change the answer. Where there is a case its conditions stand above already:
/// here is what each group would pay, and the ways on; else the open questions.
pub fn changes(scene: &Scene, answer: &Answer) -> Html {
    let pay = scene.route.goal == Goal::Pay;
    let stated = statement::of(scene);
    let inner = match stated.as_deref() {
        Some(Ok(Stated::Case(case))) if pay && !case.points.is_empty() => {
            conditions::others(scene, case)
        }
        // What must be said stands at the head.
        Some(Ok(Stated::Ask(_) | Stated::None(_))) if pay => html! {},
        _ => open(scene, answer, pay),
    };
    let to = |screen| format!("#{}", scene.address(&scene.route.at(screen)));
    let ways = html! {
        <p class="ways">
            if pay { <a href={question(scene, Fact::Sheet)}>{ "有结算单，填上面的数" }</a> }
            <a href={to(Screen::Facts)}>{ "一起改几项，看问题清单" }</a>
        </p>
    };
    // With a case the conditions above say what matters; the rest is for who looks for it.
    if pay && stated.is_some() {
        let line = html! { { "还有什么会改变结果" } };
        return html! {
            <section class="onward">
                { fold(Some("more"), false, line, move || html! { <>{ inner.clone() }{ ways.clone() }</> }) }
            </section>
        };
    }
    html! {
        <section class="onward">
            <h2>{ "还有什么会改变结果" }</h2>
            { inner }
            { ways }
        </section>
    }
}

/// The same visit at other hospitals: in sight, as it may cost less there.
pub fn elsewhere(scene: &Scene, answer: &Answer) -> Html {
    if scene.route.goal != Goal::Pay || answer.money.is_none() {
        return html! {};
    }
    let to = scene.address(&scene.route.at(Screen::Compare));
    html! { <a class="tool elsewhere" href={format!("#{to}")}>{ "换家医院会怎样" }</a> }
}

/// Open questions with what they would do, blanks of the documents.
fn open(scene: &Scene, answer: &Answer, pay: bool) -> Html {
    let to = |screen| format!("#{}", scene.address(&scene.route.at(screen)));
    // A question passed over is as open as any: it is only not asked again by itself.
    let asks: Vec<Html> = flow::unanswered(scene)
        .into_iter()
        .take(SHOWN)
        .map(|ask| change(scene, answer, ask))
        .collect();
    let blank = |line: &&mingbai_engine::LayerLine| line.blank && line.top_up.is_none();
    let blanks: Vec<String> = match &answer.money {
        Some(money) if money.pays.estimate.width().0 > 0 => answer
            .layers
            .iter()
            .filter(blank)
            .map(|line| name_of(scene, line))
            .collect(),
        _ => Vec::new(),
    };
    html! {
        <>
            <p data-left="">{ left_text(scene.tables(), answer, pay) }</p>
            if asks.len() > 1 { <ul class="asks">{ for asks }</ul> }
            if flow::next(scene).is_some() {
                <a class="go" href={to(Screen::Ask)}>{ "接着问" }</a>
            } else if let Some(fact) = flow::first_unanswered(scene) {
                <a class="go" href={question(scene, fact)}>{ format!("问到了，填：{}", text::question(scene.tables(), fact)) }</a>
            }
            if !blanks.is_empty() {
                <p>{ format!("文件没有写全数目的：{}。", blanks.join("、")) }</p>
                <p><a href={to(Screen::Edit(Fact::Local))}>{ "问到了当地的数，填进来" }</a></p>
            }
        </>
    }
}

/// One open question, and what its answers would make of the range.
fn change(scene: &Scene, answer: &Answer, ask: &Ask) -> Html {
    let fact = flow::form(scene, ask.question);
    let to = format!("#{}", scene.address(&scene.route.at(Screen::Say(fact))));
    let asked = match fact {
        Fact::Charges => fact,
        _ => Fact::Asked(ask.question),
    };
    let then = gain(scene.tables(), answer, ask);
    html! {
        <li key={question_id(scene.tables(), ask.question)}>
            <a href={to}>{ text::question(scene.tables(), asked) }</a>
            if let Some(line) = then { <p class="quiet">{ line }</p> }
        </li>
    }
}
