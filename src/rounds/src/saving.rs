//! All records as a file or as text to take along.
use crate::book;
use mingbai_households::plain;
use mingbai_interview::rounds::Rounds;
use mingbai_interview::world::World;
use mingbai_platform::{files, inputs, share};
use mingbai_ui::outward;
use std::cell::Cell;
use yew::prelude::*;

/// What came of it, told where it stands.
pub fn says(said: &UseStateHandle<String>, id: &'static str) -> Html {
    html! { <p {id} class="says" role="status" aria-live="polite">{ (**said).clone() }</p> }
}

/// What a file saved today is called.
pub fn name(world: &World) -> String {
    format!("明白账各户 {}.txt", world.today)
}

/// A browser does not tell whether a file was saved: so the file is named, to be looked for.
pub fn saved(name: &str, text: &str) -> String {
    let elsewhere = outward::elsewhere();
    if files::download(name, text) {
        EXPORTED.set(true);
        format!("已经交给浏览器存，文件叫“{name}”。请看一眼存下来没有。没有的话：{elsewhere}")
    } else {
        format!("这个浏览器存不了文件。{elsewhere}")
    }
}

thread_local! {
    /// Something was handed to the browser to be saved since the page was opened.
    static EXPORTED: Cell<bool> = const { Cell::new(false) };
}

/// Whether something was handed over since the page was opened.
pub fn exported() -> bool {
    EXPORTED.get()
}

/// What the field shows.
#[derive(Properties, PartialEq)]
pub struct CopiedProps {
    /// The id of its field.
    pub id: AttrValue,
    /// The file's text.
    pub text: String,
}

/// What a file would hold, to be taken along as text where no file is saved.
#[component]
pub fn Copied(props: &CopiedProps) -> Html {
    let said = use_state(|| "");
    let id = props.id.to_string();
    {
        let id = id.clone();
        use_effect_with((props.text.clone(), !said.is_empty()), move |(text, _)| {
            inputs::fill_area(&id, text)
        });
    }
    let onclick = {
        let (said, id) = (said.clone(), id.clone());
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            share::copy(&id, move |copied| {
                said.set(if copied {
                    "复制好了。粘贴到记事本里存成文件，或发给自己。以后可以贴回来导入。"
                } else {
                    "这里不让复制。请长按上面的文字，全选，自己复制。"
                });
            });
        })
    };
    html! {
        <div class="copied">
            <div class="field">
                <label for={id.clone()}>{ "没有存下来的，文件里的字在这里" }</label>
                <textarea {id} rows="3" readonly=true spellcheck="false" />
            </div>
            <button type="button" class="tool" {onclick}>{ "复制这些字" }</button>
            <p class="says" role="status" aria-live="polite">{ *said }</p>
        </div>
    }
}

/// Whose records are saved.
#[derive(Properties, PartialEq)]
pub struct RescueProps {
    /// The tables and today.
    pub world: World,
}

/// Where something is amiss with keeping: all of it to a file at once, or locked on the next page.
#[component]
pub fn Rescue(props: &RescueProps) -> Html {
    let said = use_state(String::new);
    let text = use_state(String::new);
    let onclick = {
        let (said, text, name) = (said.clone(), text.clone(), name(&props.world));
        Callback::from(move |_: MouseEvent| {
            let open = book::with(|book| plain(&book.houses));
            said.set(saved(&name, &open));
            text.set(open);
        })
    };
    html! {
        <div class="rescue">
            <button type="button" class="tool" {onclick}>{ "现在就导出，不上锁" }</button>
            <a class="step" href={Rounds::File.href()}>{ "上锁导出" }</a>
            { says(&said, "rescue-says") }
            if !text.is_empty() { <Copied id="rescue-text" text={(*text).clone()} /> }
        </div>
    }
}
