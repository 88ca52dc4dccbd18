//! One question: what is asked, how it can be answered, and 不知道.
mod amount;
mod day;
mod disease;
mod groups;
mod hospital;
mod items;
pub mod kept;
mod local;
mod number;
mod paper;
mod papers;
mod place;
mod sheet;
mod typed;
mod year;

use crate::ask::typed::to;
use crate::result;
use mingbai_engine::{Question, Visit};
use mingbai_interview::route::{Fact, Goal};
use mingbai_interview::world::Scene;
use mingbai_interview::{facts, flow, text};
use mingbai_policy::{Day, Insurance};
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::frame::frame;
use mingbai_ui::term;
use mingbai_ui::way::Way;
use mingbai_wording::answer_here;
use yew::prelude::*;

/// The page of a question.
pub fn page(scene: &Scene, fact: Fact) -> Html {
    let tables = scene.tables();
    let key = mingbai_interview::route::key(tables, fact);
    let beside = || match flow::dated(scene) {
        true => result::body(scene, false),
        false => html! {},
    };
    let only_schemes =
        scene.route.goal == Goal::Pay && scene.good().is_some_and(|it| it.money.is_none());
    let help = match (fact, scene.route.goal) {
        (Fact::Date, Goal::Scheme) => "在家的填今天。出过院的填出院那天，各年的规定不一样。".into(),
        _ => text::help(tables, fact),
    };
    let body = html! {
        <section key={key} class="question">
            <p class="help">{ term::text(&help) }</p>
            { question(scene, fact) }
            { unknown(scene, fact) }
            // The form of a paper asks for the total itself.
            if only_schemes && fact != Fact::LIABLE && matches!(fact, Fact::Asked(it) if it != Question::InScope) {
                <p class="quiet">{ "没有填总费用，这一问只看哪个政策管您。" }</p>
            }
        </section>
    };
    let title = match (fact, scene.route.goal) {
        // Who is at home has no day of discharge.
        (Fact::Date, Goal::Scheme) => "按哪一天的规定看？".into(),
        _ => text::question(tables, fact),
    };
    frame(scene, &title, body, beside)
}

fn question(scene: &Scene, fact: Fact) -> Html {
    let Some(visit) = &scene.route.visit else {
        return place::question(scene, None);
    };
    asked(scene, fact, visit)
}

/// The question of a fact of a visit.
fn asked(scene: &Scene, fact: Fact, visit: &Visit) -> Html {
    match fact {
        Fact::Place => place::question(scene, Some(visit)),
        Fact::Date => day::question(scene, visit),
        Fact::Paper => paper::question(scene),
        Fact::Groups | Fact::Asked(Question::Group(_)) => groups::question(scene, visit),
        Fact::Total => amount::question(scene, visit),
        Fact::Asked(Question::InScope) => papers::receipt(scene, visit),
        Fact::Charges => papers::charges(scene, visit),
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
        Fact::AsOf => as_of(scene, visit),
        Fact::Asked(Question::Hospital) => hospital::question(scene, visit),
        Fact::Asked(Question::Disease) => disease::question(scene, visit),
        Fact::Asked(Question::Number(fact)) => number::question(scene, visit, fact),
        Fact::Asked(Question::Items) => items::question(scene, visit),
        Fact::Asked(Question::YearToDate) => year::question(scene, visit),
        Fact::Asked(question) => {
            let values = flow::values_here(scene.tables(), visit, question);
            let each = values.into_iter().map(|value| {
                (
                    answer_here(scene.tables(), visit.insured_in, question, value),
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
    let split = fact == Fact::Asked(Question::YearToDate) && year::is_not_split(scene);
    let route = if split {
        // Who cannot split the sums still knows them.
        flow::passed_over(&scene.route, fact, scene.route.visit.clone())
    } else {
        flow::unknown(&scene.route, fact)
    };
    let label = if matches!(fact, Fact::Sheet | Fact::Charges | Fact::Local | Fact::AsOf) {
        "不填这些"
    } else if split {
        "分不开，两头都算"
    } else {
        text::UNKNOWN
    };
    choices(vec![Choice {
        quiet: true,
        ..Choice::new(label, scene.address(&route))
    }])
}

fn as_of(scene: &Scene, visit: &Visit) -> Html {
    let used = scene
        .good()
        .map(|it| it.tables.as_slice())
        .unwrap_or_default();
    let tables = &scene.tables().tables;
    let ended = used.iter().filter_map(|it| {
        let table = tables.get(usize::from(it.table))?;
        Some((table.span.until?, table.name.as_str()))
    });
    let mut days: Vec<(Day, Vec<&str>)> = Vec::new();
    for (day, name) in ended {
        match days.iter_mut().find(|(it, _)| *it == day) {
            Some((_, names)) => names.push(name),
            None => days.push((day, vec![name])),
        }
    }
    days.sort_unstable_by_key(|(day, _)| std::cmp::Reverse(*day));
    let each = days.into_iter().map(|(day, names)| {
        let scene = scene.clone();
        let then = Visit {
            tables_as_of: Some(day),
            ..visit.clone()
        };
        Choice {
            chosen: visit.tables_as_of == Some(day),
            note: Some(format!("到这天为止：{}", names.join("；"))),
            ..Choice::new(
                day.to_string(),
                Way::then(move || to(&scene, Fact::AsOf, then.clone())),
            )
        }
    });
    choices(each.collect())
}
