//! Amounts in yuan, as programs write them and as people type them. Must not know what they pay for.
use crate::fold::half_width;
use mingbai_policy::{Fen, FenError, decimal};
use rust_decimal::Decimal;
use thiserror::Error;

/// Why a text is not an amount.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("还没有填金额。请用数字写，如 12000。")]
    Empty,
    /// Below zero.
    #[error("金额不能是负数。请去掉减号；没花钱就填 0。")]
    Negative,
    /// Finer than a fen.
    #[error("小数点后最多两位，到分为止。如果单位是万，请写上“万”。")]
    TooFine,
    /// Above 10^12 yuan.
    #[error("金额太大了，最多一万亿元。请看看是不是多打了 0。")]
    TooLarge,
    /// A separator that is not before three digits.
    #[error("逗号的位置不对，看不出是多少。请去掉逗号再写，如 1200 或 12000。")]
    Separators,
    /// Chinese numerals, with the amount where they are plainly one number.
    #[error("{}", numerals_say(*.0))]
    Numerals(Option<Fen>),
    /// Two amounts, or an approximate one.
    #[error("请只填一个准数；不清楚就留空，我们会算出一个范围。")]
    Several,
    /// More than one decimal point.
    #[error("小数点多了一个。请再看一遍。")]
    Points,
    /// Anything else.
    #[error("看不懂这个金额。请只填数字，如 12000 或 12000.50。")]
    NotANumber,
}

impl MoneyError {
    /// Checks whether further typing cannot turn the text into an amount.
    pub fn is_settled(self) -> bool {
        matches!(
            self,
            MoneyError::Negative
                | MoneyError::Numerals(_)
                | MoneyError::Several
                | MoneyError::Points
        )
    }
}

/// Returns how to write an amount in digits that was written in Chinese numerals.
fn numerals_say(amount: Option<Fen>) -> String {
    let Some(amount) = amount else {
        return "请用数字写，如 12000 或 1.2万。".to_owned();
    };
    let yuan = amount.0 / 100;
    let plain = format!("请用数字写，写成 {yuan}");
    let (whole, rest) = (yuan / 10_000, format!("{:04}", yuan % 10_000));
    match (whole, rest.trim_end_matches('0')) {
        (0, _) => format!("{plain}。"),
        (_, "") => format!("{plain} 或 {whole}万。"),
        (_, part) => format!("{plain} 或 {whole}.{part}万。"),
    }
}

impl From<FenError> for MoneyError {
    fn from(error: FenError) -> MoneyError {
        match error {
            FenError::NotANumber => MoneyError::NotANumber,
            FenError::Negative => MoneyError::Negative,
            FenError::TooFine => MoneyError::TooFine,
            FenError::TooLarge => MoneyError::TooLarge,
        }
    }
}

/// Reads an amount as a person types it: full-width digits, separators, `1.2万`, a trailing 元.
///
/// ```
/// use mingbai_intake::money::read_typed;
/// assert_eq!(read_typed("１.2万元"), read_typed("12,000"));
/// ```
pub fn read_typed(text: &str) -> Result<Fen, MoneyError> {
    let text: String = text.chars().map(half_width).collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(MoneyError::Empty);
    }
    let text = ["¥", "￥", "人民币", "RMB", "rmb"]
        .iter()
        .find_map(|sign| text.strip_prefix(sign))
        .unwrap_or(text)
        .trim_start();
    if text.starts_with(['-', '−', '–', '—', '负']) {
        return Err(MoneyError::Negative);
    }
    let text = ["元整", "元", "圆", "块钱", "块"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(text)
        .trim_end();
    let (number, unit_places) = match text.strip_suffix(['万', '亿']) {
        Some(number) if text.ends_with('万') => (number.trim_end(), 4),
        Some(number) => (number.trim_end(), 8),
        None => (text, 0),
    };
    if number.contains(['~', '-', '−', '–', '—', '约', '到', '至', '多', '几']) {
        return Err(MoneyError::Several);
    }
    if number.contains(|c| "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟".contains(c))
    {
        return Err(MoneyError::Numerals(crate::numerals::yuan(text)));
    }
    scaled(&number.replace('。', "."), unit_places)
}

