//! Reads `bill` from the JSON visit: totals, papers, payments, items, lines. Must not know what a bill comes
//! to.
use crate::bill_lines;
use crate::cursor::Cursor;
use crate::error::InputError;
use crate::names;
use mingbai_engine::{Bill, Charges, Contradiction, Receipt, check_lines, check_papers};
use mingbai_policy::{Fen, ItemId, LayerId, Tables, Vocabulary};

/// Reads `bill`, and refuses one that contradicts itself.
pub(crate) fn read(tables: &Tables, said: &Cursor) -> Result<Bill, InputError> {
    let vocabulary = &tables.vocabulary;
    let says = said.object(&[
        "total",
        "in_scope",
        "in_scope_to",
        "receipt",
        "charges",
        "paid",
        "self_pay",
        "items",
        "lines",
        "deductible_before_transfer",
    ])?;
    let mut bill = Bill {
        total: says.read("total", |c| c.money())?,
        in_scope: says.read("in_scope", |c| c.money())?,
        in_scope_to: says.read("in_scope_to", |c| c.money())?,
        receipt: says.read("receipt", |c| receipt(&c))?.flatten(),
        charges: says.read("charges", |c| charges(&c))?.flatten(),
        paid: says
            .read("paid", |c| paid(vocabulary, &c))?
            .unwrap_or_default(),
        self_pay: says.read("self_pay", |c| c.money())?,
        items: says
            .read("items", |c| items(vocabulary, &c))?
            .unwrap_or_default(),
        deductible_before_transfer: says.read("deductible_before_transfer", |c| c.money())?,
        lines: says
            .read("lines", |c| bill_lines::read(tables, &c))?
            .unwrap_or_default(),
        ..Bill::default()
    };
    check_lines(&bill)?;
    // Lines without a total are the whole bill.
    if !bill.lines.is_empty() && bill.total.is_none() {
        bill.total = Some(bill.lines.iter().map(|it| it.amount).sum());
    }
    check(&bill)?;
    Ok(bill)
}

/// Reads what a receipt prints; `None` without any figure.
fn receipt(said: &Cursor) -> Result<Option<Receipt>, InputError> {
    let says = said.object(&["own_expense", "own_share", "fund_paid", "other_paid"])?;
    let receipt = Receipt {
        own_expense: says.read("own_expense", |c| c.money())?,
        own_share: says.read("own_share", |c| c.money())?,
        fund_paid: says.read("fund_paid", |c| c.money())?,
        other_paid: says.read("other_paid", |c| c.money())?,
    };
    Ok((receipt.told() > 0).then_some(receipt))
}

/// Reads the sums of a list of charges; `None` without any sum.
fn charges(said: &Cursor) -> Result<Option<Charges>, InputError> {
    let says = said.object(&["own_expense", "first_self_pay", "over_limit"])?;
    let charges = Charges {
        own_expense: says.read("own_expense", |c| c.money())?,
        first_self_pay: says.read("first_self_pay", |c| c.money())?,
        over_limit: says.read("over_limit", |c| c.money())?,
    };
    Ok((charges.told() > 0).then_some(charges))
}

/// Reads a map from layers to what each paid.
pub(crate) fn paid(
    vocabulary: &Vocabulary,
    said: &Cursor,
) -> Result<Vec<(LayerId, Fen)>, InputError> {
    let mut paid: Vec<(LayerId, Fen)> = Vec::new();
    for (name, value) in said.map()?.entries() {
        let layer = names::layer(vocabulary, name).map_err(|error| value.error(error.message))?;
        if paid.iter().any(|(other, _)| *other == layer) {
            return Err(value.error("这道保障线用两个名字写了两次。请只留一个。"));
        }
        paid.push((layer, value.money()?));
    }
    paid.sort_unstable();
    Ok(paid)
}

fn items(vocabulary: &Vocabulary, said: &Cursor) -> Result<Vec<(ItemId, Fen)>, InputError> {
    let mut items = Vec::new();
    for row in said.list()? {
        let row = row.object(&["item", "self_pay"])?;
        let named = |c: Cursor| c.named(|text| names::item(vocabulary, text));
        let item = row.need("item", named, "请写收费项目的名称，如 \"注射费\"。")?;
        let self_pay = row.need(
            "self_pay",
            |c| c.money(),
            "请写这一项报销后自己付的钱；不清楚就不列这一项。",
        )?;
        items.push((item, self_pay));
    }
    Ok(items)
}

fn check(bill: &Bill) -> Result<(), InputError> {
    let paid: Fen = bill.paid.iter().map(|(_, fen)| *fen).sum();
    let items: Fen = bill.items.iter().map(|(_, fen)| *fen).sum();
    match (bill.in_scope, bill.in_scope_to) {
        (None, Some(_)) => {
            let message = "这是政策范围内最多多少，要和 in_scope（最少多少）一起写。";
            return Err(InputError::new("bill.in_scope_to", message));
        }
        (Some(least), Some(most)) if most < least => {
            let message = "这是政策范围内最多多少，不能比 in_scope（最少多少）还少。";
            return Err(InputError::new("bill.in_scope_to", message));
        }
        (_, Some(most)) if bill.total.is_some_and(|total| most > total) => {
            let message = "政策范围内费用比总费用还多。请对照结算单再看一遍。";
            return Err(InputError::new("bill.in_scope_to", message));
        }
        _ => {}
    }
    check_papers(bill)?;
    if let Some(total) = bill.total {
        if bill.in_scope.is_some_and(|in_scope| in_scope > total) {
            return Err(Contradiction::InScopeAboveTotal.into());
        }
        if bill.self_pay.is_some_and(|self_pay| self_pay > total) {
            return Err(Contradiction::SelfPayAboveTotal.into());
        }
        if paid > total {
            return Err(Contradiction::PaidAboveTotal.into());
        }
        if bill
            .self_pay
            .is_some_and(|self_pay| paid + self_pay > total)
        {
            let message = "各道保障线付的钱加上自付，比总费用还多。请对照结算单再看一遍。";
            return Err(InputError::new("bill.self_pay", message));
        }
        if items > total - paid {
            return Err(Contradiction::ItemsAboveSelfPay.into());
        }
    }
    if bill.self_pay.is_some_and(|self_pay| items > self_pay) {
        return Err(Contradiction::ItemsAboveSelfPay.into());
    }
    Ok(())
}
