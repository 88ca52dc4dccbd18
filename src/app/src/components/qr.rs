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
const QUIET: i32 = 4;

/// The code; a sentence where the link is too long for one.
#[component]
pub fn Qr(props: &QrProps) -> Html {
    let Ok(code) = QrCode::encode_text(&props.link, QrCodeEcc::Low) else {
        return html! { <p>{ "填的太多，做不成二维码。请复制链接。" }</p> };
    };
    let size = code.size();
    let whole = size + 2 * QUIET;
    html! {
        <svg class="qr" viewBox={format!("{} {} {whole} {whole}", -QUIET, -QUIET)} role="img" aria-label="这个链接的二维码" data-link={props.link.clone()} shape-rendering="crispEdges">
            <rect x={(-QUIET).to_string()} y={(-QUIET).to_string()} width={whole.to_string()} height={whole.to_string()} fill="#fff" />
            <path fill="#000" d={path(&code, size)} />
        </svg>
    }
}

/// Each run of dark squares as one bar.
fn path(code: &QrCode, size: i32) -> String {
    let mut path = String::new();
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let dark = (x..size).take_while(|x| code.get_module(*x, y)).count();
            let run = i32::try_from(dark).unwrap_or(0);
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run + 1;
        }
    }
    path
}
