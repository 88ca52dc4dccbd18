//! Out to one file, in from one, and away with all of it.
use crate::book::{self, use_book};
use crate::lock;
use crate::saving::{self, Copied, name, saved, says};
use crate::troubles::troubles;
use mingbai_households::{Household, Opened, Seal, households, open, plain, plain_content, seal};
use mingbai_interview::address::VISITS;
use mingbai_interview::world::World;
use mingbai_platform::{focus, inputs, spawn};
use mingbai_ui::outward;
use yew::prelude::*;

/// Shorter ones are guessed by a machine within days.
const SHORTEST: usize = 8;
/// Where a file's text is pasted.
const PASTED: &str = "pasted";
/// Larger than any file of ours.
const LARGEST: u64 = 1 << 25;

#[derive(Properties, PartialEq)]
pub struct FileProps {
    /// The tables and today.
    pub world: World,
}

#[component]
pub fn File(props: &FileProps) -> Html {
    use_book(&props.world);
    let count = book::with(|book| book.houses.len());
    html! {
        <div class="visits">
            { troubles(None) }
            <p>{ format!("这台设备上现在有 {count} 户。") }</p>
            if count > 0 { <Out world={props.world.clone()} /> }
            <In world={props.world.clone()} />
            <Away />
            <p><a class="step" href={VISITS}>{ "回到各户" }</a></p>
        </div>
    }
}

fn secret(id: &'static str, label: &'static str) -> Html {
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <input {id} type="password" autocomplete="off" />
        </div>
    }
}

/// Out: locked where the browser can, open where one asks for it.
#[component]
fn Out(props: &FileProps) -> Html {
    let said = use_state(String::new);
    let busy = use_state(|| false);
    let text = use_state(String::new);
    let name = name(&props.world);
    let locked = {
        let (said, busy, name, text) = (said.clone(), busy.clone(), name.clone(), text.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let (first, again) = (inputs::standing("lock"), inputs::standing("lock-again"));
            if *busy {
                return;
            }
            if first.chars().count() < SHORTEST {
                said.set(format!("口令太短，至少 {SHORTEST} 个字或字母。"));
                return focus::focus_field("lock");
            }
            if first != again {
                said.set("两次写的口令不一样。".into());
                return focus::focus_field("lock-again");
            }
            busy.set(true);
            said.set("正在上锁，要几秒钟。".into());
            let (said, busy, name, text) = (said.clone(), busy.clone(), name.clone(), text.clone());
            spawn(async move {
                let content = book::with(|book| plain_content(&book.houses));
                said.set(match lock::lock(&first, content.as_bytes()).await {
                    Some((how, bytes)) => {
                        inputs::fill("lock", "");
                        inputs::fill("lock-again", "");
                        let locked = seal(&how, &bytes);
                        let said = saved(&name, &locked);
                        text.set(locked);
                        said
                    }
                    None => "这个浏览器锁不了。什么也没有导出。".into(),
                });
                busy.set(false);
            });
        })
    };
    let open = {
        let (said, text, name) = (said.clone(), text.clone(), name.clone());
        Callback::from(move |_: MouseEvent| {
            let open = book::with(|book| plain(&book.houses));
            said.set(saved(&name, &open));
            text.set(open);
        })
    };
    html! {
        <section>
            <h2>{ "导出到一个文件" }</h2>
            if lock::there() {
                <form class="fields" onsubmit={locked} novalidate=true>
                    { secret("lock", "口令，打开文件时要用") }
                    { secret("lock-again", "口令再写一遍") }
                    <p class="quiet">{ "口令忘了，谁也打不开这个文件。" }</p>
                    <button type="submit" class="go">{ "上锁导出" }</button>
                </form>
            } else {
                <p class="caveat">{ "这里不能上锁：网址要用 https 打开，浏览器也不能太旧。" }</p>
            }
            <button type="button" class="tool" onclick={open}>{ "不上锁导出，谁都能看" }</button>
            { says(&said, "out-says") }
            if !text.is_empty() { <Copied id="out-text" text={(*text).clone()} /> }
        </section>
    }
}

/// What was chosen and waits for its passphrase.
#[derive(Clone, PartialEq)]
struct Waiting {
    how: Seal,
    bytes: Vec<u8>,
}

