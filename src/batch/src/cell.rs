//! Reads cells as office programs write them. Must not know which column a cell is in.
use mingbai_intake::{date, money};
use mingbai_policy::{Day, Fen};
use serde_json::{Value, json};

/// Returns the text of a cell without outer blanks, `="…"` and a leading apostrophe.
pub fn clean(cell: &str) -> &str {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let text = cell.trim_matches(blank);
    let text = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    text.strip_prefix('\'').unwrap_or(text).trim_matches(blank)
}

/// Reads an amount in yuan, as programs or people write it.
pub fn amount(text: &str) -> Result<Fen, String> {
    match Fen::parse(text) {
        Ok(fen) => Ok(fen),
        Err(_) => money::read_typed(text).map_err(|error| error.to_string()),
    }
}

/// Reads a day; a time of day after it is ignored.
pub fn day(text: &str) -> Result<Day, String> {
    let said = match text.split_once([' ', 'T']) {
        // Two days, or a word after the day, are ambiguous.
        Some((said, time)) if is_time(time) => said,
        _ => text,
    };
    date::read(said)
        .or_else(|_| date::read_typed(said))
        .or_else(|_| date::read_typed(text))
        .map_err(|error| error.to_string())
}

fn is_time(text: &str) -> bool {
    let text = text.trim_start_matches(['上', '下', '午', ' ']);
    let time = |c: char| c.is_ascii_digit() || matches!(c, ':' | '：' | '.' | '+' | 'Z' | ' ');
    text.chars().all(time) && text.chars().filter(|c| matches!(c, ':' | '：')).count() >= 1
}

/// Reads yes or no.
pub fn truth(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "已" | "对" | "true" | "yes" | "y" | "1" | "√" | "✓" => Ok(true),
        "否" | "无" | "没有" | "不是" | "未" | "false" | "no" | "n" | "0" | "×" | "x" => {
            Ok(false)
        }
        _ => Err("请写“是”或“否”；不清楚就留空。".to_owned()),
    }
}

/// Splits a cell into names.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ';', '；', ',', '，', '|', '\n'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

/// Reads a list of diseases; `无` means none that any table names.
pub fn diseases(text: &str) -> Value {
    match text {
        "无" | "没有" | "none" => json!([]),
        _ => json!(names(text).collect::<Vec<_>>()),
    }
}

/// Reads the grade of a hospital: `三级甲等` and `三甲` are third grade.
pub fn grade(text: &str) -> &str {
    let mut chars = text.chars();
    let grade = match chars.next() {
        Some('三') => "三级",
        Some('二') => "二级",
        Some('一') => "一级",
        _ => return text,
    };
    // 一般 and 三类 are no grades.
    match chars.next() {
        None | Some('级' | '甲' | '乙' | '丙' | '特' | '等') => grade,
        _ => text,
    }
}

/// Reads the kind of care.
pub fn care(text: &str) -> &str {
    match text {
        "普通住院" => "住院",
        "普通门诊" => "门诊",
        "门诊慢病" | "门诊特病" | "慢特病" | "特殊慢性病门诊" => "门诊慢特病",
        _ => text,
    }
}

/// Returns whether an office program could read the text as a formula. Numbers are none.
pub fn is_formula(cell: &[u8]) -> bool {
    let Some(first) = cell.first() else {
        return false;
    };
    match first {
        b'=' | b'@' | b'\t' | b'\r' => true,
        b'+' | b'-' => !is_number(&cell[1..]),
        // Full-width signs count too.
        0xef => ["＝", "＋", "－", "＠"]
            .iter()
            .any(|sign| cell.starts_with(sign.as_bytes())),
        _ => false,
    }
}

fn is_number(digits: &[u8]) -> bool {
    let text = digits.strip_suffix(b"%").unwrap_or(digits);
    let mut points = 0;
    let mut any = false;
    for byte in text {
        match byte {
            b'0'..=b'9' => any = true,
            b'.' => points += 1,
            b',' => {}
            _ => return false,
        }
    }
    any && points <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_through_what_office_programs_add() {
        for (cell, text) in [
            ("=\"00123\"", "00123"),
            (" 12,000.00 ", "12,000.00"),
            ("'修水县", "修水县"),
            ("\u{feff}日期", "日期"),
            ("修水县\u{3000}\u{a0}", "修水县"),
            ("=\"\"", ""),
        ] {
            assert_eq!(clean(cell), text);
        }
        for written in [
            "2026/3/5",
            "2026-03-05",
            "2026-3-5 10:20:30",
            "20260305",
            "2026年3月5日",
            "2026/10/11 上午 10:27:00",
            "2026-03-05T10:20:30.5Z",
        ] {
            let written = &written.replace("2026/10/11", "2026/3/5");
            assert_eq!(day(written), Ok(Day::new(2026, 3, 5)), "{written}");
        }
        for written in [
            "2026-03-05 至 2026-03-12",
            "2026-03-05 作废",
            "2026-03-05 06",
        ] {
            assert!(day(written).is_err(), "{written}");
        }
        for (written, read) in [
            ("三甲", "三级"),
            ("二级乙等", "二级"),
            ("三", "三级"),
            ("一般", "一般"),
            ("三类", "三类"),
        ] {
            assert_eq!(grade(written), read);
        }
        assert_eq!(amount("1,234.5"), Ok(Fen(123_450)));
        assert!(amount("-5").is_err() && amount("1.234").is_err());
    }

    #[test]
    fn only_what_could_be_a_formula_is_one() {
        for cell in [
            "=1+1",
            "@SUM(A1)",
            "+cmd|' /C calc'!A0",
            "-2+3",
            "\t=1",
            "＝1",
            "-",
            "+",
        ] {
            assert!(is_formula(cell.as_bytes()), "{cell}");
        }
        for cell in ["-5", "-1,234.50", "+3.5", "-12%", "", "5", "甲", "a=b"] {
            assert!(!is_formula(cell.as_bytes()), "{cell}");
        }
    }
}
