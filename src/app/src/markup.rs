//! Makes the nodes of `html!`: from its template, which `mingbai-markup` writes, and from what goes into it.
//!
//! The macro gives what its template asks for, in that order, so whatever comes next is of the right kind.
//!
//! A template is read once and kept. What it was read into is never given back: Yew tells by its
//! address that an element's attributes are the same as before.
#[path = "../../markup/src/template.rs"]
mod template;

pub use mingbai_markup::html;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use yew::html::IntoEventCallback;
use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, VList, VNode, VTag, VText};
use yew::{AttrValue, Callback};

/// A template being filled: what goes into it, in order.
pub struct Making {
    template: &'static str,
    given: Vec<Given>,
}

/// What goes into a template.
enum Given {
    Node(VNode),
    Nodes(Vec<VNode>),
    Attribute(Option<AttrValue>),
    Flag(bool),
    Listener(Option<Rc<dyn Listener>>),
    Key(Key),
}

impl Making {
    /// Nothing is in it yet.
    #[inline(never)]
    pub fn new(template: &'static str) -> Making {
        Making {
            template,
            given: Vec::new(),
        }
    }

    #[inline(never)]
    fn give(&mut self, given: Given) {
        self.given.push(given);
    }

    /// A node.
    #[inline(never)]
    pub fn node(&mut self, node: VNode) {
        self.give(Given::Node(node));
    }

    /// Begins several nodes; [`Making::more`] adds them.
    #[inline(never)]
    pub fn several(&mut self) {
        self.give(Given::Nodes(Vec::new()));
    }

    /// One of several nodes.
    #[inline(never)]
    pub fn more(&mut self, node: VNode) {
        if let Some(Given::Nodes(nodes)) = self.given.last_mut() {
            nodes.push(node);
        }
    }

    /// An attribute's value, or that it is left out.
    #[inline(never)]
    pub fn attribute(&mut self, value: Option<AttrValue>) {
        self.give(Given::Attribute(value));
    }

    /// The classes; without any there is no attribute.
    #[inline(never)]
    pub fn class(&mut self, value: Option<AttrValue>) {
        self.attribute(value.filter(|it| !it.is_empty()));
    }

    /// Whether an attribute is there.
    #[inline(never)]
    pub fn flag(&mut self, there: bool) {
        self.give(Given::Flag(there));
    }

    /// What is called at an event, `wrap` knows which.
    pub fn listener<E, L: Listener + 'static>(
        &mut self,
        callback: impl IntoEventCallback<E>,
        wrap: fn(Callback<E>) -> L,
    ) {
        let callback = callback.into_event_callback();
        self.listens(callback.map(|it| Rc::new(wrap(it)) as Rc<dyn Listener>));
    }

    #[inline(never)]
    fn listens(&mut self, listener: Option<Rc<dyn Listener>>) {
        self.give(Given::Listener(listener));
    }

    /// By what the node is known again.
    pub fn key(&mut self, key: impl Into<Key>) {
        self.give(Given::Key(key.into()));
    }

    /// The node.
    #[inline(never)]
    pub fn done(self) -> VNode {
        let mut pieces = pieces(self.template).iter();
        let mut given = self.given.into_iter();
        nodes(&mut pieces, &mut given).pop().unwrap_or_default()
    }
}

type Givens = std::vec::IntoIter<Given>;
type Pieces = std::slice::Iter<'static, Piece>;

/// A piece of a template, as it is read.
enum Piece {
    Begin(Begin),
    Text(&'static str),
    Nodes,
    End,
}

impl Piece {
    fn begin(tag: Option<&'static str>, around_one: bool) -> Piece {
        Piece::Begin(Begin {
            tag,
            around_one,
            ..Begin::default()
        })
    }
}

/// Where an element begins, or, without a tag, a list of nodes.
#[derive(Default)]
struct Begin {
    tag: Option<&'static str>,
    /// Its only child stands in no list.
    around_one: bool,
    key: Option<&'static str>,
    names: &'static [&'static str],
    /// All attributes, where none is given.
    fixed: Option<&'static [(&'static str, AttributeOrProperty)]>,
    parts: Vec<Part>,
}

