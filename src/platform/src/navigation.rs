//! The address and the browser's history. Not gloo-history: its hash history rewrites every fragment
//! that does not begin with `#/`, and so every link that was ever written.
use crate::reflect::member;
use gloo_events::EventListener;
use gloo_utils::window;
use js_sys::{Object, Reflect};
use std::cell::Cell;
use wasm_bindgen::JsValue;

/// Under this name each entry of the history holds its number.
const NUMBER: &str = "mingbai";

thread_local! {
    /// So many entries of the browser's history before what is shown are this page's.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What comes takes the place of what is shown in that history.
    static REPLACED: Cell<bool> = const { Cell::new(false) };
}

/// Returns the whole address.
pub fn href() -> String {
    window().location().href().unwrap_or_default()
}

/// Returns the fragment of the address, as it is, without its `#`.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// Goes to a fragment; the browser remembers the step, and tells it to [`on_fragment`].
pub fn go(fragment: &str) {
    // A refusal leaves the page where it is, which is all that can be done.
    let _ = window().location().set_hash(fragment);
}

/// Puts a fragment in the place of the one in the address; nobody is told.
pub fn replace(fragment: &str) {
    if let Ok(history) = window().history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        // Refused, the address says the same in other words.
        let _ = history.replace_state_with_url(&state, "", Some(&format!("#{fragment}")));
    }
}

/// Goes to another page, in the place of this one in the browser's history.
pub fn leave(to: &str) {
    // Refused, the page stays and shows what it can.
    let _ = window().location().replace(to);
}

/// Goes one step back, as the browser's own button does. Where nothing of this page lies before,
/// that button would leave it: then `up` takes the place of what is shown.
pub fn back(up: &str) {
    // Refused, it stays where it is, which is all that can be done.
    if DEPTH.get() > 0 {
        let _ = window().history().and_then(|history| history.back());
    } else {
        REPLACED.set(true);
        let _ = window().location().replace(&format!("#{up}"));
    }
}

/// Calls back at every change of the fragment, as long as the page lives.
pub fn on_fragment(call: impl Fn() + 'static) {
    count_entry(true);
    EventListener::new(&window(), "hashchange", move |_| {
        count_entry(false);
        call();
    })
    .forget();
}

/// Counts the entries of the browser's history that are this page's and lie before what is shown;
/// each entry holds its number, so that it is there again after a reload.
fn count_entry(first: bool) {
    let Ok(history) = window().history() else {
        return;
    };
    let state = history.state().unwrap_or(JsValue::NULL);
    let kept = member(&state, NUMBER).and_then(|it| it.as_f64());
    let replaced = REPLACED.take();
    let depth = match kept {
        Some(depth) => depth as u32,
        None if first => 0,
        None if replaced => DEPTH.get(),
        None => DEPTH.get() + 1,
    };
    DEPTH.set(depth);
    if kept.is_none() {
        let state = Object::new();
        // Refused, it is counted anew after a reload.
        let _ = Reflect::set(&state, &NUMBER.into(), &f64::from(depth).into());
        let _ = history.replace_state(&state, "");
    }
}
