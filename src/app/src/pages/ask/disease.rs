//! 病: found by typing.
use super::to;
use crate::components::choices::{Choice, choices};
use crate::components::finder::{Finder, Row};
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::{Question, Visit};
use mingbai_policy::DiseaseId;
use yew::prelude::*;

/// The diseases of the vocabulary, and none of them.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let fact = Fact::Asked(Question::Disease);
    let tables = scene.tables();
    let terms = &tables.terms;
    let named: Vec<DiseaseId> = scene
        .good()
        .map(|it| it.schemes.as_slice())
        .unwrap_or_default()
        .iter()
        .filter_map(|line| {
            let scheme = tables
                .tables
                .get(usize::from(line.rule.table))?
                .schemes
                .get(usize::from(line.rule.index))?;
            Some(
                scheme
                    .diseases
                    .as_ref()?
                    .entries
                    .iter()
                    .map(|entry| entry.disease),
            )
        })
        .flatten()
        .collect();
    let ids = (0..terms.diseases.len())
        .filter_map(|at| u16::try_from(at).ok())
        .map(DiseaseId);
    let single = ids.filter_map(|id| {
        let disease = terms.diseases.get(id.index())?;
        let also = disease
            .name
            .aliases
            .iter()
            .chain(&disease.icd)
            .cloned()
            .collect();
        let visit = Visit {
            diseases: Some(vec![id]),
            ..visit.clone()
        };
        let first = named.contains(&id);
        Some(Row {
            name: disease.name.name.clone(),
            under: String::new(),
            also,
            note: String::new(),
            to: to(scene, fact, visit),
            first,
        })
    });
    let sets = terms.disease_sets.iter().filter(|set| {
        set.regions.is_empty()
            || visit
                .insured_in
                .is_some_and(|it| set.regions.iter().any(|r| terms.within(it, *r)))
    });
    let sets = sets.map(|set| {
        let names: Vec<&str> = set
            .diseases
            .iter()
            .filter_map(|id| Some(terms.diseases.get(id.index())?.name.name.as_str()))
            .collect();
        Row {
            name: set.name.name.clone(),
            under: String::new(),
            also: set.name.aliases.clone(),
            note: names.join("、"),
            to: to(
                scene,
                fact,
                Visit {
                    diseases: Some(set.diseases.clone()),
                    ..visit.clone()
                },
            ),
            first: false,
        }
    });
    let none = to(
        scene,
        fact,
        Visit {
            diseases: Some(Vec::new()),
            ..visit.clone()
        },
    );
    html! {
        <>
            <Finder label="打病名，俗名也行" rows={single.chain(sets).collect::<Vec<_>>()} />
            { choices(vec![Choice { quiet: true, ..Choice::new("找过了，没有我的病", none) }]) }
        </>
    }
}
