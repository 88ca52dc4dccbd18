//! Opens a workbook in a process of its own, with limits: the death of that process refuses the file, and
//! nothing else. Must not know what a cell means.
//!
//! A workbook's headers can name any size, and the reader of workbooks believes some of them. The process
//! is this same program, called with [`WORD`]; the workbook comes on its standard input, and frames, or a
//! sentence that refuses the file, go to its standard output.
use mingbai_files::kind::FileKind;
use mingbai_files::read::Opening;
use mingbai_files::{OpenError, workbook};
use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::process::{Command, ExitCode, Stdio};
use std::thread;

/// The word that calls the process.
pub(crate) const WORD: &str = "--open-workbook";
/// The most memory of the process, in bytes.
const MEMORY: u64 = 1 << 30;
/// The most seconds of its processor.
const SECONDS: u64 = 120;

/// The first byte of what the process writes.
const FRAMES: u8 = b'F';
const REFUSED: u8 = b'X';

/// Returns the frames of a workbook.
pub(crate) fn frames(bytes: Vec<u8>) -> Result<Vec<u8>, OpenError> {
    let damaged = || OpenError::Refused(workbook::damaged());
    let mut child = Command::new(std::env::current_exe()?)
        .arg(WORD)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stdin = child.stdin.take();
    let feeding = thread::spawn(move || {
        // The process may refuse before it has read everything.
        stdin.map(|mut stdin| stdin.write_all(&bytes))
    });
    let mut out = Vec::new();
    let read = match child.stdout.take() {
        Some(mut stdout) => stdout.read_to_end(&mut out),
        None => Ok(0),
    };
    let _ = feeding.join();
    let ended = child.wait()?;
    read?;
    match out.first() {
        Some(&FRAMES) if ended.success() => {
            out.remove(0);
            Ok(out)
        }
        Some(&REFUSED) if ended.success() => {
            let why = out.get(1..).unwrap_or_default();
            Err(OpenError::Refused(
                String::from_utf8_lossy(why).into_owned(),
            ))
        }
        _ => Err(damaged()),
    }
}

/// Runs the process, if the arguments call it.
pub(crate) fn run(argument: Option<&OsStr>) -> Option<ExitCode> {
    (argument == Some(OsStr::new(WORD))).then(|| match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    })
}

fn serve() -> io::Result<()> {
    limit()?;
    let mut input = io::stdin().lock();
    let opened = Opening::read(&mut input).and_then(|opening| {
        let kind = opening.workbook().unwrap_or(FileKind::Xlsx);
        Ok((kind, opening.whole(&mut input)?))
    });
    let found = match opened {
        Ok((kind, bytes)) => workbook::frames(kind, bytes),
        Err(OpenError::Refused(why)) => Err(why),
        Err(OpenError::Read(error)) => return Err(error),
    };
    let mut out = io::stdout().lock();
    match found {
        Ok(frames) => {
            out.write_all(&[FRAMES])?;
            out.write_all(&frames)?;
        }
        Err(why) => {
            out.write_all(&[REFUSED])?;
            out.write_all(why.as_bytes())?;
        }
    }
    out.flush()
}

#[cfg(unix)]
fn limit() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = |most| Rlimit {
        current: Some(most),
        maximum: Some(most),
    };
    setrlimit(Resource::As, most(MEMORY))?;
    setrlimit(Resource::Cpu, most(SECONDS))?;
    // A process that runs out of memory leaves no image of it on the disk.
    setrlimit(Resource::Core, most(0))?;
    Ok(())
}

/// Elsewhere the process alone keeps its death from the command.
#[cfg(not(unix))]
fn limit() -> io::Result<()> {
    Ok(())
}
