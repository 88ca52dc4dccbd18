use crate::{batch, cases, listing, pages, provinces};
use clap::{Parser, Subcommand};
use mingbai_engine::LedgerFault;
use mingbai_policy::author::{Authored, read_folders};
use mingbai_policy::{Day, RegionId, Tables};
use mingbai_visit::{InputError, MAX_BYTES, date, link, names};
use mingbai_words::{LEAST, MOST, Wording};
use serde_json::json;
use std::ffi::OsString;
use std::fs::{self, File};
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
        after_help = "例：\n  mingbai answer 就诊.json\n  mingbai answer 就诊.json --text\n  echo '{\"date\":\"2020-05-10\",\"insured_in\":\"修水县\",\"bill\":{\"total\":\"8000\"}}' | mingbai answer\n\n当地的数写进 local：\n  \"local\": { \"基本医保.deductible\": \"500\", \"基本医保.share\": \"70%\" }\n惠民保排在最后，目录里和目录外分开写：\n  \"local\": { \"惠民保.name\": \"某市惠民保\", \"惠民保.deductible\": \"10000\", \"惠民保.share\": \"80%\",\n             \"惠民保.cap\": \"1000000\", \"惠民保（目录外）.share\": \"60%\" }\n有没有买，写 \"answers\": { \"huiminbao\": true }；不写就两头都算。\n\n读不懂时退出码为 2，标准错误上有一个 JSON 对象，写明哪一项、怎么改。"
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
        /// 改用这个文件夹里的政策表；写几次，就合在一起用
        #[arg(long, value_name = "DIR")]
        tables: Vec<PathBuf>,
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
    /// 一个月的就诊一次算完：读 CSV，每行后面添上结果。
    #[command(
        after_help = "例：\n  mingbai batch 五月.csv > 结果.csv\n  mingbai batch 五月.csv --insured-in 修水县 --summary 小结.txt > 结果.csv\n\n第一行写每列是什么：字段名（bill.total）、中文名（总费用）或全国结算接口的字段名（medfee_sumamt）都行。\n要有日期、参保地、总费用；人群一列写“只有低保对象”或“都不是”，或者一个人群一列写是、否。\n读不懂的行在“错误”一列说明，不耽误别的行。小结写在标准错误上。\nhifp_pay 这些付款列照原样当作已付；想重新算，就去掉这些列。\n当地的数也能写成列：local.基本医保.share、local.惠民保.cap；有没有买惠民保写在 answers.huiminbao 一列。"
    )]
    Batch {
        /// CSV 文件，UTF-8 或 GB18030；不写就读标准输入
        file: Option<PathBuf>,
        /// 没有日期的行，按这一天
        #[arg(long)]
        date: Option<String>,
        /// 没有参保地的行，按这里
        #[arg(long, value_name = "PLACE")]
        insured_in: Option<String>,
        /// 小结写进这个文件
        #[arg(long, value_name = "FILE")]
        summary: Option<PathBuf>,
    },
    /// 一年的账：一个人一年里的就诊，前一次的结果带到后一次。
    #[command(
        after_help = "例：\n  mingbai ledger 一年.json --text\n  mingbai ledger 一年.json --order 2,1,3\n\n文件是一个 JSON 列表，里面是一次次就诊，写法同 answer，按结算先后。\n第一次的 year_to_date 是这一年之前的数；后面几次的不看，由前一次算出。"
    )]
    Ledger {
        /// 就诊列表；不写就读标准输入
        file: Option<PathBuf>,
        /// 换个先后，如 2,1,3
        #[arg(long, value_delimiter = ',')]
        order: Vec<usize>,
        /// 写成给人看的文字
        #[arg(long)]
        text: bool,
    },
    /// 对结算单：和我们算的一行行对，找出第一处不同和可能的原因。
    #[command(
        after_help = "例：\n  mingbai reconcile 就诊.json 结算单.txt --text\n  mingbai reconcile 就诊.json 结算单.json\n\n结算单写全国结算接口的字段名（hifp_pay）或中文名，一行一项，中间用制表符；或者写成 JSON。\n原因不是猜的：每一个都照着重算一遍，再和整张单子对。"
    )]
    Reconcile {
        /// 就诊文件
        visit: PathBuf,
        /// 结算单；不写就读标准输入
        sheet: Option<PathBuf>,
        /// 写成给人看的文字
        #[arg(long)]
        text: bool,
    },
    /// 检查政策表，一次列出所有问题。
    #[command(
        after_help = "例：\n  mingbai check\n  mingbai check policies provinces/guangdong\n\n有问题时退出码为 1。"
    )]
    Check {
        /// 政策表的文件夹；写几个，就合在一起查
        #[arg(default_value = "policies")]
        dirs: Vec<PathBuf>,
    },
    /// 内置以外的省：一省一个文件夹，全部查一遍，跑算例；要时写成网页取的文件。
    #[command(
        after_help = "例：\n  mingbai provinces provinces\n  mingbai provinces provinces --out 文件\n\n有问题时退出码为 1。"
    )]
    Provinces {
        /// 里面一省一个文件夹
        dir: PathBuf,
        /// 内置的政策表
        #[arg(long, value_name = "DIR", default_value = "policies")]
        base: PathBuf,
        /// 写进这个文件夹
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// 列出有政策表的地方和医院。
    #[command(after_help = "例：\n  mingbai places")]
    Places,
    /// 列出一个地方的专项政策，以及那天是否有效。
    #[command(
        after_help = "例：\n  mingbai schemes 修水县\n  mingbai schemes 秀山县 --date 2020-05-10"
    )]
    Schemes {
        /// 参保地；没有的地方写“其他”，只看全国的
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
        /// 参保地；没有的地方写“其他”，只看全国的
        place: String,
        /// 哪一天；不写就是今天
        #[arg(long)]
        date: Option<String>,
    },
    /// 读出网址里的就诊，或把就诊写成网址里的那一段。
    #[command(
        after_help = "例：\n  mingbai link 'https://…/#pay/result/1q3f…'\n  mingbai link 'https://…/#pay/result/1q3f…' | mingbai answer --text\n  mingbai link --make 就诊.json"
    )]
    Link {
        /// 整个网址，# 后面的一段，或只是就诊那一段；加 --make 时是就诊文件
        what: Option<String>,
        /// 反过来：把就诊的 JSON 写成一段
        #[arg(long)]
        make: bool,
        /// 改用这个文件夹里的政策表；写几次，就合在一起用
        #[arg(long, value_name = "DIR")]
        tables: Vec<PathBuf>,
    },
    /// 把政策表写成不用脚本也能看的网页，放进文件夹的 policy/。
    #[command(after_help = "例：\n  mingbai pages dist --styles ../styles.css")]
    Pages {
        /// 放进哪个文件夹
        dir: PathBuf,
        /// 样式表的地址，从 policy/ 里看
        #[arg(long, default_value = "../styles.css")]
        styles: String,
    },
    /// 重算政策表旁的算例，列出不符的。
    #[command(
        after_help = "例：\n  mingbai cases\n  mingbai cases policies\n\n有不符时退出码为 1。"
    )]
    Cases {
        /// 政策表的文件夹；写几个，就合在一起用
        #[arg(default_value = "policies")]
        dirs: Vec<PathBuf>,
    },
}

