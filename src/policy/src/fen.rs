use serde::{Deserialize, Serialize};
use std::{fmt, iter::Sum, ops};

/// An amount of money in whole fen (分), 1/100 yuan. Never negative in a table or a visit.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub struct Fen(pub i64);

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
    pub fn parse(text: &str) -> Result<Fen, FenError> {
        if text.starts_with(['-', '−']) {
            return Err(FenError::Negative);
        }
        let (yuan, cents) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(yuan) || !digits(cents) {
            return Err(FenError::NotANumber);
        }
        if cents.len() > 2 {
            return Err(FenError::TooFine);
        }
        let yuan = yuan.trim_start_matches('0');
        if yuan.len() > 13 {
            return Err(FenError::TooLarge);
        }
        let whole: i64 = if yuan.is_empty() {
            0
        } else {
            yuan.parse().map_err(|_| FenError::NotANumber)?
        };
        let part: i64 = cents.parse().map_err(|_| FenError::NotANumber)?;
        let fen = Fen(whole * 100 + if cents.len() == 1 { part * 10 } else { part });
        if fen > Fen::MAX {
            Err(FenError::TooLarge)
        } else {
            Ok(fen)
        }
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
        check("-5", Err(FenError::Negative));
        check("1.234", Err(FenError::TooFine));
        for text in ["", ".", "1.", ".5", "1e3", "１２", "1,000", "1.2.3", " 1"] {
            check(text, Err(FenError::NotANumber));
        }
    }

    #[test]
    fn printing_is_the_inverse_of_reading() {
        for fen in [0, 1, 10, 99, 100, 123_456, Fen::MAX.0] {
            check(&Fen(fen).to_string(), Ok(fen));
        }
    }
}
