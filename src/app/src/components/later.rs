//! What may come a moment later: made after what stands above it was painted, so that a tap
//! shows at once on a slow phone. Until then an empty place marked `data-later` stands there.
use crate::browser;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
struct LaterProps {
    wait: i32,
    made: Made,
}

/// Makes it. Never equal to another: what it shows may have changed with the page.
#[derive(Clone)]
struct Made(Rc<dyn Fn() -> Html>);

impl PartialEq for Made {
    fn eq(&self, _: &Made) -> bool {
        false
    }
}

/// Made once the page has been painted. `key` names what it shows: another one waits again.
pub fn later(key: &str, made: impl Fn() -> Html + 'static) -> Html {
    html! { <Later key={key} wait={0} made={Made(Rc::new(made))} /> }
}

/// Made when the person has had time for a glance; for what is not seen at first.
pub fn much_later(key: &str, made: impl Fn() -> Html + 'static) -> Html {
    html! { <Later key={key} wait={200} made={Made(Rc::new(made))} /> }
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
        (props.made.0)()
    } else {
        html! { <div data-later=""></div> }
    }
}
