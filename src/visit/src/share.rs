//! Before a link goes out: what it holds, what to leave out, and the ways to send it.
use mingbai_engine::{Groups, Question, Visit};
use mingbai_interview::route::{Fact, Route, Screen};
use mingbai_interview::shown::Shown;
use mingbai_interview::told::{self, Told};
use mingbai_interview::world::Scene;
use mingbai_interview::{flow, text};
use mingbai_platform::share;
use mingbai_ui::frame::frame;
use mingbai_ui::outward;
use mingbai_ui::qr::Qr;
use yew::prelude::*;

/// The page before a link goes out.
pub fn page(scene: &Scene) -> Html {
    frame(
        scene,
        "发给别人",
        html! { <Share scene={scene.clone()} /> },
        || html! {},
    )
}

#[derive(Properties, PartialEq)]
struct ShareProps {
    scene: Scene,
}

/// Where the link stands, to be copied by hand.
const FIELD: &str = "link";

#[component]
fn Share(props: &ShareProps) -> Html {
    let scene = &props.scene;
    let no_disease = use_state(|| false);
    let no_groups = use_state(|| false);
    let said = use_state(|| "");
    let Some(whole) = &scene.route.visit else {
        return html! {};
    };
    let visit = trimmed(whole, *no_disease, *no_groups);
    let answered = scene.world.answer(&visit);
    let Ok(answer) = &*answered else {
        return html! { <p class="wrong" role="alert">{ "填的数对不上，先改好再发。" }</p> };
    };
    let stated = scene.world.stated(&visit);
    let shown = Shown::now(
        scene.tables(),
        visit.insured_in,
        answer,
        stated.as_ref().as_ref().ok(),
        scene.world.today,
    );
    let link = outward::link(&scene.address(&Route {
        screen: Screen::Result,
        visit: Some(visit.clone()),
        skipped: Vec::new(),
        shown: Some(shown),
        who: None,
        ..scene.route.clone()
    }));
    let (close, other): (Vec<Told>, Vec<Told>) = told::all(scene, &visit)
        .into_iter()
        .partition(|row| row.close);
    let list = |rows: Vec<Told>| {
        // One item may stand on a bill twice.
        rows.into_iter().enumerate().map(|(at, row)| {
            html! { <li class="fact" key={at}><span>{ row.name }</span><strong>{ row.said }</strong></li> }
        }).collect::<Html>()
    };
    // What leads there; without an amount, what stands in its place.
    let lead = scene.world.lead(&visit);
    let pays = answer.money.as_ref().map(|_| lead.lines().concat());
    let without = |name: &'static str, left_out: &UseStateHandle<bool>| {
        let (left_out, said) = (left_out.clone(), said.clone());
        let pressed = *left_out;
        let onclick = Callback::from(move |_: MouseEvent| {
            left_out.set(!*left_out);
            said.set("");
        });
        html! {
            <li key={name}><button type="button" class="choice" {onclick} aria-pressed={pressed.to_string()}>
                <span>{ name }</span>
                <small>{ if pressed { "已经拿掉。再点一下放回去" } else { "点一下，从链接里拿掉" } }</small>
            </button></li>
        }
    };
    let leaves = *no_disease || *no_groups;
    let send = {
        let (said, link) = (said.clone(), link.clone());
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            share::share(text::NAME, &link, move |sent| {
                said.set(match sent {
                    Some(true) => "已经交给您选的那个软件。",
                    Some(false) => "这里发不出去。可以复制链接，或让对方扫码。",
                    None => "没有发出去。",
                });
            });
        })
    };
    let copy = {
        let said = said.clone();
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            share::copy(FIELD, move |copied| {
                said.set(if copied {
                    "复制好了。去聊天里粘贴就行。"
                } else {
                    "这里不让复制。请长按下面的链接，自己复制。"
                });
            });
        })
    };
    html! {
        <div class="share">
            <p>{ "链接里有下面这些。谁拿到链接，谁就能看到。" }</p>
            if !close.is_empty() {
                <h2>{ "您的私事" }</h2>
                <ul class="facts">{ list(close) }</ul>
            }
            <h2>{ "别的" }</h2>
            <ul class="facts">
                { list(other) }
                if let Some(pays) = pays { <li class="fact" key="pays"><span>{ "算出来" }</span><strong>{ pays }</strong></li> }
            </ul>
            if whole.diseases.is_some() || whole.groups != Groups::default() {
                <h2>{ "不想让人知道的，先拿掉" }</h2>
                <ul class="choices">
                    if whole.diseases.is_some() { { without("不带病名", &no_disease) } }
                    if whole.groups != Groups::default() { { without("不带人群", &no_groups) } }
                </ul>
                if leaves { <p class="quiet">{ "拿掉以后，对方看到的范围会宽一些。" }</p> }
            }
            <h2>{ "怎么发" }</h2>
            if share::can_share() { <button type="button" class="go" onclick={send}>{ "发给别人" }</button> }
            <button type="button" class={if share::can_share() { "tool" } else { "go" }} onclick={copy}>{ "复制链接" }</button>
            <p class="says" role="status" aria-live="polite">{ *said }</p>
            <div class="field">
                <label for={FIELD}>{ "链接" }</label>
                <input id={FIELD} type="text" readonly=true value={link.clone()} />
            </div>
            <p>{ "也可以让对方用手机扫这个码。" }</p>
            <Qr link={link} />
        </div>
    }
}

/// The visit without what is left out.
fn trimmed(visit: &Visit, no_disease: bool, no_groups: bool) -> Visit {
    let mut visit = visit.clone();
    if no_disease {
        visit = flow::without(&visit, Fact::Asked(Question::Disease));
    }
    if no_groups {
        visit.groups = Groups::default();
    }
    visit
}
