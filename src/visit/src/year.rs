use crate::bill;
use crate::cursor::Cursor;
use crate::error::InputError;
use crate::fold::fold;
use crate::json::Node;
use mingbai_engine::Year;
use mingbai_policy::Terms;

/// Reads `year_to_date`.
pub(crate) fn read(terms: &Terms, said: &Cursor) -> Result<Year, InputError> {
    if let Node::Text(text) = said.node {
        return match fold(text).as_str() {
            "unknown" => Ok(Year::Unknown),
            _ => Err(said.error(
                "不清楚请写 \"unknown\"；否则写成 {\"in_scope_self_pay\": \"0.00\"} 这样。",
            )),
        };
    }
    let says = said.object(&["in_scope_self_pay", "paid", "admissions"])?;
    says.read("admissions", |c| c.whole(366))?;
    let paid = says
        .read("paid", |c| bill::paid(terms, &c))?
        .unwrap_or_default();
    Ok(Year::Known {
        in_scope_self_pay: says.read("in_scope_self_pay", |c| c.money())?,
        paid,
    })
}
