//! The template: a text that `src/app/src/markup.rs` turns into nodes. A mark, then its text up to the
//! next mark. Marks are control characters, which no markup holds. Attributes follow their element.
//! "Given" means that the value comes from the generated code.

/// Begins an element whose children are a list.
pub const ELEMENT: char = '\u{1}';
/// Begins an element with a single child.
pub const AROUND_ONE: char = '\u{2}';
/// Begins a list of nodes without an element.
pub const FRAGMENT: char = '\u{3}';
/// Ends the element or list begun last.
pub const END: char = '\u{4}';
/// The name of an attribute; its value follows.
pub const ATTRIBUTE: char = '\u{5}';
/// The value of the attribute named last.
pub const VALUE: char = '\u{6}';
/// The name of an attribute whose value is given.
pub const GIVEN: char = '\u{7}';
/// The name of a boolean attribute; its presence is given.
pub const FLAG: char = '\u{8}';
/// An event listener is given.
pub const LISTENER: char = '\u{e}';
/// A key.
pub const KEY: char = '\u{f}';
/// A key is given.
pub const KEY_GIVEN: char = '\u{10}';
/// The value of an input is given.
pub const STANDING: char = '\u{11}';
/// The state of a checkbox is given.
pub const TICKED: char = '\u{12}';
/// A text.
pub const TEXT: char = '\u{13}';
/// Nodes are given.
pub const NODES: char = '\u{14}';

/// Returns whether a character is a mark; tabs and line ends are text.
pub fn is_mark(it: char) -> bool {
    it < ' ' && !matches!(it, '\t' | '\n' | '\r')
}
