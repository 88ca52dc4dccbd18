//! Conditions of rules, and the choices they name. Knows no visit.
use crate::facts::numbers::NumberFact;
use crate::facts::yes_no::YesNo;
use crate::fen::Fen;
use crate::ids::{DiseaseId, GroupId, HospitalId, RegionId};
use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word for it in tables and in the JSON interface.
            pub const fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The value a word stands for.
            pub fn from_word(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)* _ => None }
            }

            /// The value's bit in a set of possible values.
            pub const fn bit(self) -> u8 {
                1 << self as u8
            }
        }
    )*};
}

choices! {
    /// Hospital grade (等级).
    Grade {
        /// 一级
        Primary = "primary",
        /// 二级
        Secondary = "secondary",
        /// 三级
        Tertiary = "tertiary",
    }
    /// Administrative tier of a hospital.
    HospitalTier {
        /// 村卫生室
        Village = "village",
        /// 乡镇卫生院
        Township = "township",
        /// 县级
        County = "county",
        /// 市级
        City = "city",
        /// 省级
        Province = "province",
    }
    /// Where the hospital stands, seen from the place the person is insured in.
    Place {
        /// 本县
        SameCounty = "same_county",
        /// 本市外县
        SamePrefecture = "same_prefecture",
        /// 本省外市
        SameProvince = "same_province",
        /// 外省
        OtherProvince = "other_province",
    }
    /// Kind of care.
    Care {
        /// 住院
        Inpatient = "inpatient",
        /// 普通门诊
        Outpatient = "outpatient",
        /// 门诊慢特病
        ChronicOutpatient = "chronic_outpatient",
        /// 急诊
        Emergency = "emergency",
    }
    /// 性别
    Sex {
        /// 女
        Female = "female",
        /// 男
        Male = "male",
    }
    /// An amount of the visit's bill that a condition holds against a limit.
    BillCost {
        /// 政策范围内费用
        InScope = "in_scope",
        /// 总费用
        Total = "total",
    }
    /// Which basic insurance.
    Insurance {
        /// 城乡居民
        Resident = "resident",
        /// 职工
        Employee = "employee",
    }
}

/// A condition (条件). In three-valued logic: yes, no or unknown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum When {
    /// All of these; of none: yes.
    All(Vec<When>),
    /// Any of these; of none: no.
    Any(Vec<When>),
    /// Not this.
    Not(Box<When>),
    /// The person belongs to the group.
    Group(GroupId),
    /// The person's sex.
    Sex(Sex),
    /// The number is at least so much.
    AtLeast(NumberFact, u16),
    /// The amount of the bill is above a limit (fen); exactly the limit is not above.
    Above(BillCost, Fen),
    /// A child (儿童): 18 and over no; under 18 unknown, since no document gives the age.
    Child,
    /// Has one of these diseases, or a narrower one.
    Disease(Vec<DiseaseId>),
    /// Treated in one of these hospitals.
    Hospital(Vec<HospitalId>),
    /// The hospital's grade is among these ([`Grade::bit`]).
    Grade(u8),
    /// The hospital's tier is among these ([`HospitalTier::bit`]).
    HospitalTier(u8),
    /// The hospital's place is among these ([`Place::bit`]).
    Place(u8),
    /// Insured in one of these places or inside them.
    InsuredIn(Vec<RegionId>),
    /// Kind of care is among these ([`Care::bit`]).
    Care(u8),
    /// Basic insurance is among these ([`Insurance::bit`]).
    Insurance(u8),
    /// The yes/no fact holds.
    Is(YesNo),
    /// On one of these plans (indexes into [`crate::Vocabulary::plans`]).
    BenefitPlan(Vec<u8>),
    /// A yes to a question of a table ([`crate::Tables::questions`]).
    Question(u16),
    /// The document leaves this open; the text says what.
    Unclear(String),
}

impl BillCost {
    /// Returns the key of a condition: the amount is above a limit.
    pub const fn above(self) -> &'static str {
        match self {
            BillCost::InScope => "in_scope_above",
            BillCost::Total => "total_above",
        }
    }
}

impl When {
    /// Checks whether the condition, or a part of it, turns on an amount of the bill.
    pub fn turns_on_cost(&self) -> bool {
        match self {
            When::All(parts) | When::Any(parts) => parts.iter().any(When::turns_on_cost),
            When::Not(inner) => inner.turns_on_cost(),
            When::Above(..) => true,
            _ => false,
        }
    }

    /// The condition that always holds.
    pub const ALWAYS: When = When::All(Vec::new());
}
