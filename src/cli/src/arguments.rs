//! The command line: its arguments, its help, its refusals, all in Chinese (clap's own are English).
//! Must not run anything.
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// 明白账：这次看病我要付多少，哪个政策管我。
#[derive(Parser)]
#[command(
    name = "mingbai",
    version,
    arg_required_else_help = true,
    subcommand_value_name = "命令",
    after_help = "例：\n  mingbai places\n  mingbai answer 就诊.json --text\n  mingbai schemes 修水县 --date 2020-05-10"
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// 算一次就诊：读 JSON，写出答案。
    #[command(
        after_help = "例：\n  mingbai answer 就诊.json\n  mingbai answer 就诊.json --text\n  echo '{\"date\":\"2020-05-10\",\"insured_in\":\"修水县\",\"bill\":{\"total\":\"8000\"}}' | mingbai answer\n\n当地的数写进 local：\n  \"local\": { \"基本医保.deductible\": \"500\", \"基本医保.share\": \"70%\" }\n惠民保排在最后，目录里和目录外分开写：\n  \"local\": { \"惠民保.name\": \"某市惠民保\", \"惠民保.deductible\": \"10000\", \"惠民保.share\": \"80%\",\n             \"惠民保.cap\": \"1000000\", \"惠民保（目录外）.share\": \"60%\" }\n有没有买，写 \"answers\": { \"huiminbao\": true }；不写就两头都算。\n\n今年前面付过的写进 year_to_date。年度限额只数同一类的，按就诊、按病分开写才说得准：\n  \"year_to_date\": { \"in_scope_self_pay\": \"1720\", \"paid\": { \"基本医保\": \"5480\" },\n    \"accounts\": [ { \"layer\": \"基本医保\", \"care\": \"outpatient\", \"disease\": \"高血压\", \"paid\": \"200\" } ] }\n\n读不懂时退出码为 2，标准错误上有一个 JSON 对象，写明哪一项、怎么改。"
    )]
    Answer {
        /// 就诊文件；不写就读标准输入
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
        /// 写成给人看的文字
        #[arg(long)]
        text: bool,
        /// 连同两端的算式
        #[arg(long)]
        trace: bool,
        /// 今天是哪天；不写就看这台机器的钟。比今天晚的就诊，写明那天还没有到
        #[arg(value_name = "日期", long)]
        today: Option<String>,
        /// 改用这个文件夹里的政策表；写几次，就合在一起用
        #[arg(value_name = "文件夹", long)]
        tables: Vec<PathBuf>,
    },
    /// 换家医院会怎样：同一次就诊，在各处各付多少。
    #[command(
        after_help = "例：\n  mingbai compare 就诊.json\n  mingbai compare 就诊.json --text\n  echo '{\"date\":\"2026-05-10\",\"insured_in\":\"修水县\",\"care\":\"inpatient\",\"bill\":{\"total\":\"8000\",\"in_scope\":\"7000\"}}' | mingbai compare --text\n\n总费用当作到哪家都一样。读不懂时退出码为 2。"
    )]
    Compare {
        /// 就诊文件；不写就读标准输入
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
        /// 写成给人看的文字
        #[arg(long)]
        text: bool,
        /// 今天是哪天；不写就看这台机器的钟。比今天晚的就诊，写明那天还没有到
        #[arg(value_name = "日期", long)]
        today: Option<String>,
    },
    /// 一个月的就诊一次算完：读医院导出的表，每行后面添上结果。
    #[command(
        after_help = "例：\n  mingbai batch 五月.csv > 结果.csv\n  mingbai batch 五月.xlsx --explain\n  mingbai batch 五月.xlsx --insured-in 修水县 --summary 小结.txt > 结果.csv\n  mingbai batch 五月.xlsx --set 险种=城乡居民 --set 等级=二级 --xlsx 结果.xlsx\n\n读得懂 CSV、粘贴的表格、Excel（xlsx、xls）、网页写的 xls、全国平台的 JSON；是哪一种看内容，不看文件名。\n表头上面可以有标题、空行；结果写成 CSV，加 --xlsx 写成 Excel：金额是数，超过自付目标的行在前，第二张工作表是小结。表头写每列是什么：字段名（bill.total）、中文名（总费用）或全国结算接口的字段名（medfee_sumamt）都行。\n要有日期、参保地、总费用；人群一列写“只有低保对象”或“都不是”，或者一个人群一列写是、否。\n所有行都一样的用 --set 说一次：险种、参保、缴费、等级、级别、就医地、转诊，别的列也行；行里自己写了的，照行里的。\n读不懂的行在“错误”一列说明，不耽误别的行。小结写在标准错误上，里面写明多少行还不是准数、缺什么，缺得最多的在前。\n合计、小计、制表人这样的行不算，退费和它冲掉的行不算，小结里写明。一行也没有算成时退出码为 1。\n医疗救助、hifp_pay 这些付款列，不说怎么用就不用：\n  --paid 照着扣   有数的行当作已经付了，写 0 就是付了 0\n  --paid 只对照   重新算，和表里不同的添一列写出来\n  --paid 不用     重新算\n当地的数也能写成列：local.基本医保.share、local.惠民保.cap；有没有买惠民保写在 answers.huiminbao 一列。"
    )]
    Batch {
        /// 医院导出的表；不写，或者写 -，就读标准输入
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
        /// 没有日期的行，按这一天
        #[arg(value_name = "日期", long)]
        date: Option<String>,
        /// 没有参保地的行，按这里
        #[arg(value_name = "参保地", long)]
        insured_in: Option<String>,
        /// 没有写这一项的行，按这个：险种=城乡居民；写几次，就定几项
        #[arg(value_name = "列名=值", long)]
        set: Vec<String>,
        /// 医疗救助这样的付款列怎么用：照着扣、只对照、不用
        #[arg(value_name = "怎么用", long)]
        paid: Option<String>,
        /// 结果写成 Excel 的这个文件，标准输出上不写
        #[arg(value_name = "文件", long)]
        xlsx: Option<PathBuf>,
        /// 小结写进这个文件
        #[arg(value_name = "文件", long)]
        summary: Option<PathBuf>,
        /// 小结写成 JSON
        #[arg(long)]
        json: bool,
        /// 只写出读懂了什么：哪一种文件、表头在哪一行、每列当作什么；不算
        #[arg(long)]
        explain: bool,
        /// 今天是哪天；不写就看这台机器的钟。比今天晚的就诊，写明那天还没有到
        #[arg(value_name = "日期", long)]
        today: Option<String>,
    },
    /// 一年的账：一个人一年里的就诊，前一次的结果带到后一次。
    #[command(
        after_help = "例：\n  mingbai ledger 一年.json --text\n  mingbai ledger 一年.json --order 2,1,3\n\n文件是一个 JSON 列表，里面是一次次就诊，写法同 answer，按结算先后。\n第一次的 year_to_date 是这一年之前的数；后面几次的不看，由前一次算出。"
    )]
    Ledger {
        /// 就诊列表；不写就读标准输入
        #[arg(value_name = "文件")]
        file: Option<PathBuf>,
        /// 换个先后，如 2,1,3
        #[arg(value_name = "先后", long, value_delimiter = ',')]
        order: Vec<usize>,
        /// 写成给人看的文字
        #[arg(long)]
        text: bool,
        /// 今天是哪天；不写就看这台机器的钟。比今天晚的就诊，写明那天还没有到
        #[arg(value_name = "日期", long)]
        today: Option<String>,
    },
    /// 对结算单：和我们算的一行行对，找出第一处不同和可能的原因。
    #[command(
        after_help = "例：\n  mingbai reconcile 就诊.json 结算单.txt --text\n  mingbai reconcile 就诊.json 结算单.json\n\n结算单写全国结算接口的字段名（hifp_pay）或中文名，一行一项，中间用制表符；或者写成 JSON。\n原因不是猜的：每一个都照着重算一遍，再和整张单子对。"
    )]
    Reconcile {
        /// 就诊文件
        #[arg(value_name = "就诊")]
        visit: PathBuf,
        /// 结算单；不写就读标准输入
        #[arg(value_name = "结算单")]
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
        /// 政策表的文件夹；写几个，就合在一起查；不写就是 policies
        #[arg(
            value_name = "文件夹",
            default_value = "policies",
            hide_default_value = true
        )]
        dirs: Vec<PathBuf>,
    },
    /// 内置以外的省：一省一个文件夹，全部查一遍，跑算例；要时写成网页取的文件。
    #[command(
        after_help = "例：\n  mingbai provinces provinces\n  mingbai provinces provinces --out 文件\n\n有问题时退出码为 1。"
    )]
    Provinces {
        /// 里面一省一个文件夹
        #[arg(value_name = "文件夹")]
        dir: PathBuf,
        /// 内置的政策表；不写就是 policies
        #[arg(
            value_name = "文件夹",
            long,
            default_value = "policies",
            hide_default_value = true
        )]
        base: PathBuf,
        /// 写进这个文件夹
        #[arg(value_name = "文件夹", long)]
        out: Option<PathBuf>,
    },
    /// 列出每张政策表：到哪天、哪天核对的；加 --json 带上内容的记号，看得出两版之间变了什么。
    #[command(after_help = "例：\n  mingbai list\n  mingbai list policies --json")]
    List {
        /// 政策表的文件夹；不写就是 policies
        #[arg(
            value_name = "文件夹",
            default_value = "policies",
            hide_default_value = true
        )]
        dir: PathBuf,
        /// 写成 JSON：数变了 figures 就变，别的话变了 text 就变
        #[arg(long)]
        json: bool,
    },
    /// 列出每张政策表、每个数多久没有人核对，最久的在前。
    #[command(
        after_help = "例：\n  mingbai overdue\n  mingbai overdue 2026-11-29\n  mingbai overdue 2026-11-29 --json\n\n没有核对过的在前，里面最早写到的在前。到那天已经到期的表，放在后面。"
    )]
    Overdue {
        /// 到哪一天；不写就是今天
        #[arg(value_name = "日期")]
        day: Option<String>,
        /// 写成 JSON
        #[arg(long)]
        json: bool,
        /// 改看这个文件夹里的政策表；写几次，就合在一起看
        #[arg(value_name = "文件夹", long)]
        tables: Vec<PathBuf>,
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
        #[arg(value_name = "参保地")]
        place: String,
        /// 哪一天；不写就是今天
        #[arg(value_name = "日期", long)]
        date: Option<String>,
    },
    /// 列出一个地方的全部规定、出处和有效期。
    #[command(
        after_help = "例：\n  mingbai rules 修水县\n  mingbai rules 秀山县 --date 2020-05-10"
    )]
    Rules {
        /// 参保地；没有的地方写“其他”，只看全国的
        #[arg(value_name = "参保地")]
        place: String,
        /// 哪一天；不写就是今天
        #[arg(value_name = "日期", long)]
        date: Option<String>,
    },
    /// 读出网址里的就诊，或把就诊写成网址里的那一段。
    #[command(
        after_help = "例：\n  mingbai link 'https://…/#pay/result/1q3f…'\n  mingbai link 'https://…/#pay/result/1q3f…' | mingbai answer --text\n  mingbai link --make 就诊.json"
    )]
    Link {
        /// 整个网址，# 后面的一段，或只是就诊那一段；加 --make 时是就诊文件
        #[arg(value_name = "网址")]
        what: Option<String>,
        /// 反过来：把就诊的 JSON 写成一段
        #[arg(long)]
        make: bool,
        /// 改用这个文件夹里的政策表；写几次，就合在一起用
        #[arg(value_name = "文件夹", long)]
        tables: Vec<PathBuf>,
    },
    /// 把政策表写成不用脚本也能看的网页，放进文件夹的 policy/。
    #[command(
        after_help = "例：\n  mingbai pages dist --styles ../styles.css --opening target/opening.html"
    )]
    Pages {
        /// 放进哪个文件夹
        #[arg(value_name = "文件夹")]
        dir: PathBuf,
        /// 样式表的地址，从 policy/ 里看；不写就是 ../styles.css
        #[arg(
            value_name = "地址",
            long,
            default_value = "../styles.css",
            hide_default_value = true
        )]
        styles: String,
        /// 把首页和第一问也写成网页的一段，放进这个文件
        #[arg(value_name = "文件", long)]
        opening: Option<PathBuf>,
    },
    /// 重算政策表旁的算例，列出不符的。
    #[command(
        after_help = "例：\n  mingbai cases\n  mingbai cases policies\n\n有不符时退出码为 1。"
    )]
    Cases {
        /// 政策表的文件夹；写几个，就合在一起用；不写就是 policies
        #[arg(
            value_name = "文件夹",
            default_value = "policies",
            hide_default_value = true
        )]
        dirs: Vec<PathBuf>,
    },
}

