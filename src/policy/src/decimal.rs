//! The one reader of decimals, for yuan, shares and what people type. Knows no unit.
use rust_decimal::Decimal;

/// Reads a number from the digits before and after its point, exactly; either may be empty.
/// `None` where there are other characters, no digits at all, or more than a [`Decimal`] holds
/// (28 digits).
///
/// ```
/// use mingbai_policy::decimal;
/// assert_eq!(decimal::read("12", "50").unwrap().to_string(), "12.50");
/// assert_eq!(decimal::read("1e3", ""), None);
/// ```
pub fn read(whole: &str, part: &str) -> Option<Decimal> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.is_empty() && part.is_empty() {
        return None;
    }
    let text = match part {
        "" => whole.to_owned(),
        part => format!("0{whole}.{part}"),
    };
    Decimal::from_str_exact(&text).ok()
}

/// Splits a plain number at its point. `None` unless there are only digits, on both sides of a point.
pub(crate) fn split(number: &str) -> Option<(&str, &str)> {
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits(whole) && digits(part)).then_some((whole, part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(whole: &str, part: &str, expected: Option<&str>) {
        let read = read(whole, part).map(|it| it.to_string());
        assert_eq!(read.as_deref(), expected, "{whole:?} . {part:?}");
    }

    #[test]
    fn digits_are_read_exactly_or_not_at_all() {
        check("12", "", Some("12"));
        check("", "5", Some("0.5"));
        check("0012", "340", Some("12.340"));
        let (nines, zeros) = ("9".repeat(28), "0".repeat(60));
        check(&nines, "", Some(&nines));
        check(&format!("{zeros}7"), "25", Some("7.25"));
        check(&format!("{nines}9"), "9", None);
        check("1", &nines, Some(&format!("1.{nines}")));
        check("1", &format!("{nines}9"), None);
        for (whole, part) in [
            ("", ""),
            ("-1", ""),
            ("1", "e3"),
            ("+1", "0"),
            ("１", ""),
            ("1_0", ""),
        ] {
            check(whole, part, None);
        }
    }
}
