//! One policy table, for people: what it says, where that stands, what it leaves open.
use crate::worked;
use mingbai_interview::address::{POLICIES, WORDS};
use mingbai_interview::world::World;
use mingbai_policy::CiteId;
use mingbai_ui::frame::plain;
use mingbai_ui::term::{self, Terms};
use mingbai_wording::{
    CaseText, Chapter, FINAL_WORD, Grades, RuleText, chapters_on, grades, source_line, span_rank,
    span_state, state_line, table_blanks, table_lines,
};
use yew::prelude::*;

/// A table's page.
pub fn page(world: &World, table: usize) -> Html {
    let (Some(found), Ok(index)) = (world.tables.tables.get(table), u16::try_from(table)) else {
        return html! {};
    };
    let blanks = table_blanks(&world.tables, index);
    let body = html! {
        <div class="answer" key={found.id.clone()}>
            { for grades(&world.tables, index, world.today).map(by_grade) }
            <section>
                <p>{ state_line(found.span, world.today) }</p>
                { paragraphs(table_lines(&world.tables, index)) }
                <p class="final">{ FINAL_WORD }</p>
            </section>
            if !blanks.is_empty() {
                <section>
                    <h2>{ "文件没有写的" }</h2>
                    <ul class="notes">{ for blanks.into_iter().enumerate().map(|(at, line)| html! { <li key={at}>{ term::text(&line) }</li> }) }</ul>
                </section>
            }
            { for chapters_on(&world.tables, index, world.today).into_iter().map(|it| chapter(world, it)) }
            { worked::section(world, table) }
            <p><a class="step" href={POLICIES}>{ "看别的政策" }</a></p>
            <p><a class="step" href={WORDS}>{ "看不懂的词，这里有解释" }</a></p>
        </div>
    };
    plain(&found.name, body)
}

/// Today's rule: a row for each grade, and the rule in words under it.
fn by_grade(grades: Grades) -> Html {
    let rows = grades.rules.into_iter().map(|it| {
        html! {
            <>
                <tr><th scope="row">{ it.grade }</th><td>{ it.deductible }</td><td>{ it.pays }</td></tr>
                <tr><td colspan="3">{ format!("{}。", it.sentence) }</td></tr>
            </>
        }
    });
    html! {
        <section class="grades">
            <h2>{ grades.title }</h2>
            <table>
                <thead><tr><th scope="col">{ "等级" }</th><th scope="col">{ "起付线" }</th><th scope="col">{ "报" }</th></tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </section>
    }
}

fn chapter(world: &World, chapter: Chapter) -> Html {
    let rules = chapter.rules.into_iter().map(|it| rule(world, it));
    html! {
        <section key={chapter.title}>
            <h2>{ chapter.title }</h2>
            <ul class="cards">{ for rules }</ul>
        </section>
    }
}

fn rule(world: &World, rule: RuleText) -> Html {
    // What is folded away with the rule is marked on its own.
    let terms = Terms::default();
    let state = span_state(rule.span, world.today);
    let time = match (rule.time, span_rank(rule.span, world.today)) {
        (Some(time), _) => Some(format!("{state}，{time}")),
        (None, 0) => None,
        (None, _) => Some(state.to_owned()),
    };
    let cites: Vec<&[CiteId]> = rule.cases.iter().map(|it| it.cites).collect();
    let cases: Vec<Html> = rule
        .cases
        .iter()
        .enumerate()
        .map(|(at, it)| {
            // Sources that the next case shares stand after the last of them.
            let told = it.cites != rule.cites && cites.get(at + 1) != Some(&it.cites);
            html! { <li key={at}>{ case(&terms, it) }if told { { sources(world, it.cites) } }</li> }
        })
        .collect();
    html! {
        <li key={rule.id.to_owned()} class="card">
            <details>
                <summary><h3>{ rule.name }</h3>{ for time.map(|time| html! { <span class="quiet">{ time }</span> }) }</summary>
                { for rule.says.iter().map(|line| html! { <p>{ terms.text(line) }</p> }) }
                if !rule.names.is_empty() { <ul class="names">{ for rule.names.iter().map(|name| html! { <li>{ name }</li> }) }</ul> }
                if !cases.is_empty() { <ol class="cases">{ for cases }</ol> }
                { for rule.caveat.map(|text| html! { <p class="caveat">{ terms.text(text) }</p> }) }
                { sources(world, rule.cites) }
            </details>
        </li>
    }
}

fn case(terms: &Terms, case: &CaseText) -> Html {
    let when = if case.when.is_empty() {
        "其他情况：".to_owned()
    } else {
        case.when.concat()
    };
    html! {
        <>
            <p class="when">{ terms.text(&when) }</p>
            { for case.says.iter().map(|line| html! { <p>{ terms.text(line) }</p> }) }
        </>
    }
}

fn paragraphs(lines: Vec<String>) -> Html {
    html! { <>{ for lines.into_iter().map(|line| html! { <p>{ line }</p> }) }</> }
}

/// Where something stands, folded.
fn sources(world: &World, cites: &[CiteId]) -> Html {
    let lines = cites
        .iter()
        .map(|cite| html! { <li key={cite.0}>{ source_line(&world.tables, *cite) }</li> });
    html! { <details class="sources"><summary>{ "出处" }</summary><ul>{ for lines }</ul></details> }
}
