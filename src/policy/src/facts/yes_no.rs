//! The facts that are a plain yes or no: one row each, in [`YesNo`]. Knows no visit and no sentence.
use super::group::FactGroup;
use serde::{Deserialize, Serialize};

macro_rules! yes_no {
    ($($(#[$doc:meta])* $name:ident = $id:literal in $group:ident $(implies $implied:ident)*;)*) => {
        /// A fact that is a plain yes or no. Rows are appended only: packed tables hold a row's
        /// place.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum YesNo { $($(#[$doc])* $name),* }

        impl YesNo {
            /// Every fact, in the order of the table.
            pub const ALL: &'static [YesNo] = &[$(YesNo::$name),*];

            /// The id, as tables and questions write it.
            pub const fn id(self) -> &'static str {
                match self { $(YesNo::$name => $id),* }
            }

            /// The path of the fact in the JSON of a visit.
            pub const fn path(self) -> &'static str {
                match self {
                    $(YesNo::$name => match FactGroup::$group {
                        FactGroup::Person => concat!("person.", $id),
                        _ => $id,
                    }),*
                }
            }

            /// What the fact is about.
            pub const fn group(self) -> FactGroup {
                match self { $(YesNo::$name => FactGroup::$group),* }
            }

            /// The bits of the facts that hold wherever this one does, itself included.
            pub const fn implies(self) -> u64 {
                self.bit() | match self { $(YesNo::$name => 0 $(| YesNo::$implied.implies())*),* }
            }
        }
    };
}

yes_no! {
    /// Referred by another hospital (转诊).
    Referred = "referred" in Hospital;
    /// Enrolled in the basic insurance (参保).
    Enrolled = "enrolled" in Cover;
    /// Premium paid, and cover running on the day (正常缴费).
    PremiumPaid = "premium_paid" in Cover implies Enrolled;
    /// Someone else is liable (他人该赔).
    LiableThirdParty = "liable_third_party" in OtherPayer;
    /// Retired (退休).
    Retired = "retired" in Person;
    /// Admitted through emergency (急诊入院).
    EmergencyAdmission = "emergency_admission" in Hospital;
    /// Moved here from another hospital within one treatment (转院来的).
    Transferred = "transferred" in Hospital;
}

impl YesNo {
    /// How many facts there are.
    pub const COUNT: usize = YesNo::ALL.len();

    /// The fact's place in the table.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The fact's bit in a set of facts.
    pub const fn bit(self) -> u64 {
        1 << self as u64
    }

    /// The fact that an id stands for.
    pub fn from_id(id: &str) -> Option<YesNo> {
        YesNo::ALL.iter().copied().find(|fact| fact.id() == id)
    }

    /// The bits of the facts that do not hold wherever this one does not, itself included.
    pub fn implied_by(self) -> u64 {
        let all = YesNo::ALL.iter();
        let such = all.filter(|fact| fact.implies() & self.bit() != 0);
        such.fold(0, |bits, fact| bits | fact.bit())
    }

    /// The facts of a group.
    pub fn of(group: FactGroup) -> impl Iterator<Item = YesNo> {
        let all = YesNo::ALL.iter().copied();
        all.filter(move |fact| fact.group() == group)
    }

    /// The facts that a condition of a table may turn on.
    pub fn conditions() -> impl Iterator<Item = YesNo> {
        let all = YesNo::ALL.iter().copied();
        all.filter(|fact| fact.group() != FactGroup::OtherPayer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_and_lead_back() {
        for fact in YesNo::ALL {
            assert_eq!(YesNo::from_id(fact.id()), Some(*fact));
            assert_eq!(YesNo::ALL[fact.index()], *fact);
        }
        assert_eq!(YesNo::from_id("paid"), None);
    }

    #[test]
    fn cover_that_runs_is_cover_one_is_enrolled_in() {
        let both = YesNo::PremiumPaid.bit() | YesNo::Enrolled.bit();
        assert_eq!(YesNo::PremiumPaid.implies(), both);
        assert_eq!(YesNo::Enrolled.implied_by(), both);
        assert_eq!(YesNo::Enrolled.implies(), YesNo::Enrolled.bit());
        assert_eq!(YesNo::PremiumPaid.implied_by(), YesNo::PremiumPaid.bit());
    }
}
