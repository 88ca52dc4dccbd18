//! What a family's papers print of one bill, and what of it follows for the amount in scope
//! (政策范围内). Knows the two national papers: the medical receipt (医疗收费电子票据) and the list of
//! charges (费用清单).
//!
//! In scope is the total less 个人自费, 先行自付 and 超限价. A receipt prints only the first alone: the
//! other two lie inside 个人自付, so a receipt bounds the amount and a full list of charges tells it.
use crate::answer::Range;
use crate::contradiction::{Contradiction, Printed};
use mingbai_policy::Fen;

/// What a medical receipt prints under 其他信息. Fen; what is `None` is not told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Receipt {
    /// 个人自费: outside the catalogue, all of it the person's own.
    pub own_expense: Option<Fen>,
    /// 个人自付: 起付线, 先行自付, 超限价, the share of each bracket and what lies above caps.
    pub own_share: Option<Fen>,
    /// 医保统筹基金支付. Never taken as a layer's payment: whether it is 基本医保 alone is not written.
    pub fund_paid: Option<Fen>,
    /// 其他支付. It means different things on different papers: only whether it is 0 counts.
    pub other_paid: Option<Fen>,
}

/// Sums of a list of charges. Fen; what is `None` is not told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Charges {
    /// 全自费
    pub own_expense: Option<Fen>,
    /// 先行自付 (乙类先付)
    pub first_self_pay: Option<Fen>,
    /// 超限价
    pub over_limit: Option<Fen>,
}

impl Receipt {
    /// Returns how many figures are told.
    pub fn told(&self) -> usize {
        self.figures().into_iter().flatten().count()
    }

    fn figures(&self) -> [Option<Fen>; 4] {
        [
            self.own_expense,
            self.own_share,
            self.fund_paid,
            self.other_paid,
        ]
    }

    /// Returns between what the amount in scope lies; `None` where nothing bounds it.
    fn in_scope(&self, total: Fen) -> Option<Range> {
        let high = self.own_expense.map(|own| total.above(own));
        // Where nobody else paid, what is not the person's was paid within the scope.
        let by_others = match (self.own_expense, self.own_share, self.other_paid) {
            (Some(own), Some(share), Some(Fen::ZERO)) => Some(total.above(own + share)),
            _ => None,
        };
        let low = self.fund_paid.max(by_others);
        (low.is_some() || high.is_some()).then(|| Range {
            low: low.unwrap_or_default(),
            high: high.unwrap_or(total),
        })
    }
}

impl Charges {
    /// Returns how many figures are told.
    pub fn told(&self) -> usize {
        self.figures().into_iter().flatten().count()
    }

    fn figures(&self) -> [Option<Fen>; 3] {
        [self.own_expense, self.first_self_pay, self.over_limit]
    }

    /// Returns between what the amount in scope lies; `None` where nothing bounds it. With `open`
    /// the 先行自付 may hold what the rules themselves take off.
    fn in_scope(&self, total: Fen, open: bool) -> Option<Range> {
        let all: Option<Fen> = self.figures().into_iter().sum();
        let first = self.first_self_pay.filter(|_| !open);
        let off = [self.own_expense, first, self.over_limit];
        let off: Fen = off.into_iter().flatten().sum();
        (self.told() > 0).then(|| Range {
            low: all.map_or(Fen::ZERO, |all| total.above(all)),
            high: total.above(off),
        })
    }
}

/// A total, and the papers beside it.
pub(crate) struct Papers {
    pub total: Option<Fen>,
    pub receipt: Option<Receipt>,
    pub charges: Option<Charges>,
}

/// Returns between what both papers leave the amount in scope; its ends cross where they disagree.
pub(crate) fn in_scope(papers: &Papers, open: bool) -> Option<Range> {
    let total = papers.total?;
    let receipt = papers.receipt.and_then(|it| it.in_scope(total));
    let charges = papers.charges.and_then(|it| it.in_scope(total, open));
    match (receipt, charges) {
        (Some(one), Some(other)) => Some(Range {
            low: one.low.max(other.low),
            high: one.high.min(other.high),
        }),
        (one, other) => one.or(other),
    }
}

/// Returns the in-scope amounts that papers leave possible, if they say any.
pub(crate) fn said(papers: &Papers) -> Option<Range> {
    in_scope(papers, false).map(|found| Range {
        high: found.high.max(found.low),
        ..found
    })
}

/// Checks what papers say against a total and each other.
///
/// # Errors
///
/// Names the first figure that makes a paper's sum larger than the total.
pub(crate) fn check(papers: &Papers) -> Result<(), Contradiction> {
    let receipt = papers.receipt.unwrap_or_default();
    let charges = papers.charges.unwrap_or_default();
    let sane = |fen: &Fen| Fen::ZERO <= *fen && *fen <= Fen::MAX;
    let figures = receipt.figures().into_iter().chain(charges.figures());
    if !figures.flatten().all(|fen| sane(&fen)) {
        return Err(Contradiction::Amount);
    }
    // Whether the total itself is sane is not this function's matter.
    let total = papers.total.unwrap_or(Fen::MAX);
    let of_receipt = [
        (Printed::OwnExpense, receipt.own_expense),
        (Printed::OwnShare, receipt.own_share),
        (Printed::FundPaid, receipt.fund_paid),
    ];
    let of_charges = [
        (Printed::AllOwn, charges.own_expense),
        (Printed::FirstSelfPay, charges.first_self_pay),
        (Printed::OverLimit, charges.over_limit),
    ];
    for paper in [of_receipt, of_charges] {
        let mut sum = Fen::ZERO;
        for (printed, fen) in paper {
            sum += fen.unwrap_or_default();
            if fen.is_some() && sum > total {
                return Err(Contradiction::PaperAboveTotal(printed));
            }
        }
    }
    match in_scope(papers, true) {
        Some(range) if range.low > range.high => Err(Contradiction::PapersDisagree),
        _ => Ok(()),
    }
}
