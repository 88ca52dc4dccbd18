//! Lays the tables out for one visit: the rules in force, the layers in order, the conditions with
//! every fixed fact decided. Must not know how a bill is settled.
pub(crate) mod accounts;
pub(crate) mod entered;
pub(crate) mod merge;
pub(crate) mod schemes;

use crate::answer::{Range, RuleRef, Verdict};
use crate::contradiction::Contradiction;
use crate::layout::entered::{ByCondition, office_figures};
use crate::layout::merge::{LayerLayout, layers};
use crate::logic::compile::{Compiler, ListSays, evidence, insert, place_of, region_at};
use crate::logic::facts::{
    Atom, Bank, Cond, Facts, HospitalFacts, Links, OTHER_HOSPITAL, OTHER_PLAN, Ties,
};
use crate::stays::StayWords;
use crate::visit::{Hospital, LocalFigure, LocalRule, Visit};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{
    BillCost, Day, DiseaseId, Evidence, Fen, HospitalId, LayerId, NumberFact, Owner, RegionId,
    Share, Span, Table, Tables, When, YesNo, limits,
};

/// A rule that moves money after the layers.
pub(crate) struct AfterLayersRule {
    pub rule: RuleRef,
    pub when: Cond,
    pub evidence: Evidence,
}

/// A scheme and its conditions, in force or not.
pub(crate) struct SchemeLayout {
    pub rule: RuleRef,
    pub span: Span,
    pub scope: Cond,
    pub when: Cond,
    /// The list's statement about the disease; `None` without a list.
    pub list: Option<ListSays>,
    pub evidence: Evidence,
}

/// A rule that has only a verdict: a waiver, a target or a procedure, in force or not.
pub(crate) struct VerdictRule {
    pub rule: RuleRef,
    pub span: Span,
    pub when: Cond,
    /// The condition that the visit belongs to the rule's owner.
    pub scope: Cond,
}

/// The tables laid out for one visit.
pub(crate) struct Layout<'t> {
    pub tables: &'t Tables,
    pub day: Day,
    /// The tables of the place, nearest first, then the hospitals' tables worth listing; each with
    /// whether it is in force.
    pub listed: Vec<(u16, bool)>,
    pub ties: Ties,
    pub base: Facts,
    pub hospitals: Vec<HospitalId>,
    pub questions: Vec<u16>,
    pub disease_sets: Vec<Vec<DiseaseId>>,
    pub layers: Vec<LayerLayout<'t>>,
    /// Payers that only top-up rules name; their slots follow the layers' slots.
    pub payers: Vec<LayerId>,
    pub top_ups: Vec<(AfterLayersRule, u8)>,
    pub top_up_entered: Vec<ByCondition<Share>>,
    /// The spans of the figures that state their own scope.
    pub scoped_spans: Vec<Span>,
    pub waivers: Vec<AfterLayersRule>,
    pub frees: Vec<(usize, AfterLayersRule)>,
    pub schemes: Vec<SchemeLayout>,
    pub listed_waivers: Vec<VerdictRule>,
    pub targets: Vec<VerdictRule>,
    pub procedures: Vec<VerdictRule>,
    /// Whether the person is an employee for whom no table in force states 基本医保: then one payer
    /// of unknown figures takes its place.
    pub no_employee_table: bool,
    /// The diseases of the visit.
    pub given: Option<Vec<DiseaseId>>,
    /// Whether the hospital was left out while hospitals of other provinces have rules of their
    /// own.
    pub far_hospitals: bool,
    /// The only plans (档次) that exist, as bits; `None` where a plan may be one that no table
    /// names.
    pub only_plans: Option<u32>,
    /// The in-scope amounts strictly above which some layer's figures change, rising. Fen.
    pub borders: Vec<Fen>,
    /// How stays count.
    pub stays: StayWords<'t>,
}

impl<'t> Layout<'t> {
    /// Returns the slot of the first layer that pays (基本医保): what the hospital bears comes before.
    pub fn first_payer(&self) -> usize {
        let hospital = |layer: LayerId| self.tables.vocabulary.layers[layer.index()].hospital;
        let mut layers = self.layers.iter();
        layers
            .position(|it| !hospital(it.layer))
            .unwrap_or(self.layers.len())
    }

