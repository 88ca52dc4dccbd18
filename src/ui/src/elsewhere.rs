//! An address that is shown behind another door: on to it, or, where that may not be, which file
//! has it.
use crate::doors;
use crate::frame::TITLE;
use mingbai_interview::door::Door;
use yew::prelude::*;

/// What is to be shown, and where.
#[derive(Properties, PartialEq)]
pub struct ElsewhereProps {
    /// Behind this door.
    pub door: Door,
    /// At this address.
    pub fragment: String,
}

/// The way to another door.
#[component]
pub fn Elsewhere(props: &ElsewhereProps) -> Html {
    let apart = doors::apart();
    use_effect_with(
        (props.door, props.fragment.clone()),
        move |(door, fragment)| {
            if !apart {
                doors::leave(*door, fragment);
            }
        },
    );
    let file = doors::file(props.door);
    let what = match props.door {
        Door::Family => "看病自己付多少、哪个政策管我",
        Door::Desk => "医院窗口用的一页",
        Door::Rounds => "村医走访各户的一页",
    };
    let to = format!("{file}#{}", props.fragment);
    html! {
        <main class="home" key="elsewhere">
            <h1 id={TITLE} tabindex="-1">{ "这里没有这一页" }</h1>
            <p>{ format!("{what}，在另一个文件里：{file}。") }</p>
            <p class="quiet">{ "存在自己设备上的，要把那个文件放在同一个文件夹里。" }</p>
            <nav class="doors"><a class="door" href={to} target="_blank" rel="noopener"><strong>{ "打开" }</strong></a></nav>
        </main>
    }
}
