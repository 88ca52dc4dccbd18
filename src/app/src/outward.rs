//! What leaves the page by the person's own hand: the share sheet, the clipboard, the printer, files.
//! Any of them may be missing or refuse; the caller has words for it.
use crate::browser::{self, function, member};
use js_sys::{Array, Object, Promise, Reflect};
use mingbai_intake::link::received;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, HtmlAnchorElement, Url};

fn navigator() -> Option<JsValue> {
    member(&js_sys::global(), "navigator")
}

/// The page's address with this fragment.
pub fn link(fragment: &str) -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    format!("{}#{fragment}", received::page(&href.unwrap_or_default()))
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

/// Copies what stands in a field, of one line or several; then tells whether it was copied. The
/// field is selected in any case, so that a person can copy it by hand.
pub fn copy(field: &str, then: impl FnOnce(bool) + 'static) {
    let Some(text) = browser::select_all(field) else {
        return then(false);
    };
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

/// For so long a browser may take before it says that it prints, in milliseconds.
const PRINTS: i32 = 1_500;

/// Opens the printer's window; then tells whether anything was printed, as far as the browser says.
/// Inside chat programs printing is there and does nothing.
pub fn print(then: impl FnOnce(bool) + 'static) {
    let window = js_sys::global();
    let prints = Rc::new(Cell::new(false));
    let began = {
        let prints = Rc::clone(&prints);
        browser::on_print(move || prints.set(true))
    };
    let called = function(&window, "print").is_some_and(|print| print.call0(&window).is_ok());
    if !called || prints.get() {
        return then(called);
    }
    browser::after_paint(PRINTS, move || {
        drop(began);
        then(prints.get());
    });
}

/// Whether the page is inside a chat program, as far as the browser's name tells: a hint, no more.
pub fn in_chat() -> bool {
    let name = navigator().and_then(|it| member(&it, "userAgent")?.as_string());
    name.is_some_and(|it| is_chat(&it))
}

/// Whether a browser of this name is part of a chat program or the like.
fn is_chat(name: &str) -> bool {
    const CHATS: [&str; 8] = [
        "MicroMessenger",
        "wxwork",
        " QQ/",
        "DingTalk",
        "AlipayClient",
        "Feishu",
        "Lark/",
        "Weibo",
    ];
    CHATS.iter().any(|it| name.contains(it))
}

/// What to do where printing or saving does nothing.
pub fn elsewhere() -> &'static str {
    if in_chat() {
        "这个聊天软件里多半不能打印、不能存文件。请点右上角，选“在浏览器打开”。"
    } else {
        "要是在聊天软件里，请点右上角，选“在浏览器打开”。"
    }
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

#[cfg(test)]
mod tests {
    use super::is_chat;

    fn check(name: &str, chat: bool) {
        assert_eq!(is_chat(name), chat, "{name}");
    }

    #[test]
    fn a_chat_programs_name_is_a_hint() {
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X) AppleWebKit/605.1.15";
        check(
            &format!("{iphone} Mobile/15E148 MicroMessenger/8.0.30"),
            true,
        );
        check(
            &format!("{iphone} AliApp(AP/10.5.0) AlipayClient/10.5.0"),
            true,
        );
        check(&format!("{iphone} Mobile/15E148 QQ/8.9.80"), true);
        check(&format!("{iphone} AliApp(DingTalk/7.0.40)"), true);
        check(
            &format!("{iphone} Version/15.0 Mobile/15E148 Safari/604.1"),
            false,
        );
        // A browser of the same house is no chat.
        check(
            "Mozilla/5.0 (Linux; Android 13) MQQBrowser/14.0 Mobile Safari/537.36",
            false,
        );
    }
}
