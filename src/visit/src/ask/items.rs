//! Self-pay item by item, for the items some waiver names.
use crate::ask::typed::{amounts, checked, field, shown};
use mingbai_engine::{Question, Visit};
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_policy::ItemId;
use mingbai_ui::fields::{Field, Fields, Kind};
use yew::prelude::*;

/// The fields.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let tables = scene.tables();
    let mut items: Vec<ItemId> = Vec::new();
    for line in scene
        .good()
        .map(|it| it.waivers.as_slice())
        .unwrap_or_default()
    {
        let waiver = tables
            .tables
            .get(usize::from(line.rule.table))
            .and_then(|it| it.waivers.get(usize::from(line.rule.index)));
        for item in waiver.map(|it| it.items.as_slice()).unwrap_or_default() {
            if !items.contains(item) {
                items.push(*item);
            }
        }
    }
    let told = visit
        .bill
        .as_ref()
        .map(|bill| bill.items.clone())
        .unwrap_or_default();
    for (item, _) in &told {
        if !items.contains(item) {
            items.push(*item);
        }
    }
    let fields: Vec<Field> = items
        .iter()
        .filter_map(|item| {
            let name = &tables.vocabulary.items.get(item.index())?.name;
            let fen = told.iter().find(|(it, _)| it == item).map(|(_, fen)| *fen);
            Some(field(
                &format!("item-{}", item.0),
                format!("{}自己付多少元", name.name),
                Kind::Money,
                shown(fen),
            ))
        })
        .collect();
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let read = amounts(&values)?;
        let mut visit = visit.clone();
        visit.bill.get_or_insert_default().items = items
            .iter()
            .zip(&read)
            .filter_map(|(item, fen)| Some((*item, (*fen)?)))
            .collect();
        checked(&scene, Fact::Asked(Question::Items), visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}
