//! Lays the tables of a web page, or of Excel's XML of 2003, out as rows: many hospital systems write such
//! a file and name it `.xls`. Must not know what a cell means.
//!
//! All tables of a page make one sheet, row after row, as Excel shows them. A cell over several columns or
//! rows is where it begins; the others are empty.
use crate::frames::FrameWriter;
use crate::limits;

/// The most columns or rows that one cell may span.
const SPAN: usize = 1_000;

/// Returns the frames of all tables.
///
/// # Errors
///
/// When the page holds no table; the text says what to do.
pub fn frames(text: &str) -> Result<Vec<u8>, String> {
    let mut page = Page::default();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        page.text(before);
        rest = match comment(tag) {
            Some(after) => after,
            None => {
                let (tag, after) = tag_end(tag);
                page.tag(tag)?;
                // A script holds texts that look like tags.
                match ["script", "style"].iter().find(|it| name(tag) == **it) {
                    Some(it) if !tag.starts_with('/') && !tag.ends_with('/') => {
                        let end = after.find(&format!("</{it}"));
                        end.map_or("", |at| after.get(at..).unwrap_or_default())
                    }
                    _ => after,
                }
            }
        };
    }
    page.end_cell()?;
    page.end_row();
    if page.rows == 0 {
        return Err("这是网页，里面没有表格。请从系统里导出 Excel 或 CSV。".to_owned());
    }
    Ok(page.writer.finish())
}

#[derive(Default)]
struct Page {
    writer: FrameWriter,
    /// The rows ended so far, which hold a cell.
    rows: usize,
    /// The number of the current row.
    number: u32,
    in_row: bool,
    column: usize,
    /// The text of the current cell, and how many columns and rows it spans.
    cell: Option<(String, usize, usize)>,
    /// For each column, how many more rows a cell from above still covers.
    covered: Vec<usize>,
}

impl Page {
    fn text(&mut self, text: &str) {
        if let Some((cell, ..)) = &mut self.cell {
            unescape(text, cell);
        }
    }

