//! What the person pays, in large figures, and who pays the rest, line by line.
use super::cards::sources;
use crate::components::fold::{fold, shut};
use crate::components::payers;
use crate::markup::html;
use crate::world::Scene;
use mingbai_engine::{Answer, LayerLine, Money, Step, Witness};
use mingbai_policy::LayerId;
use mingbai_words::{
    FINAL_WORD, LEAST, MOST, ROUNDING, UNCHECKED, Wording, headline, layer_name, layer_note, money,
    trace_lines_of,
};
use yew::prelude::*;

/// The range in large figures; what is certain told apart under it.
pub fn head(answer: &Answer) -> Html {
    let (Some(head), Some(money)) = (headline(answer), &answer.money) else {
        return html! {};
    };
    let pays = money.pays.estimate;
    html! {
        <section class="head-line" aria-label="自己付多少">
            <p class="quiet">{ "您自己付" }</p>
            <p class="amount" data-headline=""><strong>{ &head.amount }</strong>
                if head.unchecked { <span class="mark">{ UNCHECKED }</span> }
            </p>
            if head.unchecked { <p>{ "有的数是转抄来的，还没拿原文核对。" }</p> }
            if let Some(certain) = head.certain { <p>{ format!("只按有文件的数算：{certain}。") }</p> }
            if pays != money::whole(pays) || pays.low != pays.high {
                <p class="quiet" data-low={pays.low.to_string()} data-high={pays.high.to_string()}>{ format!("到分：{}", money::range(pays)) }</p>
            } else {
                <span data-low={pays.low.to_string()} data-high={pays.high.to_string()} hidden=true></span>
            }
            <p class="final">{ FINAL_WORD }</p>
        </section>
    }
}

fn total(scene: &Scene) -> Option<mingbai_policy::Fen> {
    scene.route.visit.as_ref()?.bill.as_ref()?.total
}

/// What a line of the answer is called here.
pub fn name_of(scene: &Scene, line: &LayerLine) -> String {
    if line.name.is_empty() {
        layer_name(scene.tables(), line.layer).to_owned()
    } else {
        line.name.clone()
    }
}

/// A picture of who pays, and each payer; opens to its reckoning and its source.
pub fn payers(scene: &Scene, answer: &Answer) -> Html {
    let Some(bill) = &answer.money else {
        return html! {};
    };
    let rows = answer.layers.iter().enumerate().filter_map(|(at, line)| {
        let pays = line.pays?;
        let note = layer_note(line);
        let title = html! {
            <>
                { payers::swatch(at) }
                <span class="name">{ name_of(scene, line) }</span>
                <span class="sum">{ money::range(pays.estimate) }</span>
                if !note.is_empty() { <span class="mark">{ note }</span> }
            </>
        };
        let scene = scene.clone();
        let inside = move || payer(&scene, at).unwrap_or_default();
        Some(html! { <li key={at}>{ fold(None, false, title, inside) }</li> })
    });
    let shut_scene = scene.clone();
    let whole = move || {
        let Some((answer, bill)) = reckoned(&shut_scene) else {
            return html! {};
        };
        let all = ends(&shut_scene, answer, &bill.low, &bill.high, |witness| {
            witness.steps.clone()
        });
        html! { <>{ all }<p class="quiet">{ ROUNDING }</p></> }
    };
    html! {
        <section>
            <h2>{ "谁付多少" }</h2>
            { payers::patterns() }
            { payers::bar(scene.tables(), answer, total(scene)) }
            <ul class="lines">
                { for rows }
                <li key="mine" class="mine-line">
                    { payers::mine() }
                    <span class="name">{ "您自己" }</span>
                    <span class="sum">{ money::range(bill.pays.estimate) }</span>
                </li>
            </ul>
            { shut("more", html! { { "从头到尾怎么算的" } }, whole) }
        </section>
    }
}

fn reckoned(scene: &Scene) -> Option<(&Answer, &Money)> {
    let answer = scene.good()?;
    Some((answer, answer.money.as_ref()?))
}

/// One payer's line opened: how it was reckoned and where its figures stand.
fn payer(scene: &Scene, at: usize) -> Option<Html> {
    let (answer, bill) = reckoned(scene)?;
    let line = answer.layers.get(at)?;
    let pays = line.pays?;
    let certain = (pays.certain != pays.estimate)
        .then(|| format!("只按有文件的数算：{}。", money::range(pays.certain)));
    Some(html! {
        <>
            { for certain.map(|text| html! { <p>{ text }</p> }) }
            { arithmetic(scene, answer, line, &bill.low, &bill.high) }
            { sources(scene, &line.cites) }
        </>
    })
}

/// The reckoning of one line at both ends.
fn arithmetic(
    scene: &Scene,
    answer: &Answer,
    line: &LayerLine,
    low: &Witness,
    high: &Witness,
) -> Html {
    let bare = |witness: &Witness| Witness {
        facts: Vec::new(),
        ..witness.clone()
    };
    ends(
        scene,
        answer,
        &bare(low),
        &bare(high),
        |witness| match line.excess {
            Some(rule) => witness
                .steps
                .iter()
                .filter(|step| matches!(step, Step::Excess { rule: it, .. } if *it == rule))
                .cloned()
                .collect(),
            None => of_layer(&witness.steps, line.layer),
        },
    )
}

fn of_layer(steps: &[Step], layer: LayerId) -> Vec<Step> {
    let mut inside = false;
    let mut found = Vec::new();
    for step in steps {
        match step {
            Step::Layer { layer: it, .. } => inside = *it == layer,
            Step::Paid { layer: it, .. } => {
                if *it == layer {
                    found.push(step.clone());
                }
                inside = false;
            }
            Step::Segment { .. } | Step::Capped { .. } => {}
            _ => inside = false,
        }
        if inside {
            found.push(step.clone());
        }
    }
    found
}

/// The steps at both ends, once where they are the same.
fn ends(
    scene: &Scene,
    answer: &Answer,
    low: &Witness,
    high: &Witness,
    steps: impl Fn(&Witness) -> Vec<Step>,
) -> Html {
    let lines = |witness: &Witness| {
        let part = Witness {
            steps: steps(witness),
            ..witness.clone()
        };
        trace_lines_of(scene.tables(), answer, &part, Wording::Patient)
    };
    let list = |lines: Vec<String>| {
        let rows = lines.into_iter().enumerate();
        html! { <ol class="trace">{ for rows.map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ol> }
    };
    let (least, most) = (lines(low), lines(high));
    if least == most {
        return list(least);
    }
    html! { <><h3>{ LEAST }</h3>{ list(least) }<h3>{ MOST }</h3>{ list(most) }</> }
}
