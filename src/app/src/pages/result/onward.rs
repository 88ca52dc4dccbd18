//! What could still change the answer, and what to do next.
use super::cards::{folded, more, table_of};
use super::money::name_of;
use crate::components::term;
use crate::markup::html;
use crate::route::{Fact, Goal, Screen};
use crate::world::Scene;
use crate::{flow, text};
use mingbai_engine::{Answer, Ask, LineGrade, ProcedureLine, Verdict};
use mingbai_policy::{Procedure, ProcedureKind};
use mingbai_words::{ASK_WHOM, answer_label, cash_lines, money};
use yew::prelude::*;

/// So many questions are shown; the rest come one by one.
const SHOWN: usize = 3;

/// What could still change the answer: open questions with what they would do, blanks of the documents.
pub fn changes(scene: &Scene, answer: &Answer) -> Html {
    let to = |screen| format!("#{}", scene.address(&scene.route.at(screen)));
    let asks: Vec<Html> = flow::open(scene)
        .take(SHOWN)
        .map(|ask| change(scene, ask))
        .collect();
    let blank = |line: &&mingbai_engine::LayerLine| {
        line.grade == LineGrade::Unknown && line.excess.is_none()
    };
    let blanks: Vec<String> = match &answer.money {
        Some(money) if money.pays.estimate.width().0 > 0 => answer
            .layers
            .iter()
            .filter(blank)
            .map(|line| name_of(scene, line))
            .collect(),
        _ => Vec::new(),
    };
    let pay = scene.route.goal == Goal::Pay;
    html! {
        <section class="onward">
            <h2>{ "还有什么会改变结果" }</h2>
            if !asks.is_empty() { <ul class="asks">{ for asks }</ul> }
            if flow::next(scene).is_some() {
                <a class="go" href={to(Screen::Ask)}>{ "接着问" }</a>
            } else if flow::at_most(scene).is_some_and(|left| left > 0) {
                <p>{ "单独再答一题，结果不会变了。" }</p>
            } else {
                <p>{ "再答哪一题，结果都不会变了。" }</p>
            }
            if !blanks.is_empty() {
                <p>{ format!("文件没有写全数目的：{}。", blanks.join("、")) }</p>
                <p><a href={to(Screen::Edit(Fact::Local))}>{ "问到了当地的数，填进来" }</a></p>
            }
            if pay { <p><a href={to(Screen::Edit(Fact::Sheet))}>{ "有结算单，填上面的数" }</a></p> }
            if pay && answer.money.is_some() { <p><a href={to(Screen::Compare)}>{ "换家医院会怎样" }</a></p> }
            <p><a href={to(Screen::Facts)}>{ "一起改几项，看问题清单" }</a></p>
        </section>
    }
}

/// One open question, and for a yes-or-no what either answer would make of the range.
fn change(scene: &Scene, ask: &Ask) -> Html {
    let to = Screen::Say(flow::screen(ask.question));
    let to = format!("#{}", scene.address(&scene.route.at(to)));
    let few = ask.answers.len() == 2;
    let then = ask.answers.iter().filter_map(|(value, range)| {
        let label = answer_label(scene.tables(), ask.question, *value);
        Some(format!("{label}：{}", money::headline((*range)?)))
    });
    let then: Vec<String> = if few { then.collect() } else { Vec::new() };
    html! {
        <li key={format!("{:?}", ask.question)}>
            <a href={to}>{ text::question(scene.tables(), Fact::Asked(ask.question)) }</a>
            { for then.into_iter().map(|line| html! { <p key={line.clone()} class="quiet">{ line }</p> }) }
        </li>
    }
}

/// Headings of what to do, in the order a person meets them.
const STEPS: [(&str, &[ProcedureKind]); 5] = [
    (
        "去看病时",
        &[
            ProcedureKind::Referral,
            ProcedureKind::NoDeposit,
            ProcedureKind::PayLater,
            ProcedureKind::OneStop,
        ],
    ),
    ("怎么申请", &[ProcedureKind::Apply]),
    ("事后报销", &[ProcedureKind::Claim]),
    ("不批怎么办", &[ProcedureKind::Appeal]),
    (
        "别的帮助",
        &[ProcedureKind::Premium, ProcedureKind::Service],
    ),
];

/// What to do next: money at the window, referral, applying, claiming, appealing, whom to ask.
pub fn steps(scene: &Scene, answer: &Answer) -> Html {
    let parts = STEPS.iter().filter_map(|(title, kinds)| {
        let sure = found(scene, answer, kinds, Verdict::Yes);
        let perhaps = found(scene, answer, kinds, Verdict::Unknown).count();
        let sure: Vec<Html> = sure.map(|(line, it)| procedure(scene, line, it)).collect();
        let at_window = kinds.contains(&ProcedureKind::NoDeposit);
        if sure.is_empty() && perhaps == 0 && !at_window {
            return None;
        }
        let cash = if at_window {
            cash_lines(answer.cash)
        } else {
            Vec::new()
        };
        let shut = scene.clone();
        let rest = move || {
            let answer = shut.good().into_iter();
            let found = answer.flat_map(|answer| found(&shut, answer, kinds, Verdict::Unknown));
            found.map(|(line, it)| procedure(&shut, line, it)).collect()
        };
        Some(html! {
            <div key={*title} class="step-part">
                <h3>{ *title }</h3>
                { for cash.into_iter().map(|line| html! { <p key={line}>{ line }</p> }) }
                if !sure.is_empty() { <ul class="cards">{ for sure }</ul> }
                { more("看情况才有的", perhaps, rest) }
            </div>
        })
    });
    html! {
        <section>
            <h2>{ "接下来怎么办" }</h2>
            <p>{ "带上身份证、医保卡。有结算单和病历的，一起带上。" }</p>
            { for parts }
            <p>{ format!("拿不准的，{ASK_WHOM}") }</p>
        </section>
    }
}

fn found<'a>(
    scene: &'a Scene,
    answer: &'a Answer,
    kinds: &'static [ProcedureKind],
    applies: Verdict,
) -> impl Iterator<Item = (&'a ProcedureLine, &'a Procedure)> {
    let lines = answer.procedures.iter();
    let lines = lines.filter(move |line| line.applies == applies);
    let all = lines.filter_map(|line| {
        let all = &table_of(scene, line.rule)?.procedures;
        Some((line, all.get(usize::from(line.rule.index))?))
    });
    all.filter(|(_, it)| kinds.contains(&it.kind))
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
