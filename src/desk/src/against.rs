//! 对结算单: the sheet's amounts beside ours, line by line; the first that differs, and what would
//! explain it, each reckoned through.
use crate::state::{Do, State};
use mingbai_engine::{LineFound, Reconciled, Visit};
use mingbai_intake::InputError;
use mingbai_interview::world::World;
use mingbai_platform::{focus, inputs};
use mingbai_policy::Fen;
use mingbai_wording::{
    FINAL_WORD, explanation_text, layer_name, money, not_compared, reconciled, sheet_line_name,
    sum_line,
};
use yew::prelude::*;

/// The field for the whole sheet.
pub const FIELD: &str = "sheet-text";
/// So many explanations are named.
const MOST: usize = 5;

/// Lines every sheet may have, as the reader knows them.
const HEAD: [&str; 3] = ["医疗费总额", "政策范围内", "起付线"];
const LAST: &str = "个人负担";

/// The part.
pub fn part(state: &UseReducerHandle<State>) -> Html {
    let Some(visit) = state.reading.visit.clone() else {
        let unread = state.unread_text();
        let why = unread.map(|it| format!("“填表”里{it}"));
        return html! { <p>{ why.unwrap_or("先在“填表”里填参保地和这次就诊。".to_owned()) }</p> };
    };
    html! {
        <div class="against">
            <Sheet key={state.wipes} state={state.clone()} />
            if let Some(unread) = state.unread_text() {
                <p class="wrong" role="alert">{ format!("“填表”里{unread}改好再对。") }</p>
            } else {
                <Beside world={state.world.clone()} {visit} sheet={state.sheet.clone()} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct SheetProps {
    state: UseReducerHandle<State>,
}

/// The sheet pasted whole, or typed line by line; either writes the same text.
#[component]
fn Sheet(props: &SheetProps) -> Html {
    let state = &props.state;
    let names = names(state);
    let lines = use_state(Vec::<(String, String)>::new);
    {
        let text = state.sheet.clone();
        use_effect_with((), move |()| inputs::fill_area(FIELD, &text));
    }
    let oninput = {
        let state = state.clone();
        Callback::from(move |event: InputEvent| {
            state.dispatch(Do::Sheet(inputs::typed(&event)));
        })
    };
    let fields = names.iter().enumerate().map(|(at, name)| {
        let id = format!("sheet-{at}");
        let oninput = {
            let (state, lines, name) = (state.clone(), lines.clone(), name.clone());
            Callback::from(move |event: InputEvent| {
                let mut next = (*lines).clone();
                next.retain(|(it, _)| *it != name);
                let text = inputs::typed(&event);
                if !text.trim().is_empty() {
                    next.push((name.clone(), text));
                }
                let text: Vec<String> = next.iter().map(|(name, it)| format!("{name}\t{it}")).collect();
                let text = text.join("\n");
                inputs::fill_area(FIELD, &text);
                state.dispatch(Do::Sheet(text));
                lines.set(next);
            })
        };
        let next = if at + 1 < names.len() { format!("sheet-{}", at + 1) } else { FIELD.to_owned() };
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && !event.is_composing() {
                event.prevent_default();
                focus::focus_field(&next);
            }
        });
        html! {
            <div class="field" key={id.clone()}>
                <label for={id.clone()}>{ format!("{name}，元") }</label>
                <input {id} type="text" inputmode="decimal" autocomplete="off" {oninput} {onkeydown} />
            </div>
        }
    });
    html! {
        <div class="desk-form">
            <div class="field">
                <label for={FIELD}>{ "把结算单贴在这里" }</label>
                <textarea id={FIELD} rows="6" spellcheck="false" {oninput} aria-describedby="sheet-help" />
                <p id="sheet-help" class="quiet">{ "一行一项，字段名或中文名都行。JSON 也行。" }</p>
            </div>
            <fieldset>
                <legend>{ "或者照着单子打" }</legend>
                { for fields }
            </fieldset>
        </div>
    }
}

/// The lines a sheet of this place has.
fn names(state: &State) -> Vec<String> {
    let mut names: Vec<String> = HEAD.map(str::to_owned).into();
    for line in state
        .draft()
        .map(|it| it.layers.as_slice())
        .unwrap_or_default()
    {
        let name = layer_name(&state.world.tables, line.layer).to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.push(LAST.to_owned());
    names
}

#[derive(Properties, PartialEq)]
struct BesideProps {
    world: World,
    visit: Visit,
    sheet: String,
}

/// Both beside each other; reckoned once for a visit and a sheet.
#[component]
fn Beside(props: &BesideProps) -> Html {
    let found = use_memo(
        (
            props.world.clone(),
            props.visit.clone(),
            props.sheet.clone(),
        ),
        |(world, visit, sheet)| {
            if sheet.trim().is_empty() {
                return None;
            }
            let read = mingbai_intake::read_sheet(&world.tables, sheet.as_bytes());
            Some(read.and_then(|sheet| {
                mingbai_engine::reconcile(&world.tables, visit, &sheet).map_err(InputError::from)
            }))
        },
    );
    match found.as_ref() {
        None => html! { <p class="quiet">{ "贴上或打上金额，马上就对。" }</p> },
        Some(Err(error)) => html! { <p class="wrong" role="alert">{ &error.message }</p> },
        Some(Ok(found)) => told(&props.world, found),
    }
}

fn told(world: &World, found: &Reconciled) -> Html {
    let tables = &world.tables;
    let sums = found.sums.iter().map(|it| sum_line(tables, it));
    let rest: Vec<String> = sums.chain(not_compared(tables, found)).collect();
    let rows = found.lines.iter().enumerate();
    let rows = rows.map(|(at, line)| row(world, line, found.first == Some(at)));
    let why = found.explanations.iter().take(MOST).enumerate();
    let why = why.map(|(at, it)| html! { <li key={at}>{ explanation_text(tables, it) }</li> });
    html! {
        <section aria-live="polite" class="found">
            <h2>{ reconciled(tables, found) }</h2>
            <table>
                <thead><tr><th scope="col">{ "项" }</th><th scope="col">{ "结算单" }</th><th scope="col">{ "我们算" }</th><th scope="col">{ "差" }</th></tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
            if found.first.is_some() {
                if found.explanations.is_empty() {
                    <p>{ "试过的原因都解释不了。请对照原单。" }</p>
                } else {
                    <h2>{ "可能的原因，逐一重算过" }</h2>
                    <ol class="why">{ for why }</ol>
                }
            }
            { for rest.iter().enumerate().map(|(at, line)| html! { <p key={at} class="unused">{ line }</p> }) }
            if found.open { <p>{ "我们有的数是一个范围。落在范围里的，看不出对错。" }</p> }
            <p class="final">{ FINAL_WORD }</p>
        </section>
    }
}

fn row(world: &World, line: &LineFound, first: bool) -> Html {
    let difference = line.difference();
    let ours = line.ours.map_or("算不出".to_owned(), money::range);
    let says = match difference {
        Fen::ZERO if line.ours.is_none() => "没法对".to_owned(),
        Fen::ZERO => "对得上".to_owned(),
        more if more > Fen::ZERO => format!("多 {}", money::yuan(more)),
        less => format!("少 {}", money::yuan(Fen::ZERO - less)),
    };
    let name = sheet_line_name(&world.tables, line.line);
    html! {
        <tr key={name.clone()} class={first.then_some("first-wrong")}>
            <th scope="row">{ if first { format!("▶ {name}") } else { name } }</th>
            <td data-name="结算单">{ money::yuan(line.sheet) }</td>
            <td data-name="我们算">{ ours }</td>
            <td>{ says }</td>
        </tr>
    }
}
