//! Rules as cards that open: the name and a mark outside, the rest inside.
use mingbai_engine::{Reason, RuleRef, Verdict};
use mingbai_interview::world::Scene;
use mingbai_policy::{CiteId, Rule, Table};
use mingbai_ui::fold::{fold, shut};
use mingbai_ui::term;
use mingbai_wording::{owner_name, source_line_on, standing};
use yew::prelude::*;

/// The table a rule stands in.
pub fn table_of(scene: &Scene, at: RuleRef) -> Option<&Table> {
    scene.tables().tables.get(usize::from(at.table))
}

/// A rule with its verdict; open where it is a yes.
pub fn card(
    scene: &Scene,
    at: RuleRef,
    rule: &Rule,
    (verdict, reason): (Verdict, Reason),
    open: bool,
    body: impl Fn(&Scene) -> Html + 'static,
) -> Html {
    let class = match (verdict, reason) {
        (_, Reason::Ended) | (Verdict::Unknown, _) => "maybe",
        (Verdict::Yes, _) => "yes",
        (Verdict::No, _) => "no",
    };
    let mark = html! { <span class={classes!("mark", class)}>{ standing(verdict, reason) }</span> };
    folded(scene, at, rule, open, mark, body)
}

/// A rule that opens: inside, whose it is, what it says, its caveat and its sources.
pub fn folded(
    scene: &Scene,
    at: RuleRef,
    rule: &Rule,
    open: bool,
    mark: Html,
    body: impl Fn(&Scene) -> Html + 'static,
) -> Html {
    let line = html! { <><h3>{ &rule.name }</h3>{ mark }</> };
    let (scene, caveat, cites) = (scene.clone(), rule.caveat.clone(), rule.cites.clone());
    let inside = move || {
        html! {
            <>
                <p class="quiet">{ owner_name(scene.tables(), at.table) }</p>
                { body(&scene) }
                { for caveat.iter().map(|text| html! { <p class="caveat">{ term::text(text) }</p> }) }
                { sources(&scene, &cites) }
            </>
        }
    };
    html! {
        <li key={format!("{}-{}", at.table, at.index)} class="card">{ fold(None, open, line, inside) }</li>
    }
}

/// Cards under a heading; nothing where there are none.
pub fn section(title: &str, cards: Vec<Html>) -> Html {
    if cards.is_empty() {
        return html! {};
    }
    html! { <section><h2>{ title }</h2><ul class="cards">{ for cards }</ul></section> }
}

/// Cards few people want, behind one line that says how many.
pub fn more(title: &str, count: usize, cards: impl Fn() -> Vec<Html> + 'static) -> Html {
    if count == 0 {
        return html! {};
    }
    let line = html! { { format!("{title}（{count}）") } };
    shut(
        "more",
        line,
        move || html! { <ul class="cards">{ for cards() }</ul> },
    )
}

/// Where a figure or a rule stands.
pub fn sources(scene: &Scene, cites: &[CiteId]) -> Html {
    if cites.is_empty() {
        return html! { <p class="quiet">{ "没有材料写这一条的数。" }</p> };
    }
    let (world, cites) = (scene.world.clone(), cites.to_vec());
    let day = scene
        .route
        .visit
        .as_ref()
        .map_or(world.today, |visit| visit.date);
    shut("sources", html! { { "出处" } }, move || {
        let line = |cite| source_line_on(&world.tables, cite, day);
        let lines = cites
            .iter()
            .map(|cite| html! { <li key={cite.0}>{ line(*cite) }</li> });
        html! { <ul>{ for lines }</ul> }
    })
}
