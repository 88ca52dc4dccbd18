use std::cmp::Ordering;

/// The known name most like the one written, if any is like it.
pub(super) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    // Long texts are no slips of the pen, and comparing them takes long.
    if written.chars().count() > 40 {
        return None;
    }
    known
        .map(|name| {
            (
                strsim::normalized_damerau_levenshtein(written, name).max(contained(written, name)),
                name,
            )
        })
        .filter(|(likeness, _)| *likeness >= 0.4)
        .max_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal))
        .map(|(_, name)| name)
}

/// A short name inside a long one (大病 in 大病保险) is likely meant.
fn contained(written: &str, name: &str) -> f64 {
    let inside = |inner: &str, outer: &str| inner.chars().count() > 1 && outer.contains(inner);
    if inside(written, name) || inside(name, written) {
        0.5
    } else {
        0.0
    }
}
