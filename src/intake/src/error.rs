//! Errors of reading a visit, in Chinese. Must not know how a screen shows an error.
use mingbai_engine::{Contradiction, Printed};
use thiserror::Error;

/// Why a visit cannot be read: the field, and what to do about the error.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{field}：{message}")]
pub struct InputError {
    /// The path of the field (`bill.items[2].self_pay`); `$` for the visit as a whole.
    pub field: String,
    /// The mistake and how to mend it, in Chinese.
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

const RECEIPT_ABOVE: &str =
    "个人自费、个人自付、医保统筹基金支付加起来，比总费用还多。请对照票据再看一遍。";
const CHARGES_ABOVE: &str =
    "全自费、先行自付、超限价加起来，比总费用还多。请对照费用清单再看一遍。";

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
            Contradiction::PaperAboveTotal(printed) => match printed {
                Printed::OwnExpense => (
                    "bill.receipt.own_expense",
                    "个人自费比总费用还多。请对照票据再看一遍。",
                ),
                Printed::OwnShare => ("bill.receipt.own_share", RECEIPT_ABOVE),
                Printed::FundPaid => ("bill.receipt.fund_paid", RECEIPT_ABOVE),
                Printed::AllOwn => (
                    "bill.charges.own_expense",
                    "全自费比总费用还多。请对照费用清单再看一遍。",
                ),
                Printed::FirstSelfPay => ("bill.charges.first_self_pay", CHARGES_ABOVE),
                Printed::OverLimit => ("bill.charges.over_limit", CHARGES_ABOVE),
            },
            Contradiction::PapersDisagree => (
                "bill.charges",
                "票据上的数和费用清单上的数对不上。请都再看一遍，拿不准的空着。",
            ),
            Contradiction::LinesAboveTotal => (
                "bill.lines",
                "各条明细加起来比总费用还多。请对照费用清单再看一遍。",
            ),
            Contradiction::LinesDisagree => (
                "bill.lines",
                "照各条明细算，政策范围内和填的 in_scope（或者票据、清单上的合计）对不上。请都再看一遍，拿不准的空着。",
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
