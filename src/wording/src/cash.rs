//! The cash to have ready, in sentences. Must not know how the amounts were computed.
use crate::money;
use mingbai_engine::{Case, Range};
use mingbai_policy::Fen;

/// Returns the cash to have ready: 看病至少备 ¥4,020；医院要您先垫的，最多 ¥18,500.
pub fn cash_line(cash: Range) -> String {
    let most = money::about(cash.high, true);
    if cash.low == cash.high {
        return format!(
            "没备案的，要先自己付全部，带 {most}。回去再报，可能不报。出院前补办备案，就只付自己的部分。"
        );
    }
    let least = match cash.low {
        Fen::ZERO => String::new(),
        low => format!("看病至少备 {}。", money::about(low, false)),
    };
    format!("{least}先垫多少，问医院，最多 {most}。")
}

/// Returns the cash to have ready in a case, where that differs from the amount. The least is shown
/// only where the amount is exact; otherwise it would promise too much.
pub fn cash_of(case: &Case) -> Option<String> {
    let cash = case.cash?;
    let bill = case.visit.bill.as_ref();
    let settled = bill.is_some_and(|bill| bill.self_pay.is_some());
    if settled || cash.high == cash.low && case.pays() == Some(cash) {
        return None;
    }
    if cash.high == cash.low {
        return Some(cash_line(cash));
    }
    let one = case.exact().is_some() && case.points.iter().filter(|it| it.named).count() == 1;
    Some(cash_line(Range {
        low: if one { cash.low } else { Fen::ZERO },
        high: cash.high,
    }))
}
