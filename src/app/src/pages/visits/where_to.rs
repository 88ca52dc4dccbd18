//! 去哪家医院: one illness at every kind of hospital, the nearest first, in one glance.
use super::{Visits, href_of, nobody, visit_of};
use crate::book::{self, use_book};
use crate::browser;
use crate::components::frame::plain;
use crate::components::term;
use crate::markup::html;
use crate::pages::compare::span;
use crate::pages::result::cards::folded;
use crate::route::{Fact, Goal, Route, Screen};
use crate::world::{Scene, World};
use mingbai_engine::{
    Elsewhere, ProcedureLine, Question, Referral, Value, Verdict, Visit, Whither, compare,
};
use mingbai_households::{Person, judged};
use mingbai_policy::{Care, Fen, Owner, Procedure, ProcedureKind};
use mingbai_visit::money::read_typed;
use mingbai_words::{UNCHECKED, answer_label, elsewhere_name, money};
use std::rc::Rc;
use yew::prelude::*;

/// Bills to try where none is known yet, in yuan. They are nobody's figures: a glance needs one.
const TRIED: [i64; 4] = [5_000, 10_000, 30_000, 50_000];

#[derive(Properties, PartialEq)]
pub struct WhereProps {
    pub world: World,
    /// Who.
    pub id: String,
}

#[component]
pub fn Where(props: &WhereProps) -> Html {
    use_book(&props.world);
    let care = use_state(|| None::<Care>);
    let typed = use_state(|| None::<Fen>);
    let world = &props.world;
    let found = book::with(|book| {
        let (house, person) = book.person(&props.id)?;
        Some((house.id.clone(), person.clone()))
    });
    let Some((house, person)) = found else {
        return nobody();
    };
    let back =
        html! { <p><a class="step" href={Visits::House(house).href()}>{ "回到这一户" }</a></p> };
    let Some(told) = visit_of(world, &person) else {
        let ask = href_of(world, &person, Goal::Scheme, Screen::Ask);
        let body = html! {
            <div class="visits">
                <p>{ "先问清医保在哪里，才知道各家医院怎么报。" }</p>
                <a class="go" href={ask}>{ format!("开始问{}", person.name) }</a>
                { back }
            </div>
        };
        return plain("去哪家医院", body);
    };
    let told = judged(&told, world.today);
    let chosen = (*care).or(told.care).unwrap_or(Care::Inpatient);
    let total = (*typed).or_else(|| told.bill.as_ref()?.total);
    let visit = undecided(&told, chosen, total);
    let cares = Care::ALL.iter().map(|it| {
        let (care, it) = (care.clone(), *it);
        let onclick = Callback::from(move |_: MouseEvent| care.set(Some(it)));
        let label = answer_label(&world.tables, Question::Care, Value::Care(it));
        html! {
            <li key={label.clone()}><button type="button" class="choice" {onclick} aria-pressed={(it == chosen).to_string()}><span>{ label }</span></button></li>
        }
    });
    let tried = TRIED.iter().map(|yuan| {
        let (typed, fen) = (typed.clone(), Fen(yuan * 100));
        let onclick = Callback::from(move |_: MouseEvent| typed.set(Some(fen)));
        html! {
            <li key={*yuan}><button type="button" class="choice" {onclick} aria-pressed={(total == Some(fen)).to_string()}><span>{ format!("{} 元", money::short(fen)) }</span></button></li>
        }
    });
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            if let Ok(fen) = read_typed(&browser::typed(&event)) {
                typed.set(Some(fen));
            }
        })
    };
    let body = html! {
        <div class="visits">
            <p>{ illness(world, &person, &told) }</p>
            <ul class="choices beside-each-other" aria-label="怎么看病">{ for cares }</ul>
            { glance(world, &visit, total) }
            <section>
                <h2>{ "大概一共多少钱" }</h2>
                <ul class="choices beside-each-other">{ for tried }</ul>
                <div class="field">
                    <label for="about">{ "或者自己写，元" }</label>
                    <input id="about" type="text" inputmode="decimal" autocomplete="off" {oninput} />
                    <p class="says" aria-live="polite">{ total.map(|it| format!("按 {} 元看。", money::short(it))).unwrap_or_default() }</p>
                </div>
            </section>
            { rules(world, &visit) }
            { back }
        </div>
    };
    plain("去哪家医院", body)
}

