//! Runs `mingbai batch`: opens the files and streams of the month's table. Must not know what a row
//! means.
use crate::failure::Failure;
use crate::workbook;
use mingbai_batch::{Batch, Defaults, Problem, Summary, explain};
use mingbai_files::read::Opening;
use mingbai_files::{FileRows, OpenError};
use mingbai_intake::InputError;
use mingbai_policy::{Day, Tables};
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

/// The name of standard input.
const STANDARD: &str = "-";

fn refuse(field: &str, message: String) -> Failure {
    Failure::Input(InputError {
        field: field.to_owned(),
        message,
    })
}

/// Opens a file of any kind; a workbook in a process of its own.
fn open(file: Option<&Path>) -> Result<FileRows<Box<dyn Read>>, Failure> {
    let mut input: Box<dyn Read> =
        match file.filter(|path| *path != Path::new(STANDARD)) {
            Some(path) => Box::new(File::open(path).map_err(|error| {
                refuse("$", format!("打不开文件 {}：{error}。", path.display()))
            })?),
            None => Box::new(io::stdin().lock()),
        };
    let rows = Opening::read(&mut input).and_then(|opening| match opening.workbook() {
        None => FileRows::text(opening, input),
        Some(kind) => {
            let frames = workbook::frames(opening.whole(&mut input)?)?;
            Ok(FileRows::of_frames(kind, None, frames))
        }
    });
    rows.map_err(|error| match error {
        OpenError::Read(error) => refuse("$", format!("表读不下去：{error}。")),
        OpenError::Refused(why) => refuse("$", why),
    })
}

/// Writes what was understood of a table; settles nothing.
pub(crate) fn understood(
    tables: &Tables,
    defaults: Defaults,
    file: Option<&Path>,
) -> Result<String, Failure> {
    let lines = explain(tables, defaults, open(file)?).map_err(failure)?;
    Ok(lines.join("\n") + "\n")
}

fn failure(problem: Problem) -> Failure {
    match problem {
        Problem::Write(error) => Failure::Stream(format!("写不出去：{error}\n")),
        Problem::Read(error) => refuse("$", format!("表读不下去：{error}。")),
        Problem::Header(message) => refuse("columns", message),
    }
}

/// What to read and what to write.
pub(crate) struct Wanted<'a> {
    /// The table; without it standard input.
    pub file: Option<&'a Path>,
    /// The file of the summary; without it standard error.
    pub summary: Option<&'a Path>,
    /// Whether the summary is written as JSON.
    pub json: bool,
    pub today: Day,
}

/// Settles a table, and writes it with its results.
pub(crate) fn run(tables: &Tables, defaults: Defaults, wanted: &Wanted) -> Result<(), Failure> {
    let output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let rows = open(wanted.file)?;
    let settled = || {
        let mut batch = Batch::of_rows(tables, defaults, rows, output)?;
        while batch.row()? {}
        batch.finish()
    };
    let told = match settled() {
        Ok(told) => told,
        Err(Problem::Write(error)) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
        Err(problem) => return Err(failure(problem)),
    };
    let text = summed_up(tables, &told, wanted) + "\n";
    match wanted.summary {
        Some(path) => fs::write(path, text)
            .map_err(|error| Failure::Stream(format!("写不出 {}：{error}\n", path.display())))?,
        None => {
            let _ = io::stderr().write_all(text.as_bytes());
        }
    }
    if told.settled == 0 {
        return Err(Failure::Stream("一行也没有算成。\n".to_owned()));
    }
    Ok(())
}

fn summed_up(tables: &Tables, told: &Summary, wanted: &Wanted) -> String {
    let alerts = told.latest.map_or_else(Vec::new, |latest| {
        mingbai_wording::alerts(tables, &told.unattested, latest, Some(wanted.today))
    });
    if wanted.json {
        let mut json = told.json(tables);
        json["alerts"] = alerts.into();
        return format!("{json:#}");
    }
    let alerts = alerts.into_iter().map(|it| format!("注意：{it}"));
    let lines: Vec<String> = alerts.chain(told.lines(tables)).collect();
    lines.join("\n")
}
