//! Amounts of money as text. Converts fen to yuan without a float; must not know a
//! sentence.
use mingbai_engine::Range;
use mingbai_policy::Fen;

/// Returns yuan with two decimals: `12,345.67`
pub fn plain(fen: Fen) -> String {
    let text = fen.to_string();
    match text.split_once('.') {
        Some((whole, cents)) => format!("{}.{cents}", grouped(whole)),
        None => grouped(&text),
    }
}

/// Returns yuan, with decimals only where there are any: `12,345.67`, `12,345`.
pub fn short(fen: Fen) -> String {
    let text = plain(fen);
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

/// Returns yuan with the currency sign and two decimals: `¥12,345.67`
pub fn yuan(fen: Fen) -> String {
    format!("¥{}", plain(fen))
}

/// Returns both ends, or one amount where they agree: `¥0.00 到 ¥3,023.10`
pub fn range(range: Range) -> String {
    if range.low == range.high {
        yuan(range.low)
    } else {
        format!("{} 到 {}", yuan(range.low), yuan(range.high))
    }
}

/// Rounds a range to whole yuan, the low end down and the high end up, so that both stay true. An
/// exact amount keeps its fen.
pub fn whole(range: Range) -> Range {
    if range.low == range.high {
        return range;
    }
    Range {
        low: Fen(range.low.0.div_euclid(100) * 100),
        high: Fen((range.high.0 + 99).div_euclid(100) * 100),
    }
}

/// Returns a range for headlines, in whole yuan, or one amount: `¥0 到 ¥3,024`
pub fn headline(range: Range) -> String {
    let range = whole(range);
    if range.low == range.high {
        format!("¥{}", short(range.low))
    } else {
        format!("¥{} 到 ¥{}", short(range.low), short(range.high))
    }
}

/// Returns whole yuan, rounded up or down: `¥4,021`.
pub fn about(fen: Fen, up: bool) -> String {
    let up = if up { 99 } else { 0 };
    bare(Fen((fen.0 + up).div_euclid(100) * 100))
}

/// Returns yuan with the currency sign, decimals only where there are any: `¥5,220`.
pub(crate) fn bare(fen: Fen) -> String {
    format!("¥{}", short(fen))
}

/// Returns millionths of a fen as yuan, exactly: `24,840`, `1,234.5678`.
pub(crate) fn exact(millionths_of_fen: i128) -> String {
    const UNIT: i128 = 100_000_000;
    let whole = grouped(&(millionths_of_fen / UNIT).to_string());
    let part = format!("{:08}", (millionths_of_fen % UNIT).abs());
    let part = part.trim_end_matches('0');
    match part.len() {
        0 => whole,
        1 => format!("{whole}.{part}0"),
        _ => format!("{whole}.{part}"),
    }
}

fn grouped(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let mut text = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
