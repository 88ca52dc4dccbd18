//! The tables laid out for one visit: what is in force, layers in order, conditions with
//! everything fixed already decided.
use crate::facts::{
    ANY_PLACE, Atom, Cond, Facts, HospitalFacts, Links, OTHER_HOSPITAL, OTHER_PLAN, Ties,
};
use crate::facts::{NO, YES};
use crate::{Contradiction, Hospital, LocalFigure, LocalRule, RuleRef, Verdict, Visit};
use mingbai_policy::terms::Level;
use mingbai_policy::{
    Base, CiteId, Day, DiseaseId, DiseaseList, Evidence, Fen, Figures, HospitalId, Insurance,
    LayerId, LayerRule, Owner, Place, RegionId, Share, ShareRange, Span, Step, Table, Tables,
    Terms, When,
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
#[derive(Default)]
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
}

/// Compiles conditions of the tables for one visit.
struct Compiler<'t, 'v> {
    tables: &'t Tables,
    visit: &'v Visit,
    hospitals: Vec<HospitalId>,
    questions: Vec<u16>,
    disease_sets: Vec<Vec<DiseaseId>>,
}

fn insert<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    list.iter()
        .position(|known| *known == value)
        .unwrap_or_else(|| {
            list.push(value);
            list.len() - 1
        })
}

impl Compiler<'_, '_> {
    fn terms(&self) -> &Terms {
        &self.tables.terms
    }

    fn hospital_bit(&mut self, hospital: HospitalId) -> u64 {
        // 63 hospitals that some rule in force names: far above what one visit meets.
        1 << insert(&mut self.hospitals, hospital).min(62)
    }

    fn cond(&mut self, when: &When) -> Cond {
        match when {
            When::All(parts) => Cond::All(parts.iter().map(|part| self.cond(part)).collect()),
            When::Any(parts) => Cond::Any(parts.iter().map(|part| self.cond(part)).collect()),
            When::Not(inner) => Cond::Not(Box::new(self.cond(inner))),
            When::Group(group) => Cond::Atom(Atom::Group(group.0 as u8)),
            When::Sex(sex) => Cond::Atom(Atom::Sex(sex.bit())),
            When::AgeAtLeast(years) => Cond::Atom(Atom::AgeAtLeast(*years)),
            When::Child => Cond::All(vec![
                Cond::Not(Box::new(Cond::Atom(Atom::AgeAtLeast(18)))),
                Cond::UNCLEAR,
            ]),
            When::Disease(set) => self.disease(set),
            When::Hospital(set) => {
                let bits = set
                    .iter()
                    .fold(0, |bits, hospital| bits | self.hospital_bit(*hospital));
                Cond::Atom(Atom::Hospital(bits))
            }
            When::Grade(bits) => Cond::Atom(Atom::Grade(*bits)),
            When::Tier(bits) => Cond::Atom(Atom::Tier(*bits)),
            When::Place(bits) => Cond::Atom(Atom::Place(*bits)),
            When::InsuredIn(places) => self.insured_in(places),
            When::Referred => Cond::Atom(Atom::Referred),
            When::Care(bits) => Cond::Atom(Atom::Care(*bits)),
            When::Insurance(bits) => {
                let insurance = self.visit.insurance.unwrap_or(Insurance::Resident);
                Cond::Is(Verdict::from_bool(bits & insurance.bit() != 0))
            }
            When::Enrolled => Cond::Atom(Atom::Enrolled),
            When::PremiumPaid => Cond::Atom(Atom::PremiumPaid),
            When::Plan(plans) => Cond::Atom(Atom::Plan(
                plans.iter().fold(0, |bits, plan| bits | 1 << plan),
            )),
            When::Question(question) => {
                let bit = insert(&mut self.questions, *question);
                if bit < 64 {
                    Cond::Atom(Atom::Own(bit as u8))
                } else {
                    Cond::UNCLEAR
                }
            }
            When::Unclear(_) => Cond::UNCLEAR,
        }
    }

