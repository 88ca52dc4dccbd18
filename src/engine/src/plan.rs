//! The tables laid out for one visit: what is in force, layers in order, conditions with
//! everything fixed already decided.
use crate::compile::{Compiler, evidence, insert, place_of, region_at};
use crate::facts::{
    Atom, Cond, Facts, HospitalFacts, Links, NO, OTHER_HOSPITAL, OTHER_PLAN, Ties, YES,
};
use crate::{Contradiction, Hospital, LocalFigure, LocalRule, RuleRef, Verdict, Visit};
use mingbai_policy::terms::Level;
use mingbai_policy::{
    Base, CiteId, Day, DiseaseId, Evidence, Fen, Figures, HospitalId, Insurance, LayerId, Owner,
    RegionId, Share, Span, Step, Table, Tables, When,
};

/// One condition and figures of a layer, as one table gives them.
pub(crate) struct Variant<'t> {
    pub when: Cond,
    pub figures: &'t Figures,
    pub evidence: Evidence,
    pub cites: &'t [CiteId],
}

/// What one table says of a layer.
pub(crate) struct Record<'t> {
    /// For a hospital's table: treated there.
    pub guard: Cond,
    pub base: Option<Base>,
    pub variants: Vec<Variant<'t>>,
    pub evidence: Evidence,
    pub cites: &'t [CiteId],
}

/// Figures of a layer that the person's own office gave.
#[derive(PartialEq, Eq, Default)]
pub(crate) struct Entered {
    pub deductible: Option<Fen>,
    pub cap: Option<Fen>,
    pub first_self_pay: Option<Share>,
    pub steps: Option<[Step; 1]>,
}

/// A layer, merged from every table that speaks of it.
pub(crate) struct LayerPlan<'t> {
    pub layer: LayerId,
    pub name: &'t str,
    /// Whom it is for, and how well that is known.
    pub when: (Cond, Evidence),
    pub records: Vec<Record<'t>>,
    pub fixed: Option<Fen>,
    pub entered: Entered,
    /// What it pays of, where no table speaks of it and its figures were filled in.
    pub base: Option<Base>,
    pub paid_before: (Fen, Fen),
    /// Layers (by place in the plan) that this joint payment stands for.
    pub stands_for: Option<Vec<usize>>,
    /// Only hospitals' tables speak of it.
    pub of_hospitals: bool,
    /// The answer lists some table that speaks of it.
    pub listed: bool,
}

/// A rule that moves money after the layers.
pub(crate) struct Later {
    pub rule: RuleRef,
    pub when: Cond,
    pub evidence: Evidence,
}

/// A scheme with its conditions, in force or not.
pub(crate) struct SchemePlan {
    pub rule: RuleRef,
    pub span: Span,
    pub scope: Cond,
    pub when: Cond,
    /// What its list says of the disease; `None` without a list.
    pub list: Option<ListSays>,
    pub evidence: Evidence,
}

/// What a list says.
pub(crate) struct ListSays {
    /// Named, under its entry's own condition.
    pub named: Cond,
    /// The entry that names it.
    pub entry: Option<u16>,
    /// What it could say at best, of a disease not given: the entries' own conditions.
    pub best: Cond,
    /// The disease was given.
    pub given: bool,
    /// Whether silence means no.
    pub complete: bool,
}

impl ListSays {
    /// The list's own verdict.
    pub fn of(&self, facts: &Facts) -> Verdict {
        if !self.given {
            return Verdict::Unknown;
        }
        match self.named.of(facts) {
            Verdict::No if !self.complete => Verdict::Unknown,
            verdict => verdict,
        }
    }
}

/// A rule that only has conditions: waivers, targets and procedures, in force or not.
pub(crate) struct Plain {
    pub rule: RuleRef,
    pub span: Span,
    pub when: Cond,
    /// The hospital the rule belongs to is another one.
    pub scope: Cond,
}

/// Everything a visit needs.
pub(crate) struct Plan<'t> {
    pub tables: &'t Tables,
    pub day: Day,
    /// The place's tables, nearest first, and hospitals' tables worth listing; with in-force.
    pub listed: Vec<(u16, bool)>,
    pub ties: Ties,
    pub base: Facts,
    pub hospitals: Vec<HospitalId>,
    pub questions: Vec<u16>,
    pub disease_sets: Vec<Vec<DiseaseId>>,
    pub layers: Vec<LayerPlan<'t>>,
    /// Names of excess payers beyond the layers' slots.
    pub payers: Vec<LayerId>,
    pub excesses: Vec<(Later, u8)>,
    pub excess_entered: Vec<Option<Share>>,
    pub waivers: Vec<Later>,
    pub frees: Vec<(usize, Later)>,
    pub schemes: Vec<SchemePlan>,
    pub listed_waivers: Vec<Plain>,
    pub targets: Vec<Plain>,
    pub procedures: Vec<Plain>,
    pub employee: bool,
    /// The diseases given.
    pub given: Option<Vec<DiseaseId>>,
    /// The hospital was left out, and hospitals of other provinces have rules of their own.
    pub far_hospitals: bool,
}

