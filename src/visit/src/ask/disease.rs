//! 病: found by typing; one leads on at once, several are gathered first.
use crate::ask::typed::to;
use mingbai_engine::{Question, Visit};
use mingbai_interview::flow;
use mingbai_interview::route::{Fact, Route};
use mingbai_interview::world::{Scene, World};
use mingbai_policy::{DiseaseId, Vocabulary};
use mingbai_ui::browser;
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::finder::{Finder, Row, rows};
use mingbai_ui::way::Way;
use std::rc::Rc;
use yew::prelude::*;

const FACT: Fact = Fact::Asked(Question::Disease);

/// The diseases of the vocabulary, and none of them.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let told = visit.diseases.clone().unwrap_or_default();
    let none = to(scene, FACT, with(visit, Some(Vec::new())));
    html! {
        <>
            { chips(scene, visit, &told) }
            <Search key={told.iter().map(|it| format!(" {}", it.0)).collect::<String>()} world={scene.world.clone()}
                one={listed(scene, visit, &told, false)} several={listed(scene, visit, &told, true)}
                first={named(scene)} gathering={!told.is_empty()} />
            if told.is_empty() {
                { choices(vec![Choice { quiet: true, ..Choice::new("找过了，没有我的病", none) }]) }
            }
        </>
    }
}

fn with(visit: &Visit, diseases: Option<Vec<DiseaseId>>) -> Visit {
    Visit {
        diseases,
        ..visit.clone()
    }
}

/// The address of this question again, with more or fewer diseases.
fn stay(scene: &Scene, visit: Visit) -> String {
    scene.address(&Route {
        screen: flow::beside(&scene.route, FACT),
        ..flow::told(&scene.route, FACT, visit)
    })
}

/// What was said already, each with a way to take it back, and the way on.
fn chips(scene: &Scene, visit: &Visit, told: &[DiseaseId]) -> Html {
    if told.is_empty() {
        return html! {};
    }
    let each = told.iter().filter_map(|id| {
        let name = scene.tables().vocabulary.diseases.get(id.index())?.name.name.clone();
        let left: Vec<DiseaseId> = told.iter().copied().filter(|it| it != id).collect();
        let left = with(visit, (!left.is_empty()).then_some(left));
        let to = stay(scene, left);
        let onclick = Callback::from(move |_: MouseEvent| browser::go(&to));
        Some(html! {
            <li class="chip" key={name.clone()}>
                <strong>{ &name }</strong>
                <button type="button" {onclick} aria-label={format!("去掉{name}")}>{ "去掉" }</button>
            </li>
        })
    });
    let on = to(scene, FACT, visit.clone());
    let onclick = Callback::from(move |_: MouseEvent| browser::go(&on));
    html! {
        <section class="told-so-far">
            <h2>{ "已经填的病" }</h2>
            <ul class="chips">{ for each }</ul>
            <button type="button" class="go" {onclick}>{ "就这些，继续" }</button>
        </section>
    }
}

