use crate::{cases, listing};
use clap::{Parser, Subcommand};
use mingbai_policy::author::{Authored, read_folder};
use mingbai_policy::{Day, RegionId, Tables};
use mingbai_visit::{InputError, MAX_BYTES, date, names};
use mingbai_words::Wording;
use serde_json::json;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// 明白账：这次看病我要付多少，哪个政策管我。
#[derive(Parser)]
#[command(
    name = "mingbai",
    version,
    arg_required_else_help = true,
    after_help = "例：\n  mingbai places\n  mingbai answer 就诊.json --text\n  mingbai schemes 修水县 --date 2020-05-10"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 算一次就诊：读 JSON，写出答案。
    #[command(
        after_help = "例：\n  mingbai answer 就诊.json\n  mingbai answer 就诊.json --text\n  echo '{\"date\":\"2020-05-10\",\"insured_in\":\"修水县\",\"bill\":{\"total\":\"8000\"}}' | mingbai answer\n\n读不懂时退出码为 2，标准错误上有一个 JSON 对象，写明哪一项、怎么改。"
    )]
    Answer {
        /// 就诊文件；不写就读标准输入
        file: Option<PathBuf>,
        /// 写成给人看的文字
        #[arg(long)]
        text: bool,
        /// 连同两端的算式
        #[arg(long)]
        trace: bool,
        /// 改用这个文件夹里的政策表
        #[arg(long, value_name = "DIR")]
        tables: Option<PathBuf>,
    },
    /// 换家医院会怎样：同一次就诊，在各处各付多少。
    #[command(
        after_help = "例：\n  mingbai compare 就诊.json\n  mingbai compare 就诊.json --text\n  echo '{\"date\":\"2026-05-10\",\"insured_in\":\"修水县\",\"care\":\"inpatient\",\"bill\":{\"total\":\"8000\",\"in_scope\":\"7000\"}}' | mingbai compare --text\n\n总费用当作到哪家都一样。读不懂时退出码为 2。"
    )]
    Compare {
        /// 就诊文件；不写就读标准输入
        file: Option<PathBuf>,
        /// 写成给人看的文字
        #[arg(long)]
        text: bool,
    },
    /// 检查政策表，一次列出所有问题。
    #[command(
        after_help = "例：\n  mingbai check\n  mingbai check policies/jiangxi\n\n有问题时退出码为 1。"
    )]
    Check {
        /// 政策表的文件夹
        #[arg(default_value = "policies")]
        dir: PathBuf,
    },
    /// 列出有政策表的地方和医院。
    #[command(after_help = "例：\n  mingbai places")]
    Places,
    /// 列出一个地方的专项政策，以及那天是否有效。
    #[command(
        after_help = "例：\n  mingbai schemes 修水县\n  mingbai schemes 秀山县 --date 2020-05-10"
    )]
    Schemes {
        /// 参保地
        place: String,
        /// 哪一天；不写就是今天
        #[arg(long)]
        date: Option<String>,
    },
    /// 列出一个地方的全部规定、出处和有效期。
    #[command(
        after_help = "例：\n  mingbai rules 修水县\n  mingbai rules 秀山县 --date 2020-05-10"
    )]
    Rules {
        /// 参保地
        place: String,
        /// 哪一天；不写就是今天
        #[arg(long)]
        date: Option<String>,
    },
    /// 重算政策表旁的算例，列出不符的。
    #[command(
        after_help = "例：\n  mingbai cases\n  mingbai cases policies\n\n有不符时退出码为 1。"
    )]
    Cases {
        /// 政策表的文件夹
        #[arg(default_value = "policies")]
        dir: PathBuf,
    },
}

/// Why the command ends without success.
enum Failure {
    /// What `check` or `cases` found: the command's result, for standard output.
    Unsound(String),
    /// Tables that another command needs and cannot read, for standard error.
    NoTables(String),
    /// Input that cannot be read.
    Input(InputError),
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Failure {
        Failure::Input(error)
    }
}

/// Runs the command with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help goes to standard output and is no failure; a closed pipe is none either.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    // Made whole before anything is written, so that a failure leaves standard output empty.
    let (text, code) = match execute(arguments.command) {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(Failure::Unsound(text)) => (text, ExitCode::FAILURE),
        Err(Failure::Input(error)) => {
            let said = json!({ "error": { "field": error.field, "message": error.message } });
            let _ = writeln!(io::stderr(), "{said}");
            return ExitCode::from(2);
        }
        Err(Failure::NoTables(text)) => {
            let _ = io::stderr().write_all(text.as_bytes());
            return ExitCode::FAILURE;
        }
    };
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => unwritable(&error),
        _ => code,
    }
}

fn unwritable(error: &io::Error) -> ExitCode {
    let _ = writeln!(io::stderr(), "写不出去：{error}");
    ExitCode::FAILURE
}

