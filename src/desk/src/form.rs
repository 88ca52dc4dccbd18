//! The form: one screen of fields, gone through with Enter; what is typed is read at each key.
use crate::state::{Do, State};
use mingbai_engine::Question;
use mingbai_interview::clerk::pick::{self, Offer};
use mingbai_interview::clerk::read;
use mingbai_interview::clerk::slot::{Kind, PARTS, Slot};
use mingbai_platform::{focus, inputs};
use yew::prelude::*;

/// Where Enter goes after the last field.
pub const PRINT: &str = "desk-print";

/// The fields by part.
pub fn form(state: &UseReducerHandle<State>) -> Html {
    let slots = state.slots();
    let parts = PARTS.iter().enumerate().filter_map(|(part, name)| {
        let mine: Vec<Slot> = slots
            .iter()
            .copied()
            .filter(|it| it.part() == part)
            .collect();
        let wide = (part + 1 == PARTS.len()).then_some("desk-wide");
        (!mine.is_empty()).then(|| {
            html! {
                <fieldset key={*name} class={wide}>
                    <legend key="legend">{ *name }</legend>
                    { for mine.into_iter().map(|slot| field(state, &slots, slot)) }
                </fieldset>
            }
        })
    });
    html! { <div class="desk-form">{ for parts }</div> }
}

/// The next field Enter stops at; none after the last. What the window set once is passed by.
fn onward(state: &State, slots: &[Slot], from: Slot, back: bool) -> Option<Slot> {
    let known = |slot: &Slot| {
        let of_hospital = matches!(
            slot,
            Slot::Asked(Question::Grade | Question::Tier | Question::Place)
        );
        let named = pick::names_one(state.typed.text(Slot::Hospital));
        !state.setting && (state.window.fixed.has(*slot) || (of_hospital && named))
    };
    let at = slots.iter().position(|it| *it == from)?;
    if back {
        slots.iter().take(at).rev().find(|it| !known(it)).copied()
    } else {
        slots.iter().skip(at + 1).find(|it| !known(it)).copied()
    }
}

/// The first field there is something to fill in.
pub fn first(state: &State) -> Option<Slot> {
    let slots = state.slots();
    let head = *slots.first()?;
    if state.window.fixed.has(head) {
        onward(state, &slots, head, false)
    } else {
        Some(head)
    }
}

/// One field, with the names on offer while it is at work.
pub fn field(state: &UseReducerHandle<State>, slots: &[Slot], slot: Slot) -> Html {
    let tables = &state.world.tables;
    let id = state.id(slot);
    let (list, note) = (format!("{id}-list"), format!("{id}-note"));
    let offers = match &state.open {
        Some((of, offers, marked)) if *of == slot => Some((offers, *marked)),
        _ => None,
    };
    let wrong = state.reading.wrong(slot);
    let says = match (wrong, state.reading.said(slot)) {
        (Some(why), _) => html! { <span class="wrong">{ why }</span> },
        (None, Some(said)) => html! { <span class="understood">{ said }</span> },
        (None, None) => html! {},
    };
    let names = matches!(slot.kind(), Kind::One | Kind::Many | Kind::Items);
    let mode = match slot.kind() {
        Kind::Money | Kind::Day => Some("decimal"),
        Kind::Whole => Some("numeric"),
        _ => None,
    };
    let oninput = {
        let state = state.clone();
        Callback::from(move |event: InputEvent| {
            state.dispatch(Do::Type(slot, inputs::typed(&event)));
        })
    };
    let onfocus = {
        let state = state.clone();
        Callback::from(move |_: FocusEvent| state.dispatch(Do::Enter(slot)))
    };
    let onblur = {
        let state = state.clone();
        Callback::from(move |_: FocusEvent| state.dispatch(Do::Leave(slot)))
    };
    let onkeydown = keys(state, slots, slot);
    let marked = offers.and_then(|(_, marked)| marked);
    let active = marked.map(|at| format!("{list}-{at}"));
    html! {
        <div class="field" key={id.clone()}>
            <label for={id.clone()}>{ slot.label(tables) }</label>
            <input id={id.clone()} type="text" inputmode={mode} {oninput} {onfocus} {onblur} {onkeydown}
                autocomplete="off" autocapitalize="off" spellcheck="false" placeholder={slot.hint()}
                role={names.then_some("combobox")} aria-autocomplete={names.then_some("list")}
                aria-expanded={names.then(|| offers.is_some().to_string())}
                aria-controls={offers.map(|_| list.clone())} aria-activedescendant={active}
                aria-describedby={note.clone()} aria-invalid={wrong.is_some().then_some("true")} />
            if let Some((offers, _)) = offers { { offered(state, slot, &list, offers, marked) } }
            <p id={note} class="says">{ says }</p>
        </div>
    }
}

/// The names on offer. A press chooses one before the field loses the focus.
fn offered(
    state: &UseReducerHandle<State>,
    slot: Slot,
    list: &str,
    offers: &[Offer],
    marked: Option<usize>,
) -> Html {
    let rows = offers.iter().enumerate().map(|(at, offer)| {
        let onmousedown = {
            let state = state.clone();
            Callback::from(move |event: MouseEvent| {
                event.prevent_default();
                state.dispatch(Do::Take(slot, at));
            })
        };
        let chosen = marked == Some(at);
        html! {
            <li key={offer.name.clone()} id={format!("{list}-{at}")} role="option" aria-selected={chosen.to_string()} {onmousedown}>
                { for offer.number.map(|number| html! { <kbd>{ number }</kbd> }) }
                <span>{ &offer.name }</span>
                if !offer.note.is_empty() { <small>{ &offer.note }</small> }
            </li>
        }
    });
    let name = slot.label(&state.world.tables);
    html! { <ul class="offers" role="listbox" id={list.to_owned()} aria-label={name}>{ for rows }</ul> }
}

fn keys(state: &UseReducerHandle<State>, slots: &[Slot], slot: Slot) -> Callback<KeyboardEvent> {
    let (state, slots) = (state.clone(), slots.to_vec());
    Callback::from(move |event: KeyboardEvent| {
        // While an input method is at work, the keys are its own.
        if event.is_composing() {
            return;
        }
        let open = matches!(&state.open, Some((of, ..)) if *of == slot);
        match event.key().as_str() {
            "Enter" if event.ctrl_key() || event.alt_key() => {}
            "Enter" => {
                event.prevent_default();
                let text = state.typed.text(slot);
                let amount_missing = slot == Slot::Items
                    && read::typing(&state.typed, slot)
                    && read::item(read::split(slot, text).1).1.is_empty();
                if open && amount_missing {
                    return state.dispatch(Do::Next(slot));
                }
                state.dispatch(Do::Leave(slot));
                go(&state, onward(&state, &slots, slot, event.shift_key()));
            }
            "ArrowDown" | "ArrowUp" if open => {
                event.prevent_default();
                state.dispatch(Do::Mark(event.key() == "ArrowDown"));
            }
            "Escape" if open => {
                event.prevent_default();
                state.dispatch(Do::Close);
            }
            _ => {}
        }
    })
}

/// Puts into the fields what the page wrote; what is being typed there is never touched.
pub fn fill(state: &State, slots: &[Slot]) {
    for slot in slots {
        inputs::fill_other(&state.id(*slot), state.typed.text(*slot));
    }
}

/// Puts the focus on a field, or on what comes after the last.
pub fn go(state: &State, to: Option<Slot>) {
    match to {
        Some(slot) => inputs::focus_typing(&state.id(slot)),
        None if state.setting => {}
        None => focus::focus_field(PRINT),
    }
}
