//! Orders the questions about money: first those without whose answers there is no case. Must not
//! know sentences or screens.
use crate::answer::{Question, Verdict};
use crate::ask::WORTH_ASKING;
use crate::case::{Must, NoCase, Stated, Taken};
use crate::case::{case, frees, lay_out_case, mentioned_groups};
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::logic::compile::insert;
use crate::logic::facts::Cond;
use crate::reckoning::lay_out;
use crate::visit::{Visit, Year};
use crate::worlds::OpenBill as Open;
use mingbai_policy::{Fen, Free, GroupId, Tables, YesNo, limits};

/// The state of a case, and the questions still to be asked for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interview {
    /// The case, or the reason why there is none yet.
    pub stated: Stated,
    /// A group that some rule turns on, where the visit says nothing of any group.
    groups: Option<GroupId>,
    /// Whether the amount still turns on the in-scope amount, which the papers print.
    papers: bool,
    /// Every question that can still come, whatever is answered.
    open: Vec<Question>,
}

/// Finds the questions to ask about the money of a visit.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn interview(tables: &Tables, visit: &Visit) -> Result<Interview, Contradiction> {
    let stated = case(tables, visit)?;
    let layout = lay_out_case(tables, visit)?;
    let said = visit.groups.yes | visit.groups.no != 0;
    let group = (!said).then(|| mentioned_groups(&layout).trailing_zeros() as u16);
    let mut interview = Interview {
        papers: papers(&stated, visit),
        groups: group
            .map(GroupId)
            .filter(|it| it.index() < tables.vocabulary.groups.len()),
        stated,
        open: Vec::new(),
    };
    interview.open = interview.all(&layout, visit);
    Ok(interview)
}

/// Returns the plans (档次) that a visit may be on, as indexes into the vocabulary; `None` where
/// the tables may not name all plans.
pub fn plans(tables: &Tables, visit: &Visit) -> Option<Vec<u8>> {
    let only = lay_out(tables, visit).ok()?.only_plans?;
    let plans = 0..limits::OTHER_PLAN;
    Some(plans.filter(|plan| only >> plan & 1 == 1).collect())
}

/// Returns whether the payment turns on how much of the bill is in scope.
fn papers(stated: &Stated, visit: &Visit) -> bool {
    match stated {
        Stated::Case(case) => case
            .conditions
            .iter()
            .any(|it| matches!(it.taken, Taken::InScope(_)) && it.worth >= WORTH_ASKING),
        Stated::Ask(_) => in_scope_open(visit),
        Stated::None(_) => false,
    }
}

fn in_scope_open(visit: &Visit) -> bool {
    visit.bill.as_ref().is_some_and(|bill| {
        let open = Open {
            bill,
            year: visit.year_before(),
            third_party: false,
            made_up: false,
        };
        open.in_scope().width() > Fen::ZERO
    })
}

/// Returns whether a yes to `question` implies the wider fact `wide`.
fn implies(question: Question, wide: YesNo) -> bool {
    matches!(question, Question::Is(it) if it != wide && it.implies() & wide.bit() != 0)
}

impl Interview {
    /// Returns the next question; `None` when no answer would narrow the case, or only passed-over
    /// ones would. First come the musts, in the case's order; then the groups, which are asked of
    /// everyone, once; then the papers, where the payment turns on them.
    ///
    /// Of two facts of which one implies the other the narrower is asked first: whoever has running
    /// cover is also enrolled. Item costs are never asked here: they are the most work, and the
    /// page has its own list for them.
    pub fn next(&self, passed: impl Fn(Question) -> bool) -> Option<Question> {
        let left = || {
            self.musts()
                .iter()
                .map(|it| it.question)
                .filter(|it| !passed(*it))
        };
        let narrower = match left().next() {
            Some(Question::Is(wide)) => left().find(|it| implies(*it, wide)),
            _ => None,
        };
        let groups = self.groups.map(Question::Group);
        let papers = self.papers.then_some(Question::InScope);
        match self.stated {
            Stated::None(NoCase::TooOpen) => groups.filter(|it| !passed(*it)),
            Stated::None(_) => None,
            Stated::Case(_) | Stated::Ask(_) => narrower.or_else(|| left().next()).or_else(|| {
                let mut last = groups.into_iter().chain(papers);
                last.find(|it| !passed(*it))
            }),
        }
    }

    /// Returns the facts that must be said first, with the payments after each answer; empty once
    /// there is a case.
    pub fn musts(&self) -> &[Must] {
        match &self.stated {
            Stated::Ask(musts) => musts,
            Stated::Case(_) | Stated::None(_) => &[],
        }
    }

    /// Returns every question that can still come, whatever is answered.
    pub fn open(&self) -> &[Question] {
        &self.open
    }

    fn all(&self, layout: &Layout, visit: &Visit) -> Vec<Question> {
        if matches!(self.stated, Stated::None(why) if why != NoCase::TooOpen) {
            return Vec::new();
        }
        let mut open: Vec<Question> = self.musts().iter().map(|it| it.question).collect();
        let mut mentioned = Vec::new();
        let mut see = |cond: &Cond| {
            if cond.of(&layout.base) != Verdict::Unknown {
                return;
            }
            cond.atoms(&mut |atom| {
                let open = Cond::Atom(atom).of(&layout.base) == Verdict::Unknown;
                if let Some(question) = layout.question(atom).filter(|_| open) {
                    insert(&mut mentioned, question);
                }
            });
        };
        layout.money_conditions(&mut see);
        if visit.diseases.is_none() {
            // Once a disease is said, a scheme that makes something free may move money; so may the
            // condition of a list's entry, where a rule follows the scheme.
            for scheme in layout.schemes.iter().filter(|it| it.span.holds(layout.day)) {
                if layout.scheme(scheme).free != Free::Nothing {
                    see(&scheme.scope);
                    see(&scheme.when);
                }
                match scheme.list.as_ref().map(|list| &list.best) {
                    Some(Cond::Any(entries)) => entries.iter().for_each(&mut see),
                    Some(other) => see(other),
                    None => {}
                }
            }
        }
        for question in mentioned {
            let group = matches!(question, Question::Group(_));
            let disease = question == Question::Disease;
            if !group && (!disease || visit.diseases.is_none()) {
                insert(&mut open, question);
            }
        }
        if visit.diseases.is_none() && frees(layout) {
            insert(&mut open, Question::Disease);
        }
        if visit.bill.is_some() && !matches!(visit.year, Year::Known { .. }) {
            insert(&mut open, Question::YearToDate);
        }
        open.extend(self.groups.map(Question::Group));
        // The in-scope amount may matter for a member of a group only, so it can still come.
        open.extend(in_scope_open(visit).then_some(Question::InScope));
        open
    }
}
