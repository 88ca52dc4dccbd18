//! Rows in, rows out, one at a time.
use crate::cell::is_formula;
use crate::columns::{Columns, Defaults};
use crate::results::{Results, refusal};
use crate::row::Rows;
use crate::summary::Summary;
use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use mingbai_engine::LocalRule;
use mingbai_policy::Tables;
use mingbai_visit::figures::Figures;
use std::io::{self, Chain, Cursor, Read, Write};

/// Why a table cannot be read at all.
#[derive(Debug)]
pub enum Problem {
    /// The first row does not say what is needed; what to do.
    Header(String),
    /// The text cannot be read on.
    Read(String),
    /// The results cannot be written.
    Write(io::Error),
}

/// Settles every row of a table (UTF-8, with or without a mark of byte order; commas, semicolons
/// or tabs between cells) and writes it with the results after its own cells.
///
/// # Errors
///
/// When the first row does not say enough, or the streams fail. Rows do not fail; they say why.
pub fn run(
    tables: &Tables,
    defaults: Defaults,
    input: impl Read,
    output: impl Write,
) -> Result<Summary, Problem> {
    let mut batch = Batch::new(tables, defaults, input, output)?;
    while batch.row()? {}
    batch.finish()
}

/// A table at work, row by row, for whoever has other things to do in between.
pub struct Batch<'t, R: Read, W: Write> {
    reader: csv::Reader<Opened<R>>,
    writer: csv::Writer<W>,
    rows: Rows<'t>,
    results: Results<'t>,
    summary: Summary,
    /// The first row's own cells, until they are written.
    head: Option<ByteRecord>,
    record: ByteRecord,
    out: ByteRecord,
    number: u64,
}

impl<'t, R: Read, W: Write> Batch<'t, R, W> {
    /// Reads the first row; it is written, with the titles of what is added, before the next one.
    ///
    /// # Errors
    ///
    /// When it does not say enough, or the streams fail.
    pub fn new(
        tables: &'t Tables,
        defaults: Defaults,
        input: R,
        mut output: W,
    ) -> Result<Batch<'t, R, W>, Problem> {
        let (opening, input) = Opening::read(input).map_err(unreadable)?;
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(opening.delimiter)
            .from_reader(input);
        if opening.mark {
            output.write_all(MARK).map_err(Problem::Write)?;
        }
        let writer = WriterBuilder::new()
            .flexible(true)
            .delimiter(opening.delimiter)
            .from_writer(output);
        let mut record = ByteRecord::new();
        if !reader.read_byte_record(&mut record).map_err(unreadable)? {
            return Err(Problem::Header(
                "表是空的。第一行要写每列是什么。".to_owned(),
            ));
        }
        let mut titles = Vec::new();
        for cell in &record {
            let title = std::str::from_utf8(cell)
                .map_err(|_| Problem::Header("表头的文字读不出来。".to_owned()))?;
            titles.push(title);
        }
        let columns =
            Columns::new(tables, titles.into_iter(), &defaults).map_err(Problem::Header)?;
        let summary = Summary {
            unread: columns.unread().map(str::to_owned).collect(),
            ..Summary::default()
        };
        let mut results = Results::new(tables);
        for layer in columns.layers(tables) {
            results.add(layer);
        }
        let mut head = ByteRecord::new();
        harmless(&record, record.len(), &mut head);
        Ok(Batch {
            reader,
            writer,
            rows: Rows::new(tables, columns, defaults),
            results,
            summary,
            head: Some(head),
            record,
            out: ByteRecord::new(),
            number: 1,
        })
    }

    /// Reckons with figures a window filled in, each where it holds; a row's own go before them.
    pub fn with_figures(mut self, figures: Vec<Figures>) -> Batch<'t, R, W> {
        let layers = figures.iter().flat_map(|it| &it.figures);
        for (rule, _) in layers {
            if let LocalRule::Layer(layer) = rule {
                self.results.add(*layer);
            }
        }
        self.rows.figures = figures;
        self
    }

    /// Writes the titles, once it is known what is added.
    fn open(&mut self) -> Result<(), Problem> {
        let Some(mut head) = self.head.take() else {
            return Ok(());
        };
        self.results.titles(&mut head);
        self.writer.write_byte_record(&head).map_err(unwritable)
    }

    /// Settles the next row and writes it; false after the last.
    ///
    /// # Errors
    ///
    /// When the streams fail.
    pub fn row(&mut self) -> Result<bool, Problem> {
        self.open()?;
        let more = self.reader.read_byte_record(&mut self.record);
        if !more.map_err(unreadable)? {
            return Ok(false);
        }
        self.number += 1;
        let titles = self.rows.columns.titles.len();
        harmless(&self.record, titles, &mut self.out);
        let blank = |cell: &[u8]| cell.iter().all(u8::is_ascii_whitespace);
        if self.record.iter().all(blank) {
            self.results.refused(&mut self.out, "");
        } else {
            match self.rows.settle(&self.record) {
                Ok((billed, settled)) => {
                    self.results.settled(&mut self.out, &settled);
                    self.summary.settle(self.number, billed, &settled);
                }
                Err(why) => {
                    let message = refusal(&self.rows.columns.titles, self.number, &why);
                    self.results.refused(&mut self.out, &message);
                    self.summary.refuse(&message);
                }
            }
        }
        let written = self.writer.write_byte_record(&self.out);
        written.map_err(unwritable)?;
        Ok(true)
    }

    /// Rows done so far, the first one included.
    pub fn done(&self) -> u64 {
        self.number
    }

    /// Bytes of the input gone through so far.
    pub fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Writes what is left, and sums up.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<Summary, Problem> {
        self.open()?;
        self.writer.flush().map_err(Problem::Write)?;
        Ok(self.summary)
    }
}

