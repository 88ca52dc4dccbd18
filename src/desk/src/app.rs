//! The root: which part of the window an address shows.
use crate::window_page;
use mingbai_interview::address::Address;
use mingbai_interview::desk_part::DeskPart;
use mingbai_ui::shell::{AppProps, use_standing};
use yew::prelude::*;

/// The window.
#[component]
pub fn App(props: &AppProps) -> Html {
    let at = use_standing(&props.world);
    at.show(|address| {
        let part = match address {
            Address::Desk(part) => *part,
            _ => DeskPart::Form,
        };
        window_page::page(&at.world, part)
    })
}
