//! Large buttons, one an answer.
use crate::browser;
use yew::prelude::*;

/// An answer one can tap.
pub struct Choice {
    /// What the button says.
    pub label: String,
    /// A word more, where one helps.
    pub note: Option<String>,
    /// The fragment it leads to.
    pub to: String,
    /// It is what was said before.
    pub chosen: bool,
    /// It is the quiet one: 不知道 and the like.
    pub quiet: bool,
}

impl Choice {
    /// An answer that leads to a fragment.
    pub fn new(label: impl Into<String>, to: String) -> Choice {
        Choice {
            label: label.into(),
            note: None,
            to,
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
    let to = choice.to;
    let onclick = Callback::from(move |_: MouseEvent| browser::go(&to));
    let class = classes!("choice", choice.quiet.then_some("choice-quiet"));
    html! {
        <button type="button" {class} {onclick} aria-pressed={choice.chosen.then_some("true")}>
            <span>{ choice.label }</span>
            { for choice.note.map(|note| html! { <small>{ note }</small> }) }
        </button>
    }
}
