//! Rows that are no visits: sums, repeated headings, the foot of a sheet. Must not settle anything.
//!
//! A row is left out when
//! - its first filled cell is one of [`SUMS`] ("合 计", "本页合计", "合计：" and "合计300人" count,
//!   "小计量" does not) and no cell describes a person (hospital, disease, groups, sex, age); or
//! - its first filled cell is one of [`FEET`] and the row has no amount; or
//! - every cell repeats its column's title.
//!
//! A row is refused, not left out, when its first cell is a sum's word and another cell describes a
//! person, or when a sum's word follows later, before the amounts: only its author knows.
use crate::amount;
use crate::cell::clean;
use crate::columns_read::{Amount, Columns, Field, Says};
use csv::ByteRecord;

const SUMS: &[&str] = &[
    "合计",
    "小计",
    "总计",
    "共计",
    "累计",
    "总和",
    "平均",
    "平均值",
    "均值",
    "平均数",
    "人均",
    "次均",
    "例均",
];
/// Prefixes of a sum's word.
const OF: &[&str] = &[
    "本页", "当页", "本表", "本月", "当月", "全月", "本年", "全年", "本季", "季", "月", "年", "日",
    "页", "全院", "全县", "各",
];
/// Suffixes of a sum's word, besides digits and punctuation.
const BEHIND: &[&str] = &["金额", "费用", "人数", "人次", "行数", "数", "人", "元"];
const FEET: &[&str] = &[
    "制表人",
    "制表",
    "制表日期",
    "制表时间",
    "制单人",
    "填表人",
    "填报人",
    "填报单位",
    "填表日期",
    "审核",
    "审核人",
    "复核",
    "复核人",
    "负责人",
    "单位负责人",
    "经办人",
    "签字",
    "签章",
    "盖章",
    "打印时间",
    "打印日期",
    "打印人",
    "导出时间",
    "统计时间",
    "备注",
    "说明",
    "注",
];

/// The kind of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// A visit, unless reading it fails.
    Visit,
    /// No visit; the name of its kind.
    Aside(&'static str),
    /// Begins like a sum and describes a person.
    Doubtful(String),
}

pub const EMPTY: &str = "空行";
pub const HEADING: &str = "重复的表头";
pub const SUM: &str = "合计、小计一类的行";
pub const FOOT: &str = "制表人一类的行";
/// A row that takes another back, and the row that it takes back.
pub const REFUND: &str = "退费的行";
pub const TAKEN_BACK: &str = "被退费冲掉的行";

/// Returns the kind of a row. A cell that is no UTF-8 counts as filled; reading it fails later.
pub fn row_kind(columns: &Columns, record: &ByteRecord) -> RowKind {
    let text = |cell| std::str::from_utf8(cell).map_or("?", clean);
    let cells: Vec<&str> = record.iter().map(text).collect();
    let mut filled = cells
        .iter()
        .enumerate()
        .filter(|(_, cell)| !cell.is_empty());
    let Some((first, label)) = filled.next() else {
        return RowKind::Aside(EMPTY);
    };
    let repeats = |at: usize, cell: &str| {
        let title = columns.titles.get(at).map_or("", String::as_str);
        title == cell || cell.contains(['\n', '\r']) && title == cell.replace(['\n', '\r'], "")
    };
    if cells.len() > 1 && repeats(first, label) && filled.all(|(at, cell)| repeats(at, cell)) {
        return RowKind::Aside(HEADING);
    }
    let of = |says: &Says| {
        use Field::{Disease, Groups, Hospital, Number, Sex};
        matches!(
            says,
            Says::Field(Hospital | Disease | Groups | Sex | Number(_)) | Says::Group(_)
        )
    };
    let filled = |at: usize| cells.get(at).is_some_and(|cell| !cell.is_empty());
    let own = columns
        .said
        .iter()
        .any(|(at, says)| *at != first && filled(*at) && of(says));
    let total = columns.said.iter().any(|(at, says)| {
        let money = matches!(says, Says::Money(Amount::Total | Amount::SelfPay));
        money
            && cells
                .get(*at)
                .is_some_and(|cell| amount::read(cell).is_ok())
    });
    let word: String = label.chars().filter(|c| !c.is_whitespace()).collect();
    if is_sum(&word) {
        if own {
            RowKind::Doubtful(word)
        } else {
            RowKind::Aside(SUM)
        }
    } else if is_foot(&word) && !total {
        RowKind::Aside(FOOT)
    } else if before_money(columns, &cells).any(|cell| SUMS.contains(&cell)) {
        // The sum of one hospital: 修水县人民医院，小计.
        RowKind::Doubtful(word)
    } else {
        RowKind::Visit
    }
}

/// Returns the cells before the first amount, of columns that mean nothing for a visit.
fn before_money<'a>(columns: &'a Columns, cells: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    let says = |at: usize| columns.said.iter().find(|(known, _)| *known == at);
    let money = move |at: usize| matches!(says(at), Some((_, Says::Money(_))));
    let cells = cells.iter().copied().enumerate();
    let before = cells.take_while(move |(at, cell)| cell.is_empty() || !money(*at));
    before
        .filter(move |(at, _)| says(*at).is_none())
        .map(|it| it.1)
}

fn is_sum(word: &str) -> bool {
    let bare = OF
        .iter()
        .find_map(|of| word.strip_prefix(of))
        .unwrap_or(word);
    [word, bare].into_iter().any(|word| {
        SUMS.iter().any(|sum| {
            word.strip_prefix(sum).is_some_and(|rest| {
                let first = rest.chars().next();
                first.is_none_or(|c| !c.is_alphabetic()) || BEHIND.contains(&rest)
            })
        })
    })
}

fn is_foot(word: &str) -> bool {
    let pages = word
        .strip_prefix('第')
        .is_some_and(|rest| rest.ends_with('页'));
    pages
        || FEET.iter().any(|foot| {
            word.strip_prefix(foot)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '：']))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_known_by_its_first_word_and_names_are_not() {
        for word in [
            "合计",
            "小计",
            "总计",
            "合计：",
            "合计（300人）",
            "合计300人次",
            "本页合计",
            "本月小计",
            "全年累计",
            "平均",
            "人均费用",
            "合计金额",
            "月合计",
            "共计3人",
        ] {
            assert!(is_sum(word), "{word}");
        }
        for word in [
            "何计",
            "小计量",
            "合计生",
            "总计划",
            "平均江",
            "计合计",
            "年小平",
            "月季",
            "日合",
            "累计英",
            "张合计",
            "1",
        ] {
            assert!(!is_sum(word), "{word}");
        }
        for word in ["制表人", "制表人：张三", "审核:", "第1页共3页", "注：元"] {
            assert!(is_foot(word), "{word}");
        }
        for word in ["注册", "第五玲", "审核玲", "说明书", "1"] {
            assert!(!is_foot(word), "{word}");
        }
    }
}
