//! Opens a file of any kind and reads its rows. Must not know what a cell means.
use crate::encoding::{Decoded, TextEncoding};
use crate::frames::{CellKind, Frame, Frames};
use crate::kind::{self, FileKind};
use crate::limits;
use crate::records::{RecordKind, Records};
use crate::{json, markup};
use csv::ByteRecord;
use std::io::{self, Chain, Cursor, Read};

/// Why a file cannot be opened.
#[derive(Debug)]
pub enum OpenError {
    /// Reading failed.
    Read(io::Error),
    /// The file holds no table that can be read; the text says what to do.
    Refused(String),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> OpenError {
        OpenError::Read(error)
    }
}

/// The bytes already read, then the rest of the input.
type AfterHead<R> = Chain<Cursor<Vec<u8>>, R>;
type Text<R> = Decoded<AfterHead<R>>;

/// The rows of a file.
pub struct FileRows<R> {
    kind: FileKind,
    /// The encoding of a text; a workbook has none.
    encoding: Option<TextEncoding>,
    mark: bool,
    delimiter: u8,
    source: Source<R>,
    /// The number of the row just read, as office programs count.
    number: u64,
    lines: u64,
}

enum Source<R> {
    /// Text with delimiters, and a copy of its beginning.
    Text(Box<Records<Text<R>>>, Vec<u8>),
    Frames(Frames),
}

/// The bytes of a file, and what they hold.
pub struct Opening {
    /// The first bytes.
    head: Vec<u8>,
    kind: Option<FileKind>,
}

impl Opening {
    /// Reads the first bytes, and tells the kind as far as they do.
    ///
    /// # Errors
    ///
    /// When reading fails, or the file is of a kind that holds no table.
    pub fn read(input: &mut impl Read) -> Result<Opening, OpenError> {
        let mut head = Vec::new();
        input.take(kind::HEAD as u64).read_to_end(&mut head)?;
        let kind = kind::of_bytes(&head).map_err(OpenError::Refused)?;
        Ok(Opening { head, kind })
    }

    /// Returns the kind of a workbook.
    pub fn workbook(&self) -> Option<FileKind> {
        self.kind.filter(|kind| kind.is_workbook())
    }

    /// Reads the whole file.
    ///
    /// # Errors
    ///
    /// When reading fails, or the file is too large.
    pub fn whole(self, input: &mut impl Read) -> Result<Vec<u8>, OpenError> {
        let mut bytes = self.head;
        let most = limits::BYTES.saturating_sub(bytes.len() as u64);
        let read = input.take(most + 1).read_to_end(&mut bytes)?;
        if read as u64 > most {
            return Err(OpenError::Refused(limits::too_large()));
        }
        Ok(bytes)
    }
}

/// The most rows above which a heading is looked for.
const OPENING: usize = 20;

impl<R: Read> FileRows<R> {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// When reading fails, or the file holds no table.
    pub fn open(mut input: R) -> Result<FileRows<R>, OpenError> {
        let opening = Opening::read(&mut input)?;
        match opening.workbook() {
            Some(kind) => {
                let bytes = opening.whole(&mut input)?;
                FileRows::workbook(kind, bytes)
            }
            None => FileRows::text(opening, input),
        }
    }

    #[cfg(feature = "workbooks")]
    fn workbook(kind: FileKind, bytes: Vec<u8>) -> Result<FileRows<R>, OpenError> {
        let frames = crate::workbook::frames(kind, bytes).map_err(OpenError::Refused)?;
        Ok(FileRows::of_frames(kind, None, frames))
    }

    #[cfg(not(feature = "workbooks"))]
    fn workbook(_: FileKind, _: Vec<u8>) -> Result<FileRows<R>, OpenError> {
        Err(OpenError::Refused(
            "这里还读不了 Excel 工作簿。请用 Excel 另存为 CSV，或者复制表格粘贴过来。".to_owned(),
        ))
    }

    /// Returns the rows of frames that another process made of a workbook.
    pub fn of_frames(
        kind: FileKind,
        encoding: Option<TextEncoding>,
        frames: Vec<u8>,
    ) -> FileRows<R> {
        FileRows {
            kind,
            encoding,
            mark: true,
            delimiter: b',',
            source: Source::Frames(Frames::new(frames)),
            number: 0,
            lines: 0,
        }
    }

