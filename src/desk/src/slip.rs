//! The slip (小票): what the patient pays, why, what to bring, and a code to replay it.
//! On A4 it is the page everyone prints; on a roll of 80 mm it is a narrow one of its own.
use crate::state::State;
use crate::window::Paper;
use mingbai_engine::{Answer, Stated, Verdict};
use mingbai_interview::route::{Goal, Route, Screen};
use mingbai_interview::text;
use mingbai_interview::world::Scene;
use mingbai_ui::lead;
use mingbai_ui::outward;
use mingbai_ui::qr::Qr;
use mingbai_ui::sheet::{BRING, Sheet};
use mingbai_wording::{
    ASK_WHOM, FINAL_WORD, Wording, case_trace, cash_lines, cash_of, full_range, layer_line,
    payer_lines,
};
use std::rc::Rc;
use yew::prelude::*;

/// The slip on the paper chosen; where there is no answer, why.
pub fn slip(state: &State) -> Html {
    let (Some(visit), Some(answer)) = (&state.reading.visit, state.good()) else {
        let why = state.lacking().unwrap_or_default();
        return html! { <article class="sheet"><p>{ format!("没有可打的小票。{why}") }</p></article> };
    };
    let scene = Scene {
        world: state.world.clone(),
        route: Route {
            goal: Goal::Pay,
            screen: Screen::Result,
            visit: Some(visit.clone()),
            skipped: Vec::new(),
            shown: None,
            who: None,
        },
        answer: state.answer.clone(),
        coded: Rc::default(),
        wide: false,
    };
    match state.window.paper {
        Paper::Page => html! { <Sheet {scene} /> },
        Paper::Roll => roll(&scene, answer),
    }
}

fn rows(lines: Vec<String>) -> Html {
    let lines = lines.into_iter().enumerate();
    html! { <ul>{ for lines.map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ul> }
}

fn roll(scene: &Scene, answer: &Answer) -> Html {
    let tables = scene.tables();
    let visit = scene.route.visit.as_ref();
    let link = outward::link(&scene.address(&Route {
        shown: Some(scene.shown(answer)),
        ..scene.route.clone()
    }));
    let told = mingbai_interview::told::all(
        scene,
        visit.unwrap_or(&mingbai_intake::Visit::new(scene.world.today, None)),
    );
    let told = told
        .into_iter()
        .map(|it| format!("{}：{}", it.name, it.said));
    let stated = scene.stated();
    let case = match stated.as_deref() {
        Some(Ok(Stated::Case(case))) if answer.money.is_some() => Some(case),
        _ => None,
    };
    let lines: Vec<String> = match case {
        Some(case) => payer_lines(tables, answer, case),
        None => {
            let lines = answer.layers.iter().filter(|it| it.pays.is_some());
            let lines = lines.map(|it| layer_line(tables, it, Wording::Patient));
            lines.collect()
        }
    };
    let why = case.map(|case| case_trace(tables, answer, case, Wording::Patient));
    let why = why.filter(|why| !why.is_empty());
    // The reckoning is that of the first amount.
    let several = case.is_some_and(|it| it.points.iter().filter(|it| it.named).count() > 1);
    let lead = scene.route.visit.as_ref().map(|it| scene.world.lead(it));
    let covered = answer
        .schemes
        .iter()
        .filter(|it| it.verdict == Verdict::Yes);
    let covered = covered.filter_map(|line| {
        let table = tables.tables.get(usize::from(line.rule.table))?;
        Some(
            table
                .schemes
                .get(usize::from(line.rule.index))?
                .rule
                .name
                .clone(),
        )
    });
    let covered: Vec<String> = covered.collect();
    let bring = std::iter::once(BRING.to_owned());
    let bring = bring.chain(case.and_then(|case| cash_of(case)));
    let bring = bring.chain(cash_lines(answer.cash).into_iter().map(str::to_owned));
    html! {
        <article class="sheet roll">
            <h1>{ format!("{}：{}", text::NAME, text::goal(Goal::Pay)) }</h1>
            <p>{ format!("{}，政策表 {}", scene.world.today, mingbai_tables::VERSION) }</p>
            { rows(told.collect()) }
            if let Some(lead) = lead {
                <div class="pays">{ lead::told(&lead) }</div>
            }
            if !lines.is_empty() {
                <h2>{ "谁付多少" }</h2>
                { rows(lines) }
            }
            if let Some(why) = why {
                <h2>{ "为什么" }{ for several.then_some("：目录里的全算的话") }</h2>
                { rows(why) }
            }
            if !covered.is_empty() {
                <h2>{ "管您的政策" }</h2>
                { rows(covered) }
            }
            <h2>{ "带什么" }</h2>
            { rows(bring.collect()) }
            <p>{ format!("有不明白的，{ASK_WHOM}") }</p>
            <p class="final">{ FINAL_WORD }</p>
            <Qr {link} />
            <p>{ "扫这个码，能看到每一步怎么算。" }</p>
            { for full_range(answer).map(|line| html! { <p class="small">{ line }</p> }) }
        </article>
    }
}
