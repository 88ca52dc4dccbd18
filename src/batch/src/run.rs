//! Reads rows, settles them and writes them, one at a time. Must not know where the streams lead.
use crate::amount::is_plain;
use crate::aside::{self, row_kind};
use crate::cell::{clean, is_formula};
use crate::columns_read::{Columns, Defaults, Paid, Says};
use crate::columns_written::{Results, refusal};
use crate::opened::{Opened, Problem, open, open_rows, unreadable};
use crate::refunds::{Refunds, TakenBack};
use crate::row::{Refusal, Rows};
use crate::settings::Settings;
use crate::summary::{Standing, Summary};
use csv::{ByteRecord, WriterBuilder};
use mingbai_engine::LocalRule;
use mingbai_files::encoding::MARK;
use mingbai_files::{CellKind, FileRows, RecordKind};
use mingbai_intake::figures::Figures;
use mingbai_policy::{Fen, Tables};
use std::io::{self, Read, Write};

/// Settles every row of a file of any kind that `mingbai-files` reads, and writes each row with its results
/// appended: as UTF-8, with the file's own delimiter, workbooks and the like with commas.
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
    file: FileRows<R>,
    refunds: Refunds,
    writer: csv::Writer<W>,
    rows: Rows<'t>,
    results: Results<'t>,
    summary: Summary,
    /// The heading's own cells.
    titles: ByteRecord,
    /// The heading's own cells as they are written, until they are.
    head: Option<ByteRecord>,
    standing: Standing,
    record: ByteRecord,
    out: ByteRecord,
    /// The row's number, as office programs show it.
    number: u64,
    /// Rows read, the heading included.
    done: u64,
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
        output: W,
    ) -> Result<Batch<'t, R, W>, Problem> {
        let opened = open(tables, &defaults, input)?;
        Batch::of(tables, defaults, opened, output)
    }

    /// Settles the rows of a file that is open already.
    ///
    /// # Errors
    ///
    /// When the heading lacks a column, or a stream fails.
    pub fn of_rows(
        tables: &'t Tables,
        defaults: Defaults,
        file: FileRows<R>,
        output: W,
    ) -> Result<Batch<'t, R, W>, Problem> {
        let opened = open_rows(tables, &defaults, file)?;
        Batch::of(tables, defaults, opened, output)
    }

    fn of(
        tables: &'t Tables,
        defaults: Defaults,
        opened: Opened<R>,
        mut output: W,
    ) -> Result<Batch<'t, R, W>, Problem> {
        if opened.file.mark() {
            output.write_all(MARK).map_err(Problem::Write)?;
        }
        let writer = WriterBuilder::new()
            .flexible(true)
            .delimiter(opened.file.delimiter())
            .from_writer(output);
        let columns = &opened.columns;
        let mut chosen: Vec<String> = opened.of_sheets().into_iter().collect();
        chosen.extend(columns.passed());
        let summary = Summary {
            unread: columns.unread().map(str::to_owned).collect(),
            paid: defaults.paid,
            payments: columns.payments().map(str::to_owned).collect(),
            short: columns.short_of_scope(),
            chosen,
            ..Summary::default()
        };
        let held = defaults.paid == Paid::Held && !summary.payments.is_empty();
        let mut results = Results::new(tables, held);
        for layer in columns.layers(tables) {
            results.add(layer);
        }
        let mut head = ByteRecord::new();
        harmless(&opened.head, opened.head.len(), &mut head);
        Ok(Batch {
            writer,
            refunds: Refunds::new(columns),
            rows: Rows::new(tables, opened.columns, defaults),
            results,
            summary,
            titles: opened.head,
            head: Some(head),
            standing: Standing::default(),
            record: ByteRecord::new(),
            out: ByteRecord::new(),
            number: opened.row,
            above: opened.above,
            file: opened.file,
            done: 1,
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

    /// Uses facts that were said once, for the rows that do not say them. The summary names them.
    pub fn with_settings(mut self, settings: &Settings) -> Batch<'t, R, W> {
        self.rows.set(settings);
        for layer in self.rows.columns.layers(self.rows.tables) {
            self.results.add(layer);
        }
        self.summary.chosen.extend(settings.sentence());
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
        let line = self.file.lines();
        let Some(found) = self.file.next(&mut self.record).map_err(unreadable)? else {
            return Ok(false);
        };
        self.number = self.file.number();
        self.done += 1;
        self.standing = Standing::default();
        self.out.clear();
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
            RecordKind::Unreadable(lines) => {
                self.summary.joined += lines - 1;
                self.refuse(&Refusal::of_row(
                    "这一行有读不出来的字，没有算。请在原来的系统里看看这一行，重新导出。",
                ));
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
        if let Some(total) = self.refunds.taken_back(&self.record) {
            return self.refund(total);
        }
        match self.rows.settle(&self.record) {
            Ok((billed, settled)) => {
                let fits = self
                    .results
                    .settled(&mut self.out, &settled, &self.rows.held);
                let counted = self.summary.counted(billed, &settled, !fits);
                self.summary.settle(self.number, &counted);
                self.standing = counted.standing();
                self.usual.see(&self.rows.columns, &self.record);
                let (row, record) = (self.number, &self.record);
                if let Some(refund) = self.refunds.settled(row, billed, record, &counted) {
                    self.summary.take_back(row, &counted);
                    self.summary.refund(refund, Some(row));
                }
            }
            Err(why) => self.refuse(&why),
        }
    }

    /// Leaves out a refund and the row that it takes back.
    fn refund(&mut self, total: Fen) {
        let row = self.number;
        let message = match self.refunds.refund(row, total, &self.record) {
            TakenBack::OneOf(rows) => {
                let rows: Vec<String> = rows.iter().map(u64::to_string).collect();
                let message = format!(
                    "这一行是退费，第 {} 行都像它冲掉的那一行，没有算。请去掉退费的和它冲掉的两行。",
                    rows.join("、")
                );
                return self.refuse(&Refusal::of_row(message));
            }
            TakenBack::Row(of, counted) => {
                self.summary.take_back(of, &counted);
                self.summary.refund(row, Some(of));
                format!("第 {row} 行：退费，冲掉第 {of} 行，两行都没有算进合计。")
            }
            TakenBack::None => format!("第 {row} 行：退费，没有算。"),
            TakenBack::Nameless => {
                return self.refuse(&Refusal {
                    column: self.refunds.total,
                    message:
                        "像退费，没有算。表里没有姓名或住院号，看不出冲掉的是哪一行，请去掉这两行。"
                            .to_owned(),
                });
            }
        };
        self.summary.leave_out(aside::REFUND, row);
        self.results.refused(&mut self.out, &message);
    }

    fn refuse(&mut self, why: &Refusal) {
        let message = refusal(&self.rows.columns.titles, self.number, why);
        self.results.refused(&mut self.out, &message);
        self.summary.refuse(&message);
    }

    /// Returns the titles of all columns: the table's own as they are, then those added.
    pub fn titles(&self) -> ByteRecord {
        let mut titles = self.titles.clone();
        self.results.titles(&mut titles);
        titles
    }

    /// Returns the row that was written last; `None` where the last row has no cells.
    pub fn last(&self) -> Option<LastRow<'_>> {
        let own = self.record.len().max(self.rows.columns.titles.len());
        (!self.out.is_empty()).then(|| LastRow {
            number: self.number,
            standing: self.standing,
            record: &self.record,
            own,
            written: &self.out,
            kinds: self.file.cell_kinds(),
            columns: &self.rows.columns,
        })
    }

    /// Returns the rows done so far, the heading included.
    pub fn done(&self) -> u64 {
        self.done
    }

    /// Returns the input bytes consumed so far.
    pub fn bytes(&self) -> u64 {
        self.file.bytes()
    }

    /// Flushes the output and returns the summary.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(mut self) -> Result<Summary, Problem> {
        self.open()?;
        self.writer.flush().map_err(Problem::Write)?;
        self.summary.lines = self.file.lines() - self.above;
        self.summary.zero = self.rows.all_zero();
        self.summary.unknown_diseases = std::mem::take(&mut self.rows.unknown_diseases);
        self.summary.unattested = std::mem::take(&mut self.rows.unattested);
        self.summary.latest = self.rows.latest;
        for refund in self.refunds.without_row() {
            self.summary.refund(refund, None);
        }
        Ok(self.summary)
    }
}