/// Every disease and every name for several; each leads on, or back here with one more.
fn listed(scene: &Scene, visit: &Visit, told: &[DiseaseId], gather: bool) -> Vec<Row> {
    let vocabulary = &scene.tables().vocabulary;
    let from = Rc::new((scene.clone(), visit.clone()));
    let leads = |more: &[DiseaseId]| {
        let fresh = more.iter().filter(|it| !told.contains(it));
        let all: Vec<DiseaseId> = told.iter().chain(fresh).copied().collect();
        let from = from.clone();
        Way::then(move || {
            let (scene, visit) = &*from;
            let visit = with(visit, Some(all.clone()));
            match gather {
                true => stay(scene, visit),
                false => to(scene, FACT, visit),
            }
        })
    };
    let here = |regions: &[mingbai_policy::RegionId]| {
        let home = visit.insured_in;
        regions.is_empty()
            || home.is_some_and(|it| regions.iter().any(|r| vocabulary.within(it, *r)))
    };
    let known: Vec<_> = vocabulary
        .disease_sets
        .iter()
        .filter(|set| here(&set.regions))
        .collect();
    let single = (0u16..).map(DiseaseId).zip(&vocabulary.diseases);
    let mut all: Vec<Row> = single
        .filter(|(id, _)| !told.contains(id))
        .map(|(id, disease)| {
            let name = &disease.name;
            let mut row = Row::new(&name.name, &name.aliases, leads(&[id]));
            row.codes.clone_from(&disease.icd);
            let of = known.iter().filter(|set| set.diseases.contains(&id));
            row.also.extend(of.map(|set| set.name.name.clone()));
            row
        })
        .collect();
    all.extend(known.iter().map(|set| {
        let mut row = Row::new(&set.name.name, &set.name.aliases, leads(&set.diseases));
        let names = names(vocabulary, &set.diseases);
        row.note = format!("这里说的是：{names}。都有才选这一个，只有一样就选那一样。");
        row
    }));
    // A name that means something elsewhere only is explained, not taken.
    let mut elsewhere: Vec<&str> = Vec::new();
    for set in &vocabulary.disease_sets {
        let name = set.name.name.as_str();
        let taken = known.iter().any(|it| it.name.name == name) || elsewhere.contains(&name);
        if !taken {
            elsewhere.push(name);
            let mut row = Row::new(name, &set.name.aliases, String::new());
            row.note = "各地说的不是同样的病，这里的文件没写明。请直接打病名。".into();
            row.to = None;
            all.push(row);
        }
    }
    all
}

fn names(vocabulary: &Vocabulary, diseases: &[DiseaseId]) -> String {
    let names = diseases
        .iter()
        .filter_map(|id| vocabulary.diseases.get(id.index()));
    let names: Vec<&str> = names.map(|it| it.name.name.as_str()).collect();
    names.join("、")
}

/// Names of the diseases that schemes here name.
fn named(scene: &Scene) -> Vec<String> {
    let tables = scene.tables();
    let lines = scene.good().map(|it| it.schemes.as_slice());
    let mut found: Vec<DiseaseId> = Vec::new();
    for line in lines.unwrap_or_default() {
        let table = tables.tables.get(usize::from(line.rule.table));
        let scheme = table.and_then(|it| it.schemes.get(usize::from(line.rule.index)));
        let list = scheme.and_then(|it| it.diseases.as_ref());
        for entry in list.map(|it| it.entries.as_slice()).unwrap_or_default() {
            if !found.contains(&entry.disease) {
                found.push(entry.disease);
            }
        }
    }
    let names = found
        .iter()
        .filter_map(|id| tables.vocabulary.diseases.get(id.index()));
    names.map(|it| it.name.name.clone()).collect()
}

#[derive(Properties, PartialEq)]
struct SearchProps {
    world: World,
    /// Rows that lead on.
    one: Vec<Row>,
    /// Rows that come back here.
    several: Vec<Row>,
    /// Shown before anything is typed.
    first: Vec<String>,
    /// One was said already.
    gathering: bool,
}

/// The search, and the word that there is more than one disease.
#[component]
fn Search(props: &SearchProps) -> Html {
    let several = use_state(|| props.gathering);
    let onclick = {
        let several = several.clone();
        Callback::from(move |_: MouseEvent| several.set(!*several))
    };
    let all = if *several { &props.several } else { &props.one };
    let label = if props.gathering {
        "还有别的病，再加一个"
    } else {
        "打病名，俗名、拼音也行"
    };
    let first = all.iter().filter(|row| props.first.contains(&row.name));
    html! {
        <>
            if !props.gathering {
                <button type="button" class="choice choice-quiet" {onclick} aria-pressed={several.to_string()}>
                    <span>{ "我有不止一种病" }</span>
                    if *several { <small>{ "好，点一个加一个，加完再继续。" }</small> }
                </button>
            }
            <Finder world={props.world.clone()} {label} rows={all.clone()}>{ rows(first) }</Finder>
        </>
    }
}