    fn insured_in(&self, places: &[RegionId]) -> Cond {
        let terms = self.terms();
        let Some(region) = self.visit.insured_in else {
            let nation = places
                .iter()
                .any(|place| terms.regions[place.index()].parent.is_none());
            return Cond::Is(Verdict::from_bool(nation));
        };
        if places.iter().any(|place| terms.within(region, *place)) {
            Cond::YES
        } else if places.iter().any(|place| terms.within(*place, region)) {
            Cond::UNCLEAR
        } else {
            Cond::Is(Verdict::No)
        }
    }

    /// A narrower disease is named; a broader one is unknown, never no.
    fn disease_verdict(&self, set: &[DiseaseId], given: &[DiseaseId]) -> Verdict {
        let terms = self.terms();
        let pair = |narrow: DiseaseId, broad: DiseaseId| terms.is_kind_of(narrow, broad);
        if given
            .iter()
            .any(|one| set.iter().any(|listed| pair(*one, *listed)))
        {
            Verdict::Yes
        } else if given
            .iter()
            .any(|one| set.iter().any(|listed| pair(*listed, *one)))
        {
            Verdict::Unknown
        } else {
            Verdict::No
        }
    }

    fn disease(&mut self, set: &[DiseaseId]) -> Cond {
        if let Some(given) = &self.visit.diseases {
            return Cond::Is(self.disease_verdict(set, given));
        }
        let bit = insert(&mut self.disease_sets, set.to_vec());
        if bit < 64 {
            Cond::Atom(Atom::Disease(bit as u8))
        } else {
            Cond::UNCLEAR
        }
    }

    fn list(&mut self, list: &DiseaseList) -> ListSays {
        let Some(given) = &self.visit.diseases else {
            return ListSays {
                named: Cond::UNCLEAR,
                entry: None,
                given: false,
                complete: list.complete,
            };
        };
        let mut entry = None;
        let mut named = Vec::new();
        for (index, listed) in list.entries.iter().enumerate() {
            let verdict = self.disease_verdict(&[listed.disease], given);
            if verdict == Verdict::No {
                continue;
            }
            if verdict == Verdict::Yes {
                entry.get_or_insert(index as u16);
            }
            let own = self.cond(&listed.when);
            named.push(Cond::Is(verdict).and(own));
        }
        ListSays {
            named: Cond::Any(named),
            entry,
            given: true,
            complete: list.complete,
        }
    }

    /// Its list, its scope and its conditions together, as a condition of a money rule.
    fn scheme_cond(&mut self, table: &Table, index: u16) -> Cond {
        let scheme = &table.schemes[index as usize];
        let mut parts = vec![self.cond(&scheme.scope), self.cond(&scheme.rule.when)];
        if let Some(list) = &scheme.diseases {
            let listed: Vec<DiseaseId> = list.entries.iter().map(|entry| entry.disease).collect();
            let named = if self.visit.diseases.is_some() {
                self.list(list).named
            } else {
                self.disease(&listed)
            };
            parts.push(if list.complete {
                named
            } else {
                Cond::Any(vec![named, Cond::UNCLEAR])
            });
        }
        Cond::All(parts)
    }
}

fn evidence(tables: &Tables, cites: &[CiteId]) -> Evidence {
    cites
        .iter()
        .map(|cite| tables.cites[cite.0 as usize].evidence)
        .max()
        .unwrap_or(Evidence::Reported)
}

fn region_at(terms: &Terms, region: RegionId, level: Level) -> Option<RegionId> {
    terms
        .lineage(region)
        .find(|r| terms.regions[r.index()].level == level)
}

