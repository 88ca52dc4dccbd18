//! The lines of a settlement sheet, and how far each lies from the engine's amount. Must not know how
//! either came about.
use crate::answer::Range;
use mingbai_policy::{Fen, LayerId};

/// The figures of a settlement sheet. Fen; `None` where the sheet has no such line.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Sheet {
    /// 医疗费总额.
    pub total: Option<Fen>,
    /// 政策范围内.
    pub in_scope: Option<Fen>,
    /// The most that can be in scope where the stay was outside the pool: 先行自付 may be off
    /// already.
    pub in_scope_to: Option<Fen>,
    /// 实际支付起付线 of 基本医保.
    pub deductible: Option<Fen>,
    /// The payment of each layer.
    pub paid: Vec<(LayerId, Fen)>,
    /// 个人负担.
    pub pays: Option<Fen>,
    /// 医院负担.
    pub hospital: Option<Fen>,
    /// 个人账户支付.
    pub account: Option<Fen>,
    /// 家庭共济账户支付.
    pub family: Option<Fen>,
    /// 个人现金支付.
    pub cash: Option<Fen>,
    /// Lines of the sheet that are not used.
    pub others: Vec<OtherLine>,
}

/// A line of a sheet that is not used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OtherLine {
    /// The text of the line.
    pub text: String,
    /// Whether money may depend on the line: an amount under an unknown name.
    pub counts: bool,
}

/// A line of a sheet that is compared, or adds up with others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SheetLine {
    /// 医疗费总额.
    Total,
    /// 政策范围内.
    InScope,
    /// 起付线 of 基本医保.
    Deductible,
    /// The payment of a layer.
    Layer(LayerId),
    /// The person's payment.
    Pays,
    /// What the hospital bears.
    Hospital,
    /// What the personal account paid.
    Account,
    /// What the family's accounts paid.
    Family,
    /// What was paid in cash.
    Cash,
    /// A fund whose line was not understood.
    OtherFund,
}

/// A line of the sheet with the engine's own amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineFound {
    /// The line.
    pub line: SheetLine,
    /// The sheet's amount. Fen.
    pub sheet: Fen,
    /// The engine's amount; `None` where the engine computes none.
    pub ours: Option<Range>,
}

impl LineFound {
    /// Returns how far the sheet's amount lies above the engine's range in fen (below zero: under
    /// the range); zero within the range.
    pub fn difference(&self) -> Fen {
        match self.ours {
            Some(ours) if self.sheet > ours.high => self.sheet - ours.high,
            Some(ours) if self.sheet < ours.low => self.sheet - ours.low,
            _ => Fen::ZERO,
        }
    }
}
