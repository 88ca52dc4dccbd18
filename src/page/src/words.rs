//! Every official term and what it means, in one list.
use mingbai_ui::frame::plain;
use mingbai_wording::glossary;
use yew::prelude::*;

/// The list of terms.
pub fn page() -> Html {
    let rows = glossary::TERMS
        .iter()
        .map(|(term, text)| html! { <div key={*term}><dt>{ *term }</dt><dd>{ *text }</dd></div> });
    plain(
        "这些词是什么意思",
        html! { <dl class="words">{ for rows }</dl> },
    )
}
