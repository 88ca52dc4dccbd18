//! What is taken of a fact that was not said (平常情形), so that one amount can be stated with it.
//! Knows no visit: which of these come to be taken is the engine's matter.
use crate::facts::numbers::NumberFact;
use crate::facts::yes_no::YesNo;
use crate::fen::Fen;
use crate::share::Share;
use serde::{Deserialize, Serialize};

/// A fact of a visit, or a figure of a layer, that may be left unsaid.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum OrdinaryFact {
    /// 政策范围内
    InScope,
    /// 人群
    Groups,
    /// 封顶线 of a layer that has none stated.
    Cap,
    /// 起付线, where none is stated, of a layer on the year's self-pay.
    YearDeductible,
    /// 居民还是职工
    Insurance,
    /// 住院还是门诊
    Care,
    /// 医院等级
    Grade,
    /// 哪家医院
    Hospital,
    /// 哪一层的医院
    Tier,
    /// 医院在什么地方
    Place,
    /// 参保档次
    BenefitPlan,
    /// 今年用过多少
    YearToDate,
    /// 病种
    Disease,
    /// 性别
    Sex,
    /// A question of a table's own.
    Question,
    /// A number.
    Number(NumberFact),
    /// A yes/no fact.
    Is(YesNo),
}

impl OrdinaryFact {
    /// All that are neither a number nor a yes/no fact.
    const OTHERS: &[OrdinaryFact] = &[
        OrdinaryFact::InScope,
        OrdinaryFact::Groups,
        OrdinaryFact::Cap,
        OrdinaryFact::YearDeductible,
        OrdinaryFact::Insurance,
        OrdinaryFact::Care,
        OrdinaryFact::Grade,
        OrdinaryFact::Hospital,
        OrdinaryFact::Tier,
        OrdinaryFact::Place,
        OrdinaryFact::BenefitPlan,
        OrdinaryFact::YearToDate,
        OrdinaryFact::Disease,
        OrdinaryFact::Sex,
        OrdinaryFact::Question,
    ];

    /// Returns every fact.
    pub fn all() -> impl Iterator<Item = OrdinaryFact> {
        let others = OrdinaryFact::OTHERS.iter().copied();
        let numbers = NumberFact::ALL.iter().copied().map(OrdinaryFact::Number);
        let yes_no = YesNo::ALL.iter().copied().map(OrdinaryFact::Is);
        others.chain(numbers).chain(yes_no)
    }

    /// As the vocabulary writes it.
    pub const fn word(self) -> &'static str {
        match self {
            OrdinaryFact::InScope => "in_scope",
            OrdinaryFact::Groups => "groups",
            OrdinaryFact::Cap => "cap",
            OrdinaryFact::YearDeductible => "year_deductible",
            OrdinaryFact::Insurance => "insurance",
            OrdinaryFact::Care => "care",
            OrdinaryFact::Grade => "grade",
            OrdinaryFact::Hospital => "hospital",
            OrdinaryFact::Tier => "tier",
            OrdinaryFact::Place => "place",
            OrdinaryFact::BenefitPlan => "plan",
            OrdinaryFact::YearToDate => "year_to_date",
            OrdinaryFact::Disease => "disease",
            OrdinaryFact::Sex => "sex",
            OrdinaryFact::Question => "question",
            OrdinaryFact::Number(fact) => fact.id(),
            OrdinaryFact::Is(fact) => fact.id(),
        }
    }

    /// Whether the engine knows how to take an ordinary value of it; all others are asked.
    pub const fn takes(self) -> bool {
        matches!(
            self,
            OrdinaryFact::InScope
                | OrdinaryFact::Groups
                | OrdinaryFact::Is(YesNo::LiableThirdParty)
                | OrdinaryFact::Cap
                | OrdinaryFact::YearDeductible
        )
    }
}

/// Which way the truth can only lie beside what is taken: what the person pays.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Direction {
    /// 只会更多
    More,
    /// 只会更少
    Less,
}

impl Direction {
    /// Both.
    pub const ALL: &[Direction] = &[Direction::More, Direction::Less];

    /// As the vocabulary and the interface write it.
    pub const fn word(self) -> &'static str {
        match self {
            Direction::More => "more",
            Direction::Less => "less",
        }
    }
}

/// What is taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Take {
    /// No value is ordinary: it is asked.
    Asked,
    /// None of it: no group, nobody liable, no cap.
    Nothing,
    /// These shares of the bill, the largest first.
    Shares(Vec<Share>),
}

/// An ordinary value, or that there is none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ordinary {
    /// Of which fact.
    pub fact: OrdinaryFact,
    /// What is taken.
    pub take: Take,
    /// Taken only under these kinds of care, as bits of [`crate::Care`].
    pub care: u8,
    /// Taken only up to this amount, fen: what the layer pays, or the year's own cost.
    pub up_to: Option<Fen>,
    /// How it is said.
    pub words: String,
    /// Which way the truth can only lie.
    pub truth: Option<Direction>,
}
