//! Walks the in-scope amounts along every bend of a difference between two sides. Must not know how
//! the difference at one amount is found.
use crate::answer::Range;
use mingbai_policy::Fen;
use std::cmp::Ordering;

/// The difference at one in-scope amount, and everything that may bend it.
pub(super) struct GapPoint {
    pub gap: Range,
    pub mark: BendMark,
    /// By how many fen roundings may stray.
    pub rough: i64,
}

/// All causes of bends, in order: two amounts with equal marks lie on one straight line.
#[derive(PartialEq, Eq)]
pub(super) struct BendMark {
    /// The decisions of each side's settlement, by their number.
    settled: (usize, usize),
    /// Which of two bounds is larger, bound by bound.
    signs: Vec<Ordering>,
}

impl BendMark {
    pub fn new(one: usize, other: usize) -> BendMark {
        BendMark {
            settled: (one, other),
            signs: Vec::new(),
        }
    }

    pub fn sign(&mut self, of: Fen) {
        self.signs.push(of.cmp(&Fen::ZERO));
    }
}

/// Walks the in-scope amounts along every bend.
///
/// Whatever the unknown figures are, one more fen in scope moves a side's payment by at most a fen,
/// and by one more for each layer on the in-scope cost (`slope`). So between two amounts the
/// difference strays from their own differences by at most that many times their distance. A stretch
/// that cannot reach beyond the range found so far is skipped, and a stretch with too many bends is
/// widened by that distance.
pub(super) struct GapWalk<F: FnMut(Fen) -> Option<GapPoint>> {
    pub at: F,
    pub found: Option<Range>,
    /// By how many fen roundings may stray.
    pub rough: i64,
    /// By how many fen one more fen in scope may move a side's payment.
    pub slope: i64,
    /// How many amounts may still be computed.
    pub left: u32,
}

/// The difference at one amount that was computed.
pub(super) struct SeenGap {
    in_scope: Fen,
    gap: Range,
    mark: BendMark,
}

impl<F: FnMut(Fen) -> Option<GapPoint>> GapWalk<F> {
    pub fn see(&mut self, in_scope: Fen) -> Option<SeenGap> {
        let GapPoint { gap, mark, rough } = (self.at)(in_scope)?;
        self.reach(gap);
        self.rough = self.rough.max(rough);
        self.left = self.left.saturating_sub(1);
        Some(SeenGap {
            in_scope,
            gap,
            mark,
        })
    }

    fn reach(&mut self, gap: Range) {
        self.found = Some(self.found.map_or(gap, |found| found.hull(gap)));
    }

    pub fn over(&mut self, low: Fen, high: Fen) {
        if let (Some(low), Some(high)) = (self.see(low), self.see(high)) {
            self.halve(&low, &high);
        }
    }

    fn halve(&mut self, low: &SeenGap, high: &SeenGap) {
        let between = high.in_scope - low.in_scope;
        if low.mark == high.mark || between.0 <= 1 {
            return;
        }
        let ends = low.gap.hull(high.gap);
        let stray = Fen(between.0.saturating_mul(self.slope));
        let reach = Range {
            low: ends.low - stray,
            high: ends.high + stray,
        };
        let within = |found: Range| found.low <= reach.low && reach.high <= found.high;
        if self.found.is_some_and(within) {
            return;
        }
        if self.left == 0 {
            self.reach(reach);
            return;
        }
        let middle = Fen(low.in_scope.0 + between.0 / 2);
        if let Some(middle) = self.see(middle) {
            self.halve(low, &middle);
            self.halve(&middle, high);
        }
    }
}
