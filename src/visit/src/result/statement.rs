//! What leads the result: the case in a few amounts, or what is in its way. Knows no arithmetic.
use super::blanks;
use mingbai_engine::{Case, Must, NoCase, Range, Stated, Value, Visit};
use mingbai_interview::route::{Fact, Route, Screen};
use mingbai_interview::world::{Scene, Stating};
use mingbai_interview::{flow, text};
use mingbai_wording::{
    CATALOGUE, FINAL_WORD, Statement, answer_label, asked_name, figures_of, in_breaths, money,
    no_case, statement, years,
};
use yew::prelude::*;

/// The case of the visit, where the visit does not contradict itself.
pub fn of(scene: &Scene) -> Option<Stating> {
    scene.stated().filter(|it| it.is_ok())
}

/// A fact's question, from which one comes back here. The one place that says how.
pub fn question(scene: &Scene, fact: Fact) -> String {
    format!("#{}", scene.address(&scene.route.at(Screen::Edit(fact))))
}

/// The statement; `whole` on its own page, without fields beside a question.
pub fn head(scene: &Scene, whole: bool) -> Html {
    let Some(stated) = of(scene) else {
        return html! {};
    };
    match stated.as_ref() {
        Ok(Stated::Case(case)) => of_case(scene, case, whole),
        Ok(Stated::Ask(musts)) => asks(scene, musts),
        Ok(Stated::None(why)) => none(scene, *why),
        Err(_) => html! {},
    }
}

fn of_case(scene: &Scene, case: &Case, whole: bool) -> Html {
    let said = statement(scene.tables(), case);
    let mark = match (case.exact(), case.blanks.is_empty(), case.points.is_empty()) {
        (Some(pays), ..) => pays.to_string(),
        (None, false, _) => "blank".into(),
        (None, true, true) => "rule".into(),
        (None, true, false) => "range".into(),
    };
    html! {
        <section class="head-line" aria-label="自己付多少" data-case={mark}>
            if !said.rule.is_empty() { <p class="rule" data-rule="">{ lead(&case.visit, &said) }</p> }
            { amounts(&said) }
            if !case.blanks.is_empty() {
                { blanks::told(scene, case) }
                if whole { { blanks::form(scene, case) } }
            } else if case.points.is_empty() {
                <p>{ "还没有账单，说不出付多少。“先自付”不是押金；带多少钱去，先问医院押金。" }</p>
                <a class="go" href={question(scene, Fact::Total)}>{ "填上一共多少钱" }</a>
            }
            <p class="quiet">{ grounds(case, &said) }</p>
        </section>
    }
}

/// 二级医院住院：先自付 400，其余报 80%。
fn lead(visit: &Visit, said: &Statement) -> String {
    let place = mingbai_wording::visit_kind(visit);
    match place.is_empty() {
        true => format!("{}。", in_breaths(&said.rule)),
        false => in_breaths(&format!("{place}：{}。", said.rule)),
    }
}

/// The amounts, each as large as the others.
fn amounts(said: &Statement) -> Html {
    if said.amounts.is_empty() {
        return html! {};
    }
    let rows = said.amounts.iter().enumerate().map(|(at, it)| {
        let label = match it.label.is_empty() {
            true => "您自己付",
            false => &it.label,
        };
        html! {
            <li key={at}>
                <span class="name">{ label }</span>
                <strong>
                    if !it.bound.is_empty() { <span class="bound">{ it.bound }</span> }
                    { &it.amount }
                </strong>
            </li>
        }
    });
    html! {
        <ul class="amounts" data-headline="" aria-label="您自己付">{ for rows }</ul>
    }
}

/// What 目录 is where amounts turn on it, of which year the figures are, whether anyone has checked
/// them, and whose word is last.
fn grounds(case: &Case, said: &Statement) -> String {
    let catalogue = said.rest.iter().any(|it| it.starts_with(CATALOGUE));
    let catalogue = if catalogue { CATALOGUE } else { "" };
    let figures = match case.grade {
        mingbai_engine::LineGrade::Reported => figures_of(case),
        mingbai_engine::LineGrade::Entered => "按您填的数算的。".into(),
        // With a blank there is hardly a figure of which to say that.
        _ => match years(case).filter(|_| case.blanks.is_empty()) {
            Some(years) => format!("用的是{years}的数。"),
            None => String::new(),
        },
    };
    format!("{catalogue}{figures}{FINAL_WORD}")
}

