//! When what was told does not fit together: what it is, and the way on.
use mingbai_engine::Question;
use mingbai_intake::InputError;
use mingbai_interview::route::{Fact, Screen};
use mingbai_interview::world::Scene;
use mingbai_ui::frame::frame;
use yew::prelude::*;

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
