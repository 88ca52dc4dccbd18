//! What to do next, in full: three actions, the rest folded.
use super::cards::{folded, more, sources};
use super::statement;
use mingbai_engine::{Answer, ProcedureLine, Stated, Verdict};
use mingbai_interview::world::Scene;
use mingbai_policy::{Procedure, ProcedureKind};
use mingbai_ui::term;
use mingbai_wording::{ASK_WHOM, Action, actions, also};
use yew::prelude::*;

/// The actions of the visit.
fn all(scene: &Scene, answer: &Answer) -> Vec<Action> {
    let stated = statement::of(scene);
    match (&scene.route.visit, stated.as_deref()) {
        (Some(visit), Some(Ok(stated))) => actions(scene.tables(), visit, answer, stated),
        _ => Vec::new(),
    }
}

/// Three things to do, each with where, when, what to bring and what to say.
pub fn steps(scene: &Scene, answer: &Answer) -> Html {
    let told = all(scene, answer);
    let blank = statement::of(scene)
        .is_some_and(|it| matches!(&*it, Ok(Stated::Case(case)) if !case.blanks.is_empty()));
    let rows = told.iter().enumerate().filter_map(|(at, it)| {
        // The call for missing figures stands with their fields, at the head.
        let at_head = blank && it.rule.is_none() && it.title.contains("12393");
        (!at_head).then(|| action(at, it))
    });
    html! {
        <section class="todo">
            <h2>{ "接下来怎么办" }</h2>
            <ol class="actions">{ for rows }</ol>
        </section>
    }
}

/// What else holds for the visit, where the actions are written, and what may hold: folded.
pub fn rest(scene: &Scene, answer: &Answer) -> Html {
    let told = all(scene, answer);
    let sure = also(scene.tables(), answer, &told).count();
    let perhaps = perhaps(scene, answer).count();
    let (shut, open) = (scene.clone(), scene.clone());
    let inside = move || {
        let Some(answer) = shut.good() else {
            return Vec::new();
        };
        let told = all(&shut, answer);
        let written = told.iter().filter_map(|it| {
            let at = it.rule.filter(|_| !it.cites.is_empty())?;
            Some(html! {
                <li key={format!("{}-{}", at.table, at.index)} class="card"><h3>{ &it.title }</h3>{ sources(&shut, &it.cites) }</li>
            })
        });
        let found = also(shut.tables(), answer, &told);
        written
            .chain(found.map(|(line, it)| procedure(&shut, line, it)))
            .collect()
    };
    let inside_open = move || match open.good() {
        Some(answer) => self::perhaps(&open, answer)
            .map(|(line, it)| procedure(&open, line, it))
            .collect(),
        None => Vec::new(),
    };
    let written = told.iter().filter(|it| !it.cites.is_empty()).count();
    html! {
        <>
            { more("手续和出处", sure + written, inside) }
            { more("看情况才有的手续", perhaps, inside_open) }
        </>
    }
}

/// Procedures that may hold for the visit.
fn perhaps<'a>(
    scene: &'a Scene,
    answer: &'a Answer,
) -> impl Iterator<Item = (&'a ProcedureLine, &'a Procedure)> {
    let lines = answer.procedures.iter();
    let open = lines.filter(|line| line.applies == Verdict::Unknown);
    open.filter_map(|line| {
        let table = super::cards::table_of(scene, line.rule)?;
        let rule = table.procedures.get(usize::from(line.rule.index))?;
        (rule.kind != ProcedureKind::Premium).then_some((line, rule))
    })
}

fn action(at: usize, it: &Action) -> Html {
    let lines = it.lines.join("");
    html! {
        <li key={at} data-action={at.to_string()}>
            <h3>{ &it.title }</h3>
            <p>
                { lines }
                if let Some(say) = &it.say { <span class="say">{ format!("这样说：“{say}”") }</span> }
            </p>
        </li>
    }
}

fn procedure(scene: &Scene, line: &ProcedureLine, it: &Procedure) -> Html {
    let mark = if line.applies == Verdict::Unknown {
        html! { <span class="mark maybe">{ "看情况" }</span> }
    } else {
        html! {}
    };
    let text = it.text.clone();
    let body = move |_: &Scene| html! { <p>{ term::text(&text) }</p> };
    folded(scene, line.rule, &it.rule, false, mark, body)
}

/// Whom to ask what is not clear.
pub fn whom() -> Html {
    html! { <p>{ format!("拿不准的，{ASK_WHOM}") }</p> }
}
