//! Reads the records of a table, one at a time, in bounded memory. A quote that never closes costs its
//! own line and no other. Must not know what a cell means.
//!
//! A quoted cell may span lines only if
//! - it closes within [`LINES`] lines and [`BYTES`] bytes,
//! - a delimiter or the line's end follows the closing quote,
//! - the record then has as many cells as the heading, and
//! - no line of it, split at the delimiters alone, has as many cells as the heading: such a line would
//!   be a swallowed row. (The first line may, unless the quote opens in the first cell; the last line
//!   may, if the quote opened in the first cell.)
//!
//! Otherwise the line with the opening quote is refused, and reading continues at the next line. Up to
//! the line where the quote would have closed, lines that are no whole rows, or that hold an unpaired
//! quote, are refused too: they may be the rest of a cell.
use csv::ByteRecord;
use std::io::{self, Read};

/// The most lines a quoted cell may span.
const LINES: usize = 100;
/// The most bytes of a record that spans lines.
const BYTES: usize = 32 << 10;
/// The longest line, in bytes.
const LONGEST: usize = 1 << 20;
const CHUNK: usize = 1 << 16;

/// The kind of the next line or lines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordKind {
    /// A record, and how many lines it spans.
    Row(u64),
    /// A line without a single character.
    Empty,
    /// A line that is no record, split at the delimiters.
    Unclosed,
    /// A line too long to be read; the record is empty.
    TooLong,
    /// A row with bytes that are no characters, or one that is no record of its kind of file; and how
    /// many lines it spans.
    Unreadable(u64),
}

/// Reads records from a stream of text.
pub struct Records<R> {
    input: R,
    delimiter: u8,
    /// Cells of the heading, once it is read.
    titles: Option<usize>,
    buffer: Vec<u8>,
    /// Bytes of the buffer already consumed.
    start: usize,
    ended: bool,
    /// Lines and bytes consumed in all.
    lines: u64,
    bytes: u64,
    /// Lines left until a refused quote would have closed.
    doubtful: u64,
}

impl<R: Read> Records<R> {
    pub fn new(input: R, delimiter: u8) -> Records<R> {
        Records {
            input,
            delimiter,
            titles: None,
            buffer: Vec::new(),
            start: 0,
            ended: false,
            lines: 0,
            bytes: 0,
            doubtful: 0,
        }
    }

    /// Returns the lines consumed so far.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Returns the bytes consumed so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Sets the number of cells of the heading.
    pub fn set_titles(&mut self, titles: usize) {
        self.titles = Some(titles);
    }

    /// Reads the next record; `None` at the end.
    pub fn next(&mut self, record: &mut ByteRecord) -> io::Result<Option<RecordKind>> {
        record.clear();
        let Some(line) = self.line(0)? else {
            return Ok(None);
        };
        if line.text > LONGEST {
            self.skip_line()?;
            return Ok(Some(RecordKind::TooLong));
        }
        if line.text == 0 {
            self.hand_on(line.whole, 1);
            return Ok(Some(RecordKind::Empty));
        }
        let at = self.start..self.start + line.text;
        let text = self.buffer.get(at).unwrap_or_default();
        let ended = split(text, self.delimiter, record);
        let whole = self.titles.is_none_or(|all| record.len() >= all);
        let found = match ended {
            SplitEnd::Closed if self.doubtful == 0 || whole => RecordKind::Row(1),
            // A quote inside a cell (5" or a"b) is read literally.
            SplitEnd::Odd if self.doubtful == 0 => RecordKind::Row(1),
            SplitEnd::Closed | SplitEnd::Odd => RecordKind::Unclosed,
            SplitEnd::Open => match self.over_lines(line, record)? {
                Some((whole, lines)) => {
                    self.hand_on(whole, lines);
                    return Ok(Some(RecordKind::Row(lines)));
                }
                None => {
                    // Split at the delimiters, into at most as many cells as the heading has.
                    let at = self.start..self.start + line.text;
                    let text = self.buffer.get(at).unwrap_or_default();
                    let most = self.titles.unwrap_or(usize::MAX);
                    record.clear();
                    for cell in text.splitn(most, |byte| *byte == self.delimiter) {
                        record.push_field(cell);
                    }
                    RecordKind::Unclosed
                }
            },
        };
        self.hand_on(line.whole, 1);
        Ok(Some(found))
    }

    /// Reads a record that begins with this line and spans more; returns its bytes and lines.
    fn over_lines(
        &mut self,
        first: RecordLine,
        record: &mut ByteRecord,
    ) -> io::Result<Option<(usize, u64)>> {
        let (mut whole, mut lines) = (first.whole, 1);
        while lines < LINES && whole <= BYTES {
            let Some(next) = self.line(whole)? else {
                return Ok(None);
            };
            let end = whole + next.text;
            whole += next.whole;
            lines += 1;
            if end > BYTES {
                return Ok(None);
            }
            record.clear();
            let text = self.buffer.get(self.start..self.start + end);
            let text = text.unwrap_or_default();
            match split(text, self.delimiter, record) {
                SplitEnd::Open => {}
                SplitEnd::Closed if self.is_one_record(text, record) => {
                    return Ok(Some((whole, lines as u64)));
                }
                _ => {
                    self.doubtful = self.doubtful.max(lines as u64);
                    return Ok(None);
                }
            }
        }
        Ok(None)
    }