    /// Opens a file that is no workbook.
    ///
    /// # Errors
    ///
    /// When reading fails, or the file holds no table.
    pub fn text(opening: Opening, input: R) -> Result<FileRows<R>, OpenError> {
        #[cfg(feature = "encodings")]
        let head = opening.head.clone();
        let mut text = Decoded::new(Cursor::new(opening.head).chain(input))?;
        let encoding = text.encoding();
        #[cfg(feature = "encodings")]
        if let (TextEncoding::Gb18030, Some(why)) = (encoding, crate::encoding::big5(&head)) {
            return Err(OpenError::Refused(why));
        }
        let kind = kind::of_text(text.ready()).map_err(OpenError::Refused)?;
        if kind != FileKind::Text {
            let mut bytes = Vec::new();
            let read = text
                .by_ref()
                .take(limits::BYTES + 1)
                .read_to_end(&mut bytes)?;
            if read as u64 > limits::BYTES {
                return Err(OpenError::Refused(limits::too_large()));
            }
            let text = String::from_utf8_lossy(&bytes);
            let frames = match kind {
                FileKind::Json => json::frames(&text),
                _ => markup::frames(&text),
            };
            let frames = frames.map_err(OpenError::Refused)?;
            return Ok(FileRows::of_frames(kind, Some(encoding), frames));
        }
        // Office programs read UTF-8 back only with a byte order mark.
        let mark = text.mark() || encoding != TextEncoding::Utf8;
        let (delimiter, skipped) = delimiter(text.ready());
        let mut above = vec![0; skipped];
        text.read_exact(&mut above)?;
        let beginning = text.ready().to_vec();
        Ok(FileRows {
            kind,
            encoding: Some(encoding),
            mark,
            delimiter,
            source: Source::Text(Box::new(Records::new(text, delimiter)), beginning),
            number: 0,
            lines: 0,
        })
    }

    /// Returns the kind of the file.
    pub fn kind(&self) -> FileKind {
        self.kind
    }

    /// Returns the encoding of the text, where the file is text.
    pub fn encoding(&self) -> Option<TextEncoding> {
        self.encoding
    }

    /// Returns whether the rows are to be written with a byte order mark.
    pub fn mark(&self) -> bool {
        self.mark
    }

    /// Returns the delimiter with which the rows are to be written.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Returns the first rows of each sheet, with the sheet's name; nothing is consumed. An empty line is
    /// a row without cells.
    pub fn opening(&self) -> Vec<(String, Vec<ByteRecord>)> {
        let mut record = ByteRecord::new();
        match &self.source {
            Source::Text(_, beginning) => {
                let mut records = Records::new(beginning.as_slice(), self.delimiter);
                let mut rows = Vec::new();
                while rows.len() < OPENING {
                    match records.next(&mut record) {
                        Ok(Some(RecordKind::TooLong)) => record.push_field(b"?"),
                        Ok(Some(_)) => {}
                        Ok(None) | Err(_) => break,
                    }
                    rows.push(record.clone());
                }
                vec![(String::new(), rows)]
            }
            Source::Frames(frames) => {
                let mut frames = frames.clone();
                let mut sheets: Vec<(String, Vec<ByteRecord>)> = Vec::new();
                while let Some(frame) = frames.next(&mut record) {
                    if let Frame::Sheet(name) = &frame {
                        sheets.push((name.clone(), Vec::new()));
                        continue;
                    }
                    if sheets.is_empty() {
                        sheets.push((String::new(), Vec::new()));
                    }
                    if let Some((_, rows)) = sheets.last_mut()
                        && rows.len() < OPENING
                    {
                        rows.push(record.clone());
                    }
                }
                sheets
            }
        }
    }

    /// Skips to the sheet with this index among [`FileRows::opening`].
    pub fn skip_to(&mut self, sheet: usize) {
        let Source::Frames(frames) = &mut self.source else {
            return;
        };
        let mut record = ByteRecord::new();
        let mut seen = 0;
        loop {
            let before = frames.clone();
            match frames.next(&mut record) {
                Some(Frame::Sheet(_)) if seen == sheet => return,
                Some(Frame::Sheet(_)) => seen += 1,
                // Rows without a sheet's name before them.
                Some(_) if seen == 0 && sheet == 0 => {
                    *frames = before;
                    return;
                }
                Some(_) => {}
                None => return,
            }
        }
    }

