//! Files fetched from the site. web-sys's own fetch and not gloo-net's: that rewrites the address,
//! and brings a crate of HTTP for one GET.
use crate::reflect::member;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

/// Fetches a file of the site's, checked by its integrity word; none where it does not come.
pub async fn fetched(name: &str, integrity: &str) -> Option<Uint8Array> {
    let asked = RequestInit::new();
    asked.set_integrity(integrity);
    let promise = gloo_utils::window().fetch_with_str_and_init(name, &asked);
    let response: Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    // A page that says "not found" is no file; the integrity word would refuse it too.
    response.ok().then_some(())?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer))
}

/// Returns whether the browser knows that it has no network.
pub fn without_network() -> bool {
    let online = member(&gloo_utils::window().navigator(), "onLine");
    online.is_some_and(|it| it == JsValue::FALSE)
}
