//! Calendar days.
use crate::fold::half_width;
use jiff::civil::Date;
use mingbai_policy::Day;
use std::ops::RangeInclusive;
use thiserror::Error;

/// The years a visit or a table may lie in.
pub const YEARS: RangeInclusive<i16> = 1900..=2200;

/// Why a text is not a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum DateError {
    /// Not year, month and day.
    #[error("看不懂这个日期。请写成 2020-05-10 这样。")]
    Shape,
    /// No such day in the calendar.
    #[error("日历上没有这一天。请再看一遍。")]
    NoSuchDay,
    /// A year out of reach.
    #[error("年份要在 1900 到 2200 之间。")]
    Year,
}

/// Reads a day as programs write it: `2020-05-10`.
pub fn read(text: &str) -> Result<Day, DateError> {
    let bytes = text.as_bytes();
    let digit = |i: &usize| bytes[*i].is_ascii_digit();
    if bytes.len() != 10
        || bytes[4] != b'-'
        || bytes[7] != b'-'
        || ![0, 1, 2, 3, 5, 6, 8, 9].iter().all(digit)
    {
        return Err(DateError::Shape);
    }
    parts(&[&text[..4], &text[5..7], &text[8..]])
}

/// Reads a day as people type it: `2020年5月10日`, `2020/5/10`, `2020.5.10`.
pub fn read_typed(text: &str) -> Result<Day, DateError> {
    let text: String = text.chars().map(half_width).collect();
    let text = text.trim().trim_end_matches(['日', '号']);
    let pieces: Vec<&str> = text
        .split(['年', '月', '-', '/', '.'])
        .map(str::trim)
        .collect();
    match pieces.as_slice() {
        [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) => {
            parts(&[y, m, d])
        }
        [packed] if packed.len() == 8 && packed.is_ascii() => {
            parts(&[&packed[..4], &packed[4..6], &packed[6..]])
        }
        _ => Err(DateError::Shape),
    }
}

fn parts([year, month, day]: &[&str; 3]) -> Result<Day, DateError> {
    let number = |s: &str| -> Result<i16, DateError> {
        if s.bytes().all(|b| b.is_ascii_digit()) {
            s.parse().map_err(|_| DateError::Shape)
        } else {
            Err(DateError::Shape)
        }
    };
    let small = |s: &str| number(s).and_then(|n| i8::try_from(n).map_err(|_| DateError::NoSuchDay));
    let (year, month, day) = (number(year)?, small(month)?, small(day)?);
    if !YEARS.contains(&year) {
        return Err(DateError::Year);
    }
    let date = Date::new(year, month, day).map_err(|_| DateError::NoSuchDay)?;
    Ok(Day::new(
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, strict: Result<Day, DateError>, typed: Result<Day, DateError>) {
        assert_eq!(read(text), strict, "{text:?}");
        assert_eq!(read_typed(text), typed, "{text:?}");
    }

    #[test]
    fn days_are_of_the_calendar() {
        let day = Day::new(2020, 2, 29);
        check("2020-02-29", Ok(day), Ok(day));
        for text in [
            "2020年2月29日",
            "2020/2/29",
            "2020.2.29",
            "２０２０-２-２９",
            "20200229",
            " 2020-02-29 ",
        ] {
            check(text, Err(DateError::Shape), Ok(day));
        }
        for text in ["2021-02-29", "2020-13-01", "2020-00-10", "2020-04-31"] {
            check(text, Err(DateError::NoSuchDay), Err(DateError::NoSuchDay));
        }
        for text in ["1899-12-31", "2201-01-01", "0000-01-01"] {
            check(text, Err(DateError::Year), Err(DateError::Year));
        }
        for text in [
            "",
            "2020",
            "5月10日",
            "20-05-10",
            "昨天",
            "2020-05",
            "2020-5月1日3",
        ] {
            assert!(read(text).is_err() && read_typed(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,12}|[0-9年月日/.-]{0,12}") {
            let _ = (read(&text), read_typed(&text));
        }
    }
}
