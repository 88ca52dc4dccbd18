//! Compiles conditions of the tables, with every fact that is fixed for the visit decided. Must not
//! know money.
use crate::answer::Verdict;
use crate::logic::facts::{ANY_PLACE, Atom, Cond, Facts};
use crate::visit::Visit;
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{
    CiteId, DiseaseId, DiseaseList, Evidence, HospitalId, NumberFact, Place, RegionId, Table,
    Tables, Vocabulary, When, limits,
};

/// The statement of a disease list about the visit's diseases.
pub(crate) struct ListSays {
    /// The disease is named, and its entry's own condition holds.
    pub named: Cond,
    /// Index of the entry that names the disease.
    pub entry: Option<u16>,
    /// The best that the list could say of a disease not given: the entries' own conditions.
    pub best: Cond,
    /// Whether the visit gives its diseases.
    pub given: bool,
    /// Whether a disease missing from the list is a no.
    pub complete: bool,
}

impl ListSays {
    /// Returns the verdict of the list alone.
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

/// Compiles conditions of the tables for one visit.
pub(crate) struct Compiler<'t, 'v> {
    pub tables: &'t Tables,
    pub visit: &'v Visit,
    pub hospitals: Vec<HospitalId>,
    pub questions: Vec<u16>,
    pub disease_sets: Vec<Vec<DiseaseId>>,
    /// The matters that no document settles; the bit of a matter is its index.
    pub unclear: Vec<String>,
}

/// Adds a value that the list lacks. Returns the value's index.
pub(crate) fn insert<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    list.iter()
        .position(|known| *known == value)
        .unwrap_or_else(|| {
            list.push(value);
            list.len() - 1
        })
}

impl Compiler<'_, '_> {
    pub fn terms(&self) -> &Vocabulary {
        &self.tables.vocabulary
    }

    /// Returns the condition of being treated in one of these hospitals. A hospital beyond the
    /// limit has no bit of its own, so its condition is unclear.
    pub fn hospital(&mut self, set: &[HospitalId]) -> Cond {
        let mut bits = 0_u64;
        for hospital in set {
            let known = self.hospitals.contains(hospital);
            // One more than the gate lets through: the hospital that the visit names.
            if !known && self.hospitals.len() > limits::HOSPITALS {
                return Cond::UNCLEAR;
            }
            bits |= 1 << insert(&mut self.hospitals, *hospital);
        }
        Cond::Atom(Atom::Hospital(bits))
    }

    /// Returns the condition for a matter that no document settles: one fact, wherever the matter
    /// is mentioned.
    fn unclear(&mut self, matter: String) -> Cond {
        match insert(&mut self.unclear, matter) {
            bit @ 0..limits::UNCLEAR => Cond::Atom(Atom::Unclear(bit as u8)),
            _ => Cond::UNCLEAR,
        }
    }

    /// Compiles a condition.
    pub fn cond(&mut self, when: &When) -> Cond {
        match when {
            When::All(parts) => Cond::All(parts.iter().map(|part| self.cond(part)).collect()),
            When::Any(parts) => Cond::Any(parts.iter().map(|part| self.cond(part)).collect()),
            When::Not(inner) => Cond::Not(Box::new(self.cond(inner))),
            When::Group(group) => Cond::Atom(Atom::Group(group.0 as u8)),
            When::Sex(sex) => Cond::Atom(Atom::Sex(sex.bit())),
            When::AtLeast(fact, least) => Cond::Atom(Atom::AtLeast(*fact, *least)),
            When::Above(cost, limit) => Cond::Atom(Atom::Above(*cost, *limit)),
            When::Child => Cond::All(vec![
                Cond::Not(Box::new(Cond::Atom(Atom::AtLeast(NumberFact::Age, 18)))),
                self.unclear("child".into()),
            ]),
            When::Disease(set) => self.disease(set),
            When::Hospital(set) => self.hospital(set),
            When::Grade(bits) => Cond::Atom(Atom::Grade(*bits)),
            When::HospitalTier(bits) => Cond::Atom(Atom::Tier(*bits)),
            When::Place(bits) => Cond::Atom(Atom::Place(*bits)),
            When::InsuredIn(places) => self.insured_in(places),
            When::Care(bits) => Cond::Atom(Atom::Care(*bits)),
            When::Insurance(bits) => Cond::Is(Verdict::from_bool(
                bits & self.visit.basic_insurance().bit() != 0,
            )),
            When::Is(fact) => Cond::Atom(Atom::Is(*fact)),
            When::BenefitPlan(plans) => Cond::Atom(Atom::BenefitPlan(
                plans.iter().fold(0, |bits, plan| bits | 1 << plan),
            )),
            When::Question(question) => {
                let bit = insert(&mut self.questions, *question);
                if bit < limits::QUESTIONS {
                    Cond::Atom(Atom::Own(bit as u8))
                } else {
                    Cond::UNCLEAR
                }
            }
            When::Unclear(matter) => self.unclear(matter.clone()),
        }
    }

