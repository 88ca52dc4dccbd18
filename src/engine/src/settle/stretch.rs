//! What a settlement touched on one bill. Two bills of one world that touched the same, and all
//! between them, lie on one straight line: every payment is linear in the bill as long as no base
//! enters or leaves a bracket, no cap is reached and nothing runs out. Knows no amounts and no rules.

/// How far an amount reaches into a layer's brackets.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct BracketReach {
    pub above_deductible: bool,
    /// How many brackets it enters.
    pub brackets: usize,
}

/// One decision of a settlement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Touched {
    /// The brackets that a base spans: from what the year had before this visit.
    Brackets {
        from: BracketReach,
        until: BracketReach,
    },
    /// Whether a payment of unknown size has anything to take.
    Unknown { reaches: bool },
    /// Whether the cap cuts a payment.
    Cap { reached: bool },
    /// Whether the cap is below the first part's own payment, so that the other parts pay nothing.
    FirstPart { capped: bool },
    /// What a payment that takes in-scope money first left nothing of.
    Spent { in_scope: bool, all: bool },
    /// Whether 先行自付 withholds all that is in scope.
    Withheld { all: bool },
    /// Whether the self-pay is above the line of a top-up rule.
    TopUp { above: bool },
    /// Whether at best nothing but the items' self-pay is left.
    Left { items_only: bool },
    /// The layers leave less than the items' self-pay: the world is illegal.
    Illegal,
}

/// All decisions of a settlement, in its order. Whatever follows one is settled by the terms and what
/// was touched before, so that one settlement after another is never mistaken for others.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Stretch(Vec<Touched>);

impl Stretch {
    /// Room for a settlement of several layers.
    pub fn new() -> Stretch {
        Stretch(Vec::with_capacity(32))
    }

    pub fn touch(&mut self, touched: Touched) {
        self.0.push(touched);
    }

    /// Adds what another settlement of the same bill touched.
    pub fn then(&mut self, other: &Stretch) {
        self.0.extend_from_slice(&other.0);
    }
}
