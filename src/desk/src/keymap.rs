//! The keys of the window, on `?`.
use yew::prelude::*;

/// Prints the slip.
pub const PRINT: &str = "F2";
/// Wipes everything typed.
pub const WIPE: &str = "F4";
/// Goes to the next part.
pub const PART: &str = "F8";
/// Puts the visit into the year.
pub const ADD: &str = "F9";

const KEYS: [(&str, &str); 11] = [
    ("Enter", "下一格"),
    ("Shift + Enter", "上一格"),
    ("Tab", "下一格，窗口定好的也停"),
    ("↑ ↓", "选名字"),
    ("1 到 9", "短的名单，打序号就行"),
    ("、或逗号", "再加一个名字"),
    (PRINT, "打印小票"),
    (WIPE, "清空，给下一位"),
    (PART, "换一页：表、结算单、一年、一个月"),
    (ADD, "放进一年的账"),
    ("?", "打开、收起这张表"),
];

/// The list.
pub fn keymap(close: Callback<MouseEvent>) -> Html {
    let rows = KEYS.iter().map(|(key, does)| {
        html! { <div key={*key}><dt><kbd>{ *key }</kbd></dt><dd>{ *does }</dd></div> }
    });
    html! {
        <section class="keymap" role="dialog" aria-labelledby="keymap-title">
            <h2 id="keymap-title">{ "按键" }</h2>
            <dl>{ for rows }</dl>
            <p class="quiet">{ "名字可以打拼音首字母，如 ndz 是尿毒症。" }</p>
            <button type="button" class="tool" onclick={close}>{ "收起" }</button>
        </section>
    }
}
