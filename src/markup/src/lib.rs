//! `html!` for the page: what Yew's own macro takes, written down shorter.
//!
//! Yew's macro writes code for every element and every attribute, code that runs once or twice in
//! a visit and that a slow phone compiles before its first run. This one writes the markup as a
//! text, a [template], and code only for what goes into it; one small function of the page
//! (`markup.rs` there) makes the nodes. Components are still Yew's own.
mod emit;
mod parse;
mod template;

use proc_macro::TokenStream;

/// Markup as Yew's `html!` takes it: elements, fragments, components, `{ expressions }`,
/// `{ for iterators }`, `if`, `if let` and `else`. Not taken: `ref`, `~properties`, tags made at run time.
#[proc_macro]
pub fn html(input: TokenStream) -> TokenStream {
    match syn::parse::<parse::Root>(input) {
        Ok(root) => emit::root(&root).into(),
        Err(error) => error.to_compile_error().into(),
    }
}
