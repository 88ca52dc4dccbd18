//! 参保地: found by typing, or step by step from the province down. The built-in places are there
//! at once; the names of the other provinces come when someone looks further.
use mingbai_engine::Visit;
use mingbai_intake::{link, moved};
use mingbai_interview::flow;
use mingbai_interview::route::{Fact, Route, Screen};
use mingbai_interview::text;
use mingbai_interview::world::Scene;
use mingbai_policy::RegionId;
use mingbai_policy::vocabulary::Level;
use mingbai_ui::browser;
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::finder::{Finder, Row};
use mingbai_ui::provinces::{self, List, Names, Offer, Spot};
use mingbai_ui::way::Way;
use mingbai_wording::opening;
use serde_json::json;
use std::rc::Rc;
use yew::prelude::*;

/// The places there are tables of, and the one there is none of.
pub fn question(scene: &Scene, visit: Option<&Visit>) -> Html {
    let vocabulary = &scene.tables().vocabulary;
    let leads = |region: Option<RegionId>| {
        let scene = scene.clone();
        Way::then(move || chosen(&scene, region))
    };
    let below_nation = |region: RegionId| {
        let region = vocabulary.regions.get(region.index())?;
        (region.level != Level::Nation).then(|| region.name.id.clone())
    };
    let all = (0u16..).map(RegionId).zip(&vocabulary.regions);
    let all = all.filter(|(_, region)| region.level != Level::Nation);
    let (mut places, mut rows): (Vec<Step>, Vec<Row>) = all
        .map(|(id, region)| {
            let place = Step {
                id: region.name.id.clone(),
                above: region.parent.and_then(below_nation).unwrap_or_default(),
                name: region.name.name.clone(),
                to: leads(Some(id)),
            };
            let mut row = Row::new(&region.name.name, &region.name.aliases, place.to.clone());
            let above = opening::names_above(vocabulary, id);
            row.note = opening::place_note(&above, region.level == Level::County);
            (place, row)
        })
        .unzip();
    let (mut readings, mut more, mut not_yet) = (None, html! {}, None);
    match (provinces::names(), provinces::offer()) {
        (_, Offer::Nothing) => {}
        (Names::There(list), _) => {
            widen(scene, &list, &mut rows, &mut places);
            readings = Some(Rc::clone(&list.readings));
        }
        (names, offer) => {
            let said = short_of(&names, offer == Offer::Elsewhere);
            not_yet = Some(said);
            let asks = matches!(names, Names::Unasked | Names::Lost);
            more = further(said, asks && offer != Offer::Elsewhere);
        }
    }
    html! {
        <>
            <Finder world={scene.world.clone()} label={opening::FIND} {rows} {readings} {not_yet} further=true>
                <Steps {places} {more} />
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
        Some(visit) => {
            let province = region.and_then(|it| scene.tables().province_of(it));
            let visit = told_here(visit, region);
            Visit {
                insured_in: region,
                ..moved(scene.tables(), &visit, province.map(|it| it.id.as_str()))
            }
        }
        None => Visit::new(scene.world.today, region),
    };
    scene.address(&Route {
        screen: after(scene),
        ..scene.route.with(visit)
    })
}

/// The visit without what the office of one place told, where it becomes another's.
fn told_here(visit: &Visit, region: Option<RegionId>) -> Visit {
    let mut visit = visit.clone();
    if visit.insured_in != region {
        visit.local.clear();
        visit.names.clear();
        visit.scoped.retain(|it| it.scope.place.is_some());
    }
    visit
}

/// The same for a place whose tables are not here yet: the address names it, and is followed once
/// they are.
fn chosen_elsewhere(scene: &Scene, id: &str, province: &str) -> String {
    let tables = scene.tables();
    let mut json = match &scene.route.visit {
        Some(visit) => mingbai_intake::write(
            tables,
            &moved(tables, &told_here(visit, None), Some(province)),
        ),
        None => json!({ "date": scene.world.today.to_string() }),
    };
    if let Some(members) = json.as_object_mut() {
        members.insert("insured_in".into(), id.into());
    }
    let route = Route {
        screen: after(scene),
        shown: None,
        ..scene.route.clone()
    };
    route.fragment_of(tables, &link::pack(&json))
}

fn after(scene: &Scene) -> Screen {
    match scene.route.screen {
        Screen::Edit(_) | Screen::Change(_) => flow::after(&scene.route),
        _ => Screen::Say(Fact::Date),
    }
}

/// A place on the way down.
#[derive(Clone, PartialEq)]
struct Step {
    id: String,
    /// The id of the place that holds it; empty for a province.
    above: String,
    name: String,
    to: Way,
}

