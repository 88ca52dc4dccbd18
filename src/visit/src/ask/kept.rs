//! Figures of a place's own office, kept on this device with for what they hold, and offered again
//! for visits of that kind.
use crate::ask::typed::to;
use mingbai_engine::Visit;
use mingbai_intake::Local;
use mingbai_intake::figures::Figures;
use mingbai_intake::office::fitting;
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::keep;
use mingbai_wording::{figure_text, layer_name};
use serde_json::{Map, Value};
use yew::prelude::*;

fn name(scene: &Scene, visit: &Visit) -> String {
    let regions = &scene.tables().vocabulary.regions;
    let region = visit.insured_in.and_then(|id| regions.get(id.index()));
    let place = region.map_or("other", |region| region.name.id.as_str());
    format!("{}{place}", keep::LOCAL)
}

/// What is kept of this visit's place, where it can still be read.
fn load(scene: &Scene, visit: &Visit) -> Local {
    let kept = keep::get(&name(scene, visit));
    let kept = kept.and_then(|text| serde_json::from_str::<Map<String, Value>>(&text).ok());
    let read = kept.and_then(|kept| Figures::read(scene.tables(), &kept).ok());
    read.unwrap_or_default()
}

/// Keeps the figures of this visit for visits of its kind.
pub fn remember(scene: &Scene, visit: &Visit) {
    let mut kept = load(scene, visit);
    mingbai_intake::office::keep(&scene.tables().vocabulary, &mut kept, visit);
    let whole = Visit {
        local: kept.figures,
        scoped: kept.scoped,
        names: kept.names,
        ..Visit::new(visit.date, None)
    };
    let name = name(scene, visit);
    match &mingbai_intake::write(scene.tables(), &whole)["local"] {
        Value::Object(figures) => {
            keep::put(&name, &Value::Object(figures.clone()).to_string());
        }
        _ => keep::forget(&name),
    }
}

/// The figures filled in last time for visits of this kind, where this visit has none; and what was
/// kept before it was said for what it holds.
pub fn offer(scene: &Scene, visit: &Visit) -> Html {
    if !visit.local.is_empty() || !visit.scoped.is_empty() {
        return html! {};
    }
    let tables = scene.tables();
    let kept = load(scene, visit);
    let scoped = fitting(&tables.vocabulary, &kept, visit);
    if !scoped.is_empty() {
        let next = Visit {
            scoped,
            ..visit.clone()
        };
        let said: Vec<String> = mingbai_interview::told::local(tables, &next)
            .into_iter()
            .map(|row| {
                format!(
                    "{}：{}",
                    row.name.trim_start_matches("当地给的："),
                    row.said
                )
            })
            .collect();
        return html! {
            <div class="kept">
                <p>{ "这个地方上次填过，用上吗？" }</p>
                { choices(vec![Choice {
                    note: Some(said.join("，")),
                    ..Choice::new("用上次填的", to(scene, Fact::Local, next))
                }]) }
            </div>
        };
    }
    let unsaid = kept.figures.iter().filter_map(|(rule, figure)| {
        let mingbai_engine::LocalRule::Layer(layer) = rule else {
            return None;
        };
        Some(format!(
            "{}{}",
            layer_name(tables, *layer),
            figure_text(*rule, *figure)?
        ))
    });
    let unsaid: Vec<String> = unsaid.collect();
    if unsaid.is_empty() {
        return html! {};
    }
    html! {
        <div class="kept">
            <p>{ format!("以前填过：{}。", unsaid.join("，")) }</p>
            <p>{ "那时没记下管什么，先不用。还对的话，请再填一次。" }</p>
        </div>
    }
}