fn execute(command: Command) -> Result<String, Failure> {
    match command {
        Command::Answer {
            file,
            text,
            trace,
            tables,
        } => answer(file.as_deref(), text, trace, tables.as_deref()),
        Command::Compare { file, text } => compare(file.as_deref(), text),
        Command::Check { dir } => {
            let Authored { tables, cases } = folder(&dir).map_err(Failure::Unsound)?;
            Ok(format!(
                "没有问题：{} 张政策表，{} 个算例。\n",
                tables.tables.len(),
                cases.len()
            ))
        }
        Command::Places => Ok(listing::places(&embedded()?)),
        Command::Schemes { place, date } => {
            let tables = embedded()?;
            let (place, day) = place_and_day(&tables, &place, date.as_deref())?;
            Ok(listing::schemes(&tables, place, day)?)
        }
        Command::Rules { place, date } => {
            let tables = embedded()?;
            let (place, day) = place_and_day(&tables, &place, date.as_deref())?;
            Ok(listing::rules(&tables, place, day))
        }
        Command::Cases { dir } => run_cases(&dir),
    }
}

fn answer(
    file: Option<&Path>,
    text: bool,
    trace: bool,
    dir: Option<&Path>,
) -> Result<String, Failure> {
    let tables = match dir {
        Some(dir) => folder(dir).map_err(Failure::NoTables)?.tables,
        None => embedded()?,
    };
    let visit = mingbai_visit::read(&tables, &input(file)?)?;
    let answer = mingbai_engine::answer(&tables, &visit).map_err(InputError::from)?;
    if text {
        let mut said = mingbai_words::text(&tables, &visit, &answer, Wording::Patient);
        if let (true, Some(money)) = (trace, &answer.money) {
            for (title, witness) in [("最少时这样算", &money.low), ("最多时这样算", &money.high)]
            {
                said.push_str(&format!("\n\n{title}\n"));
                for line in mingbai_words::trace_lines(&tables, witness, Wording::Clerk) {
                    said.push_str(&format!("- {line}\n"));
                }
            }
        }
        return Ok(with_newline(said));
    }
    let json = if trace {
        mingbai_words::json_with_trace(&tables, &visit, &answer)
    } else {
        mingbai_words::json(&tables, &visit, &answer)
    };
    Ok(with_newline(format!("{json:#}")))
}

fn compare(file: Option<&Path>, text: bool) -> Result<String, Failure> {
    let tables = embedded()?;
    let visit = mingbai_visit::read(&tables, &input(file)?)?;
    let entries = mingbai_engine::compare(&tables, &visit).map_err(InputError::from)?;
    Ok(if text {
        mingbai_words::compare_text(&tables, &visit, &entries)
    } else {
        let json = mingbai_words::compare_json(&tables, &visit, &entries);
        with_newline(format!("{json:#}"))
    })
}

fn with_newline(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn input(file: Option<&Path>) -> Result<Vec<u8>, InputError> {
    // One byte more than is accepted, so that the reader can tell that it was too much.
    let most = MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    let read = match file {
        Some(path) => File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)),
        None => io::stdin().lock().take(most).read_to_end(&mut bytes),
    };
    read.map(|_| bytes).map_err(|error| InputError {
        field: "$".to_owned(),
        message: match file {
            Some(path) => format!("打不开文件 {}：{error}。", path.display()),
            None => format!("标准输入读不出来：{error}。"),
        },
    })
}

fn embedded() -> Result<Tables, Failure> {
    mingbai_tables::load()
        .map_err(|error| Failure::NoTables(format!("内置的政策表读不出来：{error}\n")))
}

fn folder(dir: &Path) -> Result<Authored, String> {
    read_folder(dir).map_err(|problems| problems.graphical())
}

fn place_and_day(
    tables: &Tables,
    place: &str,
    day: Option<&str>,
) -> Result<(RegionId, Day), InputError> {
    let named = |field: &str, message: String| InputError {
        field: field.to_owned(),
        message,
    };
    let place =
        names::region(&tables.terms, place).map_err(|error| named("place", error.message))?;
    let day = match day {
        Some(text) => date::read_typed(text).map_err(|error| named("date", error.to_string()))?,
        None => today(),
    };
    Ok((place, day))
}

/// Today in China, wherever the machine's clock is set.
fn today() -> Day {
    let date = jiff::tz::Offset::constant(8)
        .to_datetime(jiff::Timestamp::now())
        .date();
    Day::new(
        date.year().unsigned_abs(),
        date.month().unsigned_abs(),
        date.day().unsigned_abs(),
    )
}

fn run_cases(dir: &Path) -> Result<String, Failure> {
    let Authored { tables, cases } = folder(dir).map_err(Failure::Unsound)?;
    let mut said = String::new();
    let mut failed = 0;
    for case in &cases {
        match cases::run(&tables, case) {
            Ok(()) => said.push_str(&format!("相符  {}（{}）\n", case.name, case.file)),
            Err(why) => {
                failed += 1;
                said.push_str(&format!(
                    "不符  {}（{}）\n      {why}\n",
                    case.name, case.file
                ));
            }
        }
    }
    said.push_str(&format!("{} 个算例，{failed} 个不符。\n", cases.len()));
    if failed == 0 {
        Ok(said)
    } else {
        Err(Failure::Unsound(said))
    }
}
