//! Conditions against a visit, in three-valued logic (Kleene), for the second reckoning. Must not
//! use the engine's arithmetic.
use crate::bill_lines;
use crate::chooser::Chooser;
use mingbai_engine::{Hospital, LocalFigure, LocalRule, Scope, Visit, Year};
use mingbai_policy::{
    BillCost, Care, Day, DiseaseId, Fen, Insurance, ItemId, NumberFact, Owner, RegionId, StayRule,
    StayYear, Table, Tables, When, YesNo,
};

/// A figure an office gave: the rule, the figure, and the kinds of care as bits.
pub type OfficeFigure = (LocalRule, LocalFigure, u8);

/// Yes, no or unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[allow(missing_docs)]
pub enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    /// Converts a known truth; `None` is unknown.
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

/// Counts the days from one day to another.
fn days(from: Day, until: Day) -> i64 {
    let number = |day: Day| {
        let (year, month) = (i64::from(day.year()), i64::from(day.month()));
        // March begins the count, so that a leap day is the last of its year.
        let (year, month) = if month < 3 {
            (year - 1, month + 9)
        } else {
            (year, month - 3)
        };
        365 * year + year / 4 - year / 100
            + year / 400
            + (month * 306 + 5) / 10
            + i64::from(day.day())
    };
    number(until) - number(from)
}

/// Returns the day before a day.
fn day_before(day: Day) -> Day {
    match (day.month(), day.day()) {
        (1, 1) => Day::new(day.year() - 1, 12, 31),
        (month, 1) => {
            let mut lasts = (28..32).map(|last| Day::new(day.year(), month - 1, last));
            let last = lasts.find(|last| days(*last, day) == 1);
            last.expect("a month has a last day")
        }
        (month, of_month) => Day::new(day.year(), month, of_month - 1),
    }
}

/// Returns whether a number between two ends is at least so much, where both ends agree.
fn between(low: u16, high: u16, least: u16) -> Option<bool> {
    ((low >= least) == (high >= least)).then_some(low >= least)
}

/// Decides an open leaf of a condition, given the leaf's text.
type DecideLeaf<'a> = dyn FnMut(&dyn Fn() -> String) -> Truth + 'a;

/// Evaluates in three-valued logic; only where the result is unknown, decides leaf by leaf.
fn decided(chooser: &mut Chooser, truth: impl Fn(&mut DecideLeaf) -> Truth) -> bool {
    match truth(&mut |_| Truth::Unknown) {
        Truth::Yes => true,
        Truth::No => false,
        Truth::Unknown => truth(&mut |leaf| Truth::of(Some(chooser.open(leaf)))) == Truth::Yes,
    }
}

/// A visit with the tables and the day that apply.
pub struct World<'t> {
    /// All tables.
    pub tables: &'t Tables,
    /// The visit.
    pub visit: &'t Visit,
    /// The day whose tables are used.
    pub day: Day,
}

