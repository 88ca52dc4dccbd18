use mingbai_engine::Contradiction;
use thiserror::Error;

/// Why a visit cannot be read: which field, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{field}：{message}")]
pub struct InputError {
    /// Path of the field (`bill.items[2].self_pay`); `$` for the visit as a whole.
    pub field: String,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
}

impl InputError {
    pub(crate) fn new(field: impl Into<String>, message: impl Into<String>) -> InputError {
        InputError {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl From<Contradiction> for InputError {
    fn from(contradiction: Contradiction) -> InputError {
        let (field, message) = match contradiction {
            Contradiction::InScopeAboveTotal => (
                "bill.in_scope",
                "政策范围内费用比总费用还多。请对照结算单再看一遍。",
            ),
            Contradiction::SelfPayAboveTotal => {
                ("bill.self_pay", "自付比总费用还多。请对照结算单再看一遍。")
            }
            Contradiction::PaidAboveTotal => (
                "bill.paid",
                "各道保障线付的钱加起来比总费用还多。请对照结算单再看一遍。",
            ),
            Contradiction::ItemsAboveSelfPay => (
                "bill.items",
                "各项自付加起来，比报销后剩下的自付还多。请填报销后每项自己付的钱。",
            ),
            Contradiction::Hospital => (
                "hospital",
                "填的医院等级、级别或所在地，跟这家医院的资料对不上。请改一处，或留空。",
            ),
            Contradiction::Payers => ("insured_in", "这里的保障线多过 32 道，请检查政策表。"),
            Contradiction::Amount => ("bill", "有金额小于 0 或大于一万亿元。请再看一遍。"),
        };
        InputError::new(field, message)
    }
}
