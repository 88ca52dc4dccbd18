//! Links that leave the page, and what to say where a browser cannot print or save.
use crate::doors;
use mingbai_intake::link::received;
use mingbai_interview::door::Door;
use mingbai_platform::navigation;
pub use mingbai_platform::share::in_chat;

/// The address of the family's page with this fragment: whoever gets it is no clerk.
pub fn link(fragment: &str) -> String {
    let here = received::page(&navigation::href()).to_string();
    let page = match (doors::here(), here.rsplit_once('/')) {
        (Door::Family, _) | (_, None) => here,
        (_, Some((folder, _))) => {
            let file = doors::file(Door::Family);
            format!("{folder}/{}", file.trim_start_matches("./"))
        }
    };
    format!("{page}#{fragment}")
}

/// What to do where printing or saving does nothing.
pub fn elsewhere() -> &'static str {
    if in_chat() {
        "这个聊天软件里多半不能打印、不能存文件。请点右上角，选“在浏览器打开”。"
    } else {
        "要是在聊天软件里，请点右上角，选“在浏览器打开”。"
    }
}
