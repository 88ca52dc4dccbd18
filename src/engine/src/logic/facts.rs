//! Holds the facts of a visit, known and open, and conditions over them in three-valued logic
//! (Kleene). Must not know tables or money.
//!
//! A fact is the set of its possible values, as bits. A condition splits such a set in two, so
//! worlds differ only where some condition in force tells them apart.
use crate::answer::Verdict;
use mingbai_policy::{BillCost, FactGroup, Fen, NumberFact, Place, YesNo, limits};

/// Bit of "none of the named hospitals" in [`Facts::hospital`].
pub(crate) const OTHER_HOSPITAL: u64 = 1 << limits::OTHER_HOSPITAL;
/// Bit of "none of the named plans" in [`Facts::plan`].
pub(crate) const OTHER_PLAN: u32 = 1 << limits::OTHER_PLAN;

/// A bank of yes/no facts that may imply one another. A bit in neither set is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Bank {
    pub yes: u64,
    pub no: u64,
}

impl Bank {
    fn verdict(self, bit: u8) -> Verdict {
        if self.yes >> bit & 1 == 1 {
            Verdict::Yes
        } else if self.no >> bit & 1 == 1 {
            Verdict::No
        } else {
            Verdict::Unknown
        }
    }

    /// Returns whether a fact is decided.
    pub fn knows(self, bit: u8) -> bool {
        self.verdict(bit) != Verdict::Unknown
    }

    /// Returns this bank with the facts of `mask` from another bank.
    pub fn taking(self, other: Bank, mask: u64) -> Bank {
        Bank {
            yes: self.yes & !mask | other.yes & mask,
            no: self.no & !mask | other.no & mask,
        }
    }

    /// Adds the facts that follow, except where the visit says the contrary.
    fn close(&mut self, links: &Links) {
        for (bit, reach) in links.implies.iter().enumerate() {
            if self.yes >> bit & 1 == 1 {
                self.yes |= reach & !self.no;
            }
        }
        for (bit, reach) in links.implied_by.iter().enumerate() {
            if self.no >> bit & 1 == 1 {
                self.no |= reach & !self.yes;
            }
        }
    }

    /// Assumes a fact and all that follows. Returns false where the bank then contradicts itself.
    fn assume(&mut self, bit: u8, yes: bool, links: &Links) -> bool {
        if yes {
            self.yes |= links.implies.get(bit as usize).copied().unwrap_or(1 << bit);
        } else {
            self.no |= links
                .implied_by
                .get(bit as usize)
                .copied()
                .unwrap_or(1 << bit);
        }
        self.yes & self.no == 0
    }
}

/// The facts that each fact of a bank implies and is implied by, itself included. Indexed by bit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Links {
    pub implies: Vec<u64>,
    pub implied_by: Vec<u64>,
}

impl Links {
    pub fn new(implies: Vec<u64>) -> Links {
        let implied_by = (0..implies.len())
            .map(|bit| {
                implies
                    .iter()
                    .enumerate()
                    .filter(|(_, reach)| *reach >> bit & 1 == 1)
                    .fold(0, |bits, (from, _)| bits | 1 << from)
            })
            .collect();
        Links {
            implies,
            implied_by,
        }
    }
}

/// The known facts of a named hospital, each as the set of its possible values, as bits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HospitalFacts {
    pub grade: u8,
    pub tier: u8,
    pub place: u8,
}

/// The implications between facts; fixed for a visit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ties {
    pub groups: Links,
    pub diseases: Links,
    pub yes_no: Links,
    pub hospitals: Vec<HospitalFacts>,
}

/// The possible values of every fact about a visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Facts {
    pub groups: Bank,
    pub own: Bank,
    pub diseases: Bank,
    /// Matters that no document settles: nobody can be asked, and each may be true or false.
    pub unclear: Bank,
    /// The facts of [`YesNo`], by their bits.
    pub yes_no: Bank,
    pub hospital: u64,
    pub plan: u32,
    pub grade: u8,
    pub tier: u8,
    pub place: u8,
    pub care: u8,
    pub sex: u8,
    /// The range of each number, both ends included.
    pub numbers: [(u16, u16); NumberFact::COUNT],
    /// The range of each amount of the bill, both ends included. Fen.
    pub costs: Costs,
}

/// The range of each [`BillCost`], both ends included. Fen.
pub(crate) type Costs = [(Fen, Fen); BillCost::ALL.len()];

/// Amounts of a bill of which nothing is known.
pub(crate) const ANY_COSTS: Costs = [(Fen::ZERO, Fen::MAX); BillCost::ALL.len()];

impl Facts {
    /// Every fact is open. Ages are 0 to 150 years, both included.
    pub const OPEN: Facts = Facts {
        groups: Bank { yes: 0, no: 0 },
        own: Bank { yes: 0, no: 0 },
        diseases: Bank { yes: 0, no: 0 },
        unclear: Bank { yes: 0, no: 0 },
        yes_no: Bank { yes: 0, no: 0 },
        hospital: u64::MAX,
        plan: u32::MAX,
        grade: 0b111,
        tier: 0b1_1111,
        place: 0b1111,
        care: 0b1111,
        sex: 0b11,
        numbers: NumberFact::OPEN,
        costs: ANY_COSTS,
    };

