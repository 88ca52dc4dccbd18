//! Waivers, targets and schemes, each with its reason and what would settle it.
use super::cards::{card, more, section, sources, table_of};
use crate::components::term;
use crate::markup::html;
use crate::route::{Fact, Screen};
use crate::world::Scene;
use crate::{flow, text};
use mingbai_engine::{Answer, Question, SchemeLine, TargetVerdict, Verdict};
use mingbai_words::{ASK_WHOM, scheme_actions, scheme_reason, target_sentence, waiver_reason};
use yew::prelude::*;

/// What is waived, or may be.
pub fn waivers(scene: &Scene, answer: &Answer) -> Html {
    let lines = answer
        .waivers
        .iter()
        .filter(|line| line.verdict != Verdict::No);
    let cards = lines.filter_map(|line| {
        let rule = &table_of(scene, line.rule)?
            .waivers
            .get(usize::from(line.rule.index))?
            .rule;
        let told = line.clone();
        let body = move |scene: &Scene| {
            html! {
                <>
                    <p>{ term::text(&waiver_reason(scene.tables(), &told)) }</p>
                    { asks(scene, told.verdict, &told.open) }
                </>
            }
        };
        Some(card(scene, line.rule, rule, line.verdict, body))
    });
    section("能免的", cards.collect())
}

/// How the self-pay stands against the local target.
pub fn targets(scene: &Scene, answer: &Answer) -> Html {
    let lines = answer
        .targets
        .iter()
        .filter(|line| line.verdict != TargetVerdict::NotApplicable);
    let cards = lines.filter_map(|line| {
        let rule = &table_of(scene, line.rule)?
            .targets
            .get(usize::from(line.rule.index))?
            .rule;
        Some(html! {
            <li key={format!("{}-{}", line.rule.table, line.rule.index)} class="card">
                <h3>{ &rule.name }</h3>
                <p>{ term::text(&target_sentence(scene.tables(), line)) }</p>
                { sources(scene, &rule.cites) }
            </li>
        })
    });
    section("官方的目标", cards.collect())
}

/// All schemes: those that cover, those that may, and folded those that do not.
pub fn schemes(scene: &Scene, answer: &Answer) -> Html {
    html! { <>{ first(scene, answer) }{ rest(scene, answer) }</> }
}

/// What is looked for first: the schemes that cover, or where none does, those that may.
pub fn first(scene: &Scene, answer: &Answer) -> Html {
    if answer.schemes.is_empty() {
        return html! { <p>{ format!("这里没有收录专项政策，不等于没有。{ASK_WHOM}") }</p> };
    }
    if some(answer, Verdict::Yes) {
        section("管您的政策", of(scene, answer, Verdict::Yes))
    } else {
        may(scene, answer)
    }
}

/// The other schemes.
pub fn rest(scene: &Scene, answer: &Answer) -> Html {
    let no = answer.schemes.iter();
    let no = no.filter(|it| it.verdict == Verdict::No).count();
    let shut = scene.clone();
    let not_covered = move || match shut.good() {
        Some(answer) => of(&shut, answer, Verdict::No),
        None => Vec::new(),
    };
    html! {
        <>
            if some(answer, Verdict::Yes) { { may(scene, answer) } }
            { more("不管这次看病的政策", no, not_covered) }
        </>
    }
}

fn may(scene: &Scene, answer: &Answer) -> Html {
    section("可能管您的政策", of(scene, answer, Verdict::Unknown))
}

fn some(answer: &Answer, verdict: Verdict) -> bool {
    answer.schemes.iter().any(|it| it.verdict == verdict)
}

fn of(scene: &Scene, answer: &Answer, verdict: Verdict) -> Vec<Html> {
    let lines = answer.schemes.iter().filter(|it| it.verdict == verdict);
    lines.filter_map(|line| scheme(scene, line)).collect()
}

fn scheme(scene: &Scene, line: &SchemeLine) -> Option<Html> {
    let scheme = table_of(scene, line.rule)?
        .schemes
        .get(usize::from(line.rule.index))?;
    let told = line.clone();
    let body = move |scene: &Scene| {
        let tables = scene.tables();
        let actions = scheme_actions(tables, &told).into_iter();
        html! {
            <>
                <p>{ term::text(&scheme_reason(tables, &told)) }</p>
                { for actions.map(|action| html! { <p>{ term::text(&action) }</p> }) }
                { asks(scene, told.verdict, &told.open) }
            </>
        }
    };
    Some(card(scene, line.rule, &scheme.rule, line.verdict, body))
}

/// The questions that would settle it, each a way to answer it.
fn asks(scene: &Scene, verdict: Verdict, open: &[Question]) -> Html {
    if verdict != Verdict::Unknown || open.is_empty() {
        return html! {};
    }
    let mut screens: Vec<Fact> = Vec::new();
    for question in open {
        let screen = flow::screen(*question);
        if !screens.contains(&screen) {
            screens.push(screen);
        }
    }
    let rows = screens.into_iter().map(|fact| {
        let to = format!("#{}", scene.address(&scene.route.at(Screen::Say(fact))));
        html! { <li key={to.clone()}><a href={to}>{ text::question(scene.tables(), fact) }</a></li> }
    });
    html! { <ul class="asks">{ for rows }</ul> }
}
