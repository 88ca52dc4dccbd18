//! Finds the facts that must be said before there is a case: facts that money turns on and that
//! have no ordinary value. Must not know sentences.
use super::stated::Must;
use super::usual::OrdinaryVisit;
use crate::answer::{Question, Range, Value, Verdict};
use crate::ask::{self, OpenAccount, after, open_questions};
use crate::layout::Layout;
use crate::layout::schemes::scheme_verdict;
use crate::logic::compile::insert;
use crate::logic::facts::{Atom, Cond};
use crate::settle::LayerTerms;
use crate::visit::{Hospital, Visit, Year};
use crate::worlds::Worlds;
use crate::worlds::outcome::{BillFacts, outcome};
use mingbai_policy::{Base, FactGroup, Fen, Free, Period, Place};

impl OrdinaryVisit {
    /// Returns the facts that must be said first, the most narrowing first.
    pub fn musts(&self, layout: &Layout, visit: &Visit, worlds: &[Worlds]) -> Vec<Must> {
        let mut found: Vec<(Fen, Must)> = Vec::new();
        let mut split = Vec::new();
        for atom in worlds.iter().flat_map(|it| &it.split) {
            if let Some(question) = layout.question(*atom) {
                insert(&mut split, question);
            }
        }
        if differ(worlds) {
            let mut all: Vec<(Fen, bool, Must)> = Vec::new();
            for (question, values) in open_questions(layout) {
                if split.contains(&question) {
                    all.push(self.must(layout, worlds, question, &values));
                }
            }
            // Where no question moves anything alone, the questions move it together.
            let alone = all.iter().any(|(_, moves, _)| *moves);
            let kept = all.into_iter().filter(|(_, moves, _)| *moves || !alone);
            found.extend(kept.map(|(left, _, must)| (left, must)));
        }
        found.sort_by_key(|(left, _)| *left);
        let mut musts: Vec<Must> = found.into_iter().map(|(_, must)| must).collect();
        let mut first = Vec::new();
        let need = |question: Question, at: &mut Vec<Must>| {
            if musts.iter().all(|it| it.question != question) {
                at.push(Must {
                    question,
                    values: Vec::new(),
                });
            }
        };
        if visit.insurance.is_none() {
            need(Question::Insurance, &mut first);
        }
        if visit.care.is_none() {
            need(Question::Care, &mut first);
        }
        // Outside the province a filing is required, whatever the figures.
        let named = matches!(visit.hospital, Some(Hospital::Named(_)));
        if visit.place.is_none() && !named {
            need(Question::Place, &mut first);
        }
        for question in asked_away(layout) {
            need(question, &mut first);
        }
        let mut last = Vec::new();
        if visit.diseases.is_none() && self.priced && frees(layout) {
            need(Question::Disease, &mut last);
        }
        if self.priced && self.year_matters(layout, worlds) {
            need(Question::YearToDate, &mut last);
        }
        first.append(&mut musts);
        first.append(&mut last);
        first
    }

    /// Returns how wide the mean answer leaves the payment, whether the answers differ, and the
    /// question with the payment after each answer.
    fn must(
        &self,
        layout: &Layout,
        worlds: &[Worlds],
        question: Question,
        values: &[Value],
    ) -> (Fen, bool, Must) {
        let mut found: Vec<(Value, Vec<Range>)> = Vec::new();
        for value in values {
            let at = |it: &Worlds| after(layout, it, question, *value);
            let ranges: Vec<Range> = worlds.iter().filter_map(at).collect();
            if ranges.len() == worlds.len() {
                found.push((*value, ranges));
            }
        }
        let moves = found.windows(2).any(|pair| pair[0].1 != pair[1].1);
        let widths = found.iter().flat_map(|(_, ranges)| ranges);
        let count = (found.len() * worlds.len()).max(1) as i64;
        let left = Fen(widths.map(|range| range.width().0 / count).sum());
        let values = if self.priced { found } else { Vec::new() };
        (left, moves, Must { question, values })
    }

