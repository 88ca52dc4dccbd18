//! A day of the calendar as a whole number, in the order of time.
use serde::{Deserialize, Serialize};
use std::fmt;

/// A calendar day, held as the number `yyyymmdd` so that days compare as they follow.
///
/// Whether the day exists (no 30 February) is checked where it is read, not here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Day(u32);

impl Day {
    /// The day of this year, month (1..=12) and day of the month (1..=31).
    pub const fn new(year: u16, month: u8, day: u8) -> Day {
        Day(year as u32 * 10_000 + month as u32 * 100 + day as u32)
    }

    /// The year, 1..=9999.
    pub const fn year(self) -> u16 {
        (self.0 / 10_000) as u16
    }

    /// The month, 1..=12.
    pub const fn month(self) -> u8 {
        (self.0 / 100 % 100) as u8
    }

    /// The day of the month, 1..=31.
    pub const fn day(self) -> u8 {
        (self.0 % 100) as u8
    }

    /// The last day of a month.
    pub const fn end_of_month(year: u16, month: u8) -> Day {
        let leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let last = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Day::new(year, month, last)
    }

    /// The number that compares as the day a year later: 29 February stays 29 February.
    #[must_use]
    pub const fn year_later(self) -> Day {
        Day(self.0 + 10_000)
    }

    /// How many whole months lie between an earlier day and this one; 0 where it is not earlier.
    pub const fn months_since(self, earlier: Day) -> u32 {
        let (this, that) = (
            self.year() as u32 * 12 + self.month() as u32,
            earlier.year() as u32 * 12 + earlier.month() as u32,
        );
        let begun = (self.day() < earlier.day()) as u32;
        this.saturating_sub(that + begun)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_months_count() {
        let check = |from: (u16, u8, u8), to: (u16, u8, u8), months: u32| {
            let day = |it: (u16, u8, u8)| Day::new(it.0, it.1, it.2);
            assert_eq!(day(to).months_since(day(from)), months, "{from:?} {to:?}");
        };
        check((2025, 1, 1), (2026, 11, 29), 22);
        check((2025, 11, 29), (2026, 11, 29), 12);
        check((2025, 11, 30), (2026, 11, 29), 11);
        check((2026, 11, 29), (2026, 11, 29), 0);
        check((2027, 1, 1), (2026, 11, 29), 0);
    }
}
