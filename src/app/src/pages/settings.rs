//! How the page looks, and what it keeps on this device.
use crate::components::frame::plain;
use yew::prelude::*;

/// The settings.
pub fn page() -> Html {
    plain("设置", html! { <p>{ "这里什么也没有存。" }</p> })
}
