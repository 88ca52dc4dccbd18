//! Parses the markup. Must not know what is generated from it.
use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Result};
use syn::{Expr, Ident, Lit, Path, Token, braced, token};

/// The macro's input: one node, or nothing.
pub struct Root(pub Option<Node>);

/// A node, or an expression that yields nodes.
pub enum Node {
    Element(Element),
    Fragment(Vec<Node>),
    Component(Component),
    Text(String),
    /// An expression that converts into a node.
    Given(TokenStream),
    /// An iterator of nodes.
    Each(Expr),
    If(Branch),
}

pub struct Element {
    pub tag: String,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Node>,
}

pub struct Component {
    pub path: Path,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Node>,
}

pub struct Attribute {
    pub name: String,
    /// The name as an identifier, unless it holds a hyphen.
    pub ident: Option<Ident>,
    pub value: Value,
}

pub enum Value {
    Lit(Lit),
    Given(TokenStream),
}

pub struct Branch {
    pub condition: Expr,
    pub then: Vec<Node>,
    pub otherwise: Option<Otherwise>,
}

pub enum Otherwise {
    If(Box<Branch>),
    Else(Vec<Node>),
}

impl Parse for Root {
    fn parse(input: ParseStream) -> Result<Root> {
        if input.is_empty() {
            return Ok(Root(None));
        }
        let node = if input.peek(Token![<]) || input.peek(Token![if]) || input.peek(token::Brace) {
            input.parse()?
        } else {
            inside(input)?
        };
        match input.is_empty() {
            true => Ok(Root(Some(node))),
            false => Err(input.error("one node only; put several into <> </>")),
        }
    }
}

impl Parse for Node {
    fn parse(input: ParseStream) -> Result<Node> {
        if input.peek(Token![if]) {
            return Ok(Node::If(input.parse()?));
        }
        if input.peek(token::Brace) {
            let content;
            braced!(content in input);
            return inside(&content);
        }
        tagged(input)
    }
}

/// Parses the inside of braces.
fn inside(input: ParseStream) -> Result<Node> {
    if input.peek(Token![for]) {
        input.parse::<Token![for]>()?;
        return Ok(Node::Each(input.parse()?));
    }
    if input.peek(Lit)
        && input
            .cursor()
            .token_tree()
            .is_some_and(|(_, rest)| rest.eof())
    {
        let lit: Lit = input.parse()?;
        return Ok(Node::Text(spoken(&lit)?));
    }
    Ok(Node::Given(input.parse()?))
}

/// Returns the text of a literal.
pub fn spoken(lit: &Lit) -> Result<String> {
    match lit {
        Lit::Str(it) => Ok(it.value()),
        Lit::Char(it) => Ok(it.value().to_string()),
        Lit::Int(it) => Ok(it.base10_digits().to_owned()),
        Lit::Bool(it) => Ok(it.value.to_string()),
        other => Err(syn::Error::new_spanned(other, "no text")),
    }
}

fn tagged(input: ParseStream) -> Result<Node> {
    input.parse::<Token![<]>()?;
    if input.parse::<Option<Token![>]>>()?.is_some() {
        let children = children(input)?;
        input.parse::<Token![>]>()?;
        return Ok(Node::Fragment(children));
    }
    let first: Ident = input.fork().call(Ident::parse_any)?;
    let component = input.peek2(Token![::]) || first.to_string().starts_with(char::is_uppercase);
    if component {
        let path: Path = input.parse()?;
        let (attributes, children) = rest(input, |input| {
            let closing: Path = input.parse()?;
            match quote!(#closing).to_string() == quote!(#path).to_string() {
                true => Ok(()),
                false => Err(syn::Error::new_spanned(closing, "closes another component")),
            }
        })?;
        return Ok(Node::Component(Component {
            path,
            attributes,
            children,
        }));
    }
    let (tag, _) = name(input)?;
    let (attributes, children) = rest(input, |input| {
        let at = input.span();
        match name(input)?.0 == tag {
            true => Ok(()),
            false => Err(syn::Error::new(
                at,
                format!("closes another element than <{tag}>"),
            )),
        }
    })?;
    Ok(Node::Element(Element {
        tag,
        attributes,
        children,
    }))
}

/// Parses attributes and children, up to the closing tag.
fn rest(
    input: ParseStream,
    closes: impl Fn(ParseStream) -> Result<()>,
) -> Result<(Vec<Attribute>, Vec<Node>)> {
    let mut attributes = Vec::new();
    while !input.peek(Token![>]) && !input.peek(Token![/]) {
        attributes.push(input.parse()?);
    }
    if input.parse::<Option<Token![/]>>()?.is_some() {
        input.parse::<Token![>]>()?;
        return Ok((attributes, Vec::new()));
    }
    input.parse::<Token![>]>()?;
    let children = children(input)?;
    closes(input)?;
    input.parse::<Token![>]>()?;
    Ok((attributes, children))
}

/// Parses all nodes up to a closing tag, and consumes its `</`.
fn children(input: ParseStream) -> Result<Vec<Node>> {
    let mut all = Vec::new();
    while !(input.peek(Token![<]) && input.peek2(Token![/])) {
        if input.is_empty() {
            return Err(input.error("not closed"));
        }
        all.push(input.parse()?);
    }
    input.parse::<Token![<]>()?;
    input.parse::<Token![/]>()?;
    Ok(all)
}

/// Parses a name that may hold hyphens.
fn name(input: ParseStream) -> Result<(String, Option<Ident>)> {
    let first = input.call(Ident::parse_any)?;
    let mut name = first.unraw().to_string();
    let mut ident = Some(first);
    while input.parse::<Option<Token![-]>>()?.is_some() {
        let next = input.call(Ident::parse_any)?;
        name = format!("{name}-{}", next.unraw());
        ident = None;
    }
    Ok((name, ident))
}

impl Parse for Attribute {
    fn parse(input: ParseStream) -> Result<Attribute> {
        if input.peek(token::Brace) {
            let content;
            braced!(content in input);
            let ident: Ident = content.parse()?;
            let value = Value::Given(quote!(#ident));
            return Ok(Attribute {
                name: ident.unraw().to_string(),
                ident: Some(ident),
                value,
            });
        }
        let (name, ident) = name(input)?;
        input.parse::<Token![=]>()?;
        let value = if input.peek(token::Brace) {
            let content;
            braced!(content in input);
            Value::Given(content.parse()?)
        } else {
            Value::Lit(input.parse()?)
        };
        Ok(Attribute { name, ident, value })
    }
}

impl Parse for Branch {
    fn parse(input: ParseStream) -> Result<Branch> {
        input.parse::<Token![if]>()?;
        let condition = input.call(Expr::parse_without_eager_brace)?;
        let then = block(input)?;
        let otherwise = match input.parse::<Option<Token![else]>>()? {
            None => None,
            Some(_) if input.peek(Token![if]) => Some(Otherwise::If(Box::new(input.parse()?))),
            Some(_) => Some(Otherwise::Else(block(input)?)),
        };
        Ok(Branch {
            condition,
            then,
            otherwise,
        })
    }
}

fn block(input: ParseStream) -> Result<Vec<Node>> {
    let content;
    braced!(content in input);
    let mut all = Vec::new();
    while !content.is_empty() {
        all.push(content.parse()?);
    }
    Ok(all)
}
