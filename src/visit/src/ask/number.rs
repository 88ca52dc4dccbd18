//! A whole number: how old.
use crate::ask::typed::{checked, field};
use mingbai_engine::{Question, Visit};
use mingbai_intake::numbers;
use mingbai_interview::numbers::spelling;
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_policy::NumberFact;
use mingbai_ui::fields::{Fields, Kind};
use yew::prelude::*;

/// The field.
pub fn question(scene: &Scene, visit: &Visit, fact: NumberFact) -> Html {
    let said = visit.said[fact].map(|number| number.to_string());
    let fields = vec![field(
        fact.id(),
        spelling(fact).field,
        Kind::Whole,
        said.unwrap_or_default(),
    )];
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let text = values.first().map(String::as_str).unwrap_or_default();
        let number = numbers::read_typed(fact, text).ok_or((0, numbers::wrong(fact)))?;
        let mut visit = visit.clone();
        visit.said[fact] = Some(number);
        checked(&scene, Fact::Asked(Question::Number(fact)), visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}
