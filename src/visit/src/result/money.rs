//! Who pays what, line by line: in the case with a picture, over the full range in small print.
use super::cards::sources;
use mingbai_engine::{Answer, Case, LayerLine, Money, TraceStep, Witness};
use mingbai_interview::world::Scene;
use mingbai_policy::{Fen, LayerId};
use mingbai_ui::fold::{fold, shut};
use mingbai_ui::payers;
use mingbai_wording::{
    LEAST, MOST, Wording, headline, layer_name, layer_note, money, rounding, trace_lines_of,
};
use yew::prelude::*;

/// The full range: what is certain whatever is open. It stands last, and small.
pub fn range(scene: &Scene, answer: &Answer) -> Html {
    let (Some(head), Some(bill)) = (headline(answer), &answer.money) else {
        return html! {};
    };
    let pays = bill.pays.estimate;
    let shut_scene = scene.clone();
    let lines = move || match shut_scene.good() {
        Some(answer) => ranges(&shut_scene, answer),
        None => html! {},
    };
    html! {
        <div class="full-range">
            <p class="quiet" data-low={pays.low.to_string()} data-high={pays.high.to_string()}>
                { format!("把没说的都算上，最少到最多：{}。", money::range(pays)) }
            </p>
            if let Some(certain) = head.certain { <p class="quiet">{ format!("只按有文件的数算：{certain}。") }</p> }
            { shut("more", html! { { "范围里谁付多少，怎么算的" } }, lines) }
        </div>
    }
}

/// Who pays what in the case: a picture where anything is known, and each payer, which opens to its
/// reckoning and its source.
pub fn of_case(scene: &Scene, case: &Case) -> Html {
    let (Some(point), Some(total)) = (case.points.first(), total(scene)) else {
        return html! {};
    };
    let known: Vec<(LayerId, Fen)> = point
        .payers
        .iter()
        .copied()
        .filter(|(_, fen)| *fen > Fen::ZERO)
        .collect();
    if known.is_empty() || total == Fen::ZERO {
        // Nothing is known of who pays: no picture.
        return html! {};
    }
    // What a blank leaves open, and what may still come off.
    let lowered = case.not_counted.iter().map(|it| it.at_most).max();
    let lowered = lowered.unwrap_or(Fen::ZERO).min(point.pays.low);
    let blank = point.pays.high - point.pays.low;
    let mine = point.pays.low - lowered;
    let paid: Fen = known.iter().fold(Fen::ZERO, |sum, (_, fen)| sum + *fen);
    // What waivers, funds and the hospital bear has no layer of its own.
    let rest = total.above(paid + point.pays.high);
    let open = lowered + blank;
    let names = names_of_open(scene, case, blank);
    let mut says: Vec<String> = known
        .iter()
        .map(|(layer, fen)| {
            format!(
                "{} {}",
                layer_name(scene.tables(), *layer),
                money::yuan(*fen)
            )
        })
        .collect();
    if open > Fen::ZERO {
        says.push(format!("{names} {}", money::yuan(open)));
    }
    says.push(format!("您自己 {}", money::yuan(mine)));
    let mut drawn: Vec<(usize, Fen)> = known
        .iter()
        .enumerate()
        .map(|(at, it)| (at, it.1))
        .collect();
    if rest > Fen::ZERO {
        drawn.push((known.len(), rest));
    }
    let rows = known.iter().enumerate().map(|(at, (layer, fen))| {
        let title = html! {
            <>
                { payers::swatch(at) }
                <span class="name">{ layer_name(scene.tables(), *layer) }</span>
                <span class="sum">{ money::yuan(*fen) }</span>
            </>
        };
        let (scene, layer) = (scene.clone(), *layer);
        let inside = move || case_payer(&scene, layer).unwrap_or_default();
        html! { <li key={at}>{ fold(None, false, title, inside) }</li> }
    });
    let all_in = case.points.len() > 1;
    let mine_row = html! {
        <li key="mine" class="mine-line">
            { payers::mine() }
            <span class="name">{ "您自己" }</span>
            <span class="sum">{ mine_said(mine, point.pays.high) }</span>
        </li>
    };
    let open_row = (open > Fen::ZERO).then(|| {
        html! {
            <li key="open" class="mine-line" data-open="">
                { payers::open() }
                <span class="name">{ names }</span>
                <span class="sum">{ format!("最多 {}", money::yuan(open)) }</span>
            </li>
        }
    });
    // What may still come off comes off the person's part, and so stands under it.
    let lines: Vec<Html> = match blank > Fen::ZERO {
        true => open_row.into_iter().chain([mine_row]).collect(),
        false => [mine_row].into_iter().chain(open_row).collect(),
    };
    html! {
        <section class="who-pays">
            <h2>{ if all_in { "谁付多少（目录里的全算）" } else { "谁付多少" } }</h2>
            { payers::patterns() }
            { payers::bar_of(total, &drawn, open, mine, says.join("；")) }
            <ul class="lines case-lines">
                { for rows }
                if rest > Fen::ZERO {
                    <li key="rest" class="mine-line">
                        { payers::swatch(known.len()) }
                        <span class="name">{ "减免和兜底" }</span>
                        <span class="sum">{ money::yuan(rest) }</span>
                    </li>
                }
                { for lines }
            </ul>
        </section>
    }
}

