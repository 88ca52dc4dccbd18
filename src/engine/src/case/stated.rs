//! What a case says: the amounts, the conditions they stand under, and why there is none. Must not
//! know how it is found.
use crate::answer::{LineGrade, Question, Range, RuleRef, TraceStep, Value};
use crate::visit::Visit;
use mingbai_policy::{Base, CiteId, Direction, Fen, GroupId, LayerId, ShareRange};

/// What a case takes of a fact, or of a figure, that nobody said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Taken {
    /// 政策范围内: this amount of the bill. Fen.
    InScope(Fen),
    /// In none of the groups that were not said.
    NoGroup,
    /// Nobody else is liable.
    NobodyLiable,
    /// 封顶线 of the layer is not reached.
    CapNotReached(LayerId),
    /// 起付线 of the layer, on the year's self-pay, is not reached.
    DeductibleNotReached(LayerId),
}

/// Another value of what is taken, and what the person pays then.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alternative {
    /// The value: a group the person may be in, or that someone is liable.
    pub value: Alternate,
    /// What the person then pays. Fen.
    pub pays: Range,
}

/// A value that was not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alternate {
    /// In this group, and in no other that was not said.
    Group(GroupId),
    /// Someone else is liable.
    Liable,
}

/// A condition of the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// What is taken.
    pub taken: Taken,
    /// Which way the truth can only lie; `None` where it may lie either way.
    pub direction: Option<Direction>,
    /// A stated default, or a figure the tables lack: its alternatives may lie outside the estimate.
    pub assumed: bool,
    /// Other values that change the amount.
    pub others: Vec<Alternative>,
    /// How far the amount moves at most, as far as that is known. Fen.
    pub worth: Fen,
}

/// What the case comes to at one in-scope amount. Fen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CasePoint {
    /// 政策范围内; `None` where the bill does not leave it open.
    pub in_scope: Option<Fen>,
    /// What the person pays; its ends differ where a figure is blank.
    pub pays: Range,
    /// What each payer pays at least, in the order of the answer's layers.
    pub payers: Vec<(LayerId, Fen)>,
    /// One of the vocabulary's shares of the bill, or an end of what was said; the others are bends.
    pub named: bool,
}

/// A payer that is not counted: it can only lower the amount.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotCounted {
    /// Who.
    pub payer: Payer,
    /// By how much at most. Fen.
    pub at_most: Fen,
}

/// Who may pay, or waive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Payer {
    /// A layer (保障线).
    Layer(LayerId),
    /// A rule on what lies above a share of the bill.
    TopUp(RuleRef),
    /// A waiver (减免).
    Waiver(RuleRef),
    /// A scheme's free benefit.
    Scheme(RuleRef),
}

/// A figure without which there is no amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blank {
    /// 起付线: its bounds, fen; [`Fen::MAX`] for none above.
    Deductible(LayerId, Range),
    /// 报销比例: its bounds.
    Share(LayerId, ShareRange),
    /// 封顶线: its bounds, fen.
    Cap(LayerId, Range),
    /// 先行自付比例: its bounds.
    FirstSelfPay(LayerId, ShareRange),
}

/// How a layer pays in the case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseRule {
    /// Which layer.
    pub layer: LayerId,
    /// 先行自付, a share.
    pub first_self_pay: ShareRange,
    /// 起付线, fen.
    pub deductible: Range,
    /// 封顶线, fen a year; [`Fen::MAX`] for none.
    pub cap: Range,
    /// What it pays of.
    pub base: Base,
    /// Its brackets: up to so many fen of the base, so much; none where no share is known.
    pub brackets: Vec<(Fen, ShareRange)>,
    /// Its parts, where it has several: each with its own base.
    pub parts: Vec<(Base, Vec<(Fen, ShareRange)>)>,
}

/// One amount under named conditions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// What the person pays, from the largest in-scope amount on: the vocabulary's shares of the
    /// bill and every bend between them. None without a bill.
    pub points: Vec<CasePoint>,
    /// The conditions, in the order of what they are worth, those that change the whole bill last.
    pub conditions: Vec<Condition>,
    /// Payers left out that can only lower the amount.
    pub not_counted: Vec<NotCounted>,
    /// Figures without which there is no amount.
    pub blanks: Vec<Blank>,
    /// How the layers pay, in order.
    pub rules: Vec<CaseRule>,
    /// How well the figures are known; the least of them.
    pub grade: LineGrade,
    /// The latest year of the sources of what pays for everyone.
    pub as_of: Option<u16>,
    /// The sources of what pays for everyone.
    pub cites: Vec<CiteId>,
    /// Bits of the groups that some rule mentions and nobody said.
    pub groups: u64,
    /// What must be laid out at admission and until it is claimed. Fen.
    pub cash: Option<Range>,
    /// The reckoning at the first point.
    pub steps: Vec<TraceStep>,
    /// The visit with the conditions laid over it; where the in-scope amount is open, with the first.
    pub visit: Visit,
}

impl Case {
    /// What the person pays with the most in scope; `None` without a bill.
    pub fn pays(&self) -> Option<Range> {
        self.points.first().map(|point| point.pays)
    }

    /// The one amount, with the most in scope; `None` without a bill or with a blank.
    pub fn exact(&self) -> Option<Fen> {
        let pays = self.pays()?;
        (self.blanks.is_empty() && pays.low == pays.high).then_some(pays.high)
    }
}

/// A fact that must be said before there is a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Must {
    /// The question.
    pub question: Question,
    /// What the person pays after each answer, at each of the named in-scope amounts, the largest
    /// first, all else as in the case; empty where no answer gives an amount by itself.
    pub values: Vec<(Value, Vec<Range>)>,
}

/// Why there is neither a case nor anything to ask for one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoCase {
    /// No table of the place or above it is in force on the day.
    NoTable,
    /// No table is of employees.
    Employee,
    /// Someone else is liable: insurance may pay nothing.
    SomeoneLiable,
    /// Admitted under other tables: no rule says which hold.
    TwoDays,
    /// What pays for everyone lacks two figures, and the bill is large.
    TooOpen,
}

/// The case, or what is in its way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Stated {
    /// There is one.
    Case(Box<Case>),
    /// These must be said first, what narrows most first.
    Ask(Vec<Must>),
    /// There is none.
    None(NoCase),
}
