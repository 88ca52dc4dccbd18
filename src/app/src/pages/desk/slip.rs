//! The slip (小票): what the patient pays, why, what to bring, and a code to replay it.
//! On A4 it is the page everyone prints; on a roll of 80 mm it is a narrow one of its own.
use super::state::State;
use super::window::Paper;
use crate::components::qr::Qr;
use crate::components::sheet::{BRING, Sheet};
use crate::markup::html;
use crate::route::{Goal, Route, Screen};
use crate::world::Scene;
use crate::{outward, text};
use mingbai_engine::{Answer, Verdict};
use mingbai_words::{
    ASK_WHOM, FINAL_WORD, LEAST, UNCHECKED, Wording, cash_lines, headline, layer_line, money,
    trace_lines_of,
};
use std::rc::Rc;
use yew::prelude::*;

/// The slip on the paper chosen; nothing where there is no answer.
pub fn slip(state: &State) -> Html {
    let (Some(visit), Some(answer)) = (&state.reading.visit, state.good()) else {
        return html! {};
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
    let told = crate::told::all(
        scene,
        visit.unwrap_or(&mingbai_visit::Visit::new(scene.world.today, None)),
    );
    let told = told
        .into_iter()
        .map(|it| format!("{}：{}", it.name, it.said));
    let lines = answer.layers.iter().filter(|it| it.pays.is_some());
    let lines = lines.map(|it| layer_line(tables, it, Wording::Patient));
    let why = answer.money.as_ref().map(|bill| {
        let trace = |witness| trace_lines_of(tables, answer, witness, Wording::Patient);
        trace(&bill.low)
    });
    let exact = answer
        .money
        .as_ref()
        .is_some_and(|it| it.low.steps == it.high.steps);
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
    let bring = std::iter::once(BRING).chain(cash_lines(answer.cash));
    html! {
        <article class="sheet roll">
            <h1>{ format!("{}：{}", text::NAME, text::goal(Goal::Pay)) }</h1>
            <p>{ format!("{}，政策表 {}", scene.world.today, mingbai_tables::VERSION) }</p>
            { rows(told.collect()) }
            if let (Some(head), Some(bill)) = (headline(answer), &answer.money) {
                <div class="pays">
                    <p><strong>{ format!("自己付 {}", head.amount) }</strong></p>
                    <p>{ format!("到分：{}", money::range(bill.pays.estimate)) }</p>
                    if head.unchecked { <p>{ UNCHECKED }</p> }
                </div>
            }
            <h2>{ "谁付多少" }</h2>
            { rows(lines.collect()) }
            if let Some(why) = why {
                <h2>{ "为什么" }{ for (!exact).then(|| format!("：{LEAST}")) }</h2>
                { rows(why) }
            }
            if !covered.is_empty() {
                <h2>{ "管您的政策" }</h2>
                { rows(covered) }
            }
            <h2>{ "带什么" }</h2>
            { rows(bring.map(str::to_owned).collect()) }
            <p>{ format!("有不明白的，{ASK_WHOM}") }</p>
            <p class="final">{ FINAL_WORD }</p>
            <Qr {link} />
            <p>{ "扫这个码，能看到每一步怎么算。" }</p>
        </article>
    }
}