enum Part {
    Fixed(&'static str),
    Given,
    Flag(&'static str),
    Listener,
    Key,
    Standing,
    Ticked,
}

thread_local! {
    static READ: RefCell<HashMap<(usize, usize), &'static [Piece]>> = RefCell::default();
}

/// The pieces of a template, which is known by where it stands.
fn pieces(template: &'static str) -> &'static [Piece] {
    let at = (template.as_ptr() as usize, template.len());
    let known = READ.with_borrow(|it| it.get(&at).copied());
    known.unwrap_or_else(|| {
        let pieces = Box::leak(read(template).into_boxed_slice());
        READ.with_borrow_mut(|it| it.insert(at, pieces));
        pieces
    })
}

fn read(template: &'static str) -> Vec<Piece> {
    use template::*;
    let mut pieces = Vec::new();
    let mut attributes = Attributed::default();
    let starts: Vec<(usize, &str)> = template.match_indices(is_mark).collect();
    let ends = starts.iter().skip(1).map(|(at, _)| *at);
    for ((from, mark), to) in starts.iter().zip(ends.chain([template.len()])) {
        let text = template.get(from + mark.len()..to).unwrap_or_default();
        let piece = match mark.chars().next().unwrap_or(NODES) {
            ATTRIBUTE => {
                attributes.names.push(text);
                continue;
            }
            GIVEN => {
                attributes.names.push(text);
                Err(Part::Given)
            }
            FLAG => {
                attributes.names.push(text);
                Err(Part::Flag(text))
            }
            KEY => {
                attributes.key = Some(text);
                continue;
            }
            VALUE => Err(Part::Fixed(text)),
            LISTENER => Err(Part::Listener),
            KEY_GIVEN => Err(Part::Key),
            STANDING => Err(Part::Standing),
            TICKED => Err(Part::Ticked),
            ELEMENT => Ok(Piece::begin(Some(text), false)),
            AROUND_ONE => Ok(Piece::begin(Some(text), true)),
            FRAGMENT => Ok(Piece::begin(None, false)),
            END => Ok(Piece::End),
            TEXT => Ok(Piece::Text(text)),
            _ => Ok(Piece::Nodes),
        };
        match piece {
            Err(part) => attributes.parts.push(part),
            Ok(piece) => {
                attributes.end(&mut pieces);
                pieces.push(piece);
            }
        }
    }
    pieces
}

/// What was read of an element's attributes.
#[derive(Default)]
struct Attributed {
    key: Option<&'static str>,
    names: Vec<&'static str>,
    parts: Vec<Part>,
}

impl Attributed {
    /// They belong to what was begun last.
    fn end(&mut self, pieces: &mut [Piece]) {
        let all = std::mem::take(self);
        let Some(Piece::Begin(begin)) = pieces.last_mut() else {
            return;
        };
        let fixed: Option<Vec<_>> = all
            .parts
            .iter()
            .filter(|it| matches!(it, Part::Fixed(_) | Part::Given | Part::Flag(_)))
            .zip(&all.names)
            .map(|(part, name)| match part {
                Part::Fixed(value) => Some((*name, AttributeOrProperty::Static(value))),
                _ => None,
            })
            .collect();
        begin.fixed = fixed.map(|it| &*Box::leak(it.into_boxed_slice()));
        begin.names = Box::leak(all.names.into_boxed_slice());
        begin.key = all.key;
        begin.parts = all.parts;
    }
}

/// All nodes up to the end of what was begun.
fn nodes(pieces: &mut Pieces, given: &mut Givens) -> Vec<VNode> {
    let mut all = Vec::new();
    while let Some(piece) = pieces.next() {
        match piece {
            Piece::End => break,
            Piece::Text(text) => all.push(VNode::from(VText::new(*text))),
            Piece::Begin(begin) => all.push(node(begin, pieces, given)),
            Piece::Nodes => match given.next() {
                Some(Given::Node(node)) => all.push(node),
                Some(Given::Nodes(nodes)) => all.extend(nodes),
                _ => {}
            },
        }
    }
    all
}

fn list(nodes: Vec<VNode>) -> VNode {
    VNode::from(VList::with_children(nodes, None))
}

fn node(begin: &'static Begin, pieces: &mut Pieces, given: &mut Givens) -> VNode {
    let Some(name) = begin.tag else {
        return list(nodes(pieces, given));
    };
    let mut tag = VTag::new(name);
    tag.key = begin.key.map(Key::from);
    let mut values = Vec::new();
    let mut listeners = Vec::new();
    for part in &begin.parts {
        match part {
            Part::Fixed(value) => values.push(Some(AttributeOrProperty::Static(value))),
            Part::Given => values.push(attribute(given).map(AttributeOrProperty::Attribute)),
            Part::Flag(name) => {
                values.push(flag(given).then_some(AttributeOrProperty::Static(name)));
            }
            Part::Standing => tag.set_value(attribute(given)),
            Part::Ticked => tag.set_checked(flag(given)),
            Part::Listener => {
                if let Some(Given::Listener(listener)) = given.next() {
                    listeners.push(listener);
                }
            }
            Part::Key => {
                if let Some(Given::Key(key)) = given.next() {
                    tag.key = Some(key);
                }
            }
        }
    }
    tag.set_attributes(match begin.fixed {
        Some(all) => Attributes::Static(all),
        None => Attributes::Dynamic {
            keys: begin.names,
            values: values.into(),
        },
    });
    if !listeners.is_empty() {
        tag.set_listeners(listeners.into());
    }
    let children = match begin.around_one {
        true => only(pieces, given),
        false => Some(nodes(pieces, given))
            .filter(|it| !it.is_empty())
            .map(list),
    };
    if let (Some(place), Some(children)) = (tag.children_mut(), children) {
        *place = children;
    }
    VNode::from(tag)
}

fn attribute(given: &mut Givens) -> Option<AttrValue> {
    match given.next() {
        Some(Given::Attribute(value)) => value,
        _ => None,
    }
}

fn flag(given: &mut Givens) -> bool {
    matches!(given.next(), Some(Given::Flag(true)))
}

/// The one child of an element; several that are given for it are one list.
fn only(pieces: &mut Pieces, given: &mut Givens) -> Option<VNode> {
    if let [Piece::Nodes, ..] = pieces.as_slice() {
        let node = match given.next() {
            Some(Given::Node(node)) => Some(node),
            Some(Given::Nodes(nodes)) => Some(list(nodes)),
            _ => None,
        };
        // The piece itself, and the end.
        pieces.nth(1);
        return node;
    }
    nodes(pieces, given).pop()
}

/// What can stand in the place of nodes.
pub trait Nodes: Sized {
    /// As one node.
    fn one(self) -> VNode;

    /// Into a template, as many as there are.
    fn put(self, making: &mut Making) {
        making.node(self.one());
    }
}

impl Nodes for VNode {
    fn one(self) -> VNode {
        self
    }
}

impl Nodes for String {
    #[inline(never)]
    fn one(self) -> VNode {
        VNode::from(VText::new(self))
    }
}

impl Nodes for &str {
    #[inline(never)]
    fn one(self) -> VNode {
        VNode::from(VText::new(self.to_owned()))
    }
}

impl Nodes for &String {
    fn one(self) -> VNode {
        self.as_str().one()
    }
}

impl Nodes for usize {
    fn one(self) -> VNode {
        self.to_string().one()
    }
}

impl<T: Nodes> Nodes for Option<T> {
    fn one(self) -> VNode {
        self.map(T::one).unwrap_or_default()
    }

    fn put(self, making: &mut Making) {
        match self {
            Some(it) => it.put(making),
            None => making.several(),
        }
    }
}

impl Nodes for Vec<VNode> {
    fn one(self) -> VNode {
        list(self)
    }

    #[inline(never)]
    fn put(self, making: &mut Making) {
        making.give(Given::Nodes(self));
    }
}

/// What can be an attribute's value.
pub trait Attr {
    /// The value; none where the attribute is left out.
    fn attr(self) -> Option<AttrValue>;
}

impl Attr for &'static str {
    fn attr(self) -> Option<AttrValue> {
        Some(AttrValue::Static(self))
    }
}

impl Attr for String {
    #[inline(never)]
    fn attr(self) -> Option<AttrValue> {
        Some(AttrValue::from(self))
    }
}

impl Attr for AttrValue {
    fn attr(self) -> Option<AttrValue> {
        Some(self)
    }
}

/// A class, and one more where there is one.
impl Attr for (&'static str, Option<&'static str>) {
    #[inline(never)]
    fn attr(self) -> Option<AttrValue> {
        match self.1 {
            Some(more) => format!("{} {more}", self.0).attr(),
            None => self.0.attr(),
        }
    }
}

impl<T: Attr> Attr for Option<T> {
    fn attr(self) -> Option<AttrValue> {
        self.and_then(T::attr)
    }
}
