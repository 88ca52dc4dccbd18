//! Rows of cells in one block of bytes: how a file that is no plain text is kept, and how it comes from the
//! process that opened it. Must not know where the cells come from.
//!
//! Only filled cells are kept, each with its column, so that a cell in the far corner costs no more than
//! another. Two bits above the column say what kind of cell the file has.
use crate::limits;
use csv::ByteRecord;

const SHEET: u8 = b'S';
const ROW: u8 = b'R';
const BROKEN: u8 = b'B';

/// What kind of cell a workbook has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CellKind {
    /// Text.
    #[default]
    Text,
    /// A number, as the shortest decimal text.
    Number,
    /// A day, with or without a time: `2026-05-10`, `2026-05-10 10:27:00`.
    Day,
}

const NUMBER: u16 = 1 << 15;
const DAY: u16 = 1 << 14;

impl CellKind {
    fn bits(self) -> u16 {
        match self {
            CellKind::Text => 0,
            CellKind::Number => NUMBER,
            CellKind::Day => DAY,
        }
    }

    fn of_bits(bits: u16) -> CellKind {
        match bits & (NUMBER | DAY) {
            NUMBER => CellKind::Number,
            DAY => CellKind::Day,
            _ => CellKind::Text,
        }
    }
}

/// Writes frames.
#[derive(Default)]
pub struct FrameWriter {
    bytes: Vec<u8>,
    cells: usize,
    row: Vec<u8>,
    in_row: u16,
}

impl FrameWriter {
    /// Begins a sheet of this name.
    pub fn sheet(&mut self, name: &str) {
        self.bytes.push(SHEET);
        text(&mut self.bytes, name);
    }

    /// Adds a cell of text to the current row. Cells come in the order of their columns; an empty cell is
    /// left out.
    ///
    /// # Errors
    ///
    /// When the file is beyond a limit; the text says so.
    pub fn cell(&mut self, column: usize, cell: &str) -> Result<(), String> {
        self.cell_of(CellKind::Text, column, cell)
    }

    /// Adds a cell of a kind, as [`FrameWriter::cell`] does.
    ///
    /// # Errors
    ///
    /// When the file is beyond a limit; the text says so.
    pub fn cell_of(&mut self, kind: CellKind, column: usize, cell: &str) -> Result<(), String> {
        if cell.is_empty() || column >= limits::COLUMNS {
            return Ok(());
        }
        self.cells += 1;
        let size = self.bytes.len() + self.row.len() + cell.len();
        if self.cells > limits::CELLS || size > limits::TEXT {
            return Err(limits::too_large());
        }
        self.row.extend((column as u16 | kind.bits()).to_be_bytes());
        text(&mut self.row, cell);
        self.in_row += 1;
        Ok(())
    }

    /// Ends the current row, whose number is the one that office programs show.
    pub fn end_row(&mut self, number: u32) {
        self.bytes.push(ROW);
        self.bytes.extend(number.to_be_bytes());
        self.bytes.extend(self.in_row.to_be_bytes());
        self.bytes.append(&mut self.row);
        self.in_row = 0;
    }

    /// Adds a row that cannot be read.
    pub fn broken(&mut self, number: u32) {
        self.bytes.push(BROKEN);
        self.bytes.extend(number.to_be_bytes());
    }

    /// Returns the frames.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u32).to_be_bytes());
    bytes.extend(text.as_bytes());
}

/// The next thing in frames.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Frame {
    /// A sheet begins; its name.
    Sheet(String),
    /// A row, with its number.
    Row(u32),
    /// A row that cannot be read, with its number.
    Broken(u32),
}

/// Reads frames. Bytes that are no frames end the reading.
#[derive(Clone, Default)]
pub struct Frames {
    bytes: std::sync::Arc<Vec<u8>>,
    at: usize,
    kinds: Vec<CellKind>,
}

impl Frames {
    /// Reads these bytes.
    pub fn new(bytes: Vec<u8>) -> Frames {
        Frames {
            bytes: std::sync::Arc::new(bytes),
            at: 0,
            kinds: Vec::new(),
        }
    }

    /// Returns the kind of each cell of the row read last.
    pub fn kinds(&self) -> &[CellKind] {
        &self.kinds
    }

    /// Returns how many bytes are read.
    pub fn read(&self) -> usize {
        self.at
    }

    /// Reads the next frame; a row's cells go into the record.
    pub fn next(&mut self, record: &mut ByteRecord) -> Option<Frame> {
        record.clear();
        self.kinds.clear();
        let bytes = std::sync::Arc::clone(&self.bytes);
        let mut rest = bytes.get(self.at..)?;
        let frame = match take::<1>(&mut rest)? {
            [SHEET] => Frame::Sheet(String::from_utf8_lossy(taken(&mut rest)?).into_owned()),
            [BROKEN] => Frame::Broken(u32::from_be_bytes(take(&mut rest)?)),
            [ROW] => {
                let number = u32::from_be_bytes(take(&mut rest)?);
                for _ in 0..u16::from_be_bytes(take(&mut rest)?) {
                    let bits = u16::from_be_bytes(take(&mut rest)?);
                    let column = usize::from(bits & !(NUMBER | DAY));
                    while record.len() < column {
                        record.push_field(b"");
                    }
                    record.push_field(taken(&mut rest)?);
                    self.kinds.resize(record.len(), CellKind::Text);
                    if let Some(kind) = self.kinds.last_mut() {
                        *kind = CellKind::of_bits(bits);
                    }
                }
                Frame::Row(number)
            }
            _ => return None,
        };
        self.at = bytes.len() - rest.len();
        Some(frame)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*first)
}

fn taken<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u32::from_be_bytes(take(rest)?) as usize;
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_a_cut_ends_it() {
        let mut writer = FrameWriter::default();
        writer.sheet("五月");
        writer.cell(0, "甲").expect("room");
        let written = writer.cell_of(CellKind::Number, 3, "8000");
        written.expect("room");
        writer.end_row(7);
        writer.broken(9);
        let bytes = writer.finish();
        let mut record = ByteRecord::new();
        let mut frames = Frames::new(bytes.clone());
        assert_eq!(
            frames.next(&mut record),
            Some(Frame::Sheet("五月".to_owned()))
        );
        assert_eq!(frames.next(&mut record), Some(Frame::Row(7)));
        assert_eq!(
            record,
            ByteRecord::from(vec!["甲".as_bytes(), b"", b"", b"8000"])
        );
        let text = CellKind::Text;
        assert_eq!(frames.kinds(), [text, text, text, CellKind::Number]);
        assert_eq!(frames.next(&mut record), Some(Frame::Broken(9)));
        assert_eq!(frames.next(&mut record), None);
        for end in 0..bytes.len() {
            let mut frames = Frames::new(bytes[..end].to_vec());
            while frames.next(&mut record).is_some() {}
        }
    }
}
