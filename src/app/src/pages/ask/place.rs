//! 参保地: found by typing, or step by step from the province down.
use crate::browser;
use crate::components::choices::{Choice, choices};
use crate::components::finder::{Finder, Row};
use crate::components::way::Way;
use crate::route::{Fact, Route, Screen};
use crate::text;
use crate::world::Scene;
use mingbai_engine::Visit;
use mingbai_policy::RegionId;
use mingbai_policy::terms::Level;
use yew::prelude::*;

/// The places there are tables of, and the one there is none of.
pub fn question(scene: &Scene, visit: Option<&Visit>) -> Html {
    let terms = &scene.tables().terms;
    let leads = |region: Option<RegionId>| {
        let scene = scene.clone();
        Way::then(move || chosen(&scene, region))
    };
    let all = (0u16..).map(RegionId).zip(&terms.regions);
    let places: Vec<Step> = all
        .filter(|(_, region)| region.level != Level::Nation)
        .map(|(id, region)| Step {
            id,
            parent: region.parent,
            name: region.name.name.clone(),
            to: leads(Some(id)),
        })
        .collect();
    let rows: Vec<Row> = places
        .iter()
        .map(|place| {
            let region = &terms.regions[place.id.index()];
            let mut row = Row::new(&region.name.name, &region.name.aliases, place.to.clone());
            let mut above: Vec<&str> = terms
                .lineage(place.id)
                .skip(1)
                .map(|it| &terms.regions[it.index()])
                .filter(|it| it.level != Level::Nation)
                .map(|it| it.name.name.as_str())
                .collect();
            above.reverse();
            row.note = match region.level {
                Level::County => above.concat(),
                _ => format!("{}　没有列出的县、区选这个", above.concat())
                    .trim()
                    .to_owned(),
            };
            row
        })
        .collect();
    html! {
        <>
            <Finder world={scene.world.clone()} label="打您的县、区、市，拼音也行" {rows}>
                <Steps {places} />
            </Finder>
            <div class={classes!("stay", visit.is_some().then_some("above-steps"))}>
                { choices(vec![Choice {
                    quiet: true,
                    ..Choice::new(text::OTHER_PLACE, leads(None))
                }]) }
            </div>
        </>
    }
}

/// The address once a place is chosen.
fn chosen(scene: &Scene, region: Option<RegionId>) -> String {
    let visit = match &scene.route.visit {
        Some(visit) => Visit {
            insured_in: region,
            ..visit.clone()
        },
        None => Visit::new(scene.world.today, region),
    };
    let screen = match scene.route.screen {
        Screen::Edit(_) => Screen::Facts,
        _ => Screen::Say(Fact::Date),
    };
    scene.address(&Route {
        screen,
        ..scene.route.with(visit)
    })
}

/// A place on the way down.
#[derive(Clone, PartialEq)]
struct Step {
    id: RegionId,
    parent: Option<RegionId>,
    name: String,
    to: Way,
}

#[derive(Properties, PartialEq)]
struct StepsProps {
    places: Vec<Step>,
}

const HERE: &str = "here";

/// Province, prefecture, county: one level at a time, each small enough for one screen.
#[component]
fn Steps(props: &StepsProps) -> Html {
    let at = use_state(|| None::<RegionId>);
    {
        let first = use_mut_ref(|| true);
        use_effect_with(*at, move |_| {
            if !std::mem::replace(&mut *first.borrow_mut(), false) {
                browser::focus_field(HERE);
            }
        });
    }
    let find = |id: Option<RegionId>| props.places.iter().find(|it| Some(it.id) == id);
    // Above a province there is no place of the list.
    let below = |id: Option<RegionId>| {
        let within = move |it: &&Step| match id {
            Some(_) => it.parent == id,
            None => find(it.parent).is_none(),
        };
        props.places.iter().filter(within)
    };
    let step = |to: Option<RegionId>| {
        let at = at.clone();
        Callback::from(move |_: MouseEvent| at.set(to))
    };
    let here = find(*at);
    let tiles = below(*at).map(|place| {
        let leaf = below(Some(place.id)).next().is_none();
        let to = place.to.clone();
        let onclick = if leaf {
            Callback::from(move |_: MouseEvent| to.go())
        } else {
            step(Some(place.id))
        };
        html! {
            <li key={place.id.0}>
                <button type="button" class="choice" {onclick}>
                    <span>{ &place.name }</span>
                </button>
            </li>
        }
    });
    let title = match here {
        None => "或者先点省、市".to_owned(),
        Some(place) => match find(place.parent) {
            Some(above) => format!("{}{}", above.name, place.name),
            None => place.name.clone(),
        },
    };
    let rest = here.map(|place| {
        let to = place.to.clone();
        let onclick = Callback::from(move |_: MouseEvent| to.go());
        html! {
            <li key="rest" class="rest">
                <button type="button" class="choice choice-quiet" {onclick} aria-label={format!("{}没有列出的县、区", place.name)}>
                    <span>{ "没有列出的县、区" }</span>
                </button>
            </li>
        }
    });
    html! {
        <section class="steps-down">
            <div class="where">
                <h2 id={HERE} tabindex="-1">{ title }</h2>
                if let Some(place) = here {
                    <button type="button" class="back" onclick={step(find(place.parent).map(|it| it.id))}>{ "回上一步" }</button>
                }
            </div>
            <ul class="choices tiles">{ for tiles }{ for rest }</ul>
        </section>
    }
}
