//! The answer: the range, who pays what, which schemes, what to do, where it stands.
use crate::components::frame::frame;
use crate::components::payers;
use crate::route::{Fact, Goal, Screen};
use crate::world::Scene;
use crate::{address, flow, pages, text};
use mingbai_engine::{Answer, LayerLine, Step, TargetVerdict, Verdict, Warning, Witness};
use mingbai_policy::{CiteId, LayerId, Rule};
use mingbai_words::{
    ASK_WHOM, FINAL_WORD, ROUNDING, UNCHECKED, Wording, assumption, cash_lines, headline,
    layer_note, money, owner_name, scheme_actions, scheme_reason, source_line, target_sentence,
    trace_lines, verdict_word, waiver_reason, warning,
};
use yew::prelude::*;

/// The page of the answer.
pub fn page(scene: &Scene) -> Html {
    let title = match scene.route.goal {
        Goal::Pay => "这次看病，自己付多少",
        Goal::Scheme => "哪个政策管我",
    };
    frame(scene, title, body(scene, true), pages::facts::list(scene))
}

/// The answer; `whole` on its own page, shorter beside a question.
pub fn body(scene: &Scene, whole: bool) -> Html {
    let Some(answer) = scene.good() else {
        return html! {};
    };
    let money = html! { <>{ head(scene, answer) }{ layers(scene, answer) }{ waivers(scene, answer) }{ targets(scene, answer) }</> };
    let schemes = schemes(scene, answer);
    html! {
        <div class="answer">
            if scene.route.goal == Goal::Pay { { money }{ schemes } } else { { schemes }{ money } }
            if whole {
                { more(scene) }
                { procedures(scene, answer) }
                { notes(scene, answer) }
                { tables(scene, answer) }
            }
        </div>
    }
}

/// The range in large figures; what is certain beside it.
fn head(scene: &Scene, answer: &Answer) -> Html {
    let Some(head) = headline(answer) else {
        return html! {};
    };
    let total = scene
        .route
        .visit
        .as_ref()
        .and_then(|visit| visit.bill.as_ref()?.total);
    html! {
        <section class="head-line" aria-label="自己付多少">
            <p class="quiet">{ "您自己付" }</p>
            <p class="amount" data-headline=""><strong>{ &head.amount }</strong>
                if head.unchecked { <span class="mark">{ UNCHECKED }</span> }
            </p>
            if let Some(certain) = head.certain { <p>{ format!("能确定的范围：{certain}") }</p> }
            if let Some(pays) = answer.money.as_ref().map(|money| money.pays.estimate) {
                <p class="quiet" data-low={pays.low.to_string()} data-high={pays.high.to_string()}>{ format!("到分：{}", money::range(pays)) }</p>
            }
            <p class="final">{ FINAL_WORD }</p>
            { payers::bar(answer, total) }
        </section>
    }
}

fn layers(scene: &Scene, answer: &Answer) -> Html {
    let Some(bill) = &answer.money else {
        return html! {};
    };
    let rows = answer.layers.iter().enumerate().filter_map(|(at, line)| {
        let pays = line.pays?;
        let name = if line.name.is_empty() { mingbai_words::layer_name(scene.tables(), line.layer).to_owned() } else { line.name.clone() };
        let certain = (pays.certain != pays.estimate).then(|| format!("能确定的范围：{}", money::range(pays.certain)));
        Some(html! {
            <li key={at}>
                <details>
                    <summary>
                        <span class={format!("swatch payer-{}", at % 4)} aria-hidden="true"></span>
                        <span class="name">{ name }</span>
                        <span class="sum">{ money::range(pays.estimate) }</span>
                        if !layer_note(line).is_empty() { <span class="mark">{ layer_note(line) }</span> }
                    </summary>
                    { for certain.map(|text| html! { <p>{ text }</p> }) }
                    { arithmetic(scene, line, &bill.low, &bill.high) }
                    { sources(scene, &line.cites) }
                </details>
            </li>
        })
    });
    html! {
        <section>
            <h2>{ "谁付多少" }</h2>
            <ul class="lines">{ for rows }
                <li key="mine" class="mine-line"><span class="swatch mine" aria-hidden="true"></span><span class="name">{ "您自己" }</span><span class="sum">{ money::range(bill.pays.estimate) }</span></li>
            </ul>
            <details>
                <summary>{ "从头到尾怎么算的" }</summary>
                { ends(scene, &bill.low, &bill.high, |witness| witness.steps.clone()) }
                <p class="quiet">{ ROUNDING }</p>
            </details>
        </section>
    }
}

