//! Rows in, rows out, one at a time.
use crate::cell::is_formula;
use crate::columns::{Columns, Defaults};
use crate::results::{Results, refusal};
use crate::row::Rows;
use crate::summary::Summary;
use csv::{ByteRecord, ReaderBuilder, WriterBuilder};
use mingbai_policy::Tables;
use std::io::{self, Cursor, Read, Write};

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
    mut output: impl Write,
) -> Result<Summary, Problem> {
    let (opening, input) = Opening::read(input).map_err(unreadable)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(opening.delimiter)
        .from_reader(input);
    if opening.mark {
        output.write_all(MARK).map_err(Problem::Write)?;
    }
    let mut writer = WriterBuilder::new()
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
    let columns = Columns::new(tables, titles.into_iter(), &defaults).map_err(Problem::Header)?;
    let mut summary = Summary {
        unread: columns.unread().map(str::to_owned).collect(),
        ..Summary::default()
    };
    let mut results = Results::new(tables);
    let mut rows = Rows::new(tables, columns, defaults);
    let mut out = ByteRecord::new();
    harmless(&record, record.len(), &mut out);
    results.titles(&mut out);
    writer.write_byte_record(&out).map_err(unwritable)?;
    let mut number: u64 = 1;
    while reader.read_byte_record(&mut record).map_err(unreadable)? {
        number += 1;
        harmless(&record, rows.columns.titles.len(), &mut out);
        if record
            .iter()
            .all(|cell| cell.iter().all(u8::is_ascii_whitespace))
        {
            results.refused(&mut out, "");
        } else {
            match rows.settle(&record) {
                Ok((billed, settled)) => {
                    results.settled(&mut out, &settled);
                    summary.settle(number, billed, &settled);
                }
                Err(why) => {
                    let message = refusal(&rows.columns.titles, number, &why);
                    results.refused(&mut out, &message);
                    summary.refuse(&message);
                }
            }
        }
        writer.write_byte_record(&out).map_err(unwritable)?;
    }
    writer.flush().map_err(Problem::Write)?;
    Ok(summary)
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

/// What the first bytes tell.
struct Opening {
    mark: bool,
    delimiter: u8,
}

impl Opening {
    fn read(mut input: impl Read) -> io::Result<(Opening, impl Read)> {
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
