//! Reads words out of a fixed set, and lists without repeats. Must not know what a word means.
use super::cursor::{Fields, Node};

/// Reads one of a fixed set of words.
pub(super) fn word<T: Copy>(
    node: &Node<'_>,
    values: &[T],
    word: impl Fn(T) -> &'static str,
) -> Option<T> {
    let found = node
        .as_str()
        .and_then(|text| values.iter().copied().find(|value| word(*value) == text));
    if found.is_none() {
        let words: Vec<_> = values.iter().map(|value| word(*value)).collect();
        node.refuse(format!("这里请写 {} 中的一个", words.join("、")));
    }
    found
}

/// Reads words out of a fixed set as bits; a repeated word is reported.
pub(super) fn bits<T: Copy>(
    node: &Node<'_>,
    all: &[T],
    spelt: fn(T) -> &'static str,
    bit: fn(T) -> u8,
) -> u8 {
    let mut bits = 0;
    for node in node.one_or_more() {
        match word(&node, all, spelt).map(bit) {
            Some(bit) if bits & bit != 0 => node.refuse("这一个写了两次，请删去一个"),
            Some(bit) => bits |= bit,
            None => {}
        }
    }
    bits
}

/// Reads references in the list at `key`; a repeated reference is reported.
pub(super) fn list<'a, T: PartialEq>(
    fields: &Fields<'a>,
    key: &str,
    find: impl Fn(&Node<'a>) -> Option<T>,
) -> Vec<T> {
    fields
        .get(key)
        .map_or_else(Vec::new, |node| each(&node.list(), find))
}

/// Reads references; a repeated reference is reported.
pub(super) fn each<'a, T: PartialEq>(
    nodes: &[Node<'a>],
    find: impl Fn(&Node<'a>) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for node in nodes {
        match find(node) {
            Some(id) if found.contains(&id) => node.refuse("这一个写了两次，请删去一个"),
            Some(id) => found.push(id),
            None => {}
        }
    }
    found
}