/// The reason why there is no command to run, as text for the person.
pub(crate) enum NoCommand {
    /// Help or the version was asked for.
    Help(String),
    /// The arguments were not understood; the text says how to mend them.
    Wrong(String),
}

/// Reads the arguments, the program's name first.
pub(crate) fn read(words: impl IntoIterator<Item = OsString>) -> Result<Command, NoCommand> {
    in_chinese(Arguments::command())
        .try_get_matches_from(words)
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .map(|arguments| arguments.command)
        .map_err(|error| match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                NoCommand::Help(translated(error.render().to_string()))
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                NoCommand::Wrong(translated(error.render().to_string()))
            }
            _ => NoCommand::Wrong(refusal(&error)),
        })
}

/// Translates the headings and the options that clap adds, of a command and its subcommands.
fn in_chinese(command: clap::Command) -> clap::Command {
    let flag = |name: &'static str, short, action, help: &'static str| {
        Arg::new(name)
            .short(short)
            .long(name)
            .action(action)
            .help(help)
            .help_heading("选项")
    };
    let top = command.get_version().is_some();
    let command = command
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "参数"
            } else {
                "选项"
            };
            arg.help_heading(heading)
        })
        .mut_subcommands(in_chinese)
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}\n")
        .subcommand_help_heading("命令")
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag("help", 'h', ArgAction::Help, "写出这些"));
    if top {
        command.arg(flag("version", 'V', ArgAction::Version, "写出版本"))
    } else {
        command
    }
}

