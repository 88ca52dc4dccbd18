//! Reads rows, settles them and writes them, one at a time. Must not know where the streams lead.
use crate::aside::{self, row_kind};
use crate::cell::{clean, is_formula};
use crate::columns_read::{Columns, Defaults, Paid, Says};
use crate::columns_written::{Results, refusal};
use crate::records::{RecordKind, Records};
use crate::row::{Refusal, Rows};
use crate::summary::Summary;
use csv::{ByteRecord, WriterBuilder};
use mingbai_engine::LocalRule;
use mingbai_intake::figures::Figures;
use mingbai_policy::Tables;
use std::io::{self, Chain, Cursor, Read, Write};

/// Why a table cannot be read at all.
#[derive(Debug)]
pub enum Problem {
    /// The heading lacks a column; the text says which and what to do.
    Header(String),
    /// Reading failed.
    Read(String),
    /// Writing failed.
    Write(io::Error),
}

/// Settles every row of a table (UTF-8, with or without a byte order mark; comma, semicolon or tab as
/// the delimiter) and writes each row with its results appended.
///
/// # Errors
///
/// When the heading lacks a column, or a stream fails. A bad row is no error: its last cell says why.
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

/// A table being settled, row by row, for a caller that yields in between.
pub struct Batch<'t, R: Read, W: Write> {
    reader: Records<AfterOpening<R>>,
    writer: csv::Writer<W>,
    rows: Rows<'t>,
    results: Results<'t>,
    summary: Summary,
    /// The heading's own cells, until they are written.
    head: Option<ByteRecord>,
    record: ByteRecord,
    out: ByteRecord,
    /// The row's number as office programs count, the heading being 1.
    number: u64,
    /// Lines of the heading and above it.
    above: u64,
    usual: UsuallyFilled,
}

/// The columns other than money that every row so far has filled in.
#[derive(Default)]
struct UsuallyFilled {
    rows: u64,
    filled: Vec<usize>,
}

impl UsuallyFilled {
    /// Rows that must have filled in a column before a row without it is suspect.
    const ENOUGH: u64 = 2;

    /// Returns the first usual column that a row with nothing but money lacks: such a row is probably
    /// a sum without a label.
    fn misses(&self, columns: &Columns, record: &ByteRecord) -> Option<String> {
        let empty = |at: usize| !filled(record, at);
        let bare = (0..record.len()).all(|at| empty(at) || is_money(columns, at));
        let missed = self
            .filled
            .first()
            .filter(|_| self.rows >= UsuallyFilled::ENOUGH)?;
        (bare && self.filled.iter().all(|at| empty(*at)))
            .then(|| columns.titles.get(*missed).cloned())?
    }

    fn see(&mut self, columns: &Columns, record: &ByteRecord) {
        if self.rows == 0 {
            let all = 0..columns.titles.len();
            self.filled = all.filter(|at| !is_money(columns, *at)).collect();
        }
        self.rows += 1;
        self.filled.retain(|at| filled(record, *at));
    }
}

fn filled(record: &ByteRecord, at: usize) -> bool {
    let cell = record.get(at).unwrap_or_default();
    std::str::from_utf8(cell).map_or(!cell.is_empty(), |text| !clean(text).is_empty())
}

fn is_money(columns: &Columns, at: usize) -> bool {
    let says = columns.said.iter().find(|(known, _)| *known == at);
    says.is_some_and(|(_, says)| matches!(says, Says::Money(_)))
}

