//! What this year's earlier visits left.
use super::{amounts, checked, field, layers, shown, to};
use crate::components::choices::{Choice, choices};
use crate::components::fields::{Fields, Kind};
use crate::markup::html;
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::{Question, Visit, Year};
use mingbai_policy::Fen;
use mingbai_words::layer_name;
use yew::prelude::*;

/// 今年第一次, or the fields.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let fact = Fact::Asked(Question::YearToDate);
    let first = Visit {
        year: Year::Known {
            in_scope_self_pay: Some(Fen::ZERO),
            paid: Vec::new(),
        },
        ..visit.clone()
    };
    let layers = layers(scene);
    let (spent, before) = match &visit.year {
        Year::Known {
            in_scope_self_pay,
            paid,
        } => (*in_scope_self_pay, paid.clone()),
        _ => (None, Vec::new()),
    };
    let mut fields = vec![field(
        "year",
        "今年前面，政策范围内自己付了多少元",
        Kind::Money,
        shown(spent),
    )];
    fields.extend(layers.iter().map(|layer| {
        let paid = before
            .iter()
            .find(|(it, _)| it == layer)
            .map(|(_, fen)| *fen);
        let label = format!("今年前面，{}付了多少元", layer_name(scene.tables(), *layer));
        field(
            &format!("paid-{}", layer.0),
            label,
            Kind::Money,
            shown(paid),
        )
    }));
    let once = choices(vec![Choice::new("今年第一次", to(scene, fact, first))]);
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let read = amounts(&values)?;
        let spent = read.first().copied().flatten();
        let in_scope_self_pay =
            spent.ok_or_else(|| (0, "请先填这一格；不清楚就选不知道。".to_owned()))?;
        let paid = layers
            .iter()
            .zip(read.iter().skip(1))
            .filter_map(|(layer, fen)| Some((*layer, (*fen)?)))
            .collect();
        checked(
            &scene,
            fact,
            Visit {
                year: Year::Known {
                    in_scope_self_pay: Some(in_scope_self_pay),
                    paid,
                },
                ..visit.clone()
            },
            0,
        )
    });
    html! { <>{ once }<Fields {fields} {read} ahead=true /></> }
}
