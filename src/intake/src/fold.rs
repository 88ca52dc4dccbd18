//! Folding of texts for comparison and quoting. Must not know the vocabulary.

/// Returns the half-width form of a full-width character.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // The full-width block is ASCII moved up by a fixed distance.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Returns a name in the form in which names are compared: half-width, lower case, without spaces and
/// quotation marks, Roman numerals as letters.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        fold_char(c, &mut folded);
    }
    folded
}

/// Appends the folded form of one character; quotation marks and spaces append nothing.
pub(crate) fn fold_char(c: char, folded: &mut String) {
    match half_width(c) {
        '“' | '”' | '‘' | '’' | '"' | '\'' | '「' | '」' | '\u{feff}' | '\u{200b}' => {}
        c if c.is_whitespace() => {}
        'Ⅰ' => folded.push('i'),
        'Ⅱ' => folded.push_str("ii"),
        'Ⅲ' => folded.push_str("iii"),
        c => folded.push(c.to_ascii_lowercase()),
    }
}

/// Returns a text in quotation marks, without control characters, cut to 30 characters.
pub(crate) fn quote(text: &str) -> String {
    const LONGEST: usize = 30;
    let mut short: String = text
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST)
        .collect();
    if text.chars().count() > LONGEST {
        short.push('…');
    }
    format!("“{short}”")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_width_case_space_and_quotes() {
        for text in ["Ⅰ型糖尿病", " I型 糖尿病 ", "Ｉ型糖尿病", "“i型”糖尿病"]
        {
            assert_eq!(fold(text), "i型糖尿病");
        }
    }

    #[test]
    fn a_long_text_is_said_back_shortened() {
        assert_eq!(quote("两病\n"), "“两病”");
        assert_eq!(quote(&"病".repeat(31)).chars().count(), 33);
    }
}
