//! How the lines of a bill make its amount in scope, as sentences and as JSON. Computes no amounts.
use crate::money::{range as money_range, yuan};
use mingbai_engine::{BillLines, ClassSum, LineScope, Range};
use mingbai_policy::{Fen, Rounding, Share, ShareRange, Tables};
use serde_json::{Value, json};

/// Returns a sentence for each line, for each class that rounds the sum of its lines, for what the
/// total holds beyond the lines, and for the amount in scope.
pub fn bill_line_texts(lines: &BillLines) -> Vec<String> {
    let each = lines.lines.iter().enumerate();
    let mut texts: Vec<String> = each.map(|(at, it)| line_text(at, it)).collect();
    texts.extend(lines.sums.iter().map(sum_text));
    if lines.rest > Fen::ZERO {
        texts.push(format!(
            "总费用里还有 {} 没有明细，从全不进到全进。",
            yuan(lines.rest)
        ));
    }
    texts.push(format!(
        "照明细，政策范围内 {}。",
        money_range(lines.in_scope)
    ));
    texts
}

fn line_text(at: usize, it: &LineScope) -> String {
    let name = it.name.as_deref().map(|name| format!("“{name}”"));
    let class = it.class.as_deref().unwrap_or("不知道哪一类");
    let mut text = format!(
        "第 {} 条{}，{class}，{}。",
        at + 1,
        name.unwrap_or_default(),
        yuan(it.amount)
    );
    if it.within_limit < it.amount {
        text.push_str(&format!("超限价 {}。", yuan(it.amount - it.within_limit)));
    }
    let Some(first) = it.first_self_pay else {
        text.push_str(&format!(
            "先行自付{}，和同类的合起来算。",
            share_text(it.share)
        ));
        return text;
    };
    let within = it.within_limit;
    if it.share == ShareRange::exact(Share::ONE) {
        text.push_str("不进政策范围。");
    } else if it.share == ShareRange::exact(Share::ZERO) {
        text.push_str(&format!("进 {}。", yuan(within)));
    } else {
        let enters = Range {
            low: within - first.high,
            high: within - first.low,
        };
        text.push_str(&format!(
            "先行自付{}，是 {}{}，进 {}。",
            share_text(it.share),
            money_range(first),
            rounded_text(it.rounding.0, it.rounding.1),
            money_range(enters)
        ));
    }
    text
}

fn sum_text(sum: &ClassSum) -> String {
    format!(
        "{}合起来 {}，先行自付 {}{}。",
        sum.class,
        yuan(sum.within),
        money_range(sum.first_self_pay),
        rounded_text(sum.rounding, sum.rounding)
    )
}

/// Returns how a part of a fen was rounded, where other than half up.
fn rounded_text(low: Rounding, high: Rounding) -> &'static str {
    match (low, high) {
        (Rounding::HalfUp, Rounding::HalfUp) => "",
        (Rounding::Up, Rounding::Up) => "（不足一分的进一分）",
        (Rounding::Down, Rounding::Down) => "（不足一分的舍去）",
        _ => "（怎么取整不知道）",
    }
}

fn share_text(share: ShareRange) -> String {
    match share {
        ShareRange::UNKNOWN => "多少不知道".to_owned(),
        _ if share.low == share.high => format!(" {}", share.low),
        _ => format!(" {} 到 {}", share.low, share.high),
    }
}

/// Returns the lines with their parts in scope as JSON.
pub(crate) fn json(tables: &Tables, lines: &BillLines) -> Value {
    let cite = |id: &mingbai_policy::CiteId| {
        let cite = tables.cites.get(usize::from(id.0));
        cite.map(|it| it.id.clone())
    };
    let each = lines.lines.iter().enumerate().map(|(at, it)| {
        json!({
            "name": it.name,
            "class": it.class,
            "amount": it.amount.to_string(),
            "over_limit": (it.amount - it.within_limit).to_string(),
            "share": { "low": it.share.low.to_string(), "high": it.share.high.to_string() },
            "first_self_pay": it.first_self_pay.map(range),
            "in_scope": it.first_self_pay.map(|first| range(Range {
                low: it.within_limit - first.high,
                high: it.within_limit - first.low,
            })),
            "sources": it.cites.iter().filter_map(cite).collect::<Vec<_>>(),
            "text": line_text(at, it),
        })
    });
    let sums = lines.sums.iter().map(|it| {
        json!({
            "class": it.class,
            "within_limit": it.within.to_string(),
            "first_self_pay": range(it.first_self_pay),
            "rounding": it.rounding.word(),
            "text": sum_text(it),
        })
    });
    json!({
        "lines": each.collect::<Vec<_>>(),
        "sums": sums.collect::<Vec<_>>(),
        "rest": lines.rest.to_string(),
        "in_scope": range(lines.in_scope),
        "unstated": lines.unstated(),
    })
}

fn range(it: Range) -> Value {
    json!({ "low": it.low.to_string(), "high": it.high.to_string() })
}
