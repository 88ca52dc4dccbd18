//! The worked cases (算例) beside a table: what must come out, and a way to try each.
use mingbai_engine::Hospital;
use mingbai_intake::Visit;
use mingbai_interview::route::{Goal, Route, Screen};
use mingbai_interview::world::World;
use mingbai_policy::{Owner, Table, Tables};
use mingbai_wording::{case_title, expected_lines};
use serde_json::Value;
use yew::prelude::*;

/// The cases that use the table.
pub fn section(world: &World, table: usize) -> Html {
    let Some(table) = world.tables.tables.get(table) else {
        return html! {};
    };
    let Ok(Value::Array(all)) = serde_json::from_str(mingbai_tables::CASES) else {
        return html! {};
    };
    let cards: Vec<Html> = all
        .iter()
        .enumerate()
        .filter_map(|(at, it)| card(&world.tables, table, at, it))
        .collect();
    if cards.is_empty() {
        return html! {};
    }
    html! {
        <section>
            <h2>{ "算例" }</h2>
            <p>{ "每个例子写明应该得出什么。点“试一试”，当场再算一遍。" }</p>
            <ul class="cards">{ for cards }</ul>
        </section>
    }
}

fn card(tables: &Tables, table: &Table, at: usize, case: &Value) -> Option<Html> {
    let bytes = case.get("visit")?.to_string().into_bytes();
    let visit = mingbai_intake::read(tables, &bytes).ok()?;
    if !uses(tables, table, case.get("place")?.as_str()?, &visit) {
        return None;
    }
    let goal = if visit.bill.is_some() {
        Goal::Pay
    } else {
        Goal::Scheme
    };
    let route = Route::start(goal).with(visit).at(Screen::Result);
    let to = format!("#{}", route.fragment(tables));
    let lines = expected_lines(case.get("expect")?);
    Some(html! {
        <li key={at} class="card worked">
            <h3>{ case_title(case.get("name")?.as_str()?) }</h3>
            <ul class="notes">{ for lines.into_iter().map(|line| html! { <li>{ line }</li> }) }</ul>
            <p><a class="step" href={to}>{ "试一试" }</a></p>
        </li>
    })
}

/// A case stands beside the tables of its place; a hospital's table has those treated there.
fn uses(tables: &Tables, table: &Table, place: &str, visit: &Visit) -> bool {
    let vocabulary = &tables.vocabulary;
    let of_place = |region: mingbai_policy::RegionId| {
        vocabulary
            .regions
            .get(region.index())
            .is_some_and(|it| it.name.id == place)
    };
    let day = visit.tables_as_of.unwrap_or(visit.date);
    // The nation's rules show what stays open where nothing local is known.
    let stands = match table.owner {
        Owner::Region(region) => of_place(region),
        Owner::Hospital(hospital) => visit.hospital == Some(Hospital::Named(hospital)),
    };
    stands && !table.span.not_yet(day)
}