/// Why the command ends without success.
pub(crate) enum Failure {
    /// What `check` or `cases` found: the command's result, for standard output.
    Unsound(String),
    /// Tables that another command needs and cannot read, for standard error.
    NoTables(String),
    /// A stream that failed, for standard error.
    Stream(String),
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
            tables,
        } => answer(file.as_deref(), text, trace, &tables),
        Command::Batch {
            file,
            date,
            insured_in,
            summary,
        } => {
            let tables = embedded()?;
            let defaults = batch_defaults(&tables, date.as_deref(), insured_in.as_deref())?;
            batch::run(&tables, defaults, file.as_deref(), summary.as_deref())?;
            Ok(String::new())
        }
        Command::Ledger { file, order, text } => ledger(file.as_deref(), &order, text),
        Command::Reconcile { visit, sheet, text } => reconcile(&visit, sheet.as_deref(), text),
        Command::Compare { file, text } => compare(file.as_deref(), text),
        Command::Check { dirs } => {
            let Authored { tables, cases } = folders(&dirs).map_err(Failure::Unsound)?;
            Ok(format!(
                "没有问题：{} 张政策表，{} 个算例。\n",
                tables.tables.len(),
                cases.len()
            ))
        }
        Command::Provinces { dir, base, out } => write_provinces(&base, &dir, out.as_deref()),
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
            let visit = mingbai_visit::read(&tables, &input(what.as_deref().map(Path::new))?)?;
            Ok(with_newline(link::write(&tables, &visit)))
        }
        Command::Link {
            what,
            make: false,
            tables,
        } => {
            let tables = those(&tables)?;
            let visit = link::read(&tables, part_of_link(what.as_deref().unwrap_or_default()))?;
            let json = mingbai_visit::write(&tables, &visit);
            Ok(with_newline(format!("{json:#}")))
        }
        Command::Pages { dir, styles } => write_pages(&dir, &styles),
        Command::Cases { dirs } => run_cases(&dirs),
    }
}

