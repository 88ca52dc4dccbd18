//! Files kept on this device for days without a network (Cache Storage): in a store that the service
//! worker answers from. The store outlives a new version of the site; the worker throws out what
//! that one does not have any more.
use crate::reflect::there;
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, CacheStorage, Request, Response};

/// The store's name; `sw.js` has it too.
const STORE: &str = "mingbai-provinces";

async fn answer(promise: Promise) -> Option<JsValue> {
    JsFuture::from(promise).await.ok()
}

fn stores() -> Option<CacheStorage> {
    web_sys::window()?.caches().ok().and_then(there)
}

async fn store() -> Option<Cache> {
    answer(stores()?.open(STORE)).await?.dyn_into().ok()
}

/// Keeps a file; returns false where the browser has no room, or no such store.
pub async fn put(file: &str, bytes: &Uint8Array) -> bool {
    let put = async {
        let response = Response::new_with_opt_js_u8_array(Some(bytes)).ok()?;
        answer(store().await?.put_with_str(file, &response)).await
    };
    put.await.is_some()
}

/// Returns the names of the files that are kept.
pub async fn kept_files() -> Vec<String> {
    let names = async {
        // Asking must not make the store.
        let there = answer(stores()?.has(STORE)).await?;
        there.is_truthy().then_some(())?;
        let keys = answer(store().await?.keys()).await?;
        let name = |it: JsValue| {
            let request: Request = it.dyn_into().ok()?;
            Some(request.url().rsplit('/').next()?.to_owned())
        };
        Some(Array::from(&keys).iter().filter_map(name).collect())
    };
    names.await.unwrap_or_default()
}

/// Throws all of them out.
pub async fn forget() {
    if let Some(stores) = stores() {
        let _ = answer(stores.delete(STORE)).await;
    }
}