/// Replaces the English words that clap has no setting for.
fn translated(text: String) -> String {
    text.replace("[OPTIONS]", "[选项]")
        .replace("Usage: ", "用法：")
        .replace(":\n", "：\n")
}

/// Returns the argument that was not understood, the usage, and where to read more.
fn refusal(error: &clap::Error) -> String {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(all)) => all.join(" "),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let word = said(ContextKind::InvalidArg);
    let wrong = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识 {word}。"),
        ErrorKind::InvalidSubcommand => {
            format!("没有 {} 这个命令。", said(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("还少 {word}。"),
        ErrorKind::MissingSubcommand => "还少一个命令。".to_owned(),
        ErrorKind::ArgumentConflict => format!("{word} 只能写一次。"),
        ErrorKind::InvalidValue if said(ContextKind::InvalidValue).is_empty() => {
            format!("{word} 后面要写一个值。")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{word} 后面的 {} 读不懂。", said(ContextKind::InvalidValue))
        }
        ErrorKind::TooManyValues => {
            format!("{word} 后面不能写 {}。", said(ContextKind::InvalidValue))
        }
        ErrorKind::InvalidUtf8 => "有的字不是 UTF-8。".to_owned(),
        _ => "读不懂这一行。".to_owned(),
    };
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg]
        .map(said)
        .concat();
    let near = if near.is_empty() {
        near
    } else {
        format!("是不是 {near}？")
    };
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => translated(format!("{usage}\n")),
        _ => String::new(),
    };
    format!("{wrong}{near}\n\n{usage}加 --help 看全部写法。\n")
}
