//! What opens at a tap. What is inside is made when it is first opened: most folds stay shut,
//! and a slow phone should not build them.
use super::made::Made;
use yew::prelude::*;

/// A line, and what is folded away under it.
#[derive(Properties, PartialEq)]
struct FoldProps {
    class: Option<&'static str>,
    open: bool,
    line: Html,
    inside: Made,
}

/// A fold that starts shut.
pub fn shut(class: &'static str, line: Html, inside: impl Fn() -> Html + 'static) -> Html {
    fold(Some(class), false, line, inside)
}

/// A fold that starts open or shut.
pub fn fold(
    class: Option<&'static str>,
    open: bool,
    line: Html,
    inside: impl Fn() -> Html + 'static,
) -> Html {
    html! { <Fold {class} {open} {line} inside={Made::new(inside)} /> }
}

#[component]
fn Fold(props: &FoldProps) -> Html {
    let made = use_state_eq(|| props.open);
    let onclick = {
        let made = made.clone();
        Callback::from(move |_: MouseEvent| made.set(true))
    };
    html! {
        <details class={props.class} open={props.open}>
            <summary {onclick}>{ props.line.clone() }</summary>
            if *made || props.open { { props.inside.now() } }
        </details>
    }
}