fn mine_said(low: Fen, high: Fen) -> String {
    match low == high {
        true => money::yuan(high),
        false => format!("最多 {}", money::yuan(high)),
    }
}

/// What is not known of who pays: 说不准：医疗救助.
fn names_of_open(scene: &Scene, case: &Case, blank: Fen) -> String {
    if blank > Fen::ZERO {
        let names = case
            .blanks
            .iter()
            .map(|it| mingbai_wording::blank_name(scene.tables(), *it));
        return format!("说不准：{}", names.collect::<Vec<_>>().join("、"));
    }
    let names = case
        .not_counted
        .iter()
        .map(|it| mingbai_wording::payer_name(scene.tables(), it.payer));
    format!("这里面，{}可能付", names.collect::<Vec<_>>().join("、"))
}

/// One payer of the case opened: its reckoning and its sources.
fn case_payer(scene: &Scene, layer: LayerId) -> Option<Html> {
    let stated = super::statement::of(scene)?;
    let Ok(mingbai_engine::Stated::Case(case)) = &*stated else {
        return None;
    };
    let answer = scene.good()?;
    let witness = Witness {
        pays: case.pays()?.high,
        facts: Vec::new(),
        steps: of_layer(&case.steps, layer),
    };
    let lines = trace_lines_of(scene.tables(), answer, &witness, Wording::Patient);
    let rows = lines.into_iter().enumerate();
    let written = answer
        .layers
        .iter()
        .find(|it| it.layer == layer && it.top_up.is_none());
    Some(html! {
        <>
            <ol class="trace">{ for rows.map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ol>
            { for written.map(|it| sources(scene, &it.cites)) }
        </>
    })
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

/// Each payer over the whole range; opens to its reckoning and its source.
fn ranges(scene: &Scene, answer: &Answer) -> Html {
    let Some(bill) = &answer.money else {
        return html! {};
    };
    let rows = answer.layers.iter().enumerate().filter_map(|(at, line)| {
        let pays = line.pays?;
        let note = layer_note(scene.tables(), line);
        let title = html! {
            <>
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
        html! { <>{ all }<p class="quiet">{ rounding(answer) }</p></> }
    };
    html! {
        <>
            <ul class="lines">
                { for rows }
                <li key="mine" class="mine-line">
                    <span class="name">{ "您自己" }</span>
                    <span class="sum">{ money::range(bill.pays.estimate) }</span>
                </li>
            </ul>
            { shut("more", html! { { "从头到尾怎么算的" } }, whole) }
        </>
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
        |witness| match line.top_up {
            Some(rule) => witness
                .steps
                .iter()
                .filter(|step| matches!(step, TraceStep::TopUp { rule: it, .. } if *it == rule))
                .cloned()
                .collect(),
            None => of_layer(&witness.steps, line.layer),
        },
    )
}

fn of_layer(steps: &[TraceStep], layer: LayerId) -> Vec<TraceStep> {
    let mut inside = false;
    let mut found = Vec::new();
    for step in steps {
        match step {
            TraceStep::Layer { layer: it, .. } => inside = *it == layer,
            TraceStep::Paid { layer: it, .. } | TraceStep::Price { layer: it, .. } => {
                if *it == layer {
                    found.push(step.clone());
                }
                inside = false;
            }
            TraceStep::Segment { .. }
            | TraceStep::LookedAt { .. }
            | TraceStep::OwnShare { .. }
            | TraceStep::Capped { .. } => {}
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
    steps: impl Fn(&Witness) -> Vec<TraceStep>,
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
