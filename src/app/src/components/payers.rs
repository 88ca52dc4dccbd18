//! One stacked bar: who pays what. Readable without colour: each part has its own pattern and its line below.
use mingbai_engine::Answer;
use mingbai_policy::Fen;
use yew::prelude::*;

/// The bar at the low ends; what is open stays light. None where the whole is not known.
pub fn bar(answer: &Answer, total: Option<Fen>) -> Html {
    let (Some(money), Some(total)) = (&answer.money, total) else {
        return html! {};
    };
    if total == Fen::ZERO {
        return html! {};
    }
    let mut from = Fen::ZERO;
    let parts = answer.layers.iter().enumerate().filter_map(|(at, line)| {
        let low = line.pays?.estimate.low;
        let part = html! {
            <rect key={at} class={format!("payer payer-{}", at % 4)} x={from.0.to_string()} y="0" width={low.0.to_string()} height="1" />
        };
        from += low;
        Some(part)
    });
    let parts: Vec<Html> = parts.collect();
    let mine = money.pays.estimate.low;
    html! {
        <svg class="payers" viewBox={format!("0 0 {} 1", total.0)} preserveAspectRatio="none" role="img" aria-label="谁付多少，下面逐条写明">
            { for parts }
            <rect key="mine" class="mine" x={total.above(mine).0.to_string()} y="0" width={mine.0.to_string()} height="1" />
        </svg>
    }
}
