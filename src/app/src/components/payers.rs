//! One stacked bar: who pays what. Readable without colour: each payer has its own pattern,
//! and the same pattern stands beside its line.
use crate::markup::html;
use mingbai_engine::Answer;
use mingbai_policy::{Fen, Tables};
use mingbai_words::money;
use yew::prelude::*;

/// So many patterns; further payers begin again.
const PATTERNS: usize = 6;
const WIDTH: i64 = 1000;
const HEIGHT: &str = "64";

/// The bar at the low ends; what is open stays light. None where the whole is not known.
pub fn bar(tables: &Tables, answer: &Answer, total: Option<Fen>) -> Html {
    let (Some(bill), Some(total)) = (&answer.money, total) else {
        return html! {};
    };
    if total == Fen::ZERO {
        return html! {};
    }
    // Widths in thousandths of the bill; a picture may round, the lines below do not.
    let at = |fen: Fen| {
        i64::try_from(i128::from(fen.0) * i128::from(WIDTH) / i128::from(total.0)).unwrap_or(0)
    };
    let mut from = Fen::ZERO;
    let mut says = Vec::new();
    let mut parts = Vec::new();
    for (index, line) in answer.layers.iter().enumerate() {
        let Some(pays) = line.pays else { continue };
        let low = pays.estimate.low;
        let (start, end) = (at(from), at(from + low));
        from += low;
        let name = if line.name.is_empty() {
            mingbai_words::layer_name(tables, line.layer)
        } else {
            &line.name
        };
        says.push(format!("{name} {}", money::range(pays.estimate)));
        if end > start {
            parts.push(piece(
                index,
                format!("url(#pay-{})", index % PATTERNS),
                start,
                end,
            ));
        }
    }
    let mine = bill.pays.estimate.low;
    says.push(format!("您自己 {}", money::range(bill.pays.estimate)));
    let start = at(total.above(mine));
    html! {
        <svg class="payers" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none" role="img" aria-label={says.join("；")}>
            { for parts }
            if WIDTH > start { { piece(answer.layers.len(), "url(#pay-mine)".into(), start, WIDTH) } }
        </svg>
    }
}

fn piece(key: usize, fill: String, from: i64, to: i64) -> Html {
    html! { <rect {key} class="piece" x={from.to_string()} y="0" width={(to - from).to_string()} height={HEIGHT} {fill} /> }
}

/// The patterns, once on a page: full, slanted, dotted, lying, standing, tiled; the person's own part is crossed.
pub fn patterns() -> Html {
    let pattern = |id: &'static str, marks: Html| {
        html! {
            <pattern key={id} id={id} width="16" height="16" patternUnits="userSpaceOnUse">
                <rect class={("ground", Some(id))} width="16" height="16" />
                { marks }
            </pattern>
        }
    };
    html! {
        <svg class="patterns" width="0" height="0" aria-hidden="true">
            <defs>
                { pattern("pay-0", html! {}) }
                { pattern("pay-1", html! { <path class="stroke" d="M-4 4 4 -4M0 16 16 0M12 20 20 12" /> }) }
                { pattern("pay-2", html! { <circle class="dot" cx="8" cy="8" r="3.5" /> }) }
                { pattern("pay-3", html! { <path class="stroke" d="M0 4H16M0 12H16" /> }) }
                { pattern("pay-4", html! { <path class="stroke" d="M4 0V16M12 0V16" /> }) }
                { pattern("pay-5", html! { <path class="stroke" d="M0 8H16M8 0V16" /> }) }
                { pattern("pay-mine", html! { <path class="stroke" d="M0 0 16 16M16 0 0 16" /> }) }
            </defs>
        </svg>
    }
}

/// The pattern beside a payer's line.
pub fn swatch(at: usize) -> Html {
    square(format!("url(#pay-{})", at % PATTERNS))
}

/// The pattern beside the person's own line.
pub fn mine() -> Html {
    square("url(#pay-mine)".into())
}

fn square(fill: String) -> Html {
    html! {
        <svg class="swatch" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" {fill} /></svg>
    }
}
