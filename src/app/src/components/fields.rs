//! Things one types: amounts, a day, an age.
use crate::browser;
use mingbai_visit::money;
use yew::prelude::*;

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yuan; says what it understood.
    Money,
    /// A day.
    Day,
    /// A whole number.
    Whole,
    /// Anything short.
    Text,
}

/// One field.
#[derive(Clone, PartialEq)]
pub struct Field {
    /// Unique on the page.
    pub id: String,
    /// What it asks for.
    pub label: String,
    /// What stands in it at first.
    pub initial: String,
    /// What it takes.
    pub kind: Kind,
}

/// Which field cannot be used, and why.
pub type Refusal = (usize, String);

/// A form of fields.
#[derive(Properties, PartialEq)]
pub struct FieldsProps {
    /// In order.
    pub fields: Vec<Field>,
    /// Reads them: the fragment to go to, or the first that cannot be used.
    pub read: Callback<Vec<String>, Result<String, Refusal>>,
}

/// A form of fields, one button below.
#[component]
pub fn Fields(props: &FieldsProps) -> Html {
    let values = use_state(|| {
        props
            .fields
            .iter()
            .map(|field| field.initial.clone())
            .collect::<Vec<_>>()
    });
    let refusal = use_state(|| None::<Refusal>);
    let onsubmit = {
        let (values, refusal, read) = (values.clone(), refusal.clone(), props.read.clone());
        let ids: Vec<String> = props.fields.iter().map(|field| field.id.clone()).collect();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match read.emit((*values).clone()) {
                Ok(fragment) => browser::go(&fragment),
                Err((at, why)) => {
                    if let Some(id) = ids.get(at) {
                        browser::focus(id);
                    }
                    refusal.set(Some((at, why)));
                }
            }
        })
    };
    let rows = props.fields.iter().enumerate().map(|(at, field)| {
        let value = values.get(at).cloned().unwrap_or_default();
        let wrong = refusal
            .as_ref()
            .filter(|(which, _)| *which == at)
            .map(|(_, why)| why.clone());
        let oninput = {
            let (values, refusal) = (values.clone(), refusal.clone());
            Callback::from(move |event: InputEvent| {
                let mut next = (*values).clone();
                if let Some(slot) = next.get_mut(at) {
                    *slot = browser::typed(&event);
                }
                refusal.set(None);
                values.set(next);
            })
        };
        row(field, value, wrong, oninput)
    });
    html! {
        <form class="fields" {onsubmit} novalidate=true>
            { for rows }
            <button type="submit" class="go">{ "继续" }</button>
        </form>
    }
}

fn row(field: &Field, value: String, wrong: Option<String>, oninput: Callback<InputEvent>) -> Html {
    let (kind, mode) = match field.kind {
        Kind::Money => ("text", "decimal"),
        Kind::Day => ("date", ""),
        Kind::Whole => ("text", "numeric"),
        Kind::Text => ("text", ""),
    };
    let note = format!("{}-note", field.id);
    let says = match (&wrong, field.kind) {
        (Some(why), _) => html! { <span role="alert" class="wrong">{ why }</span> },
        (None, Kind::Money) => match money::read_typed(&value) {
            Ok(fen) => {
                html! { <span class="understood">{ format!("是 {} 元", mingbai_words::money::short(fen)) }</span> }
            }
            Err(_) => html! {},
        },
        _ => html! {},
    };
    html! {
        <div class="field" key={field.id.clone()}>
            <label for={field.id.clone()}>{ &field.label }</label>
            <input id={field.id.clone()} type={kind} inputmode={(!mode.is_empty()).then_some(mode)}
                {value} {oninput} autocomplete="off" aria-describedby={note.clone()}
                aria-invalid={wrong.is_some().then_some("true")} />
            <p id={note} class="says" aria-live="polite">{ says }</p>
        </div>
    }
}
