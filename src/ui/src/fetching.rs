//! While a province's tables are on their way (正在取), and when they do not come. All that was told
//! stands in the address meanwhile.
use crate::frame::TITLE;
use crate::provinces::{self, Lost, Wanted};
use mingbai_interview::world::World;
use mingbai_platform::{focus, network, spawn};
use yew::prelude::*;

/// What is fetched, and who hears of it.
#[derive(Properties, PartialEq)]
pub struct FetchingProps {
    /// The tables so far.
    pub world: World,
    /// What is missing.
    pub wanted: Wanted,
    /// Goes on without it, where that makes sense.
    #[prop_or_default]
    pub without: Option<Callback<()>>,
}

/// How far it is.
#[derive(Clone, PartialEq)]
enum Stage {
    Names,
    Tables(String),
    Lost(Lost),
}

/// The page.
#[component]
pub fn Fetching(props: &FetchingProps) -> Html {
    let stage = use_state(|| Stage::Names);
    let tries = use_state(|| 0_u32);
    {
        let stage = stage.clone();
        let world = props.world.clone();
        use_effect_with((props.wanted.clone(), *tries), move |(wanted, _)| {
            let wanted = wanted.clone();
            stage.set(Stage::Names);
            spawn(async move {
                let tell = |name: String| stage.set(Stage::Tables(name));
                let fetched = provinces::fetch(&world, &wanted, |it| tell(it.name.clone())).await;
                match fetched {
                    Ok(bytes) => {
                        provinces::join(&world, bytes);
                        // The next page is another one, though its address is the same.
                        focus::focus_title(TITLE);
                    }
                    Err(why) => stage.set(Stage::Lost(why)),
                }
            });
        });
    }
    let again = {
        let tries = tries.clone();
        Callback::from(move |_: MouseEvent| tries.set(*tries + 1))
    };
    let door = |name: &str, onclick: Callback<MouseEvent>| {
        html! { <button type="button" class="door" {onclick}><strong>{ name.to_owned() }</strong></button> }
    };
    let body = match &*stage {
        Stage::Lost(why) => html! {
            <>
                <h1 id={TITLE} tabindex="-1">{ "没有取到政策表" }</h1>
                <p class="wrong" role="alert">{ lost(*why) }</p>
                <p>{ "您填的都在网址里，没有丢。" }</p>
                <nav class="doors">
                    if matches!(why, Lost::Line | Lost::Other) { { door("再试一次", again) } }
                    { for props.without.clone().map(|without| door("先不取，看别的", without.reform(|_| ()))) }
                    <a class="door" href="#"><strong>{ "从头开始" }</strong></a>
                </nav>
            </>
        },
        going => {
            let name = match going {
                Stage::Tables(name) => name.as_str(),
                _ => "这个地方",
            };
            html! {
                <>
                    <h1 id={TITLE} tabindex="-1">{ "请等一下" }</h1>
                    <p role="status">{ format!("正在取{name}的政策表。") }</p>
                    <p class="quiet">{ "取过一次就存在这台设备上，没有网也能用。" }</p>
                    <p class="quiet">{ "网站只知道取了哪个省，您填的一样也不知道。" }</p>
                </>
            }
        }
    };
    html! { <main class="home fetching" key="fetching">{ body }</main> }
}

fn lost(why: Lost) -> &'static str {
    match why {
        Lost::Line if network::without_network() => {
            "现在没有网络。这个省的政策表还没有存到这台设备上。"
        }
        Lost::Line => "没有下载全。请看看网络，再试一次。",
        Lost::Other => "取到的政策表和这一页不是一版。请刷新，再试一次。",
        Lost::Unknown => "各省的名单里没有这个地方。可以请发给您的人再发一次。",
        Lost::Elsewhere => "这个文件里没有这个省的政策表。请打开网站查。",
    }
}