/// Returns the amount of a number in a unit of `unit_places` decimal places (万: 4), exactly.
fn scaled(number: &str, unit_places: u32) -> Result<Fen, MoneyError> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    if part.contains('.') {
        return Err(MoneyError::Points);
    }
    let whole = ungrouped(whole)?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !digits(&whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
        return Err(MoneyError::NotANumber);
    }
    let part = part.trim_end_matches('0');
    if part.len() > unit_places as usize + 2 {
        return Err(MoneyError::TooFine);
    }
    let whole = if whole.is_empty() { "0" } else { &whole };
    let unit = Decimal::from(10_u32.pow(unit_places));
    let yuan = decimal::read(whole, part).and_then(|number| number.checked_mul(unit));
    Ok(Fen::from_yuan(yuan.ok_or(MoneyError::TooLarge)?)?)
}

/// Returns the digits without separators; an error where a separator is not before three digits.
fn ungrouped(whole: &str) -> Result<String, MoneyError> {
    let groups: Vec<&str> = whole.split([',', ' ', '\'']).collect();
    let [first, rest @ ..] = groups.as_slice() else {
        return Ok(String::new());
    };
    if !rest.is_empty()
        && (first.is_empty() || first.len() > 3 || rest.iter().any(|g| g.len() != 3))
    {
        return Err(MoneyError::Separators);
    }
    Ok(groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: Result<&str, MoneyError>) {
        assert_eq!(
            read_typed(text).map(|fen| fen.to_string()),
            expected.map(str::to_owned),
            "{text:?}"
        );
    }

    #[test]
    fn one_amount_has_many_spellings() {
        for text in [
            "12000",
            "１２０００",
            "12,000",
            "12，000",
            "1.2万",
            "1.2 万元",
            "12000元",
            " 12000.00 ",
            "¥12000",
            "￥12,000.00元",
            "12 000",
            "0.00012亿",
            "12000块",
            "12000。00",
            "12000.",
        ] {
            check(text, Ok("12000.00"));
        }
        check(".5", Ok("0.50"));
        check("1.234567万", Ok("12345.67"));
        check("1000000000000", Ok("1000000000000.00"));
        check("0.0000000001亿", Ok("0.01"));
        check(&format!("{}1.50", "0".repeat(60)), Ok("1.50"));
    }

    #[test]
    fn what_is_no_amount_says_why() {
        check("", Err(MoneyError::Empty));
        check("12,00", Err(MoneyError::Separators));
        check("1,2000", Err(MoneyError::Separators));
        check("一万二", Err(MoneyError::Numerals(Some(Fen(1_200_000)))));
        check("1万二", Err(MoneyError::Numerals(None)));
        check("-5", Err(MoneyError::Negative));
        check("负5元", Err(MoneyError::Negative));
        check("1.234", Err(MoneyError::TooFine));
        check("1.2345678万", Err(MoneyError::TooFine));
        check("10000.01亿", Err(MoneyError::TooLarge));
        check(&"9".repeat(60), Err(MoneyError::TooLarge));
        check("0.00000000001亿", Err(MoneyError::TooFine));
        check("5000-6000", Err(MoneyError::Several));
        check("约5000", Err(MoneyError::Several));
        check("1.2.3", Err(MoneyError::Points));
        for text in ["1e3", "abc", "元", "万", ".", "+5", "1k"] {
            check(text, Err(MoneyError::NotANumber));
        }
    }

    #[test]
    fn each_slip_is_told_what_to_do() {
        for (text, said) in [
            ("", "还没有填"),
            ("12,00", "去掉逗号"),
            ("一万二", "12000 或 1.2万"),
            ("一千二百元", "写成 1200。"),
            ("三万", "30000 或 3万"),
            ("-5", "去掉减号"),
            ("1.234", "最多两位"),
            ("1.2.3", "小数点多了"),
            ("5000到6000", "只填一个准数"),
            ("很多", "只填一个准数"),
            ("abc", "只填数字"),
            ("99999999999999", "太大"),
        ] {
            let message = read_typed(text).unwrap_err().to_string();
            assert!(message.contains(said), "{text:?}: {message}");
            for sentence in message.split_inclusive(['。', '；']) {
                assert!(sentence.chars().count() <= 45, "{sentence}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_amount_is_read_back(fen in 0..=Fen::MAX.0) {
            prop_assert_eq!(read_typed(&Fen(fen).to_string()), Ok(Fen(fen)));
        }

        #[test]
        fn nothing_typed_panics(text in "\\PC*|[0-9０-９,.，万亿元¥ -]{0,40}") {
            let _ = read_typed(&text);
        }
    }
}
