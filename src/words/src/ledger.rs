//! A year of visits (一年的账), in the clerk's wording.
use crate::layer_name;
use crate::money::range;
use crate::names::layer_field;
use crate::notes::{FINAL_WORD, UNCHECKED, date};
use mingbai_engine::{Ledger, LedgerFault, LedgerVisit, Range, Readings, Visit, YearSoFar};
use mingbai_policy::{Fen, Tables};
use serde_json::{Value, json};

/// Why a year cannot be reckoned; none where a visit contradicts itself, which says why by itself.
pub fn ledger_fault(fault: LedgerFault) -> Option<String> {
    match fault {
        LedgerFault::OtherYear(at) => Some(format!("第 {} 次就诊不是同一年的。请分开算。", at + 1)),
        LedgerFault::OtherPlace(at) => Some(format!(
            "第 {} 次就诊不在同一个地方参保。请分开算。",
            at + 1
        )),
        LedgerFault::Visit(..) => None,
    }
}

fn pays(readings: Option<Readings>) -> String {
    match readings {
        Some(pays) if pays.certain != pays.estimate => {
            format!("{}。{UNCHECKED}", range(pays.estimate))
        }
        Some(pays) => range(pays.estimate),
        None => "算不出".to_owned(),
    }
}

fn year_lines(tables: &Tables, year: &YearSoFar) -> Vec<String> {
    let mut lines = vec![match year.in_scope_self_pay {
        Some(so_far) => format!("年内政策范围内自付累计 {}。", range(so_far)),
        None => "年内政策范围内自付累计不清楚。".to_owned(),
    }];
    for (layer, paid) in year.paid.iter().filter(|(_, paid)| paid.high > Fen::ZERO) {
        lines.push(format!(
            "{}年内已付 {}。",
            layer_name(tables, *layer),
            range(*paid)
        ));
    }
    lines
}

/// How the total changes when two neighbours change places: `第 1、2 次对调：多付 ¥3.00。`
pub fn swap_line(at: usize, ledger: &Ledger, swapped: Option<Readings>) -> String {
    let (one, other) = (at + 1, at + 2);
    let said = match (ledger.pays, swapped) {
        (Some(ours), Some(swapped)) => {
            let (ours, swapped) = (ours.estimate, swapped.estimate);
            let exact = |of: Range| of.low == of.high;
            if ours == swapped {
                "合计不变".to_owned()
            } else if exact(ours) && exact(swapped) && swapped.low > ours.low {
                format!("多付 {}", crate::money::yuan(swapped.low - ours.low))
            } else if exact(ours) && exact(swapped) {
                format!("少付 {}", crate::money::yuan(ours.low - swapped.low))
            } else {
                format!("合计变成 {}", range(swapped))
            }
        }
        _ => "算不出".to_owned(),
    };
    format!("第 {one}、{other} 次对调：{said}。")
}

/// One visit of the year: what was before it, what each payer pays, what the person pays.
pub fn ledger_visit_lines(tables: &Tables, settled: &LedgerVisit) -> Vec<String> {
    let before = year_lines(tables, &settled.before);
    let mut lines: Vec<String> = before.iter().map(|line| format!("之前：{line}")).collect();
    for (layer, paid) in &settled.layers {
        if paid.estimate.high > Fen::ZERO {
            let field = layer_field(tables, *layer).map_or(String::new(), |it| format!("（{it}）"));
            let name = layer_name(tables, *layer);
            lines.push(format!("{name}{field}付 {}。", pays(Some(*paid))));
        }
    }
    lines.push(format!("自付（psn_part_amt）{}。", pays(settled.pays)));
    lines
}

/// The day and the bill of a visit: `第 1 次，2026 年 3 月 5 日，总费用 ¥100.00。`
pub fn ledger_visit_title(at: usize, visit: &Visit) -> String {
    let total = visit.bill.as_ref().and_then(|bill| bill.total);
    let total = total.map_or("总费用没有写".to_owned(), |fen| {
        format!("总费用 {}", crate::money::yuan(fen))
    });
    format!("第 {} 次，{}，{total}。", at + 1, date(visit.date))
}

/// The whole year, and where it stands after its last visit.
pub fn ledger_total_lines(tables: &Tables, ledger: &Ledger) -> Vec<String> {
    let total = format!("全年自付合计 {}。", pays(ledger.pays));
    std::iter::once(total)
        .chain(year_lines(tables, &ledger.after))
        .collect()
}

/// The year for people, as plain lines.
pub fn ledger_text(
    tables: &Tables,
    visits: &[&Visit],
    ledger: &Ledger,
    swaps: &[Option<Readings>],
) -> String {
    let mut lines = vec!["一年的账，按结算先后".to_owned()];
    for (at, (visit, settled)) in visits.iter().zip(&ledger.visits).enumerate() {
        lines.push(String::new());
        lines.push(ledger_visit_title(at, visit));
        let each = ledger_visit_lines(tables, settled);
        lines.extend(each.into_iter().map(|line| format!("  {line}")));
    }
    lines.push(String::new());
    lines.extend(ledger_total_lines(tables, ledger));
    for (at, swapped) in swaps.iter().enumerate() {
        lines.push(swap_line(at, ledger, *swapped));
    }
    lines.push(CARRIED.to_owned());
    lines.push(FINAL_WORD.to_owned());
    lines.join("\n") + "\n"
}

/// Said under every year.
pub const CARRIED: &str = "说不准的数，两头都往后带，所以后面的范围更宽。";

fn ends(of: Range) -> Value {
    json!({ "low": of.low.to_string(), "high": of.high.to_string() })
}

fn year_json(tables: &Tables, year: &YearSoFar) -> Value {
    let paid = year.paid.iter().map(|(layer, paid)| {
        let name = layer_name(tables, *layer).to_owned();
        (name, ends(*paid))
    });
    json!({
        "in_scope_self_pay": year.in_scope_self_pay.map(ends),
        "paid": paid.collect::<serde_json::Map<_, _>>(),
    })
}

/// The year as JSON.
pub fn ledger_json(tables: &Tables, ledger: &Ledger, swaps: &[Option<Readings>]) -> Value {
    let visit = |it: &LedgerVisit| {
        let layers = it.layers.iter().map(|(layer, paid)| {
            json!({
                "name": layer_name(tables, *layer),
                "certain": ends(paid.certain),
                "estimate": ends(paid.estimate),
            })
        });
        json!({
            "before": year_json(tables, &it.before),
            "certain": it.pays.map(|pays| ends(pays.certain)),
            "estimate": it.pays.map(|pays| ends(pays.estimate)),
            "layers": layers.collect::<Vec<_>>(),
        })
    };
    let swap = |(at, swapped): (usize, &Option<Readings>)| {
        json!({
            "visits": [at + 1, at + 2],
            "estimate": swapped.map(|pays| ends(pays.estimate)),
            "sentence": swap_line(at, ledger, *swapped),
        })
    };
    json!({
        "visits": ledger.visits.iter().map(visit).collect::<Vec<_>>(),
        "certain": ledger.pays.map(|pays| ends(pays.certain)),
        "estimate": ledger.pays.map(|pays| ends(pays.estimate)),
        "after": year_json(tables, &ledger.after),
        "swaps": swaps.iter().enumerate().map(swap).collect::<Vec<_>>(),
    })
}
