//! Words to say to someone, word for word, with a button that copies them.
use mingbai_platform::share;
use yew::prelude::*;

/// The words.
#[derive(Properties, PartialEq)]
pub struct SayProps {
    /// Unique on the page.
    pub id: AttrValue,
    /// What is said.
    pub text: AttrValue,
}

/// The words in a field of their own, so that a person can also take them by hand.
#[component]
pub fn Say(props: &SayProps) -> Html {
    let told = use_state_eq(|| "");
    let onclick = {
        let (id, told) = (props.id.clone(), told.clone());
        Callback::from(move |_: MouseEvent| {
            let told = told.clone();
            share::copy(&id, move |copied| {
                told.set(match copied {
                    true => "复制好了。",
                    false => "这里不让复制。请长按上面的话，自己复制。",
                });
            });
        })
    };
    // As many lines as it takes where the letters are largest for the window.
    let rows = props.text.chars().count().div_ceil(15).max(2);
    html! {
        <div class="to-say">
            <textarea id={props.id.clone()} rows={rows.to_string()} readonly=true aria-label="要说的话" value={props.text.clone()} />
            <button type="button" class="step" {onclick}>{ "复制这句话" }</button>
            if !told.is_empty() { <span class="quiet" role="status">{ *told }</span> }
        </div>
    }
}
