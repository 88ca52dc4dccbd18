//! A settlement sheet (结算单): names of the national interface or Chinese labels, each with its
//! amount. As JSON, as lines of two cells, or as a row of names over a row of amounts.
use crate::error::InputError;
use crate::fold::quote;
use crate::{money, names};
use mingbai_engine::Sheet;
use mingbai_policy::{Fen, LayerId, Tables, Terms};
use serde_json::Value;

/// Lines of a sheet that hold nothing we set beside ours.
const OTHERS: &[&str] = &["hosp_part_amt", "医院负担", "cash_payamt", "现金支付"];

/// Reads a sheet. A name that means nothing here is an error that says so.
pub fn read_sheet(tables: &Tables, bytes: &[u8]) -> Result<Sheet, InputError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        let message = "文字不是 UTF-8 编码。请把文件另存为 UTF-8 再试。";
        return Err(InputError::new("$", message));
    };
    let pairs = if text.trim_start().starts_with('{') {
        from_json(text)?
    } else {
        from_cells(text)
    };
    let mut sheet = Sheet::default();
    let mut out: [Option<Fen>; 3] = [None; 3];
    for (name, amount) in pairs {
        let refuse = |message: String| InputError::new(name.clone(), message);
        if amount.is_empty() || OTHERS.contains(&name.as_str()) {
            continue;
        }
        let slot = match slot(&tables.terms, &name) {
            Some(slot) => slot,
            None => {
                let message = format!(
                    "结算单上的{}看不懂。请改成接口字段名，或去掉。",
                    quote(&name)
                );
                return Err(refuse(message));
            }
        };
        let fen = money::read_typed(&amount).map_err(|error| refuse(error.to_string()))?;
        let place = match slot {
            Slot::Total => &mut sheet.total,
            Slot::InScope => &mut sheet.in_scope,
            Slot::Deductible => &mut sheet.deductible,
            Slot::Pays => &mut sheet.pays,
            Slot::Out(at) => match out.get_mut(at) {
                Some(place) => place,
                None => continue,
            },
            Slot::Layer(layer) => {
                if sheet.paid.iter().any(|(known, _)| *known == layer) {
                    return Err(refuse("这一项写了两次。请只留一个。".to_owned()));
                }
                sheet.paid.push((layer, fen));
                continue;
            }
        };
        if place.replace(fen).is_some() {
            return Err(refuse("这一项写了两次。请只留一个。".to_owned()));
        }
    }
    if let (Some(total), None, [Some(own), Some(over), Some(first)]) =
        (sheet.total, sheet.in_scope, out)
        && own + over + first <= total
    {
        sheet.in_scope = Some(total - own - over - first);
    }
    if sheet.paid.is_empty() && sheet.pays.is_none() {
        let message = "结算单上没有各项付了多少，也没有个人负担，没法对。";
        return Err(InputError::new("$", message));
    }
    Ok(sheet)
}

enum Slot {
    Total,
    InScope,
    Deductible,
    Pays,
    /// 全自费, 超限价 and 先行自付.
    Out(usize),
    Layer(LayerId),
}

fn slot(terms: &Terms, name: &str) -> Option<Slot> {
    // The interface's own label of this field names no layer.
    let name = match name.strip_prefix("基本医疗保险").unwrap_or(name) {
        "统筹基金支出" | "统筹基金支付" => "hifp_pay",
        _ => name,
    };
    Some(match name {
        "medfee_sumamt" | "总费用" | "医疗费总额" => Slot::Total,
        "inscp_scp_amt" | "政策范围内" | "符合政策范围金额" => Slot::InScope,
        "act_pay_dedc" | "起付线" | "实际支付起付线" => Slot::Deductible,
        "psn_part_amt" | "个人负担" | "个人负担总金额" | "自付" => Slot::Pays,
        "fulamt_ownpay_amt" | "全自费" | "全自费金额" => Slot::Out(0),
        "overlmt_selfpay" | "超限价" | "超限价自费费用" => Slot::Out(1),
        "preselfpay_amt" | "先行自付" | "先行自付金额" => Slot::Out(2),
        _ => {
            let field = |layer: &mingbai_policy::terms::Layer| layer.field.as_deref() == Some(name);
            let by_field = terms.layers.iter().position(field);
            let by_field = by_field.and_then(|at| u16::try_from(at).ok()).map(LayerId);
            let bare = ["基金支出", "资金支出", "支付", "报销", "付"]
                .iter()
                .find_map(|suffix| name.strip_suffix(suffix));
            Slot::Layer(
                by_field
                    .or_else(|| names::layer(terms, name).ok())
                    .or_else(|| names::layer(terms, bare?).ok())?,
            )
        }
    })
}