/// Where a hospital may stand, seen from the place of insurance.
fn place_of(terms: &Terms, insured: Option<RegionId>, hospital: RegionId) -> u8 {
    let Some(insured) = insured else {
        return ANY_PLACE;
    };
    let at = |level| {
        (
            region_at(terms, insured, level),
            region_at(terms, hospital, level),
        )
    };
    match at(Level::Province) {
        (Some(one), Some(two)) if one != two => return Place::OtherProvince.bit(),
        (Some(_), Some(_)) => {}
        _ => return ANY_PLACE,
    }
    let same_county = match at(Level::County) {
        (Some(one), Some(two)) => Some(one == two),
        _ => None,
    };
    match (at(Level::Prefecture), same_county) {
        (_, Some(true)) => Place::SameCounty.bit(),
        ((Some(one), Some(two)), _) if one != two => Place::SameProvince.bit(),
        ((Some(_), Some(_)), Some(false)) => Place::SamePrefecture.bit(),
        ((Some(_), Some(_)), None) => Place::SameCounty.bit() | Place::SamePrefecture.bit(),
        // A municipality's counties have no prefecture between.
        (_, Some(false)) => Place::SameProvince.bit(),
        (_, None) => ANY_PLACE & !Place::OtherProvince.bit(),
    }
}

