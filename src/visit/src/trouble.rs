//! When something cannot be read or does not fit: what it is, and the way on.
use mingbai_engine::Question;
use mingbai_intake::InputError;
use mingbai_interview::route::{Fact, Screen};
use mingbai_interview::world::Scene;
use mingbai_ui::frame::TITLE;
use mingbai_ui::frame::frame;
use yew::prelude::*;

/// An address that cannot be read.
pub fn broken(error: &InputError) -> Html {
    html! {
        <main class="home" key="broken">
            <h1 id={TITLE} tabindex="-1">{ "这个网址打不开" }</h1>
            <p class="wrong" role="alert">{ &error.message }</p>
            <p>{ "可以请发给您的人再发一次，也可以从头填。" }</p>
            <nav class="doors"><a class="door" href="#"><strong>{ "从头开始" }</strong></a></nav>
        </main>
    }
}

/// A visit that contradicts itself.
pub fn contradiction(scene: &Scene, error: &InputError) -> Html {
    let fact = match error.field.as_str() {
        "bill.in_scope" => Fact::Sheet,
        field if field.starts_with("bill.receipt") => Fact::Asked(Question::InScope),
        field if field.starts_with("bill.charges") => Fact::Charges,
        "bill.items" => Fact::Asked(Question::Items),
        "bill.self_pay" | "bill.paid" => Fact::Sheet,
        "hospital" => Fact::Asked(Question::Hospital),
        _ => Fact::Total,
    };
    let to = |screen| format!("#{}", scene.address(&scene.route.at(screen)));
    let body = html! {
        <>
            <p class="wrong" role="alert">{ &error.message }</p>
            <nav class="doors">
                <a class="door" href={to(Screen::Say(fact))}><strong>{ "改这一项" }</strong></a>
                <a class="door" href={to(Screen::Facts)}><strong>{ "看全部问题" }</strong></a>
            </nav>
        </>
    };
    frame(scene, "填的数对不上", body, || html! {})
}
