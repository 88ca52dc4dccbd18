//! What to know before trusting the answer, and the tables it stands on.
use super::cards::table_of;
use mingbai_engine::{Answer, RuleRef, TableUse, Warning};
use mingbai_interview::address;
use mingbai_interview::route::{Fact, Screen};
use mingbai_interview::world::Scene;
use mingbai_ui::fold::shut;
use mingbai_ui::term::Terms;
use mingbai_wording::{ASK_WHOM, age_lines, assumption, span_text, warning};
use yew::prelude::*;

/// Warnings and what was taken because nothing was said; caveats folded.
pub fn notes(scene: &Scene, answer: &Answer) -> Html {
    // Caveats belong to single rules: many, and wanted by few. The rest is for everyone.
    let (caveats, warnings): (Vec<&Warning>, Vec<&Warning>) = answer
        .warnings
        .iter()
        .partition(|it| matches!(it, Warning::Caveat(_)));
    let lines = warnings.iter().map(|it| warning(scene.tables(), it));
    let mut lines: Vec<String> = lines.collect();
    lines.extend(
        answer
            .assumptions
            .iter()
            .map(|it| assumption(*it).to_owned()),
    );
    lines.extend(age_lines(scene.tables(), answer));
    if lines.is_empty() && caveats.is_empty() {
        return html! {};
    }
    let title = html! { { format!("材料里没说清的地方（{}）", caveats.len()) } };
    let (world, told) = (scene.world.clone(), caveats.into_iter().cloned());
    let told: Vec<Warning> = told.collect();
    let any = !told.is_empty();
    let inside = move || {
        let lines = told.iter().map(|it| warning(&world.tables, it));
        html! { <>{ list(lines.collect()) }<p>{ ASK_WHOM }</p></> }
    };
    html! {
        <section>
            <h2>{ "要知道的" }</h2>
            { list(lines) }
            if any { { shut("more", title, inside) } }
        </section>
    }
}

fn list(lines: Vec<String>) -> Html {
    let rows = lines.into_iter().enumerate();
    let terms = Terms::default();
    html! { <ul class="notes">{ for rows.map(|(at, line)| html! { <li key={at}>{ terms.text(&line) }</li> }) }</ul> }
}

/// The tables of the place, each a way to its page; and the way to earlier ones.
pub fn tables(scene: &Scene, answer: &Answer) -> Html {
    let shut_scene = scene.clone();
    let inside = move || {
        let used = shut_scene.good().map(|it| it.tables.as_slice());
        let rows = used.unwrap_or_default().iter();
        html! { <ul class="notes">{ for rows.filter_map(|it| used_table(&shut_scene, *it)) }</ul> }
    };
    let to = format!(
        "#{}",
        scene.address(&scene.route.at(Screen::Edit(Fact::AsOf)))
    );
    let late = answer.warnings.contains(&Warning::NoLocalTable);
    html! {
        <section>
            { shut("more", html! { { "用了哪些政策表" } }, inside) }
            if late { <p><a class="step" href={to}>{ "按以前的政策表算一遍" }</a></p> }
        </section>
    }
}

fn used_table(scene: &Scene, used: TableUse) -> Option<Html> {
    let at = RuleRef {
        table: used.table,
        index: 0,
    };
    let table = table_of(scene, at)?;
    let time = span_text(table.span).unwrap_or_else(|| "起止不详".into());
    let state = if used.in_force {
        "用上了"
    } else {
        "这一天不管"
    };
    let to = address::policy(scene.tables(), usize::from(used.table));
    Some(
        html! { <li key={table.id.clone()}><a class="step" href={to}>{ &table.name }</a>{ format!("（{time}）：{state}") }</li> },
    )
}
