//! Someone of a household: what covers them, what is done, what is at hand, what to ask.
use crate::book;
use crate::marks::marks;
use crate::people::href_of;
use mingbai_engine::{Question, Reason, SchemeLine, TargetVerdict, Visit};
use mingbai_households::{Missing, Paper, Person, Standing, standing};
use mingbai_interview::rounds::Rounds;
use mingbai_interview::route::{Fact, Goal, Screen};
use mingbai_interview::world::World;
use mingbai_policy::GroupId;
use mingbai_ui::term;
use mingbai_wording::{ENDED, ended_line, ended_rank, group_name, target_sentence};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct OfHouseProps {
    pub world: World,
    pub person: Person,
}

/// The card of someone.
#[component]
pub fn OfHouse(props: &OfHouseProps) -> Html {
    let (world, person) = (&props.world, &props.person);
    let stands = use_memo((world.clone(), person.clone()), |(world, person)| {
        standing(&world.tables, person, world.today)
    });
    let (missing, untold) = match &*stands {
        None => (Missing::default(), 1),
        Some(Err(unread)) => (*unread, 0),
        Some(Ok(stands)) => (stands.missing, 0),
    };
    let to = |goal, screen| href_of(world, person, goal, screen);
    let say = |question| Screen::Edit(Fact::Asked(question));
    let name = &person.name;
    let told = match &*stands {
        None => {
            html! { <a class="go" href={to(Goal::Scheme, Screen::Ask)}>{ format!("开始问{name}") }</a> }
        }
        Some(Err(_)) => html! {
            <>
                <p>{ "以前记的读不出来了，要重新问。" }</p>
                <a class="go" href={to(Goal::Scheme, Screen::Ask)}>{ format!("重新问{name}") }</a>
            </>
        },
        Some(Ok(stands)) => html! {
            <>
                { told(world, &stands.visit) }
                { covered(world, person, stands) }
                { benefits(world, person, stands) }
                { ended(world, stands) }
                { papers(world, person, stands) }
                { above(world, stands) }
                <ul class="asks ways" aria-label={format!("{name}，接着做")}>
                    <li><a href={to(Goal::Scheme, Screen::Ask)}>{ "接着问" }</a></li>
                    <li><a href={to(Goal::Scheme, say(Question::Disease))}>{ "改病" }</a></li>
                    <li><a href={to(Goal::Scheme, Screen::Edit(Fact::Groups))}>{ "改人群" }</a></li>
                    <li><a href={to(Goal::Scheme, Screen::Facts)}>{ "全部问题" }</a></li>
                    <li><a href={to(Goal::Scheme, Screen::Result)}>{ "哪个政策管" }</a></li>
                    <li><a href={to(Goal::Pay, Screen::Ask)}>{ "看病付多少" }</a></li>
                    <li><a href={Rounds::Where(person.id.clone()).href()}>{ "去哪家医院" }</a></li>
                </ul>
            </>
        },
    };
    html! {
        <li class="card someone">
            <h2>{ name }</h2>
            { marks(missing, untold, 1) }
            { told }
        </li>
    }
}

/// Diseases and groups, in one line each.
fn told(world: &World, visit: &Visit) -> Html {
    let vocabulary = &world.tables.vocabulary;
    let place = visit
        .insured_in
        .and_then(|it| vocabulary.regions.get(it.index()));
    let diseases = visit.diseases.iter().flatten();
    let diseases: Vec<&str> = diseases
        .filter_map(|it| Some(vocabulary.diseases.get(it.index())?.name.name.as_str()))
        .collect();
    let groups = (0..64).filter(|bit| visit.groups.yes >> bit & 1 == 1);
    let groups: Vec<&str> = groups
        .map(|bit| group_name(&world.tables, GroupId(bit)))
        .collect();
    html! {
        <p class="quiet">
            { place.map_or("别的地方", |it| it.name.name.as_str()) }
            { if diseases.is_empty() { "，没填病".to_owned() } else { format!("，{}", diseases.join("、")) } }
            if !groups.is_empty() { { format!("，{}", groups.join("、")) } }
            { "。" }
        </p>
    }
}

