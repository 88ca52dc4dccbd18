//! Waivers, targets and schemes, each with its reason and what would settle it.
use super::cards::{card, more, section, sources, table_of};
use mingbai_engine::{
    Answer, BenefitLine, Question, Reason, RuleRef, SchemeLine, TargetVerdict, Verdict,
};
use mingbai_interview::route::{Fact, Screen};
use mingbai_interview::world::Scene;
use mingbai_interview::{flow, text};
use mingbai_policy::Rule;
use mingbai_ui::term;
use mingbai_wording::{
    ASK_WHOM, NOTHING_FOUND, benefit_lines, benefit_name, ended_line, ended_rank, nothing_found,
    scheme_actions, scheme_reason, target_sentence, waiver_reason,
};
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
        let stands = (line.verdict, line.reason);
        let open = line.verdict == Verdict::Yes;
        Some(card(scene, line.rule, rule, stands, open, body))
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

/// All schemes: those that cover, those that may, what has ended, and folded those that do not.
pub fn schemes(scene: &Scene, answer: &Answer) -> Html {
    html! { <>{ first(scene, answer) }{ rest(scene, answer) }</> }
}

/// What is looked for first: the schemes that cover, or where none does, those that may; where
/// there is neither, that this is no no, and what there once was.
pub fn first(scene: &Scene, answer: &Answer) -> Html {
    if some(answer, Verdict::Yes) {
        return section(
            "管您的政策",
            of(scene, answer, |it| it.verdict == Verdict::Yes),
        );
    }
    if !nothing_found(answer) {
        return may(scene, answer);
    }
    let near = old(answer).into_iter().filter(|it| ended_rank(it) < 2);
    let lines = near.take(OLD).map(|it| ended_line(scene.tables(), it));
    html! {
        <section class="none-found">
            <p><strong>{ NOTHING_FOUND }</strong></p>
            { for lines.map(|line| html! { <p key={line.clone()}>{ term::text(&line) }</p> }) }
            <p>{ ASK_WHOM }</p>
        </section>
    }
}

/// So many schemes that have ended stand open; more are behind one line.
const OLD: usize = 3;

/// The other schemes.
pub fn rest(scene: &Scene, answer: &Answer) -> Html {
    let (near, far) = ended(answer);
    let near = near
        .into_iter()
        .filter_map(|it| scheme(scene, it))
        .collect();
    let folded = |title: &str, wanted: fn(&SchemeLine) -> bool| {
        let count = answer.schemes.iter().filter(|it| wanted(it)).count();
        let shut = scene.clone();
        let cards = move || match shut.good() {
            Some(answer) => of(&shut, answer, wanted),
            None => Vec::new(),
        };
        more(title, count, cards)
    };
    let shut = scene.clone();
    let older = move || match shut.good() {
        Some(answer) => {
            let far = ended(answer).1.into_iter();
            far.filter_map(|it| scheme(&shut, it)).collect()
        }
        None => Vec::new(),
    };
    html! {
        <>
            if some(answer, Verdict::Yes) { { may(scene, answer) } }
            { section("已到期，要问的政策", near) }
            { more("别的已到期、要问的政策", far.len(), older) }
            { folded("还没开始的政策", |it| it.reason == Reason::NotStarted) }
            { folded("不管这次看病的政策", not_covered) }
        </>
    }
}

/// A no of a rule in force: what has ended, or not begun, is none.
fn not_covered(line: &SchemeLine) -> bool {
    line.verdict == Verdict::No && !matches!(line.reason, Reason::Ended | Reason::NotStarted)
}

/// What has ended, the nearest to the person first.
fn old(answer: &Answer) -> Vec<&SchemeLine> {
    let mut old: Vec<&SchemeLine> = answer.schemes.iter().collect();
    old.retain(|it| it.reason == Reason::Ended);
    old.sort_by_key(|it| ended_rank(it));
    old
}

/// What has ended: those that name the disease, or some where nothing else was found; and the rest.
fn ended(answer: &Answer) -> (Vec<&SchemeLine>, Vec<&SchemeLine>) {
    let old = old(answer);
    let named = old.iter().filter(|it| ended_rank(it) < 2).count();
    let may = old.iter().filter(|it| ended_rank(it) < 3).count();
    let shown = match nothing_found(answer) {
        true => named.max(may.min(OLD)),
        false => named,
    };
    let (near, far) = old.split_at(shown);
    (near.to_vec(), far.to_vec())
}

fn may(scene: &Scene, answer: &Answer) -> Html {
    let mut cards = of(scene, answer, |it| it.verdict == Verdict::Unknown);
    cards.extend(answer.benefits.iter().filter_map(|it| benefit(scene, it)));
    section("可能管您的政策", cards)
}

/// Figures of a layer that are for the person's disease or group.
fn benefit(scene: &Scene, line: &BenefitLine) -> Option<Html> {
    let table = table_of(scene, line.rule)?;
    let rule = &table.layers.get(usize::from(line.rule.index))?.rule;
    let rule = Rule {
        name: benefit_name(scene.tables(), line),
        cites: line.cites.clone(),
        ..rule.clone()
    };
    let told = line.clone();
    let body = move |scene: &Scene| {
        let says = benefit_lines(scene.tables(), &told);
        html! { <>{ for says.into_iter().map(|line| html! { <p key={line.clone()}>{ term::text(&line) }</p> }) }</> }
    };
    let stands = (Verdict::Unknown, Reason::Condition);
    // Counted from the other end: a scheme of the table may have the same number.
    let at = RuleRef {
        index: u16::MAX - line.rule.index,
        ..line.rule
    };
    Some(card(scene, at, &rule, stands, false, body))
}

fn some(answer: &Answer, verdict: Verdict) -> bool {
    answer.schemes.iter().any(|it| it.verdict == verdict)
}

fn of(scene: &Scene, answer: &Answer, wanted: impl Fn(&SchemeLine) -> bool) -> Vec<Html> {
    let lines = answer.schemes.iter().filter(|it| wanted(it));
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
    let open = line.verdict == Verdict::Yes;
    let stands = (line.verdict, line.reason);
    Some(card(scene, line.rule, &scheme.rule, stands, open, body))
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
