//! The document: its elements, what its head says, its look, how wide it is.
use crate::reflect::function;
use gloo_utils::{document, window};
pub use web_sys::Element;

/// Returns the element of this id; none too where there is no page, as in a worker.
pub fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Returns what the page's head says under a name.
pub fn meta(name: &str) -> Option<String> {
    let found = document().query_selector(&format!("meta[name={name}]"));
    found.ok()??.get_attribute("content")
}

/// Returns whether there is room for two columns; the same width as in styles.css.
pub fn wide() -> bool {
    let list = window().match_media("(min-width: 64rem)").ok().flatten();
    list.is_some_and(|it| it.matches())
}

/// Gives the page its look at once, in words that look.js knows.
pub fn look(words: &str) {
    let window = js_sys::global();
    if let Some(look) = function(&window, "mingbaiLook") {
        let _ = look.call1(&window, &words.into());
    }
}
