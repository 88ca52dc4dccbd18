//! Finds benefits without a name of their own: figures of a layer for the person's disease or group
//! (两病门诊用药, 倾斜支付). Must not know money.
//!
//! Only facts of the person count here, not those of the visit: a benefit of outpatients is found
//! even if today's bill is a hospital stay's.
use crate::answer::{BenefitFor, BenefitLine, RuleRef, Verdict};
use crate::layout::Layout;
use crate::logic::compile::insert;
use crate::visit::Visit;
use mingbai_policy::{FactGroup, LayerId, LayerRule, NumberFact, Owner, When};

/// Returns the benefits of the tables in force where the person is insured, the nearest table
/// first. A nearer table's rule for a layer and a disease or group replaces the rules of tables
/// further up.
pub(crate) fn benefits(layout: &Layout, visit: &Visit) -> Vec<BenefitLine> {
    let mut found: Vec<BenefitLine> = Vec::new();
    let mut told: Vec<(LayerId, BenefitFor)> = Vec::new();
    for (number, in_force) in &layout.listed {
        let table = &layout.tables.tables[usize::from(*number)];
        if !in_force || matches!(table.owner, Owner::Hospital(_)) {
            continue;
        }
        let person = Person { layout, visit };
        let mut here = Vec::new();
        for (index, rule) in (0_u16..).zip(&table.layers) {
            let mine = rule.insurance & visit.basic_insurance().bit() != 0;
            if !mine || !rule.rule.span.holds(layout.day) {
                continue;
            }
            let Some(mut line) = person.benefit(rule) else {
                continue;
            };
            line.names
                .retain(|name| !told.contains(&(rule.layer, *name)));
            if line.names.is_empty() {
                continue;
            }
            line.rule = RuleRef {
                table: *number,
                index,
            };
            here.extend(line.names.iter().map(|name| (rule.layer, *name)));
            found.push(line);
        }
        told.extend(here);
    }
    found
}

/// The person against whom conditions are held.
struct Person<'a> {
    layout: &'a Layout<'a>,
    visit: &'a Visit,
}

