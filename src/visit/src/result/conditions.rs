//! What the case takes, in the open: the slider over what is outside the catalogue, each condition
//! one tap from being changed with what it is worth, what is not counted, what must be at hand.
use super::statement::question;
use mingbai_engine::{Alternate, Case, Condition, Question, Taken, Visit};
use mingbai_interview::flow;
use mingbai_interview::route::{Fact, Route, Screen};
use mingbai_interview::world::Scene;
use mingbai_policy::{Fen, GroupId};
use mingbai_ui::fold::shut;
use mingbai_ui::slider::Slider;
use mingbai_wording::{
    alternative_text, cash_of, condition_said, condition_worth, not_counted_lines,
};
use yew::prelude::*;

/// The question that changes a condition.
fn fact(scene: &Scene, taken: Taken) -> Fact {
    match taken {
        Taken::InScope(_) => flow::form(scene, Question::InScope),
        Taken::NoGroup => Fact::Groups,
        Taken::NobodyLiable => Fact::LIABLE,
        Taken::CapNotReached(_) | Taken::DeductibleNotReached(_) => Fact::Local,
    }
}

/// All of it under the statement.
pub fn under(scene: &Scene, case: &Case) -> Html {
    let slides = slider(case);
    let chips = case.conditions.iter().filter(|it| !whole_bill(it));
    let chips = chips.map(|it| chip(scene, case, it, slides.as_ref()));
    let last = case.conditions.iter().filter(|it| whole_bill(it)).map(|it| {
        let text = condition_worth(scene.tables(), it);
        html! {
            <p key="liable"><a data-condition="liable" href={question(scene, fact(scene, it.taken))}>{ text }</a></p>
        }
    });
    let any = !case.conditions.is_empty();
    let not_counted = not_counted_lines(scene.tables(), case);
    let cash = cash_of(case);
    if !any && not_counted.is_empty() && cash.is_none() {
        return html! {};
    }
    html! {
        <section class="taken" aria-label="这样算的，不对就点它改">
            { for not_counted.into_iter().map(|line| html! { <p key={line.clone()} class="caveat" data-not-counted="">{ line }</p> }) }
            if any {
                <ul class="conditions">{ for chips }</ul>
                { for last }
            }
            { for cash.map(|cash| html! { <p data-cash="">{ cash }</p> }) }
        </section>
    }
}

/// A condition that changes who pays anything at all comes last, in one fixed sentence.
fn whole_bill(condition: &Condition) -> bool {
    condition.taken == Taken::NobodyLiable
}

/// A condition, which opens its question; the one about the catalogue with its slider.
fn chip(
    scene: &Scene,
    case: &Case,
    condition: &Condition,
    slides: Option<&Vec<(Fen, Fen)>>,
) -> Html {
    let key = mingbai_interview::route::key(scene.tables(), fact(scene, condition.taken));
    let text = condition_said(scene.tables(), case, condition);
    let worth = condition_worth(scene.tables(), condition);
    let slides = slides.filter(|_| matches!(condition.taken, Taken::InScope(_)));
    html! {
        <li key={text.clone()}>
            <a class="condition" data-condition={key} href={question(scene, fact(scene, condition.taken))}>
                <strong>{ text }</strong>
                <span>{ worth }</span>
            </a>
            { for slides.map(|points| html! { <Slider points={points.clone()} most={!case.not_counted.is_empty()} /> }) }
        </li>
    }
}

/// Over the in-scope amounts, where the bill leaves them open and each has one amount.
fn slider(case: &Case) -> Option<Vec<(Fen, Fen)>> {
    let total = case.visit.bill.as_ref().and_then(|bill| bill.total)?;
    if !case.blanks.is_empty() {
        return None;
    }
    let points = case.points.iter().filter_map(|point| {
        let one = point.pays.low == point.pays.high;
        Some((total - point.in_scope?, point.pays.high)).filter(|_| one)
    });
    let mut points: Vec<(Fen, Fen)> = points.collect();
    points.sort();
    (points.len() > 1).then_some(points)
}

/// What the amount would be with another condition, each a tap from being so.
pub fn others(scene: &Scene, case: &Case) -> Html {
    let groups = case
        .conditions
        .iter()
        .filter(|it| it.taken == Taken::NoGroup);
    let all: Vec<(GroupId, String)> = groups
        .flat_map(|it| &it.others)
        .filter_map(|it| match it.value {
            Alternate::Group(group) => {
                Some((group, alternative_text(scene.tables(), it.value, it.pays)))
            }
            Alternate::Liable => None,
        })
        .collect();
    if all.is_empty() {
        return html! {};
    }
    let known = case.groups;
    let line = html! { { format!("是哪种受照顾的人，各付多少（{}）", all.len()) } };
    let scene = scene.clone();
    shut("more", line, move || {
        let rows = all.iter().filter_map(|(group, text)| {
            let visit = scene.route.visit.as_ref()?;
            let to = Route {
                screen: Screen::Result,
                ..scene.route.with(belonging(&scene, visit, *group, known))
            };
            let to = format!("#{}", scene.address(&to));
            Some(html! { <li key={text.clone()}><a href={to}>{ text }</a></li> })
        });
        html! { <ul class="asks">{ for rows }</ul> }
    })
}

/// The visit of one who is in this group, with what it implies, and in no other that a rule mentions.
fn belonging(scene: &Scene, visit: &Visit, group: GroupId, mentioned: u64) -> Visit {
    let yes = visit.groups.yes | scene.tables().vocabulary.group_closure(group);
    let mut visit = visit.clone();
    visit.groups.no = (visit.groups.no | mentioned) & !yes;
    visit.groups.yes = yes;
    visit
}
