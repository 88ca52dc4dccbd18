//! How the page looks, and what it keeps on this device.
use crate::whole::Whole;
use mingbai_interview::address::{DESK, EXPORT, VISITS};
use mingbai_interview::door::Door;
use mingbai_interview::world::World;
use mingbai_platform::{page, spawn};
use mingbai_policy::Tables;
use mingbai_ui::frame::plain;
use mingbai_ui::provinces::{self, Offer};
use mingbai_ui::{browser, doors, keep, shelf};
use yew::prelude::*;

/// The settings.
pub fn page(world: &World) -> Html {
    plain("设置", html! { <Settings world={world.clone()} /> })
}

#[derive(Properties, PartialEq)]
struct SettingsProps {
    world: World,
}

/// One choice of looks: its name, and each word of `look.js` with what it is called. No word is the first.
type Choice = (&'static str, &'static [(&'static str, &'static str)]);

const CHOICES: &[Choice] = &[
    (
        "字的大小",
        &[("", "平常"), ("large", "大"), ("larger", "特大")],
    ),
    (
        "颜色",
        &[
            ("", "跟手机一样"),
            ("light", "白底黑字"),
            ("dark", "黑底白字"),
        ],
    ),
    ("深浅", &[("", "跟手机一样"), ("high", "黑白分明")]),
    ("会动的地方", &[("", "跟手机一样"), ("still", "都不动")]),
];

#[component]
fn Settings(props: &SettingsProps) -> Html {
    let look = use_state(|| keep::get(keep::LOOK).unwrap_or_default());
    let refused = use_state(keep::refused);
    let shelved = use_state_eq(|| None::<usize>);
    {
        let shelved = shelved.clone();
        use_effect_with((), move |()| {
            let count = move || {
                let shelved = shelved.clone();
                spawn(async move { shelved.set(houses().await) });
            };
            count();
            keep::on_wiped(count);
        });
    }
    // Until the shelf has said how many there are, there may be some.
    let known = *shelved;
    let (no_house, houses) = (known == Some(0), known.unwrap_or_default());
    let wiped = use_state(|| None::<bool>);
    let has = |word: &str| look.split(' ').any(|it| it == word);
    let groups = CHOICES.iter().map(|(name, words)| {
        let none = !words.iter().any(|(word, _)| !word.is_empty() && has(word));
        let buttons = words.iter().map(|(word, label)| {
            let chosen = if word.is_empty() { none } else { has(word) };
            let onclick = {
                let (look, wiped) = (look.clone(), wiped.clone());
                Callback::from(move |_: MouseEvent| {
                    let mut next: Vec<&str> = look
                        .split(' ')
                        .filter(|it| !it.is_empty() && !words.iter().any(|(word, _)| word == it))
                        .collect();
                    next.extend(Some(*word).filter(|it| !it.is_empty()));
                    let next = next.join(" ");
                    page::look(&next);
                    if next.is_empty() {
                        keep::forget(keep::LOOK);
                    } else {
                        keep::put(keep::LOOK, &next);
                    }
                    wiped.set(None);
                    look.set(next);
                })
            };
            html! { <li key={*word}><button type="button" class="choice" {onclick} aria-pressed={chosen.to_string()}><span>{ *label }</span></button></li> }
        });
        html! {
            <section key={*name} aria-label={*name}>
                <h2>{ *name }</h2>
                <ul class="choices beside-each-other">{ for buttons }</ul>
            </section>
        }
    });
    let names = keep::names();
    let kept = names.iter().map(|name| {
        html! { <li key={name.clone()} class="fact"><span>{ called(&props.world.tables, name) }</span></li> }
    });
    let asked = use_state_eq(|| false);
    let sure = *asked || no_house;
    let wipe = {
        let (look, wiped, asked) = (look.clone(), wiped.clone(), asked.clone());
        let shelved = shelved.clone();
        Callback::from(move |_: MouseEvent| {
            // A household is not typed again in a minute.
            if !sure {
                return asked.set(true);
            }
            asked.set(false);
            keep::wipe();
            let (wiped, shelved) = (wiped.clone(), shelved.clone());
            spawn(async move {
                // Which provinces someone looked at is nobody's business either.
                provinces::forget().await;
                // What the browser does not let go stays in the list.
                wiped.set(Some(shelf::forget().await.is_ok()));
                shelved.set(self::houses().await);
            });
            page::look("");
            look.set(String::new());
        })
    };
    let stop = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(false))
    };
    html! {
        <div class="settings">
            { for groups }
            if *refused { <p class="caveat" role="status">{ "这个浏览器不让存东西。改的设置管到关掉页面为止。" }</p> }
            <section>
                <h2>{ "这台设备上存了什么" }</h2>
                if names.is_empty() && no_house {
                    <p>{ "您的东西，什么也没有存。" }</p>
                } else {
                    <ul class="facts">
                        { for kept }
                        if houses > 0 {
                            <li key="households"><a class="fact" href={doors::href(Door::Rounds, VISITS)}>{ format!("走访的 {houses} 户") }</a></li>
                        }
                    </ul>
                    <button type="button" class="tool" onclick={wipe}>{ if *asked { "真的全部清除，再点一下" } else { "清除这台设备上存的" } }</button>
                    if *asked {
                        <p class="caveat" role="alert">{ before_wiping(known) }</p>
                        <p><a class="step" href={doors::href(Door::Rounds, EXPORT)}>{ "去导出" }</a></p>
                        <button type="button" class="step" onclick={stop}>{ "不清除" }</button>
                    }
                }
                <p class="says" role="status" aria-live="polite">{ match *wiped {
                    Some(true) => "已经清除。",
                    Some(false) => "浏览器没有让清除走访的各户。请在浏览器的设置里清除这个网站。",
                    None => "",
                } }</p>
                <p class="quiet">{ "您填的就诊不在这里。它在网址里，不上传。" }</p>
            </section>
            if matches!(provinces::offer(), Offer::Listed(..)) { <Whole /> }
            <section>
                <h2>{ "给天天用的人" }</h2>
                <p><a class="step" href={doors::href(Door::Desk, DESK)}>{ "医院窗口用的一页" }</a></p>
                <p><a class="step" href={doors::href(Door::Rounds, VISITS)}>{ "村医走访各户，一户一户记" }</a></p>
            </section>
            <section>
                <h2>{ "这是哪一版" }</h2>
                <p class="version">{ browser::version() }</p>
            </section>
        </div>
    }
}

