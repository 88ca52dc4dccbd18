//! What stands in inputs and fields of several lines. An input keeps its own text: an input method
//! may be at work in it.
use crate::focus::focus_field;
use crate::page::element;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement};

fn input(id: &str) -> Option<HtmlInputElement> {
    element(id)?.dyn_into().ok()
}

fn area(id: &str) -> Option<HtmlTextAreaElement> {
    element(id)?.dyn_into().ok()
}

/// Puts a text into an input, once; what is typed there later is never touched.
pub fn fill(id: &str, text: &str) {
    if let Some(input) = input(id) {
        input.set_value(text);
    }
}

/// Puts a text into an input where another stands there.
pub fn fill_other(id: &str, text: &str) {
    if let Some(input) = input(id).filter(|input| input.value() != text) {
        input.set_value(text);
    }
}

/// Puts a text into a field of several lines where another stands there.
pub fn fill_area(id: &str, text: &str) {
    if let Some(area) = area(id).filter(|area| area.value() != text) {
        area.set_value(text);
    }
}

/// Returns what stands in the input of this id.
pub fn standing(id: &str) -> String {
    input(id).map(|input| input.value()).unwrap_or_default()
}

/// Returns what stands in the field of several lines of this id.
pub fn standing_area(id: &str) -> String {
    area(id).map(|area| area.value()).unwrap_or_default()
}

/// Returns what stands in the input an event came from.
pub fn typed(event: &Event) -> String {
    let Some(target) = event.target() else {
        return String::new();
    };
    let area = target.dyn_ref().map(HtmlTextAreaElement::value);
    let input = || target.dyn_ref().map(HtmlInputElement::value);
    area.or_else(input).unwrap_or_default()
}

/// Returns whether an event comes from a field of several lines.
pub fn in_textarea(event: &Event) -> bool {
    let target = event.target();
    target.is_some_and(|it| {
        it.dyn_ref()
            .is_some_and(|it: &Element| it.tag_name() == "TEXTAREA")
    })
}

/// Puts the focus on a field, of one line or several, and marks all that stands there; returns it.
pub fn select_all(id: &str) -> Option<String> {
    focus_field(id);
    if let Some(input) = input(id) {
        input.select();
        return Some(input.value());
    }
    let area = area(id)?;
    area.select();
    Some(area.value())
}

/// Puts the focus on an input and marks what stands there, so that typing writes over it.
pub fn focus_typing(id: &str) {
    focus_field(id);
    if let Some(input) = input(id) {
        input.select();
    }
}

/// Returns the file chosen in the input of this id.
pub fn chosen_file(id: &str) -> Option<crate::files::File> {
    input(id)?.files()?.get(0).map(crate::files::File::from)
}
