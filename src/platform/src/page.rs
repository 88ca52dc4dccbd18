//! The document: its elements, what its head says, its look, how wide it is.
use crate::contract;
use crate::reflect::function;
use gloo_utils::{document, window};
use wasm_bindgen::closure::Closure;
pub use web_sys::Element;

/// Returns the element of this id; none too where there is no page, as in a worker.
pub fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Has the page handed over by `opening.js`: `draw` is given the element to draw into, once nothing
/// that is typed or tapped can be lost by it.
pub fn take_over(draw: impl FnOnce(Element) + 'static) {
    let window = js_sys::global();
    if let Some(take) = function(&window, contract::TAKE) {
        // It calls back in any case; what goes wrong there is told by `boot.js`.
        let _ = take.call1(&window, &Closure::once_into_js(draw));
    }
}

/// Returns the level of places that `places.js` shows; none once the program has the page.
pub fn opened_level() -> Option<String> {
    root_word("level")
}

/// Returns what the page's root says under a name (`data-…`).
pub fn root_word(name: &str) -> Option<String> {
    let root = document().document_element()?;
    let said = root.get_attribute(&format!("data-{name}"));
    said.filter(|it| !it.is_empty())
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
    if let Some(look) = function(&window, contract::LOOK) {
        let _ = look.call1(&window, &words.into());
    }
}
