//! Why a visit cannot be answered. Must not know how that is found.

/// A figure of a paper, as a contradiction names it.
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
    /// `bill.items` together above the self-pay (or, in every possible world, above what layers leave).
    ItemsAboveSelfPay,
    /// The hospital's known grade, tier or place differs from what was said.
    Hospital,
    /// The figures of a receipt or a list of charges above `bill.total`; this one passes it.
    PaperAboveTotal(Printed),
    /// What the receipt and the list of charges say of the amount in scope cannot both be.
    PapersDisagree,
    /// An amount below zero or above 10^12 yuan.
    Amount,
    /// More payers in force at one place than an answer has lines for (32).
    Payers,
}
