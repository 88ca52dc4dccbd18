//! What is asked about money, and in which order: first what the case cannot do without.
use crate::answer::{Question, Verdict};
use crate::ask::WORTH_ASKING;
use crate::case::{Must, NoCase, Stated, Taken};
use crate::case::{case, frees, mentioned_groups};
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::logic::compile::insert;
use crate::logic::facts::Cond;
use crate::reckoning::lay_out;
use crate::visit::{Visit, Year};
use crate::worlds::OpenBill as Open;
use mingbai_policy::{Fen, Free, GroupId, Tables, YesNo, limits};

/// How far the case is, and what is still to be asked for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interview {
    /// The case, or what is in its way.
    pub stated: Stated,
    /// A group some rule turns on, where nothing was said of any.
    groups: Option<GroupId>,
    /// The amount still turns on what the papers say is in scope.
    papers: bool,
    /// Every question that can still come, whatever is answered.
    open: Vec<Question>,
}

/// Lays out what is to be asked about the money of a visit.
///
/// # Errors
///
/// When the visit contradicts itself.
pub fn interview(tables: &Tables, visit: &Visit) -> Result<Interview, Contradiction> {
    let stated = case(tables, visit)?;
    let layout = lay_out(tables, visit)?;
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

/// The plans (档次) a visit may be on, where the tables name them all.
pub fn plans(tables: &Tables, visit: &Visit) -> Option<Vec<u8>> {
    let only = lay_out(tables, visit).ok()?.only_plans?;
    let plans = 0..limits::OTHER_PLAN;
    Some(plans.filter(|plan| only >> plan & 1 == 1).collect())
}

/// Whether the amount turns on how much of the bill is in scope.
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
            year: &visit.year,
            third_party: false,
        };
        open.in_scope().width() > Fen::ZERO
    })
}

/// Whether a yes to a question says that another fact holds too.
fn implies(question: Question, wide: YesNo) -> bool {
    matches!(question, Question::Is(it) if it != wide && it.implies() & wide.bit() != 0)
}

impl Interview {
    /// The next question. First what must be said before there is a case, in the case's order; then
    /// the groups, which are asked of everyone, once; then what the papers say, where the amount
    /// turns on it. None when no answer would narrow the case, or only those passed over would.
    ///
    /// Of two facts of which one implies the other the narrower one is asked first: cover that runs
    /// is cover one is enrolled in. What each item cost is not asked: it is the most work, and stands in
    /// the list.
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

    /// What must be said first, and how much each is worth; none once there is a case.
    pub fn musts(&self) -> &[Must] {
        match &self.stated {
            Stated::Ask(musts) => musts,
            Stated::Case(_) | Stated::None(_) => &[],
        }
    }

    /// Every question that can still come, whatever is answered.
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
            // Once a disease is said these may move money, and so may what its entry in a list is
            // under, where a rule follows that scheme.
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
        // In no group it may not matter, and in one it does.
        open.extend(in_scope_open(visit).then_some(Question::InScope));
        open
    }
}