    /// Returns whether the use of earlier visits of the year matters and is unknown.
    fn year_matters(&self, layout: &Layout, worlds: &[Worlds]) -> bool {
        if worlds
            .iter()
            .any(|it| ask::year_to_ask(&self.visit.year, it))
        {
            let of_year = |layer: &LayerTerms| {
                layer.base == Base::Year || layer.paid_before.0 != layer.paid_before.1
            };
            // A layer with known accounts has nothing more to be asked for.
            let told = |open: OpenAccount| match &self.visit.year {
                Year::Known { accounts, .. } => accounts.iter().any(|it| {
                    let amounts = it.of(open.per).unwrap_or_default();
                    let stated = match open.deductible {
                        true => amounts.deductible_used.is_some(),
                        false if open.cost => it.in_scope.is_some(),
                        false => open.per == Period::Year || amounts.paid.is_some(),
                    };
                    it.layer == open.layer && stated
                }),
                _ => false,
            };
            let mut kinds = worlds.iter().flat_map(|it| &it.kinds);
            let mut open = worlds.iter().flat_map(ask::open_accounts);
            return open.any(|it| !told(it))
                || ask::open_year(&self.visit.year)
                    && kinds.any(|kind| kind.terms.layers.iter().any(of_year));
        }
        if self.visit.year != Year::TakenAsFirst {
            return false;
        }
        worlds.iter().zip(&self.bills).any(|(worlds, bill)| {
            worlds.kinds.iter().any(|kind| {
                let Some(here) = &kind.outcome else {
                    return false;
                };
                let mut terms = kind.terms.clone();
                for layer in &mut terms.layers {
                    if layer.cap.1 != Fen::MAX && layer.cap_per != Period::Visit {
                        layer.cap_left = (layer.cap_left.0, Fen::ZERO);
                    }
                    if layer.deductible_of_period.is_some() {
                        layer.deductible.0 = Fen::ZERO;
                    }
                }
                let facts = BillFacts::new(bill, &Year::Unknown, bill.in_scope.unwrap_or_default());
                let then = facts.and_then(|facts| outcome(layout, &terms, &facts).outcome);
                then.is_none_or(|then| then.pays != here.pays)
                    || kind.terms.layers.iter().any(|layer| {
                        let limited = layer.cap.1 != Fen::MAX
                            && layer.cap_per != Period::Visit
                            && !layer.absent;
                        limited && here.slots[usize::from(layer.slot)].high > Fen::ZERO
                    })
            })
        })
    }
}

/// Returns whether some worlds come to different payments at the same in-scope amount.
fn differ(worlds: &[Worlds]) -> bool {
    worlds.iter().any(|it| {
        let mut legal = it.kinds.iter().filter_map(|kind| kind.outcome.as_ref());
        let first = legal.next();
        first.is_some_and(|first| legal.any(|it| it.pays != first.pays))
    })
}

/// Returns whether some scheme in force makes, or may make, something of the visit free; where no
/// disease was given, for some disease.
pub(crate) fn frees(layout: &Layout) -> bool {
    layout.listed_schemes().any(|it| {
        it.span.holds(layout.day)
            && layout.scheme(it).free != Free::Nothing
            && scheme_verdict(it, layout.day, &layout.base).0 != Verdict::No
    })
}

/// Returns the questions that are always asked of a stay in another province, where the tables of
/// the layers that pay for everyone mention them: whether the stay was filed (备案), whether the
/// person was referred (转诊).
fn asked_away(layout: &Layout) -> Vec<Question> {
    let mut found = Vec::new();
    if layout.base.place != Place::OtherProvince.bit() {
        return found;
    }
    let away = |atom: Atom| match atom {
        Atom::Own(_) => true,
        Atom::Is(fact) => fact.group() == FactGroup::Hospital,
        _ => false,
    };
    let layers = layout.layers.iter();
    let layers = layers.filter(|it| layout.tables.vocabulary.layers[it.layer.index()].everyone);
    for variant in layers
        .flat_map(|it| &it.records)
        .flat_map(|it| &it.variants)
    {
        if variant.when.of(&layout.base) == Verdict::Unknown {
            variant.when.atoms(&mut |atom| {
                let open = away(atom) && Cond::Atom(atom).of(&layout.base) == Verdict::Unknown;
                if let Some(question) = layout.question(atom).filter(|_| open) {
                    insert(&mut found, question);
                }
            });
        }
    }
    found
}
