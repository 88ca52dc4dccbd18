//! A list one searches by typing.
use crate::browser;
use yew::prelude::*;

/// A row of the list.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// Under which heading it stands.
    pub under: String,
    /// Other words it is found by.
    pub also: Vec<String>,
    /// A word more.
    pub note: String,
    /// The fragment it leads to.
    pub to: String,
    /// Shown before anything is typed.
    pub first: bool,
}

/// What is searched.
#[derive(Properties, PartialEq)]
pub struct FinderProps {
    /// What the search box is called.
    pub label: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// At most so many rows are shown for what was typed.
const MOST: usize = 40;

/// A search box and the rows it finds, with the word each was found by.
#[component]
pub fn Finder(props: &FinderProps) -> Html {
    let sought = use_state(String::new);
    let oninput = {
        let sought = sought.clone();
        Callback::from(move |event: InputEvent| sought.set(browser::typed(&event)))
    };
    let wanted = sought.trim().to_lowercase();
    let found: Vec<(&Row, Option<&str>)> = if wanted.is_empty() {
        props
            .rows
            .iter()
            .filter(|row| row.first)
            .map(|row| (row, None))
            .collect()
    } else {
        props
            .rows
            .iter()
            .filter_map(|row| Some((row, matched(row, &wanted)?)))
            .take(MOST)
            .collect()
    };
    let mut headings: Vec<&str> = Vec::new();
    for (row, _) in &found {
        if !headings.contains(&row.under.as_str()) {
            headings.push(&row.under);
        }
    }
    let groups = headings.iter().map(|heading| {
        let rows = found.iter().filter(|(row, _)| row.under == *heading);
        html! {
            <section key={(*heading).to_owned()}>
                if !heading.is_empty() { <h2 class="under">{ *heading }</h2> }
                <ul class="choices">{ for rows.map(|(row, why)| html! { <li key={row.to.clone()}>{ button(row, *why) }</li> }) }</ul>
            </section>
        }
    });
    let count = if wanted.is_empty() {
        String::new()
    } else if found.is_empty() {
        "没有找到。换个说法，或少打几个字。".to_owned()
    } else {
        format!("找到 {} 个", found.len())
    };
    html! {
        <div class="finder">
            <label for="find">{ &props.label }</label>
            <input id="find" type="search" value={(*sought).clone()} {oninput} autocomplete="off" />
            <p class="says" aria-live="polite">{ count }</p>
            { for groups }
        </div>
    }
}

/// The word a row was found by: nothing to add where it is the name itself.
fn matched<'a>(row: &'a Row, wanted: &str) -> Option<Option<&'a str>> {
    if row.name.to_lowercase().contains(wanted) {
        return Some(None);
    }
    row.also
        .iter()
        .find(|word| word.to_lowercase().contains(wanted))
        .map(|word| Some(word.as_str()))
}

fn button(row: &Row, why: Option<&str>) -> Html {
    let to = row.to.clone();
    let onclick = Callback::from(move |_: MouseEvent| browser::go(&to));
    html! {
        <button type="button" class="choice" {onclick}>
            <span>{ &row.name }</span>
            { for why.map(|word| html! { <small>{ format!("也叫{word}") }</small> }) }
            if !row.note.is_empty() { <small>{ &row.note }</small> }
        </button>
    }
}
