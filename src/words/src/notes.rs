use crate::names::{rule_name, scheme};
use mingbai_engine::{Assumption, Cash, Verdict, Warning};
use mingbai_policy::{Day, Tables};

/// Stands on every result.
pub const FINAL_WORD: &str = "以医保结算为准。";
/// Stands beside a figure nobody has held against its document.
pub const UNCHECKED: &str = "未核对原文";
/// Whom to ask.
pub const ASK_WHOM: &str = "请问当地医保局，或打 12393。";
/// Which rounding was used.
pub const ROUNDING: &str =
    "每道保障线付的钱只四舍五入一次，算到分。没有文件写怎么取整，这是我们的做法。";

/// What was taken because nothing was said.
pub fn assumption(assumption: Assumption) -> &'static str {
    match assumption {
        Assumption::Resident => "没说哪种医保，先按城乡居民医保算。",
        Assumption::NoThirdParty => "没说有别人该赔，先按没有算。",
        Assumption::FirstVisit => "没说今年看过病，先按今年第一次算。",
        Assumption::NoFarHospital => "没说哪家医院，外省医院自己的减免没有算进去。",
        Assumption::NoDisease => "没说什么病，按病给的免费没有算进去。",
    }
}

/// What a reader must know before trusting the answer.
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
        Warning::NoTotal => "没有总费用，也没有自付数，算不出钱。".into(),
    }
}

/// What to expect at the window, where it is known.
pub fn cash_lines(cash: Cash) -> Vec<&'static str> {
    let mut lines = Vec::new();
    match cash.deposit {
        Verdict::Yes => lines.push("住院要先交押金。"),
        Verdict::No => lines.push("住院不用交押金。"),
        Verdict::Unknown => lines.push("要不要交押金，材料没有说。"),
    }
    match cash.pay_later {
        Verdict::Yes => lines.push("可以先治病，出院再付钱。"),
        Verdict::No => {}
        Verdict::Unknown => lines.push("能不能先治病后付钱，要问医院。"),
    }
    lines
}

/// `2020 年 12 月 31 日`
pub(crate) fn date(day: Day) -> String {
    format!("{} 年 {} 月 {} 日", day.year(), day.month(), day.day())
}