fn from_json(text: &str) -> Result<Vec<(String, String)>, InputError> {
    let wrong = |message: String| InputError::new("$", message);
    match serde_json::from_str(text) {
        Ok(Value::Object(entries)) => entries
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| match value {
                Value::String(amount) => Ok((name, amount)),
                // Programs write amounts as numbers; their digits are taken as they stand.
                Value::Number(amount) => Ok((name, amount.to_string())),
                _ => Err(InputError::new(name, "这里要的是一个金额。")),
            })
            .collect(),
        Ok(_) => Err(wrong("结算单要写成一个对象（花括号）。".to_owned())),
        Err(error) => Err(wrong(format!(
            "第 {} 行第 {} 个字节不合 JSON 的写法。",
            error.line(),
            error.column()
        ))),
    }
}

fn from_cells(text: &str) -> Vec<(String, String)> {
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').map(str::trim).collect())
        .filter(|row: &Vec<&str>| row.iter().any(|cell| !cell.is_empty()))
        .collect();
    let pair = |name: &str, amount: &str| (name.to_owned(), amount.to_owned());
    match rows.as_slice() {
        [names, amounts] if names.len() > 2 => {
            let cells = names.iter().zip(amounts);
            cells.map(|(name, amount)| pair(name, amount)).collect()
        }
        rows => rows
            .iter()
            .map(|row| match row.as_slice() {
                [name, amount, ..] => pair(name, amount),
                // Without a tab: the last blank parts name and amount.
                [line] => match line.rsplit_once([' ', '：', ':']) {
                    Some((name, amount)) => pair(name.trim_end_matches(['：', ':', ' ']), amount),
                    None => pair(line, ""),
                },
                [] => pair("", ""),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_several_spellings() {
        let mut terms = Terms::default();
        terms.layers.push(mingbai_policy::terms::Layer {
            name: mingbai_policy::terms::Name {
                id: "basic".to_owned(),
                name: "基本医保".to_owned(),
                aliases: Vec::new(),
            },
            field: Some("hifp_pay".to_owned()),
            own: None,
        });
        let tables = Tables {
            terms,
            ..Tables::default()
        };
        let wanted = Sheet {
            total: Some(Fen(100_000)),
            paid: vec![(LayerId(0), Fen(60_050))],
            pays: Some(Fen(39_950)),
            ..Sheet::default()
        };
        for text in [
            r#"{ "medfee_sumamt": 1000, "hifp_pay": "600.50", "psn_part_amt": 399.5 }"#,
            "medfee_sumamt\t1000.00\nhifp_pay\t600.50\npsn_part_amt\t399.50\n",
            "总费用\t基本医保支付\t个人负担\n1,000.00\t600.50\t399.50\n",
            "总费用\t统筹基金支出\t个人负担\n1,000.00\t600.50\t399.50\n",
            "总费用：1000\n基本医疗保险统筹基金支出：600.50\n个人负担：399.5\n",
            "总费用：1000\n基本医保 600.50\n个人负担：399.5\nhosp_part_amt 0\n",
        ] {
            assert_eq!(
                read_sheet(&tables, text.as_bytes()),
                Ok(wanted.clone()),
                "{text}"
            );
        }
        for (text, field) in [
            ("总费用\t1000\n", "$"),
            ("天书\t1\n", "天书"),
            ("hifp_pay\t1\n基本医保\t2\n", "基本医保"),
            ("hifp_pay\t-1\n", "hifp_pay"),
        ] {
            let refused = read_sheet(&tables, text.as_bytes());
            assert_eq!(
                refused.map_err(|error| error.field),
                Err(field.to_owned()),
                "{text}"
            );
        }
    }
}
