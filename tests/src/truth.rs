//! Conditions against a visit, in three-valued logic (Kleene), for the second reckoning.
use crate::chooser::Chooser;
use mingbai_engine::{Hospital, Visit};
use mingbai_policy::{Day, DiseaseId, Insurance, ItemId, Owner, RegionId, Table, Tables, When};

/// Yes, no or unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    /// A known truth, or unknown.
    pub fn of(known: Option<bool>) -> Truth {
        match known {
            Some(true) => Truth::Yes,
            Some(false) => Truth::No,
            None => Truth::Unknown,
        }
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;
    fn not(self) -> Truth {
        match self {
            Truth::Yes => Truth::No,
            Truth::Unknown => Truth::Unknown,
            Truth::No => Truth::Yes,
        }
    }
}

/// What to take an open leaf for, told by what it says.
type Open<'a> = dyn FnMut(&dyn Fn() -> String) -> Truth + 'a;

/// In three-valued logic first; only where that says unknown are leaves decided.
fn decided(chooser: &mut Chooser, truth: impl Fn(&mut Open) -> Truth) -> bool {
    match truth(&mut |_| Truth::Unknown) {
        Truth::Yes => true,
        Truth::No => false,
        Truth::Unknown => truth(&mut |leaf| Truth::of(Some(chooser.open(leaf)))) == Truth::Yes,
    }
}

/// A visit among the tables.
pub struct World<'t> {
    /// All tables.
    pub tables: &'t Tables,
    /// The visit.
    pub visit: &'t Visit,
    /// The day whose tables are used.
    pub day: Day,
}

