//! How old.
use super::{checked, field};
use crate::components::fields::{Fields, Kind};
use crate::markup::html;
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::{Question, Visit};
use mingbai_intake::age;
use yew::prelude::*;

/// The field.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let fields = vec![field(
        "age",
        "周岁",
        Kind::Whole,
        visit.age.map(|age| age.to_string()).unwrap_or_default(),
    )];
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let text = values.first().map(String::as_str).unwrap_or_default();
        let age = age::read_typed(text).ok_or((0, age::WRONG.to_owned()))?;
        let visit = Visit {
            age: Some(age),
            ..visit.clone()
        };
        checked(&scene, Fact::Asked(Question::Age), visit, 0)
    });
    html! { <Fields {fields} {read} ahead=true /> }
}
