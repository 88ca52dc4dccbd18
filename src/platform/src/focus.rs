//! Where the focus is, so that keyboard and screen reader follow what is shown.
use crate::page::element;
use crate::timers::after_paint;
use gloo_utils::{document, window};
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

thread_local! {
    /// The page's title is to have the focus, and has not got it yet.
    static UNFOCUSED: Cell<bool> = const { Cell::new(false) };
}

/// Shows the page from its top and puts the focus on its title. The focus only after the page was
/// painted: a browser takes its time over it too. A field that asks for it in between keeps it.
pub fn focus_title(id: &'static str) {
    window().scroll_to_with_x_and_y(0.0, 0.0);
    UNFOCUSED.set(true);
    after_paint(0, move || {
        if UNFOCUSED.get() {
            focus_field(id);
        }
    });
}

/// Shows the page at the row of a fact, marked `data-fact`, and puts the focus on it; on its title
/// where there is no such row.
pub fn focus_row(key: &str, title: &'static str) {
    focus_title(title);
    let row = format!("[data-fact=\"{key}\"]");
    after_paint(0, move || {
        let find = |what: &str| document().query_selector(what).ok().flatten();
        if let Some(found) = find(&format!("main {row}")).or_else(|| find(&row)) {
            focus(&found);
            found.scroll_into_view_with_bool(true);
        }
    });
}

/// Puts the focus on a field and shows it, wherever on the page it is.
pub fn focus_field(id: &str) {
    UNFOCUSED.set(false);
    if let Some(element) = element(id) {
        focus(&element);
    }
}

fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}