    fn insured_in(&mut self, places: &[RegionId]) -> Cond {
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
            self.unclear(matter("places", places.iter().map(|it| it.0)))
        } else {
            Cond::Is(Verdict::No)
        }
    }

    /// Returns whether a set names one of the given diseases: yes for a narrower disease, unknown
    /// for a broader one.
    pub fn disease_verdict(&self, set: &[DiseaseId], given: &[DiseaseId]) -> Verdict {
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

    pub fn disease(&mut self, set: &[DiseaseId]) -> Cond {
        if let Some(given) = &self.visit.diseases {
            let verdict = self.disease_verdict(set, given);
            return self.named(verdict, set);
        }
        let bit = insert(&mut self.disease_sets, set.to_vec());
        if bit < limits::DISEASE_SETS {
            Cond::Atom(Atom::Disease(bit as u8))
        } else {
            Cond::UNCLEAR
        }
    }

    /// Returns the condition for a verdict on a set: an unknown verdict becomes one fact per set.
    fn named(&mut self, verdict: Verdict, set: &[DiseaseId]) -> Cond {
        match verdict {
            Verdict::Unknown => self.unclear(matter("diseases", set.iter().map(|it| it.0))),
            verdict => Cond::Is(verdict),
        }
    }

    /// Compiles a disease list.
    pub fn list(&mut self, list: &DiseaseList) -> ListSays {
        let Some(given) = &self.visit.diseases else {
            let own = list.entries.iter().map(|entry| self.cond(&entry.when));
            return ListSays {
                best: Cond::Any(own.collect()),
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
            let disease = self.named(verdict, &[listed.disease]);
            named.push(disease.and(own));
        }
        ListSays {
            named: Cond::Any(named),
            entry,
            best: Cond::Is(Verdict::No),
            given: true,
            complete: list.complete,
        }
    }

    /// Returns the condition of a scheme (its list, its scope and its own condition) for use in a
    /// money rule.
    pub fn scheme_cond(&mut self, table: &Table, index: u16) -> Cond {
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
                let silence = self.unclear(format!("{} {index}", table.id));
                Cond::Any(vec![named, silence])
            });
        }
        Cond::All(parts)
    }
}

/// Returns the name of an open matter, so that equal matters are one fact. The name avoids `{:?}`:
/// the page is built without it, and every matter would have the same name.
fn matter(kind: &str, ids: impl Iterator<Item = u16>) -> String {
    ids.fold(kind.to_owned(), |name, id| format!("{name} {id}"))
}

/// Returns the weakest evidence of some sources; no source counts as reported.
pub(crate) fn evidence(tables: &Tables, cites: &[CiteId]) -> Evidence {
    cites
        .iter()
        .map(|cite| tables.cites[cite.0 as usize].evidence)
        .max()
        .unwrap_or(Evidence::Reported)
}

/// Returns the region of a level among a region and its parents.
pub(crate) fn region_at(terms: &Vocabulary, region: RegionId, level: Level) -> Option<RegionId> {
    terms
        .lineage(region)
        .find(|r| terms.regions[r.index()].level == level)
}

/// Returns the possible places of a hospital seen from the place of insurance, as bits of
/// [`Place`].
pub(crate) fn place_of(terms: &Vocabulary, insured: Option<RegionId>, hospital: RegionId) -> u8 {
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
        // A municipality has no prefecture between itself and its counties.
        (_, Some(false)) => Place::SameProvince.bit(),
        (_, None) => ANY_PLACE & !Place::OtherProvince.bit(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::small_tables::{tables, visit};

    #[test]
    fn no_hospital_shares_a_bit_with_another() {
        let (tables, visit) = (tables(""), visit());
        let mut compiler = Compiler {
            tables: &tables,
            visit: &visit,
            hospitals: Vec::new(),
            questions: Vec::new(),
            disease_sets: Vec::new(),
            unclear: Vec::new(),
        };
        let mut taken = 0_u64;
        for hospital in 0..=limits::HOSPITALS as u16 {
            match compiler.hospital(&[HospitalId(hospital)]) {
                Cond::Atom(Atom::Hospital(bit)) if bit & taken == 0 => taken |= bit,
                cond => panic!("hospital {hospital}: {cond:?}"),
            }
        }
        assert_eq!(taken, !crate::logic::facts::OTHER_HOSPITAL);
        let beyond = HospitalId(limits::HOSPITALS as u16 + 1);
        assert_eq!(compiler.hospital(&[beyond]), Cond::UNCLEAR);
        assert_eq!(compiler.hospital(&[HospitalId(0), beyond]), Cond::UNCLEAR);
    }
}