    /// Returns whether none of the lines of a record is a row by itself.
    fn is_one_record(&self, text: &[u8], record: &ByteRecord) -> bool {
        let Some(titles) = self.titles else {
            return true;
        };
        if record.len() != titles {
            return false;
        }
        let in_first = text.first() == Some(&b'"') && record.get(0).is_some_and(breaks);
        let whole = |line: &[u8]| {
            let marks = line.iter().filter(|byte| **byte == self.delimiter);
            titles > 1 && marks.count() + 1 >= titles
        };
        let lines: Vec<&[u8]> = text
            .split(|byte| *byte == b'\n' || *byte == b'\r')
            .collect();
        let last = lines.len().saturating_sub(1);
        !lines.iter().enumerate().any(|(at, line)| {
            let may = match at {
                0 => !in_first,
                at => at == last && in_first,
            };
            !may && whole(line)
        })
    }

    /// Returns the line at an offset from the start; `None` at the end of the text.
    fn line(&mut self, after: usize) -> io::Result<Option<RecordLine>> {
        let mut from = 0;
        loop {
            let rest = self.buffer.get(self.start + after..).unwrap_or_default();
            let unseen = rest.get(from..).unwrap_or_default();
            let end = unseen.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            if let Some(end) = end {
                let text = from + end;
                match (rest.get(text), rest.get(text + 1)) {
                    (Some(b'\r'), None) if !self.ended => {}
                    (Some(b'\r'), Some(b'\n')) => {
                        return Ok(Some(RecordLine {
                            text,
                            whole: text + 2,
                        }));
                    }
                    _ => {
                        return Ok(Some(RecordLine {
                            text,
                            whole: text + 1,
                        }));
                    }
                }
            } else if rest.len() > LONGEST {
                let text = rest.len();
                return Ok(Some(RecordLine { text, whole: text }));
            }
            from = end.map_or(rest.len(), |end| from + end);
            if self.ended {
                let text = rest.len();
                return Ok((text > 0).then_some(RecordLine { text, whole: text }));
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..self.start);
        self.start = 0;
        let input = self.input.by_ref().take(CHUNK as u64);
        let mut input = input;
        self.ended = input.read_to_end(&mut self.buffer)? == 0;
        Ok(())
    }

    fn hand_on(&mut self, bytes: usize, lines: u64) {
        self.start += bytes;
        self.lines += lines;
        self.bytes += bytes as u64;
        self.doubtful = self.doubtful.saturating_sub(lines);
    }

    /// Skips a line of any length.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let line = self.line(0)?.unwrap_or(RecordLine { text: 0, whole: 0 });
            let ends = line.whole > line.text || line.whole == 0;
            self.hand_on(line.whole, u64::from(ends));
            if ends {
                return Ok(());
            }
            if self.ended && self.start >= self.buffer.len() {
                self.lines += 1;
                return Ok(());
            }
        }
    }
}

/// A line: the bytes of its text, and the bytes with its line end.
#[derive(Clone, Copy)]
struct RecordLine {
    text: usize,
    whole: usize,
}

fn breaks(cell: &[u8]) -> bool {
    cell.iter().any(|byte| matches!(byte, b'\n' | b'\r'))
}

/// How a split text ended.
#[derive(PartialEq, Eq)]
enum SplitEnd {
    /// Every quote is paired.
    Closed,
    /// Inside a quoted cell.
    Open,
    /// With an unpaired quote, or with text after a quoted cell that spans lines.
    Odd,
}

