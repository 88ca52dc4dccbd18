//! Calendar days, parsed as programs write them and as people type them. Must not know the clock: callers
//! pass today's date.
use crate::fold::half_width;
use jiff::civil::Date;
use mingbai_policy::Day;
use std::ops::RangeInclusive;
use thiserror::Error;

/// The years that a visit or a table may fall in.
pub const YEARS: RangeInclusive<i16> = 1900..=2200;

/// Why a text is not a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum DateError {
    /// The text is not a year, a month and a day.
    #[error("看不懂这个日期。请写成 2020-05-10 这样。")]
    Shape,
    /// The calendar has no such day.
    #[error("日历上没有这一天。请再看一遍。")]
    NoSuchDay,
    /// Nothing was typed.
    #[error("还没有填日子。请写成 2026年3月5日 这样。")]
    Empty,
    /// Only a year and a month were typed.
    #[error("还差是几日。请写成 2026年3月5日 这样。")]
    NoDay,
    /// The year has two digits.
    #[error("年份请写四位，如 2026年3月5日。")]
    ShortYear,
    /// The day is in Chinese numerals.
    #[error("请用数字写，如 3月5日。")]
    Numerals,
    /// The day is of the lunar calendar (农历).
    #[error("请写公历的日子。农历的日子请先换成公历。")]
    Lunar,
    /// The year is outside [`YEARS`].
    #[error("年份要在 1900 到 2200 之间。")]
    Year,
}

impl DateError {
    /// Checks whether further typing cannot turn the text into a day.
    pub fn is_settled(self) -> bool {
        matches!(
            self,
            DateError::NoSuchDay | DateError::Numerals | DateError::Lunar
        )
    }
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

/// Reads a recent day as people type it: also 昨天 and `3月5日` (the latest up to today).
///
/// # Errors
///
/// When the text is no day; each error says what to write instead.
pub fn read_near(text: &str, today: Day) -> Result<Day, DateError> {
    let text: String = text.chars().map(half_width).collect();
    let text = text.trim();
    match text {
        "" => return Err(DateError::Empty),
        "今天" => return Ok(today),
        "昨天" => return Ok(before(today, 1)),
        "前天" => return Ok(before(today, 2)),
        _ => {}
    }
    if text.contains(['农', '腊', '初', '正', '闰', '廿']) {
        return Err(DateError::Lunar);
    }
    if text.contains(|c| "零〇一二三四五六七八九十".contains(c)) {
        return Err(DateError::Numerals);
    }
    let ended = text.trim_end_matches(['日', '号', '.', '。']);
    let pieces: Vec<&str> = ended
        .split(['年', '月', '-', '/', '.', '。', '、', ',', ' '])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
        .collect();
    let digits = |piece: &&str| piece.bytes().all(|b| b.is_ascii_digit());
    if !pieces.iter().all(digits) {
        return Err(DateError::Shape);
    }
    match pieces.as_slice() {
        [y, _, _] if y.len() == 2 => Err(DateError::ShortYear),
        [y, _] | [y] if y.len() == 4 && (1900..=2200).contains(&y.parse().unwrap_or(0)) => {
            Err(DateError::NoDay)
        }
        [m, d] if m.len() <= 2 && d.len() <= 2 => last(m, d, today),
        [y, m, d] => read_typed(&format!("{y}-{m}-{d}")),
        [packed] => read_typed(packed),
        _ => Err(DateError::Shape),
    }
}

/// Returns the latest day up to today with this month and day. A 29 February comes every fourth year,
/// seldom only after eight.
fn last(month: &str, day: &str, today: Day) -> Result<Day, DateError> {
    let mut years = (0..=8).filter_map(|back| today.year().checked_sub(back));
    let found = years.find_map(|year| {
        let found = parts(&[&year.to_string(), month, day]).ok()?;
        (found <= today).then_some(found)
    });
    found.ok_or(DateError::NoSuchDay)
}

/// Returns the day that lies `days` before `day`, or `day` itself where the calendar ends.
pub fn before(day: Day, days: i64) -> Day {
    let found = || {
        let month = i8::try_from(day.month()).ok()?;
        let date = Date::new(
            i16::try_from(day.year()).ok()?,
            month,
            i8::try_from(day.day()).ok()?,
        );
        date.ok()?
            .checked_sub(jiff::Span::new().try_days(days).ok()?)
            .ok()
    };
    found().map_or(day, |date| {
        Day::new(
            date.year().unsigned_abs(),
            date.month().unsigned_abs(),
            date.day().unsigned_abs(),
        )
    })
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

    #[test]
    fn a_person_types_a_day_in_many_ways() {
        let today = Day::new(2026, 3, 6);
        for text in [
            "2026.3.5",
            "3月5日",
            "3月5号",
            "３．５",
            "20260305",
            "2026-03-05",
            "2026年3月5日",
            "2026 年 3 月 5 日",
            "2026 3 5",
            "昨天",
        ] {
            assert_eq!(read_near(text, today), Ok(Day::new(2026, 3, 5)), "{text}");
        }
        for (text, expected) in [
            ("今天", Ok(today)),
            ("3.7", Ok(Day::new(2025, 3, 7))),
            ("2月29日", Ok(Day::new(2024, 2, 29))),
            ("", Err(DateError::Empty)),
            ("2026年3月", Err(DateError::NoDay)),
            ("2026", Err(DateError::NoDay)),
            ("26.3.5", Err(DateError::ShortYear)),
            ("三月五日", Err(DateError::Numerals)),
            ("正月初五", Err(DateError::Lunar)),
            ("2月30日", Err(DateError::NoSuchDay)),
            ("2026-13-05", Err(DateError::NoSuchDay)),
            ("1800.1.1", Err(DateError::Year)),
            ("5号", Err(DateError::Shape)),
            ("上周", Err(DateError::Shape)),
        ] {
            assert_eq!(read_near(text, today), expected, "{text}");
        }
        assert_eq!(before(Day::new(2026, 1, 1), 1), Day::new(2025, 12, 31));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,12}|[0-9年月日/.-]{0,12}") {
            let _ = (read(&text), read_typed(&text), read_near(&text, Day::new(2026, 3, 6)));
        }
    }
}
