//! The share sheet and the clipboard, either of which may be missing or refuse; whether the page is
//! inside a chat program.
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

/// Returns whether the page is inside a chat program, as far as the browser's name tells: a hint, no
/// more.
pub fn in_chat() -> bool {
    let name = window().navigator().user_agent();
    name.is_ok_and(|it| is_chat(&it))
}

/// Returns whether a browser of this name is part of a chat program or the like.
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
