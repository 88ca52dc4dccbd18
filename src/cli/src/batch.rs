//! Runs `mingbai batch`: opens the files and streams of the month's table. Must not know what a row
//! means.
use crate::decode::Utf8;
use crate::failure::Failure;
use mingbai_batch::{Defaults, Problem};
use mingbai_intake::InputError;
use mingbai_policy::Tables;
use std::fs::{self, File};
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

pub(crate) fn run(
    tables: &Tables,
    defaults: Defaults,
    file: Option<&Path>,
    summary: Option<&Path>,
) -> Result<(), Failure> {
    let refuse = |field: &str, message: String| {
        Failure::Input(InputError {
            field: field.to_owned(),
            message,
        })
    };
    let input: Box<dyn Read> =
        match file {
            Some(path) => Box::new(File::open(path).map_err(|error| {
                refuse("$", format!("打不开文件 {}：{error}。", path.display()))
            })?),
            None => Box::new(io::stdin().lock()),
        };
    let output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let told = match mingbai_batch::run(tables, defaults, Utf8::new(input), output) {
        Ok(told) => told,
        Err(Problem::Write(error)) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
        Err(Problem::Write(error)) => return Err(Failure::Stream(format!("写不出去：{error}\n"))),
        Err(Problem::Read(error)) => return Err(refuse("$", format!("表读不下去：{error}。"))),
        Err(Problem::Header(message)) => return Err(refuse("columns", message)),
    };
    let text = told.lines(tables).join("\n") + "\n";
    match summary {
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
