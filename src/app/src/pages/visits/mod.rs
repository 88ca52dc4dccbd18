//! The village doctor's round (村医走访): households kept on this device, each with its people.
mod card;
mod file;
mod house;
mod list;
mod person;
mod picture;
mod where_to;
pub mod whose;

use crate::book::{self, use_book};
use crate::components::frame::plain;
use crate::pages::fetching::Fetching;
use crate::provinces::{self, Offer};
use crate::shelf::Trouble;
use mingbai_engine::Visit;
use mingbai_households::{Missing, Person};
use mingbai_intake::link;
use mingbai_interview::address::VISITS;
use mingbai_interview::rounds::Rounds;
use mingbai_interview::route::{Goal, Route, Screen};
use mingbai_interview::world::World;
use yew::prelude::*;

/// What the round is opened with.
#[derive(Properties, PartialEq)]
pub struct RoundProps {
    /// The tables and today.
    pub world: World,
    /// Where the doctor stands.
    pub at: Rounds,
}

/// The round; first of all the tables of the places its people are insured in.
#[component]
pub fn Round(props: &RoundProps) -> Html {
    let world = &props.world;
    use_book(world);
    let without = use_state(|| false);
    let offered = use_memo((), |()| provinces::offer() != Offer::Nothing);
    let book = book::with(|book| {
        let changed = book.houses.iter().map(|it| it.changed).max();
        (world.clone(), book.houses.len(), changed)
    });
    let wanted = use_memo((book, *offered), |((world, ..), offered)| {
        offered.then(|| book::wanted(world)).flatten()
    });
    match &*wanted {
        Some(wanted) if !*without => {
            let without = Callback::from(move |()| without.set(true));
            html! { <Fetching world={world.clone()} wanted={wanted.clone()} {without} /> }
        }
        _ => page(world, &props.at),
    }
}

/// The page.
fn page(world: &World, at: &Rounds) -> Html {
    let world = world.clone();
    match at {
        Rounds::List => plain("走访各户", html! { <list::List {world} /> }),
        Rounds::File => plain("导出、导入、清除", html! { <file::File {world} /> }),
        Rounds::House(id) => {
            html! { <house::House key={format!("of {id}")} {world} id={id.clone()} /> }
        }
        Rounds::Card(id) => {
            html! { <card::CardPage key={format!("card {id}")} {world} id={id.clone()} /> }
        }
        Rounds::Where(id) => {
            html! { <where_to::Where key={format!("where {id}")} {world} id={id.clone()} /> }
        }
    }
}

/// Keeps the answers of a route with the person they are of.
pub fn remember(world: &World, route: &Route) {
    if let (Some(who), Some(_)) = (&route.who, &route.visit) {
        book::open(world);
        let (visit, skipped) = route.told(&world.tables);
        book::change_person(world, who, |person| {
            person.visit = visit;
            person.skipped = skipped;
        });
    }
}

/// The route of someone's answers.
fn route_of(world: &World, person: &Person, goal: Goal, screen: Screen) -> Route {
    let whole = format!("scheme/ask/{}/{}", person.visit, person.skipped);
    let kept = Route::read(&world.tables, &whole).ok();
    Route {
        goal,
        screen,
        who: Some(person.id.clone()),
        ..kept.unwrap_or_else(|| Route::start(goal))
    }
}

fn href_of(world: &World, person: &Person, goal: Goal, screen: Screen) -> String {
    let route = route_of(world, person, goal, screen);
    format!("#{}", route.fragment(&world.tables))
}

fn visit_of(world: &World, person: &Person) -> Option<Visit> {
    link::read(&world.tables, &person.visit).ok()
}

/// What may be missing, a few words each. `untold`: so many people nothing was told of.
fn marks(missing: Missing, untold: usize, people: usize) -> Html {
    let mark = |count: u16, class: &'static str, said: String| {
        (count > 0).then(
            || html! { <span key={said.clone()} class={classes!("mark", class)}>{ said }</span> },
        )
    };
    let untold = u16::try_from(untold).unwrap_or(u16::MAX);
    let all = [
        mark(missing.unread, "maybe", "要重新问".into()),
        mark(
            missing.unclaimed,
            "maybe",
            format!("{} 项没办", missing.unclaimed),
        ),
        mark(
            missing.papers,
            "maybe",
            format!("缺 {} 样材料", missing.papers),
        ),
        mark(missing.above, "maybe", "自付超过目标".into()),
        mark(missing.open, "no", format!("{} 项要问清", missing.open)),
        mark(
            untold,
            "no",
            match people {
                1 => "还没问".into(),
                _ => format!("{untold} 人还没问"),
            },
        ),
    ];
    let none = all.iter().all(Option::is_none) && people > 0;
    html! {
        <span class="marks">
            { for all.into_iter().flatten() }
            if none { <span class="mark no">{ "没查到，不等于没有" }</span> }
        </span>
    }
}

/// What to know about keeping: refused, full, cleared by the browser, records that cannot be read;
/// and, where the page has none already, a way to take all of it along.
fn troubles(world: Option<&World>) -> Html {
    let (trouble, unreadable) = book::with(|book| (book.trouble, book.unreadable));
    let (rescued, unsaved) = book::with(|book| (book.rescued, book.unsaved()));
    let (elsewhere, none) = book::with(|book| (book.wiped_elsewhere, book.houses.is_empty()));
    let said = trouble.map(|it| match it {
        Trouble::Refused => "这个浏览器不让存东西，关掉页面就没有了。走之前请先导出。",
        Trouble::Full => "这台设备存满了，新改的没有存进去。请先导出，再腾点地方。",
        Trouble::Silent => {
            "这台设备存东西的地方一直没有回应，以前记的可能还没打开。新写的先记在这一页，关掉就没有了。走之前请先导出。"
        }
    });
    let read = || Callback::from(|_: MouseEvent| book::read_of_it());
    html! {
        <>
            if let Some(said) = said { <p class="caveat" role="alert">{ said }</p> }
            if rescued > 0 {
                <div class="caveat" role="alert">
                    <p>{ format!("浏览器把存的各户清掉了。这一页里还有 {rescued} 户，{}", if unsaved == 0 { "已经重新存上。" } else { "还没有重新存上。" }) }</p>
                    <p>{ "怕再丢，就导出一份。要是您自己在浏览器里清的，再到“导出、导入、清除”里清一遍。" }</p>
                    <button type="button" class="step" onclick={read()}>{ "知道了" }</button>
                </div>
            }
            if let Some(world) = world.filter(|_| !none && (said.is_some() || rescued > 0)) {
                <file::Rescue world={world.clone()} />
            }
            if elsewhere && none {
                <p class="caveat" role="status">{ "在另一个页面里，各户已经清除了。" }</p>
            }
            if unreadable > 0 {
                <p class="caveat" role="alert">{ format!("有 {unreadable} 户的记录读不出来，没有动它。") }</p>
            }
        </>
    }
}

/// Where a household or someone is not, or no longer, in the book.
fn nobody() -> Html {
    let open = book::with(|book| book.open);
    let title = if open {
        "没有这一户"
    } else {
        "走访各户"
    };
    let body = html! {
        if open {
            <p>{ "可能已经清掉了，或者记在别的设备上。" }</p>
            <p><a class="step" href={VISITS}>{ "看全部各户" }</a></p>
        } else {
            <p role="status">{ "正在打开记的东西。" }</p>
        }
    };
    plain(title, body)
}
