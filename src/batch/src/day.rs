//! Reads days as hospitals' programs write them. Must not know which day a column holds.
use crate::cell::plain;
use mingbai_intake::date;
use mingbai_policy::Day;

/// Reads a day; a time of day after it only matters where it has a zone.
pub fn read(text: &str) -> Result<Day, String> {
    let text = &*plain(text);
    let text = text.trim();
    let (said, time) = match text.split_once([' ', 'T']) {
        // Two days, or a word after the day, are ambiguous. A dash is a zone only in the programs' form.
        Some((said, time)) if is_time(time) && (text.contains('T') || !time.contains('-')) => {
            (said, time)
        }
        _ => (text, ""),
    };
    if let Some(day) = of_digits(said, time) {
        return day;
    }
    let day = date::read(said)
        .or_else(|_| date::read_typed(said))
        .or_else(|_| date::read_typed(text))
        .map_err(|error| turned(said).unwrap_or_else(|| error.to_string()))?;
    Ok(in_china(day, time))
}

fn is_time(text: &str) -> bool {
    let text = text.trim_start_matches(['上', '下', '午', ' ']);
    let text = text.trim_end_matches(['A', 'P', 'M', 'a', 'p', 'm', ' ']);
    let time =
        |c: char| c.is_ascii_digit() || matches!(c, ':' | '：' | '.' | '+' | '-' | 'Z' | ' ');
    text.chars().all(time) && text.chars().filter(|c| matches!(c, ':' | '：')).count() >= 1
}

/// The day 0 of Excel's count from 1900, and of a computer's from 1970.
const EXCEL: (u16, u8, u8) = (1899, 12, 30);
const UNIX: (u16, u8, u8) = (1970, 1, 1);
/// Excel's numbers of the days that a column of days may hold: 1954 to 2091.
const SERIAL: std::ops::Range<u32> = 20_000..70_000;

fn from((year, month, day): (u16, u8, u8), days: i64) -> Day {
    date::before(Day::new(year, month, day), -days)
}

/// Reads a day of digits alone: `20260510102700`, Excel's `46152.43`, a computer's milliseconds.
fn of_digits(text: &str, time: &str) -> Option<Result<Day, String>> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    if !time.is_empty() || whole.is_empty() || !digits(whole) || !digits(part) {
        return None;
    }
    match (whole.len(), part) {
        (12 | 14, _) => {
            let packed = date::read_typed(whole.get(..8)?);
            Some(packed.map_err(|error| error.to_string()))
        }
        (13, "") => {
            let hours = whole.parse::<i64>().ok()? / 3_600_000 + 8;
            Some(Ok(from(UNIX, hours.div_euclid(24))))
        }
        (5, _) => {
            let serial: u32 = whole.parse().ok()?;
            let day = || from(EXCEL, i64::from(serial));
            SERIAL.contains(&serial).then(|| Ok(day()))
        }
        // A packed day that a workbook holds as a number: `20260510.0`.
        (8, part) if !part.is_empty() && part.bytes().all(|byte| byte == b'0') => {
            Some(date::read_typed(whole).map_err(|error| error.to_string()))
        }
        _ => None,
    }
}

/// Returns the day in China of a day and a time with a zone: 16:30 on New Year's Eve in Greenwich is the new
/// year in China.
fn in_china(day: Day, time: &str) -> Day {
    let time = time.trim();
    let (clock, zone) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => return day,
    };
    let minutes = |text: &str| -> Option<i64> {
        let mut parts = text.split([':', '.']);
        let hour: i64 = parts.next()?.trim().parse().ok()?;
        let minute = parts.next().map_or(Some(0), |it| it.trim().parse().ok())?;
        Some(hour * 60 + minute)
    };
    let offset = match zone.split_at_checked(1) {
        Some(("Z", _)) => Some(0),
        Some((sign, zone)) => {
            let packed = |at| zone.get(..at).zip(zone.get(at..));
            let zone = match (zone.contains(':'), packed(2)) {
                (false, Some((hours, minutes))) if zone.len() == 4 => format!("{hours}:{minutes}"),
                _ => zone.to_owned(),
            };
            minutes(&zone).map(|it| if sign == "-" { -it } else { it })
        }
        None => None,
    };
    match (minutes(clock), offset) {
        (Some(clock), Some(offset)) => {
            let later = (clock - offset + 8 * 60).div_euclid(24 * 60);
            date::before(day, -later)
        }
        _ => day,
    }
}

/// Returns what a day written with the year last could mean.
fn turned(text: &str) -> Option<String> {
    let pieces: Vec<&str> = text.split(['/', '-', '.']).collect();
    let [a, b, year] = pieces.as_slice() else {
        return None;
    };
    let day = |month: &str, day: &str| {
        let year = if year.len() == 2 {
            format!("20{year}")
        } else {
            (*year).to_owned()
        };
        date::read_typed(&format!("{year}-{month}-{day}")).ok()
    };
    let year_last = matches!(year.len(), 2 | 4) && a.len() <= 2 && b.len() <= 2;
    let (first, second) = (day(a, b), day(b, a));
    match (year_last, first, second) {
        (true, Some(first), Some(second)) if first != second => Some(format!(
            "看不出哪个是月、哪个是日：是 {first} 还是 {second}？请写成 {first} 这样。"
        )),
        (true, Some(day), _) | (true, None, Some(day)) => {
            Some(format!("请把年份写在前面：是 {day} 就写 {day}。"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_programs_write_them() {
        for text in [
            "2026/3/5",
            "2026-03-05",
            "2026-3-5 10:20:30",
            "20260305",
            "20260305.0",
            "2026年3月5日",
            "2026/3/5 上午 10:27:00",
            "2026/3/5 10:27:00 AM",
            "2026-03-05T10:20:30.5Z",
            "2026-03-04T16:00:00Z",
            "2026-03-05T00:20:30+08:00",
            "2026-03-05T00:20:30+0800",
            "2026-03-04T11:00:00-05:00",
            "20260305102700",
            "202603051027",
            "46086",
            "46086.4355",
            "1772668800000",
            "２０２６－０３－０５",
        ] {
            assert_eq!(read(text), Ok(Day::new(2026, 3, 5)), "{text}");
        }
        assert_eq!(read("2025-12-31T16:30:00Z"), Ok(Day::new(2026, 1, 1)));
        assert_eq!(
            read("2025-12-31T23:30:00+08:00"),
            Ok(Day::new(2025, 12, 31))
        );
        for (text, said) in [
            ("5/10/2020", "2020-05-10 还是 2020-10-05"),
            ("25/12/2020", "2020-12-25"),
            ("05-10-20", "2020-05-10"),
            ("2026-03-05 至 2026-03-12", ""),
            ("2026-03-05 作废", ""),
            ("2026-03-05 06", ""),
            ("12345", ""),
            ("99999", ""),
            ("20261305102700", ""),
        ] {
            assert!(read(text).expect_err(text).contains(said), "{text}");
        }
    }
}
