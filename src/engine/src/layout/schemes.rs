//! Gives the verdict of schemes and other rules for a set of facts, in three-valued logic. Must not
//! know money.
use crate::answer::{Question, Reason, SchemeLine, Verdict};
use crate::layout::{Layout, SchemeLayout, VerdictRule};
use crate::logic::compile::insert;
use crate::logic::facts::{Atom, Cond, Facts};
use mingbai_policy::{Care, Day, GroupId, NumberFact, ProcedureKind, Scheme};

/// Returns the verdict of a scheme, from its span, its list and its conditions, with the first
/// reason that applies in the order of [`Reason`].
pub(crate) fn scheme_verdict(scheme: &SchemeLayout, day: Day, facts: &Facts) -> (Verdict, Reason) {
    let scope = scheme.scope.of(facts);
    if scope == Verdict::No {
        return (Verdict::No, Reason::Scope);
    }
    if scheme.span.not_yet(day) {
        return (Verdict::No, Reason::NotStarted);
    }
    if scheme.span.over(day) {
        return (Verdict::No, Reason::Ended);
    }
    let list = scheme
        .list
        .as_ref()
        .map_or(Verdict::Yes, |list| list.of(facts));
    if list == Verdict::No {
        return (Verdict::No, Reason::CompleteList);
    }
    let when = scheme.when.of(facts);
    if when == Verdict::No {
        return (Verdict::No, Reason::Condition);
    }
    if when == Verdict::Unknown || scope == Verdict::Unknown {
        return (Verdict::Unknown, Reason::Condition);
    }
    match (list, &scheme.list) {
        (Verdict::Yes, _) => (Verdict::Yes, Reason::Named),
        // The list names the disease but its entry's condition is open, or no disease was given.
        (_, Some(says)) if says.entry.is_some() || says.complete || !says.given => {
            (Verdict::Unknown, Reason::Condition)
        }
        _ => (Verdict::Unknown, Reason::PartialList),
    }
}

/// Returns the verdict of a rule that has only conditions, with the first reason that applies.
pub(crate) fn rule_verdict(rule: &VerdictRule, day: Day, facts: &Facts) -> (Verdict, Reason) {
    let scope = rule.scope.of(facts);
    if scope == Verdict::No {
        return (Verdict::No, Reason::Scope);
    }
    if rule.span.not_yet(day) {
        return (Verdict::No, Reason::NotStarted);
    }
    if rule.span.over(day) {
        return (Verdict::No, Reason::Ended);
    }
    match scope.and(rule.when.of(facts)) {
        Verdict::Yes => (Verdict::Yes, Reason::Named),
        verdict => (verdict, Reason::Condition),
    }
}

/// Returns every verdict that an answer may change, in a fixed order.
pub(crate) fn verdicts(layout: &Layout, facts: &Facts) -> Vec<Verdict> {
    let schemes = layout
        .listed_schemes()
        .map(|scheme| scheme_verdict(scheme, layout.day, facts).0);
    let waivers = layout
        .listed_waivers
        .iter()
        .map(|rule| rule_verdict(rule, layout.day, facts).0);
    let targets = layout
        .targets
        .iter()
        .map(|rule| rule_verdict(rule, layout.day, facts).0);
    let cash = layout
        .procedures
        .iter()
        .filter(|rule| matters_at_window(layout, rule))
        .map(|rule| rule_verdict(rule, layout.day, facts).0);
    schemes.chain(waivers).chain(targets).chain(cash).collect()
}

fn matters_at_window(layout: &Layout, rule: &VerdictRule) -> bool {
    let procedures = &layout.tables.tables[rule.rule.table as usize].procedures;
    matches!(
        procedures[rule.rule.index as usize].kind,
        ProcedureKind::PayLater | ProcedureKind::NoDeposit
    )
}

impl<'t> Layout<'t> {
    /// Returns the schemes of the tables that the answer lists.
    pub(crate) fn listed_schemes(&self) -> impl Iterator<Item = &SchemeLayout> {
        self.schemes
            .iter()
            .filter(|scheme| self.listed.iter().any(|l| l.0 == scheme.rule.table))
    }

