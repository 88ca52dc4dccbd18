//! The statement away from the result's own page: on paper, on the slip, beside the window's form.
use mingbai_wording::Lead;
use yew::prelude::*;

/// The rule, the amounts in one size of type, and what belongs under them.
pub fn told(lead: &Lead) -> Html {
    let several = lead.amounts.len() > 1;
    let amounts = lead.amounts.iter().enumerate().map(|(at, it)| {
        let (before, after) = match (at, it.label.as_str()) {
            (0, "") => (format!("自己{}付", it.bound), String::new()),
            (0, label) => (format!("自己{}付", it.bound), format!("（{label}）")),
            (_, label) => (label.to_owned(), String::new()),
        };
        html! { <p key={at} class="amount"><span>{ before }</span><strong>{ &it.amount }</strong><span>{ after }</span></p> }
    });
    let rest = lead.rest.iter().enumerate();
    html! {
        <>
            if !lead.rule.is_empty() { <p class="rule">{ format!("{}。", lead.rule) }</p> }
            <div class={classes!("amounts", several.then_some("several"))}>{ for amounts }</div>
            { for rest.map(|(at, line)| html! { <p key={at}>{ line }</p> }) }
        </>
    }
}
