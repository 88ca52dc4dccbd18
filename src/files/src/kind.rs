//! The kind of a file, told by its first bytes. Must not know a file's name, or how a kind is read.

/// A kind of file that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileKind {
    /// Text with delimiters: CSV, or pasted from a table.
    Text,
    /// A workbook of Excel 2007 and later.
    Xlsx,
    /// A workbook of Excel 97 to 2003.
    Xls,
    /// A web page or an XML table, often named `.xls`.
    Markup,
    /// JSON, or JSON lines.
    Json,
}

impl FileKind {
    /// Returns the name for people.
    pub fn name(self) -> &'static str {
        match self {
            FileKind::Text => "文本表格（CSV 或粘贴的）",
            FileKind::Xlsx => "Excel 工作簿（xlsx）",
            FileKind::Xls => "Excel 97-2003 工作簿（xls）",
            FileKind::Markup => "网页或 XML 写的表格",
            FileKind::Json => "JSON",
        }
    }

    /// Checks whether the kind needs the reader of workbooks.
    pub fn is_workbook(self) -> bool {
        matches!(self, FileKind::Xlsx | FileKind::Xls)
    }
}

/// How many first bytes tell the kind.
pub const HEAD: usize = 1 << 16;

/// The first bytes of files that hold no table, with what each is.
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF", "PDF"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\0", "图片"),
    (b"MM\0*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"SQLite format 3", "数据库"),
    (b"{\\rtf", "Word 文档"),
    (b"MIME-Version:", "网页存档"),
];

/// Returns the kind by the first bytes, or `None` where only the decoded text tells.
///
/// # Errors
///
/// When the file holds no table that can be read; the text says what to do.
pub fn of_bytes(head: &[u8]) -> Result<Option<FileKind>, String> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Some(FileKind::Xlsx));
    }
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Some(FileKind::Xls));
    }
    let other = OTHERS
        .iter()
        .find(|(begins, what)| head.starts_with(begins) && (*what != "图片" || is_binary(head)));
    match other {
        None => Ok(None),
        Some((_, what)) => Err(not_a_table(what)),
    }
}

/// Checks whether bytes hold control characters as only binary files do.
fn is_binary(head: &[u8]) -> bool {
    let control = |byte: &&u8| **byte < 9 || (14..32).contains(*byte);
    head.iter().take(4096).any(|byte| control(&byte))
}

/// Returns the sentence that refuses a file of another kind.
pub fn not_a_table(what: &str) -> String {
    let mend = match what {
        "压缩包" => "请先解压，再选里面的表格",
        "PDF" | "图片" => "里面的字读不了。请从系统里导出 Excel 或 CSV",
        _ => "请另存为 Excel（xlsx）或 CSV 再试",
    };
    format!("这是{what}，不是表格。{mend}。")
}

/// Returns the kind by the first characters of the decoded text.
///
/// # Errors
///
/// When the text is none that people write; the text says what to do.
pub fn of_text(head: &[u8]) -> Result<FileKind, String> {
    let blank = |byte: &u8| byte.is_ascii_whitespace();
    let start = head.iter().position(|byte| !blank(byte)).unwrap_or(0);
    let text = head.get(start..).unwrap_or_default();
    let next = text.get(1..).unwrap_or_default();
    let next = next.iter().find(|byte| !blank(byte));
    match (text.first(), next) {
        (Some(b'<'), Some(b'!' | b'?' | b'a'..=b'z' | b'A'..=b'Z')) => {
            return Ok(FileKind::Markup);
        }
        (Some(b'{'), Some(b'"' | b'}')) | (Some(b'['), Some(b'{' | b']' | b'[')) => {
            return Ok(FileKind::Json);
        }
        _ => {}
    }
    let control = |byte: &&u8| **byte < 9 || (14..32).contains(*byte);
    let controls = head.iter().filter(control).count();
    if controls * 4 > head.len() && head.len() >= 64 {
        return Err("这不是表格。请选 Excel（xlsx、xls）、CSV 或 JSON 文件。".to_owned());
    }
    Ok(FileKind::Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_the_kind() {
        for (bytes, kind) in [
            (&b"PK\x03\x04rest"[..], Some(FileKind::Xlsx)),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Some(FileKind::Xls)),
            (b"a,b", None),
            (b"BM,KS\n1,2\n", None),
        ] {
            assert_eq!(of_bytes(bytes), Ok(kind));
        }
        for (bytes, said) in [
            (&b"%PDF-1.7"[..], "PDF"),
            (b"\x89PNG\r\n\x1a\n", "图片"),
            (b"BM\0\0\0", "图片"),
            (b"Rar!\x1a", "先解压"),
        ] {
            assert!(of_bytes(bytes).expect_err("refused").contains(said));
        }
        for (text, kind) in [
            ("<table>", FileKind::Markup),
            ("\r\n <!DOCTYPE html>", FileKind::Markup),
            ("<5,a", FileKind::Text),
            (" [ {\"a\":1}]", FileKind::Json),
            ("{\"a\":1}\n{\"a\":2}", FileKind::Json),
            ("{甲},乙", FileKind::Text),
            ("", FileKind::Text),
        ] {
            assert_eq!(of_text(text.as_bytes()), Ok(kind), "{text}");
        }
    }
}
