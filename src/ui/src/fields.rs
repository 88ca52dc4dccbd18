//! Things one types: amounts, a day, an age.
use crate::browser;
use mingbai_intake::{date, money};
use mingbai_platform::{focus, inputs};
use mingbai_policy::Day;
use yew::prelude::*;

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yuan; says what it understood.
    Money,
    /// A day, read by a person of this one; says what it understood.
    Day(Day),
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
    /// Where it is found; stands there until something is typed.
    pub help: &'static str,
}

/// Which field cannot be used, and why.
pub type Refusal = (usize, String);

/// The fragment to go to, or the first field that cannot be used.
type Reading = Result<String, Refusal>;

/// A form of fields.
#[derive(Properties, PartialEq)]
pub struct FieldsProps {
    /// In order.
    pub fields: Vec<Field>,
    /// Reads them.
    pub read: Callback<Vec<String>, Reading>,
    /// What the button says.
    #[prop_or("继续")]
    pub button: &'static str,
}

/// A form of fields, one button below.
///
/// The inputs keep their own text: it is filled in once and never written again, so that
/// nothing typed is lost, to an error or to an input method at work.
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
    {
        let fields = props.fields.clone();
        use_effect_with((), move |()| {
            for field in fields.iter().filter(|field| !field.initial.is_empty()) {
                inputs::fill(&field.id, &field.initial);
            }
        });
    }
    let ids: Vec<String> = props.fields.iter().map(|field| field.id.clone()).collect();
    let onsubmit = {
        let (read, refusal) = (props.read.clone(), refusal.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            // What stands there now: some input methods finish a word without saying so.
            let standing = ids.iter().map(|id| inputs::standing(id)).collect();
            match read.emit(standing) {
                Ok(fragment) => browser::go(&fragment),
                Err((at, why)) => {
                    if let Some(id) = ids.get(at) {
                        focus::focus_field(id);
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
        let typed = {
            let (values, refusal) = (values.clone(), refusal.clone());
            Callback::from(move |text: String| {
                let mut next = (*values).clone();
                let Some(slot) = next.get_mut(at).filter(|slot| **slot != text) else {
                    return;
                };
                *slot = text;
                refusal.set(None);
                values.set(next);
            })
        };
        row(field, &value, wrong, typed)
    });
    html! {
        <form class="fields" {onsubmit} novalidate=true>
            { for rows }
            <button type="submit" class="go">{ props.button }</button>
        </form>
    }
}

fn row(field: &Field, value: &str, wrong: Option<String>, typed: Callback<String>) -> Html {
    let mode = match field.kind {
        Kind::Money | Kind::Day(_) => Some("decimal"),
        Kind::Whole => Some("numeric"),
        Kind::Text => None,
    };
    let note = format!("{}-note", field.id);
    let says = match &wrong {
        Some(why) => html! { <span role="alert" class="wrong">{ why }</span> },
        None if value.trim().is_empty() => html! { <>{ field.help }</> },
        None => understood(field.kind, value),
    };
    let oninput = typed.reform(|event: InputEvent| inputs::typed(&event));
    html! {
        <div class="field" key={field.id.clone()}>
            <label for={field.id.clone()}>{ &field.label }</label>
            <input id={field.id.clone()} type="text" inputmode={mode} {oninput}
                autocomplete="off" aria-describedby={note.clone()}
                aria-invalid={wrong.is_some().then_some("true")} />
            <p id={note} class="says" aria-live="polite">{ says }</p>
        </div>
    }
}

/// What was understood so far, or what no further typing can mend.
fn understood(kind: Kind, value: &str) -> Html {
    let said = match kind {
        Kind::Money => money::read_typed(value)
            .map(|fen| format!("是 {} 元", mingbai_wording::money::short(fen)))
            .map_err(|error| error.is_settled().then(|| error.to_string())),
        Kind::Day(today) => date::read_near(value, today)
            .map(|day| format!("是 {}", day_said(day)))
            .map_err(|error| error.is_settled().then(|| error.to_string())),
        Kind::Whole | Kind::Text => return html! {},
    };
    match said {
        Ok(said) => html! { <span class="understood">{ said }</span> },
        Err(Some(why)) => html! { <span class="wrong">{ why }</span> },
        Err(None) => html! {},
    }
}

/// `2026年3月5日`
pub fn day_said(day: Day) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
