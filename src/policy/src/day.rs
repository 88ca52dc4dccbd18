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