    pub(crate) fn scheme(&self, layout: &SchemeLayout) -> &'t Scheme {
        &self.tables.tables[layout.rule.table as usize].schemes[layout.rule.index as usize]
    }

    /// Visits every condition that money may turn on.
    pub(crate) fn money_conditions(&self, see: &mut impl FnMut(&Cond)) {
        for layer in &self.layers {
            if layer.fixed.is_some() {
                continue;
            }
            see(&layer.when.0);
            layer.entered.when.iter().for_each(&mut *see);
            for record in &layer.records {
                see(&record.guard);
                record
                    .variants
                    .iter()
                    .for_each(|variant| see(&variant.when));
            }
        }
        self.top_ups.iter().for_each(|(rule, _)| see(&rule.when));
        let entered = self.top_up_entered.iter().flat_map(|said| said.iter());
        entered.for_each(|(when, _)| see(when));
        self.waivers.iter().for_each(|rule| see(&rule.when));
        self.frees.iter().for_each(|(_, rule)| see(&rule.when));
        self.further_stays(see);
    }

    /// Visits the conditions under which a visit counts as further stays, and those under which such a
    /// stay has a number that some rule mentions.
    fn further_stays(&self, see: &mut impl FnMut(&Cond)) {
        let Some(after) = self.stays.further_after() else {
            return;
        };
        let mut numbers = Vec::new();
        let variants = self.layers.iter().flat_map(|layer| &layer.records);
        for variant in variants.flat_map(|record| &record.variants) {
            variant.when.atoms(&mut |atom| {
                if let Atom::AtLeast(NumberFact::Stay, least) = atom {
                    insert(&mut numbers, least);
                }
            });
        }
        let most = self.base.number(NumberFact::StayDays).1;
        for more in (1..=most / after).filter(|more| after * more < most) {
            let lasts = Atom::AtLeast(NumberFact::StayDays, after * more + 1);
            let stay = Atom::Care(Care::Inpatient.bit());
            see(&Cond::All(vec![Cond::Atom(stay), Cond::Atom(lasts)]));
            for least in numbers.iter().filter(|it| **it > more + 1) {
                let number = Atom::AtLeast(NumberFact::Stay, least - more);
                see(&Cond::All(vec![Cond::Atom(stay), Cond::Atom(number)]));
            }
        }
    }

    /// Visits every condition that an answer may turn on.
    pub(crate) fn conditions(&self, see: &mut impl FnMut(&Cond)) {
        self.money_conditions(see);
        for scheme in self
            .listed_schemes()
            .filter(|scheme| scheme.span.holds(self.day))
        {
            see(&scheme.scope);
            see(&scheme.when);
            if let Some(list) = &scheme.list {
                see(&list.named);
            }
        }
        let plains = self
            .listed_waivers
            .iter()
            .chain(&self.targets)
            .chain(&self.procedures);
        for rule in plains.filter(|rule| rule.span.holds(self.day)) {
            see(&rule.scope);
            see(&rule.when);
        }
    }

    /// Returns a line for every scheme of the listed tables.
    pub(crate) fn scheme_lines(&self) -> Vec<SchemeLine> {
        let facts = &self.base;
        self.listed_schemes()
            .map(|layout| {
                let (verdict, reason) = scheme_verdict(layout, self.day, facts);
                let open = if verdict == Verdict::Unknown {
                    self.open(layout, facts)
                } else {
                    Vec::new()
                };
                let hints = if reason == Reason::PartialList {
                    self.hints(layout)
                } else {
                    Vec::new()
                };
                let entry = layout.list.as_ref().and_then(|list| list.entry);
                let given = layout.list.as_ref().filter(|list| list.given);
                let listed = given.map(|list| list.of(facts));
                SchemeLine {
                    rule: layout.rule,
                    verdict,
                    reason,
                    entry,
                    listed,
                    free: None,
                    open,
                    hints,
                }
            })
            .collect()
    }

    fn open(&self, layout: &SchemeLayout, facts: &Facts) -> Vec<Question> {
        let mut open = self.open_facts(&[&layout.scope, &layout.when], facts);
        if let Some(list) = &layout.list {
            for question in self.open_facts(&[&list.named], facts) {
                insert(&mut open, question);
            }
            if !list.given {
                insert(&mut open, Question::Disease);
            }
        }
        open
    }

    /// Returns the questions about open facts that undecided conditions turn on.
    pub(crate) fn open_facts(&self, conditions: &[&Cond], facts: &Facts) -> Vec<Question> {
        let mut open = Vec::new();
        for cond in conditions
            .iter()
            .filter(|cond| cond.of(facts) == Verdict::Unknown)
        {
            cond.atoms(&mut |atom| {
                if let Some(question) = self.question(atom)
                    && Cond::Atom(atom).of(facts) == Verdict::Unknown
                {
                    insert(&mut open, question);
                }
            });
        }
        open
    }

    /// Returns the question that asks for a fact; `None` where nobody can be asked.
    pub(crate) fn question(&self, atom: Atom) -> Option<Question> {
        Some(match atom {
            // The papers tell an amount of the bill, and no answer to a question of its own.
            Atom::Unclear(_) | Atom::Above(..) => return None,
            Atom::Group(bit) => Question::Group(GroupId(u16::from(bit))),
            Atom::Own(bit) => Question::Own(self.questions[bit as usize]),
            Atom::Disease(_) => Question::Disease,
            Atom::Hospital(_) => Question::Hospital,
            Atom::BenefitPlan(_) => Question::BenefitPlan,
            Atom::Grade(_) => Question::Grade,
            Atom::Tier(_) => Question::Tier,
            Atom::Place(_) => Question::Place,
            Atom::Care(_) => Question::Care,
            Atom::Sex(_) => Question::Sex,
            Atom::AtLeast(fact, _) => Question::Number(fact),
            Atom::Is(fact) => Question::Is(fact),
        })
    }

    /// Returns other lists that name the disease: those that the scheme gives as hints, and lists
    /// in force of the listed tables.
    fn hints(&self, layout: &SchemeLayout) -> Vec<String> {
        let Some(given) = &self.given else {
            return Vec::new();
        };
        let wanted = &self.scheme(layout).hints;
        let vocabulary = &self.tables.vocabulary;
        let names = |listed: mingbai_policy::DiseaseId| {
            given.iter().any(|one| vocabulary.is_kind_of(*one, listed))
        };
        let mut hints = Vec::new();
        for (number, table) in self.tables.tables.iter().enumerate() {
            let near = self.listed.iter().any(|l| l.0 as usize == number);
            for list in &table.lists {
                let id = format!("{}.{}", table.id, list.rule.id);
                let of_the_day =
                    near && table.span.holds(self.day) && list.rule.span.holds(self.day);
                if (of_the_day || wanted.contains(&id)) && list.diseases.iter().any(|d| names(*d)) {
                    hints.push(id);
                }
            }
            for scheme in &table.schemes {
                let id = format!("{}.{}", table.id, scheme.rule.id);
                let list = scheme.diseases.as_ref();
                if wanted.contains(&id)
                    && list.is_some_and(|l| l.entries.iter().any(|e| names(e.disease)))
                {
                    hints.push(id);
                }
            }
        }
        hints
    }
}