/// How many households are on the shelf; none where it does not say.
async fn houses() -> Option<usize> {
    let shelf = shelf::look().await.ok()?;
    Some(shelf.map_or(0, |it| it.households.len()))
}

fn before_wiping(houses: Option<usize>) -> String {
    let what = match houses {
        Some(houses) => format!("有走访的 {houses} 户"),
        None => "可能有走访的各户".to_owned(),
    };
    format!("里面{what}，清除以后找不回来。要留的，先导出，看到文件再清除。")
}

/// What a kept thing is called.
fn called(tables: &Tables, name: &str) -> String {
    if name == keep::LOOK {
        return "这一页的设置".into();
    }
    if name == keep::DOCTOR {
        return "明白卡上，村医怎么找".into();
    }
    if name == keep::DESK {
        return "窗口的设置".into();
    }
    let called = |id: &str, what: &str| {
        // Figures of a window have the day they begin on behind the place.
        let (id, from) = id.split_once('.').unwrap_or((id, ""));
        let from = match from {
            "" => String::new(),
            from => format!("，{from} 起"),
        };
        let region = tables.vocabulary.regions.iter().find(|it| it.name.id == id);
        let place = region.map_or("别的地方", |it| it.name.name.as_str());
        format!("{place}：{what}{from}")
    };
    match (
        name.strip_prefix(keep::LOCAL),
        name.strip_prefix(keep::FIGURES),
    ) {
        (Some(id), _) => called(id, "当地告诉您的数"),
        (_, Some(id)) => called(id, "本窗口填写的数"),
        _ => name.to_owned(),
    }
}
