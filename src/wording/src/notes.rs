//! Fixed remarks of a result: assumptions, warnings, whom to ask. Must not know the case.
use crate::money;
use crate::names::{layer_name, rule_name, scheme};
use crate::periods::{each, this_period};
use mingbai_engine::{Answer, Assumption, Cash, TraceStep, Verdict, Warning};
use mingbai_policy::{Day, Period, Rounding, Tables};

/// Shown on every result.
pub const FINAL_WORD: &str = "以医保结算为准。";
/// Shown next to a figure that nobody has compared with its document.
pub const UNCHECKED: &str = "未核对原文";
/// The advice whom to ask.
pub const ASK_WHOM: &str = "请问当地医保局，或打 12393。";
/// The note on rounding, where every payment rounds half up.
pub const ROUNDING: &str =
    "每道保障线付的钱只四舍五入一次，算到分。没有文件写怎么取整，这是我们的做法。";

/// The note on rounding, where a table says otherwise of some payment.
const ROUNDING_AS_STATED: &str =
    "每道保障线付的钱只取整一次，算到分：规定写了怎么取整的照规定，没写的四舍五入。";

/// Returns the note on rounding of an answer.
pub fn rounding(answer: &Answer) -> &'static str {
    let money = answer.money.iter();
    let mut steps = money.flat_map(|it| it.low.steps.iter().chain(&it.high.steps));
    let stated = |step: &TraceStep| match step {
        TraceStep::Paid {
            from_sheet: false,
            rounding,
            ..
        } => *rounding != Rounding::HalfUp,
        _ => false,
    };
    if steps.any(stated) {
        ROUNDING_AS_STATED
    } else {
        ROUNDING
    }
}

/// Returns what was assumed because nothing was given.
pub fn assumption(assumption: Assumption) -> &'static str {
    match assumption {
        Assumption::Resident => "没说哪种医保，先按城乡居民医保算。",
        Assumption::NoThirdParty => "没说车祸、打架这类有别人该赔，当作没有。",
        Assumption::FirstVisit => "没说今年看过病，先按今年第一次算。",
        Assumption::NoFarHospital => "没说哪家医院，外省医院自己的减免没有算进去。",
        Assumption::PaidNothing => "今年前面没写付过钱的保障线，先按没付过算。",
        Assumption::NoDisease => "没说什么病，按病给的免费没有算进去。",
    }
}

/// Returns what a reader must know before trusting the answer.
pub fn warning(tables: &Tables, warning: &Warning) -> String {
    match warning {
        Warning::NoLocalTable => "这一天，当地没有收录的政策表。只能按全国规定给一个范围。".into(),
        Warning::TablesAsOf(day) => {
            format!(
                "按您的要求，用的是 {} 的政策表。现在的规定可能不同。",
                date(*day)
            )
        }
        Warning::AdmittedUnderOtherTables => {
            "入院那天是另一套规定。没有文件说按哪天算，两种都算进范围。".into()
        }
        Warning::Employee => "职工医保的政策表还没有收录。这里只能给一个范围。".into(),
        Warning::ThirdParty => "有别人该赔时，医保可能一分不付。您付得最多时按全自费算。".into(),
        Warning::NotDesignated(at) => format!(
            "“{}”有指定医院，这家不在里面。去之前先问医保局。",
            rule_name(scheme(tables, *at).map(|scheme| &scheme.rule))
        ),
        Warning::Caveat(text) => text.clone(),
        Warning::YearNotSplit {
            layer,
            of_disease,
            per: Period::Year,
        } => format!(
            "这次的年度限额只数{}付的。{}今年前面付的钱没有这样分开，限额还剩多少说不准，两头都算了。",
            if *of_disease {
                "这种病、同一种就诊"
            } else {
                "同一种就诊"
            },
            layer_name(tables, *layer)
        ),
        Warning::YearNotSplit {
            layer,
            of_disease,
            per,
        } => format!(
            "{}的限额{}一条，数的是{}。{}前面付了多少没有说，限额还剩多少说不准，两头都算了。",
            layer_name(tables, *layer),
            each(*per),
            if *of_disease {
                "这种病、同一种就诊"
            } else {
                "同一种就诊"
            },
            this_period(*per)
        ),
        Warning::DeductibleUseOpen {
            layer,
            of_disease,
            per,
        } => format!(
            "{}的起付线{}只满一次，数的是{}。{}前面满了多少没有说，从没用过到用完，两头都算了。",
            layer_name(tables, *layer),
            each(*per),
            if *of_disease {
                "这种病、同一种就诊"
            } else {
                "同一种就诊"
            },
            this_period(*per)
        ),
        Warning::FundPaidDiffers { paid, ours } => format!(
            "票据上医保统筹基金支付 {}。这里算的，基本医保付 {}。两个数对不上。先看填的数对不对，再问医保局统筹基金里算了哪几样。",
            money::yuan(*paid),
            money::range(*ours)
        ),
        Warning::ClassUnstated(class) => {
            format!("“{class}”先自己付多少，这里的政策表没有写成一个数，两头都算了。")
        }
        Warning::LinesWithoutClass(count) => {
            format!("有 {count} 条明细没写是哪一类，从全不进到全进政策范围，两头都算了。")
        }
        Warning::LinesBelowTotal(rest) => format!(
            "各条明细加起来，比总费用少 {}。这一部分是哪一类不知道，从全不进到全进政策范围，两头都算了。",
            money::yuan(*rest)
        ),
        Warning::NoTotal => "没有总费用，也没有自付数，算不出钱。".into(),
    }
}

/// Returns what to expect at the payment window, where that is known.
pub fn cash_lines(cash: Cash) -> Vec<&'static str> {
    let mut lines = Vec::new();
    match cash.deposit {
        Verdict::Yes => lines.push("住院要先交押金。"),
        Verdict::No => lines.push("住院不用交押金。"),
        Verdict::Unknown => lines.push("要不要交押金，要问医院。"),
    }
    match cash.pay_later {
        Verdict::Yes => lines.push("可以先治病，出院再付钱。"),
        Verdict::No => {}
        Verdict::Unknown => lines.push("能不能先治病后付钱，要问医院。"),
    }
    lines
}

/// Returns a day in Chinese: `2020 年 12 月 31 日`
pub(crate) fn date(day: Day) -> String {
    format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day())
}