    /// Returns these facts with one more assumed; `None` where they contradict it.
    pub fn assume(&self, atom: Atom, yes: bool, ties: &Ties) -> Option<Facts> {
        let mut facts = *self;
        let keep8 = |set: &mut u8, mask: u8| {
            *set &= if yes { mask } else { !mask };
            *set != 0
        };
        let possible = match atom {
            Atom::Group(bit) => facts.groups.assume(bit, yes, &ties.groups),
            Atom::Own(bit) => facts.own.assume(bit, yes, &Links::default()),
            Atom::Disease(bit) => facts.diseases.assume(bit, yes, &ties.diseases),
            Atom::Unclear(bit) => facts.unclear.assume(bit, yes, &Links::default()),
            Atom::Is(fact) => facts.yes_no.assume(fact.index() as u8, yes, &ties.yes_no),
            Atom::Hospital(mask) => {
                facts.hospital &= if yes { mask } else { !mask };
                facts.hospital != 0
            }
            Atom::BenefitPlan(mask) => {
                facts.plan &= if yes { mask } else { !mask };
                facts.plan != 0
            }
            Atom::Grade(mask) => keep8(&mut facts.grade, mask),
            Atom::Tier(mask) => keep8(&mut facts.tier, mask),
            Atom::Place(mask) => keep8(&mut facts.place, mask),
            Atom::Care(mask) => keep8(&mut facts.care, mask),
            Atom::Sex(mask) => keep8(&mut facts.sex, mask),
            Atom::AtLeast(fact, least) => {
                let (low, high) = &mut facts.numbers[fact.index()];
                if yes {
                    *low = (*low).max(least);
                } else {
                    *high = (*high).min(least.saturating_sub(1));
                }
                (yes || least > 0) && low <= high
            }
            Atom::Above(cost, limit) => {
                let (low, high) = &mut facts.costs[cost as usize];
                if yes {
                    *low = (*low).max(limit + Fen(1));
                } else {
                    *high = (*high).min(limit);
                }
                low <= high
            }
        };
        (possible && facts.tie(ties)).then_some(facts)
    }

    /// Removes values that no world has: makes the yes/no facts agree with one another, and the
    /// hospital with its grade, tier and place. Returns false where no world is left.
    ///
    /// The ties form a star around the hospital, so agreement of each pair is enough for a whole
    /// world to exist.
    pub fn tie(&mut self, ties: &Ties) -> bool {
        self.yes_no.close(&ties.yes_no);
        loop {
            let before = (self.hospital, self.grade, self.tier, self.place);
            let (mut grade, mut tier, mut place) = (0, 0, 0);
            for (bit, known) in ties.hospitals.iter().enumerate() {
                if self.hospital >> bit & 1 == 0 {
                    continue;
                }
                if known.grade & self.grade == 0
                    || known.tier & self.tier == 0
                    || known.place & self.place == 0
                {
                    self.hospital &= !(1 << bit);
                } else {
                    grade |= known.grade;
                    tier |= known.tier;
                    place |= known.place;
                }
            }
            if self.hospital & OTHER_HOSPITAL == 0 {
                self.grade &= grade;
                self.tier &= tier;
                self.place &= place;
            }
            if self.hospital == 0 || self.grade == 0 || self.tier == 0 || self.place == 0 {
                return false;
            }
            if before == (self.hospital, self.grade, self.tier, self.place) {
                return true;
            }
        }
    }

    /// Returns whether a yes/no fact holds.
    pub fn is(&self, fact: YesNo) -> Verdict {
        self.yes_no.verdict(fact.index() as u8)
    }

    /// Returns the range of a number, both ends included.
    pub fn number(&self, fact: NumberFact) -> (u16, u16) {
        self.numbers[fact.index()]
    }

    /// Returns the verdict of one fact.
    fn of(&self, atom: Atom) -> Verdict {
        fn within<T>(set: T, mask: T) -> Verdict
        where
            T: Copy
                + std::ops::BitAnd<Output = T>
                + std::ops::Not<Output = T>
                + PartialEq
                + Default,
        {
            if set & !mask == T::default() {
                Verdict::Yes
            } else if set & mask == T::default() {
                Verdict::No
            } else {
                Verdict::Unknown
            }
        }
        match atom {
            Atom::Group(bit) => self.groups.verdict(bit),
            Atom::Own(bit) => self.own.verdict(bit),
            Atom::Disease(bit) => self.diseases.verdict(bit),
            Atom::Unclear(bit) => self.unclear.verdict(bit),
            Atom::Is(fact) => self.is(fact),
            Atom::Hospital(mask) => within(self.hospital, mask),
            Atom::BenefitPlan(mask) => within(self.plan, mask),
            Atom::Grade(mask) => within(self.grade, mask),
            Atom::Tier(mask) => within(self.tier, mask),
            Atom::Place(mask) => within(self.place, mask),
            Atom::Care(mask) => within(self.care, mask),
            Atom::Sex(mask) => within(self.sex, mask),
            Atom::AtLeast(fact, least) => match self.number(fact) {
                (low, _) if low >= least => Verdict::Yes,
                (_, high) if high < least => Verdict::No,
                _ => Verdict::Unknown,
            },
            Atom::Above(cost, limit) => match self.costs[cost as usize] {
                (low, _) if low > limit => Verdict::Yes,
                (_, high) if high <= limit => Verdict::No,
                _ => Verdict::Unknown,
            },
        }
    }
}