impl<'t> World<'t> {
    /// The visit on its own day, or on the day it asks for.
    pub fn new(tables: &'t Tables, visit: &'t Visit) -> World<'t> {
        World {
            tables,
            visit,
            day: visit.tables_as_of.unwrap_or(visit.date),
        }
    }

    fn home(&self) -> RegionId {
        self.visit.insured_in.unwrap_or(RegionId(0))
    }

    /// Tables in force: the place's, its parents', then the hospital's.
    pub fn in_force(&self) -> Vec<usize> {
        let terms = &self.tables.terms;
        let owners =
            terms
                .lineage(self.home())
                .map(Owner::Region)
                .chain(match self.visit.hospital {
                    Some(Hospital::Named(hospital)) => Some(Owner::Hospital(hospital)),
                    _ => None,
                });
        let mut found = Vec::new();
        for owner in owners {
            for (index, table) in self.tables.tables.iter().enumerate() {
                if table.owner == owner && table.span.holds(self.day) {
                    found.push(index);
                }
            }
        }
        found
    }

    /// Whether a condition holds; what is open is decided leaf by leaf.
    pub fn holds(&self, when: &When, chooser: &mut Chooser) -> bool {
        decided(chooser, |open| self.truth(when, open))
    }

    /// Whether a scheme covers; what is open is decided leaf by leaf.
    pub fn covers(&self, table: &Table, index: usize, chooser: &mut Chooser) -> bool {
        decided(chooser, |open| self.scheme(table, index, open))
    }

    /// The truth of a condition; `open` says what to take an open leaf for.
    fn truth(&self, when: &When, open: &mut Open) -> Truth {
        let visit = self.visit;
        let among = |mask: u8, bit: Option<u8>| bit.map(|bit| mask & bit != 0);
        let known = match when {
            When::All(parts) => {
                return parts
                    .iter()
                    .map(|part| self.truth(part, open))
                    .min()
                    .unwrap_or(Truth::Yes);
            }
            When::Any(parts) => {
                return parts
                    .iter()
                    .map(|part| self.truth(part, open))
                    .max()
                    .unwrap_or(Truth::No);
            }
            When::Not(inner) => return !self.truth(inner, open),
            When::Group(group) => {
                let bit = 1u64 << group.0;
                if visit.groups.yes & bit != 0 {
                    Some(true)
                } else if visit.groups.no & bit != 0 {
                    Some(false)
                } else {
                    None
                }
            }
            When::Sex(sex) => visit.sex.map(|s| s == *sex),
            When::AgeAtLeast(age) => visit.age.map(|a| a >= *age),
            When::Child => visit.age.filter(|age| *age >= 18).map(|_| false),
            When::Disease(list) => match &visit.diseases {
                None => None,
                Some(mine) => match mine.iter().map(|d| self.named(*d, list)).max() {
                    Some(Truth::Yes) => Some(true),
                    Some(Truth::Unknown) => None,
                    Some(Truth::No) | None => Some(false),
                },
            },
            When::Hospital(list) => visit.hospital.map(|hospital| match hospital {
                Hospital::Named(id) => list.contains(&id),
                Hospital::Other => false,
            }),
            When::Grade(mask) => among(*mask, visit.grade.map(|g| g.bit())),
            When::Tier(mask) => among(*mask, visit.tier.map(|t| t.bit())),
            When::Place(mask) => among(*mask, visit.place.map(|p| p.bit())),
            When::InsuredIn(list) => self.insured_in(list),
            When::Referred => visit.referred,
            When::Care(mask) => among(*mask, visit.care.map(|c| c.bit())),
            When::Insurance(mask) => among(
                *mask,
                Some(visit.insurance.unwrap_or(Insurance::Resident).bit()),
            ),
            When::Enrolled => visit.enrolled,
            When::PremiumPaid => visit.premium_paid,
            When::Plan(list) => visit.plan.map(|plan| list.contains(&plan)),
            When::Question(question) => visit
                .answers
                .iter()
                .find(|(q, _)| q == question)
                .map(|(_, answer)| *answer),
            When::Unclear(_) => None,
        };
        known.map_or_else(
            || open(&|| format!("{when:?}")),
            |truth| Truth::of(Some(truth)),
        )
    }

    /// Insured in one of these places; who is only said to be of a larger one may be.
    fn insured_in(&self, list: &[RegionId]) -> Option<bool> {
        let (home, terms) = (self.home(), &self.tables.terms);
        if list.iter().any(|place| terms.within(home, *place)) {
            return Some(true);
        }
        let larger = list.iter().any(|place| terms.within(*place, home));
        (!larger || self.visit.insured_in.is_none()).then_some(false)
    }

    /// A disease narrower than a listed one is named; a broader one may be.
    fn named(&self, disease: DiseaseId, list: &[DiseaseId]) -> Truth {
        let terms = &self.tables.terms;
        if list.iter().any(|listed| terms.is_kind_of(disease, *listed)) {
            Truth::Yes
        } else if list.iter().any(|listed| terms.is_kind_of(*listed, disease)) {
            Truth::Unknown
        } else {
            Truth::No
        }
    }

    /// Whether a scheme in force covers: scope, conditions and list together.
    fn scheme(&self, table: &Table, index: usize, open: &mut Open) -> Truth {
        let scheme = &table.schemes[index];
        if !table.span.holds(self.day) || !scheme.rule.span.holds(self.day) {
            return Truth::No;
        }
        let mut truth = self
            .truth(&scheme.scope, open)
            .min(self.truth(&scheme.rule.when, open));
        if let Some(list) = &scheme.diseases {
            let listed = match &self.visit.diseases {
                None => open(&|| format!("list {} {index}", table.id)),
                Some(mine) => {
                    let mut best = Truth::No;
                    for entry in &list.entries {
                        for disease in mine {
                            let leaf = When::Disease(vec![entry.disease]);
                            let named = match self.named(*disease, &[entry.disease]) {
                                Truth::Unknown => open(&|| format!("{leaf:?}")),
                                named => named,
                            };
                            best = best.max(named.min(self.truth(&entry.when, open)));
                        }
                    }
                    if list.complete {
                        best
                    } else {
                        best.max(open(&|| format!("list {} {index}", table.id)))
                    }
                }
            };
            truth = truth.min(listed);
        }
        truth
    }

    /// Whether an item of the bill is among these, or may be.
    pub fn item_among(&self, item: ItemId, list: &[ItemId], complete: bool) -> Truth {
        let terms = &self.tables.terms;
        if terms.item_lineage(item).any(|broad| list.contains(&broad)) {
            Truth::Yes
        } else if !complete
            || list
                .iter()
                .any(|narrow| terms.item_lineage(*narrow).any(|broad| broad == item))
        {
            Truth::Unknown
        } else {
            Truth::No
        }
    }
}
