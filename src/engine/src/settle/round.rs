//! Multiplies money by shares: exact until the one rounding. The only file of the engine that names
//! a rounding strategy. Must not know a layer, a bill or the order of payers.
use mingbai_policy::{Fen, Rounding, Share, limits};
use rust_decimal::{Decimal, RoundingStrategy};
use std::ops::{Add, AddAssign, Sub};

/// An exact amount in fen with decimal places: a payment before its one rounding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub(crate) struct Exact(Decimal);

/// The invariant by which [`Exact`] never panics: the gate and the readers let nothing larger
/// through.
const WITHIN: &str = "money and shares stay within the digits of `mingbai_policy::limits`";

impl Exact {
    /// Multiplies by a share.
    ///
    /// # Panics
    ///
    /// After more than [`limits::SHARES_IN_A_ROW`] shares, where digits would be lost.
    pub fn times(self, share: Share) -> Exact {
        let share = Decimal::new(i64::from(share.millionths()), limits::SHARE_PLACES);
        Exact(mul_exact(self.0, share).expect(WITHIN))
    }

    /// Rounds to the fen. However it rounds, more never becomes less, a whole fen more becomes a whole
    /// fen more, and less than a fen is lost or gained.
    pub fn rounded(self, rounding: Rounding) -> Fen {
        match rounding {
            Rounding::Down => self.floor(),
            Rounding::HalfUp => self.half_up(),
            Rounding::Up => self.ceil(),
        }
    }

    /// Rounds half up to the fen, as every payment is rounded whose table states nothing else.
    pub fn half_up(self) -> Fen {
        self.whole(RoundingStrategy::MidpointAwayFromZero)
    }

    /// Returns the most whole fen that are not above this amount.
    pub fn floor(self) -> Fen {
        self.whole(RoundingStrategy::ToNegativeInfinity)
    }

    /// Returns the least whole fen that are not below this amount.
    pub fn ceil(self) -> Fen {
        self.whole(RoundingStrategy::ToPositiveInfinity)
    }

    /// Returns whether there is nothing to round.
    pub fn is_whole(self) -> bool {
        self.0.is_integer()
    }

    fn whole(self, strategy: RoundingStrategy) -> Fen {
        let whole = self.0.round_dp_with_strategy(0, strategy);
        Fen(whole.try_into().expect(WITHIN))
    }
}

impl From<Fen> for Exact {
    fn from(fen: Fen) -> Exact {
        Exact(Decimal::from(fen.0))
    }
}

impl Add for Exact {
    type Output = Exact;
    fn add(self, other: Exact) -> Exact {
        Exact(add_exact(self.0, other.0).expect(WITHIN))
    }
}

impl AddAssign for Exact {
    fn add_assign(&mut self, other: Exact) {
        *self = *self + other;
    }
}

impl Sub for Exact {
    type Output = Exact;
    fn sub(self, other: Exact) -> Exact {
        Exact(add_exact(self.0, -other.0).expect(WITHIN))
    }
}

/// Multiplies without losing a digit, or returns `None`: [`Decimal`] itself rounds beyond 28 digits
/// without an error.
fn mul_exact(a: Decimal, b: Decimal) -> Option<Decimal> {
    let product = a.checked_mul(b)?;
    // A product with zero has scale 0; any other product keeps both scales, or was rounded.
    let kept = product.scale() == a.scale() + b.scale();
    (kept || a.is_zero() || b.is_zero()).then_some(product)
}

/// Adds without losing a digit, or returns `None`.
fn add_exact(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    let kept = sum.scale() == a.scale().max(b.scale());
    (kept || a.is_zero() || b.is_zero()).then_some(sum)
}

/// Returns a share of an amount, rounded half up to the fen.
pub(crate) fn share_of(amount: Fen, share: Share) -> Fen {
    Exact::from(amount).times(share).half_up()
}

/// Returns the most whole fen that are within a share of an amount.
pub(crate) fn most_within(amount: Fen, share: Share) -> Fen {
    Exact::from(amount).times(share).floor()
}

/// Returns a figure times a factor, rounded half up to the fen; a part of [`Fen::MAX`], which means
/// no limit, is no limit.
pub(crate) fn part_of(fen: Fen, factor: Share) -> Fen {
    if fen == Fen::MAX {
        fen
    } else {
        share_of(fen, factor)
    }
}

