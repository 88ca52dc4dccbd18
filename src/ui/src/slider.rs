//! A slider over how much of the bill is outside the catalogue (目录外), and what the person pays
//! then. No stop of it is called usual.
use mingbai_engine::Range;
use mingbai_platform::inputs;
use mingbai_policy::Fen;
use mingbai_wording::money;
use yew::prelude::*;

/// So many steps from one end to the other: tenths of the bill lie on steps.
const STEPS: i64 = 100;

/// The amounts it slides over.
#[derive(Properties, PartialEq)]
pub struct SliderProps {
    /// What is out of scope, fen, rising, and what the person pays then.
    pub points: Vec<(Fen, Fen)>,
    /// Something that is not counted may still come off: the amounts are the most.
    pub most: bool,
}

/// What is out of scope at a step, and what the person pays: exact at a point, on the line between
/// its neighbours else.
pub fn at(points: &[(Fen, Fen)], step: i64) -> Option<(Fen, Fen)> {
    let ((first, _), (last, _)) = (points.first()?, points.last()?);
    let span = i128::from((*last - *first).0);
    let out = i128::from(first.0) + span * i128::from(step) / i128::from(STEPS);
    let out = Fen(i64::try_from(out).ok()?);
    // Shares of the bill are rounded to the fen: a point so near is meant.
    let near = points.iter().find(|(it, _)| (*it - out).0.abs() <= 1);
    if let Some(point) = near {
        return Some(*point);
    }
    let pair = points.windows(2).find(|pair| match pair {
        [(low, _), (high, _)] => *low <= out && out <= *high,
        _ => false,
    })?;
    let [(low, from), (high, to)] = pair else {
        return None;
    };
    let part = i128::from((*to - *from).0) * i128::from((out - *low).0);
    let part = part / i128::from((*high - *low).0.max(1));
    Some((out, Fen(from.0 + i64::try_from(part).ok()?)))
}

/// In words: 目录外 1,850 元，您付 5,500 元; 您最多付 where something may still come off.
fn said(point: (Fen, Fen), most: bool) -> String {
    let (out, pays) = point;
    // Whole yuan between points: the line is as exact as that.
    let whole = |fen: Fen| {
        let up = Fen((fen.0 + 99).div_euclid(100) * 100);
        money::short(money::whole(Range { low: up, high: up }).high)
    };
    let bound = if most { "最多" } else { "" };
    format!("目录外 {} 元，您{bound}付 {} 元", whole(out), whole(pays))
}

/// The slider, with its amount in words above it.
#[component]
pub fn Slider(props: &SliderProps) -> Html {
    let step = use_state_eq(|| 0_i64);
    let Some(point) = at(&props.points, *step) else {
        return html! {};
    };
    let words = said(point, props.most);
    let oninput = {
        let step = step.clone();
        Callback::from(move |event: InputEvent| {
            if let Ok(to) = inputs::typed(&event).trim().parse::<i64>() {
                step.set(to.clamp(0, STEPS));
            }
        })
    };
    html! {
        <div class="slider">
            <p class="slid" aria-live="polite" data-slid="">{ &words }</p>
            <input id="out-of-scope" type="range" min="0" max={STEPS.to_string()} step="1" {oninput}
                value={step.to_string()} aria-label="目录外的占多少，左右拖" aria-valuetext={words} />
        </div>
    }
}
