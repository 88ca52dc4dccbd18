//! What this browser keeps between visits (存在这台设备上的), all under one prefix, so that one
//! list shows it and one button wipes it. Where the browser refuses, it holds until the page is left.
use crate::browser::member;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, Storage};

const PREFIX: &str = "mingbai.";
/// How the page looks: words that `look.js` knows.
pub const LOOK: &str = "look";
/// Figures of a place's own office follow this, then the place's id.
pub const LOCAL: &str = "local.";
/// What is set once for the window.
pub const DESK: &str = "desk";
/// Figures a window filled in follow this, then the place's id; each as a table.
pub const FIGURES: &str = "figures.";
/// Whom to call in the village, as the card says it.
pub const DOCTOR: &str = "doctor";

thread_local! {
    static FOR_NOW: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// What is kept under a name.
pub fn get(name: &str) -> Option<String> {
    let for_now = FOR_NOW.with_borrow(|all| all.get(name).cloned());
    for_now.or_else(|| storage()?.get_item(&format!("{PREFIX}{name}")).ok()?)
}

/// Keeps a text; false where it holds only until the page is left.
pub fn put(name: &str, text: &str) -> bool {
    let key = format!("{PREFIX}{name}");
    let kept = storage().is_some_and(|it| it.set_item(&key, text).is_ok());
    FOR_NOW.with_borrow_mut(|all| {
        if kept {
            all.remove(name);
        } else {
            all.insert(name.to_owned(), text.to_owned());
        }
    });
    kept
}

/// Keeps nothing under a name any more.
pub fn forget(name: &str) {
    FOR_NOW.with_borrow_mut(|all| all.remove(name));
    if let Some(storage) = storage() {
        // What cannot be removed could not be kept either.
        let _ = storage.remove_item(&format!("{PREFIX}{name}"));
    }
}

/// Whether the browser refuses to keep anything.
pub fn refused() -> bool {
    !put("try", "") || {
        forget("try");
        false
    }
}

/// Said for a moment when the person wipes: the other tabs hear it.
const WIPED: &str = "mingbai.wiped";

/// Tells the other tabs that the person wiped what is kept, and leaves nothing behind.
pub fn tell_wiped() {
    if let Some(storage) = storage() {
        // Where nothing can be kept, the other tabs have kept nothing either.
        let _ = storage.set_item(WIPED, &js_sys::Date::now().to_string());
        let _ = storage.remove_item(WIPED);
    }
}

/// Calls back when the person wipes in another tab, as long as the page lives.
pub fn on_wiped(call: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        let said = |name: &str| member(&event, name).and_then(|it| it.as_string());
        if said("key").as_deref() == Some(WIPED) && said("newValue").is_some() {
            call();
        }
    });
    if let Some(window) = web_sys::window() {
        let _ =
            window.add_event_listener_with_callback("storage", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// The names of all that is kept.
pub fn names() -> Vec<String> {
    let mut names: Vec<String> = FOR_NOW.with_borrow(|all| all.keys().cloned().collect());
    if let Some(storage) = storage() {
        let count = storage.length().unwrap_or(0);
        let keys = (0..count).filter_map(|at| storage.key(at).ok().flatten());
        names.extend(keys.filter_map(|key| Some(key.strip_prefix(PREFIX)?.to_owned())));
    }
    names.retain(|name| name != "try");
    names.sort_unstable();
    names.dedup();
    names
}

/// Forgets all of it.
pub fn wipe() {
    for name in names() {
        forget(&name);
    }
}
