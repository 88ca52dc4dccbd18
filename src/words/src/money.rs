//! Amounts as people read them.
use mingbai_engine::Range;
use mingbai_policy::Fen;

/// `12,345.67`
pub fn plain(fen: Fen) -> String {
    let text = fen.to_string();
    match text.split_once('.') {
        Some((whole, cents)) => format!("{}.{cents}", grouped(whole)),
        None => grouped(&text),
    }
}

/// `12,345.67`, or `12,345` where there are no cents.
pub fn short(fen: Fen) -> String {
    let text = plain(fen);
    text.strip_suffix(".00").map(str::to_owned).unwrap_or(text)
}

/// `¥12,345.67`
pub fn yuan(fen: Fen) -> String {
    format!("¥{}", plain(fen))
}

/// `¥0.00 到 ¥3,023.10`, or one amount where both ends agree.
pub fn range(range: Range) -> String {
    if range.low == range.high {
        yuan(range.low)
    } else {
        format!("{} 到 {}", yuan(range.low), yuan(range.high))
    }
}

/// Whole yuan, the low end down and the high end up, so that both stay true.
/// An amount known to the fen keeps its fen.
pub fn whole(range: Range) -> Range {
    if range.low == range.high {
        return range;
    }
    Range {
        low: Fen(range.low.0.div_euclid(100) * 100),
        high: Fen((range.high.0 + 99).div_euclid(100) * 100),
    }
}

/// For headlines: `¥0 到 ¥3,024`, or one amount.
pub fn headline(range: Range) -> String {
    let range = whole(range);
    if range.low == range.high {
        format!("¥{}", short(range.low))
    } else {
        format!("¥{} 到 ¥{}", short(range.low), short(range.high))
    }
}

/// Millionths of a fen as yuan, exactly: `24,840`, `1,234.5678`.
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
