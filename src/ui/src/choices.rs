//! Large buttons, one an answer.
use crate::way::Way;
use yew::prelude::*;

/// An answer one can tap.
pub struct Choice {
    /// What the button says.
    pub label: String,
    /// A word more, where one helps.
    pub note: Option<String>,
    /// Where it leads.
    pub to: Way,
    /// It is what was said before.
    pub chosen: bool,
    /// It is the quiet one: 不知道 and the like.
    pub quiet: bool,
}

impl Choice {
    /// An answer that leads to a fragment.
    pub fn new(label: impl Into<String>, to: impl Into<Way>) -> Choice {
        Choice {
            label: label.into(),
            note: None,
            to: to.into(),
            chosen: false,
            quiet: false,
        }
    }
}

/// The buttons of a question.
pub fn choices(all: Vec<Choice>) -> Html {
    html! {
        <ul class="choices">
            { for all.into_iter().map(|choice| html! { <li key={choice.label.clone()}>{ button(choice) }</li> }) }
        </ul>
    }
}

fn button(choice: Choice) -> Html {
    let onclick = choice.to.tapped();
    let class = classes!("choice", choice.quiet.then_some("choice-quiet"));
    html! {
        <button type="button" {class} {onclick} aria-pressed={choice.chosen.then_some("true")}>
            <span>{ choice.label }</span>
            { for choice.note.map(|note| html! { <small>{ note }</small> }) }
        </button>
    }
}

/// A choice that holds at once and leads nowhere.
pub struct Pressed {
    name: String,
    now: bool,
    does: Callback<MouseEvent>,
}

impl Pressed {
    /// One of several; `now`: it is the one that holds.
    pub fn new(name: impl Into<String>, now: bool, does: impl Fn() + 'static) -> Pressed {
        Pressed {
            name: name.into(),
            now,
            does: Callback::from(move |_: MouseEvent| does()),
        }
    }
}

/// Choices beside each other, one of which holds.
pub fn pressed(all: Vec<Pressed>) -> Html {
    let rows = all.into_iter().map(|it| {
        html! {
            <li key={it.name.clone()}>
                <button type="button" class="choice" onclick={it.does} aria-pressed={it.now.to_string()}><span>{ it.name }</span></button>
            </li>
        }
    });
    html! { <ul class="choices beside-each-other">{ for rows }</ul> }
}
