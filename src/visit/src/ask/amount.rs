//! One amount: the bill's total.
use crate::ask::typed::{checked, field, shown};
use mingbai_engine::Visit;
use mingbai_intake::money;
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_ui::fields::{Fields, Kind};
use yew::prelude::*;

/// The field.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let now = visit.bill.as_ref().and_then(|bill| bill.total);
    let fields = vec![field("amount", "多少元", Kind::Money, shown(now))];
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let text = values.first().map(String::as_str).unwrap_or_default();
        let fen = money::read_typed(text).map_err(|error| (0, error.to_string()))?;
        let mut visit = visit.clone();
        visit.bill.get_or_insert_default().total = Some(fen);
        checked(&scene, Fact::Total, visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}
