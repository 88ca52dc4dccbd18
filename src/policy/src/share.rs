use serde::{Deserialize, Serialize};
use std::fmt;

/// A share (比例) of money as a whole number of millionths: 60% is `600_000`. Within 0..=1.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize,
)]
pub struct Share(u32);

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

    /// What is left of the whole.
    #[must_use]
    pub fn rest(self) -> Share {
        Share(Share::UNIT - self.0)
    }

    /// Reads `60%`, `62.5%`, `0.6` or `1`.
    pub fn parse(text: &str) -> Result<Share, ShareError> {
        let (number, places) = match text.strip_suffix(['%', '％']) {
            Some(number) => (number, 4),
            None => (text, 6),
        };
        let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) {
            return Err(if number.starts_with('-') {
                ShareError::OutsideUnit
            } else {
                ShareError::NotANumber
            });
        }
        let part = part.trim_end_matches('0');
        if part.len() > places {
            return Err(ShareError::TooFine);
        }
        let text = format!("{whole}{part:0<places$}");
        let millionths: u64 = text.parse().map_err(|_| ShareError::OutsideUnit)?;
        u32::try_from(millionths)
            .ok()
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
        check("六成", Err(ShareError::NotANumber));
        check("", Err(ShareError::NotANumber));
    }

    #[test]
    fn shares_print_in_percent() {
        for (text, printed) in [("0.6", "60%"), ("62.5%", "62.5%"), ("0.000001", "0.0001%")] {
            assert_eq!(Share::parse(text).unwrap().to_string(), printed);
        }
    }
}