    /// Lays out the tables of `day` for the visit.
    ///
    /// # Errors
    ///
    /// When the visit's hospital contradicts the grade, tier or place that the visit gives.
    pub fn new(tables: &'t Tables, visit: &Visit, day: Day) -> Result<Layout<'t>, Contradiction> {
        let terms = &tables.vocabulary;
        let lineage: Vec<RegionId> = match visit.insured_in {
            Some(region) => terms.lineage(region).collect(),
            None => terms
                .regions
                .iter()
                .position(|r| r.parent.is_none())
                .map(|at| RegionId(at as u16))
                .into_iter()
                .collect(),
        };
        let insurance = visit.basic_insurance();
        let numbered = || {
            let numbered = (0_u16..).zip(&tables.tables);
            numbered.filter(move |(_, table)| table.is_for(insurance))
        };
        let mut near: Vec<(u16, &Table)> = Vec::new();
        for region in &lineage {
            near.extend(numbered().filter(|(_, table)| table.owner == Owner::Region(*region)));
        }
        let of_hospitals: Vec<(u16, &Table, HospitalId)> = numbered()
            .filter_map(|(index, table)| match table.owner {
                Owner::Hospital(hospital) => Some((index, table, hospital)),
                Owner::Region(_) => None,
            })
            .collect();

        let mut compiler = Compiler {
            tables,
            visit,
            hospitals: Vec::new(),
            questions: Vec::new(),
            disease_sets: Vec::new(),
            unclear: Vec::new(),
        };
        if let Some(Hospital::Named(hospital)) = visit.hospital {
            compiler.hospital(&[hospital]);
        }
        // A hospital's table is worth listing for visits from the hospital's own prefecture.
        let home = visit.insured_in.and_then(|region| {
            region_at(terms, region, Level::Prefecture)
                .or_else(|| region_at(terms, region, Level::Province))
        });
        let listed_hospital = |hospital: HospitalId| {
            visit.hospital == Some(Hospital::Named(hospital))
                || home.is_some_and(|home| {
                    terms.within(terms.hospitals[hospital.index()].region, home)
                })
        };
        // Each table with its owner's condition: yes for places, "treated there" for hospitals.
        let mut guarded: Vec<(u16, &Table, Cond, bool)> = near
            .iter()
            .map(|(index, table)| (*index, *table, Cond::YES, true))
            .collect();
        let province = visit
            .insured_in
            .and_then(|region| region_at(terms, region, Level::Province));
        let mut far_hospitals = false;
        for (index, table, hospital) in &of_hospitals {
            let listed = listed_hospital(*hospital);
            let region = terms.hospitals[hospital.index()].region;
            let near = listed || province.is_some_and(|province| terms.within(region, province));
            if !near {
                far_hospitals |= table.span.holds(day) && visit.hospital.is_none();
                continue;
            }
            if table.span.holds(day) || listed {
                let there = compiler.hospital(&[*hospital]);
                guarded.push((*index, table, there, listed));
            }
        }

        let mut layout = Layout {
            tables,
            day,
            listed: guarded
                .iter()
                .filter(|g| g.3)
                .map(|g| (g.0, g.1.span.holds(day)))
                .collect(),
            ties: Ties::default(),
            base: Facts::OPEN,
            hospitals: Vec::new(),
            questions: Vec::new(),
            disease_sets: Vec::new(),
            layers: Vec::new(),
            payers: Vec::new(),
            top_ups: Vec::new(),
            top_up_entered: Vec::new(),
            scoped_spans: visit.scoped.iter().map(|it| it.scope.span).collect(),
            waivers: Vec::new(),
            frees: Vec::new(),
            schemes: Vec::new(),
            listed_waivers: Vec::new(),
            targets: Vec::new(),
            procedures: Vec::new(),
            no_employee_table: false,
            given: visit.diseases.clone(),
            far_hospitals,
            only_plans: None,
            borders: Vec::new(),
            stays: StayWords::of(tables, visit),
        };
        let days = (day, layout.stays.stated_on(visit));
        (layout.layers, layout.no_employee_table) = layers(&mut compiler, days, &guarded);
        layout.only_plans = layout.only_plans();
        layout.borders = layout.borders();
        layout.add_rules(&mut compiler, &guarded);
        layout.hospitals = compiler.hospitals;
        layout.questions = compiler.questions;
        layout.disease_sets = compiler.disease_sets;
        layout.set_ties(visit);
        layout.base = layout.facts(visit).ok_or(Contradiction::Hospital)?;
        Ok(layout)
    }

    /// Returns the only plans (档次) that exist, as bits. A table names a plan only to set it apart
    /// from the others: two or more plans named by the layers in force are therefore all plans, and
    /// "none of them" is no answer. From a single named plan nothing follows.
    fn only_plans(&self) -> Option<u32> {
        let records = self.layers.iter().flat_map(|layer| &layer.records);
        let variants = records.flat_map(|record| &record.variants);
        let mut bits = 0_u32;
        // A variant of another place names no plan of this place.
        for variant in variants.filter(|it| it.when.of(&Facts::OPEN) != Verdict::No) {
            variant.when.atoms(&mut |atom| {
                if let Atom::BenefitPlan(mask) = atom {
                    bits |= mask;
                }
            });
        }
        (bits.count_ones() > 1).then_some(bits)
    }

    /// Returns the in-scope amounts strictly above which some layer's figures change, rising.
    fn borders(&self) -> Vec<Fen> {
        let mut borders = Vec::new();
        let mut see = |cond: &Cond| {
            cond.atoms(&mut |atom| {
                if let Atom::Above(BillCost::InScope, limit) = atom {
                    borders.push(limit);
                }
            });
        };
        for layer in &self.layers {
            see(&layer.when.0);
            let variants = layer.records.iter().flat_map(|record| &record.variants);
            variants.for_each(|variant| see(&variant.when));
        }
        borders.sort_unstable();
        borders.dedup();
        borders
    }

    /// Returns the in-scope amounts between two borders that hold a range of amounts; `None` where
    /// no figure turns on that amount. A world whose conditions are decided is one world for all of
    /// these amounts, and for no other.
    pub(crate) fn between_borders(&self, (low, high): (Fen, Fen)) -> Option<Range> {
        if self.borders.is_empty() {
            return None;
        }
        let below = self.borders.iter().rev().find(|border| **border < low);
        let above = self.borders.iter().find(|border| **border >= high);
        Some(Range {
            low: below.map_or(Fen::ZERO, |border| *border + Fen(1)),
            high: above.copied().unwrap_or(Fen::MAX),
        })
    }

    /// Adds the schemes, top-up rules, waivers, targets and procedures of every table.
    fn add_rules(
        &mut self,
        compiler: &mut Compiler<'t, '_>,
        guarded: &[(u16, &'t Table, Cond, bool)],
    ) {
        let visit = compiler.visit;
        for (number, table, guard, listed) in guarded {
            let reference = |index: usize| RuleRef {
                table: *number,
                index: index as u16,
            };
            let limited = |span: Span| Span {
                from: table.span.from.max(span.from),
                until: table.span.earlier_end(span),
            };
            let follow = |compiler: &mut Compiler<'t, '_>, when: &When, follows: Option<u16>| {
                let own = compiler.cond(when);
                match follows {
                    Some(scheme) => own.and(compiler.scheme_cond(table, scheme)),
                    None => own,
                }
            };
            let scheme_at = self.schemes.len();
            for (index, scheme) in table.schemes.iter().enumerate() {
                let scope = compiler.cond(&scheme.scope);
                let layout = SchemeLayout {
                    rule: reference(index),
                    span: limited(scheme.rule.span),
                    scope: guard.clone().and(scope),
                    when: compiler.cond(&scheme.rule.when),
                    list: scheme.diseases.as_ref().map(|list| compiler.list(list)),
                    evidence: evidence(self.tables, &scheme.rule.cites),
                };
                if layout.span.holds(self.day)
                    && visit.diseases.is_some()
                    && scheme.free != mingbai_policy::Free::Nothing
                {
                    let cond = guard.clone().and(compiler.scheme_cond(table, index as u16));
                    self.frees.push((
                        scheme_at + index,
                        AfterLayersRule {
                            rule: layout.rule,
                            when: cond,
                            evidence: layout.evidence,
                        },
                    ));
                }
                self.schemes.push(layout);
            }
            for (index, rule) in table.top_ups.iter().enumerate() {
                if table.pays_for() & visit.basic_insurance().bit() == 0 {
                    continue;
                }
                if !limited(rule.rule.span).holds(self.day) {
                    continue;
                }
                let when = guard
                    .clone()
                    .and(follow(compiler, &rule.rule.when, rule.follows));
                let known = evidence(self.tables, &rule.rule.cites);
                let slot = match self
                    .layers
                    .iter()
                    .position(|layer| layer.layer == rule.payer)
                {
                    Some(slot) => slot,
                    None => self.layers.len() + insert(&mut self.payers, rule.payer),
                };
                let mut entered = ByCondition::default();
                let own = LocalRule::TopUp(*number, index as u16);
                for told in office_figures(self.tables, visit, self.day) {
                    if let LocalFigure::Share(share) = told.figure
                        && told.rule == own
                    {
                        entered.add(told.when, share);
                    }
                }
                self.top_up_entered.push(entered);
                self.top_ups.push((
                    AfterLayersRule {
                        rule: reference(index),
                        when,
                        evidence: known,
                    },
                    slot as u8,
                ));
            }
            for (index, rule) in table.waivers.iter().enumerate() {
                let span = limited(rule.rule.span);
                let when = compiler.cond(&rule.rule.when);
                if span.holds(self.day) {
                    self.waivers.push(AfterLayersRule {
                        rule: reference(index),
                        when: guard.clone().and(when.clone()),
                        evidence: evidence(self.tables, &rule.rule.cites),
                    });
                }
                if *listed {
                    self.listed_waivers.push(VerdictRule {
                        rule: reference(index),
                        span,
                        when,
                        scope: guard.clone(),
                    });
                }
            }
            if *listed {
                for (index, rule) in table.targets.iter().enumerate() {
                    let when = compiler.cond(&rule.rule.when);
                    let span = limited(rule.rule.span);
                    self.targets.push(VerdictRule {
                        rule: reference(index),
                        span,
                        when,
                        scope: guard.clone(),
                    });
                }
                for (index, rule) in table.procedures.iter().enumerate() {
                    let when = compiler.cond(&rule.rule.when);
                    let span = limited(rule.rule.span);
                    self.procedures.push(VerdictRule {
                        rule: reference(index),
                        span,
                        when,
                        scope: guard.clone(),
                    });
                }
            }
        }
    }

    /// Sets how the facts of the visit imply one another.
    fn set_ties(&mut self, visit: &Visit) {
        let terms = &self.tables.vocabulary;
        let groups =
            (0..terms.groups.len() as u16).map(|g| terms.group_closure(mingbai_policy::GroupId(g)));
        self.ties.groups = Links::new(groups.collect());
        self.ties.yes_no = Links::new(YesNo::ALL.iter().map(|fact| fact.implies()).collect());
        let sets = &self.disease_sets;
        let reach = |narrow: &Vec<DiseaseId>| {
            sets.iter().enumerate().fold(0_u64, |bits, (at, broad)| {
                let inside = narrow
                    .iter()
                    .all(|one| broad.iter().any(|listed| terms.is_kind_of(*one, *listed)));
                if inside && at < limits::DISEASE_SETS {
                    bits | 1 << at
                } else {
                    bits
                }
            })
        };
        self.ties.diseases = Links::new(sets.iter().map(reach).collect());
        self.ties.hospitals = self
            .hospitals
            .iter()
            .map(|id| {
                let hospital = &terms.hospitals[id.index()];
                HospitalFacts {
                    grade: hospital
                        .grade
                        .map_or(Facts::OPEN.grade, |grade| grade.bit()),
                    tier: hospital.tier.map_or(Facts::OPEN.tier, |tier| tier.bit()),
                    place: place_of(terms, visit.insured_in, hospital.region),
                }
            })
            .collect();
    }

    /// Returns the statements of a visit as facts; `None` where they contradict each other.
    pub(crate) fn facts(&self, visit: &Visit) -> Option<Facts> {
        let said = |yes: bool| {
            let all = YesNo::ALL.iter();
            let such = all.filter(|fact| visit.said[**fact] == Some(yes));
            such.fold(0, |bits, fact| bits | fact.bit())
        };
        let open = Facts::OPEN;
        let named = (1_u64 << self.hospitals.len()) - 1;
        let mut facts = Facts {
            hospital: match visit.hospital {
                Some(Hospital::Named(id)) => 1 << self.hospitals.iter().position(|h| *h == id)?,
                Some(Hospital::Other) => OTHER_HOSPITAL,
                None => named | OTHER_HOSPITAL,
            },
            plan: match (visit.plan, self.only_plans) {
                (Some(plan), _) => 1 << plan.min(limits::OTHER_PLAN),
                (None, Some(only)) => only,
                (None, None) => {
                    let plans = self.tables.vocabulary.plans.len().min(limits::PLANS);
                    ((1 << plans) - 1) | OTHER_PLAN
                }
            },
            grade: visit.grade.map_or(open.grade, |grade| grade.bit()),
            tier: visit.tier.map_or(open.tier, |tier| tier.bit()),
            place: visit.place.map_or(open.place, |place| place.bit()),
            care: visit.care.map_or(open.care, |care| care.bit()),
            sex: visit.sex.map_or(open.sex, |sex| sex.bit()),
            yes_no: Bank {
                yes: said(true),
                no: said(false),
            },
            ..open
        };
        for fact in NumberFact::ALL {
            facts.numbers[fact.index()] = visit.bounds(*fact);
        }
        facts.groups.yes = visit.groups.yes;
        facts.groups.no = visit.groups.no;
        for (question, yes) in &visit.answers {
            if let Some(bit) = self
                .questions
                .iter()
                .position(|q| q == question)
                .filter(|bit| *bit < limits::QUESTIONS)
            {
                let bank = if *yes {
                    &mut facts.own.yes
                } else {
                    &mut facts.own.no
                };
                *bank |= 1 << bit;
            }
        }
        facts.tie(&self.ties).then_some(facts)
    }
}