/// A row with its results, its own cells as the file has them.
pub struct LastRow<'b> {
    /// The row's number, as office programs show it.
    pub number: u64,
    /// Where the row stands in a table that begins with what needs a look.
    pub standing: Standing,
    record: &'b ByteRecord,
    /// How many cells stand before the results.
    own: usize,
    written: &'b ByteRecord,
    kinds: &'b [CellKind],
    columns: &'b Columns,
}

impl<'b> LastRow<'b> {
    /// Returns the row's own cells, each with its kind. Of a file that does not tell numbers from text,
    /// the amounts are numbers where they are written as plain ones.
    pub fn own(&self) -> impl Iterator<Item = (CellKind, &'b [u8])> {
        let (record, kinds, columns) = (self.record, self.kinds, self.columns);
        (0..self.own).map(move |at| {
            let cell = record.get(at).unwrap_or_default();
            let number = kinds.is_empty() && is_plain(cell) && is_money(columns, at);
            let kind = match number {
                true => CellKind::Number,
                false => kinds.get(at).copied().unwrap_or_default(),
            };
            (kind, cell)
        })
    }

    /// Returns the added cells; those that are amounts are numbers.
    pub fn results(&self) -> impl Iterator<Item = (CellKind, &'b [u8])> {
        self.written.iter().skip(self.own).map(|cell| {
            let kind = match is_plain(cell) {
                true => CellKind::Number,
                false => CellKind::Text,
            };
            (kind, cell)
        })
    }
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
