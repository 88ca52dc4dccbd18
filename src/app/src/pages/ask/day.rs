//! 日期: typed.
use super::{field, to};
use crate::components::fields::{Fields, Kind};
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::Visit;
use mingbai_visit::date;
use yew::prelude::*;

/// The day of discharge or settlement.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let (scene, visit) = (scene.clone(), visit.clone());
    let fields = vec![field("date", "日期", Kind::Day, visit.date.to_string())];
    let read = Callback::from(move |values: Vec<String>| {
        let text = values.first().map(String::as_str).unwrap_or_default();
        let date = date::read_typed(text).map_err(|error| (0, error.to_string()))?;
        Ok(to(
            &scene,
            Fact::Date,
            Visit {
                date,
                ..visit.clone()
            },
        ))
    });
    html! { <Fields {fields} {read} /> }
}
