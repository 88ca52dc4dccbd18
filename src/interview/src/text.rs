//! The page's own words; everything about policy comes from the words crate.
use crate::route::{Fact, Goal};
use mingbai_engine::Question;
use mingbai_policy::Tables;
use mingbai_wording::opening::{self, PAY, SCHEME};
use mingbai_wording::{fact_name, question_help, question_text};

pub use mingbai_wording::opening::{NAME, OTHER_PLACE};

/// The answer that is never punished.
pub const UNKNOWN: &str = "不知道";
/// In no group that any table names.
pub const NO_GROUP: &str = "哪种都不是";

/// What a goal is called.
pub fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Pay => PAY.name,
        Goal::Scheme => SCHEME.name,
    }
}

/// The question a fact answers.
pub fn question(tables: &Tables, fact: Fact) -> String {
    match fact {
        Fact::Place => opening::PLACE.into(),
        Fact::Date => "哪一天出院或结算？".into(),
        Fact::Paper => "手里有哪种单子？".into(),
        Fact::Groups => "病人属于下面哪一种？".into(),
        Fact::Total => "这次看病一共多少钱？".into(),
        Fact::Sheet => "结算单上写了多少？".into(),
        Fact::Charges => "费用清单上写了多少？".into(),
        Fact::Local => "当地告诉您的数是多少？".into(),
        Fact::Insurance => "是哪一种医保？".into(),
        Fact::AsOf => "用哪一天的政策表？".into(),
        Fact::Asked(Question::InScope) => "票据上写的个人自费是多少？".into(),
        Fact::Asked(question) => question_text(tables, question),
    }
}

/// Where the answer can be found.
pub fn help(tables: &Tables, fact: Fact) -> String {
    match fact {
        Fact::Place => opening::PLACE_HELP.into(),
        Fact::Date => "还没出院就填今天。各年的规定不一样。".into(),
        Fact::Groups => "是的就勾上，可以勾几种。拿不准就选不知道。".into(),
        Fact::Paper => "几种都有，就选排在前面的一种。".into(),
        Fact::Total => "看结算单上的“医疗费总额”。还没有单子，可以先估一个。".into(),
        Fact::Sheet => "单子上有哪一格就填哪一格，没有的空着。".into(),
        Fact::Charges => "清单上有哪个数就填哪个，没有的空着。".into(),
        Fact::Local => "打 12393 或去医保局问来的数，填在这里。没问到的空着。".into(),
        Fact::Insurance => "有单位交的是职工医保，自己交的多是居民医保。".into(),
        Fact::AsOf => "平常不用改。每个日子下面写着，哪几张表管到那一天。".into(),
        Fact::Asked(Question::InScope) => "票据上有哪个数就填哪个，没有的空着。".into(),
        Fact::Asked(question) => question_help(tables, question),
    }
}

/// A fact as the list of facts names it.
pub fn fact(tables: &Tables, fact: Fact) -> String {
    match fact {
        Fact::Place => "参保地".into(),
        Fact::Date => "出院或结算日期".into(),
        Fact::Paper => "手里的单子".into(),
        Fact::Groups => "属于哪种人".into(),
        Fact::Total => "总费用".into(),
        Fact::Sheet => "结算单上的数".into(),
        Fact::Charges | Fact::Asked(Question::InScope) => "票据/清单上的数".into(),
        Fact::Local => "当地给的数".into(),
        Fact::Insurance => "哪种医保".into(),
        Fact::AsOf => "用哪一天的政策表".into(),
        Fact::Asked(question) => fact_name(tables, question),
    }
}