impl Person<'_> {
    /// Returns the benefit that a rule of a layer has for the person; `None` where no figure is for
    /// a disease or group of the person.
    fn benefit(&self, rule: &LayerRule) -> Option<BenefitLine> {
        let whole = self.layer_condition(rule);
        if whole.is_some_and(|when| self.holds(when) == Verdict::No) {
            return None;
        }
        let mut all = Vec::new();
        whole
            .into_iter()
            .for_each(|when| self.names(when, &mut all));
        let of_layer = !all.is_empty();
        let mut line = BenefitLine {
            rule: RuleRef { table: 0, index: 0 },
            layer: rule.layer,
            names: Vec::new(),
            variants: Vec::new(),
            cites: Vec::new(),
        };
        for (index, variant) in (0_u16..).zip(&rule.variants) {
            if self.holds(&variant.when) == Verdict::No {
                continue;
            }
            let mut names = Vec::new();
            self.names(&variant.when, &mut names);
            // Figures for other groups or diseases are no benefit of this person.
            let of_others = names_disease_or_group(&variant.when);
            if names.is_empty() && (of_others || !of_layer) {
                continue;
            }
            line.variants.push(index);
            for name in all.iter().chain(&names) {
                insert(&mut line.names, *name);
            }
            for cite in &variant.cites {
                insert(&mut line.cites, *cite);
            }
        }
        line.names
            .sort_by_key(|name| matches!(name, BenefitFor::Group(_)));
        (!line.names.is_empty()).then_some(line)
    }

    /// Returns the condition of the layer: the rule's own, or that of the nearest table in force
    /// which states one.
    fn layer_condition<'r>(&'r self, rule: &'r LayerRule) -> Option<&'r When> {
        if rule.states_when {
            return Some(&rule.rule.when);
        }
        let in_force = self.layout.listed.iter().filter(|(_, in_force)| *in_force);
        let tables = in_force.map(|(at, _)| &self.layout.tables.tables[usize::from(*at)]);
        let mut rules = tables.flat_map(|table| &table.layers).filter(|it| {
            it.layer == rule.layer
                && it.insurance & rule.insurance != 0
                && it.states_when
                && it.rule.span.holds(self.layout.day)
        });
        rules.next().map(|it| &it.rule.when)
    }

    /// Collects the person's diseases and groups that a condition asks for.
    fn names(&self, when: &When, found: &mut Vec<BenefitFor>) {
        match when {
            When::All(parts) => parts.iter().for_each(|part| self.names(part, found)),
            When::Any(parts) if names_disease_or_group(when) => {
                parts.iter().for_each(|part| self.names(part, found));
            }
            When::Disease(set) => {
                let vocabulary = &self.layout.tables.vocabulary;
                let has = |one| set.iter().any(|listed| vocabulary.is_kind_of(one, *listed));
                for one in self
                    .visit
                    .diseases
                    .iter()
                    .flatten()
                    .filter(|one| has(**one))
                {
                    insert(found, BenefitFor::Disease(*one));
                }
            }
            When::Group(group) if self.visit.groups.yes >> group.0 & 1 == 1 => {
                insert(found, BenefitFor::Group(*group));
            }
            _ => {}
        }
    }

    /// Returns the verdict of a condition as far as the person's facts decide it. Facts of one
    /// visit count as open.
    fn holds(&self, when: &When) -> Verdict {
        let vocabulary = &self.layout.tables.vocabulary;
        let flag = |told: Option<bool>| told.map_or(Verdict::Unknown, Verdict::from_bool);
        match when {
            When::All(parts) => parts
                .iter()
                .fold(Verdict::Yes, |all, part| all.and(self.holds(part))),
            When::Any(parts) => {
                let no = |part| self.holds(part).not();
                parts
                    .iter()
                    .fold(Verdict::Yes, |all, part| all.and(no(part)))
                    .not()
            }
            When::Not(inner) => self.holds(inner).not(),
            When::Group(group) => {
                let facts = &self.layout.base.groups;
                match (facts.yes >> group.0 & 1, facts.no >> group.0 & 1) {
                    (1, _) => Verdict::Yes,
                    (_, 1) => Verdict::No,
                    _ => Verdict::Unknown,
                }
            }
            When::Sex(sex) => flag(self.visit.sex.map(|it| it == *sex)),
            When::AtLeast(fact, least) if fact.group() != FactGroup::Year => {
                flag(self.visit.said[*fact].map(|it| it >= *least))
            }
            When::Child if self.visit.said[NumberFact::Age].is_some_and(|it| it >= 18) => {
                Verdict::No
            }
            When::Disease(set) => {
                let Some(given) = &self.visit.diseases else {
                    return Verdict::Unknown;
                };
                let pairs = || {
                    given
                        .iter()
                        .flat_map(|one| set.iter().map(move |it| (*one, *it)))
                };
                if pairs().any(|(one, listed)| vocabulary.is_kind_of(one, listed)) {
                    Verdict::Yes
                } else if pairs().any(|(one, listed)| vocabulary.is_kind_of(listed, one)) {
                    Verdict::Unknown
                } else {
                    Verdict::No
                }
            }
            When::Insurance(bits) => {
                Verdict::from_bool(bits & self.visit.basic_insurance().bit() != 0)
            }
            When::Is(fact) if fact.group() != FactGroup::Hospital => flag(self.visit.said[*fact]),
            When::InsuredIn(places) => match self.visit.insured_in {
                Some(home) if places.iter().any(|it| vocabulary.within(home, *it)) => Verdict::Yes,
                Some(home) if places.iter().any(|it| vocabulary.within(*it, home)) => {
                    Verdict::Unknown
                }
                _ => Verdict::No,
            },
            _ => Verdict::Unknown,
        }
    }
}

/// Returns whether a condition holds for certain diseases or groups only.
fn names_disease_or_group(when: &When) -> bool {
    match when {
        When::All(parts) => parts.iter().any(names_disease_or_group),
        When::Any(parts) => !parts.is_empty() && parts.iter().all(names_disease_or_group),
        When::Disease(_) | When::Group(_) => true,
        _ => false,
    }
}