impl<'t> World<'t> {
    /// Returns the world of a visit, on its own day or on the day it asks for.
    pub fn new(tables: &'t Tables, visit: &'t Visit) -> World<'t> {
        World {
            tables,
            visit,
            day: visit.tables_as_of.unwrap_or(visit.date),
        }
    }

    /// Returns the basic insurance of the person, as a bit.
    pub fn insured(&self) -> u8 {
        self.visit.insurance.unwrap_or(Insurance::Resident).bit()
    }

    fn home(&self) -> RegionId {
        self.visit.insured_in.unwrap_or(RegionId(0))
    }

    /// Returns what the tables of the place say of counting stays, the nearest first.
    fn stay_rules(&self) -> impl Iterator<Item = &'t StayRule> {
        let (tables, day, insured) = (self.tables, self.day, self.insured());
        let places = tables.vocabulary.lineage(self.home());
        places.flat_map(move |place| {
            let here = tables.tables.iter().filter(move |table| {
                table.owner == Owner::Region(place)
                    && table.span.holds(day)
                    && table.insurance.unwrap_or(Insurance::Resident.bit()) & insured != 0
            });
            here.filter_map(|table| table.stay.as_ref())
        })
    }

    /// Returns the stays that the visit counts as beyond the first, each as a visit of its own.
    pub fn further_stays(&self) -> Vec<Visit> {
        let after = self.stay_rules().find_map(|rule| rule.further_after);
        let told = self.visit.said[NumberFact::StayDays].map(i64::from);
        let lasts = self.visit.admitted.map(|it| days(it, self.visit.date));
        let (Some(after), Some(mut left), Some(Care::Inpatient)) =
            (after, told.or(lasts), self.visit.care)
        else {
            return Vec::new();
        };
        let first = (self.visit.year == Year::TakenAsFirst).then_some(1);
        let number = self.visit.said[NumberFact::Stay].or(first);
        let mut stays = Vec::new();
        while left > i64::from(after) {
            left -= i64::from(after);
            let mut stay = self.visit.clone();
            stay.said[YesNo::Transferred] = Some(false);
            stay.said[NumberFact::Stay] = number.map(|it| it + 1 + stays.len() as u16);
            stays.push(stay);
        }
        stays
    }

    /// Returns the day on which the visit counts; `None` where the day of admission counts and nobody
    /// knows that day, or whether the visit is a stay.
    pub fn counts_on(&self) -> Option<Day> {
        let visit = self.visit;
        let mut years = self.stay_rules().filter_map(|rule| rule.year);
        match (years.next(), visit.care) {
            (Some(StayYear::Admission), Some(Care::Inpatient)) => visit.admitted.or_else(|| {
                let lasts = visit.said[NumberFact::StayDays]?;
                Some((0..lasts).fold(visit.date, |day, _| day_before(day)))
            }),
            (Some(StayYear::Admission), None) => {
                visit.admitted.filter(|admitted| *admitted == visit.date)
            }
            _ => Some(visit.date),
        }
    }

    /// Returns the tables in force by index: of the place, of its parents, then of the hospital.
    pub fn in_force(&self) -> Vec<usize> {
        let vocabulary = &self.tables.vocabulary;
        let owners =
            vocabulary
                .lineage(self.home())
                .map(Owner::Region)
                .chain(match self.visit.hospital {
                    Some(Hospital::Named(hospital)) => Some(Owner::Hospital(hospital)),
                    _ => None,
                });
        let mut found = Vec::new();
        for owner in owners {
            for (index, table) in self.tables.tables.iter().enumerate() {
                let insured = table
                    .insurance
                    .is_none_or(|bits| bits & self.insured() != 0);
                if table.owner == owner && table.span.holds(self.day) && insured {
                    found.push(index);
                }
            }
        }
        found
    }

    /// Checks whether a condition holds; open leaves are decided.
    pub fn holds(&self, when: &When, chooser: &mut Chooser) -> bool {
        decided(chooser, |open| self.truth(when, open))
    }

    /// Returns the office figures that hold for the visit, those for this visit alone first; each with
    /// its kinds of care, as bits.
    pub fn office_figures(&self, chooser: &mut Chooser) -> Vec<OfficeFigure> {
        let bare = self.visit.local.iter();
        let bare = bare.map(|(rule, figure)| (*rule, *figure, Scope::ANY.care));
        let mut told: Vec<_> = bare.collect();
        for it in &self.visit.scoped {
            let (home, scope) = (self.visit.insured_in, it.scope);
            let here = match (scope.place, home) {
                (None, _) => true,
                (Some(place), Some(home)) if scope.within => {
                    self.tables.vocabulary.lineage(home).any(|one| one == place)
                }
                (place, home) => place == home,
            };
            let own = match it.rule {
                LocalRule::Layer(layer) => {
                    let layers = &self.tables.vocabulary.layers;
                    layers[layer.index()].own.is_some()
                }
                LocalRule::TopUp(..) => false,
            };
            let here = here && (own || scope.insurance.bit() == self.insured());
            let begun = scope.span.from.is_none_or(|from| from <= self.day);
            let over = scope.span.until.is_some_and(|until| until < self.day);
            let kind = When::All(vec![When::Care(scope.care), When::Grade(scope.grade)]);
            if here && begun && !over && self.holds(&kind, chooser) {
                told.push((it.rule, it.figure, scope.care));
            }
        }
        told
    }

    /// Checks whether a scheme covers the visit; open leaves are decided.
    pub fn covers(&self, table: &Table, index: usize, chooser: &mut Chooser) -> bool {
        decided(chooser, |open| self.scheme(table, index, open))
    }

    /// Evaluates a condition; `open` gives the truth of an open leaf.
    fn truth(&self, when: &When, open: &mut DecideLeaf) -> Truth {
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
            When::AtLeast(NumberFact::Stay, least) => {
                // A year left out has no stay before this one.
                let first = visit.year == Year::TakenAsFirst;
                let told = visit.said[NumberFact::Stay];
                told.or(first.then_some(1)).map(|it| it >= *least)
            }
            When::AtLeast(NumberFact::StayDays, least) => {
                let told = visit.said[NumberFact::StayDays].map(i64::from);
                let lasts = visit.admitted.map(|admitted| days(admitted, visit.date));
                let lasts = lasts.filter(|it| (0..=3660).contains(it));
                told.or(lasts).map(|it| it >= i64::from(*least))
            }
            When::AtLeast(NumberFact::AgeDays, least)
                if visit.said[NumberFact::AgeDays].is_none() =>
            {
                let age = visit.said[NumberFact::Age];
                age.and_then(|age| between(365 * age, 366 * age + 365, *least))
            }
            When::AtLeast(NumberFact::Age, least) if visit.said[NumberFact::Age].is_none() => {
                let days = visit.said[NumberFact::AgeDays];
                days.and_then(|days| between(days / 366, days / 365, *least))
            }
            When::AtLeast(fact, least) => visit.said[*fact].map(|it| it >= *least),
            When::Above(cost, limit) => {
                let bill = visit.bill.as_ref();
                match cost {
                    BillCost::Total => bill.and_then(|bill| bill.total).map(|it| it > *limit),
                    BillCost::InScope => self.in_scope().map(|it| it > *limit),
                }
            }
            When::Child => visit.said[NumberFact::Age]
                .filter(|it| *it >= 18)
                .map(|_| false),
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
            When::HospitalTier(mask) => among(*mask, visit.tier.map(|t| t.bit())),
            When::Place(mask) => among(*mask, visit.place.map(|p| p.bit())),
            When::InsuredIn(list) => self.insured_in(list),
            When::Care(mask) => among(*mask, visit.care.map(|c| c.bit())),
            When::Insurance(mask) => among(
                *mask,
                Some(visit.insurance.unwrap_or(Insurance::Resident).bit()),
            ),
            When::Is(fact) => visit.said[*fact],
            When::BenefitPlan(list) => visit.plan.map(|plan| list.contains(&plan)),
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

    /// Returns the in-scope cost of the bill, where the bill or its lines give one amount.
    fn in_scope(&self) -> Option<Fen> {
        let bill = self.visit.bill.as_ref()?;
        let said = bill.in_scope.map(|it| (it, bill.in_scope_to.unwrap_or(it)));
        let made = || bill_lines::in_scope(self.tables, self.visit);
        let (least, most) = said.or_else(made)?;
        (least == most).then_some(least)
    }

    /// Checks whether the person is insured in one of these places; `None` where only a larger place is
    /// known.
    fn insured_in(&self, list: &[RegionId]) -> Option<bool> {
        let (home, vocabulary) = (self.home(), &self.tables.vocabulary);
        if list.iter().any(|place| vocabulary.within(home, *place)) {
            return Some(true);
        }
        let larger = list.iter().any(|place| vocabulary.within(*place, home));
        (!larger || self.visit.insured_in.is_none()).then_some(false)
    }

    /// Compares a disease with a list: yes for a listed disease or a narrower one, unknown for a broader
    /// one.
    fn named(&self, disease: DiseaseId, list: &[DiseaseId]) -> Truth {
        let vocabulary = &self.tables.vocabulary;
        if list
            .iter()
            .any(|listed| vocabulary.is_kind_of(disease, *listed))
        {
            Truth::Yes
        } else if list
            .iter()
            .any(|listed| vocabulary.is_kind_of(*listed, disease))
        {
            Truth::Unknown
        } else {
            Truth::No
        }
    }

    /// Evaluates whether a scheme in force covers the visit: scope, conditions and list together.
    fn scheme(&self, table: &Table, index: usize, open: &mut DecideLeaf) -> Truth {
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

    /// Evaluates whether an item of the bill is in a list of items.
    pub fn item_among(&self, item: ItemId, list: &[ItemId], complete: bool) -> Truth {
        let vocabulary = &self.tables.vocabulary;
        if vocabulary
            .item_lineage(item)
            .any(|broad| list.contains(&broad))
        {
            Truth::Yes
        } else if !complete
            || list
                .iter()
                .any(|narrow| vocabulary.item_lineage(*narrow).any(|broad| broad == item))
        {
            Truth::Unknown
        } else {
            Truth::No
        }
    }
}
