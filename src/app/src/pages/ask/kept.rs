//! Figures of a place's own office, kept on this device and offered again for the same place.
use super::{laid_over, to};
use crate::components::choices::{Choice, choices};
use crate::keep;
use crate::markup::html;
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::Visit;
use serde_json::{Map, Value};
use yew::prelude::*;

fn name(scene: &Scene, visit: &Visit) -> String {
    let regions = &scene.tables().terms.regions;
    let region = visit.insured_in.and_then(|id| regions.get(id.index()));
    let place = region.map_or("other", |region| region.name.id.as_str());
    format!("{}{place}", keep::LOCAL)
}

/// Keeps the figures of this visit's place.
pub fn remember(scene: &Scene, visit: &Visit, figures: &Map<String, Value>) {
    let name = name(scene, visit);
    if figures.is_empty() {
        keep::forget(&name);
    } else {
        keep::put(&name, &Value::Object(figures.clone()).to_string());
    }
}

/// The figures filled in last time, where this visit has none and they can still be read.
pub fn offer(scene: &Scene, visit: &Visit) -> Html {
    let kept = keep::get(&name(scene, visit)).filter(|_| visit.local.is_empty());
    let kept = kept.and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let laid = kept.and_then(|kept| laid_over(scene, visit, |json| json["local"] = kept).ok());
    let Some(next) = laid.filter(|next| !next.local.is_empty()) else {
        return html! {};
    };
    let said: Vec<String> = crate::told::local(scene.tables(), &next)
        .into_iter()
        .map(|row| {
            format!(
                "{}：{}",
                row.name.trim_start_matches("当地给的："),
                row.said
            )
        })
        .collect();
    html! {
        <div class="kept">
            <p>{ "这个地方上次填过，用上吗？" }</p>
            { choices(vec![Choice {
                note: Some(said.join("，")),
                ..Choice::new("用上次填的", to(scene, Fact::Local, next))
            }]) }
        </div>
    }
}
