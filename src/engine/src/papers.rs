//! Reads a family's papers for one bill, and derives the amount in scope (政策范围内) from them.
//! Knows the two national papers, the medical receipt (医疗收费电子票据) and the list of charges
//! (费用清单); must not know a table.
//!
//! The amount in scope is the total less 个人自费, 先行自付 and 超限价. A receipt prints only the
//! first by itself, and includes the other two in 个人自付. So a receipt bounds the amount, and a
//! full list of charges determines it.
use crate::answer::Range;
use crate::contradiction::{Contradiction, Printed};
use mingbai_policy::Fen;

/// The figures of a medical receipt under 其他信息. Fen; `None` where unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Receipt {
    /// 个人自费: outside the catalogue, paid wholly by the person.
    pub own_expense: Option<Fen>,
    /// 个人自付: 起付线, 先行自付, 超限价, the person's share of each bracket, and the amounts
    /// above caps.
    pub own_share: Option<Fen>,
    /// 医保统筹基金支付. Never taken as a layer's payment: the receipt does not say whether it is
    /// 基本医保 alone.
    pub fund_paid: Option<Fen>,
    /// 其他支付. Its meaning differs from paper to paper, so only whether it is 0 counts.
    pub other_paid: Option<Fen>,
}

/// The sums of a list of charges. Fen; `None` where unknown.
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
    /// Returns how many figures are known.
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

    /// Returns the bounds of the amount in scope; `None` where nothing bounds it.
    fn in_scope(&self, total: Fen) -> Option<Range> {
        let high = self.own_expense.map(|own| total.above(own));
        // Where nobody else paid, every amount that is not the person's was paid within the scope.
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
    /// Returns how many figures are known.
    pub fn told(&self) -> usize {
        self.figures().into_iter().flatten().count()
    }

    fn figures(&self) -> [Option<Fen>; 3] {
        [self.own_expense, self.first_self_pay, self.over_limit]
    }

    /// Returns the bounds of the amount in scope; `None` where nothing bounds it. With `open`, the
    /// printed 先行自付 may include the part that the rules take off themselves.
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

/// The total of a bill, and its papers.
pub(crate) struct Papers {
    pub total: Option<Fen>,
    pub receipt: Option<Receipt>,
    pub charges: Option<Charges>,
}

/// Returns the amounts in scope that both papers allow. The low end lies above the high end where
/// the papers disagree; `None` where nothing bounds the amount.
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

/// Returns the amounts in scope that the papers allow, as a range in order; `None` where nothing
/// bounds the amount.
pub(crate) fn said(papers: &Papers) -> Option<Range> {
    in_scope(papers, false).map(|found| Range {
        high: found.high.max(found.low),
        ..found
    })
}

/// Checks papers against a total and against each other.
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
    // Whether the total itself is sane is checked elsewhere.
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
