//! The share sheet and the clipboard. Either may be missing or refuse.
use crate::inputs::select_all;
use crate::reflect::{function, member, there};
use gloo_utils::{document, window};
use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlDocument, ShareData};

/// Returns whether there is a share sheet.
pub fn can_share() -> bool {
    function(&window().navigator(), "share").is_some()
}

/// Opens the share sheet; then tells whether it went out. None: the person closed the sheet.
pub fn share(title: &str, url: &str, then: impl FnOnce(Option<bool>) + 'static) {
    if !can_share() {
        return then(Some(false));
    }
    let data = ShareData::new();
    data.set_title(title);
    data.set_url(url);
    let promise = window().navigator().share_with_data(&data);
    spawn_local(async move {
        then(match JsFuture::from(promise).await {
            Ok(_) => Some(true),
            Err(error) => {
                let name = member(&error, "name").and_then(|it| it.as_string());
                match name.as_deref() {
                    Some("AbortError") => None,
                    _ => Some(false),
                }
            }
        });
    });
}

/// Copies what stands in a field, of one line or several; then tells whether it was copied. The
/// field is selected in any case, so that a person can copy it by hand.
pub fn copy(field: &str, then: impl FnOnce(bool) + 'static) {
    let Some(text) = select_all(field) else {
        return then(false);
    };
    let asked: Option<Promise> =
        there(window().navigator().clipboard()).map(|it| it.write_text(&text));
    match asked {
        None => then(copy_selected()),
        Some(promise) => spawn_local(async move {
            then(JsFuture::from(promise).await.is_ok() || copy_selected());
        }),
    }
}

/// Copies the older way, for browsers inside chat programs.
fn copy_selected() -> bool {
    let document = document().dyn_into::<HtmlDocument>();
    document.is_ok_and(|it| it.exec_command("copy").unwrap_or(false))
}

/// Returns what the browser calls itself.
pub fn browser_name() -> String {
    window().navigator().user_agent().unwrap_or_default()
}
