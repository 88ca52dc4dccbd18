//! Records the decisions of a settlement on one bill, to find bills on one straight line. Must not
//! know amounts or rules.
//!
//! Two bills of one world with equal decisions, and all bills between them, lie on one straight
//! line: every payment is linear in the bill as long as no base enters or leaves a bracket, no cap
//! is reached and nothing runs out.

/// How far an amount reaches into the brackets of a layer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct BracketReach {
    pub above_deductible: bool,
    /// The number of brackets that the amount enters.
    pub brackets: usize,
}

/// One decision of a settlement.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Touched {
    /// The brackets that a base spans: from the year's amount before this visit to the amount after
    /// it.
    Brackets {
        from: BracketReach,
        until: BracketReach,
    },
    /// How many shares that classes have of their own find all of their money.
    OwnShares { whole: usize },
    /// Whether a payment of unknown size has anything to take.
    Unknown { reaches: bool },
    /// Whether the cap cuts a payment.
    Cap { reached: bool },
    /// Whether the ceiling cuts a payment, and whether earlier layers leave any room below the ceiling.
    Ceiling { reached: bool, room: bool },
    /// Whether the cap is below the first part's own payment, so that the other parts pay nothing.
    FirstPart { capped: bool },
    /// Which amounts a payment that takes in-scope money first spends to the end.
    Spent { in_scope: bool, all: bool },
    /// Which amounts a payment above a fixed price spends to the end: out-of-scope money first.
    OverPrice { out_of_scope: bool, all: bool },
    /// Whether 先行自付 withholds the whole in-scope amount.
    Withheld { all: bool },
    /// Whether the money that a later layer looks at goes beyond a cap.
    Looked { over_cap: bool },
    /// Whether the used part of a deductible starts and ends above both ends of a band of it.
    Band {
        start: (bool, bool),
        end: (bool, bool),
    },
    /// Whether the self-pay is above the line of a top-up rule.
    TopUp { above: bool },
    /// Whether at best only the items' self-pay is left.
    Left { items_only: bool },
    /// The layers leave less than the items' self-pay: the world is illegal.
    Illegal,
}

/// All decisions of a settlement, in its order. Which decision comes next follows from the terms and
/// the decisions before it, so the decisions of one settlement after another are never mistaken for
/// those of others.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Stretch(Vec<Touched>);

impl Stretch {
    /// Makes room for a settlement of several layers.
    pub fn new() -> Stretch {
        Stretch(Vec::with_capacity(32))
    }

    pub fn touch(&mut self, touched: Touched) {
        self.0.push(touched);
    }

    /// Adds the decisions of another settlement of the same bill.
    pub fn then(&mut self, other: &Stretch) {
        self.0.extend_from_slice(&other.0);
    }
}
