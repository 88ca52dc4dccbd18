//! Texts that this browser keeps between visits (local storage), all under one prefix, so that one
//! list shows them and one button wipes them. Where the browser refuses, a text holds until the page
//! is left; gloo-storage stops the page there.
use gloo_events::EventListener;
use std::cell::RefCell;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::{Storage, StorageEvent};

const PREFIX: &str = "mingbai.";

thread_local! {
    static FOR_NOW: RefCell<BTreeMap<String, String>> = const { RefCell::new(BTreeMap::new()) };
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

/// Returns what is kept under a name.
pub fn get(name: &str) -> Option<String> {
    let for_now = FOR_NOW.with_borrow(|all| all.get(name).cloned());
    for_now.or_else(|| storage()?.get_item(&format!("{PREFIX}{name}")).ok()?)
}

/// Keeps a text; returns false where it holds only until the page is left.
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

/// Returns whether the browser refuses to keep anything.
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
    EventListener::new(&gloo_utils::window(), "storage", move |event| {
        let Some(event) = event.dyn_ref::<StorageEvent>() else {
            return;
        };
        if event.key().as_deref() == Some(WIPED) && event.new_value().is_some() {
            call();
        }
    })
    .forget();
}

/// Returns the names of all that is kept.
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

/// Forgets what `boot.js` put aside when the page broke.
pub fn forget_unsent() {
    let storage = web_sys::window().and_then(|it| it.session_storage().ok()?);
    if let Some(storage) = storage {
        // What cannot be removed could not be put there either.
        let _ = storage.remove_item("mingbai.unsent");
    }
}
