//! The answer beside the form, in the clerk's wording: it changes with each key.
use crate::form;
use crate::state::State;
use mingbai_engine::{Answer, LineGrade, Reason, Stated, TargetVerdict, Verdict, Warning};
use mingbai_intake::figures::ENTERED;
use mingbai_interview::clerk::slot::Slot;
use mingbai_ui::{lead, takeaway};
use mingbai_wording::{
    FINAL_WORD, LEAST, MOST, Wording, answer_label, assumption, benefit_lines, benefit_name,
    cash_lines, cash_of, fact_name, full_range, layer_field, layer_name, layer_note, money,
    owner_name, question_id, scheme_reason, standing, target_sentence, trace_lines_of,
    waiver_reason, warning,
};
use yew::prelude::*;

/// So many open questions are named.
const ASKS: usize = 4;

/// The answer, or why there is none yet.
pub fn beside(state: &UseReducerHandle<State>) -> Html {
    let body = match state.answer.as_deref() {
        _ if !state.reading.wrong.is_empty() => unread(state),
        None => html! { <p class="quiet">{ "先填参保地。" }</p> },
        Some(Err(error)) => html! { <p class="wrong" role="alert">{ &error.message }</p> },
        Some(Ok(answer)) => told(state, answer),
    };
    html! { <div class="answer">{ body }</div> }
}

/// Which fields were not understood, each leading there: nothing is reckoned without them.
fn unread(state: &UseReducerHandle<State>) -> Html {
    let slots = state.unread();
    let rows = slots.iter().map(|slot| {
        let (state, slot) = (state.clone(), *slot);
        let why = state.reading.wrong(slot).unwrap_or_default().to_owned();
        let label = slot.label(&state.world.tables);
        let onclick = Callback::from(move |_: MouseEvent| form::go(&state, Some(slot)));
        html! {
            <li key={label.clone()}>
                <button type="button" class="step" {onclick}>{ label }</button>
                <p class="quiet">{ why }</p>
            </li>
        }
    });
    html! {
        <section class="unread">
            <p class="wrong" role="status">{ format!("{}改好再算。", state.unread_text().unwrap_or_default()) }</p>
            <ul class="asks">{ for rows }</ul>
        </section>
    }
}

fn told(state: &UseReducerHandle<State>, answer: &Answer) -> Html {
    html! {
        <>
            { takeaway::alerted(&state.world, state.reading.visit.as_ref(), answer) }
            { head(state, answer) }
            { lines(state, answer) }
            { policies(state, answer) }
            { asks(state, answer) }
            { notes(state, answer) }
            { range(answer) }
        </>
    }
}

/// The statement; the rule alone where there is no bill yet.
fn head(state: &State, answer: &Answer) -> Html {
    let Some(visit) = &state.reading.visit else {
        return html! {};
    };
    let lead = state.world.lead(visit);
    let stated = state.world.stated(visit);
    let cash = match &*stated {
        Ok(Stated::Case(case)) => cash_of(case),
        _ => None,
    };
    html! {
        <section class="head-line" aria-label="自己付多少" aria-live="polite">
            <p class="quiet">{ "个人负担（psn_part_amt）" }</p>
            if answer.money.is_none() { <p class="quiet">{ "填了医疗费总额，就有数。" }</p> }
            { lead::told(&lead) }
            { for cash.map(|line| html! { <p>{ line }</p> }) }
            <p class="final">{ FINAL_WORD }</p>
        </section>
    }
}

/// The full range, last and small; to the fen where nothing is open.
fn range(answer: &Answer) -> Html {
    let Some(bill) = &answer.money else {
        return html! {};
    };
    let pays = bill.pays.estimate;
    let said = full_range(answer).unwrap_or_else(|| format!("到分：{}", money::range(pays)));
    let certain = (bill.pays.certain != pays)
        .then(|| format!("只按有文件的数算：{}。", money::range(bill.pays.certain)));
    html! {
        <section>
            <p class="quiet" data-low={pays.low.to_string()} data-high={pays.high.to_string()}>{ said }</p>
            { for certain.map(|line| html! { <p class="quiet">{ line }</p> }) }
        </section>
    }
}

fn list(rows: Vec<String>) -> Html {
    let rows = rows.into_iter().enumerate();
    html! { <ul class="notes">{ for rows.map(|(at, row)| html! { <li key={at}>{ row }</li> }) }</ul> }
}

