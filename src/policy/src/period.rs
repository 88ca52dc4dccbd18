//! The stretches of the calendar after which a deductible (起付线) or a cap (封顶线) starts afresh.
//! Must not know any figure.
use crate::day::Day;
use serde::{Deserialize, Serialize};

/// How long one deductible or one cap lasts. Each period lies within every later one of the list.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Period {
    /// One visit (每次).
    Visit,
    /// One day (每天).
    Day,
    /// One calendar month (每月).
    Month,
    /// One quarter of the calendar year (每季度).
    Quarter,
    /// One calendar year (每年).
    Year,
}

impl Period {
    /// Every period, the shortest first.
    pub const ALL: &'static [Period] = &[
        Period::Visit,
        Period::Day,
        Period::Month,
        Period::Quarter,
        Period::Year,
    ];

    /// The periods of several visits that are shorter than a year, the shortest first: a visit may
    /// state what its accounts hold of each.
    pub const WITHIN_YEAR: [Period; 3] = [Period::Day, Period::Month, Period::Quarter];

    /// Returns the word for the period in tables and in the interface.
    pub const fn word(self) -> &'static str {
        match self {
            Period::Visit => "visit",
            Period::Day => "day",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }

    /// Returns the period that a word stands for.
    pub fn from_word(word: &str) -> Option<Period> {
        Period::ALL.iter().copied().find(|it| it.word() == word)
    }

    /// Returns the place in [`Period::WITHIN_YEAR`]; `None` for a visit and for a year.
    pub const fn within_year(self) -> Option<usize> {
        match self {
            Period::Visit | Period::Year => None,
            Period::Day => Some(0),
            Period::Month => Some(1),
            Period::Quarter => Some(2),
        }
    }

    /// Returns the first day of the period that holds the day. A visit has its own day.
    pub fn first_day(self, day: Day) -> Day {
        match self {
            Period::Visit | Period::Day => day,
            Period::Month => Day::new(day.year(), day.month(), 1),
            Period::Quarter => Day::new(day.year(), (day.month().max(1) - 1) / 3 * 3 + 1, 1),
            Period::Year => Day::new(day.year(), 1, 1),
        }
    }

    /// Checks whether two days lie in one period.
    pub fn holds_both(self, one: Day, other: Day) -> bool {
        self.first_day(one) == self.first_day(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_ends_with_its_last_day() {
        let check = |period: Period, one: (u8, u8), other: (u8, u8), together: bool| {
            let day = |(month, day)| Day::new(2026, month, day);
            assert_eq!(
                period.holds_both(day(one), day(other)),
                together,
                "{period:?} {one:?} {other:?}"
            );
        };
        check(Period::Day, (1, 31), (1, 31), true);
        check(Period::Day, (1, 31), (1, 30), false);
        check(Period::Month, (1, 1), (1, 31), true);
        check(Period::Month, (1, 31), (2, 1), false);
        check(Period::Quarter, (1, 1), (3, 31), true);
        check(Period::Quarter, (3, 31), (4, 1), false);
        check(Period::Quarter, (10, 1), (12, 31), true);
        check(Period::Year, (1, 1), (12, 31), true);
        let (last, first) = (Day::new(2026, 12, 31), Day::new(2027, 1, 1));
        for period in Period::ALL {
            assert!(!period.holds_both(last, first), "{period:?}");
        }
    }

    #[test]
    fn words_lead_back_and_periods_rise() {
        for period in Period::ALL {
            assert_eq!(Period::from_word(period.word()), Some(*period));
        }
        assert!(Period::ALL.is_sorted());
        for (at, period) in Period::WITHIN_YEAR.iter().enumerate() {
            assert_eq!(period.within_year(), Some(at));
        }
    }
}