/// Returns a share times a factor, exactly.
///
/// # Panics
///
/// Where the product is finer than a millionth: the gate refuses such tables (`author::factors`).
pub(crate) fn factor_of(share: Share, factor: Share) -> Share {
    share.times(factor).expect(WITHIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Share {
        Share::parse(text).unwrap()
    }

    fn yuan(text: &str) -> Fen {
        Fen::parse(text).unwrap()
    }

    #[test]
    fn a_payment_rounds_half_up_to_the_fen() {
        let check = |amount: &str, share: &str, expected: &str| {
            let paid = share_of(yuan(amount), percent(share));
            assert_eq!(paid, yuan(expected), "{share} of {amount}");
        };
        check("100.00", "60%", "60.00");
        check("0.01", "50%", "0.01");
        check("0.01", "49.9999%", "0.00");
        check("0.03", "50%", "0.02");
        check("0.05", "50%", "0.03");
        check("3.33", "33.3333%", "1.11");
        check("1000000000000", "99.9999%", "999999000000");
        check("1000000000000", "100%", "1000000000000");
        check("1000000000000", "0%", "0");
        check("0", "60%", "0");
    }

    #[test]
    fn a_line_is_met_in_whole_fen_and_never_passed() {
        let check = |amount: &str, share: &str, expected: &str| {
            let most = most_within(yuan(amount), percent(share));
            assert_eq!(most, yuan(expected), "within {share} of {amount}");
        };
        check("0.03", "50%", "0.01");
        check("0.99", "99.9999%", "0.98");
        check("100", "10%", "10");
    }

    #[test]
    fn a_part_of_a_figure_is_rounded_half_up() {
        let check = |amount: &str, factor: &str, expected: &str| {
            let part = part_of(yuan(amount), percent(factor));
            assert_eq!(part, yuan(expected), "{factor} of {amount}");
        };
        check("800", "50%", "400");
        check("0.01", "50%", "0.01");
        check("0.03", "50%", "0.02");
        check("999999999999.99", "50%", "500000000000.00");
        check("650", "25%", "162.50");
        check("333.33", "25%", "83.33");
        check("0.02", "25%", "0.01");
        check("0.01", "25%", "0");
        let no_end = part_of(Fen::MAX, percent("25%"));
        assert_eq!(no_end, Fen::MAX, "a part of no end is no end");
    }

    #[test]
    fn a_factor_of_a_share_is_exact() {
        assert_eq!(factor_of(percent("85%"), percent("90%")), percent("76.5%"));
        assert_eq!(
            factor_of(percent("99.9999%"), Share::ONE),
            percent("99.9999%")
        );
    }

    #[test]
    fn a_payment_is_rounded_as_its_rule_says() {
        let check = |amount: &str, share: &str, expected: [&str; 3]| {
            let exact = Exact::from(yuan(amount)).times(percent(share));
            for (rounding, expected) in Rounding::ALL.iter().zip(expected) {
                let paid = exact.rounded(*rounding);
                assert_eq!(paid, yuan(expected), "{share} of {amount}, {rounding:?}");
            }
        };
        // Down, half up, up.
        check("107.00", "60%", ["64.20", "64.20", "64.20"]);
        check("107.01", "60%", ["64.20", "64.21", "64.21"]);
        check("107.02", "60%", ["64.21", "64.21", "64.22"]);
        check("0.01", "50%", ["0", "0.01", "0.01"]);
        check("0.01", "0.0001%", ["0", "0", "0.01"]);
        check("1000000000000", "99.9999%", ["999999000000"; 3]);
    }

    #[test]
    fn what_is_added_is_rounded_once() {
        let third = |fen| Exact::from(Fen(fen)).times(percent("0.333333"));
        // 0.333333 fen each would round to nothing.
        let mut sum = third(1);
        assert!(!sum.is_whole());
        sum += third(1);
        assert_eq!(sum.half_up(), Fen(1));
        assert_eq!((sum.floor(), sum.ceil()), (Fen(0), Fen(1)));
        assert_eq!(
            Exact::from(Fen(5)) - Exact::from(Fen(2)),
            Exact::from(Fen(3))
        );
        let half = Exact::from(Fen(2)).times(Share::HALF);
        assert!(half.is_whole() && half == Exact::from(Fen(1)));
    }

    #[test]
    fn the_largest_amount_takes_two_of_the_finest_shares_without_losing_a_digit() {
        let finest = Share::from_millionths(999_999).unwrap();
        let twice = Exact::from(Fen::MAX).times(finest).times(finest);
        assert_eq!(twice.0.to_string(), "99999800000100.000000000000");
        let sum = twice + Exact::from(Fen::MAX);
        assert_eq!(sum.0.to_string(), "199999800000100.000000000000");
    }

    #[test]
    fn a_digit_is_never_lost_in_silence() {
        let tiny = Decimal::new(999_999, 6);
        let three = [tiny; 3]
            .into_iter()
            .try_fold(Decimal::from(Fen::MAX.0), mul_exact);
        assert_eq!(three, None, "a third share no longer fits");
        assert_eq!(mul_exact(Decimal::MAX, Decimal::TEN), None);
        assert_eq!(mul_exact(Decimal::ZERO, tiny), Some(Decimal::ZERO));
        assert_eq!(mul_exact(tiny, Decimal::ZERO), Some(Decimal::ZERO));
        assert_eq!(
            add_exact(Decimal::from(Fen::MAX.0), Decimal::new(1, 20)),
            None
        );
        assert_eq!(add_exact(Decimal::ZERO, tiny), Some(tiny));
        assert_eq!(add_exact(tiny, Decimal::ZERO), Some(tiny));
        assert_eq!(
            add_exact(tiny, Decimal::ONE),
            Some(Decimal::new(1_999_999, 6))
        );
    }
}
