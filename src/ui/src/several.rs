//! Several of a list: large rows one ticks, then one button that goes on.
use crate::choices::{Choice, choices};
use crate::way::Way;
use yew::prelude::*;

/// A row to tick.
#[derive(Clone, PartialEq)]
pub struct Tick {
    /// What it is called.
    pub label: String,
    /// Ticked before.
    pub chosen: bool,
}

/// The rows, and where ticking leads.
#[derive(Properties, PartialEq)]
pub struct SeveralProps {
    /// In order.
    pub rows: Vec<Tick>,
    /// The fragment for what is ticked.
    pub done: Callback<Vec<bool>, String>,
    /// The fragment for what is ticked, where the others stay open.
    pub partly: Callback<Vec<bool>, String>,
    /// What the button says where nothing is ticked.
    pub none: String,
}

/// Rows to tick and one button.
#[component]
pub fn Several(props: &SeveralProps) -> Html {
    let ticked = use_state(|| {
        props
            .rows
            .iter()
            .map(|row| row.chosen)
            .collect::<Vec<bool>>()
    });
    let to = {
        let (ticked, done) = (ticked.clone(), props.done.clone());
        Way::then(move || done.emit((*ticked).clone()))
    };
    let onclick = to.tapped();
    let any = ticked.contains(&true);
    let partly = {
        let (ticked, partly) = (ticked.clone(), props.partly.clone());
        Way::then(move || partly.emit((*ticked).clone()))
    };
    html! {
        <div class="several">
            { rows(&props.rows, &ticked) }
            <button type="button" class="go" {onclick}>{ if any { "选好了".to_owned() } else { props.none.clone() } }</button>
            if any && ticked.contains(&false) {
                { choices(vec![Choice { quiet: true, ..Choice::new("勾上的是，别的不知道", partly) }]) }
            }
        </div>
    }
}

fn rows(all: &[Tick], ticked: &UseStateHandle<Vec<bool>>) -> Html {
    let rows = all.iter().enumerate().map(|(at, row)| {
        let on = ticked.get(at).copied().unwrap_or_default();
        let onchange = {
            let ticked = ticked.clone();
            Callback::from(move |_: Event| {
                let mut next = (*ticked).clone();
                if let Some(tick) = next.get_mut(at) {
                    *tick = !*tick;
                }
                ticked.set(next);
            })
        };
        html! {
            <li key={at}>
                <label class="tick"><input type="checkbox" checked={on} {onchange} /><span>{ &row.label }</span></label>
            </li>
        }
    });
    html! { <ul class="choices">{ for rows }</ul> }
}
