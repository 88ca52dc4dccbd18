use crate::cursor::Cursor;
use crate::error::InputError;
use crate::names;
use mingbai_engine::{Bill, Contradiction};
use mingbai_policy::{Fen, ItemId, LayerId, Terms};

/// Reads `bill`, and refuses one that contradicts itself.
pub(crate) fn read(terms: &Terms, said: &Cursor) -> Result<Bill, InputError> {
    let says = said.object(&["total", "in_scope", "paid", "self_pay", "items"])?;
    let bill = Bill {
        total: says.read("total", |c| c.money())?,
        in_scope: says.read("in_scope", |c| c.money())?,
        paid: says.read("paid", |c| paid(terms, &c))?.unwrap_or_default(),
        self_pay: says.read("self_pay", |c| c.money())?,
        items: says
            .read("items", |c| items(terms, &c))?
            .unwrap_or_default(),
    };
    check(&bill)?;
    Ok(bill)
}

/// A map of layers to what each paid.
pub(crate) fn paid(terms: &Terms, said: &Cursor) -> Result<Vec<(LayerId, Fen)>, InputError> {
    let mut paid: Vec<(LayerId, Fen)> = Vec::new();
    for (name, value) in said.map()?.entries() {
        let layer = names::layer(terms, name).map_err(|error| value.error(error.message))?;
        if paid.iter().any(|(other, _)| *other == layer) {
            return Err(value.error("这道保障线用两个名字写了两次。请只留一个。"));
        }
        paid.push((layer, value.money()?));
    }
    paid.sort_unstable();
    Ok(paid)
}

fn items(terms: &Terms, said: &Cursor) -> Result<Vec<(ItemId, Fen)>, InputError> {
    let mut items = Vec::new();
    for row in said.list()? {
        let row = row.object(&["item", "self_pay"])?;
        let named = |c: Cursor| c.named(|text| names::item(terms, text));
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
