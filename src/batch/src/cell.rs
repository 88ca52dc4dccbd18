//! Reads cells as office programs write them. Must not know which column a cell is in.
use serde_json::{Value, json};
use std::borrow::Cow;

/// Returns the text of a cell without outer blanks, `="…"` and a leading apostrophe.
pub fn clean(cell: &str) -> &str {
    let blank = |c: char| c.is_whitespace() || is_invisible(c);
    let text = cell.trim_matches(blank);
    let text = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .unwrap_or(text);
    text.strip_prefix('\'').unwrap_or(text).trim_matches(blank)
}

/// Returns whether a character is not seen: marks of direction and width that programs leave in cells.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}')
}

/// Returns a text in half width, every blank a plain one.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let half = |c: char| match c {
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    };
    Cow::Owned(text.chars().map(half).collect())
}

/// Returns a whole number without the zeros that workbooks and programs write after it: `45.0` is `45`.
pub fn whole(text: &str) -> Cow<'_, str> {
    match plain(text) {
        Cow::Borrowed(text) => Cow::Borrowed(without_point(text)),
        Cow::Owned(text) => Cow::Owned(without_point(&text).to_owned()),
    }
}

fn without_point(text: &str) -> &str {
    match text.split_once('.') {
        Some((whole, part))
            if !whole.is_empty()
                && !part.is_empty()
                && whole.bytes().all(|byte| byte.is_ascii_digit())
                && part.bytes().all(|byte| byte == b'0') =>
        {
            whole
        }
        _ => text,
    }
}

/// Reads yes or no.
pub fn truth(text: &str) -> Result<bool, String> {
    match whole(text).to_ascii_lowercase().as_str() {
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
        _ => match &*whole(text) {
            "11" => "门诊",
            "14" => "门诊慢特病",
            "21" => "住院",
            _ => text,
        },
    }
}

/// Reads the insurance, also by its code of the national platform.
pub fn insurance(text: &str) -> &str {
    match text {
        "城乡居民" | "一般居民" | "普通居民" | "城镇居民" | "农村居民" => {
            "居民"
        }
        "城镇职工" | "在职职工" => "职工",
        _ => match &*whole(text) {
            "310" => "职工",
            "390" => "居民",
            _ => text,
        },
    }
}

/// Reads the sex, also by its national code.
pub fn sex(text: &str) -> &str {
    match text {
        "男性" => "男",
        "女性" => "女",
        _ => match &*whole(text) {
            "1" => "男",
            "2" => "女",
            _ => text,
        },
    }
}

/// Returns whether a cell of groups says that the person belongs to none.
pub fn is_no_group(text: &str) -> bool {
    matches!(
        text,
        "none"
            | "无"
            | "都不是"
            | "没有"
            | "一般居民"
            | "普通居民"
            | "一般人员"
            | "普通人员"
            | "普通人群"
            | "一般人群"
    )
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
        for (written, read) in [
            ("三甲", "三级"),
            ("二级乙等", "二级"),
            ("三", "三级"),
            ("一般", "一般"),
            ("三类", "三类"),
        ] {
            assert_eq!(grade(written), read);
        }
        for (written, read) in [
            ("45.0", "45"),
            ("１．００", "1"),
            ("4.5", "4.5"),
            (".0", ".0"),
        ] {
            assert_eq!(whole(written), read);
        }
        assert_eq!((truth("1.0"), truth("0.00")), (Ok(true), Ok(false)));
        assert_eq!(
            (care("21"), insurance("390.0"), sex("2")),
            ("住院", "居民", "女")
        );
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