impl<'t, R: Read, W: Write> Batch<'t, R, W> {
    /// Reads the heading. The heading is written, with the added titles, before the next row.
    ///
    /// # Errors
    ///
    /// When the heading lacks a column, or a stream fails.
    pub fn new(
        tables: &'t Tables,
        defaults: Defaults,
        input: R,
        mut output: W,
    ) -> Result<Batch<'t, R, W>, Problem> {
        let (opening, input) = Opening::read(input).map_err(unreadable)?;
        let mut reader = Records::new(input, opening.delimiter);
        if opening.mark {
            output.write_all(MARK).map_err(Problem::Write)?;
        }
        let writer = WriterBuilder::new()
            .flexible(true)
            .delimiter(opening.delimiter)
            .from_writer(output);
        let mut record = ByteRecord::new();
        loop {
            let header = |message: &str| Problem::Header(message.to_owned());
            match reader.next(&mut record).map_err(unreadable)? {
                None => return Err(header("表是空的。第一行要写每列是什么。")),
                Some(RecordKind::Empty) => {}
                Some(RecordKind::Row(_)) => break,
                Some(RecordKind::Unclosed) => {
                    return Err(header("表头有一个引号没有合上。请补上，或者去掉。"));
                }
                Some(RecordKind::TooLong) => {
                    return Err(header("表头太长了。第一行要写每列是什么。"));
                }
            }
        }
        reader.set_titles(record.len());
        let above = reader.lines();
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
            paid: defaults.paid,
            payments: columns.payments().map(str::to_owned).collect(),
            short: columns.short_of_scope(),
            ..Summary::default()
        };
        let held = defaults.paid == Paid::Held && !summary.payments.is_empty();
        let mut results = Results::new(tables, held);
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
            above,
            usual: UsuallyFilled::default(),
        })
    }

    /// Uses figures that a window filled in, each where it holds. A row's own figures take precedence.
    pub fn with_figures(mut self, figures: Vec<Figures>) -> Batch<'t, R, W> {
        let layers = figures
            .iter()
            .filter(|it| it.said())
            .flat_map(Figures::figures);
        for (rule, _) in layers {
            if let LocalRule::Layer(layer) = rule {
                self.results.add(*layer);
            }
        }
        self.rows.figures = figures;
        self
    }

    /// Writes the heading with the added titles, if that is still to do.
    fn open(&mut self) -> Result<(), Problem> {
        let Some(mut head) = self.head.take() else {
            return Ok(());
        };
        self.results.titles(&mut head);
        self.writer.write_byte_record(&head).map_err(unwritable)
    }

    /// Settles and writes the next row. Returns false after the last.
    ///
    /// # Errors
    ///
    /// When a stream fails.
    pub fn row(&mut self) -> Result<bool, Problem> {
        self.open()?;
        let line = self.reader.lines();
        let Some(found) = self.reader.next(&mut self.record).map_err(unreadable)? else {
            return Ok(false);
        };
        self.number += 1;
        if found == RecordKind::Empty {
            self.summary.leave_out(aside::EMPTY, self.number);
            return Ok(true);
        }
        let titles = self.rows.columns.titles.len();
        harmless(&self.record, titles, &mut self.out);
        match found {
            RecordKind::Row(lines) => {
                self.summary.joined += lines - 1;
                self.settle();
            }
            RecordKind::Unclosed => {
                // Office programs count rows; whoever looks for the quote in a text editor needs lines.
                let at = line + 1;
                let at = if at == self.number {
                    String::new()
                } else {
                    format!("（文件的第 {at} 行）")
                };
                let message =
                    format!("这一行{at}有引号没有合上，读不准，没有算。请补上引号，或者去掉。");
                self.refuse(&Refusal::of_row(message));
            }
            _ => self.refuse(&Refusal::of_row("这一行太长，读不了。")),
        }
        let written = self.writer.write_byte_record(&self.out);
        written.map_err(unwritable)?;
        Ok(true)
    }

    /// Settles the current record, or refuses it with a reason.
    fn settle(&mut self) {
        match row_kind(&self.rows.columns, &self.record) {
            aside::RowKind::Visit => {}
            aside::RowKind::Aside(aside::EMPTY) => {
                self.summary.leave_out(aside::EMPTY, self.number);
                return self.results.refused(&mut self.out, "");
            }
            aside::RowKind::Aside(kind) => {
                self.summary.leave_out(kind, self.number);
                let message = format!("第 {} 行：{kind}，不是就诊，没有算。", self.number);
                return self.results.refused(&mut self.out, &message);
            }
            aside::RowKind::Doubtful(word) => {
                let message = format!(
                    "这一行像合计（“{word}”），又像一个人，没有算。是合计就去掉这一行，是一个人就改掉这个词。"
                );
                return self.refuse(&Refusal::of_row(message));
            }
        }
        if let Some(title) = self.usual.misses(&self.rows.columns, &self.record) {
            let message = format!(
                "这一行只有钱，像合计，没有算。是一次就诊，就像前面的行一样写上“{title}”。"
            );
            return self.refuse(&Refusal::of_row(message));
        }
        match self.rows.settle(&self.record) {
            Ok((billed, settled)) => {
                let fits = self
                    .results
                    .settled(&mut self.out, &settled, &self.rows.held);
                self.summary.settle(self.number, billed, &settled);
                if !fits {
                    self.summary.differs(self.number);
                }
                self.usual.see(&self.rows.columns, &self.record);
            }
            Err(why) => self.refuse(&why),
        }
    }

    fn refuse(&mut self, why: &Refusal) {
        let message = refusal(&self.rows.columns.titles, self.number, why);
        self.results.refused(&mut self.out, &message);
        self.summary.refuse(&message);
    }

    /// Returns the rows done so far, the heading included.
    pub fn done(&self) -> u64 {
        self.number
    }

    /// Returns the input bytes consumed so far.
    pub fn bytes(&self) -> u64 {
        self.reader.bytes()
    }

    /// Flushes the output and returns the summary.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(mut self) -> Result<Summary, Problem> {
        self.open()?;
        self.writer.flush().map_err(Problem::Write)?;
        self.summary.lines = self.reader.lines() - self.above;
        self.summary.zero = self.rows.all_zero();
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

/// Copies the row's cells, as many as there are titles, a formula behind an apostrophe.
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

/// The bytes already read, then the rest of the input.
type AfterOpening<R> = Chain<Cursor<Vec<u8>>, R>;

/// The byte order mark and the delimiter, read from the first bytes.
struct Opening {
    mark: bool,
    delimiter: u8,
}

impl Opening {
    fn read<R: Read>(mut input: R) -> io::Result<(Opening, AfterOpening<R>)> {
        let mut head = Vec::new();
        input.by_ref().take(1 << 16).read_to_end(&mut head)?;
        let mark = head.starts_with(MARK);
        let mut start = if mark { MARK.len() } else { 0 };
        let text = head.get(start..).unwrap_or_default();
        let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let delimiter = match line.strip_prefix(b"sep=") {
            // Some programs name the delimiter in a first line.
            Some([delimiter, rest @ ..]) if rest.is_empty() || rest == b"\r" => {
                start = (start + line.len() + 1).min(head.len());
                *delimiter
            }
            _ => {
                let count = |mark: u8| line.iter().filter(|byte| **byte == mark).count();
                let marks = [b',', b';', b'\t'];
                // `max_by_key` returns the last of equals: reversed, so that the comma wins.
                let most = marks.into_iter().rev().max_by_key(|mark| count(*mark));
                most.unwrap_or(b',')
            }
        };
        let mut head = Cursor::new(head);
        head.set_position(start as u64);
        Ok((Opening { mark, delimiter }, head.chain(input)))
    }
}
