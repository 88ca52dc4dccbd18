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

    /// Returns how many days lie from this day to another; `None` where the other comes before.
    pub fn until(self, other: Day) -> Option<u32> {
        other.count().checked_sub(self.count())
    }

    /// Returns the day so many days before this one; `None` before the beginning of year 1.
    pub fn days_before(self, days: u32) -> Option<Day> {
        let count = self.count().checked_sub(days).filter(|it| *it > 0)?;
        // The last first day of a month that is not later.
        let mut year = u16::try_from(count / 366 + 1).ok()?;
        while Day::new(year + 1, 1, 1).count() <= count {
            year += 1;
        }
        let months = (1..=12).rev().map(|month| Day::new(year, month, 1));
        let first = months.into_iter().find(|first| first.count() <= count)?;
        let day = u8::try_from(count - first.count() + 1).ok()?;
        Some(Day::new(year, first.month(), day))
    }

    /// Counts the days from the beginning of year 1 to this day.
    fn count(self) -> u32 {
        const BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
        let leap = |years: u32| years / 4 - years / 100 + years / 400;
        let (year, month) = (u32::from(self.year()), usize::from(self.month()));
        let years = year.saturating_sub(1);
        let before = BEFORE
            .get(month.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let leap_day = match month {
            3.. => leap(year) - leap(years),
            _ => 0,
        };
        365 * years + leap(years) + before + leap_day + u32::from(self.day())
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

    #[test]
    fn days_between_two_days_know_the_leap_years() {
        let check = |from: (u16, u8, u8), until: (u16, u8, u8), days: Option<u32>| {
            let day = |it: (u16, u8, u8)| Day::new(it.0, it.1, it.2);
            assert_eq!(day(from).until(day(until)), days, "{from:?} {until:?}");
        };
        check((2026, 12, 31), (2027, 1, 1), Some(1));
        check((2026, 1, 1), (2026, 1, 1), Some(0));
        check((2026, 1, 2), (2026, 1, 1), None);
        check((2024, 2, 28), (2024, 3, 1), Some(2));
        check((2026, 2, 28), (2026, 3, 1), Some(1));
        check((2000, 2, 1), (2000, 3, 1), Some(29));
        check((1900, 2, 1), (1900, 3, 1), Some(28));
        check((2023, 12, 2), (2024, 12, 2), Some(366));
        for days in 0..=800 {
            let before = Day::new(2024, 3, 1).days_before(days).expect("a day");
            assert_eq!(before.until(Day::new(2024, 3, 1)), Some(days), "{before}");
        }
        assert_eq!(Day::new(1, 1, 2).days_before(1), Some(Day::new(1, 1, 1)));
        assert_eq!(Day::new(1, 1, 2).days_before(2), None);
    }
}
