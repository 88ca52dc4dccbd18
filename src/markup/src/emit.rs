//! Generates the code for markup: its template, and one call for each value in it, in source order.
use crate::parse::{Attribute, Branch, Component, Element, Node, Otherwise, Root, Value, spoken};
use crate::template::*;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Lit, Result};

/// Boolean attributes.
const FLAGS: &[&str] = &[
    "autofocus",
    "disabled",
    "hidden",
    "multiple",
    "novalidate",
    "open",
    "readonly",
    "required",
    "selected",
];

pub fn root(root: &Root) -> TokenStream {
    match &root.0 {
        None => nothing(),
        Some(node) => alone(node),
    }
}

fn nothing() -> TokenStream {
    quote!(<::yew::virtual_dom::VNode as ::std::default::Default>::default())
}

/// Generates an expression for a single node.
fn alone(node: &Node) -> TokenStream {
    match node {
        Node::Given(tokens) => quote_spanned!(span(tokens)=> crate::markup::Nodes::one(#tokens)),
        Node::Component(it) => component(it).unwrap_or_else(|error| error.to_compile_error()),
        Node::If(branch) => chosen(branch),
        Node::Each(_) => made(|it| it.fragment(std::slice::from_ref(node))),
        _ => made(|it| it.node(node)),
    }
}

/// Generates an expression for several nodes as one fragment.
fn together(nodes: &[Node]) -> TokenStream {
    match nodes {
        [] => nothing(),
        _ => made(|it| it.fragment(nodes)),
    }
}

fn made(writes: impl FnOnce(&mut Writer) -> Result<()>) -> TokenStream {
    let mut writer = Writer::new();
    if let Err(error) = writes(&mut writer) {
        return error.to_compile_error();
    }
    let Writer {
        making,
        template,
        calls,
    } = writer;
    quote! {{
        let mut #making = crate::markup::Making::new(#template);
        #calls
        #making.done()
    }}
}

fn chosen(branch: &Branch) -> TokenStream {
    let Branch {
        condition,
        then,
        otherwise,
    } = branch;
    let then = together(then);
    let otherwise = match otherwise {
        None => nothing(),
        Some(Otherwise::If(branch)) => chosen(branch),
        Some(Otherwise::Else(nodes)) => together(nodes),
    };
    quote!(if #condition { #then } else { #otherwise })
}

/// Generates a call of Yew's own macro for a component; its children are compiled here.
fn component(it: &Component) -> Result<TokenStream> {
    let path = &it.path;
    let attributes = it.attributes.iter().map(|attribute| {
        let Some(name) = &attribute.ident else {
            return Err(syn::Error::new_spanned(
                path,
                "a component has no such property",
            ));
        };
        Ok(match &attribute.value {
            Value::Lit(lit) => quote!(#name=#lit),
            Value::Given(tokens) => quote!(#name={#tokens}),
        })
    });
    let attributes = attributes.collect::<Result<Vec<_>>>()?;
    let inside = match it.children.as_slice() {
        [] => return Ok(quote!(::yew::html! { <#path #(#attributes)* /> })),
        [one] => alone(one),
        more => together(more),
    };
    Ok(quote!(
        ::yew::html! { <#path #(#attributes)*>{ #inside }</#path> }
    ))
}

fn span(tokens: &TokenStream) -> Span {
    tokens.span().resolved_at(Span::call_site())
}

struct Writer {
    making: Ident,
    template: String,
    calls: TokenStream,
}

impl Writer {
    fn new() -> Writer {
        Writer {
            making: Ident::new("making", Span::mixed_site()),
            template: String::new(),
            calls: TokenStream::new(),
        }
    }

    fn mark(&mut self, mark: char, text: &str) -> Result<()> {
        if text.chars().any(is_mark) {
            return Err(syn::Error::new(
                Span::call_site(),
                "a control character in markup",
            ));
        }
        self.template.push(mark);
        self.template.push_str(text);
        Ok(())
    }

    fn call(&mut self, call: TokenStream) {
        self.calls.extend(call);
    }

    fn node(&mut self, node: &Node) -> Result<()> {
        let making = self.making.clone();
        match node {
            Node::Element(element) => return self.element(element),
            Node::Fragment(nodes) => return self.fragment(nodes),
            Node::Text(text) => return self.mark(TEXT, text),
            Node::Given(tokens) => self.call(
                quote_spanned!(span(tokens)=> crate::markup::Nodes::put(#tokens, &mut #making);),
            ),
            Node::Each(expr) => {
                let each = quote_spanned!(expr.span()=> for each in ::std::iter::IntoIterator::into_iter(#expr) { #making.more(crate::markup::Nodes::one(each)); });
                self.call(quote!(#making.several(); #each));
            }
            Node::Component(it) => {
                let node = component(it)?;
                self.call(quote!(#making.node(#node);));
            }
            Node::If(branch) => {
                let node = chosen(branch);
                self.call(quote!(#making.node(#node);));
            }
        }
        self.mark(NODES, "")
    }

    fn fragment(&mut self, nodes: &[Node]) -> Result<()> {
        self.mark(FRAGMENT, "")?;
        self.nodes(nodes)
    }

    fn nodes(&mut self, nodes: &[Node]) -> Result<()> {
        for node in nodes {
            self.node(node)?;
        }
        self.mark(END, "")
    }

    fn element(&mut self, element: &Element) -> Result<()> {
        // As in Yew, an only child has no list around it.
        let one = matches!(
            element.children.as_slice(),
            [Node::Element(_) | Node::Component(_) | Node::Text(_) | Node::Given(_)]
        );
        self.mark(if one { AROUND_ONE } else { ELEMENT }, &element.tag)?;
        for attribute in &element.attributes {
            self.attribute(&element.tag, attribute)?;
        }
        self.nodes(&element.children)
    }

    fn attribute(&mut self, tag: &str, attribute: &Attribute) -> Result<()> {
        let making = self.making.clone();
        let Attribute { name, ident, value } = attribute;
        let field = matches!(tag, "input" | "textarea");
        let given = match value {
            Value::Lit(lit) => quote!(#lit),
            Value::Given(tokens) => tokens.clone(),
        };
        let at = span(&given);
        match (name.as_str(), value) {
            ("ref", _) => Err(syn::Error::new(at, "no ref here")),
            ("key", Value::Lit(lit)) => self.mark(KEY, &spoken(lit)?),
            ("key", _) => {
                self.call(quote_spanned!(at=> #making.key(#given);));
                self.mark(KEY_GIVEN, "")
            }
            ("value", _) if field => {
                self.call(
                    quote_spanned!(at=> #making.attribute(crate::markup::Attr::attr(#given));),
                );
                self.mark(STANDING, "")
            }
            ("checked", _) => {
                self.call(quote_spanned!(at=> #making.flag(#given);));
                self.mark(TICKED, "")
            }
            (name, Value::Lit(Lit::Bool(lit))) if FLAGS.contains(&name) => match lit.value {
                true => {
                    self.mark(ATTRIBUTE, name)?;
                    self.mark(VALUE, name)
                }
                false => Ok(()),
            },
            (name, _) if FLAGS.contains(&name) => {
                self.call(quote_spanned!(at=> #making.flag(#given);));
                self.mark(FLAG, name)
            }
            (name, _) if name.starts_with("on") && ident.is_some() => {
                let event = format_ident!("{name}");
                self.call(quote_spanned!(at=> #making.listener(#given, ::yew::html::#event::Wrapper::new);));
                self.mark(LISTENER, "")
            }
            (name, Value::Lit(lit)) => {
                self.mark(ATTRIBUTE, name)?;
                self.mark(VALUE, &spoken(lit)?)
            }
            (name, _) => {
                let call = if name == "class" {
                    quote!(class)
                } else {
                    quote!(attribute)
                };
                self.call(quote_spanned!(at=> #making.#call(crate::markup::Attr::attr(#given));));
                self.mark(GIVEN, name)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the template of markup, its marks shown as digits in brackets.
    fn check(markup: &str, template: &str) {
        let Root(Some(node)) = syn::parse_str(markup).unwrap() else {
            panic!("nothing in {markup}");
        };
        let mut writer = Writer::new();
        writer.node(&node).unwrap();
        let shown: String = writer
            .template
            .chars()
            .map(|it| match is_mark(it) {
                true => format!("[{}]", it as u32),
                false => it.to_string(),
            })
            .collect();
        assert_eq!(shown, template, "{markup}");
    }

    #[test]
    fn markup_becomes_a_template() {
        check(
            r#"<p class="quiet">{ "说" }</p>"#,
            "[2]p[5]class[6]quiet[19]说[4]",
        );
        check("<ul>{ for rows }</ul>", "[1]ul[20][4]");
        check("<p>{ a }{ b }</p>", "[1]p[20][20][4]");
        check("<p>if a { <br/> }</p>", "[1]p[20][4]");
        check("<><h1>{ \"a\" }</h1></>", "[3][2]h1[19]a[4][4]");
        check(r#"<li key="more" {class} />"#, "[1]li[15]more[7]class[4]");
        check("<li key={at}><Fold {line}/></li>", "[2]li[16][20][4]");
        check(
            r#"<input type="text" value={text} checked=true {oninput} />"#,
            "[1]input[5]type[6]text[17][18][14][4]",
        );
        check(
            r#"<progress value={at} aria-label="走" />"#,
            "[1]progress[7]value[5]aria-label[6]走[4]",
        );
        check(
            "<form novalidate=true hidden=false open={now}></form>",
            "[1]form[5]novalidate[6]novalidate[8]open[4]",
        );
    }

    #[test]
    fn what_is_not_markup_is_refused() {
        for wrong in [
            "<p>",
            "<p></b>",
            "<p/><p/>",
            "<Fold></Fields>",
            "<p class></p>",
        ] {
            assert!(syn::parse_str::<Root>(wrong).is_err(), "{wrong}");
        }
    }
}
