//! The contradictions for which a visit has no answer. Must not know how they are found.

/// A printed figure of a receipt or a list of charges, named by its path in the visit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Printed {
    /// `receipt.own_expense`
    OwnExpense,
    /// `receipt.own_share`
    OwnShare,
    /// `receipt.fund_paid`
    FundPaid,
    /// `charges.own_expense`
    AllOwn,
    /// `charges.first_self_pay`
    FirstSelfPay,
    /// `charges.over_limit`
    OverLimit,
}

/// A visit that contradicts itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Contradiction {
    /// `bill.in_scope` above `bill.total`.
    InScopeAboveTotal,
    /// `bill.self_pay` above `bill.total`.
    SelfPayAboveTotal,
    /// `bill.paid` together above `bill.total`.
    PaidAboveTotal,
    /// `bill.items` together above the self-pay; or, in every possible world, above the amount that
    /// the layers leave.
    ItemsAboveSelfPay,
    /// The grade, tier or place that the tables know of the hospital differs from the visit's own.
    Hospital,
    /// The figures of a receipt or a list of charges together above `bill.total`; this figure is
    /// the first to pass the total.
    PaperAboveTotal(Printed),
    /// The receipt and the list of charges leave no amount in scope that fits both.
    PapersDisagree,
    /// `bill.lines` together above `bill.total`.
    LinesAboveTotal,
    /// The lines leave no amount in scope that fits the visit's own amount or its papers.
    LinesDisagree,
    /// An amount below zero or above 10^12 yuan.
    Amount,
    /// More payers in force at one place than an answer has lines for (32).
    Payers,
}