fn unreadable(error: impl std::fmt::Display) -> Problem {
    Problem::Read(error.to_string())
}

fn unwritable(error: csv::Error) -> Problem {
    let said = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Problem::Write(error),
        _ => Problem::Write(io::Error::other(said)),
    }
}

/// The row's own cells, as many as there are titles; none of them a formula.
fn harmless(record: &ByteRecord, titles: usize, out: &mut ByteRecord) {
    out.clear();
    for cell in record {
        if is_formula(cell) {
            let mut quoted = vec![b'\''];
            quoted.extend(cell);
            out.push_field(&quoted);
        } else {
            out.push_field(cell);
        }
    }
    for _ in record.len()..titles {
        out.push_field(b"");
    }
}

const MARK: &[u8] = b"\xef\xbb\xbf";

/// The first bytes again, then the rest.
type Opened<R> = Chain<Cursor<Vec<u8>>, R>;

/// What the first bytes tell.
struct Opening {
    mark: bool,
    delimiter: u8,
}

impl Opening {
    fn read<R: Read>(mut input: R) -> io::Result<(Opening, Opened<R>)> {
        let mut head = Vec::new();
        input.by_ref().take(1 << 16).read_to_end(&mut head)?;
        let mark = head.starts_with(MARK);
        let mut start = if mark { MARK.len() } else { 0 };
        let text = head.get(start..).unwrap_or_default();
        let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = match line.strip_prefix(b"sep=") {
            // Some programs write which mark stands between cells.
            Some([delimiter, rest @ ..]) if rest.is_empty() || rest == b"\r" => {
                start = (start + line.len() + 1).min(head.len());
                *delimiter
            }
            _ => {
                let count = |mark: u8| line.iter().filter(|byte| **byte == mark).count();
                let marks = [b',', b';', b'\t'];
                // The last of the largest wins, so the comma is looked at last.
                let most = marks.into_iter().rev().max_by_key(|mark| count(*mark));
                most.unwrap_or(b',')
            }
        };
        let mut head = Cursor::new(head);
        head.set_position(start as u64);
        Ok((Opening { mark, delimiter }, head.chain(input)))
    }
}
