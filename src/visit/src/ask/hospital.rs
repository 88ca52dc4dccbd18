//! 医院: found by typing; before that, those of the person's own province.
use crate::ask::typed::to;
use mingbai_engine::{Hospital, Question, Value, Visit};
use mingbai_interview::flow;
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{HospitalId, RegionId};
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::finder::{Finder, Row, rows};
use mingbai_ui::way::Way;
use std::rc::Rc;
use yew::prelude::*;

/// The named hospitals, and any other.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let fact = Fact::Asked(Question::Hospital);
    let vocabulary = &scene.tables().vocabulary;
    let near = |region: RegionId| {
        let home: Vec<RegionId> = visit
            .insured_in
            .map(|it| vocabulary.lineage(it).collect())
            .unwrap_or_default();
        let shared = vocabulary.lineage(region).find(|it| home.contains(it));
        shared.is_some_and(|it| vocabulary.regions[it.index()].level != Level::Nation)
    };
    let from = Rc::new((scene.clone(), visit.clone()));
    let leads = |value: Value| {
        let from = from.clone();
        Way::then(move || {
            let (scene, visit) = &*from;
            to(scene, fact, flow::with(visit, Question::Hospital, value))
        })
    };
    let all: Vec<(RegionId, Row)> = (0u16..)
        .zip(&vocabulary.hospitals)
        .map(|(at, hospital)| {
            let to = leads(Value::Hospital(HospitalId(at)));
            let name = &hospital.name;
            let mut row = Row::new(&name.name, &name.aliases, to);
            let region = vocabulary.regions.get(hospital.region.index());
            row.note = region.map(|it| it.name.name.clone()).unwrap_or_default();
            (hospital.region, row)
        })
        .collect();
    let other = leads(Value::OtherHospital);
    let chosen = visit.hospital == Some(Hospital::Other);
    let first = all.iter().filter(|(region, _)| near(*region));
    let first = rows(first.map(|(_, row)| row));
    let all: Vec<Row> = all.into_iter().map(|(_, row)| row).collect();
    html! {
        <>
            { choices(vec![Choice { chosen, ..Choice::new("别的医院", other) }]) }
            <Finder world={scene.world.clone()} label="找医院的名字，拼音也行" rows={all}>{ first }</Finder>
        </>
    }
}