/// What is said of a name that is not among those that are here.
fn short_of(names: &Names, elsewhere: bool) -> &'static str {
    match names {
        _ if elsewhere => opening::ELSEWHERE,
        Names::Coming => "正在取全国的地名。",
        Names::Lost => "别的省的地名没有取到。请看看网络，再试一次。",
        _ => "",
    }
}

/// What stands below the provinces while there are more than are shown.
fn further(said: &'static str, button: bool) -> Html {
    let onclick = Callback::from(|_: MouseEvent| {
        provinces::ask();
        // The button goes once they are here; the reader stays where they come.
        browser::focus_field(HERE);
    });
    html! {
        <>
            if button { <button type="button" class="choice choice-quiet" {onclick}><span>{ opening::FURTHER }</span></button> }
            <p class="says" role="status">{ said }</p>
        </>
    }
}

/// Adds the places of provinces that are not here yet.
fn widen(scene: &Scene, list: &List, rows: &mut Vec<Row>, places: &mut Vec<Step>) {
    for spot in &list.spots {
        let Some(province) = list.provinces.get(spot.province) else {
            continue;
        };
        if scene.tables().has_province(&province.id) {
            continue;
        }
        let to = {
            let (scene, id, province) = (scene.clone(), spot.id.clone(), province.id.clone());
            Way::then(move || chosen_elsewhere(&scene, &id, &province))
        };
        let mut row = Row::new(&spot.name, &spot.aliases, to.clone());
        row.note = opening::place_note(&above(list, spot), spot.county);
        rows.push(row);
        places.push(Step {
            id: spot.id.clone(),
            above: spot.above.clone(),
            name: spot.name.clone(),
            to,
        });
    }
}

/// The names of what holds a place, the province first.
fn above<'a>(list: &'a List, spot: &'a Spot) -> Vec<&'a str> {
    let next = |id: &str| list.spots.iter().find(|it| it.id == id);
    let mut all = Vec::new();
    let mut at = next(&spot.above);
    while let Some(holds) = at.filter(|_| all.len() < 3) {
        all.insert(0, holds.name.as_str());
        at = next(&holds.above);
    }
    all
}

#[derive(Properties, PartialEq)]
struct StepsProps {
    places: Vec<Step>,
    /// What stands below the provinces.
    more: Html,
}

const HERE: &str = "here";

/// Province, prefecture, county: one level at a time, each small enough for one screen.
#[component]
fn Steps(props: &StepsProps) -> Html {
    let at = use_state(browser::opened_level);
    {
        let first = use_mut_ref(|| true);
        use_effect_with((*at).clone(), move |_| {
            if !std::mem::replace(&mut *first.borrow_mut(), false) {
                browser::focus_field(HERE);
            }
        });
    }
    let find = |id: &str| props.places.iter().find(|it| it.id == id);
    let below = |id: Option<&str>| {
        let id = id.unwrap_or_default().to_owned();
        props.places.iter().filter(move |it| it.above == id)
    };
    let step = |to: Option<&str>| {
        let (at, to) = (at.clone(), to.map(str::to_owned));
        Callback::from(move |_: MouseEvent| at.set(to.clone()))
    };
    let here = at.as_deref().and_then(find);
    let tiles = below(at.as_deref()).map(|place| {
        let leaf = below(Some(&place.id)).next().is_none();
        let onclick = if leaf {
            place.to.tapped()
        } else {
            step(Some(&place.id))
        };
        html! {
            <li key={place.id.clone()}>
                <button type="button" class="choice" {onclick}>
                    <span>{ &place.name }</span>
                </button>
            </li>
        }
    });
    let title = match here {
        None => opening::STEPS.to_owned(),
        Some(place) => {
            let names = find(&place.above).into_iter().chain([place]);
            opening::place_title(&names.map(|it| it.name.as_str()).collect::<Vec<_>>())
        }
    };
    let rest = here.map(|place| {
        let onclick = place.to.tapped();
        html! {
            <li key="rest" class="rest">
                <button type="button" class="choice choice-quiet" {onclick} aria-label={format!("{}{}", place.name, opening::REST)}>
                    <span>{ opening::REST }</span>
                </button>
            </li>
        }
    });
    html! {
        <section class="steps-down">
            <div class="where">
                <h2 id={HERE} tabindex="-1">{ title }</h2>
                if let Some(place) = here {
                    <button type="button" class="back" onclick={step(find(&place.above).map(|it| it.id.as_str()))}>{ opening::UP }</button>
                }
            </div>
            <ul class="choices tiles">{ for tiles }{ for rest }</ul>
            if here.is_none() { { props.more.clone() } }
        </section>
    }
}
