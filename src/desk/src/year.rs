//! 一年的账: the visits of one patient's year, one after another; their order can be changed.
use crate::state::{Do, State};
use mingbai_engine::{Ledger, LedgerFault, TwoReadings, Visit, take_start};
use mingbai_intake::InputError;
use mingbai_ui::takeaway;
use mingbai_wording::{
    CARRIED, FINAL_WORD, ledger_fault, ledger_total_lines, ledger_visit_lines, ledger_visit_title,
    swap_line,
};
use yew::prelude::*;

type Reckoned = Result<(Ledger, Vec<Option<TwoReadings>>), String>;

/// The part.
pub fn part(state: &UseReducerHandle<State>) -> Html {
    if state.year.is_empty() {
        return html! {
            <>
                <p>{ "这里还没有就诊。" }</p>
                <p>{ "在“填表”里填好一次，按 F9，就放进来。" }</p>
                <p class="quiet">{ "同一个病人、同一年的，按结算先后放。" }</p>
            </>
        };
    }
    html! { <Year state={state.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct YearProps {
    state: UseReducerHandle<State>,
}

#[component]
fn Year(props: &YearProps) -> Html {
    let state = &props.state;
    let reckoned = use_memo(state.year.clone(), |visits| reckon(state, visits));
    let rows = state.year.iter().enumerate();
    let rows = rows.map(|(at, visit)| row(state, &reckoned, at, visit));
    let tables = &state.world.tables;
    let lines = |all: Vec<String>| {
        let all = all.into_iter().enumerate();
        html! { <ul class="notes">{ for all.map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ul> }
    };
    let sum = match reckoned.as_ref() {
        Err(why) => html! { <p class="wrong" role="alert">{ why }</p> },
        Ok((ledger, _)) => html! {
            <section aria-live="polite" data-total={total(ledger)}>
                <h2>{ "合计" }</h2>
                { lines(ledger_total_lines(tables, ledger)) }
                <p class="quiet">{ CARRIED }</p>
                <p class="final">{ FINAL_WORD }</p>
            </section>
        },
    };
    let alert = match reckoned.as_ref() {
        Ok((ledger, _)) => takeaway::alert(alerts(state, ledger)),
        Err(_) => html! {},
    };
    html! { <div class="year">{ alert }<ol class="cards">{ for rows }</ol>{ sum }</div> }
}

/// What must be read before the amounts of the year.
fn alerts(state: &State, ledger: &Ledger) -> Vec<String> {
    let world = &state.world;
    let latest = state.year.iter().map(|it| it.date).max();
    latest.map_or_else(Vec::new, |latest| {
        mingbai_wording::alerts(&world.tables, &ledger.unattested, latest, Some(world.today))
    })
}

/// The year on paper, without what is pressed on the screen.
pub fn paper(state: &State) -> Html {
    let tables = &state.world.tables;
    let rows = |all: Vec<String>| {
        let all = all.into_iter().enumerate();
        html! { <ul>{ for all.map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ul> }
    };
    let visits: Vec<&Visit> = state.year.iter().collect();
    let ledger = match mingbai_engine::ledger(tables, &visits).map_err(fault) {
        Ok(ledger) => ledger,
        Err(why) => return html! { <article class="sheet"><p>{ why }</p></article> },
    };
    let each = state.year.iter().zip(&ledger.visits).enumerate();
    let each = each.map(|(at, (visit, settled))| {
        html! {
            <section key={at}>
                <h2>{ ledger_visit_title(at, visit) }</h2>
                { rows(ledger_visit_lines(tables, settled)) }
            </section>
        }
    });
    let roll = (state.window.paper == crate::window::Paper::Roll).then_some("roll");
    html! {
        <article class={classes!("sheet", "whole-year", roll)}>
            <h1>{ "一年的账" }</h1>
            <p>{ format!("{}，政策表 {}", state.world.today, mingbai_tables::VERSION) }</p>
            { rows(alerts(state, &ledger)) }
            { for each }
            <h2>{ "合计" }</h2>
            { rows(ledger_total_lines(tables, &ledger)) }
            <p>{ CARRIED }</p>
            <p class="final">{ FINAL_WORD }</p>
        </article>
    }
}

fn fault(fault: LedgerFault) -> String {
    match fault {
        LedgerFault::Visit(at, why) => {
            format!("第 {} 次：{}", at + 1, InputError::from(why).message)
        }
        fault => ledger_fault(fault).unwrap_or_default(),
    }
}

/// The least the year may come to, for whoever reads the page by program.
fn total(ledger: &Ledger) -> Option<String> {
    let pays = ledger.pays?.estimate;
    Some(format!("{} {}", pays.low, pays.high))
}

fn reckon(state: &State, visits: &[Visit]) -> Reckoned {
    let tables = &state.world.tables;
    let visits: Vec<&Visit> = visits.iter().collect();
    let ledger = mingbai_engine::ledger(tables, &visits).map_err(fault)?;
    let swaps = mingbai_engine::swaps(tables, &visits).map_err(fault)?;
    Ok((ledger, swaps))
}

fn row(state: &UseReducerHandle<State>, reckoned: &Reckoned, at: usize, visit: &Visit) -> Html {
    let tables = &state.world.tables;
    let settled = reckoned.as_ref().ok();
    let lines = settled.and_then(|(ledger, _)| ledger.visits.get(at));
    let lines = lines
        .map(|it| ledger_visit_lines(tables, it))
        .unwrap_or_default();
    let swap = settled.and_then(|(ledger, swaps)| {
        let swapped = swaps.get(at)?;
        Some(swap_line(at, ledger, *swapped))
    });
    let number = at + 1;
    let button = |name: &'static str, change: Option<Vec<Visit>>| {
        let state = state.clone();
        let disabled = change.is_none();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(visits) = &change {
                state.dispatch(Do::Year(visits.clone()));
            }
        });
        html! { <button type="button" class="tool" {onclick} {disabled} aria-label={format!("第 {number} 次，{name}")}>{ name }</button> }
    };
    let swapped = |one: usize, other: usize| {
        let mut visits = state.year.clone();
        if other >= visits.len() {
            return None;
        }
        visits.swap(one, other);
        // What was before the year belongs to whichever visit comes first.
        take_start(tables, visits.first_mut()?, state.year.first()?);
        Some(visits)
    };
    let without = {
        let mut visits = state.year.clone();
        if at < visits.len() {
            visits.remove(at);
        }
        if let (Some(first), Some(start)) = (visits.first_mut(), state.year.first()) {
            take_start(tables, first, start);
        }
        visits
    };
    html! {
        <li key={at} class="card">
            <h2>{ ledger_visit_title(at, visit) }</h2>
            <ul class="notes">{ for lines.into_iter().enumerate().map(|(at, line)| html! { <li key={at}>{ line }</li> }) }</ul>
            <div class="desk-acts">
                { button("往前移", at.checked_sub(1).and_then(|before| swapped(before, at))) }
                { button("往后移", swapped(at, at + 1)) }
                { button("去掉", Some(without)) }
            </div>
            if let Some(swap) = swap { <p class="swap">{ swap }</p> }
        </li>
    }
}