    /// Reads the next row of the sheet; `None` at its end.
    ///
    /// # Errors
    ///
    /// When reading fails.
    pub fn next(&mut self, record: &mut ByteRecord) -> io::Result<Option<RecordKind>> {
        let found = match &mut self.source {
            Source::Text(records, _) => {
                let found = records.next(record)?;
                self.number += u64::from(found.is_some());
                self.lines = records.lines();
                found
            }
            Source::Frames(frames) => match frames.next(record) {
                None | Some(Frame::Sheet(_)) => None,
                Some(Frame::Row(number)) => {
                    self.number = u64::from(number);
                    self.lines += 1;
                    Some(RecordKind::Row(1))
                }
                Some(Frame::Broken(number)) => {
                    self.number = u64::from(number);
                    self.lines += 1;
                    Some(RecordKind::Unreadable(1))
                }
            },
        };
        if is_readable(record) {
            return Ok(found);
        }
        let cells = record.iter().map(String::from_utf8_lossy);
        let cells: Vec<String> = cells.map(|it| it.into_owned()).collect();
        record.clear();
        cells.iter().for_each(|it| record.push_field(it.as_bytes()));
        Ok(match found {
            Some(RecordKind::Row(lines)) => Some(RecordKind::Unreadable(lines)),
            found => found,
        })
    }

    /// Returns the kind of each cell of the row just read, where the file is a workbook; else nothing.
    pub fn cell_kinds(&self) -> &[CellKind] {
        match &self.source {
            Source::Frames(frames) if self.kind.is_workbook() => frames.kinds(),
            _ => &[],
        }
    }

    /// Returns the number of the row just read, as office programs show it.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Returns the lines of text, or the rows of a workbook, consumed so far.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Returns the bytes consumed so far: of the decoded text, or of the frames.
    pub fn bytes(&self) -> u64 {
        match &self.source {
            Source::Text(records, _) => records.bytes(),
            Source::Frames(frames) => frames.read() as u64,
        }
    }

    /// Sets the number of cells of the heading, by which rows with open quotes are recognized.
    pub fn set_titles(&mut self, titles: usize) {
        if let Source::Text(records, _) = &mut self.source {
            records.set_titles(titles);
        }
    }
}

/// Checks that every byte of a row is a character.
fn is_readable(record: &ByteRecord) -> bool {
    let good = |cell: &[u8]| {
        cell.is_ascii() || std::str::from_utf8(cell).is_ok_and(|text| !text.contains('\u{fffd}'))
    };
    record.iter().all(good)
}

/// Returns the delimiter of a text, and how many bytes a first line takes that names it.
fn delimiter(text: &[u8]) -> (u8, usize) {
    let mut lines = text
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = lines.clone().next().unwrap_or_default();
    // Some programs name the delimiter in a first line.
    if let Some([delimiter]) = first.strip_prefix(b"sep=") {
        let whole = text.iter().position(|byte| *byte == b'\n');
        return (*delimiter, whole.map_or(text.len(), |at| at + 1));
    }
    let lines: Vec<&[u8]> = lines
        .by_ref()
        .filter(|line| !line.trim_ascii().is_empty())
        .take(OPENING)
        .collect();
    let count = |line: &[u8], mark: u8| line.iter().filter(|byte| **byte == mark).count();
    // In how many lines the delimiter is as often as in the line that has most of them, and how often.
    let fit = |mark: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| count(line, mark)).collect();
        let same = |of: usize| counts.iter().filter(|it| **it == of).count();
        let modes = counts.iter().copied().filter(|of| *of > 0);
        modes.map(|of| (same(of), of)).max().unwrap_or_default()
    };
    let marks = [b',', b';', b'\t'];
    let line = lines.first().copied().unwrap_or_default();
    // `max_by_key` returns the last of equals: reversed, so that the comma wins.
    let most = marks
        .into_iter()
        .rev()
        .max_by_key(|mark| count(line, *mark));
    let most = most.unwrap_or(b',');
    if count(line, most) > 1 {
        return (most, 0);
    }
    let fits = marks.into_iter().rev().max_by_key(|mark| fit(*mark));
    (fits.filter(|mark| fit(*mark).0 > 0).unwrap_or(b','), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_that_of_most_lines() {
        for (text, wanted) in [
            ("a,b\n1,2\n", b','),
            ("a;b;c\n1,5;2,5;3\n", b';'),
            ("a\tb\n\"1,000\"\t2\n", b'\t'),
            ("2026年5月\na\tb\tc\n1\t2\t3\n", b'\t'),
            ("五月,都昌\n\na\tb\tc\n1\t2\t3\n", b'\t'),
            ("a\n1\n", b','),
            ("", b','),
            ("a,b;c\n", b','),
        ] {
            assert_eq!(delimiter(text.as_bytes()), (wanted, 0), "{text}");
        }
        assert_eq!(delimiter(b"sep=;\r\na;b"), (b';', 7));
    }
}
