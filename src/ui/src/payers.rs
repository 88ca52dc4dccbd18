//! One stacked bar: who pays what. Readable without colour: each payer has its own pattern,
//! and the same pattern stands beside its line.
use mingbai_policy::Fen;
use yew::prelude::*;

/// So many patterns; further payers begin again.
const PATTERNS: usize = 6;
const WIDTH: i64 = 1000;
const HEIGHT: &str = "64";

/// Who pays what in one case: payers by their place in the list, what is open, the person.
pub fn bar_of(total: Fen, known: &[(usize, Fen)], open: Fen, mine: Fen, says: String) -> Html {
    let at = |fen: Fen| {
        i64::try_from(i128::from(fen.0) * i128::from(WIDTH) / i128::from(total.0.max(1)))
            .unwrap_or(0)
    };
    let mut from = Fen::ZERO;
    let mut parts = Vec::new();
    let mut part = |key: usize, fill: String, fen: Fen| {
        let (start, end) = (at(from), at(from + fen));
        from += fen;
        if end > start {
            parts.push(piece(key, fill, start, end));
        }
    };
    for (at, fen) in known {
        part(*at, format!("url(#pay-{})", at % PATTERNS), *fen);
    }
    part(known.len() + 100, "url(#pay-open)".into(), open);
    part(known.len() + 101, "url(#pay-mine)".into(), mine);
    html! {
        <svg class="payers" viewBox={format!("0 0 {WIDTH} {HEIGHT}")} preserveAspectRatio="none" role="img" aria-label={says}>
            { for parts }
        </svg>
    }
}

/// The pattern beside what is open.
pub fn open() -> Html {
    square("url(#pay-open)".into())
}

fn piece(key: usize, fill: String, from: i64, to: i64) -> Html {
    html! { <rect {key} class="piece" x={from.to_string()} y="0" width={(to - from).to_string()} height={HEIGHT} {fill} /> }
}

/// The patterns, once on a page: full, slanted, dotted, lying, standing, tiled; the person's own part is crossed.
pub fn patterns() -> Html {
    let pattern = |id: &'static str, marks: Html| {
        html! {
            <pattern key={id} id={id} width="16" height="16" patternUnits="userSpaceOnUse">
                <rect class={classes!("ground", id)} width="16" height="16" />
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
                { pattern("pay-open", html! { <path class="hatch" d="M-4 4 4 -4M0 16 16 0M12 20 20 12" /> }) }
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
