//! The village doctor's round (村医走访): households kept on this device, each with its people.
use crate::book::{self, use_book};
use crate::{card, file, house, list, where_to};
use mingbai_interview::rounds::Rounds;
use mingbai_interview::world::World;
use mingbai_ui::fetching::Fetching;
use mingbai_ui::frame::plain;
use mingbai_ui::provinces::{self, Offer};
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
