//! What stands on the settlement sheet (结算单): totals, what each layer paid, what was left.
use crate::ask::typed::{amounts, checked, field, layers, shown};
use mingbai_engine::Visit;
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_ui::fields::{Fields, Kind};
use mingbai_wording::layer_name;
use yew::prelude::*;

/// The fields.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let layers = layers(scene);
    let bill = visit.bill.clone().unwrap_or_default();
    let mut fields = vec![
        field(
            "total",
            "医疗费总额，多少元",
            Kind::Money,
            shown(bill.total),
        ),
        field(
            "in-scope",
            "符合政策范围金额，多少元",
            Kind::Money,
            shown(bill.in_scope),
        ),
    ];
    fields.extend(layers.iter().map(|layer| {
        let paid = bill
            .paid
            .iter()
            .find(|(it, _)| it == layer)
            .map(|(_, fen)| *fen);
        let label = format!("{}付了多少元", layer_name(scene.tables(), *layer));
        field(
            &format!("paid-{}", layer.0),
            label,
            Kind::Money,
            shown(paid),
        )
    }));
    fields.push(field(
        "self-pay",
        "都报完后，自己付多少元",
        Kind::Money,
        shown(bill.self_pay),
    ));
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let read = amounts(&values)?;
        let mut visit = visit.clone();
        let bill = visit.bill.get_or_insert_default();
        let (total, in_scope) = match read.as_slice() {
            [total, in_scope, ..] => (*total, *in_scope),
            _ => (None, None),
        };
        bill.total = total;
        // What the field came with, and was left as it was, keeps what goes with it.
        if bill.in_scope != in_scope {
            bill.set_in_scope(in_scope);
        }
        bill.paid = layers
            .iter()
            .zip(read.iter().skip(2))
            .filter_map(|(layer, fen)| Some((*layer, (*fen)?)))
            .collect();
        bill.self_pay = read.last().copied().flatten();
        checked(&scene, Fact::Sheet, visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}
