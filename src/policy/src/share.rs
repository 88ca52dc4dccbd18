//! Shares of money. Knows percent and millionths, and no rule.
use crate::{decimal, limits};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A share (比例) of money as a whole number of millionths: 60% is `600_000`. Within 0..=1.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
#[serde(try_from = "u32")]
pub struct Share(u32);

const _: () = assert!(Share::UNIT == 10_u32.pow(limits::SHARE_PLACES));

/// What is read from packed tables is within what they may say.
impl TryFrom<u32> for Share {
    type Error = &'static str;

    fn try_from(millionths: u32) -> Result<Share, &'static str> {
        Share::from_millionths(millionths).ok_or("not a share of 0 to 1")
    }
}

/// Why a text is not a share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShareError {
    /// Neither `60%` nor `0.6`.
    NotANumber,
    /// Outside 0..=1.
    OutsideUnit,
    /// Finer than a millionth.
    TooFine,
}

impl Share {
    /// Nothing.
    pub const ZERO: Share = Share(0);
    /// Half of the whole.
    pub const HALF: Share = Share(Share::UNIT / 2);
    /// The whole.
    pub const ONE: Share = Share(Share::UNIT);
    /// How many millionths make the whole.
    pub const UNIT: u32 = 1_000_000;

    /// The share of so many millionths, or `None` above the whole.
    pub fn from_millionths(millionths: u32) -> Option<Share> {
        (millionths <= Share::UNIT).then_some(Share(millionths))
    }

    /// This share in millionths.
    pub const fn millionths(self) -> u32 {
        self.0
    }

    /// This share plus so many points (百分点), at most the whole.
    #[must_use]
    pub fn plus(self, points: Share) -> Share {
        Share((self.0 + points.0).min(Share::UNIT))
    }

    /// This share less so many points (百分点), at least nothing.
    #[must_use]
    pub fn less(self, points: Share) -> Share {
        Share(self.0.saturating_sub(points.0))
    }

    /// This share times a factor, exactly; `None` where the product is finer than a millionth.
    pub fn times(self, factor: Share) -> Option<Share> {
        let product = u64::from(self.0) * u64::from(factor.0);
        let unit = u64::from(Share::UNIT);
        let whole = u32::try_from(product / unit).ok()?;
        (product % unit == 0).then_some(Share(whole))
    }

    /// How many decimal places the share has: 60% has one, 62.5% has three.
    pub fn places(self) -> u32 {
        let (mut rest, mut places) = (self.0, limits::SHARE_PLACES);
        while places > 0 && rest % 10 == 0 {
            (rest, places) = (rest / 10, places - 1);
        }
        places
    }

    /// What is left of the whole.
    #[must_use]
    pub fn rest(self) -> Share {
        Share(Share::UNIT - self.0)
    }

    /// Reads `60%`, `62.5%`, `0.6` or `1`.
    ///
    /// # Errors
    ///
    /// When the text is no such number, finer than a millionth, or outside 0..=1.
    pub fn parse(text: &str) -> Result<Share, ShareError> {
        let (number, percent) = match text.strip_suffix(['%', '％']) {
            Some(number) => (number, true),
            None => (text, false),
        };
        let places = limits::SHARE_PLACES - if percent { 2 } else { 0 };
        let Some((whole, part)) = decimal::split(number) else {
            return Err(if number.starts_with('-') {
                ShareError::OutsideUnit
            } else {
                ShareError::NotANumber
            });
        };
        let part = part.trim_end_matches('0');
        if part.len() > places as usize {
            return Err(ShareError::TooFine);
        }
        decimal::read(whole, part)
            .and_then(|number| number.checked_mul(Decimal::from(10_u32.pow(places))))
            .and_then(|millionths| u32::try_from(millionths).ok())
            .and_then(Share::from_millionths)
            .ok_or(ShareError::OutsideUnit)
    }
}

/// In percent, as short as it can be said: `60%`, `62.5%`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 10_000, self.0 % 10_000);
        if part == 0 {
            write!(f, "{whole}%")
        } else {
            let part = format!("{part:04}");
            write!(f, "{whole}.{}%", part.trim_end_matches('0'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<u32, ShareError>) {
        assert_eq!(
            Share::parse(text).map(Share::millionths),
            expected,
            "{text:?}"
        );
    }

    #[test]
    fn shares_are_read_exactly() {
        check("60%", Ok(600_000));
        check("62.5%", Ok(625_000));
        check("0.6", Ok(600_000));
        check("1", Ok(1_000_000));
        check("0", Ok(0));
        check("101%", Err(ShareError::OutsideUnit));
        check("1.1", Err(ShareError::OutsideUnit));
        check("-5%", Err(ShareError::OutsideUnit));
        check("0.0000001", Err(ShareError::TooFine));
        check("60", Err(ShareError::OutsideUnit));
        check(&"9".repeat(40), Err(ShareError::OutsideUnit));
        check("62.50000000%", Ok(625_000));
        check("62.12345%", Err(ShareError::TooFine));
        check("0.600000000000000000000000000000000", Ok(600_000));
        check("１00%", Err(ShareError::NotANumber));
        check("六成", Err(ShareError::NotANumber));
        check("", Err(ShareError::NotANumber));
    }

    #[test]
    fn packed_shares_are_within_bounds() {
        let packed = |share: u32| postcard::from_bytes(&postcard::to_allocvec(&share).unwrap());
        assert_eq!(packed(Share::UNIT), Ok(Share::ONE));
        let beyond: Result<Share, postcard::Error> = packed(Share::UNIT + 1);
        assert!(beyond.is_err());
    }

    #[test]
    fn points_never_carry_a_share_past_nothing_or_the_whole() {
        let of = |millionths| Share::from_millionths(millionths).unwrap();
        assert_eq!(of(950_000).plus(of(100_000)), Share::ONE);
        assert_eq!(of(600_000).less(of(100_000)), of(500_000));
        assert_eq!(of(50_000).less(of(100_000)), Share::ZERO);
        assert_eq!(of(100_000).rest(), of(900_000));
        assert_eq!(Share::HALF, of(500_000));
    }

    #[test]
    fn a_factor_of_a_share_is_exact_or_not_at_all() {
        let of = |text: &str| Share::parse(text).unwrap();
        let check = |share, factor, expected: Option<&str>| {
            assert_eq!(
                of(share).times(of(factor)),
                expected.map(of),
                "{share} × {factor}"
            );
        };
        check("85%", "90%", Some("76.5%"));
        check("62.5%", "99.9%", Some("62.4375%"));
        check("99.9999%", "90%", None);
        check("99.9999%", "100%", Some("99.9999%"));
        check("0%", "99.9999%", Some("0%"));
        check("33.3333%", "50%", None);
    }

    #[test]
    fn places_are_those_after_the_point_of_the_whole() {
        let check =
            |text, places| assert_eq!(Share::parse(text).unwrap().places(), places, "{text}");
        check("0", 0);
        check("100%", 0);
        check("60%", 1);
        check("85%", 2);
        check("62.5%", 3);
        check("99.9999%", 6);
    }

    #[test]
    fn shares_print_in_percent() {
        for (text, printed) in [("0.6", "60%"), ("62.5%", "62.5%"), ("0.000001", "0.0001%")] {
            assert_eq!(Share::parse(text).unwrap().to_string(), printed);
        }
    }
}
