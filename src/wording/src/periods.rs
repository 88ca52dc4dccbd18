//! How the periods of deductibles and caps (每月、每季度) are said. Must not know any figure.
use mingbai_policy::Period;

/// Returns how long one figure lasts: `一个月最多付 300 元`
pub(crate) fn each(period: Period) -> &'static str {
    match period {
        Period::Visit => "一次",
        Period::Day => "一天",
        Period::Month => "一个月",
        Period::Quarter => "一个季度",
        Period::Year => "一年",
    }
}

/// Returns the period that the visit lies in: `这个月前面`
pub fn this_period(period: Period) -> &'static str {
    match period {
        Period::Visit => "这次",
        Period::Day => "这一天",
        Period::Month => "这个月",
        Period::Quarter => "这个季度",
        Period::Year => "今年",
    }
}
