//! Keeps a month's rows on the disk until all are settled, then writes them as a workbook, those that need a
//! look first. Must not know what a row means.
use csv::ByteRecord;
use mingbai_batch::{LastRow, Standing};
use mingbai_files::CellKind;
use mingbai_files::write_workbook::{BookWriter, NewCell};
use std::cmp::Reverse;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

const RESULT: &str = "结果";
const SUMMARY: &str = "小结";
const ROW: &str = "原表第几行";

/// The settled rows of a month: on the disk, in a file without a name, and where each begins.
pub(crate) struct Kept {
    titles: ByteRecord,
    file: BufWriter<File>,
    rows: Vec<(Standing, u64)>,
    end: u64,
}

impl Kept {
    pub(crate) fn new(titles: &ByteRecord) -> io::Result<Kept> {
        Ok(Kept {
            titles: titles.clone(),
            file: BufWriter::with_capacity(1 << 16, tempfile::tempfile()?),
            rows: Vec::new(),
            end: 0,
        })
    }

    /// Keeps a row, its number in the table behind its results.
    pub(crate) fn keep(&mut self, row: &LastRow) -> io::Result<()> {
        let mut bytes = Vec::new();
        let number = row.number.to_string();
        let number = (CellKind::Number, number.as_bytes());
        let own = row.own().map(|it| (it, false));
        let added = row.results().map(|it| (it, true));
        for ((kind, cell), added) in own.chain(added).chain([(number, false)]) {
            let kind = match (kind, added) {
                (CellKind::Text, _) => b't',
                (CellKind::Number, false) => b'n',
                (CellKind::Number, true) => b'a',
                (CellKind::Day, _) => b'd',
            };
            bytes.push(kind);
            bytes.extend((cell.len() as u32).to_be_bytes());
            bytes.extend(cell);
        }
        self.file.write_all(&(bytes.len() as u32).to_be_bytes())?;
        self.file.write_all(&bytes)?;
        self.rows.push((row.standing, self.end));
        self.end += 4 + bytes.len() as u64;
        Ok(())
    }

    /// Puts the rows above a target first, or where no target says anything, those that pay the largest
    /// share of their bill. Returns the sentence that says so.
    fn order(&mut self) -> &'static str {
        let targets = self.rows.iter().any(|(it, _)| it.above.is_some());
        self.rows.sort_by_key(|(standing, _)| {
            let (above, share) = (standing.above == Some(true), standing.share);
            match targets {
                true => (!above, None),
                false => (false, Some(Reverse(share))),
            }
        });
        match targets {
            true => "行的先后：超过自付目标的在前，其余照原表。",
            false => "行的先后：没有自付目标，自付占总费用最多的在前。",
        }
    }

    /// Writes the workbook: the rows under their titles, then the summary.
    pub(crate) fn write(mut self, path: &Path, summary: &[String]) -> Result<(), String> {
        let said = self.order();
        let mut book = BookWriter::default();
        book.sheet(RESULT, 1)?;
        let titles: Vec<_> = self.titles.iter().map(String::from_utf8_lossy).collect();
        let titles = titles.iter().map(|it| NewCell::Text(it));
        book.row(titles.chain([NewCell::Text(ROW)]))?;
        let failed = |error: io::Error| error.to_string();
        let mut file = self.file.into_inner().map_err(|it| it.to_string())?;
        let mut bytes = Vec::new();
        for (_, at) in &self.rows {
            let mut length = [0; 4];
            file.seek(SeekFrom::Start(*at)).map_err(failed)?;
            file.read_exact(&mut length).map_err(failed)?;
            bytes.resize(u32::from_be_bytes(length) as usize, 0);
            file.read_exact(&mut bytes).map_err(failed)?;
            let cells = cells(&bytes);
            let texts: Vec<_> = cells
                .iter()
                .map(|it| String::from_utf8_lossy(it.1))
                .collect();
            book.row(
                cells
                    .iter()
                    .zip(&texts)
                    .map(|((kind, _), text)| match kind {
                        b'n' => NewCell::Number(text),
                        b'a' => NewCell::Amount(text),
                        b'd' => NewCell::Day(text),
                        _ => NewCell::Text(text),
                    }),
            )?;
        }
        book.sheet(SUMMARY, 0)?;
        for line in summary.iter().map(String::as_str).chain([said]) {
            book.row([NewCell::Text(line)])?;
        }
        book.save(path)
    }
}

/// Returns the cells of a kept row, each behind the letter of its kind.
fn cells(mut bytes: &[u8]) -> Vec<(u8, &[u8])> {
    let mut cells = Vec::new();
    while let Some((&[kind, a, b, c, d], rest)) = bytes.split_first_chunk::<5>() {
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let Some((cell, after)) = rest.split_at_checked(length) else {
            break;
        };
        cells.push((kind, cell));
        bytes = after;
    }
    cells
}
