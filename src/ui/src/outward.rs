//! Links that leave the page, and what to say where a browser cannot print or save.
use mingbai_intake::link::received;
use mingbai_platform::navigation;
pub use mingbai_platform::share::in_chat;

/// The page's address with this fragment.
pub fn link(fragment: &str) -> String {
    format!("{}#{fragment}", received::page(&navigation::href()))
}

/// What to do where printing or saving does nothing.
pub fn elsewhere() -> &'static str {
    if in_chat() {
        "这个聊天软件里多半不能打印、不能存文件。请点右上角，选“在浏览器打开”。"
    } else {
        "要是在聊天软件里，请点右上角，选“在浏览器打开”。"
    }
}
