//! Amounts of money. Knows yuan and fen, and no rule.
use crate::decimal;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum, ops};

/// An amount of money in whole fen (分), 1/100 yuan. Never negative in a table or a visit.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(try_from = "i64")]
pub struct Fen(pub i64);

/// What is read from packed tables is within what they may say.
impl TryFrom<i64> for Fen {
    type Error = &'static str;

    fn try_from(fen: i64) -> Result<Fen, &'static str> {
        let within = (0..=Fen::MAX.0).contains(&fen);
        within
            .then_some(Fen(fen))
            .ok_or("not an amount of 0 to 10^12 yuan")
    }
}

/// Why a text is not an amount in yuan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FenError {
    /// Not digits with at most one point.
    NotANumber,
    /// Begins with a minus sign.
    Negative,
    /// More than two places after the point.
    TooFine,
    /// Over 10^12 yuan.
    TooLarge,
}

impl Fen {
    /// Nothing.
    pub const ZERO: Fen = Fen(0);
    /// 10^12 yuan, the largest amount accepted; also "without end" for a cap or a tier's edge.
    pub const MAX: Fen = Fen(100_000_000_000_000);

    /// Reads yuan as a plain decimal with at most two places: `12`, `12.3`, `12.34`.
    ///
    /// # Errors
    ///
    /// When the text is no such number, or one that [`Fen::from_yuan`] refuses.
    pub fn parse(text: &str) -> Result<Fen, FenError> {
        if text.starts_with(['-', '−']) {
            return Err(FenError::Negative);
        }
        let (yuan, cents) = decimal::split(text).ok_or(FenError::NotANumber)?;
        if cents.len() > 2 {
            return Err(FenError::TooFine);
        }
        decimal::read(yuan, cents).map_or(Err(FenError::TooLarge), Fen::from_yuan)
    }

    /// Converts yuan to fen, exactly.
    ///
    /// # Errors
    ///
    /// When the amount is below zero, finer than a fen or above [`Fen::MAX`].
    pub fn from_yuan(yuan: Decimal) -> Result<Fen, FenError> {
        let fen = yuan
            .checked_mul(Decimal::ONE_HUNDRED)
            .ok_or(FenError::TooLarge)?;
        if fen < Decimal::ZERO {
            return Err(FenError::Negative);
        }
        if fen > Decimal::from(Fen::MAX.0) {
            return Err(FenError::TooLarge);
        }
        if !fen.is_integer() {
            return Err(FenError::TooFine);
        }
        fen.try_into().map(Fen).map_err(|_| FenError::TooLarge)
    }

    /// The part of `self` above `other`, or nothing.
    #[must_use]
    pub fn above(self, other: Fen) -> Fen {
        Fen((self.0 - other.0).max(0))
    }
}

/// Yuan with two places and no separators: `12345.67`.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}

impl ops::Add for Fen {
    type Output = Fen;
    fn add(self, other: Fen) -> Fen {
        Fen(self.0 + other.0)
    }
}

impl ops::Sub for Fen {
    type Output = Fen;
    fn sub(self, other: Fen) -> Fen {
        Fen(self.0 - other.0)
    }
}

impl ops::AddAssign for Fen {
    fn add_assign(&mut self, other: Fen) {
        self.0 += other.0;
    }
}

impl ops::SubAssign for Fen {
    fn sub_assign(&mut self, other: Fen) {
        self.0 -= other.0;
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Fen>>(amounts: I) -> Fen {
        Fen(amounts.map(|fen| fen.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<i64, FenError>) {
        assert_eq!(Fen::parse(text).map(|fen| fen.0), expected, "{text:?}");
    }

    #[test]
    fn yuan_are_read_to_the_fen() {
        check("0", Ok(0));
        check("12", Ok(1_200));
        check("12.3", Ok(1_230));
        check("12.34", Ok(1_234));
        check("0012.34", Ok(1_234));
        check("1000000000000", Ok(100_000_000_000_000));
        check("1000000000000.01", Err(FenError::TooLarge));
        check("99999999999999999999", Err(FenError::TooLarge));
        check(&"9".repeat(40), Err(FenError::TooLarge));
        check(&format!("{}12.34", "0".repeat(40)), Ok(1_234));
        check("-5", Err(FenError::Negative));
        check("1.230", Err(FenError::TooFine));
        check("1.234", Err(FenError::TooFine));
        for text in ["", ".", "1.", ".5", "1e3", "１２", "1,000", "1.2.3", " 1"] {
            check(text, Err(FenError::NotANumber));
        }
    }

    #[test]
    fn yuan_become_fen_exactly_or_not_at_all() {
        let check = |fen: i64, places, expected| {
            assert_eq!(Fen::from_yuan(Decimal::new(fen, places)), expected);
        };
        check(1_234_500, 4, Ok(Fen(12_345)));
        check(1_234_501, 4, Err(FenError::TooFine));
        check(-1, 2, Err(FenError::Negative));
        check(Fen::MAX.0, 2, Ok(Fen::MAX));
        check(Fen::MAX.0 + 1, 2, Err(FenError::TooLarge));
        assert_eq!(Fen::from_yuan(Decimal::MAX), Err(FenError::TooLarge));
    }

    #[test]
    fn amounts_are_added_and_taken_off() {
        let (mut one, other) = (Fen(300), Fen(120));
        assert_eq!((one + other, one - other), (Fen(420), Fen(180)));
        assert_eq!((one.above(other), other.above(one)), (Fen(180), Fen::ZERO));
        assert_eq!([one, other].into_iter().sum::<Fen>(), Fen(420));
        one += other;
        assert_eq!(one, Fen(420));
        one -= other;
        assert_eq!(one, Fen(300));
    }

    #[test]
    fn packed_amounts_are_within_bounds() {
        let packed = |fen: i64| postcard::from_bytes(&postcard::to_allocvec(&fen).unwrap());
        assert_eq!(packed(Fen::MAX.0), Ok(Fen::MAX));
        for fen in [-1, Fen::MAX.0 + 1, i64::MAX] {
            let read: Result<Fen, postcard::Error> = packed(fen);
            assert!(read.is_err(), "{fen}");
        }
    }

    #[test]
    fn printing_is_the_inverse_of_reading() {
        for fen in [0, 1, 10, 99, 100, 123_456, Fen::MAX.0] {
            check(&Fen(fen).to_string(), Ok(fen));
        }
    }
}
