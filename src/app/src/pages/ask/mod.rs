//! One question: what is asked, how it can be answered, and 不知道.
mod age;
mod amount;
mod day;
mod disease;
mod groups;
mod hospital;
mod items;
mod kept;
mod local;
mod paper;
mod place;
mod sheet;
mod year;

use crate::components::choices::{Choice, choices};
use crate::components::fields::{Field, Kind, Refusal};
use crate::components::frame::frame;
use crate::components::term;
use crate::components::way::Way;
use crate::markup::html;
use crate::pages::{facts, result};
use crate::route::{Fact, Goal};
use crate::world::Scene;
use crate::{flow, text};
use mingbai_engine::{Question, Visit};
use mingbai_policy::{Fen, Insurance, LayerId};
use mingbai_visit::money;
use mingbai_words::answer_label;
use yew::prelude::*;

/// The page of a question.
pub fn page(scene: &Scene, fact: Fact) -> Html {
    let tables = scene.tables();
    let key = crate::route::key(tables, fact);
    let beside = || match flow::dated(scene) {
        true => result::body(scene, false),
        false => html! {},
    };
    let only_schemes =
        scene.route.goal == Goal::Pay && scene.good().is_some_and(|it| it.money.is_none());
    let body = html! {
        <section key={key} class="question">
            <p class="help">{ term::text(&text::help(tables, fact)) }</p>
            { question(scene, fact) }
            { unknown(scene, fact) }
            if only_schemes && matches!(fact, Fact::Asked(_)) {
                <p class="quiet">{ "没有填总费用，这一问只看哪个政策管您。" }</p>
            }
        </section>
    };
    frame(scene, &text::question(tables, fact), body, beside)
}

fn question(scene: &Scene, fact: Fact) -> Html {
    let Some(visit) = &scene.route.visit else {
        return place::question(scene, None);
    };
    later(scene, fact, visit)
}

/// Every question after the first, in a function of its own, so that the first can come without them.
#[inline(never)]
fn later(scene: &Scene, fact: Fact, visit: &Visit) -> Html {
    match fact {
        Fact::Place => place::question(scene, Some(visit)),
        Fact::Date => day::question(scene, visit),
        Fact::Paper => paper::question(scene),
        Fact::Groups | Fact::Asked(Question::Group(_)) => groups::question(scene, visit),
        Fact::Total | Fact::Asked(Question::InScope) => amount::question(scene, visit, fact),
        Fact::Sheet => sheet::question(scene, visit),
        Fact::Local => local::question(scene, visit),
        Fact::Insurance => {
            let all = [Insurance::Resident, Insurance::Employee];
            said(
                scene,
                fact,
                visit,
                all.map(|it| {
                    (
                        facts::insurance(it).to_owned(),
                        Visit {
                            insurance: Some(it),
                            ..visit.clone()
                        },
                    )
                }),
            )
        }
        Fact::Liable => {
            let all = [(true, "有"), (false, "没有")];
            said(
                scene,
                fact,
                visit,
                all.map(|(it, name)| {
                    (
                        name.to_owned(),
                        Visit {
                            liable_third_party: Some(it),
                            ..visit.clone()
                        },
                    )
                }),
            )
        }
        Fact::AsOf => as_of(scene, visit),
        Fact::Asked(Question::Hospital) => hospital::question(scene, visit),
        Fact::Asked(Question::Disease) => disease::question(scene, visit),
        Fact::Asked(Question::Age) => age::question(scene, visit),
        Fact::Asked(Question::Items) => items::question(scene, visit),
        Fact::Asked(Question::YearToDate) => year::question(scene, visit),
        Fact::Asked(question) => {
            let values = flow::values(scene.tables(), question);
            let each = values.into_iter().map(|value| {
                (
                    answer_label(scene.tables(), question, value),
                    flow::with(visit, question, value),
                )
            });
            said(scene, fact, visit, each)
        }
    }
}

/// Buttons, each with the visit it makes.
fn said(
    scene: &Scene,
    fact: Fact,
    now: &Visit,
    all: impl IntoIterator<Item = (String, Visit)>,
) -> Html {
    let before = facts::said(scene, now, fact);
    let all = all.into_iter().map(|(label, visit)| {
        let scene = scene.clone();
        let then = move || to(&scene, fact, visit.clone());
        Choice {
            chosen: before.as_deref() == Some(label.as_str()),
            ..Choice::new(label, Way::then(then))
        }
    });
    choices(all.collect())
}

/// 不知道, wherever it can be said.
fn unknown(scene: &Scene, fact: Fact) -> Html {
    if matches!(fact, Fact::Place | Fact::Date | Fact::Paper) || scene.route.visit.is_none() {
        return html! {};
    }
    let route = flow::unknown(&scene.route, fact);
    let label = if matches!(fact, Fact::Sheet | Fact::Local | Fact::AsOf) {
        "不填这些"
    } else {
        text::UNKNOWN
    };
    choices(vec![Choice {
        quiet: true,
        ..Choice::new(label, scene.address(&route))
    }])
}

fn to(scene: &Scene, fact: Fact, visit: Visit) -> String {
    scene.address(&flow::told(&scene.route, fact, visit))
}

fn field(id: &str, label: impl Into<String>, kind: Kind, initial: String) -> Field {
    Field {
        id: id.into(),
        label: label.into(),
        initial,
        kind,
    }
}

/// Where the visit leads, unless it contradicts itself.
fn checked(scene: &Scene, fact: Fact, visit: Visit, at: usize) -> Result<String, Refusal> {
    match &*scene.world.answer(&visit) {
        Err(error) => Err((at, error.message.clone())),
        Ok(_) => Ok(to(scene, fact, visit)),
    }
}

fn shown(fen: Option<Fen>) -> String {
    fen.map(mingbai_words::money::short).unwrap_or_default()
}

/// Amounts of several lines; an empty line is left out.
fn amounts(values: &[String]) -> Result<Vec<Option<Fen>>, Refusal> {
    let read = |(at, text): (usize, &String)| match text.trim() {
        "" => Ok(None),
        text => money::read_typed(text)
            .map(Some)
            .map_err(|error| (at, error.to_string())),
    };
    values.iter().enumerate().map(read).collect()
}

fn layers(scene: &Scene) -> Vec<LayerId> {
    let mut all: Vec<LayerId> = Vec::new();
    for line in scene
        .good()
        .map(|it| it.layers.as_slice())
        .unwrap_or_default()
    {
        if !all.contains(&line.layer) {
            all.push(line.layer);
        }
    }
    all
}

/// The visit with more JSON laid over it, read by the way in.
fn laid_over(
    scene: &Scene,
    visit: &Visit,
    lay: impl FnOnce(&mut serde_json::Value),
) -> Result<Visit, (String, String)> {
    let mut json = mingbai_visit::write(scene.tables(), visit);
    lay(&mut json);
    mingbai_visit::read(scene.tables(), json.to_string().as_bytes())
        .map_err(|error| (error.field, error.message))
}

fn as_of(scene: &Scene, visit: &Visit) -> Html {
    let used = scene
        .good()
        .map(|it| it.tables.as_slice())
        .unwrap_or_default();
    let mut days: Vec<_> = used
        .iter()
        .filter_map(|it| scene.tables().tables.get(usize::from(it.table))?.span.until)
        .collect();
    days.sort_unstable();
    days.dedup();
    let each = days.into_iter().rev().map(|day| {
        (
            day.to_string(),
            Visit {
                tables_as_of: Some(day),
                ..visit.clone()
            },
        )
    });
    said(scene, Fact::AsOf, visit, each)
}
