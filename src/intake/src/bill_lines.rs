//! Reads `bill.lines` from the JSON visit, and writes them. Must not know what a class brings into the
//! scope.
use crate::cursor::{Cursor, Object};
use crate::error::InputError;
use crate::local::share;
use crate::names;
use mingbai_engine::BillLine;
use mingbai_policy::limits::QUANTITY;
use mingbai_policy::{Fen, Tables};
use serde_json::{Map, Value};

/// Reads the lines of a bill.
pub(crate) fn read(tables: &Tables, said: &Cursor) -> Result<Vec<BillLine>, InputError> {
    said.list()?.iter().map(|row| line(tables, row)).collect()
}

fn line(tables: &Tables, said: &Cursor) -> Result<BillLine, InputError> {
    let says = said.object(&[
        "name",
        "class",
        "amount",
        "price",
        "quantity",
        "price_limit",
        "first_self_pay",
    ])?;
    let quantity = says.read("quantity", |c| c.whole(1, u64::from(QUANTITY)))?;
    let quantity = quantity.and_then(|it| u32::try_from(it).ok()).unwrap_or(1);
    Ok(BillLine {
        name: says.read("name", |c| c.text().map(str::to_owned))?,
        class: says.read("class", |c| c.named(|text| names::item_class(tables, text)))?,
        amount: amount(&says, quantity)?,
        quantity,
        price_limit: says.read("price_limit", |c| c.money())?,
        first_self_pay: says.read("first_self_pay", |c| share(&c))?,
    })
}

/// Reads what the whole line costs: `amount`, or `price` times the pieces.
fn amount(says: &Object, quantity: u32) -> Result<Fen, InputError> {
    let price = says.read("price", |c| c.money())?;
    match (says.read("amount", |c| c.money())?, price) {
        (Some(amount), None) => Ok(amount),
        (None, Some(price)) => {
            let amount = price.0.checked_mul(i64::from(quantity)).map(Fen);
            let amount = amount.filter(|it| *it <= Fen::MAX);
            amount.ok_or_else(|| says.error("price", "单价乘数量超过一万亿元。请再看一遍。"))
        }
        (Some(_), Some(_)) => Err(says.error(
            "price",
            "amount（这一条一共多少）和 price（单价）只写一个：单价不是整分的，写 amount。",
        )),
        (None, None) => Err(says.error(
            "amount",
            "请写这一条一共多少钱；或者写 price（单价）和 quantity（数量）。",
        )),
    }
}

/// Writes the lines of a bill; `None` without lines.
pub(crate) fn write(lines: &[BillLine]) -> Option<Value> {
    let row = |line: &BillLine| {
        let mut row = Map::new();
        let mut put = |key: &str, value: Value| drop(row.insert(key.to_owned(), value));
        if let Some(name) = &line.name {
            put("name", name.as_str().into());
        }
        if let Some(class) = &line.class {
            put("class", class.as_str().into());
        }
        put("amount", line.amount.to_string().into());
        if line.quantity != 1 {
            put("quantity", line.quantity.into());
        }
        if let Some(limit) = line.price_limit {
            put("price_limit", limit.to_string().into());
        }
        if let Some(share) = line.first_self_pay {
            put("first_self_pay", share.to_string().into());
        }
        Value::Object(row)
    };
    (!lines.is_empty()).then(|| lines.iter().map(row).collect())
}
