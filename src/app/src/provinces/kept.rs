//! Provinces' files on this device (断网也能用): in a store of the browser's that the service
//! worker answers from. The store outlives a new version of the site; the worker throws out what
//! that one does not have any more.
use super::Listed;
use crate::browser::{self, function, member};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The store's name; `sw.js` has it too.
const STORE: &str = "mingbai-provinces";

/// Calls what gives a promise, and waits.
async fn call(of: &JsValue, name: &str, given: &[JsValue]) -> Option<JsValue> {
    let given: Array = given.iter().collect();
    let promise = function(of, name)?.apply(of, &given).ok()?;
    JsFuture::from(promise.dyn_into::<Promise>().ok()?)
        .await
        .ok()
}

fn stores() -> Option<JsValue> {
    member(&js_sys::global(), "caches")
}

async fn store() -> Option<JsValue> {
    call(&stores()?, "open", &[STORE.into()]).await
}

/// Keeps a file; false where the browser has no room, or no such store.
pub async fn put(file: &str, bytes: &Uint8Array) -> bool {
    let put = async {
        let kind = member(&js_sys::global(), "Response")?
            .dyn_into::<Function>()
            .ok()?;
        let response = Reflect::construct(&kind, &Array::of1(bytes)).ok()?;
        call(&store().await?, "put", &[file.into(), response]).await
    };
    put.await.is_some()
}

/// The files that are kept.
pub async fn kept_files() -> Vec<String> {
    let names = async {
        // Asking must not make the store.
        let there = call(&stores()?, "has", &[STORE.into()]).await?;
        there.is_truthy().then_some(())?;
        let keys = call(&store().await?, "keys", &[]).await?;
        let name = |it: JsValue| {
            let url = member(&it, "url")?.as_string()?;
            Some(url.rsplit('/').next()?.to_owned())
        };
        Some(Array::from(&keys).iter().filter_map(name).collect())
    };
    names.await.unwrap_or_default()
}

/// Throws all of them out.
pub async fn forget() {
    if let Some(stores) = stores() {
        let _ = call(&stores, "delete", &[STORE.into()]).await;
    }
}

/// How keeping everything went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// All is there.
    All,
    /// The person stopped it.
    Stopped,
    /// Something did not come.
    Line,
    /// The device is full, or keeps nothing.
    Full,
}

/// Fetches and keeps what is not kept yet, one after another; `tell` hears which one is there.
/// What is there stays there, however it ends.
pub async fn keep(all: &[Listed], stopped: Rc<Cell<bool>>, tell: impl Fn(&Listed)) -> Ended {
    let there = kept_files().await;
    for listed in all {
        if stopped.get() {
            return Ended::Stopped;
        }
        if !there.contains(&listed.file) {
            let Some(bytes) = browser::fetched(&listed.file, &listed.integrity).await else {
                return Ended::Line;
            };
            if !put(&listed.file, &bytes).await {
                return Ended::Full;
            }
        }
        tell(listed);
    }
    Ended::All
}