/// The arithmetic of one layer at both ends.
fn arithmetic(scene: &Scene, line: &LayerLine, low: &Witness, high: &Witness) -> Html {
    let bare = |witness: &Witness| Witness {
        facts: Vec::new(),
        ..witness.clone()
    };
    ends(scene, &bare(low), &bare(high), |witness| {
        match line.excess {
            Some(rule) => witness
                .steps
                .iter()
                .filter(|step| matches!(step, Step::Excess { rule: it, .. } if *it == rule))
                .cloned()
                .collect(),
            None => of_layer(&witness.steps, line.layer),
        }
    })
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

fn ends(
    scene: &Scene,
    low: &Witness,
    high: &Witness,
    steps: impl Fn(&Witness) -> Vec<Step>,
) -> Html {
    let lines = |witness: &Witness| {
        trace_lines(
            scene.tables(),
            &Witness {
                steps: steps(witness),
                ..witness.clone()
            },
            Wording::Patient,
        )
    };
    let list = |lines: Vec<String>| html! { <ol class="trace">{ for lines.into_iter().enumerate().map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ol> };
    let (least, most) = (lines(low), lines(high));
    if least == most {
        return list(least);
    }
    html! { <><h3>{ "最少的一头" }</h3>{ list(least) }<h3>{ "最多的一头" }</h3>{ list(most) }</> }
}

fn waivers(scene: &Scene, answer: &Answer) -> Html {
    let lines = answer
        .waivers
        .iter()
        .filter(|line| line.verdict != Verdict::No);
    let cards = lines.enumerate().filter_map(|(at, line)| {
        let rule = &scene
            .tables()
            .tables
            .get(usize::from(line.rule.table))?
            .waivers
            .get(usize::from(line.rule.index))?
            .rule;
        Some(card(
            scene,
            at,
            rule,
            line.verdict,
            &owner(scene, line.rule.table),
            html! { <p>{ waiver_reason(scene.tables(), line) }</p> },
        ))
    });
    section("能免的", cards.collect())
}

fn targets(scene: &Scene, answer: &Answer) -> Html {
    let lines = answer
        .targets
        .iter()
        .filter(|line| line.verdict != TargetVerdict::NotApplicable);
    let cards = lines.enumerate().filter_map(|(at, line)| {
        let rule = &scene.tables().tables.get(usize::from(line.rule.table))?.targets.get(usize::from(line.rule.index))?.rule;
        Some(html! {
            <li key={at} class="card"><h3>{ &rule.name }</h3><p>{ target_sentence(scene.tables(), line) }</p>{ sources(scene, &rule.cites) }</li>
        })
    });
    section("官方的目标", cards.collect())
}

fn schemes(scene: &Scene, answer: &Answer) -> Html {
    let tables = scene.tables();
    let of = |verdict: Verdict| {
        let lines = answer
            .schemes
            .iter()
            .filter(move |line| line.verdict == verdict);
        lines.enumerate().filter_map(move |(at, line)| {
            let scheme = tables.tables.get(usize::from(line.rule.table))?.schemes.get(usize::from(line.rule.index))?;
            let asks = line.open.iter().map(|question| {
                let to = format!("#{}", scene.address(&scene.route.at(Screen::Say(Fact::Asked(*question)))));
                html! { <li key={to.clone()}><a href={to}>{ text::question(tables, Fact::Asked(*question)) }</a></li> }
            });
            let body = html! {
                <>
                    <p>{ scheme_reason(tables, line) }</p>
                    { for scheme_actions(tables, line).into_iter().map(|action| html! { <p>{ action }</p> }) }
                    if !line.open.is_empty() && verdict == Verdict::Unknown { <ul class="asks">{ for asks }</ul> }
                </>
            };
            Some(card(scene, at, &scheme.rule, verdict, &owner(scene, line.rule.table), body))
        }).collect::<Vec<_>>()
    };
    let no = of(Verdict::No);
    html! {
        <>
            { section("管您的政策", of(Verdict::Yes)) }
            { section("可能管您的政策", of(Verdict::Unknown)) }
            if !no.is_empty() {
                <details class="more"><summary>{ format!("不管这次看病的政策（{}）", no.len()) }</summary><ul class="cards">{ for no }</ul></details>
            }
            if answer.schemes.is_empty() { <p>{ format!("这里没有收录专项政策，不等于没有。{ASK_WHOM}") }</p> }
        </>
    }
}

fn card(scene: &Scene, at: usize, rule: &Rule, verdict: Verdict, owner: &str, body: Html) -> Html {
    let class = match verdict {
        Verdict::Yes => "yes",
        Verdict::Unknown => "maybe",
        Verdict::No => "no",
    };
    let mark = html! { <span class={classes!("mark", class)}>{ verdict_word(verdict) }</span> };
    folded(scene, at, rule, verdict == Verdict::Yes, owner, mark, body)
}

/// A rule that opens: its name and mark outside; inside its owner, what it says, caveat and sources.
fn folded(
    scene: &Scene,
    at: usize,
    rule: &Rule,
    open: bool,
    owner: &str,
    mark: Html,
    body: Html,
) -> Html {
    html! {
        <li key={at} class="card">
            <details {open}>
                <summary><h3>{ &rule.name }</h3>{ mark }</summary>
                <p class="quiet">{ owner }</p>
                { body }
                { for rule.caveat.iter().map(|text| html! { <p class="caveat">{ text }</p> }) }
                { sources(scene, &rule.cites) }
            </details>
        </li>
    }
}

fn owner(scene: &Scene, table: u16) -> String {
    owner_name(scene.tables(), table).to_owned()
}

fn section(title: &str, cards: Vec<Html>) -> Html {
    if cards.is_empty() {
        return html! {};
    }
    html! { <section><h2>{ title }</h2><ul class="cards">{ for cards }</ul></section> }
}

fn sources(scene: &Scene, cites: &[CiteId]) -> Html {
    if cites.is_empty() {
        return html! { <p class="quiet">{ "没有材料写这一条的数。" }</p> };
    }
    let lines = cites
        .iter()
        .map(|cite| html! { <li key={cite.0}>{ source_line(scene.tables(), *cite) }</li> });
    html! { <details class="sources"><summary>{ "出处" }</summary><ul>{ for lines }</ul></details> }
}

/// What is worth asking still, and the local figures where no table has them.
fn more(scene: &Scene) -> Html {
    let to = |screen| format!("#{}", scene.address(&scene.route.at(screen)));
    let open = flow::next(scene).is_some();
    html! {
        <section class="onward">
            if open {
                <p>{ "还有能让结果更准的问题。" }</p><a class="go" href={to(Screen::Ask)}>{ "接着问" }</a>
            } else {
                <p>{ "单独再答哪一题，都不会改变结果了。" }</p>
                <p><a href={to(Screen::Facts)}>{ "想一起改几项，看问题清单" }</a></p>
            }
            <p><a href={to(Screen::Edit(Fact::Local))}>{ "填当地告诉您的数" }</a></p>
            <p><a href={to(Screen::Edit(Fact::Sheet))}>{ "填结算单上的数" }</a></p>
        </section>
    }
}

fn procedures(scene: &Scene, answer: &Answer) -> Html {
    let lines = answer
        .procedures
        .iter()
        .filter(|line| line.applies != Verdict::No);
    let cards = lines.enumerate().filter_map(|(at, line)| {
        let it = scene
            .tables()
            .tables
            .get(usize::from(line.rule.table))?
            .procedures
            .get(usize::from(line.rule.index))?;
        let mark = if line.applies == Verdict::Unknown {
            html! { <span class="mark maybe">{ "看情况" }</span> }
        } else {
            html! {}
        };
        let card = folded(
            scene,
            at,
            &it.rule,
            false,
            &owner(scene, line.rule.table),
            mark,
            html! { <p>{ &it.text }</p> },
        );
        Some((line.applies, card))
    });
    let (sure, perhaps): (Vec<_>, Vec<_>) =
        cards.partition(|(applies, _)| *applies == Verdict::Yes);
    let perhaps: Vec<Html> = perhaps.into_iter().map(|(_, card)| card).collect();
    html! {
        <section>
            <h2>{ "怎么办" }</h2>
            { for cash_lines(answer.cash).into_iter().map(|line| html! { <p>{ line }</p> }) }
            <ul class="cards">{ for sure.into_iter().map(|(_, card)| card) }</ul>
            if !perhaps.is_empty() {
                <details class="more">
                    <summary>{ format!("看情况才有的（{}）", perhaps.len()) }</summary>
                    <ul class="cards">{ for perhaps }</ul>
                </details>
            }
        </section>
    }
}

fn notes(scene: &Scene, answer: &Answer) -> Html {
    // Caveats belong to single rules: many, and wanted by few. The rest is for everyone.
    let (caveats, warnings): (Vec<&Warning>, Vec<&Warning>) = answer
        .warnings
        .iter()
        .partition(|it| matches!(it, Warning::Caveat(_)));
    let said = |it: &&Warning| warning(scene.tables(), it);
    let mut lines: Vec<String> = warnings.iter().map(said).collect();
    lines.extend(
        answer
            .assumptions
            .iter()
            .map(|it| assumption(*it).to_owned()),
    );
    html! {
        <section>
            <h2>{ "要知道的" }</h2>
            { list(lines) }
            if !caveats.is_empty() {
                <details class="more">
                    <summary>{ format!("材料里没说清的地方（{}）", caveats.len()) }</summary>
                    { list(caveats.iter().map(said).collect()) }
                </details>
            }
            <p>{ ASK_WHOM }</p>
        </section>
    }
}

fn list(lines: Vec<String>) -> Html {
    let rows = lines.into_iter().enumerate();
    html! { <ul class="notes">{ for rows.map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ul> }
}

fn tables(scene: &Scene, answer: &Answer) -> Html {
    let rows = answer.tables.iter().filter_map(|used| {
        let table = scene.tables().tables.get(usize::from(used.table))?;
        let time = match (table.span.from, table.span.until) {
            (Some(from), Some(until)) => format!("{from} 到 {until}"),
            (Some(from), None) => format!("{from} 起"),
            (None, Some(until)) => format!("到 {until}"),
            (None, None) => "起止不详".into(),
        };
        let state = if used.in_force { "用上了" } else { "这一天不在有效期内" };
        let to = address::policy(scene.tables(), usize::from(used.table));
        Some(html! { <li key={table.id.clone()}><a class="step" href={to}>{ &table.name }</a>{ format!("（{time}）：{state}") }</li> })
    });
    let to = format!(
        "#{}",
        scene.address(&scene.route.at(Screen::Edit(Fact::AsOf)))
    );
    let late = answer.warnings.contains(&Warning::NoLocalTable);
    html! {
        <section>
            <details class="more">
                <summary>{ "用了哪些政策表" }</summary>
                <ul class="notes">{ for rows }</ul>
            </details>
            if late { <p><a href={to}>{ "按以前的政策表算一遍" }</a></p> }
        </section>
    }
}