/// In: the file first, then, if it is locked, its passphrase.
#[component]
fn In(props: &FileProps) -> Html {
    let said = use_state(String::new);
    let waiting = use_state(|| None::<Waiting>);
    let busy = use_state(|| false);
    let take = {
        let (world, said) = (props.world.clone(), said.clone());
        move |houses: Vec<Household>| {
            let (world, said) = (world.clone(), said.clone());
            async move {
                let merged = book::bring_in(&world, houses).await;
                said.set(format!(
                    "新加 {} 户，更新 {} 户，没变 {} 户。",
                    merged.new, merged.newer, merged.stay
                ));
            }
        }
    };
    let opened = {
        let (said, waiting, take) = (said.clone(), waiting.clone(), take.clone());
        move |text: String| {
            let (said, waiting, take) = (said.clone(), waiting.clone(), take.clone());
            async move {
                match open(&text) {
                    Ok(Opened::Plain(houses)) => take(houses).await,
                    Ok(Opened::Locked(how, bytes)) => {
                        said.set("这个文件上了锁，写上口令再打开。".into());
                        waiting.set(Some(Waiting { how, bytes }));
                    }
                    Err(error) => said.set(format!("{error}这台设备上的没有动。")),
                }
            }
        }
    };
    let pasted = {
        let (said, waiting, opened) = (said.clone(), waiting.clone(), opened.clone());
        Callback::from(move |_: MouseEvent| {
            let text = inputs::standing_area(PASTED);
            waiting.set(None);
            if text.trim().is_empty() {
                said.set("先把字贴进来。".into());
                return focus::focus_field(PASTED);
            }
            let opened = opened.clone();
            spawn(async move { opened(text).await });
        })
    };
    let chosen = {
        let (said, waiting, opened) = (said.clone(), waiting.clone(), opened.clone());
        Callback::from(move |_: Event| {
            let Some(file) = inputs::chosen_file("file") else {
                return;
            };
            waiting.set(None);
            if file.size() > LARGEST {
                return said.set("这个文件太大，不是明白账存的。".into());
            }
            let (said, opened) = (said.clone(), opened.clone());
            spawn(async move {
                match file.text().await {
                    Some(text) => opened(text).await,
                    None => said.set("这个文件打不开。请再选一次。".into()),
                }
            });
        })
    };
    let unlock = {
        let (said, waiting, busy, take) =
            (said.clone(), waiting.clone(), busy.clone(), take.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(locked) = (*waiting).clone().filter(|_| !*busy) else {
                return;
            };
            let typed = inputs::standing("unlock");
            busy.set(true);
            said.set("正在开锁，要几秒钟。".into());
            let (said, waiting, busy, take) =
                (said.clone(), waiting.clone(), busy.clone(), take.clone());
            spawn(async move {
                match lock::unlock(&typed, &locked.how, &locked.bytes).await {
                    None => {
                        said.set("口令不对。这台设备上的没有动，再写一次。".into());
                        focus::focus_field("unlock");
                    }
                    Some(content) => match households(&String::from_utf8_lossy(&content)) {
                        Ok(houses) => {
                            waiting.set(None);
                            take(houses).await;
                        }
                        Err(error) => said.set(format!("{error}这台设备上的没有动。")),
                    },
                }
                busy.set(false);
            });
        })
    };
    html! {
        <section>
            <h2>{ "从文件导入" }</h2>
            <p>{ "只会加上新的、换上改得更晚的。原来有的不会丢。" }</p>
            <div class="field">
                <label for="file">{ "选一个文件" }</label>
                <input id="file" type="file" accept=".txt,text/plain" onchange={chosen} />
            </div>
            <details class="more">
                <summary>{ "没有文件，只有复制来的字" }</summary>
                <div class="field">
                    <label for={PASTED}>{ "把字全贴在这里" }</label>
                    <textarea id={PASTED} rows="3" spellcheck="false" />
                </div>
                <button type="button" class="tool" onclick={pasted}>{ "导入贴的字" }</button>
            </details>
            if waiting.is_some() {
                if lock::there() {
                    <form class="fields" onsubmit={unlock} novalidate=true>
                        { secret("unlock", "这个文件的口令") }
                        <button type="submit" class="go">{ "开锁导入" }</button>
                    </form>
                } else {
                    <p class="caveat">{ "这里不能开锁：网址要用 https 打开，浏览器也不能太旧。" }</p>
                }
            }
            { says(&said, "in-says") }
        </section>
    }
}

/// What to look at before all of it goes: an export may have come to nothing.
fn before_away() -> String {
    if book::with(|book| book.houses.is_empty()) {
        return "这台设备上现在一户也没有。".into();
    }
    match (saving::exported(), outward::in_chat()) {
        (_, true) => "聊天软件里导出多半存不成文件。先找到文件打开看看，在的再清除。".into(),
        (true, false) => "刚才导出的，先找到文件打开看看。在的再清除。".into(),
        (false, false) => "打开这一页以后还没有导出过。".into(),
    }
}

/// Away with all of it; asked once.
#[component]
fn Away() -> Html {
    let asked = use_state(|| false);
    let said = use_state(String::new);
    let onclick = {
        let (asked, said) = (asked.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            if !*asked {
                asked.set(true);
                return said.set(String::new());
            }
            asked.set(false);
            let said = said.clone();
            spawn(async move {
                said.set(match book::wipe().await {
                    Ok(()) => "已经清除，这台设备上一户也没有了。".into(),
                    Err(_) => "浏览器没有让清除。请在浏览器的设置里清除这个网站。".into(),
                });
            });
        })
    };
    let stop = {
        let asked = asked.clone();
        Callback::from(move |_: MouseEvent| asked.set(false))
    };
    html! {
        <section>
            <h2>{ "清除" }</h2>
            <p>{ "清除以后找不回来。要留的，先导出。" }</p>
            <button type="button" class="tool" {onclick}>
                { if *asked { "真的全部清除，再点一下" } else { "清除全部各户" } }
            </button>
            if *asked {
                <p class="caveat" role="alert">{ before_away() }</p>
                <button type="button" class="step" onclick={stop}>{ "不清除" }</button>
            }
            { says(&said, "away-says") }
        </section>
    }
}
