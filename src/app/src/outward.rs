//! What leaves the page by the person's own hand: the share sheet, the clipboard, the printer, files.
//! Any of them may be missing or refuse; the caller has words for it.
use crate::browser::{self, function, member};
use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlAnchorElement, HtmlInputElement, Url};

fn navigator() -> Option<JsValue> {
    member(&js_sys::global(), "navigator")
}

/// The page's address with this fragment.
pub fn link(fragment: &str) -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    let here = href.split('#').next().unwrap_or_default();
    // Who gets the link opens the page itself, not the one that stands in another's frame.
    format!("{}#{fragment}", here.trim_end_matches("embed.html"))
}

/// Whether there is a share sheet.
pub fn can_share() -> bool {
    navigator().is_some_and(|it| function(&it, "share").is_some())
}

/// Opens the share sheet; then tells whether it went out. None: the person closed the sheet.
pub fn share(title: &str, url: &str, then: impl FnOnce(Option<bool>) + 'static) {
    let asked = navigator().and_then(|navigator| {
        let data = Object::new();
        Reflect::set(&data, &"title".into(), &title.into()).ok()?;
        Reflect::set(&data, &"url".into(), &url.into()).ok()?;
        let promise = function(&navigator, "share")?.call1(&navigator, &data);
        promise.ok()?.dyn_into::<Promise>().ok()
    });
    let Some(promise) = asked else {
        return then(Some(false));
    };
    spawn_local(async move {
        let closed = |error: JsValue| {
            let name = member(&error, "name").and_then(|it| it.as_string());
            name.as_deref() == Some("AbortError")
        };
        then(match JsFuture::from(promise).await {
            Ok(_) => Some(true),
            Err(error) if closed(error.clone()) => None,
            Err(_) => Some(false),
        });
    });
}

/// Copies what stands in a field; then tells whether it was copied. The field is selected
/// in any case, so that a person can copy it by hand.
pub fn copy(field: &str, then: impl FnOnce(bool) + 'static) {
    let Some(input) = browser::element(field).and_then(|it| it.dyn_into::<HtmlInputElement>().ok())
    else {
        return then(false);
    };
    let _ = input.focus();
    input.select();
    let text = input.value();
    let asked = navigator().and_then(|navigator| {
        let clipboard = member(&navigator, "clipboard")?;
        let promise = function(&clipboard, "writeText")?.call1(&clipboard, &text.into());
        promise.ok()?.dyn_into::<Promise>().ok()
    });
    match asked {
        None => then(copy_selected()),
        Some(promise) => spawn_local(async move {
            then(JsFuture::from(promise).await.is_ok() || copy_selected());
        }),
    }
}

/// The older way, for browsers inside chat programs.
fn copy_selected() -> bool {
    let document = member(&js_sys::global(), "document");
    let copied = document.and_then(|document| {
        function(&document, "execCommand")?
            .call1(&document, &"copy".into())
            .ok()
    });
    copied.is_some_and(|it| it.is_truthy())
}

/// Opens the printer's window; false where there is none.
pub fn print() -> bool {
    let window = js_sys::global();
    function(&window, "print").is_some_and(|print| print.call0(&window).is_ok())
}

/// Hands a text to the browser to be saved as a file; false where it cannot.
pub fn download(name: &str, text: &str) -> bool {
    download_parts(name, &Array::of1(&text.into()))
}

/// The same for a file in pieces, texts or bytes.
pub fn download_parts(name: &str, parts: &Array) -> bool {
    let Ok(blob) = Blob::new_with_blob_sequence(parts) else {
        return false;
    };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else {
        return false;
    };
    // The address is left to the page's end: some browsers fetch it only after asking the person.
    download_url(name, &url)
}

/// The same for what stands at an address of the page's own.
pub fn download_url(name: &str, url: &str) -> bool {
    let document = web_sys::window().and_then(|it| it.document());
    let link = document.and_then(|it| it.create_element("a").ok());
    let Some(link) = link.and_then(|it| it.dyn_into::<HtmlAnchorElement>().ok()) else {
        return false;
    };
    link.set_href(url);
    link.set_download(name);
    link.click();
    true
}

/// Gives the page its look at once.
pub fn look(words: &str) {
    let window = js_sys::global();
    if let Some(look) = function(&window, "mingbaiLook") {
        let _ = look.call1(&window, &words.into());
    }
}