/// Orders lists of layers into one: each list places what the lists before it left out.
fn merge_orders<'a>(orders: impl Iterator<Item = &'a [LayerId]>) -> Vec<LayerId> {
    let mut merged: Vec<LayerId> = Vec::new();
    for order in orders {
        for (index, layer) in order.iter().enumerate() {
            if merged.contains(layer) {
                continue;
            }
            let after = order[..index]
                .iter()
                .rev()
                .find_map(|l| merged.iter().position(|m| m == l));
            let before = || {
                order[index + 1..]
                    .iter()
                    .find_map(|l| merged.iter().position(|m| m == l))
            };
            let at = match after {
                Some(at) => at + 1,
                None => before().unwrap_or(merged.len()),
            };
            merged.insert(at, *layer);
        }
    }
    merged
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
        for (index, table, hospital) in &of_hospitals {
            let listed = listed_hospital(*hospital);
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

    fn add_layers(
        &mut self,
        compiler: &mut Compiler<'t, '_>,
        guarded: &[(u16, &'t Table, Cond, bool)],
    ) {
        let visit = compiler.visit;
        let day = self.day;
        let in_force =
            |rule: &LayerRule, table: &Table| table.span.holds(day) && rule.rule.span.holds(day);
        let orders = guarded
            .iter()
            .filter(|g| g.1.span.holds(day))
            .map(|g| &g.1.order[..]);
        let mut order = merge_orders(orders);
        for (_, table, ..) in guarded {
            for rule in table.layers.iter().filter(|rule| in_force(rule, table)) {
                insert(&mut order, rule.layer);
            }
        }
        if let Some(bill) = &visit.bill {
            for (layer, _) in &bill.paid {
                insert(&mut order, *layer);
            }
        }
        let mut joint_orders: Vec<(LayerId, &[LayerId])> = Vec::new();
        for layer in order {
            let mut plan = self.layer(layer, visit);
            let mut stated: Option<(Cond, Evidence)> = None;
            let mut at_hospitals: Vec<Cond> = Vec::new();
            for (_, table, guard, listed) in guarded {
                for rule in table
                    .layers
                    .iter()
                    .filter(|r| r.layer == layer && in_force(r, table))
                {
                    let own = evidence(self.tables, &rule.rule.cites);
                    let mut when = compiler.cond(&rule.rule.when);
                    if let Some(scheme) = rule.follows {
                        when = when.and(compiler.scheme_cond(table, scheme));
                    }
                    if *guard != Cond::YES {
                        at_hospitals.push(guard.clone().and(when));
                    } else {
                        plan.of_hospitals = false;
                        if rule.states_when && stated.is_none() {
                            stated = Some((when, own));
                        }
                    }
                    plan.listed |= listed;
                    if plan.name.is_empty() {
                        plan.name = &rule.rule.name;
                    }
                    if rule.joint {
                        plan.stands_for = Some(Vec::new());
                        joint_orders.push((layer, &table.order));
                    }
                    let variants = rule
                        .variants
                        .iter()
                        .map(|variant| Variant {
                            when: compiler.cond(&variant.when),
                            figures: &variant.figures,
                            evidence: evidence(self.tables, &variant.cites),
                            cites: &variant.cites,
                        })
                        .collect();
                    plan.records.push(Record {
                        guard: guard.clone(),
                        base: rule.base,
                        variants,
                        evidence: own,
                        cites: &rule.rule.cites,
                    });
                }
            }
            if plan.records.is_empty() && plan.fixed.is_none() {
                continue;
            }
            if plan.name.is_empty() {
                plan.name = &self.tables.terms.layers[layer.index()].name.name;
            }
            plan.when = match stated {
                Some(stated) => stated,
                None if plan.of_hospitals && !plan.records.is_empty() => {
                    let known = plan.records.iter().map(|r| r.evidence).max();
                    (Cond::Any(at_hospitals), known.unwrap_or(Evidence::Document))
                }
                None => (Cond::YES, Evidence::Document),
            };
            self.layers.push(plan);
        }
        for (joint, order) in joint_orders {
            let stands_for: Vec<usize> = (0..self.layers.len())
                .filter(|at| {
                    let one = &self.layers[*at];
                    one.layer != joint && one.fixed.is_none() && !order.contains(&one.layer)
                })
                .collect();
            if let Some(plan) = self.layers.iter_mut().find(|plan| plan.layer == joint) {
                plan.stands_for = Some(stands_for);
            }
        }
        if self.employee {
            // No table says anything of employees: one payer, all unknown.
            self.layers.retain(|layer| layer.fixed.is_some());
            let basic = guarded.iter().find_map(|g| g.1.order.first().copied());
            if let Some(basic) = basic.filter(|basic| self.layers.iter().all(|l| l.layer != *basic))
            {
                let mut plan = self.layer(basic, visit);
                plan.name = &self.tables.terms.layers[basic.index()].name.name;
                plan.of_hospitals = false;
                plan.listed = true;
                plan.when = (Cond::UNCLEAR, Evidence::Document);
                self.layers.insert(0, plan);
            }
        }
    }

    fn layer(&self, layer: LayerId, visit: &Visit) -> LayerPlan<'t> {
        let mut entered = Entered::default();
        for (rule, figure) in &visit.local {
            if *rule == LocalRule::Layer(layer) {
                match *figure {
                    LocalFigure::Deductible(fen) => entered.deductible = Some(fen),
                    LocalFigure::Cap(fen) => entered.cap = Some(fen),
                    LocalFigure::FirstSelfPay(share) => entered.first_self_pay = Some(share),
                    LocalFigure::Share(share) => {
                        entered.steps = Some([Step {
                            to: Fen::MAX,
                            share: ShareRange::exact(share),
                        }]);
                    }
                }
            }
        }
        let paid =
            |paid: &[(LayerId, Fen)]| paid.iter().filter(|p| p.0 == layer).map(|p| p.1).sum();
        let before = match &visit.year {
            crate::Year::TakenAsFirst => Fen::ZERO,
            crate::Year::Known { paid: before, .. } => paid(before),
            crate::Year::Unknown => Fen::MAX,
        };
        LayerPlan {
            layer,
            name: "",
            when: (Cond::YES, Evidence::Document),
            records: Vec::new(),
            fixed: visit
                .bill
                .as_ref()
                .filter(|bill| bill.paid.iter().any(|p| p.0 == layer))
                .map(|bill| paid(&bill.paid)),
            entered,
            paid_before: if before == Fen::MAX {
                (Fen::ZERO, Fen::MAX)
            } else {
                (before, before)
            },
            stands_for: None,
            of_hospitals: true,
            listed: false,
        }
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
    fn facts(&self, visit: &Visit) -> Option<Facts> {
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
                (1 << self.tables.terms.plans.len().min(31)) - 1 | OTHER_PLAN,
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
