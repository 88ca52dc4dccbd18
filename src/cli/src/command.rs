//! Runs each command: reads its files and streams, writes the answer or the reason for having none.
//! Must not compute amounts.
use crate::arguments::{self, Command, NoCommand};
use crate::failure::Failure;
use crate::{batch, cases, listing, opening, overdue, pages, provinces, workbook};
use mingbai_batch::Paid;
use mingbai_engine::LedgerFault;
use mingbai_intake::{InputError, MAX_BYTES, area_codes, date, link, names};
use mingbai_policy::author::{self, Authored, read_folders};
use mingbai_policy::{Day, RegionId, Tables};
use mingbai_wording::{LEAST, MOST, Wording};
use serde_json::json;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Runs the command with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(code) = workbook::run(arguments.get(1).map(OsString::as_os_str)) {
        return code;
    }
    let command = match arguments::read(arguments) {
        Ok(command) => command,
        // Help goes to standard output and is no failure; a closed pipe is none either.
        Err(NoCommand::Help(text)) => {
            let _ = io::stdout().write_all(text.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(NoCommand::Wrong(text)) => {
            let _ = io::stderr().write_all(text.as_bytes());
            return ExitCode::from(2);
        }
    };
    // The text is complete before anything is written, so that a failure leaves standard output
    // empty.
    let (text, code) = match execute(command) {
        Ok(text) => (text, ExitCode::SUCCESS),
        Err(Failure::Unsound(text)) => (text, ExitCode::FAILURE),
        Err(Failure::Input(error)) => {
            let said = json!({ "error": { "field": error.field, "message": error.message } });
            let _ = writeln!(io::stderr(), "{said}");
            return ExitCode::from(2);
        }
        Err(Failure::NoTables(text) | Failure::Stream(text)) => {
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
            today,
            tables,
        } => answer(file.as_deref(), (text, trace), today.as_deref(), &tables),
        Command::Batch {
            file,
            date,
            insured_in,
            paid,
            set,
            xlsx,
            summary,
            json,
            explain,
            today,
        } => {
            let tables = embedded()?;
            let mut defaults = batch_defaults(&tables, date.as_deref(), insured_in.as_deref())?;
            if let Some(said) = paid {
                defaults.paid = paid_columns(&said)?;
            }
            if explain {
                return batch::understood(&tables, defaults, file.as_deref(), &set);
            }
            let wanted = batch::Wanted {
                file: file.as_deref(),
                xlsx: xlsx.as_deref(),
                summary: summary.as_deref(),
                json,
                settings: &set,
                today: day_or_today("today", today.as_deref())?,
            };
            batch::run(&tables, defaults, &wanted)?;
            Ok(String::new())
        }
        Command::Ledger {
            file,
            order,
            text,
            today,
        } => ledger(file.as_deref(), &order, text, today.as_deref()),
        Command::Reconcile { visit, sheet, text } => reconcile(&visit, sheet.as_deref(), text),
        Command::Compare { file, text, today } => compare(file.as_deref(), text, today.as_deref()),
        Command::Check { dirs } => {
            let Authored { tables, cases } = folders(&dirs).map_err(Failure::Unsound)?;
            Ok(format!(
                "没有问题：{} 张政策表，{} 个算例。\n",
                tables.tables.len(),
                cases.len()
            ))
        }
        Command::Provinces { dir, base, out } => write_provinces(&base, &dir, out.as_deref()),
        Command::List { dir, json } => {
            let marked = author::marks(&dir);
            let marked = marked.map_err(|problems| Failure::NoTables(problems.graphical()))?;
            Ok(listing::tables(&marked, json))
        }
        Command::Overdue {
            day,
            json,
            tables: dirs,
        } => {
            let tables = those(&dirs)?;
            let rows = overdue::rows(&tables, day_or_today("date", day.as_deref())?);
            Ok(match json {
                true => with_newline(format!("{:#}", overdue::json(&rows))),
                false => overdue::text(&rows),
            })
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
        Command::Link {
            what,
            make: true,
            tables,
        } => {
            let tables = those(&tables)?;
            let visit = mingbai_intake::read(&tables, &input(what.as_deref().map(Path::new))?)?;
            Ok(with_newline(link::write(&tables, &visit)))
        }
        Command::Link {
            what,
            make: false,
            tables,
        } => {
            let tables = those(&tables)?;
            let received = what.as_deref().unwrap_or_default();
            let visit = link::read(&tables, &link::received::visit(received))?;
            let json = mingbai_intake::write(&tables, &visit);
            Ok(with_newline(format!("{json:#}")))
        }
        Command::Pages {
            dir,
            styles,
            opening,
        } => write_pages(&dir, &styles, opening.as_deref()),
        Command::Cases { dirs } => run_cases(&dirs),
    }
}

fn write_pages(dir: &Path, styles: &str, first: Option<&Path>) -> Result<String, Failure> {
    let folder = dir.join("policy");
    let tables = embedded()?;
    let all = pages::all(&tables, styles, today());
    let refused = |at: &Path, error: io::Error| {
        Failure::Stream(format!("写不进 {}：{error}\n", at.display()))
    };
    fs::create_dir_all(&folder)
        .and_then(|()| {
            all.iter()
                .try_for_each(|page| fs::write(folder.join(&page.name), &page.html))
        })
        .map_err(|error| refused(&folder, error))?;
    if let Some(file) = first {
        fs::write(file, opening::opening(&tables)).map_err(|error| refused(file, error))?;
    }
    Ok(format!(
        "写了 {} 页，政策表 {}\n",
        all.len(),
        mingbai_tables::VERSION
    ))
}

fn answer(
    file: Option<&Path>,
    (text, trace): (bool, bool),
    today: Option<&str>,
    dirs: &[PathBuf],
) -> Result<String, Failure> {
    let tables = those(dirs)?;
    let today = Some(day_or_today("today", today)?);
    let visit = mingbai_intake::read(&tables, &input(file)?)?;
    let answer = mingbai_engine::answer(&tables, &visit).map_err(InputError::from)?;
    let stated = mingbai_engine::case(&tables, &visit).map_err(InputError::from)?;
    if text {
        let mut said =
            mingbai_wording::text_on(&tables, &visit, &answer, &stated, (Wording::Patient, today));
        if let (true, Some(money)) = (trace, &answer.money) {
            let ends = [LEAST, MOST].into_iter().zip([&money.low, &money.high]);
            for (title, witness) in ends {
                said.push_str(&format!("\n\n{title}，这样算\n"));
                for line in mingbai_wording::trace_lines(&tables, witness, Wording::Clerk) {
                    said.push_str(&format!("- {line}\n"));
                }
            }
        }
        return Ok(with_newline(said));
    }
    let mut json = if trace {
        mingbai_wording::json_with_trace(&tables, &visit, &answer, &stated)
    } else {
        mingbai_wording::json(&tables, &visit, &answer, &stated)
    };
    json["alerts"] = mingbai_wording::alerts(&tables, &answer.unattested, visit.date, today).into();
    Ok(with_newline(format!("{json:#}")))
}

fn ledger(
    file: Option<&Path>,
    order: &[usize],
    text: bool,
    today: Option<&str>,
) -> Result<String, Failure> {
    let tables = embedded()?;
    let today = day_or_today("today", today)?;
    let visits = mingbai_intake::read_ledger(&tables, &input(file)?)?;
    let refuse = |field: String, message: String| InputError { field, message };
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    if !order.is_empty() && sorted != (1..=visits.len()).collect::<Vec<_>>() {
        let message = format!("先后要把 1 到 {} 各写一次，如 2,1。", visits.len());
        return Err(refuse("order".to_owned(), message).into());
    }
    let visits: Vec<_> = match order {
        [] => visits,
        order => {
            let at = |number: &usize| visits.get(number.wrapping_sub(1)).cloned();
            let mut ordered: Vec<_> = order.iter().filter_map(at).collect();
            if let (Some(first), Some(start)) = (ordered.first_mut(), visits.first()) {
                mingbai_engine::take_start(&tables, first, start);
            }
            ordered
        }
    };
    let visits: Vec<&mingbai_intake::Visit> = visits.iter().collect();
    let found = mingbai_engine::ledger(&tables, &visits).and_then(|ledger| {
        let swaps = mingbai_engine::swaps(&tables, &visits)?;
        Ok((ledger, swaps))
    });
    let (found, swaps) = found.map_err(|fault| match fault {
        LedgerFault::Visit(at, why) => {
            let error = InputError::from(why);
            refuse(format!("[{at}].{}", error.field), error.message)
        }
        _ => refuse(
            "$".to_owned(),
            mingbai_wording::ledger_fault(fault).unwrap_or_default(),
        ),
    })?;
    let latest = visits.iter().map(|visit| visit.date).max();
    let alerts = latest.map_or_else(Vec::new, |latest| {
        mingbai_wording::alerts(&tables, &found.unattested, latest, Some(today))
    });
    Ok(if text {
        mingbai_wording::ledger_text(&tables, &visits, &found, &swaps, &alerts)
    } else {
        let json = mingbai_wording::ledger_json(&tables, &found, &swaps, &alerts);
        with_newline(format!("{json:#}"))
    })
}

fn reconcile(visit: &Path, sheet: Option<&Path>, text: bool) -> Result<String, Failure> {
    let tables = embedded()?;
    let visit = mingbai_intake::read(&tables, &input(Some(visit))?)?;
    let sheet = mingbai_intake::read_sheet(&tables, &input(sheet)?)?;
    let found = mingbai_engine::reconcile(&tables, &visit, &sheet).map_err(InputError::from)?;
    Ok(if text {
        mingbai_wording::reconcile_text(&tables, &found)
    } else {
        let json = mingbai_wording::reconcile_json(&tables, &found);
        with_newline(format!("{json:#}"))
    })
}

/// Reads how columns of payments are used.
fn paid_columns(said: &str) -> Result<Paid, InputError> {
    let known = Paid::ALL.into_iter().find(|(_, name)| *name == said);
    let names = Paid::ALL.map(|(_, name)| name).join("、");
    known.map(|(paid, _)| paid).ok_or_else(|| InputError {
        field: "paid".to_owned(),
        message: format!("--paid 后面写：{names}。"),
    })
}

fn batch_defaults(
    tables: &Tables,
    day: Option<&str>,
    place: Option<&str>,
) -> Result<mingbai_batch::Defaults, InputError> {
    let refuse = |field: &str, message: String| InputError {
        field: field.to_owned(),
        message,
    };
    let day = day.map(|text| date::read_typed(text).map_err(|e| refuse("date", e.to_string())));
    let place = place.map(|text| match text {
        mingbai_intake::OTHER => Ok(None),
        _ => names::region(&tables.vocabulary, area_codes::place(text).unwrap_or(text))
            .map(Some)
            .map_err(|e| refuse("insured_in", e.message)),
    });
    Ok(mingbai_batch::Defaults {
        date: day.transpose()?,
        insured_in: place.transpose()?,
        ..mingbai_batch::Defaults::default()
    })
}

fn compare(file: Option<&Path>, text: bool, today: Option<&str>) -> Result<String, Failure> {
    let tables = embedded()?;
    let today = day_or_today("today", today)?;
    let visit = mingbai_intake::read(&tables, &input(file)?)?;
    let entries = mingbai_engine::compare(&tables, &visit).map_err(InputError::from)?;
    let old = mingbai_engine::unattested(&tables, &visit).map_err(InputError::from)?;
    let alerts = mingbai_wording::alerts(&tables, &old, visit.date, Some(today));
    Ok(if text {
        mingbai_wording::compare_text(&tables, &visit, &entries, &alerts)
    } else {
        let json = mingbai_wording::compare_json(&tables, &visit, &entries, &alerts);
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
    // One byte more than is accepted, so that the reader notices input that is too long.
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

/// Reads the tables of these folders together; without folders, the embedded tables.
fn those(dirs: &[PathBuf]) -> Result<Tables, Failure> {
    if dirs.is_empty() {
        return embedded();
    }
    Ok(folders(dirs).map_err(Failure::NoTables)?.tables)
}

fn folders(dirs: &[PathBuf]) -> Result<Authored, String> {
    let dirs: Vec<&Path> = dirs.iter().map(PathBuf::as_path).collect();
    read_folders(&dirs).map_err(|problems| problems.graphical())
}

fn write_provinces(base: &Path, dir: &Path, out: Option<&Path>) -> Result<String, Failure> {
    let all = provinces::read(base, dir).map_err(Failure::Unsound)?;
    if let Some(out) = out {
        all.write(out)
            .map_err(|error| Failure::Stream(format!("写不进 {}：{error}\n", out.display())))?;
    }
    Ok(all.summary())
}

fn place_and_day(
    tables: &Tables,
    place: &str,
    day: Option<&str>,
) -> Result<(Option<RegionId>, Day), InputError> {
    let named = |field: &str, message: String| InputError {
        field: field.to_owned(),
        message,
    };
    let place = match place {
        mingbai_intake::OTHER => None,
        place => {
            let found = names::region(&tables.vocabulary, place);
            Some(found.map_err(|error| named("place", error.message))?)
        }
    };
    Ok((place, day_or_today("date", day)?))
}

/// Reads a day as typed; today where none was.
fn day_or_today(field: &str, day: Option<&str>) -> Result<Day, InputError> {
    let Some(text) = day else { return Ok(today()) };
    date::read_typed(text).map_err(|error| InputError {
        field: field.to_owned(),
        message: error.to_string(),
    })
}

/// Returns today's day in China, whatever the time zone of the machine.
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

fn run_cases(dirs: &[PathBuf]) -> Result<String, Failure> {
    let Authored { tables, cases } = folders(dirs).map_err(Failure::Unsound)?;
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
