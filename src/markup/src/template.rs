//! The text that stands for markup, as `markup.rs` of the page reads it: a mark, and what belongs to it
//! up to the next mark. Marks are characters that no markup holds. Attributes follow what they belong to.

/// Begins an element; its children are a list.
pub const ELEMENT: char = '\u{1}';
/// Begins an element whose only child stands by itself.
pub const AROUND_ONE: char = '\u{2}';
/// Begins a list of nodes without an element.
pub const FRAGMENT: char = '\u{3}';
/// Ends what was begun last.
pub const END: char = '\u{4}';
/// An attribute's name.
pub const ATTRIBUTE: char = '\u{5}';
/// The value of the attribute just named.
pub const VALUE: char = '\u{6}';
/// The name of an attribute whose value is given.
pub const GIVEN: char = '\u{7}';
/// The name of an attribute that is given to be there or not.
pub const FLAG: char = '\u{8}';
/// A listener is given.
pub const LISTENER: char = '\u{e}';
/// A key.
pub const KEY: char = '\u{f}';
/// A key is given.
pub const KEY_GIVEN: char = '\u{10}';
/// What stands in a field is given.
pub const STANDING: char = '\u{11}';
/// Whether a box is ticked is given.
pub const TICKED: char = '\u{12}';
/// A text.
pub const TEXT: char = '\u{13}';
/// Nodes are given.
pub const NODES: char = '\u{14}';

/// Whether a character is such a mark; spaces and line ends are text.
pub fn is_mark(it: char) -> bool {
    it < ' ' && !matches!(it, '\t' | '\n' | '\r')
}
