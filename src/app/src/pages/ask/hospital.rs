//! 医院: found by typing, those of the person's own province first.
use super::to;
use crate::components::choices::{Choice, choices};
use crate::components::finder::{Finder, Row};
use crate::flow;
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::{Hospital, Question, Value, Visit};
use mingbai_policy::terms::Level;
use mingbai_policy::{HospitalId, RegionId};
use yew::prelude::*;

/// The named hospitals, and any other.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let fact = Fact::Asked(Question::Hospital);
    let terms = &scene.tables().terms;
    let near = |region: RegionId| {
        let home: Vec<RegionId> = visit
            .insured_in
            .map(|it| terms.lineage(it).collect())
            .unwrap_or_default();
        let shared = terms.lineage(region).find(|it| home.contains(it));
        shared.is_some_and(|it| terms.regions[it.index()].level != Level::Nation)
    };
    let ids = (0..terms.hospitals.len())
        .filter_map(|at| u16::try_from(at).ok())
        .map(HospitalId);
    let rows = ids.filter_map(|id| {
        let hospital = terms.hospitals.get(id.index())?;
        Some(Row {
            name: hospital.name.name.clone(),
            under: terms
                .regions
                .get(hospital.region.index())?
                .name
                .name
                .clone(),
            also: hospital.name.aliases.clone(),
            note: String::new(),
            to: to(
                scene,
                fact,
                flow::with(visit, Question::Hospital, Value::Hospital(id)),
            ),
            first: near(hospital.region),
        })
    });
    let other = to(
        scene,
        fact,
        flow::with(visit, Question::Hospital, Value::OtherHospital),
    );
    let chosen = visit.hospital == Some(Hospital::Other);
    html! {
        <>
            { choices(vec![Choice { chosen, ..Choice::new("别的医院", other) }]) }
            <Finder label="找医院的名字" rows={rows.collect::<Vec<_>>()} />
        </>
    }
}
