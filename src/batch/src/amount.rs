//! Reads amounts as hospitals' programs write them. Must not know what an amount pays for.
use crate::cell::{is_invisible, plain};
use mingbai_intake::money;
use mingbai_policy::Fen;

/// An amount below zero: of a refund.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signed {
    pub minus: bool,
    pub fen: Fen,
}

/// Reads an amount in yuan that is not below zero.
pub fn read(text: &str) -> Result<Fen, String> {
    match Fen::parse(text) {
        Ok(fen) => Ok(fen),
        Err(_) => match read_signed(text)? {
            Signed { minus: true, fen } if fen > Fen::ZERO => {
                Err(money::MoneyError::Negative.to_string())
            }
            Signed { fen, .. } => Ok(fen),
        },
    }
}

/// Reads an amount in yuan: `¥ 12,000.00`; a lone `-` is zero; `(500.00)`, `-500` and `500-` are below
/// zero.
pub fn read_signed(text: &str) -> Result<Signed, String> {
    let written: String = plain(text).chars().filter(|c| !is_invisible(*c)).collect();
    let mut text = written.trim();
    let mut minus = false;
    let dash = |c: char| matches!(c, '-' | '−' | '–');
    if let Some(inner) = text.strip_prefix('(').and_then(|it| it.strip_suffix(')')) {
        (text, minus) = (inner.trim(), true);
    }
    for sign in ["¥", "￥"] {
        text = text.strip_prefix(sign).map_or(text, str::trim_start);
    }
    if text.chars().count() == 1 && text.starts_with(dash) && !minus {
        return Ok(Signed {
            minus: false,
            fen: Fen::ZERO,
        });
    }
    let digit = |it: &&str| it.contains(|c: char| c.is_ascii_digit());
    let below = text.strip_prefix(dash).or_else(|| text.strip_suffix(dash));
    if let Some(rest) = below.filter(digit).filter(|_| !minus) {
        (text, minus) = (rest.trim(), true);
    }
    let read = match without_noise(text) {
        Some(exact) => money::read_typed(&exact),
        None => money::read_typed(text),
    };
    let fen = read.map_err(|error| error.to_string())?;
    Ok(Signed { minus, fen })
}

/// Returns a number without the noise of binary fractions: `133.80000000000001` and `133.79999999999998`
/// are 133.80. What lies beyond whole fen must be less than a millionth of a yuan; `None` otherwise.
fn without_noise(text: &str) -> Option<String> {
    let (whole, part) = text.split_once('.')?;
    let (fen, noise) = part.split_at_checked(2)?;
    let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(fen) || !digits(noise) || noise.len() < 5 {
        return None;
    }
    if noise.starts_with("0000") {
        return Some(format!("{whole}.{fen}"));
    }
    // The next whole fen: the digits before count one more.
    let up = noise.strip_prefix("9999")?;
    if up.bytes().all(|byte| byte == b'0') {
        return None;
    }
    let whole: String = whole.chars().filter(|c| *c != ',').collect();
    let all: u64 = format!("{whole}{fen}").parse().ok()?;
    let all = all.checked_add(1)?;
    Some(format!("{}.{:02}", all / 100, all % 100))
}

/// Returns whether a cell is an amount as programs write it: digits, at most two places, no zero before them.
pub fn is_plain(cell: &[u8]) -> bool {
    let digits = cell.strip_prefix(b"-").unwrap_or(cell);
    let (whole, places) = match digits.iter().position(|byte| *byte == b'.') {
        Some(point) => (&digits[..point], Some(&digits[point + 1..])),
        None => (digits, None),
    };
    let all = |digits: &[u8]| digits.iter().all(u8::is_ascii_digit);
    let zero = whole.len() > 1 && whole.starts_with(b"0");
    let whole = !whole.is_empty() && whole.len() <= 13 && all(whole) && !zero;
    whole && places.is_none_or(|it| matches!(it.len(), 1 | 2) && all(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_programs_write_them() {
        for (text, yuan) in [
            ("12000", "12000.00"),
            ("¥ 12,000.00", "12000.00"),
            ("￥12000元", "12000.00"),
            (" -   ", "0.00"),
            ("－", "0.00"),
            ("１２０００．５", "12000.50"),
            ("12\u{200b}000", "12000.00"),
            ("12\u{a0}000.00", "12000.00"),
            ("45.0", "45.00"),
            ("133.80000000000001", "133.80"),
            ("133.79999999999998", "133.80"),
            ("1,299.99999999999", "1300.00"),
            ("0.1000000", "0.10"),
            ("-0.00", "0.00"),
            ("(0)", "0.00"),
        ] {
            let read = read(text).map(|fen| fen.to_string());
            assert_eq!(read, Ok(yuan.to_owned()), "{text:?}");
        }
        for text in [
            "133.805",
            "133.8000999",
            "133.8001",
            "133.809999",
            "1.2E+04",
            "-5",
            "(5)",
            "--",
            "-",
            "",
            "abc",
            "1.999",
        ] {
            assert_eq!(read(text).is_err(), text != "-", "{text:?}");
        }
        for text in [
            "-500.00", "(500.00)", "500.00-", "－500", "¥-500", "-¥500", "(¥500)",
        ] {
            let read = read_signed(text);
            let wanted = Signed {
                minus: true,
                fen: Fen(50_000),
            };
            assert_eq!(read, Ok(wanted), "{text:?}");
        }
    }

    #[test]
    fn plain_amounts_are_those_that_a_number_holds() {
        for cell in ["0", "8000", "8000.5", "-12.30", "0.01"] {
            assert!(is_plain(cell.as_bytes()), "{cell}");
        }
        for cell in [
            "",
            "-",
            "007",
            "8,000",
            "1.234",
            "1.",
            ".5",
            "360428199001011234",
            "1e5",
            "＄1",
        ] {
            assert!(!is_plain(cell.as_bytes()), "{cell}");
        }
    }
}
