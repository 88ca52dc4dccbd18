//! Amounts in Chinese numerals: not accepted, but understood well enough to show how to write them in
//! digits. Must not know an error message.
use mingbai_policy::Fen;

/// Reads `一万二`, `三千五百元` as an amount; `None` where the text is not plainly one number.
pub(crate) fn yuan(text: &str) -> Option<Fen> {
    // The sum of finished 万, the sum below the next 万, the digit not yet placed, the unit before.
    let (mut whole, mut part, mut digit, mut unit) = (0i64, 0i64, None::<i64>, 1i64);
    let mut zero = false;
    for c in text.chars() {
        if c == '零' || c == '〇' {
            digit.is_none().then_some(())?;
            zero = true;
            continue;
        }
        if let Some(value) = value(c) {
            digit.is_none().then_some(())?;
            digit = Some(value);
            continue;
        }
        let named = match c {
            '十' | '拾' => 10,
            '百' | '佰' => 100,
            '千' | '仟' => 1000,
            '万' => 10_000,
            '亿' => 100_000_000,
            _ => return None,
        };
        if named >= 10_000 {
            whole = (whole + part + digit.take().unwrap_or(0)).checked_mul(named)?;
            part = 0;
        } else {
            // 十五 means 一十五; only 十 may leave out its 一.
            let count = digit.take().or((named == 10).then_some(1))?;
            part += count * named;
        }
        (unit, zero) = (named, false);
    }
    // 一万二 means 一万二千.
    let last = digit.unwrap_or(0)
        * if zero || unit == 10 {
            1
        } else {
            (unit / 10).max(1)
        };
    let sum = whole.checked_add(part)?.checked_add(last)?;
    let fen = Fen(sum.checked_mul(100)?);
    (fen > Fen::ZERO && fen <= Fen::MAX).then_some(fen)
}

fn value(c: char) -> Option<i64> {
    const PLAIN: &str = "一二三四五六七八九";
    const FORMAL: &str = "壹贰叁肆伍陆柒捌玖";
    let at = |all: &str| all.chars().position(|it| it == c);
    let at = at(PLAIN)
        .or_else(|| at(FORMAL))
        .or((c == '两').then_some(1))?;
    i64::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_understood_or_left_alone() {
        for (text, yuan_said) in [
            ("一万二", Some(12_000)),
            ("一万二千", Some(12_000)),
            ("一万零二", Some(10_002)),
            ("两千五", Some(2_500)),
            ("三百零五", Some(305)),
            ("十五", Some(15)),
            ("二十", Some(20)),
            ("十二万", Some(120_000)),
            ("壹万贰仟叁佰", Some(12_300)),
            ("八", Some(8)),
            ("一亿", Some(100_000_000)),
            ("二百五", Some(250)),
            ("一二三", None),
            ("万万万万万万", None),
            ("百", None),
            ("零", None),
            ("三块五", None),
            ("1万二", None),
        ] {
            assert_eq!(yuan(text), yuan_said.map(|it| Fen(it * 100)), "{text}");
        }
    }
}
