//! The known name nearest to a mistyped one. Knows no vocabulary.

/// The likeness of two equal texts.
const ALIKE: usize = 1_000_000;

/// Returns the known name most like the written one, where any is at least 40% alike.
pub(super) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Long texts are not typos, and comparing them is slow.
    if written.chars().count() > 40 {
        return None;
    }
    known
        .map(|name| (spelt(written, name).max(contained(written, name)), name))
        .filter(|(likeness, _)| *likeness >= ALIKE * 2 / 5)
        .max_by_key(|(likeness, _)| *likeness)
        .map(|(_, name)| name)
}

/// Returns the share of the longer text that the typos leave unchanged, up to [`ALIKE`].
fn spelt(written: &str, name: &str) -> usize {
    let longer = written.chars().count().max(name.chars().count()).max(1);
    let slips = strsim::damerau_levenshtein(written, name);
    longer.saturating_sub(slips) * ALIKE / longer
}

/// Returns the likeness of a short name inside a long one (大病 in 大病保险), which is often meant.
fn contained(written: &str, name: &str) -> usize {
    let inside = |inner: &str, outer: &str| inner.chars().count() > 1 && outer.contains(inner);
    if inside(written, name) || inside(name, written) {
        ALIKE / 2
    } else {
        0
    }
}
