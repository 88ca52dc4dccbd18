//! `html!` for the page: takes what Yew's own macro takes, and compiles to less code. Must not know
//! the project's domain.
//!
//! Yew's macro generates code for every element and attribute; such code runs once or twice in a
//! session, and a slow phone compiles it before the first run. This macro generates a text, the
//! [template], and code only for the values in it; one small function of the page
//! (`src/app/src/markup.rs`) builds the nodes. Components still go through Yew's macro.
mod emit;
mod parse;
mod template;

use proc_macro::TokenStream;

/// Compiles markup as Yew's `html!` takes it: elements, fragments, components, `{ expressions }`,
/// `{ for iterators }`, `if`, `if let` and `else`. Not supported: `ref`, `~properties`, dynamic tags.
#[proc_macro]
pub fn html(input: TokenStream) -> TokenStream {
    match syn::parse::<parse::Root>(input) {
        Ok(root) => emit::root(&root).into(),
        Err(error) => error.to_compile_error().into(),
    }
}
