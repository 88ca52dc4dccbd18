//! An age in whole years (周岁), parsed as people type it. Must not know the visit.
use crate::fold::half_width;

/// The highest age that is accepted, in years.
pub const OLDEST: u8 = 150;

/// The message for a text that is no age.
pub const WRONG: &str = "请填 0 到 150 的整数，如 45。";

/// Reads `45`, `４５`, `45 岁`; `None` for anything else.
pub fn read_typed(text: &str) -> Option<u8> {
    let text: String = text.chars().map(half_width).collect();
    let number = text.trim().trim_end_matches('岁').trim_end();
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let age = number.parse().ok().filter(|_| digits)?;
    (age <= OLDEST).then_some(age)
}

#[cfg(test)]
mod tests {
    use super::read_typed;

    #[test]
    fn an_age_is_read_however_its_digits_are_typed() {
        for text in ["45", " 45 ", "４５", "45岁", "４５ 岁", "045"] {
            assert_eq!(read_typed(text), Some(45), "{text}");
        }
        assert_eq!(read_typed("0"), Some(0));
        assert_eq!(read_typed("150"), Some(150));
        for text in ["", "岁", "151", "300", "-1", "+45", "4.5", "四十五", "45a"] {
            assert_eq!(read_typed(text), None, "{text}");
        }
    }
}