/// Splits a text into cells. A quote opens a cell only as its first character, and is doubled inside.
fn split(text: &[u8], delimiter: u8, record: &mut ByteRecord) -> SplitEnd {
    let mut cell = Vec::new();
    let mut rest = text.iter().copied().peekable();
    let mut odd = false;
    loop {
        cell.clear();
        if rest.peek() == Some(&b'"') {
            rest.next();
            let mut closed = false;
            while let Some(byte) = rest.next() {
                match byte {
                    b'"' if rest.peek() == Some(&b'"') => {
                        rest.next();
                        cell.push(b'"');
                    }
                    b'"' => {
                        closed = true;
                        break;
                    }
                    byte => cell.push(byte),
                }
            }
            if !closed {
                return SplitEnd::Open;
            }
            odd |= breaks(&cell)
                && !matches!(rest.peek(), None | Some(&b'\n' | &b'\r'))
                && rest.peek() != Some(&delimiter);
        }
        let mut marks = 0;
        while let Some(byte) = rest.next_if(|byte| *byte != delimiter) {
            marks += usize::from(byte == b'"');
            cell.push(byte);
        }
        odd |= marks % 2 == 1;
        record.push_field(&cell);
        if rest.next().is_none() {
            break;
        }
    }
    if odd { SplitEnd::Odd } else { SplitEnd::Closed }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the records with `|` between cells; refused lines begin with `!`.
    fn read(text: &str, chunk: usize) -> Vec<String> {
        struct Slow<'a>(&'a [u8], usize);
        impl Read for Slow<'_> {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                let (now, rest) = self.0.split_at(self.0.len().min(self.1).min(out.len()));
                out[..now.len()].copy_from_slice(now);
                self.0 = rest;
                Ok(now.len())
            }
        }
        let mut records = Records::new(Slow(text.as_bytes(), chunk), b',');
        let mut record = ByteRecord::new();
        let mut found = Vec::new();
        while let Some(what) = records.next(&mut record).expect("text") {
            if records.titles.is_none() {
                records.set_titles(record.len());
            }
            let cells: Vec<_> = record.iter().map(String::from_utf8_lossy).collect();
            let cells = cells.join("|").replace('\n', "/");
            found.push(match what {
                RecordKind::Row(_) => cells,
                RecordKind::Empty => String::new(),
                RecordKind::Unclosed => format!("!{cells}"),
                RecordKind::TooLong | RecordKind::Unreadable(_) => "!".to_owned(),
            });
        }
        assert_eq!(records.bytes(), text.len() as u64, "{text}");
        found
    }

    fn check(text: &str, wanted: &[&str]) {
        for chunk in [1, 7, 1 << 16] {
            assert_eq!(read(text, chunk), wanted, "{text}");
        }
        assert_eq!(
            read(&text.replace('\n', "\r\n"), 3)
                .join("\n")
                .replace('\r', ""),
            wanted.join("\n")
        );
    }

    #[test]
    fn quoted_cells_run_over_lines_and_open_ones_cost_their_own_line() {
        // Cells of several lines, first, last and between; doubled quotes; quotes inside a cell.
        check("a,b,c\n1,2,\"x\ny\"\n4,5,6", &["a|b|c", "1|2|x/y", "4|5|6"]);
        check("a,b,c\n\"x\n\ny\",2,3\n", &["a|b|c", "x//y|2|3"]);
        check(
            "a,b,c\n1,\"x, y\nz\",3\n4,5,6\n",
            &["a|b|c", "1|x, y/z|3", "4|5|6"],
        );
        check("\"a\nb\",c\n1,2\n", &["a/b|c", "1|2"]);
        check(
            "a,b,c\n1,\"x \"\"y\"\"\",3\n1,5\",3\n\n4,5\n",
            &["a|b|c", "1|x \"y\"|3", "1|5\"|3", "", "4|5"],
        );
        // Never closed; closed by the next row's quotes; by a quote typed alone (同上).
        check(
            "a,b,c\n1,2,\"x\n4,5,6\n7,8,9\n",
            &["a|b|c", "!1|2|\"x", "4|5|6", "7|8|9"],
        );
        check(
            "a,b,c\n1,\"2,x\n4,\"5\",6\n",
            &["a|b|c", "!1|\"2|x", "4|5|6"],
        );
        check(
            "a,b,c\n1,\"2,x\n4,5,6\n7,8,\"y\"\n",
            &["a|b|c", "!1|\"2|x", "4|5|6", "7|8|y"],
        );
        check(
            "a,b,c\n1,\",x\n4,\",6\n7,8,9\n",
            &["a|b|c", "!1|\"|x", "!4|\"|6", "7|8|9"],
        );
        check(
            "a,b,c\n1,2,\"x\n4,5,y\"\n7,8,9\n",
            &["a|b|c", "!1|2|\"x", "!4|5|y\"", "7|8|9"],
        );
        check(
            "a,b,c\n1,2,\"x\nz\n4,5,6\ny\"\n7,8,9\n",
            &["a|b|c", "!1|2|\"x", "!z", "4|5|6", "!y\"", "7|8|9"],
        );
        check(
            "a,b,c\n1,\"2\n3\",4,5\n6,7,8\n",
            &["a|b|c", "!1|\"2", "!3\"|4|5", "6|7|8"],
        );
    }

    #[test]
    fn what_is_too_long_costs_itself() {
        let cell = |lines: usize| format!("a,b\n1,\"{}x\"\n2,3\n", "y\n".repeat(lines));
        assert_eq!(read(&cell(LINES - 1), 1 << 16).len(), 3);
        assert_eq!(read(&cell(LINES), 1 << 16).len(), LINES + 3);
        let long = format!(
            "a,b\n1,{}\n2,3\n4,{}",
            "z".repeat(3 * LONGEST),
            "z".repeat(LONGEST)
        );
        assert_eq!(read(&long, 1 << 16), ["a|b", "!", "2|3", "!"]);
        let just = format!("a,b\n1,{}\n", "z".repeat(LONGEST - 2));
        assert_eq!(read(&just, 1 << 16).len(), 2);
    }
}