/// A row one taps when it is done.
fn tap(key: String, label: &str, said: &'static str, done: bool, flip: Callback<()>) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| flip.emit(()));
    html! {
        <li {key}>
            <button type="button" class="choice" {onclick} aria-pressed={done.to_string()}>
                <span>{ label }</span><small>{ said }</small>
            </button>
        </li>
    }
}

/// Marks a rule as claimed, or takes the mark off.
fn flip(world: &World, person: &Person, key: &str, done: bool) -> Callback<()> {
    let (world, id, key) = (world.clone(), person.id.clone(), key.to_owned());
    Callback::from(move |()| {
        book::change_person(&world, &id, |person| {
            person.claimed.retain(|it| *it != key);
            if !done {
                person.claimed.push(key.clone());
            }
        });
    })
}

/// Figures of layers that are for this person, each with what it gives.
fn benefits(world: &World, person: &Person, stands: &Standing) -> Html {
    if stands.benefits.is_empty() {
        return html! {};
    }
    let rows = stands.benefits.iter().map(|it| {
        let said = if it.claimed {
            "问过了"
        } else {
            "还没问，问过点一下"
        };
        let says = it.says.iter();
        html! {
            <div key={it.key.clone()} class="benefit">
                <ul class="choices">{ tap(it.key.clone(), &it.name, said, it.claimed, flip(world, person, &it.key, it.claimed)) }</ul>
                { for says.map(|line| html! { <p key={line.clone()} class="quiet">{ term::text(line) }</p> }) }
            </div>
        }
    });
    html! { <section><h3>{ "可能漏了的待遇" }</h3>{ for rows }</section> }
}

/// So many schemes that have ended are told of one person.
const OLD: usize = 3;

/// What has ended and names the disease, or may: to be asked about.
fn ended(world: &World, stands: &Standing) -> Html {
    let old = stands.answer.schemes.iter();
    let mut old: Vec<&SchemeLine> = old.filter(|it| it.reason == Reason::Ended).collect();
    old.retain(|it| ended_rank(it) < 2);
    if old.is_empty() {
        return html! {};
    }
    old.sort_by_key(|it| ended_rank(it));
    let lines = old
        .into_iter()
        .take(OLD)
        .map(|it| ended_line(&world.tables, it));
    html! {
        <section>
            <h3>{ ENDED }</h3>
            { for lines.map(|line| html! { <p key={line.clone()} class="quiet">{ term::text(&line) }</p> }) }
        </section>
    }
}

fn covered(world: &World, person: &Person, stands: &Standing) -> Html {
    if stands.covered.is_empty() {
        return html! { <p>{ "还没有查到一定管的政策，不等于没有。" }</p> };
    }
    let rows = stands.covered.iter().map(|it| {
        let done = it.claimed;
        let flip = flip(world, person, &it.key, done);
        let said = if done {
            "办了"
        } else {
            "没办，办了点一下"
        };
        tap(it.key.clone(), &it.name, said, done, flip)
    });
    html! {
        <section><h3>{ "管这个人的政策" }</h3><ul class="choices">{ for rows }</ul></section>
    }
}

fn papers(world: &World, person: &Person, stands: &Standing) -> Html {
    if stands.papers.is_empty() {
        return html! {};
    }
    let rows = stands.papers.iter().map(|(paper, there)| {
        let (world, id, paper, there) = (world.clone(), person.id.clone(), *paper, *there);
        let flip = Callback::from(move |()| {
            book::change_person(&world, &id, |person| {
                person.papers.retain(|it| *it != paper);
                if !there {
                    person.papers.push(paper);
                }
            });
        });
        let said = if there {
            "有"
        } else {
            "缺，有了点一下"
        };
        tap(
            Paper::name(paper).to_owned(),
            paper.name(),
            said,
            there,
            flip,
        )
    });
    html! {
        <section><h3>{ "去办要带的" }</h3><ul class="choices beside-each-other">{ for rows }</ul></section>
    }
}

fn above(world: &World, stands: &Standing) -> Html {
    let lines = stands.answer.targets.iter();
    let lines = lines.filter(|it| it.verdict == TargetVerdict::Above);
    let lines = lines.map(|line| {
        let said = target_sentence(&world.tables, line);
        html! { <p key={said.clone()} class="caveat">{ term::text(&said) }</p> }
    });
    html! { <>{ for lines }</> }
}
