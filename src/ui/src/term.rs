//! Official terms (术语) in a sentence: each can be tapped for a plain explanation.
//!
//! ```ignore
//! html! { <p>{ term::text("起付线 600 元。") }</p> }     // one paragraph of its own
//! let terms = Terms::default();                          // or several: a term is marked once
//! html! { <><p>{ terms.text(first) }</p><p>{ terms.text(second) }</p></> }
//! ```
//!
//! Not for text inside a link, a button or a `summary`: a button cannot stand in those.
use mingbai_wording::glossary;
use std::cell::RefCell;
use yew::prelude::*;

/// A paragraph whose terms can be tapped.
pub fn text(text: &str) -> Html {
    Terms::default().text(text)
}

/// The terms marked so far on one part of a page, so that each is marked once.
#[derive(Default)]
pub struct Terms(RefCell<Vec<&'static str>>);

impl Terms {
    /// The text, with terms that were not marked before as buttons.
    pub fn text(&self, text: &str) -> Html {
        let mut seen = self.0.borrow_mut();
        let mut pieces = Vec::new();
        let mut plain = String::new();
        for (piece, term) in glossary::pieces(text) {
            match term.filter(|term| !seen.contains(term)) {
                Some(term) => {
                    seen.push(term);
                    pieces.push((std::mem::take(&mut plain), Some(term)));
                }
                None => plain.push_str(piece),
            }
        }
        if pieces.is_empty() {
            return html! { { plain } };
        }
        pieces.push((plain, None));
        html! { <Marked {pieces} /> }
    }
}

/// Text, each piece followed by a term.
#[derive(Properties, PartialEq)]
struct MarkedProps {
    pieces: Vec<(String, Option<&'static str>)>,
}

/// Which term is open is the only thing the page keeps outside its address: it is a glance.
#[component]
fn Marked(props: &MarkedProps) -> Html {
    let open = use_state(|| None::<&'static str>);
    let pieces = props.pieces.iter().enumerate().map(|(at, (plain, term))| {
        let button = term.map(|term| {
            let shown = *open == Some(term);
            let onclick = {
                let open = open.clone();
                Callback::from(move |_: MouseEvent| open.set((!shown).then_some(term)))
            };
            html! { <button type="button" class="term" {onclick} aria-expanded={shown.to_string()}>{ term }</button> }
        });
        html! { <span key={at}>{ plain }{ for button }</span> }
    });
    let explained = open.and_then(|term| Some((term, glossary::explain(term)?)));
    html! {
        <>
            { for pieces }
            <span class="explained" role="status">
                { for explained.map(|(term, text)| html! { <><strong>{ term }</strong>{ format!("：{text}") }</> }) }
            </span>
        </>
    }
}