impl<'t> Plan<'t> {
    /// Lays out the tables of `day` for the visit.
    pub fn new(tables: &'t Tables, visit: &Visit, day: Day) -> Result<Plan<'t>, Contradiction> {
        let terms = &tables.terms;
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
        let numbered = || (0_u16..).zip(&tables.tables);
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
            compiler.hospital_bit(hospital);
        }
        // A hospital's table is worth listing beside the visits of its own prefecture.
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
        // Owner's condition beside each table: yes for places, "treated there" for hospitals.
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
                let bit = compiler.hospital_bit(*hospital);
                guarded.push((*index, table, Cond::Atom(Atom::Hospital(bit)), listed));
            }
        }

        let mut plan = Plan {
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
            excesses: Vec::new(),
            excess_entered: Vec::new(),
            waivers: Vec::new(),
            frees: Vec::new(),
            schemes: Vec::new(),
            listed_waivers: Vec::new(),
            targets: Vec::new(),
            procedures: Vec::new(),
            employee: visit.insurance == Some(Insurance::Employee),
            given: visit.diseases.clone(),
            far_hospitals,
        };
        plan.add_layers(&mut compiler, &guarded);
        plan.add_later(&mut compiler, &guarded);
        if plan.layers.len() + plan.payers.len() > crate::outcome::SLOTS {
            return Err(Contradiction::Payers);
        }
        plan.hospitals = compiler.hospitals;
        plan.questions = compiler.questions;
        plan.disease_sets = compiler.disease_sets;
        plan.tie(visit);
        plan.base = plan.facts(visit).ok_or(Contradiction::Hospital)?;
        Ok(plan)
    }

    fn add_later(
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
                until: match (table.span.until, span.until) {
                    (Some(one), Some(two)) => Some(one.min(two)),
                    (one, two) => one.or(two),
                },
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
                let plan = SchemePlan {
                    rule: reference(index),
                    span: limited(scheme.rule.span),
                    scope: guard.clone().and(scope),
                    when: compiler.cond(&scheme.rule.when),
                    list: scheme.diseases.as_ref().map(|list| compiler.list(list)),
                    evidence: evidence(self.tables, &scheme.rule.cites),
                };
                if plan.span.holds(self.day)
                    && visit.diseases.is_some()
                    && scheme.free != mingbai_policy::Free::Nothing
                {
                    let cond = guard.clone().and(compiler.scheme_cond(table, index as u16));
                    self.frees.push((
                        scheme_at + index,
                        Later {
                            rule: plan.rule,
                            when: cond,
                            evidence: plan.evidence,
                        },
                    ));
                }
                self.schemes.push(plan);
            }
            for (index, rule) in table.excesses.iter().enumerate() {
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
                self.excess_entered.push(visit.local.iter().find_map(
                    |(local, figure)| match figure {
                        LocalFigure::Share(share)
                            if *local == LocalRule::Excess(*number, index as u16) =>
                        {
                            Some(*share)
                        }
                        _ => None,
                    },
                ));
                self.excesses.push((
                    Later {
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
                    self.waivers.push(Later {
                        rule: reference(index),
                        when: guard.clone().and(when.clone()),
                        evidence: evidence(self.tables, &rule.rule.cites),
                    });
                }
                if *listed {
                    self.listed_waivers.push(Plain {
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
                    self.targets.push(Plain {
                        rule: reference(index),
                        span,
                        when,
                        scope: guard.clone(),
                    });
                }
                for (index, rule) in table.procedures.iter().enumerate() {
                    let when = compiler.cond(&rule.rule.when);
                    let span = limited(rule.rule.span);
                    self.procedures.push(Plain {
                        rule: reference(index),
                        span,
                        when,
                        scope: guard.clone(),
                    });
                }
            }
        }
    }

    fn tie(&mut self, visit: &Visit) {
        let terms = &self.tables.terms;
        let groups =
            (0..terms.groups.len() as u16).map(|g| terms.group_closure(mingbai_policy::GroupId(g)));
        self.ties.groups = Links::new(groups.collect());
        let sets = &self.disease_sets;
        let reach = |narrow: &Vec<DiseaseId>| {
            sets.iter().enumerate().fold(0_u64, |bits, (at, broad)| {
                let inside = narrow
                    .iter()
                    .all(|one| broad.iter().any(|listed| terms.is_kind_of(*one, *listed)));
                if inside && at < 64 {
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

    /// What the visit says, as facts.
    pub(crate) fn facts(&self, visit: &Visit) -> Option<Facts> {
        let maybe = |said: Option<bool>| match said {
            Some(true) => YES,
            Some(false) => NO,
            None => YES | NO,
        };
        let open = Facts::OPEN;
        let named = (1_u64 << self.hospitals.len().min(63)) - 1;
        let mut facts = Facts {
            hospital: match visit.hospital {
                Some(Hospital::Named(id)) => 1 << self.hospitals.iter().position(|h| *h == id)?,
                Some(Hospital::Other) => OTHER_HOSPITAL,
                None => named | OTHER_HOSPITAL,
            },
            plan: visit.plan.map_or(
                ((1 << self.tables.terms.plans.len().min(31)) - 1) | OTHER_PLAN,
                |plan| 1 << plan.min(31),
            ),
            grade: visit.grade.map_or(open.grade, |grade| grade.bit()),
            tier: visit.tier.map_or(open.tier, |tier| tier.bit()),
            place: visit.place.map_or(open.place, |place| place.bit()),
            care: visit.care.map_or(open.care, |care| care.bit()),
            sex: visit.sex.map_or(open.sex, |sex| sex.bit()),
            referred: maybe(visit.referred),
            enrolled: maybe(visit.enrolled),
            premium_paid: maybe(visit.premium_paid),
            age: visit.age.map_or(open.age, |age| (age, age)),
            ..open
        };
        facts.groups.yes = visit.groups.yes;
        facts.groups.no = visit.groups.no;
        for (question, yes) in &visit.answers {
            if let Some(bit) = self
                .questions
                .iter()
                .position(|q| q == question)
                .filter(|bit| *bit < 64)
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
