//! Rows of cells in one block of bytes: how a file that is no plain text is kept, and how it comes from the
//! process that opened it. Must not know where the cells come from.
//!
//! Only filled cells are kept, each with its column, so that a cell in the far corner costs no more than
//! another.
use crate::limits;
use csv::ByteRecord;

const SHEET: u8 = b'S';
const ROW: u8 = b'R';
const BROKEN: u8 = b'B';

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

    /// Adds a cell to the current row. Cells come in the order of their columns; an empty cell is left out.
    ///
    /// # Errors
    ///
    /// When the file is beyond a limit; the text says so.
    pub fn cell(&mut self, column: usize, cell: &str) -> Result<(), String> {
        if cell.is_empty() || column >= limits::COLUMNS {
            return Ok(());
        }
        self.cells += 1;
        let size = self.bytes.len() + self.row.len() + cell.len();
        if self.cells > limits::CELLS || size > limits::TEXT {
            return Err(limits::too_large());
        }
        self.row.extend((column as u16).to_be_bytes());
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
}

impl Frames {
    /// Reads these bytes.
    pub fn new(bytes: Vec<u8>) -> Frames {
        Frames {
            bytes: std::sync::Arc::new(bytes),
            at: 0,
        }
    }

    /// Returns how many bytes are read.
    pub fn read(&self) -> usize {
        self.at
    }

    /// Reads the next frame; a row's cells go into the record.
    pub fn next(&mut self, record: &mut ByteRecord) -> Option<Frame> {
        record.clear();
        let bytes = std::sync::Arc::clone(&self.bytes);
        let mut rest = bytes.get(self.at..)?;
        let frame = match take::<1>(&mut rest)? {
            [SHEET] => Frame::Sheet(String::from_utf8_lossy(taken(&mut rest)?).into_owned()),
            [BROKEN] => Frame::Broken(u32::from_be_bytes(take(&mut rest)?)),
            [ROW] => {
                let number = u32::from_be_bytes(take(&mut rest)?);
                for _ in 0..u16::from_be_bytes(take(&mut rest)?) {
                    let column = usize::from(u16::from_be_bytes(take(&mut rest)?));
                    while record.len() < column {
                        record.push_field(b"");
                    }
                    record.push_field(taken(&mut rest)?);
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
        for (column, cell) in [(0, "甲"), (3, "8000")] {
            writer.cell(column, cell).expect("room");
        }
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
        assert_eq!(frames.next(&mut record), Some(Frame::Broken(9)));
        assert_eq!(frames.next(&mut record), None);
        for end in 0..bytes.len() {
            let mut frames = Frames::new(bytes[..end].to_vec());
            while frames.next(&mut record).is_some() {}
        }
    }
}
