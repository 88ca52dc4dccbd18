//! From which purses the person's part may come (个人账户, 家人的账户, 现金), as a sentence and as JSON.
//! Computes no amounts.
use crate::money::{range, yuan};
use mingbai_engine::{Purses, Range, Visit};
use mingbai_policy::Fen;
use serde_json::{Value, json};

/// Returns from which purses the person's part may come; `None` where no balance was said.
pub(crate) fn purse_sentence(visit: &Visit, purses: &Purses) -> Option<String> {
    let balances = visit.balances;
    let of = |name: &str, balance: Option<Fen>, most: Range| {
        let balance = yuan(balance?);
        Some(format!("{name}里有 {balance}，最多付 {}", yuan(most.high)))
    };
    let account = of("个人账户", balances.account, purses.account);
    let family = of("家人的账户", balances.family, purses.family);
    let mut parts: Vec<String> = account.into_iter().chain(family).collect();
    if parts.is_empty() {
        return None;
    }
    parts.push(match (balances.account, balances.family) {
        (Some(_), Some(_)) if purses.cash.high == Fen::ZERO => "不用现金".to_owned(),
        (Some(_), Some(_)) => format!("现金 {}", range(purses.cash)),
        (Some(_), None) => "其余从家人的账户付，或者付现金".to_owned(),
        _ => "其余从个人账户付，或者付现金".to_owned(),
    });
    Some(format!("从哪里付：{}。", parts.join("；")))
}

/// Returns the purses as JSON, each with its field of the national interface.
pub(crate) fn purses_json(visit: &Visit, purses: &Purses) -> Value {
    let ends = |of: Range| json!({ "low": of.low.to_string(), "high": of.high.to_string() });
    json!({
        "acct_pay": ends(purses.account),
        "acct_mulaid_pay": ends(purses.family),
        "psn_cash_pay": ends(purses.cash),
        "text": purse_sentence(visit, purses),
    })
}
