//! A link as a square code (二维码), drawn as one path: black on white in every look of the page.
use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::*;

/// What the code says.
#[derive(Properties, PartialEq)]
pub struct QrProps {
    /// The link.
    pub link: String,
}

/// White all round, as readers need it.
pub const QUIET: i32 = 4;

/// The code of a link; none where the link is too long for one.
pub fn code(link: &str) -> Option<QrCode> {
    QrCode::encode_text(link, QrCodeEcc::Low).ok()
}

/// Its dark squares, run by run: from where, in which row, how many.
pub fn bars(code: &QrCode) -> Vec<(i32, i32, i32)> {
    let mut bars = Vec::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let dark = (x..code.size()).take_while(|x| code.get_module(*x, y));
            let run = i32::try_from(dark.count()).unwrap_or(0);
            if run > 0 {
                bars.push((x, y, run));
            }
            x += run + 1;
        }
    }
    bars
}

/// The code; a sentence where the link is too long for one.
#[component]
pub fn Qr(props: &QrProps) -> Html {
    let Some(code) = code(&props.link) else {
        return html! { <p>{ "填的太多，做不成二维码。请复制链接。" }</p> };
    };
    let size = code.size();
    let whole = size + 2 * QUIET;
    html! {
        <svg class="qr" viewBox={format!("{} {} {whole} {whole}", -QUIET, -QUIET)} role="img" aria-label="这个链接的二维码" data-link={props.link.clone()} shape-rendering="crispEdges">
            <rect x={(-QUIET).to_string()} y={(-QUIET).to_string()} width={whole.to_string()} height={whole.to_string()} fill="#fff" />
            <path fill="#000" d={path(&code)} />
        </svg>
    }
}

/// Each run of dark squares as one bar.
fn path(code: &QrCode) -> String {
    let bars = bars(code).into_iter();
    bars.map(|(x, y, run)| format!("M{x} {y}h{run}v1h-{run}z"))
        .collect()
}