/// The visit with the hospital still open.
fn undecided(told: &Visit, care: Care, total: Option<Fen>) -> Visit {
    let mut visit = told.clone();
    visit.care = Some(care);
    (visit.hospital, visit.grade, visit.tier) = (None, None, None);
    (visit.place, visit.referred) = (None, None);
    let known = visit.bill.take();
    visit.bill = total.map(|total| {
        // What was in scope of one bill says nothing of another.
        let in_scope = known
            .filter(|it| it.total == Some(total))
            .and_then(|it| it.in_scope);
        mingbai_engine::Bill {
            total: Some(total),
            in_scope,
            ..Default::default()
        }
    });
    visit
}

fn illness(world: &World, person: &Person, visit: &Visit) -> Html {
    let terms = &world.tables.terms;
    let names = visit.diseases.iter().flatten();
    let names: Vec<&str> = names
        .filter_map(|it| Some(terms.diseases.get(it.index())?.name.name.as_str()))
        .collect();
    let to = href_of(
        world,
        person,
        Goal::Scheme,
        Screen::Edit(Fact::Asked(Question::Disease)),
    );
    let said = if names.is_empty() {
        format!("{}，还没填病。", person.name)
    } else {
        format!("{}，{}。", person.name, names.join("、"))
    };
    html! { <>{ said }<a class="step" href={to}>{ "改病" }</a></> }
}

/// Nearest first: a village does not read a list by amounts.
fn distance(at: Whither) -> u16 {
    match at {
        Whither::Village => 0,
        Whither::Township => 1,
        Whither::County => 2,
        Whither::City => 3,
        Whither::Province => 4,
        Whither::OtherProvince => 5,
        Whither::Hospital(id) => 6_u16.saturating_add(id.0),
        Whither::AsGiven => u16::MAX,
    }
}

fn glance(world: &World, visit: &Visit, total: Option<Fen>) -> Html {
    if total.is_none() {
        return html! { <p class="quiet">{ "先在下面点一个数，就看得出差多少。" }</p> };
    }
    let mut entries = match compare(&world.tables, visit) {
        Ok(entries) => entries,
        Err(error) => {
            let error = mingbai_visit::InputError::from(error);
            return html! { <p class="wrong" role="alert">{ error.message }</p> };
        }
    };
    entries.retain(|it| it.at != Whither::AsGiven);
    entries.sort_by_key(|it| distance(it.at));
    let most = entries.iter().filter_map(|it| it.pays);
    let most = most.map(|it| it.estimate.high).max();
    let rows: Vec<Html> = (0..entries.len())
        .map(|at| row(world, visit, &entries, at, most))
        .collect();
    let sure = (0..entries.len()).any(|at| least(&entries, at));
    let mut pays = entries.iter().map(|it| it.pays);
    let first = pays.next().flatten();
    let alike = pays.all(|it| it == first);
    // Those with a name come last; what is near and far is the glance.
    let near = entries
        .iter()
        .filter(|it| !matches!(it.at, Whither::Hospital(_)))
        .count();
    let mut rows = rows.into_iter();
    let glance: Vec<Html> = rows.by_ref().take(near).collect();
    let named: Vec<Html> = rows.collect();
    html! {
        <section>
            <h2>{ "各家医院，自己要掏多少" }</h2>
            <ul class="glance">{ for glance }</ul>
            if !named.is_empty() {
                <details class="more">
                    <summary>{ format!("有名字的 {} 家", named.len()) }</summary>
                    <ul class="glance">{ for named }</ul>
                </details>
            }
            if alike {
                <p class="caveat">{ "这里的数还不够，看不出哪家省。先问 12393：各级医院的起付线和报销比例。" }</p>
            } else if !sure {
                <p class="quiet">{ "几家的范围叠在一起，分不出哪家一定最省。" }</p>
            }
            <p class="quiet">{ "这里当作总费用到哪家都一样。能不能治，先问医生。" }</p>
        </section>
    }
}

