//! Which province's tables the window needs beside the built-in ones (窗口在哪个省). They are
//! fetched when the window is opened, and kept.
use crate::window::{Window, province_kept};
use mingbai_interview::world::World;
use mingbai_platform::spawn;
use mingbai_ui::choices::{Pressed, pressed};
use mingbai_ui::fetching::Fetching;
use mingbai_ui::provinces::{self, List, Offer, Wanted};
use yew::prelude::*;

/// What the window is opened with.
#[derive(Properties, PartialEq)]
pub struct FirstProps {
    /// The tables so far.
    pub world: World,
    /// The window.
    pub children: Html,
}

/// The window; before it the tables of its province.
#[component]
pub fn First(props: &FirstProps) -> Html {
    let without = use_state(|| false);
    let world = &props.world;
    let missing = province_kept().filter(|it| !world.tables.has_province(it));
    match missing.filter(|_| !*without && provinces::offer() != Offer::Nothing) {
        Some(id) => {
            let without = Callback::from(move |()| without.set(true));
            html! { <Fetching world={world.clone()} wanted={Wanted::Province(id)} {without} /> }
        }
        None => props.children.clone(),
    }
}

/// The window's settings, and what takes them changed.
#[derive(Properties, PartialEq)]
pub struct ProvinceProps {
    /// As they are.
    pub window: Window,
    /// Keeps them.
    pub set: Callback<Window>,
}

/// The choice of a province, where the site has more than the built-in ones.
#[component]
pub fn Province(props: &ProvinceProps) -> Html {
    let list = use_state(provinces::at_hand);
    let lost = use_state(|| false);
    if !matches!(provinces::offer(), Offer::Listed(..)) {
        return html! {};
    }
    let ask = {
        let (list, lost) = (list.clone(), lost.clone());
        Callback::from(move |_: MouseEvent| {
            let (list, lost) = (list.clone(), lost.clone());
            spawn(async move {
                let came = provinces::list().await.ok();
                lost.set(came.is_none());
                list.set(came);
            });
        })
    };
    html! {
        <section>
            <h2>{ "窗口在哪个省" }</h2>
            if let Some(list) = &*list {
                { pressed(choices(props, list)) }
                <p class="quiet">{ "选好以后，回到填表时取它的政策表。" }</p>
            } else {
                <button type="button" class="tool" onclick={ask}>{ "窗口在别的省，点这里选" }</button>
                if *lost { <p class="wrong" role="alert">{ "没有取到地名。请看看网络，再点一次。" }</p> }
            }
        </section>
    }
}

fn choices(props: &ProvinceProps, list: &List) -> Vec<Pressed> {
    let choice = |name: &str, id: Option<&str>| {
        let (window, set) = (props.window.clone(), props.set.clone());
        let province = id.map(str::to_owned);
        Pressed::new(name, props.window.province.as_deref() == id, move || {
            set.emit(Window {
                province: province.clone(),
                ..window.clone()
            });
        })
    };
    let all = list.provinces.iter();
    let all = all.map(|it| choice(&it.name, Some(&it.id)));
    std::iter::once(choice("本来就有的省", None))
        .chain(all)
        .collect()
}