/// Each payer with its field of the national interface, and the whole reckoning.
fn lines(state: &State, answer: &Answer) -> Html {
    let Some(bill) = &answer.money else {
        return html! {};
    };
    let tables = &state.world.tables;
    let lines = answer.layers.iter().enumerate().filter_map(|(at, line)| {
        let pays = line.pays?;
        let own = (!line.name.is_empty()).then_some(line.name.as_str());
        let name = own.unwrap_or_else(|| layer_name(tables, line.layer));
        let field = layer_field(tables, line.layer).map(|it| format!("（{it}）"));
        let note = match line.grade {
            LineGrade::Entered => ENTERED.to_owned(),
            _ => layer_note(tables, line),
        };
        Some(html! {
            <li key={at} class="mine-line">
                <span class="name">{ name }{ for field }</span>
                <span class="sum">{ money::range(pays.estimate) }</span>
                if !note.is_empty() { <span class="mark">{ note }</span> }
            </li>
        })
    });
    let trace = |witness| trace_lines_of(tables, answer, witness, Wording::Clerk);
    let (low, high) = (trace(&bill.low), trace(&bill.high));
    html! {
        <section>
            <h2>{ "各项付多少" }</h2>
            <ul class="lines">{ for lines }</ul>
            <details class="more">
                <summary>{ "每一步怎么算" }</summary>
                if low != high { <h3>{ LEAST }</h3> }
                { list(low.clone()) }
                if low != high { <h3>{ MOST }</h3>{ list(high) } }
            </details>
        </section>
    }
}

/// Schemes, waivers and targets that are, or may be, the patient's.
fn policies(state: &State, answer: &Answer) -> Html {
    let tables = &state.world.tables;
    let table = |at: u16| tables.tables.get(usize::from(at));
    let (mut sure, mut perhaps) = (Vec::new(), Vec::new());
    let mut put = |verdict: Verdict, text: String| match verdict {
        Verdict::Yes => sure.push(text),
        Verdict::Unknown => perhaps.push(text),
        Verdict::No => {}
    };
    for line in &answer.waivers {
        let all = table(line.rule.table).map(|it| it.waivers.as_slice());
        if let Some(it) = all.and_then(|it| it.get(usize::from(line.rule.index))) {
            let why = waiver_reason(tables, line);
            put(line.verdict, format!("{}。{why}", it.rule.name));
        }
    }
    for line in &answer.schemes {
        let all = table(line.rule.table).map(|it| it.schemes.as_slice());
        if let Some(it) = all.and_then(|it| it.get(usize::from(line.rule.index))) {
            let owner = owner_name(tables, line.rule.table);
            let why = scheme_reason(tables, line);
            put(line.verdict, format!("{owner}：{}。{why}", it.rule.name));
        }
    }
    for line in &answer.benefits {
        let says = benefit_lines(tables, line).concat();
        put(
            Verdict::Unknown,
            format!("{}。{says}", benefit_name(tables, line)),
        );
    }
    for line in &answer.targets {
        if line.verdict != TargetVerdict::NotApplicable {
            put(Verdict::Yes, target_sentence(tables, line));
        }
    }
    let count = perhaps.len();
    html! {
        <section>
            if !sure.is_empty() {
                <h2>{ "管这个病人的" }</h2>
                { list(sure) }
            }
            if count > 0 {
                <details class="more">
                    <summary>{ format!("{}的（{count}）", standing(Verdict::Unknown, Reason::Condition)) }</summary>
                    { list(perhaps) }
                </details>
            }
        </section>
    }
}

/// What would still change the amount, the furthest-reaching first; each leads to its field.
fn asks(state: &UseReducerHandle<State>, answer: &Answer) -> Html {
    let tables = &state.world.tables;
    let asks = answer.ask.iter().filter(|ask| ask.range.is_some());
    let rows: Vec<Html> = asks
        .take(ASKS)
        .map(|ask| {
            let slot = Slot::of(ask.question);
            let onclick = {
                let state = state.clone();
                Callback::from(move |_: MouseEvent| form::go(&state, Some(slot)))
            };
            let few = ask.answers.len() == 2;
            let then = ask.answers.iter().filter(|_| few).filter_map(|(value, range)| {
                let label = answer_label(tables, ask.question, *value);
                Some(format!("{label} {}", money::headline((*range)?)))
            });
            let then: Vec<String> = then.collect();
            html! {
                <li key={question_id(tables, ask.question)}>
                    <button type="button" class="step" {onclick}>{ fact_name(tables, ask.question) }</button>
                    if !then.is_empty() { <p class="quiet">{ then.join("；") }</p> }
                </li>
            }
        })
        .collect();
    if rows.is_empty() {
        return html! {};
    }
    html! { <section><h2>{ "还会变的" }</h2><ul class="asks">{ for rows }</ul></section> }
}

fn notes(state: &State, answer: &Answer) -> Html {
    let tables = &state.world.tables;
    let cash = cash_lines(answer.cash).into_iter().map(str::to_owned);
    let warnings = answer.warnings.iter();
    let warnings = warnings.filter(|it| !matches!(it, Warning::Caveat(_)));
    let warnings = warnings.map(|it| warning(tables, it));
    let assumed = answer.assumptions.iter();
    let assumed = assumed.map(|it| assumption(*it).to_owned());
    let visit = state.reading.visit.iter();
    let entered = visit.flat_map(|visit| crate::figures::notes(state, visit));
    let rows: Vec<String> = entered.chain(cash).chain(warnings).chain(assumed).collect();
    html! { <section><h2>{ "要知道的" }</h2>{ list(rows) }</section> }
}
