//! The types of a case: its amounts, their conditions, and the reasons for having none. Must not
//! know how a case is computed.
use crate::answer::{LineGrade, Question, Range, RuleRef, TraceStep, Value};
use crate::visit::Visit;
use mingbai_policy::{Base, CiteId, Direction, Fen, GroupId, LayerId, Period, ShareRange};

/// The value that a case takes for an unknown fact or figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// 政策范围内: this amount of the bill. Fen.
    InScope(Fen),
    /// The person is in none of the groups that the visit leaves open.
    NoGroup,
    /// Nobody else is liable.
    NobodyLiable,
    /// 封顶线 of the layer is not reached.
    CapNotReached(LayerId),
    /// 起付线 of the layer, on the year's self-pay, is not reached.
    DeductibleNotReached(LayerId),
}

/// Another value of a fact, and the person's payment under it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alternative {
    /// The value that was not taken: a group, or a liable third party.
    pub value: Alternate,
    /// The person's payment under that value. Fen.
    pub pays: Range,
}

/// A value that was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alternate {
    /// The person is in this group, and in no other that the visit leaves open.
    Group(GroupId),
    /// Someone else is liable.
    Liable,
}

/// A condition of the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// The value taken.
    pub taken: Taken,
    /// The only direction in which the truth can lie; `None` where it may lie in either.
    pub direction: Option<Direction>,
    /// Whether the value is a stated default, or a figure that the tables lack: its alternatives
    /// may lie outside the estimate.
    pub assumed: bool,
    /// Other values that change the amount.
    pub others: Vec<Alternative>,
    /// How far the amount moves at most, as far as known. Fen.
    pub worth: Fen,
}

/// The amounts of a case at one in-scope amount. Fen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CasePoint {
    /// 政策范围内; `None` where the bill leaves no range.
    pub in_scope: Option<Fen>,
    /// The person's payment; the ends differ where a figure is blank.
    pub pays: Range,
    /// The least payment of each payer, in the order of the answer's layers.
    pub payers: Vec<(LayerId, Fen)>,
    /// Whether the amount is one of the vocabulary's shares of the bill, or an end of the range
    /// that the bill allows; every other point is a bend.
    pub named: bool,
}

/// A payer that is not counted: it can only lower the amount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotCounted {
    /// The payer.
    pub payer: Payer,
    /// The most that the payer takes off the amount. Fen.
    pub at_most: Fen,
}

/// A payer, or a rule that waives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Payer {
    /// A layer (保障线).
    Layer(LayerId),
    /// A top-up rule.
    TopUp(RuleRef),
    /// A waiver (减免).
    Waiver(RuleRef),
    /// A scheme's free benefit.
    Scheme(RuleRef),
}

/// A figure whose absence leaves no single amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blank {
    /// The bounds of 起付线, in fen; [`Fen::MAX`] for no upper bound.
    Deductible(LayerId, Range),
    /// The bounds of 报销比例, in millionths.
    Share(LayerId, ShareRange),
    /// The bounds of 封顶线, in fen a year.
    Cap(LayerId, Range),
    /// The bounds of 先行自付比例, in millionths.
    FirstSelfPay(LayerId, ShareRange),
}

/// The figures of a layer in the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseRule {
    /// The layer.
    pub layer: LayerId,
    /// 先行自付, in millionths.
    pub first_self_pay: ShareRange,
    /// 起付线, in fen: of a year's, what is left for this visit.
    pub deductible: Range,
    /// The whole 起付线 where that is of a period of several visits, in fen, and the period.
    pub deductible_of_period: Option<(Range, Period)>,
    /// 封顶线, fen of the period in `cap_per`; [`Fen::MAX`] for none.
    pub cap: Range,
    /// The period whose payments the cap counts.
    pub cap_per: Period,
    /// The money that the layer pays of.
    pub base: Base,
    /// The brackets: the end of each in fen of the base, and its share in millionths; empty where
    /// no share is known.
    pub brackets: Vec<(Fen, ShareRange)>,
    /// The parts, where the layer has several: each with its own base and brackets.
    pub parts: Vec<(Base, Vec<(Fen, ShareRange)>)>,
}

/// One amount under named conditions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// The amounts, from the largest in-scope amount down: at the vocabulary's shares of the bill
    /// and at every bend between them. Empty without a bill.
    pub points: Vec<CasePoint>,
    /// The conditions by worth, the largest first; the condition that nobody is liable comes last.
    pub conditions: Vec<Condition>,
    /// Payers left out that can only lower the amount.
    pub not_counted: Vec<NotCounted>,
    /// The figures whose absence leaves no single amount.
    pub blanks: Vec<Blank>,
    /// The figures of the layers, in the order of payment.
    pub rules: Vec<CaseRule>,
    /// The least grade of the figures.
    pub grade: LineGrade,
    /// The latest year in which a deductible or a share of the layers that pay for everyone was
    /// last stated.
    pub as_of: Option<u16>,
    /// The oldest such year.
    pub as_of_oldest: Option<u16>,
    /// The sources behind the layers that pay for everyone.
    pub cites: Vec<CiteId>,
    /// Bits of the groups that some rule mentions and the visit leaves open.
    pub groups: u64,
    /// The cash needed from admission until the claim is paid. Fen.
    pub cash: Option<Range>,
    /// The arithmetic at the first point.
    pub steps: Vec<TraceStep>,
    /// The visit with the conditions laid over it, at the first point's in-scope amount.
    pub visit: Visit,
}

impl Case {
    /// Returns the person's payment with the most in scope; `None` without a bill.
    pub fn pays(&self) -> Option<Range> {
        self.points.first().map(|point| point.pays)
    }

    /// Returns the one amount with the most in scope, in fen; `None` without a bill or with a
    /// blank.
    pub fn exact(&self) -> Option<Fen> {
        let pays = self.pays()?;
        (self.blanks.is_empty() && pays.low == pays.high).then_some(pays.high)
    }
}

/// A fact that must be said before there is a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Must {
    /// The question that asks for the fact.
    pub question: Question,
    /// The person's payment after each answer, at each named in-scope amount, the largest first,
    /// with all else as in the case. Empty where no answer gives an amount alone.
    pub values: Vec<(Value, Vec<Range>)>,
}

/// Why a visit has no case, and no question can lead to one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoCase {
    /// No table of the place or above it is in force on the day.
    NoTable,
    /// The person has employee insurance, for which there is no table.
    Employee,
    /// Someone else is liable, so insurance may pay nothing.
    SomeoneLiable,
    /// Admission falls under other tables, and no rule says which tables count.
    TwoDays,
    /// The layers that pay for everyone lack two figures, and the bill is large.
    TooOpen,
}

/// The case of a visit, or the obstacle to one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stated {
    /// The case.
    Case(Box<Case>),
    /// The facts that must be said first, the most narrowing first.
    Ask(Vec<Must>),
    /// The reason why there is no case.
    None(NoCase),
}