/// What must be said first.
fn asks(scene: &Scene, musts: &[Must]) -> Html {
    let mut facts: Vec<(Fact, String)> = Vec::new();
    for must in musts {
        let fact = flow::screen(must.question);
        if facts.iter().all(|(it, _)| *it != fact) {
            facts.push((fact, asked_name(scene.tables(), must.question)));
        }
    }
    let Some((first, name)) = facts.first() else {
        return html! {};
    };
    let lead = match facts.as_slice() {
        [(fact, _)] => format!("还差一样：{}", text::question(scene.tables(), *fact)),
        many => format!("还差 {} 样，说清了才说得出您付多少。", many.len()),
    };
    let others = facts.iter().skip(1).map(|(fact, name)| {
        html! { <li key={name.clone()}><a href={question(scene, *fact)}>{ name }</a></li> }
    });
    let comes_to = match musts {
        [must] => answers(scene, must),
        _ => html! {},
    };
    html! {
        <section class="head-line" aria-label="还差什么" data-case="ask">
            <p class="rule" data-headline="">{ lead }</p>
            <p class="quiet">{ text::help(scene.tables(), *first) }</p>
            { comes_to }
            <a class="go" href={question(scene, *first)}>{ format!("去答：{name}") }</a>
            if facts.len() > 1 {
                <p class="quiet">{ "还有：" }</p>
                <ul class="asks in-line">{ for others }</ul>
            }
            <p class="quiet">{ FINAL_WORD }</p>
        </section>
    }
}

/// What each answer comes to, from the whole in scope to two tenths outside; each answers at a tap.
fn answers(scene: &Scene, must: &Must) -> Html {
    let rows = must.values.iter().filter_map(|(value, pays)| {
        let label = answer_label(scene.tables(), must.question, *value);
        let visit = answered(scene.route.visit.as_ref()?, must, *value)?;
        let to = Route {
            screen: Screen::Result,
            ..scene.route.with(visit)
        };
        let to = format!("#{}", scene.address(&to));
        Some(html! {
            <li key={label.clone()}>
                <a href={to}><strong>{ label }</strong>{ comes_to(pays) }</a>
            </li>
        })
    });
    html! { <ul class="answers">{ for rows }</ul> }
}

fn answered(visit: &Visit, must: &Must, value: Value) -> Option<Visit> {
    let groups = matches!(must.question, mingbai_engine::Question::Group(_));
    (!groups).then(|| flow::with(visit, must.question, value))
}

/// 您付 ¥4,020（目录里全算）到 ¥6,980（两成在外）
fn comes_to(pays: &[Range]) -> Html {
    let said = |range: &Range| money::headline(*range);
    let two = match pays {
        [first, _, third, ..] if first != third => [
            format!("您付 {}（目录里全算）", said(first)),
            format!("到 {}（两成在外）", said(third)),
        ],
        [first, ..] => [said(first), String::new()],
        [] => return html! {},
    };
    html! { <span>{ for two.into_iter().map(|it| html! { <span key={it.clone()} class="piece-of">{ it }</span> }) }</span> }
}

/// Why there is no amount, and what would make one.
fn none(scene: &Scene, why: NoCase) -> Html {
    let range = scene.good().and_then(mingbai_wording::headline);
    let mend = match why {
        NoCase::TooOpen => Some((Fact::Local, "问到了，填进来")),
        NoCase::SomeoneLiable => Some((Fact::LIABLE, "没有人该赔，改一下")),
        NoCase::NoTable => Some((Fact::AsOf, "按以前的政策表算一遍")),
        NoCase::TwoDays => Some((Fact::Date, "改出院的日子")),
        NoCase::Employee => Some((Fact::Insurance, "不是职工医保，改一下")),
    };
    let mend = mend.map(|(fact, name)| {
        html! { <a class="go" href={question(scene, fact)}>{ name }</a> }
    });
    html! {
        <section class="head-line" aria-label="自己付多少" data-case="none">
            <p class="rule" data-headline="">{ no_case(why) }</p>
            if why == NoCase::TooOpen { { blanks::documents(scene) } }
            { for mend }
            if let Some(range) = range { <p class="quiet">{ format!("最少到最多：{}。", range.amount) }</p> }
            <p class="quiet">{ FINAL_WORD }</p>
        </section>
    }
}
