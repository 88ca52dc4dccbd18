//! What may come a moment later: made after what stands above it was painted, so that a tap
//! shows at once on a slow phone. Until then an empty place marked `data-later` stands there.
use super::made::Made;
use crate::browser;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
struct LaterProps {
    wait: i32,
    made: Made,
}

/// Made once the page has been painted. `key` names what it shows: another one waits again.
pub fn later(key: &str, made: impl Fn() -> Html + 'static) -> Html {
    html! { <Later key={key} wait={0} made={Made::new(made)} /> }
}

/// Made when the person has had time for a glance; for what is not seen at first.
pub fn much_later(key: &str, made: impl Fn() -> Html + 'static) -> Html {
    html! { <Later key={key} wait={200} made={Made::new(made)} /> }
}

#[component]
fn Later(props: &LaterProps) -> Html {
    let come = use_state_eq(|| false);
    {
        let come = come.clone();
        use_effect_with(props.wait, move |wait| {
            browser::after_paint(*wait, move || come.set(true));
        });
    }
    if *come {
        props.made.now()
    } else {
        html! { <div data-later=""></div> }
    }
}
