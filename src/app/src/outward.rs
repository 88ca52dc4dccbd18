//! Links that leave the page, and what to say where a browser cannot print or save.
use mingbai_intake::link::received;
use mingbai_platform::{navigation, share};

/// The page's address with this fragment.
pub fn link(fragment: &str) -> String {
    format!("{}#{fragment}", received::page(&navigation::href()))
}

/// Whether the page is inside a chat program, as far as the browser's name tells: a hint, no more.
pub fn in_chat() -> bool {
    is_chat(&share::browser_name())
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
