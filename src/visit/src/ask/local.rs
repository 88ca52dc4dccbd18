//! Figures the person's own office gave (当地给的数).
use crate::ask::kept;
use crate::ask::typed::{checked, field, layers};
use mingbai_engine::{LocalFigure, LocalRule, Scope, Visit};
use mingbai_intake::figures::Figures;
use mingbai_intake::money;
use mingbai_intake::office::{holding, replace};
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_policy::LayerId;
use mingbai_ui::fields::{Field, Fields, Kind};
use mingbai_wording::{layer_name, scope_text};
use yew::prelude::*;

const FIGURES: [(&str, &str, Kind); 3] = [
    ("deductible", "起付线，元", Kind::Money),
    ("share", "报多少，如 60%", Kind::Text),
    ("cap", "一年最多付，元", Kind::Money),
];

/// The fields, layer by layer.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let vocabulary = &scene.tables().vocabulary;
    let now = Visit {
        local: holding(vocabulary, visit),
        scoped: Vec::new(),
        ..visit.clone()
    };
    let now = mingbai_intake::write(scene.tables(), &now);
    let of_place = layers(scene);
    // What people buy for themselves no table names: last, as it pays last.
    let own = (0u16..).zip(&scene.tables().vocabulary.layers);
    let own = own.filter(|(_, it)| it.own.is_some());
    let own = own.map(|(at, _)| LayerId(at));
    let own: Vec<LayerId> = own.filter(|it| !of_place.contains(it)).collect();
    let asked: Vec<LayerId> = of_place.into_iter().chain(own).collect();
    let rows: Vec<(String, Field)> = asked
        .iter()
        .copied()
        .flat_map(|layer| {
            let name = layer_name(scene.tables(), layer).to_owned();
            let now = now.clone();
            FIGURES.map(move |(figure, label, kind)| {
                let key = format!("{name}.{figure}");
                let initial = now["local"][&key].as_str().unwrap_or_default().to_owned();
                (
                    key.clone(),
                    field(
                        &format!("local-{}-{figure}", layer.0),
                        format!("{name}：{label}"),
                        kind,
                        initial,
                    ),
                )
            })
        })
        .collect();
    let (keys, fields): (Vec<String>, Vec<Field>) = rows.into_iter().unzip();
    let kinds: Vec<Kind> = fields.iter().map(|field| field.kind).collect();
    let offer = kept::offer(scene, visit);
    let (scene_tables, told_of) = (scene.tables(), visit.clone());
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let mut figures = serde_json::Map::new();
        for (at, ((key, kind), text)) in keys.iter().zip(&kinds).zip(&values).enumerate() {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let text = match kind {
                Kind::Money => money::read_typed(text)
                    .map_err(|error| (at, error.to_string()))?
                    .to_string(),
                _ => text.replace('％', "%"),
            };
            figures.insert(key.clone(), text.into());
        }
        let tables = scene.tables();
        let read = Figures::read(tables, &figures).map_err(|error| {
            let at = keys.iter().position(|key| error.field == *key);
            (at.unwrap_or(0), error.message)
        })?;
        let mut visit = visit.clone();
        // What this form has no field for stays.
        let shown = |rule: LocalRule, figure: LocalFigure| {
            let other = matches!(figure, LocalFigure::FirstSelfPay(_));
            matches!(rule, LocalRule::Layer(layer) if asked.contains(&layer)) && !other
        };
        replace(&tables.vocabulary, &mut visit, shown, &read.figures);
        let leads = checked(&scene, Fact::Local, visit.clone(), 0)?;
        kept::remember(&scene, &visit);
        Ok(leads)
    });
    let holds = scope_text(scene_tables, &Scope::of(&scene_tables.vocabulary, &told_of));
    let holds = format!("这些数记在这台设备上。下次只有一样的才拿出来：{holds}。");
    html! { <>{ offer }<Fields {fields} {read} /><p class="quiet holds">{ holds }</p></> }
}