fn write_pages(dir: &Path, styles: &str) -> Result<String, Failure> {
    let folder = dir.join("policy");
    let all = pages::all(&embedded()?, styles);
    fs::create_dir_all(&folder)
        .and_then(|()| {
            all.iter()
                .try_for_each(|page| fs::write(folder.join(&page.name), &page.html))
        })
        .map_err(|error| Failure::Stream(format!("写不进 {}：{error}\n", folder.display())))?;
    Ok(format!(
        "写了 {} 页，政策表 {}\n",
        all.len(),
        mingbai_tables::VERSION
    ))
}

fn answer(
    file: Option<&Path>,
    text: bool,
    trace: bool,
    dirs: &[PathBuf],
) -> Result<String, Failure> {
    let tables = those(dirs)?;
    let visit = mingbai_visit::read(&tables, &input(file)?)?;
    let answer = mingbai_engine::answer(&tables, &visit).map_err(InputError::from)?;
    if text {
        let mut said = mingbai_words::text(&tables, &visit, &answer, Wording::Patient);
        if let (true, Some(money)) = (trace, &answer.money) {
            let ends = [LEAST, MOST].into_iter().zip([&money.low, &money.high]);
            for (title, witness) in ends {
                said.push_str(&format!("\n\n{title}，这样算\n"));
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

fn ledger(file: Option<&Path>, order: &[usize], text: bool) -> Result<String, Failure> {
    let tables = embedded()?;
    let visits = mingbai_visit::read_ledger(&tables, &input(file)?)?;
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
            let start = visits.first().map(|visit| visit.year.clone());
            let mut visits: Vec<_> = order.iter().filter_map(at).collect();
            if let (Some(first), Some(start)) = (visits.first_mut(), start) {
                first.year = start;
            }
            visits
        }
    };
    let visits: Vec<&mingbai_visit::Visit> = visits.iter().collect();
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
            mingbai_words::ledger_fault(fault).unwrap_or_default(),
        ),
    })?;
    Ok(if text {
        mingbai_words::ledger_text(&tables, &visits, &found, &swaps)
    } else {
        let json = mingbai_words::ledger_json(&tables, &found, &swaps);
        with_newline(format!("{json:#}"))
    })
}

fn reconcile(visit: &Path, sheet: Option<&Path>, text: bool) -> Result<String, Failure> {
    let tables = embedded()?;
    let visit = mingbai_visit::read(&tables, &input(Some(visit))?)?;
    let sheet = mingbai_visit::read_sheet(&tables, &input(sheet)?)?;
    let found = mingbai_engine::reconcile(&tables, &visit, &sheet).map_err(InputError::from)?;
    Ok(if text {
        mingbai_words::reconcile_text(&tables, &found)
    } else {
        let json = mingbai_words::reconcile_json(&tables, &found);
        with_newline(format!("{json:#}"))
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
        mingbai_visit::OTHER => Ok(None),
        _ => names::region(&tables.terms, text)
            .map(Some)
            .map_err(|e| refuse("insured_in", e.message)),
    });
    Ok(mingbai_batch::Defaults {
        date: day.transpose()?,
        insured_in: place.transpose()?,
    })
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

/// The visit's part of a whole address, of its fragment, or alone.
fn part_of_link(text: &str) -> &str {
    let fragment = text.rsplit('#').next().unwrap_or_default();
    fragment.split('/').nth(2).unwrap_or(fragment)
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

/// The tables of these folders together; without any, the embedded ones.
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
        mingbai_visit::OTHER => None,
        place => {
            let found = names::region(&tables.terms, place);
            Some(found.map_err(|error| named("place", error.message))?)
        }
    };
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
