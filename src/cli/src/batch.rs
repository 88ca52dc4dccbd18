//! Runs `mingbai batch`: opens the files and streams of the month's table. Must not know what a row
//! means.
use crate::failure::Failure;
use crate::result_workbook::Kept;
use crate::workbook;
use mingbai_batch::{Batch, Defaults, Problem, Settings, Summary, explain};
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
    settings: &[String],
) -> Result<String, Failure> {
    let settings = read_settings(tables, settings)?;
    let mut lines = explain(tables, defaults, open(file)?).map_err(failure)?;
    lines.extend(settings.sentence());
    Ok(lines.join("\n") + "\n")
}

fn read_settings(tables: &Tables, written: &[String]) -> Result<Settings, Failure> {
    Settings::read(tables, written).map_err(|message| refuse("set", message))
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
    /// The workbook of the result; without it the result goes to standard output as CSV.
    pub xlsx: Option<&'a Path>,
    /// The file of the summary; without it standard error.
    pub summary: Option<&'a Path>,
    /// Whether the summary is written as JSON.
    pub json: bool,
    /// Facts that hold for every row that does not say them: `险种=城乡居民`.
    pub settings: &'a [String],
    pub today: Day,
}

/// Settles a table, and writes it with its results.
pub(crate) fn run(tables: &Tables, defaults: Defaults, wanted: &Wanted) -> Result<(), Failure> {
    let settings = read_settings(tables, wanted.settings)?;
    let output: Box<dyn Write> = match wanted.xlsx {
        Some(_) => Box::new(io::sink()),
        None => Box::new(BufWriter::with_capacity(1 << 16, io::stdout().lock())),
    };
    let rows = open(wanted.file)?;
    let mut kept = None;
    let settled = || {
        let batch = Batch::of_rows(tables, defaults, rows, output)?;
        let mut batch = batch.with_settings(&settings);
        let mut keep = match wanted.xlsx {
            Some(_) => Some(Kept::new(&batch.titles()).map_err(Problem::Write)?),
            None => None,
        };
        while batch.row()? {
            if let (Some(keep), Some(row)) = (&mut keep, batch.last()) {
                keep.keep(&row).map_err(Problem::Write)?;
            }
        }
        kept = keep;
        batch.finish()
    };
    let told = match settled() {
        Ok(told) => told,
        Err(Problem::Write(error)) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
        Err(problem) => return Err(failure(problem)),
    };
    let text = summed_up(tables, &told, wanted) + "\n";
    if let (Some(kept), Some(path)) = (kept, wanted.xlsx) {
        kept.write(path, &lines(tables, &told, wanted))
            .map_err(|error| Failure::Stream(format!("写不出 {}：{error}\n", path.display())))?;
    }
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
    if !wanted.json {
        return lines(tables, told, wanted).join("\n");
    }
    let mut json = told.json(tables);
    json["alerts"] = alerts(tables, told, wanted.today).into();
    format!("{json:#}")
}

fn alerts(tables: &Tables, told: &Summary, today: Day) -> Vec<String> {
    told.latest.map_or_else(Vec::new, |latest| {
        mingbai_wording::alerts(tables, &told.unattested, latest, Some(today))
    })
}

fn lines(tables: &Tables, told: &Summary, wanted: &Wanted) -> Vec<String> {
    let alerts = alerts(tables, told, wanted.today).into_iter();
    let alerts = alerts.map(|it| format!("注意：{it}"));
    alerts.chain(told.lines(tables)).collect()
}
