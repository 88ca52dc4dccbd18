//! Figures that the person's own office gave, and when each holds. Must not know the figures of
//! tables.
use crate::logic::facts::{Atom, Cond, Facts};
use crate::visit::{LocalFigure, LocalRule, Visit};
use mingbai_policy::vocabulary::OwnLayer;
use mingbai_policy::{Bracket, Day, Fen, LayerId, Share, Tables};

/// The office figures of one layer.
#[derive(Default)]
pub(crate) struct Entered {
    pub deductible: ByCondition<Fen>,
    /// 封顶线 in fen, with the kinds of care it was given for, as bits of `Care`.
    pub cap: ByCondition<(Fen, u8)>,
    pub first_self_pay: ByCondition<Share>,
    pub brackets: ByCondition<[Bracket; 1]>,
    /// The condition of every figure here.
    pub when: Vec<Cond>,
}

/// Figures of one kind, each under a condition; the first figure whose condition holds is used.
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

    /// Returns each condition with its figure.
    pub fn iter(&self) -> impl Iterator<Item = &(Cond, T)> {
        self.0.iter()
    }
}

/// A figure from the person's office, and its condition.
pub(crate) struct OfficeFigure {
    pub when: Cond,
    /// The kinds of care that the figure was given for, as bits of `Care`.
    pub cares: u8,
    pub rule: LocalRule,
    pub figure: LocalFigure,
}

/// Returns the office figures that hold in this place on this day, each under the condition that is
/// left; figures for this visit alone come first.
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
        // Insurance that people buy for themselves has the same figures for everyone.
        let bought = match it.rule {
            LocalRule::Layer(layer) => own_layer(tables, layer).is_some(),
            LocalRule::TopUp(..) => false,
        };
        (bought || scope.insurance == visit.basic_insurance())
            && scope.holds(&tables.vocabulary, visit.insured_in, day)
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

/// Returns the kind of a layer that people buy for themselves; `None` for other layers.
pub(crate) fn own_layer(tables: &Tables, layer: LayerId) -> Option<OwnLayer> {
    tables.vocabulary.layers.get(layer.index())?.own
}
