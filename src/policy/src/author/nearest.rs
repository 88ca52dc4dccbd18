/// What wholly alike is counted as.
const ALIKE: usize = 1_000_000;

/// The known name most like the one written, if any is like it.
pub(super) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Long texts are no slips of the pen, and comparing them takes long.
    if written.chars().count() > 40 {
        return None;
    }
    known
        .map(|name| (spelt(written, name).max(contained(written, name)), name))
        .filter(|(likeness, _)| *likeness >= ALIKE * 2 / 5)
        .max_by_key(|(likeness, _)| *likeness)
        .map(|(_, name)| name)
}

/// How much of the longer one the slips leave as it is.
fn spelt(written: &str, name: &str) -> usize {
    let longer = written.chars().count().max(name.chars().count()).max(1);
    let slips = strsim::damerau_levenshtein(written, name);
    longer.saturating_sub(slips) * ALIKE / longer
}

/// A short name inside a long one (大病 in 大病保险) is likely meant.
fn contained(written: &str, name: &str) -> usize {
    let inside = |inner: &str, outer: &str| inner.chars().count() > 1 && outer.contains(inner);
    if inside(written, name) || inside(name, written) {
        ALIKE / 2
    } else {
        0
    }
}