    fn tag(&mut self, tag: &str) -> Result<(), String> {
        let closes = tag.starts_with('/');
        match (name(tag), closes) {
            ("tr" | "row", false) => {
                self.end_cell()?;
                self.end_row();
                self.in_row = true;
                self.number += 1;
                // XML of 2003 leaves out empty rows and cells, and gives the number of the next.
                if let Some(at) = index(tag).and_then(|at| u32::try_from(at).ok()) {
                    self.number = self.number.max(at);
                }
                self.column = 0;
            }
            ("tr" | "row", true) | ("table", _) => {
                self.end_cell()?;
                self.end_row();
            }
            ("td" | "th" | "cell", false) => {
                self.end_cell()?;
                if !self.in_row {
                    return Ok(());
                }
                if let Some(at) = index(tag) {
                    self.column = self.column.max((at - 1).min(limits::COLUMNS));
                }
                let span = |name| attribute(tag, name).and_then(|it| it.trim().parse().ok());
                let columns = span("colspan").or(span("mergeacross").map(|it: usize| it + 1));
                let rows = span("rowspan").or(span("mergedown").map(|it: usize| it + 1));
                let most = |it: Option<usize>| it.unwrap_or(1).clamp(1, SPAN);
                self.cell = Some((String::new(), most(columns), most(rows)));
                if tag.ends_with('/') {
                    self.end_cell()?;
                }
            }
            ("td" | "th" | "cell", true) => self.end_cell()?,
            ("br" | "p" | "div", _) => {
                if let Some((cell, ..)) = &mut self.cell
                    && !cell.trim().is_empty()
                {
                    cell.push('\n');
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), String> {
        let Some((cell, columns, rows)) = self.cell.take() else {
            return Ok(());
        };
        while self.covered.get(self.column).is_some_and(|rows| *rows > 0) {
            self.column += 1;
        }
        let blank = |c: char| c.is_whitespace() && c != '\t';
        self.writer.cell(self.column, cell.trim_matches(blank))?;
        let end = (self.column + columns).min(limits::COLUMNS);
        if rows > 1 {
            if self.covered.len() < end {
                self.covered.resize(end, 0);
            }
            for at in self.column..end {
                if let Some(covered) = self.covered.get_mut(at) {
                    // This row counts too: its end takes one off.
                    *covered = rows;
                }
            }
        }
        self.column += columns;
        Ok(())
    }

    fn end_row(&mut self) {
        if !self.in_row {
            return;
        }
        self.in_row = false;
        self.rows += 1;
        self.writer.end_row(self.number);
        for covered in &mut self.covered {
            *covered = covered.saturating_sub(1);
        }
    }
}

/// Returns what follows a comment or a conditional of Office.
fn comment(text: &str) -> Option<&str> {
    let after = text.strip_prefix("<!--")?;
    let end = after.find("-->");
    Some(end.map_or("", |at| after.get(at + 3..).unwrap_or_default()))
}

/// Splits a text that begins with `<` into the tag's inside and what follows it.
fn tag_end(text: &str) -> (&str, &str) {
    let inside = text.get(1..).unwrap_or_default();
    let mut quote = None;
    for (at, c) in inside.char_indices() {
        match (c, quote) {
            ('>', None) => {
                return (
                    inside.get(..at).unwrap_or_default(),
                    inside.get(at + 1..).unwrap_or_default(),
                );
            }
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            _ => {}
        }
        // A quote that is never closed must not swallow the page.
        if at > 4_096 {
            break;
        }
    }
    match inside.find('>') {
        Some(at) => (
            inside.get(..at).unwrap_or_default(),
            inside.get(at + 1..).unwrap_or_default(),
        ),
        None => (inside, ""),
    }
}

/// Returns the name of a tag, without a prefix, if it is one that matters.
fn name(tag: &str) -> &'static str {
    let tag = tag.trim_start_matches('/');
    let end = tag.find(|c: char| c.is_whitespace() || c == '/');
    let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();
    let name = name.rsplit_once(':').map_or(name, |(_, name)| name);
    [
        "tr", "row", "td", "th", "cell", "table", "br", "p", "div", "script", "style",
    ]
    .into_iter()
    .find(|it| name.eq_ignore_ascii_case(it))
    .unwrap_or_default()
}

/// Returns an attribute of a tag, whatever its prefix and case.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let mut from = 0;
    while let Some(at) = lower.get(from..)?.find(name) {
        let at = from + at;
        from = at + name.len();
        let before = lower.get(..at)?.chars().next_back();
        let after = lower.get(from..)?.trim_start();
        if let (Some(value), Some(' ' | '\n' | '\t' | '\r' | ':')) =
            (after.strip_prefix('='), before)
        {
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = match quote {
                Some(quote) => value.get(1..)?.split(quote).next(),
                None => value.split(|c: char| c.is_whitespace() || c == '/').next(),
            };
            return value.map(str::to_owned);
        }
    }
    None
}

fn index(tag: &str) -> Option<usize> {
    let at: usize = attribute(tag, "index")?.trim().parse().ok()?;
    (at > 0).then_some(at)
}

/// Appends a text with its entities as characters; blanks of the source, line ends too, are one blank.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    loop {
        let at = rest.find(|c: char| c == '&' || c.is_ascii_whitespace());
        let Some(at) = at else {
            return out.push_str(rest);
        };
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        if !after.starts_with('&') {
            out.push(' ');
            rest = after.trim_ascii_start();
            continue;
        }
        let entity = after.get(1..).unwrap_or_default();
        let end = entity.bytes().take(10).position(|byte| byte == b';');
        let (name, next) = match end {
            Some(end) => (
                entity.get(..end).unwrap_or_default(),
                entity.get(end + 1..).unwrap_or_default(),
            ),
            None => ("", entity),
        };
        let number = name.strip_prefix('#').and_then(|code| {
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => code.parse(),
            };
            code.ok().and_then(char::from_u32)
        });
        let c = number.or(match name {
            "nbsp" => Some('\u{a0}'),
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "yen" => Some('¥'),
            _ => None,
        });
        match c {
            Some(c) => {
                out.push(c);
                rest = next;
            }
            None => {
                out.push('&');
                rest = entity;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::{Frame, Frames};
    use csv::ByteRecord;

    /// Returns the rows, each with its number, with `|` between cells.
    fn check(text: &str, wanted: &[&str]) {
        let mut frames = Frames::new(frames(text).expect("a table"));
        let mut record = ByteRecord::new();
        let mut rows = Vec::new();
        while let Some(frame) = frames.next(&mut record) {
            let cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
            if let Frame::Row(number) = frame {
                rows.push(format!("{number} {}", cells.join("|")));
            }
        }
        assert_eq!(rows, wanted, "{text}");
    }

    #[test]
    fn tables_of_pages_and_of_xml_are_rows() {
        check(
            "<html><style>td{x:'<tr>'}</style><table><tr><th>姓名<th>总费用\n(元)</tr><TR><td class=\"a>b\">甲&nbsp;</td><td>1&lt;2 &#20803;<br/>&amp;x</td></table>",
            &["1 姓名|总费用 (元)", "2 甲|1<2 元\n&x"],
        );
        check(
            "<table><tr><td colspan=3>题</td></tr><tr><td rowspan='2'>a</td><td>b</td><td>c</td></tr><tr><td>d<td>e</tr><tr><td>f</tr></table>",
            &["1 题", "2 a|b|c", "3 |d|e", "4 f"],
        );
        check(
            "<?xml version=\"1.0\"?><ss:Workbook><Worksheet><Table><Row ss:Index=\"3\"><Cell ss:Index=\"2\"><Data ss:Type=\"Number\">8</Data></Cell><Cell/><Cell><Data>9</Data></Cell></Row><Row><Cell><Data>1</Data></Cell></Row></Table></Worksheet></ss:Workbook>",
            &["3 |8||9", "4 1"],
        );
        assert!(frames("<html><p>没有</p></html>").is_err());
        check("<table><tr><td a=\"<td>1</td></tr></table>", &["1 1"]);
    }
}
