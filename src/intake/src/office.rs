//! The figures that the person's own office gave, in a visit and kept for its place. Must not know storage.
use crate::local::{Local, kind_of, sort_scoped};
use mingbai_engine::{LocalFigure, LocalRule, Scope, ScopedFigure, Visit};
use mingbai_policy::Vocabulary;

/// Returns the office figures that hold, or may hold, for a visit; one of each kind for a rule.
pub fn holding(vocabulary: &Vocabulary, visit: &Visit) -> Vec<(LocalRule, LocalFigure)> {
    let scoped = visit
        .scoped
        .iter()
        .filter(|it| it.scope.meets(vocabulary, visit));
    let scoped = scoped.map(|it| (it.rule, it.figure));
    let mut found: Vec<(LocalRule, LocalFigure)> = Vec::new();
    for (rule, figure) in visit.local.iter().copied().chain(scoped) {
        if !found.iter().any(|it| same(it, rule, figure)) {
            found.push((rule, figure));
        }
    }
    found
}

/// Replaces the office figures of a visit for which `kinds` returns true by `given`, each with the
/// visit's own scope, so that no other visit uses them.
pub fn replace(
    vocabulary: &Vocabulary,
    visit: &mut Visit,
    kinds: impl Fn(LocalRule, LocalFigure) -> bool,
    given: &[(LocalRule, LocalFigure)],
) {
    let scope = Scope::of(vocabulary, visit);
    let before = visit.clone();
    visit.local.retain(|(rule, figure)| !kinds(*rule, *figure));
    visit
        .scoped
        .retain(|it| !kinds(it.rule, it.figure) || !it.scope.meets(vocabulary, &before));
    let given = given.iter().map(|(rule, figure)| ScopedFigure {
        rule: *rule,
        figure: *figure,
        scope,
    });
    visit.scoped.splice(0..0, given);
    sort_scoped(&mut visit.scoped);
}

/// Adds the figures of one visit to those kept for its place. Replaces what was kept for the same
/// scope, and figures without a scope that `visit` states anew.
pub fn keep(vocabulary: &Vocabulary, kept: &mut Local, visit: &Visit) {
    let scope = Scope::of(vocabulary, visit);
    let told = visit.scoped.iter().filter(|it| it.scope == scope);
    let told: Vec<ScopedFigure> = told.copied().collect();
    kept.scoped.retain(|it| it.scope != scope);
    let anew =
        |it: &(LocalRule, LocalFigure)| told.iter().any(|one| same(it, one.rule, one.figure));
    kept.figures.retain(|it| !anew(it));
    kept.scoped.extend(&told);
    sort_scoped(&mut kept.scoped);
}

/// Returns the figures kept for exactly the visit's scope: care and grade as far as given, place,
/// year.
pub fn fitting(vocabulary: &Vocabulary, kept: &Local, visit: &Visit) -> Vec<ScopedFigure> {
    let scope = Scope::of(vocabulary, visit);
    let all = kept.scoped.iter().filter(|it| it.scope == scope);
    all.copied().collect()
}

/// Checks whether a figure is of the rule and of the kind of another.
fn same(one: &(LocalRule, LocalFigure), rule: LocalRule, figure: LocalFigure) -> bool {
    one.0 == rule && kind_of(one.1) == kind_of(figure)
}
