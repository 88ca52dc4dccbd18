//! Figures that the person's own office gave, and when they hold. Must not know what tables say.
use crate::logic::facts::{Atom, Cond, Facts};
use crate::visit::{LocalFigure, LocalRule, Visit};
use mingbai_policy::{Bracket, Day, Fen, Share, Tables};

/// Figures of a layer that the person's own office gave.
#[derive(Default)]
pub(crate) struct Entered {
    pub deductible: ByCondition<Fen>,
    /// With the kinds of care it was said to hold for, as bits.
    pub cap: ByCondition<(Fen, u8)>,
    pub first_self_pay: ByCondition<Share>,
    pub brackets: ByCondition<[Bracket; 1]>,
    /// When any of them holds.
    pub when: Vec<Cond>,
}

/// One figure as an office gave it, each with when it holds; the first that does is used.
pub(crate) struct ByCondition<T>(Vec<(Cond, T)>);

impl<T> Default for ByCondition<T> {
    fn default() -> ByCondition<T> {
        ByCondition(Vec::new())
    }
}

impl<T> ByCondition<T> {
    pub fn add(&mut self, when: Cond, figure: T) {
        self.0.push((when, figure));
    }

    /// The conditions, and the figure under each.
    pub fn iter(&self) -> impl Iterator<Item = &(Cond, T)> {
        self.0.iter()
    }
}

/// A figure that an office gave, and when it holds.
pub(crate) struct OfficeFigure {
    pub when: Cond,
    /// The kinds of care it was said to hold for, as bits.
    pub cares: u8,
    pub rule: LocalRule,
    pub figure: LocalFigure,
}

/// Returns the figures of the person's own office that hold at this place on this day, with what else
/// they turn on; those for this visit alone first.
pub(crate) fn office_figures(tables: &Tables, visit: &Visit, day: Day) -> Vec<OfficeFigure> {
    let bare = visit.local.iter();
    let bare = bare.map(|(rule, figure)| OfficeFigure {
        when: Cond::YES,
        cares: Facts::OPEN.care,
        rule: *rule,
        figure: *figure,
    });
    let scoped = visit.scoped.iter().filter(|it| {
        let scope = &it.scope;
        scope.holds(&tables.vocabulary, visit.insured_in, day)
    });
    let scoped = scoped.map(|it| {
        let some = |bits: u8, all: u8, atom: fn(u8) -> Atom| match bits & all == all {
            true => Cond::YES,
            false => Cond::Atom(atom(bits)),
        };
        let care = some(it.scope.care, Facts::OPEN.care, Atom::Care);
        let grade = some(it.scope.grade, Facts::OPEN.grade, Atom::Grade);
        OfficeFigure {
            when: care.and(grade),
            cares: it.scope.care,
            rule: it.rule,
            figure: it.figure,
        }
    });
    bare.chain(scoped).collect()
}
