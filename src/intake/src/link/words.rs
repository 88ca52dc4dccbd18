//! The words that visits hold often, each written as one byte in a link. Must not know a table: the lists
//! hold words, not places in a table, so that tables may change freely.
//!
//! Both lists only ever grow, at their ends: a link made years ago is read by the places in them.

/// The value of a member, where the member's byte also stands for its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Says {
    /// Any value; the value follows the byte.
    Open,
    Yes,
    No,
    Word(&'static str),
}

use Says::{No, Open, Word, Yes};

/// Members of objects, with their value where few values are possible. At most 254.
pub(super) const MEMBERS: &[(&str, Says)] = &[
    ("date", Open),
    ("admitted", Open),
    ("insured_in", Open),
    ("insured_in", Word("其他")),
    ("insurance", Word("resident")),
    ("insurance", Word("employee")),
    ("hospital", Open),
    ("hospital", Word("其他")),
    ("grade", Word("primary")),
    ("grade", Word("secondary")),
    ("grade", Word("tertiary")),
    ("tier", Word("village")),
    ("tier", Word("township")),
    ("tier", Word("county")),
    ("tier", Word("city")),
    ("tier", Word("province")),
    ("place", Word("same_county")),
    ("place", Word("same_prefecture")),
    ("place", Word("same_province")),
    ("place", Word("other_province")),
    ("referred", Yes),
    ("referred", No),
    ("care", Word("inpatient")),
    ("care", Word("outpatient")),
    ("care", Word("chronic_outpatient")),
    ("care", Word("emergency")),
    ("disease", Open),
    ("person", Open),
    ("groups", Open),
    ("groups", Word("none")),
    ("sex", Word("female")),
    ("sex", Word("male")),
    ("age", Open),
    ("enrolled", Yes),
    ("enrolled", No),
    ("premium_paid", Yes),
    ("premium_paid", No),
    ("plan", Open),
    ("plan", Word("一档")),
    ("plan", Word("二档")),
    ("plan", Word("其他")),
    ("liable_third_party", Yes),
    ("liable_third_party", No),
    ("answers", Open),
    ("bill", Open),
    ("total", Open),
    ("in_scope", Open),
    ("paid", Open),
    ("self_pay", Open),
    ("items", Open),
    ("item", Open),
    ("year_to_date", Open),
    ("year_to_date", Word("unknown")),
    ("in_scope_self_pay", Open),
    ("admissions", Open),
    ("local", Open),
    ("tables_as_of", Open),
    ("建档立卡贫困人口", Yes),
    ("建档立卡贫困人口", No),
    ("贫困人口", Yes),
    ("贫困人口", No),
    ("城乡贫困人口", Yes),
    ("城乡贫困人口", No),
    ("边缘人口", Yes),
    ("边缘人口", No),
    ("低保对象", Yes),
    ("低保对象", No),
    ("特困人员", Yes),
    ("特困人员", No),
    ("困难人员", Yes),
    ("困难人员", No),
    ("孤儿", Yes),
    ("孤儿", No),
    ("脱贫人口", Yes),
    ("脱贫人口", No),
    ("返贫致贫人口", Yes),
    ("返贫致贫人口", No),
    ("脱贫不稳定户", Yes),
    ("脱贫不稳定户", No),
    ("边缘易致贫户", Yes),
    ("边缘易致贫户", No),
    ("突发严重困难户", Yes),
    ("突发严重困难户", No),
    ("低保边缘家庭成员", Yes),
    ("低保边缘家庭成员", No),
    ("因病致贫重病患者", Yes),
    ("因病致贫重病患者", No),
    ("刚性支出困难家庭", Yes),
    ("刚性支出困难家庭", No),
    ("基本医保", Open),
    ("大病保险", Open),
    ("补充保险", Open),
    ("医疗救助", Open),
    ("政府兜底", Open),
    ("基本医保.deductible", Open),
    ("基本医保.share", Open),
    ("基本医保.cap", Open),
    ("基本医保.first_self_pay", Open),
    ("大病保险.deductible", Open),
    ("大病保险.share", Open),
    ("大病保险.cap", Open),
    ("医疗救助.deductible", Open),
    ("医疗救助.share", Open),
    ("医疗救助.cap", Open),
    ("补充保险.deductible", Open),
    ("补充保险.share", Open),
    ("补充保险.cap", Open),
    ("lb-drugs-only", Yes),
    ("lb-drugs-only", No),
    ("fits-cataract-policy", Yes),
    ("fits-cataract-policy", No),
    ("xs-no-special-status", Yes),
    ("xs-no-special-status", No),
    ("xs-needs-drugs", Yes),
    ("xs-needs-drugs", No),
    ("jx-mental-fits", Yes),
    ("jx-mental-fits", No),
    ("jj1-ten-fits", Yes),
    ("jj1-ten-fits", No),
    ("xiushui-biologic", Yes),
    ("xiushui-biologic", No),
    ("accounts", Open),
    ("layer", Open),
    ("deductible_used", Open),
    ("value", Open),
    ("place", Open),
    ("within", Yes),
    ("from", Open),
    ("until", Open),
    ("receipt", Open),
    ("charges", Open),
    ("own_expense", Open),
    ("own_share", Open),
    ("fund_paid", Open),
    ("other_paid", Open),
    ("first_self_pay", Open),
    ("over_limit", Open),
    ("retired", Yes),
    ("retired", No),
    ("cover", Open),
    ("months", Open),
    ("emergency_admission", Yes),
    ("emergency_admission", No),
    ("this_year", Open),
    ("stay", Open),
    ("claim_free_years", Open),
    ("day", Open),
    ("month", Open),
    ("quarter", Open),
    ("transferred", Yes),
    ("transferred", No),
    ("deductible_before_transfer", Open),
];

/// Texts that are values. At most 80.
pub(super) const WORDS: &[&str] = &[
    "其他",
    "unknown",
    "检查费",
    "化验费",
    "治疗费",
    "换药费",
    "药品费",
    "注射费",
    "普通换药费",
    "特殊换药费",
    "三大常规检查费",
    "胸片检查费",
    "床位费",
    "护理费",
    "诊察费",
    "挂号费",
    "CT检查费",
    "手术费",
    "卫生材料费",
    "西药费",
    "中药饮片费",
    "中成药费",
    "其他费",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn both_lists_fit_their_bytes_and_say_nothing_twice() {
        assert!(MEMBERS.len() <= 254 && WORDS.len() <= 80);
        let members: HashSet<String> = MEMBERS.iter().map(|it| format!("{it:?}")).collect();
        assert_eq!(members.len(), MEMBERS.len());
        let words: HashSet<&str> = WORDS.iter().copied().collect();
        assert_eq!(words.len(), WORDS.len());
    }

    #[test]
    fn what_old_links_point_at_has_not_moved() {
        assert_eq!(MEMBERS[0].0, "date");
        assert_eq!(MEMBERS[20], ("referred", Yes));
        assert_eq!(MEMBERS[57], ("建档立卡贫困人口", Yes));
        assert_eq!(MEMBERS[106], ("补充保险.cap", Open));
        assert_eq!(WORDS[22], "其他费");
    }
}
