//! A list one searches by typing.
use crate::provinces;
use crate::way::Way;
use mingbai_intake::find::{Findable, Match, MatchKind, Sought};
use mingbai_interview::world::World;
use mingbai_platform::inputs;
use mingbai_tables::pinyin::Pinyin;
use std::ops::Range;
use std::rc::Rc;
use yew::prelude::*;

/// A row of the list.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// Other names it is found by.
    pub also: Vec<String>,
    /// From this one on they are names of something it belongs to.
    pub belongs_from: usize,
    /// Codes it is found by.
    pub codes: Vec<String>,
    /// A word more.
    pub note: String,
    /// Where it leads; none where it can only be read.
    pub to: Option<Way>,
}

impl Row {
    /// A row that leads somewhere.
    pub fn new(name: &str, also: &[String], to: impl Into<Way>) -> Row {
        Row {
            name: name.to_owned(),
            also: also.to_vec(),
            belongs_from: also.len(),
            codes: Vec::new(),
            note: String::new(),
            to: Some(to.into()),
        }
    }
}

/// What is searched.
#[derive(Properties, PartialEq)]
pub struct FinderProps {
    /// Knows how names are read.
    pub world: World,
    /// What the search box is called.
    pub label: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// Knows how more names are read than the world does.
    #[prop_or_default]
    pub readings: Option<Rc<Pinyin>>,
    /// Said instead of that nothing was found, while it is not known yet.
    #[prop_or_default]
    pub not_yet: Option<&'static str>,
    /// There may be more names to be fetched: typing asks for them.
    #[prop_or_default]
    pub further: bool,
    /// What stands there before anything is typed.
    #[prop_or_default]
    pub children: Html,
}

/// At most so many rows are shown for what was typed.
const MOST: usize = 20;

/// A search box and the rows it finds, each with what it was found by.
///
/// The box keeps its own text: an input method may be at work in it.
#[component]
pub fn Finder(props: &FinderProps) -> Html {
    let typed = use_state(String::new);
    let sought = Sought::new(&typed);
    let found = sought.as_ref().map(|sought| search(props, sought));
    let oninput = {
        let (typed, further) = (typed.clone(), props.further);
        Callback::from(move |event: InputEvent| {
            if further {
                provinces::ask();
            }
            typed.set(inputs::typed(&event));
        })
    };
    let first = found
        .iter()
        .flatten()
        .find_map(|(_, _, row)| row.to.clone());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        // While an input method is at work, Enter is its own.
        if event.key() == "Enter" && !event.is_composing() {
            event.prevent_default();
            if let Some(to) = &first {
                to.go();
            }
        }
    });
    let count = match &found {
        None => String::new(),
        Some(found) if found.is_empty() => match &props.not_yet {
            Some(why) => (*why).to_owned(),
            None => "没有找到。换个说法，或少打几个字。".to_owned(),
        },
        Some(found) if found.len() > MOST => {
            format!("找到 {} 个，先列 {MOST} 个。再多打几个字。", found.len())
        }
        Some(found) => format!("找到 {} 个", found.len()),
    };
    html! {
        <div class="finder">
            <div class="field">
            <label for="find">{ &props.label }</label>
            <input id="find" type="search" {oninput} {onkeydown}
                autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="search" />
            <p class="says" aria-live="polite">{ count }</p>
            </div>
            if let Some(found) = found {
                <ul class="choices" key="found">
                    { for found.into_iter().take(MOST).map(|(found, at, row)| html! {
                        <li key={at}>{ button(row, &found) }</li>
                    }) }
                </ul>
            } else {
                <div class="unsought" key="unsought">{ props.children.clone() }</div>
            }
        </div>
    }
}

/// The rows that match, each with where it stands among all, the best first.
fn search<'a>(props: &'a FinderProps, sought: &Sought) -> Vec<(Match, usize, &'a Row)> {
    let readings = props.readings.as_deref();
    let readings = readings.unwrap_or(&props.world.readings);
    let read = |text: &str| readings.of(text);
    let found = props.rows.iter().enumerate().filter_map(|(at, row)| {
        let entry = Findable {
            name: &row.name,
            aliases: &row.also,
            codes: &row.codes,
        };
        Some((sought.find(entry, &read)?, at, row))
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by(|(a, _, _), (b, _, _)| a.cmp(b));
    found
}

/// Rows as they stand, nothing being sought.
pub fn rows<'a>(rows: impl Iterator<Item = &'a Row>) -> Html {
    html! {
        <ul class="choices">
            { for rows.map(|row| html! { <li key={row.name.clone()}>{ plain(row, html! { &row.name }, html! {}) }</li> }) }
        </ul>
    }
}

/// A row with the part that matched, and why it is here.
fn button(row: &Row, found: &Match) -> Html {
    let at = found.marked();
    let (name, mut why) = match (found.by, found.alias) {
        (MatchKind::Code, Some(code)) => {
            let code = row.codes.get(code).map(String::as_str).unwrap_or_default();
            (
                html! { &row.name },
                html! { <small>{ "ICD-10 " }{ marked(code, at) }</small> },
            )
        }
        (_, Some(alias)) => {
            let word = row.also.get(alias).map(String::as_str).unwrap_or_default();
            let how = if alias < row.belongs_from {
                "也叫"
            } else {
                "属于"
            };
            (
                html! { &row.name },
                html! { <small>{ how }{ marked(word, at) }</small> },
            )
        }
        (_, None) => (marked(&row.name, at), html! {}),
    };
    if !found.reading.is_empty() {
        let reading = format!("拼音 {}", found.reading);
        why = html! { <>{ why }<small>{ reading }</small></> };
    }
    plain(row, name, why)
}

fn plain(row: &Row, name: Html, why: Html) -> Html {
    let inside = html! {
        <>
            <span>{ name }</span>
            { why }
            if !row.note.is_empty() { <small>{ &row.note }</small> }
        </>
    };
    match &row.to {
        Some(to) => {
            let onclick = to.tapped();
            html! { <button type="button" class="choice" {onclick}>{ inside }</button> }
        }
        None => html! { <div class="told">{ inside }</div> },
    }
}

fn marked(text: &str, at: Range<usize>) -> Html {
    let part = |from: usize, count: usize| text.chars().skip(from).take(count).collect::<String>();
    html! {
        <>{ part(0, at.start) }<mark>{ part(at.start, at.len()) }</mark>{ part(at.end, text.len()) }</>
    }
}