/// A fact that a condition may turn on. Numbers are bits or sets of bits of [`Facts`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Atom {
    Group(u8),
    Own(u8),
    Disease(u8),
    /// A matter that no document settles.
    Unclear(u8),
    Hospital(u64),
    BenefitPlan(u32),
    Grade(u8),
    Tier(u8),
    Place(u8),
    Care(u8),
    Sex(u8),
    AtLeast(NumberFact, u16),
    Is(YesNo),
    /// An amount of the bill is above a limit. Fen.
    Above(BillCost, Fen),
}

/// A condition with everything that is fixed for the visit already decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Cond {
    Is(Verdict),
    Atom(Atom),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    Not(Box<Cond>),
}

impl Cond {
    pub const YES: Cond = Cond::Is(Verdict::Yes);
    pub const UNCLEAR: Cond = Cond::Is(Verdict::Unknown);

    pub fn and(self, other: Cond) -> Cond {
        match (self, other) {
            (Cond::Is(Verdict::Yes), cond) | (cond, Cond::Is(Verdict::Yes)) => cond,
            (one, two) => Cond::All(vec![one, two]),
        }
    }

    /// Returns the verdict of the condition.
    pub fn of(&self, facts: &Facts) -> Verdict {
        match self {
            Cond::Is(verdict) => *verdict,
            Cond::Atom(atom) => facts.of(*atom),
            Cond::Not(inner) => inner.of(facts).not(),
            Cond::All(parts) => fold(parts, facts, Verdict::No),
            Cond::Any(parts) => fold(parts, facts, Verdict::Yes),
        }
    }

    /// Returns an open fact accepted by `such` that may still change this condition.
    pub fn open(&self, facts: &Facts, such: fn(Atom) -> bool) -> Option<Atom> {
        if self.of(facts) != Verdict::Unknown {
            return None;
        }
        match self {
            Cond::Is(_) => None,
            Cond::Atom(atom) => Some(*atom).filter(|atom| such(*atom)),
            Cond::Not(inner) => inner.open(facts, such),
            Cond::All(parts) | Cond::Any(parts) => {
                parts.iter().find_map(|part| part.open(facts, such))
            }
        }
    }

    /// Visits every fact that the condition mentions.
    pub fn atoms(&self, visit: &mut impl FnMut(Atom)) {
        match self {
            Cond::Is(_) => {}
            Cond::Atom(atom) => visit(*atom),
            Cond::Not(inner) => inner.atoms(visit),
            Cond::All(parts) | Cond::Any(parts) => parts.iter().for_each(|part| part.atoms(visit)),
        }
    }
}

/// Returns `stop` if some part is; else unknown if some part is; else the opposite of `stop`.
fn fold(parts: &[Cond], facts: &Facts, stop: Verdict) -> Verdict {
    let mut all = stop.not();
    for part in parts {
        let verdict = part.of(facts);
        if verdict == stop {
            return stop;
        }
        if verdict == Verdict::Unknown {
            all = Verdict::Unknown;
        }
    }
    all
}

impl Verdict {
    /// Returns yes for no, no for yes, and unknown for unknown.
    #[must_use]
    #[allow(clippy::should_implement_trait)]
    pub fn not(self) -> Verdict {
        match self {
            Verdict::Yes => Verdict::No,
            Verdict::No => Verdict::Yes,
            Verdict::Unknown => Verdict::Unknown,
        }
    }

    /// Returns yes where both are, no where either is, and unknown elsewhere.
    #[must_use]
    pub fn and(self, other: Verdict) -> Verdict {
        match (self, other) {
            (Verdict::No, _) | (_, Verdict::No) => Verdict::No,
            (Verdict::Yes, Verdict::Yes) => Verdict::Yes,
            _ => Verdict::Unknown,
        }
    }

    pub(crate) fn from_bool(yes: bool) -> Verdict {
        if yes { Verdict::Yes } else { Verdict::No }
    }
}

/// Bits of every [`Place`].
pub(crate) const ANY_PLACE: u8 = Place::SameCounty.bit()
    | Place::SamePrefecture.bit()
    | Place::SameProvince.bit()
    | Place::OtherProvince.bit();

/// Returns the bits of the yes/no facts that another hospital may change.
pub(crate) fn of_hospital() -> u64 {
    YesNo::of(FactGroup::Hospital).fold(0, |bits, fact| bits | fact.bit())
}

#[cfg(test)]
mod tests;
