//! A line that opens at a tap. What is inside is drawn when it is first opened: most folds stay shut.
use yew::prelude::*;

/// A line, and what is folded away under it.
#[derive(Properties, PartialEq)]
struct FoldProps {
    class: Option<&'static str>,
    open: bool,
    line: Html,
    inside: Callback<(), Html>,
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
    let inside = Callback::from(move |()| inside());
    html! { <Fold {class} {open} {line} {inside} /> }
}

#[component]
fn Fold(props: &FoldProps) -> Html {
    let opened = use_state_eq(|| props.open);
    let onclick = {
        let opened = opened.clone();
        Callback::from(move |_: MouseEvent| opened.set(true))
    };
    html! {
        <details class={props.class} open={props.open}>
            <summary {onclick}>{ props.line.clone() }</summary>
            if *opened || props.open { { props.inside.emit(()) } }
        </details>
    }
}