/// Whether one certainly pays least here.
fn least(entries: &[Elsewhere], at: usize) -> bool {
    let pays = |it: &Elsewhere| it.pays.map(|it| it.estimate);
    let Some(here) = entries.get(at).and_then(pays) else {
        return false;
    };
    let mut others = entries.iter().enumerate().filter(|(other, _)| *other != at);
    others.all(|(_, other)| pays(other).is_some_and(|it| here.high < it.low))
}

fn row(world: &World, visit: &Visit, entries: &[Elsewhere], at: usize, most: Option<Fen>) -> Html {
    let Some(entry) = entries.get(at) else {
        return html! {};
    };
    // Said of a blank, it would be taken for a rule.
    let mut named = entry.clone();
    if named.referral == Referral::Either {
        named.referral = Referral::NotNeeded;
    }
    let unchecked = entry.pays.is_some_and(|it| it.certain != it.estimate);
    html! {
        <li key={at}>
            <span class="name">{ elsewhere_name(&world.tables, visit, &named) }</span>
            <strong>{ entry.pays.map_or("算不出".to_owned(), |it| money::headline(it.estimate)) }</strong>
            if unchecked { <small class="quiet">{ UNCHECKED }</small> }
            if least(entries, at) { <span class="mark yes">{ "这里最省" }</span> }
            if let (Some(pays), Some(most)) = (entry.pays, most) { { span(pays.estimate, most) } }
        </li>
    }
}

const RULES: [ProcedureKind; 5] = [
    ProcedureKind::Referral,
    ProcedureKind::NoDeposit,
    ProcedureKind::PayLater,
    ProcedureKind::OneStop,
    ProcedureKind::Claim,
];

/// Referral, and what else the place says about going there and paying.
fn rules(world: &World, visit: &Visit) -> Html {
    let answered = world.answer(visit);
    let Ok(answer) = &*answered else {
        return html! {};
    };
    let scene = Scene {
        world: world.clone(),
        route: Route {
            visit: Some(visit.clone()),
            ..Route::start(Goal::Pay)
        },
        answer: Some(answered.clone()),
        coded: Rc::default(),
        wide: false,
    };
    // The rules of the place; a hospital tells its own.
    let mut found: Vec<(usize, &ProcedureLine, &Procedure)> = answer
        .procedures
        .iter()
        .filter(|line| line.applies != Verdict::No)
        .filter_map(|line| {
            let table = world.tables.tables.get(usize::from(line.rule.table))?;
            let it = table.procedures.get(usize::from(line.rule.index))?;
            let rank = RULES.iter().position(|kind| *kind == it.kind)?;
            matches!(table.owner, Owner::Region(_)).then_some((rank, line, it))
        })
        .collect();
    found.sort_by_key(|(rank, line, _)| (*rank, line.applies != Verdict::Yes));
    let rows: Vec<Html> = found
        .into_iter()
        .map(|(_, line, it)| {
            let mark = match line.applies {
                Verdict::Unknown => html! { <span class="mark maybe">{ "看情况" }</span> },
                _ => html! {},
            };
            let text = it.text.clone();
            let body = move |_: &Scene| html! { <p>{ term::text(&text) }</p> };
            folded(&scene, line.rule, &it.rule, false, mark, body)
        })
        .collect();
    html! {
        <section>
            <h2>{ "转诊和报销的规定" }</h2>
            if rows.is_empty() {
                <p>{ "当地的规定没有收录。去外地之前，先打 12393 问清。" }</p>
            } else {
                <ul class="cards">{ for rows }</ul>
            }
        </section>
    }
}
