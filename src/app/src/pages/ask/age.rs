//! How old.
use super::{checked, field, laid_over};
use crate::components::fields::{Fields, Kind};
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::{Question, Visit};
use mingbai_visit::half_width;
use serde_json::json;
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
        let text: String = text.chars().map(half_width).collect();
        let number: u16 = text
            .trim()
            .trim_end_matches('岁')
            .trim_end()
            .parse()
            .map_err(|_| (0, "请用数字填周岁，如 45。".to_owned()))?;
        let visit = laid_over(&scene, &visit, |json| json["person"]["age"] = json!(number))
            .map_err(|(_, why)| (0, why))?;
        checked(&scene, Fact::Asked(Question::Age), visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}
