//! 日期: one of the last two days, or typed.
use crate::ask::typed::{field, to};
use mingbai_engine::Visit;
use mingbai_intake::date;
use mingbai_interview::flow;
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::fields::{Fields, Kind, day_said};
use yew::prelude::*;

/// The day of discharge or settlement.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let today = scene.world.today;
    let told = flow::dated(scene);
    let near = [("今天", today), ("昨天", date::before(today, 1))];
    let near = near.map(|(name, day)| Choice {
        note: Some(format!("{}月{}日", day.month(), day.day())),
        chosen: told && visit.date == day,
        ..Choice::new(
            name,
            to(
                scene,
                Fact::Date,
                Visit {
                    date: day,
                    ..visit.clone()
                },
            ),
        )
    });
    let initial = if told {
        day_said(visit.date)
    } else {
        String::new()
    };
    let label = "别的日子，如 2026.3.5";
    let fields = vec![field("date", label, Kind::Day(today), initial)];
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let text = values.first().map(String::as_str).unwrap_or_default();
        let date = date::read_near(text, today).map_err(|error| (0, error.to_string()))?;
        let visit = Visit {
            date,
            ..visit.clone()
        };
        // What the next page shows is reckoned while the finger travels to the button.
        drop(scene.world.answer(&visit));
        Ok(to(&scene, Fact::Date, visit))
    });
    html! { <><div class="tiles">{ choices(near.into()) }</div><Fields {fields} {read} /></> }
}
