//! Reads a column's title as hospitals write it: blanks, line breaks, full width, a unit behind. Must not know
//! what the title means.

/// What may stand in brackets behind a title without changing what the column is.
const NOTES: &[&str] = &[
    "元",
    "单位:元",
    "单位元",
    "人民币",
    "人民币元",
    "¥",
    "￥",
    "岁",
    "周岁",
    "必填",
    "选填",
    "*",
];

/// Returns a title without blanks, line breaks and full width, and without the unit behind it.
pub fn bare(title: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '【' => '[',
        '】' => ']',
        c => c,
    };
    let kept = |c: &char| !c.is_whitespace() && !crate::cell::is_invisible(*c);
    let whole: String = title.chars().filter(kept).map(half).collect();
    let text = whole.trim_matches(['*', ':']);
    let noted = [('(', ')'), ('[', ']')].iter().find_map(|(open, close)| {
        let (name, note) = text.strip_suffix(*close)?.rsplit_once(*open)?;
        (NOTES.contains(&note) && !name.is_empty()).then_some(name)
    });
    let text = noted.or_else(|| text.strip_suffix("/元")).unwrap_or(text);
    text.to_owned()
}

/// Returns a title without its unit, if the unit is not yuan.
pub fn in_another_unit(title: &str) -> Option<String> {
    let title = bare(title);
    let units = [
        "(万元)",
        "(单位:万元)",
        "/万元",
        "[万元]",
        "(千元)",
        "(分)",
        "(万)",
    ];
    let name = units.iter().find_map(|unit| title.strip_suffix(unit))?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_read_without_its_unit() {
        for (title, wanted) in [
            ("总费用(元)", "总费用"),
            ("总费用\n（元）", "总费用"),
            (" 总 费 用 ", "总费用"),
            ("*总费用：", "总费用"),
            ("总费用【单位：元】", "总费用"),
            ("总费用/元", "总费用"),
            ("年龄（岁）", "年龄"),
            ("惠民保（目录外）", "惠民保(目录外)"),
            ("（元）", "(元)"),
            ("bill.total", "bill.total"),
        ] {
            assert_eq!(bare(title), wanted);
        }
        let name = in_another_unit("总费用（万元）");
        assert_eq!(name.as_deref(), Some("总费用"));
        assert_eq!(in_another_unit("总费用（元）"), None);
    }
}
