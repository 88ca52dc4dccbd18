//! The facts that are whole numbers, which conditions hold against thresholds: one row each, in
//! [`NumberFact`]. Knows no visit and no sentence.
use super::group::FactGroup;
use serde::{Deserialize, Serialize};

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident = $id:literal at $path:literal by $at_least:literal in $group:ident from $least:literal most $most:literal;)*) => {
        /// A fact that is a whole number. Rows are appended only: packed tables hold a
        /// row's place.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum NumberFact { $($(#[$doc])* $name),* }

        impl NumberFact {
            /// Every fact, in the order of the table.
            pub const ALL: &'static [NumberFact] = &[$(NumberFact::$name),*];

            /// The id, as questions write it.
            pub const fn id(self) -> &'static str {
                match self { $(NumberFact::$name => $id),* }
            }

            /// The key of a condition: the fact is at least so much.
            pub const fn at_least(self) -> &'static str {
                match self { $(NumberFact::$name => $at_least),* }
            }

            /// The path of the fact in the JSON of a visit: an object and a key in it.
            pub const fn path(self) -> &'static str {
                match self { $(NumberFact::$name => $path),* }
            }

            /// What the fact is about. No number is the hospital's or another payer's.
            pub const fn group(self) -> FactGroup {
                match self { $(NumberFact::$name => FactGroup::$group),* }
            }

            /// The lowest number that is taken.
            pub const fn least(self) -> u16 {
                match self { $(NumberFact::$name => $least),* }
            }

            /// The highest number that is taken.
            pub const fn most(self) -> u16 {
                match self { $(NumberFact::$name => $most),* }
            }
        }
    };
}

numbers! {
    /// Age in whole years (周岁).
    Age = "age" at "person.age" by "age_at_least" in Person from 0 most 150;
    /// Whole months of cover on end, up to the day (连续参保月数).
    CoverMonths = "cover_months" at "cover.months" by "cover_months_at_least" in Cover from 0 most 1200;
    /// Which stay in hospital of the calendar year this visit is, or would be if the person stayed:
    /// one more than the stays before (今年第几次住院).
    Stay = "stay" at "this_year.stay" by "stay_at_least" in Year from 1 most 367;
    /// Whole years in a row, up to the last one over, for which the insurance paid nothing (连续几年
    /// 没报销过).
    ClaimFreeYears = "claim_free_years" at "cover.claim_free_years" by "claim_free_years_at_least" in Cover from 0 most 100;
    /// Whole days since birth, up to the day (出生多少天).
    AgeDays = "age_days" at "person.age_days" by "age_days_at_least" in Person from 0 most 55000;
    /// Whole days from the admission to the day (这次住院多少天).
    StayDays = "stay_days" at "this_stay.days" by "stay_days_at_least" in Year from 0 most 3660;
}

impl NumberFact {
    /// How many facts there are.
    pub const COUNT: usize = NumberFact::ALL.len();

    /// The range of each fact while nothing is known of it, both ends included.
    pub const OPEN: [(u16, u16); NumberFact::COUNT] = {
        let mut open = [(0, 0); NumberFact::COUNT];
        let mut at = 0;
        while at < NumberFact::COUNT {
            open[at] = (NumberFact::ALL[at].least(), NumberFact::ALL[at].most());
            at += 1;
        }
        open
    };

    /// The fact's place in the table.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The fact that an id stands for.
    pub fn from_id(id: &str) -> Option<NumberFact> {
        let mut all = NumberFact::ALL.iter().copied();
        all.find(|fact| fact.id() == id)
    }

    /// The fact that a key of a condition holds against a threshold.
    pub fn from_at_least(key: &str) -> Option<NumberFact> {
        let mut all = NumberFact::ALL.iter().copied();
        all.find(|fact| fact.at_least() == key)
    }

    /// The facts of a group.
    pub fn of(group: FactGroup) -> impl Iterator<Item = NumberFact> {
        let all = NumberFact::ALL.iter().copied();
        all.filter(move |fact| fact.group() == group)
    }

    /// The fact's object and its key there, in the JSON of a visit.
    pub fn place(self) -> (&'static str, &'static str) {
        self.path().split_once('.').unwrap_or_default()
    }

    /// The facts in an object of the JSON of a visit.
    pub fn inside(object: &str) -> impl Iterator<Item = NumberFact> {
        let all = NumberFact::ALL.iter().copied();
        all.filter(move |fact| fact.place().0 == object)
    }

    /// The objects in the JSON of a visit that hold numbers alone, each once: all but `person`.
    pub fn objects() -> impl Iterator<Item = &'static str> {
        let first = |fact: &NumberFact| NumberFact::inside(fact.place().0).next() == Some(*fact);
        let all = NumberFact::ALL.iter().copied().filter(first);
        let objects = all.map(|fact| fact.place().0);
        objects.filter(|object| *object != "person")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_and_every_bound_can_be_passed_by_one() {
        for fact in NumberFact::ALL.iter().copied() {
            assert_eq!(NumberFact::from_id(fact.id()), Some(fact));
            assert_eq!(NumberFact::from_at_least(fact.at_least()), Some(fact));
            assert_eq!(NumberFact::ALL[fact.index()], fact);
            assert_eq!(NumberFact::OPEN[fact.index()], (fact.least(), fact.most()));
            assert!(fact.least() < fact.most(), "{fact:?}");
            assert!(fact.most() < u16::MAX, "{fact:?}");
            let (object, key) = fact.place();
            assert!(!object.is_empty() && !key.contains('.'), "{fact:?}");
            let whose = fact.group();
            assert_eq!(object == "person", whose == FactGroup::Person, "{fact:?}");
            assert!(
                matches!(
                    whose,
                    FactGroup::Person | FactGroup::Cover | FactGroup::Year
                ),
                "{fact:?}"
            );
        }
        assert_eq!(NumberFact::from_id("age_at_least"), None);
        assert_eq!(NumberFact::from_at_least("age"), None);
    }
}
