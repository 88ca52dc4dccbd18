//! 换家医院会怎样: the same visit at other hospitals, best first.
use crate::fact_rows;
use mingbai_engine::{Comparison, Visit};
use mingbai_interview::route::Screen;
use mingbai_interview::world::{Scene, World};
use mingbai_policy::Fen;
use mingbai_ui::frame::frame;
use mingbai_ui::{takeaway, term};
use mingbai_wording::{
    compare_alike, compare_away, compare_caveats, elsewhere_name, elsewhere_sentence,
    level_rule_line, money, ranges_differ, rules_of_day,
};
use yew::prelude::*;

/// The page.
pub fn page(scene: &Scene) -> Html {
    let title = "换家医院会怎样";
    let Some(visit) = &scene.route.visit else {
        return html! {};
    };
    let compared = scene.world.compare(visit);
    let entries = match &*compared {
        Ok(entries) => entries,
        Err(error) => return crate::trouble::contradiction(scene, error),
    };
    // Bars that are all alike tell nothing.
    let most = entries.iter().filter_map(|it| it.pays);
    let most = most.map(|it| it.estimate.high).max();
    let most = most.filter(|_| ranges_differ(entries));
    let rows = entries.iter().enumerate();
    let rows = rows.map(|(at, it)| row(scene, visit, entries, at, it, most));
    let away = compare_away(scene.tables(), visit, entries);
    let away = away
        .iter()
        .map(|line| html! { <p key={line.clone()}>{ term::text(line) }</p> });
    let notes = compare_caveats(visit);
    let notes = notes.iter().map(|it| html! { <li key={*it}>{ *it }</li> });
    let back = scene.address(&scene.route.at(Screen::Result));
    let body = html! {
        <>
            { takeaway::alert(alerts(scene, visit)) }
            <p class="quiet">{ of_day(scene, visit) }</p>
            { for compare_alike(entries).map(|said| html! { <p>{ said }</p> }) }
            if !entries.is_empty() { <ul class="cards">{ for rows }</ul> }
            { for away }
            <ul class="notes">{ for notes }</ul>
            <p><a class="step" href={format!("#{back}")}>{ "回到结果" }</a></p>
        </>
    };
    frame(scene, title, body, || fact_rows::list(scene))
}

/// What must be read before the amounts.
fn alerts(scene: &Scene, visit: &Visit) -> Vec<String> {
    let old = mingbai_engine::unattested(scene.tables(), visit).unwrap_or_default();
    mingbai_wording::alerts(scene.tables(), &old, visit.date, Some(scene.world.today))
}

/// Whose day the rules are of, and that it is past.
fn of_day(scene: &Scene, visit: &Visit) -> String {
    let today = scene.world.today;
    let past = visit.tables_as_of.unwrap_or(visit.date) < today;
    let past = if past {
        "现在的规定可能不同。"
    } else {
        ""
    };
    format!("{}{past}", rules_of_day(visit))
}

fn row(
    scene: &Scene,
    visit: &Visit,
    entries: &[Comparison],
    at: usize,
    entry: &Comparison,
    most: Option<Fen>,
) -> Html {
    let name = elsewhere_name(scene.tables(), visit, entry);
    let there = scene
        .route
        .with(entry.visit(&scene.tables().vocabulary, visit))
        .at(Screen::Result);
    let pays = entry.pays.map(|pays| pays.estimate);
    html! {
        <li key={at} class={classes!("card", entry.given.then_some("given"))}>
            <h2>{ name }</h2>
            { for amounts(&scene.world, visit, entry).map(|said| html! { <p class="amount"><strong>{ said }</strong></p> }) }
            { for pays.zip(most).map(|(pays, most)| span(pays, most)) }
            <p>{ elsewhere_sentence(entries, entry) }</p>
            <p class="quiet">{ format!("基本医保：{}", level_rule_line(entry)) }</p>
            if !entry.given { <p><a class="step" href={format!("#{}", scene.address(&there))}>{ "按这家看全部结果" }</a></p> }
        </li>
    }
}

/// What is paid there, none of it alone at its kindest: the case's amounts, or the range where it
/// says something, that is where it is no wider than half of the bill.
pub fn amounts(world: &World, visit: &Visit, entry: &Comparison) -> Option<String> {
    let pays = entry.pays?.estimate;
    let there = entry.visit(&world.tables.vocabulary, visit);
    let stated = mingbai_engine::case(&world.tables, &there).ok()?;
    if let Some(said) = mingbai_wording::lead(&world.tables, &stated).brief() {
        return Some(said);
    }
    let total = visit.bill.as_ref().and_then(|bill| bill.total)?;
    (pays.width() <= Fen(total.0 / 2)).then(|| money::headline(pays))
}

/// Where the range lies between nothing and the most anyone pays here; the sentence says the same.
pub fn span(pays: mingbai_engine::Range, most: Fen) -> Html {
    if most == Fen::ZERO {
        return html! {};
    }
    let at = |fen: Fen| i64::try_from(i128::from(fen.0) * 1000 / i128::from(most.0)).unwrap_or(0);
    let (from, to) = (at(pays.low), at(pays.high));
    let reach = format!("M{} 0h{}v16H{0}z", from.min(985), (to - from).max(15));
    html! {
        <svg class="span" viewBox="0 0 1000 16" preserveAspectRatio="none" aria-hidden="true">
            <path class="track" d="M0 6h1000v4H0z" />
            <path class="reach" d={reach} />
        </svg>
    }
}
