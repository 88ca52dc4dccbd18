//! A year of visits (一年的账) as text and JSON, in the clerk's wording. Computes no amounts.
use crate::alerts::alert_lines;
use crate::labels::care_label;
use crate::money::{self, range};
use crate::names::{layer_field, layer_name};
use crate::notes::{FINAL_WORD, UNCHECKED, date};
use mingbai_engine::{
    EarlierAmount, Ledger, LedgerFault, LedgerVisit, Range, TwoReadings, Visit, YearSoFar,
};
use mingbai_policy::{Care, Fen, LayerId, Tables};
use serde_json::{Value, json};

/// Returns why a year cannot be settled; `None` where a visit contradicts itself, since that error
/// has a text of its own.
pub fn ledger_fault(fault: LedgerFault) -> Option<String> {
    match fault {
        LedgerFault::OtherYear(at) => Some(format!("第 {} 次就诊不是同一年的。请分开算。", at + 1)),
        LedgerFault::OtherStayYear(at, year) => Some(format!(
            "第 {} 次就诊算 {year} 年的：这里跨年的住院算入院那一年。别的就诊不是那一年的，请分开算。",
            at + 1
        )),
        LedgerFault::OtherPlace(at) => Some(format!(
            "第 {} 次就诊不在同一个地方参保。请分开算。",
            at + 1
        )),
        LedgerFault::Visit(..) => None,
    }
}

fn pays(readings: Option<TwoReadings>) -> String {
    match readings {
        Some(pays) if pays.certain != pays.estimate => {
            format!("{}。{UNCHECKED}", range(pays.estimate))
        }
        Some(pays) => range(pays.estimate),
        None => "算不出".to_owned(),
    }
}

/// The payments of a layer for one kind of care and one set of diseases.
struct AccountLine<'t> {
    care: Option<Care>,
    /// `None` where the diseases are not known.
    diseases: Option<Vec<&'t str>>,
    paid: Range,
}

impl AccountLine<'_> {
    /// Returns the care and the diseases: `门诊（高血压）`
    fn title(&self) -> String {
        let care = self.care.map_or("不知道哪种就诊", care_label);
        match self.diseases.as_deref() {
            None | Some([]) => care.to_owned(),
            Some(diseases) => format!("{care}（{}）", diseases.join("、")),
        }
    }

    fn disease_json(&self) -> Value {
        match self.diseases.as_deref() {
            None => Value::Null,
            Some([one]) => (*one).into(),
            Some(several) => several.into(),
        }
    }
}

fn account_lines<'t>(tables: &'t Tables, year: &YearSoFar, layer: LayerId) -> Vec<AccountLine<'t>> {
    let mut lines: Vec<(&EarlierAmount, Range)> = Vec::new();
    for (_, payment) in year.payments.iter().filter(|(of, _)| *of == layer) {
        let same =
            |it: &EarlierAmount| it.cares == payment.cares && it.diseases == payment.diseases;
        match lines.iter_mut().find(|(it, _)| same(it)) {
            Some((_, sum)) => {
                sum.low = (sum.low + payment.amount.low).min(Fen::MAX);
                sum.high = (sum.high + payment.amount.high).min(Fen::MAX);
            }
            None => lines.push((payment, payment.amount)),
        }
    }
    lines.retain(|(_, paid)| paid.high > Fen::ZERO);
    let line = |(payment, paid): (&EarlierAmount, Range)| AccountLine {
        care: Care::ALL
            .iter()
            .copied()
            .find(|care| care.bit() == payment.cares),
        diseases: payment.diseases.as_ref().map(|all| {
            let names = all
                .iter()
                .filter_map(|id| tables.vocabulary.diseases.get(id.index()));
            names.map(|it| it.name.name.as_str()).collect()
        }),
        paid,
    };
    lines.into_iter().map(line).collect()
}

fn year_lines(tables: &Tables, year: &YearSoFar) -> Vec<String> {
    let mut lines = vec![match year.in_scope_self_pay {
        Some(so_far) => format!("年内政策范围内自付累计 {}。", range(so_far)),
        None => "年内政策范围内自付累计不清楚。".to_owned(),
    }];
    for (layer, paid) in year.paid() {
        if paid.high == Fen::ZERO {
            continue;
        }
        let name = layer_name(tables, layer);
        let accounts = account_lines(tables, year, layer);
        let split = match accounts.as_slice() {
            [] | [_] => String::new(),
            several => {
                let each = several
                    .iter()
                    .map(|it| format!("{} {}", it.title(), range(it.paid)));
                format!("，其中{}", each.collect::<Vec<_>>().join("，"))
            }
        };
        lines.push(format!("{name}年内已付 {}{split}。", range(paid)));
    }
    lines
}

/// Returns how the total changes when two neighbours swap: `第 1、2 次对调：多付 ¥3.00。`
pub fn swap_line(at: usize, ledger: &Ledger, swapped: Option<TwoReadings>) -> String {
    let (one, other) = (at + 1, at + 2);
    let said = match (ledger.pays, swapped) {
        (Some(ours), Some(swapped)) => {
            let (ours, swapped) = (ours.estimate, swapped.estimate);
            let exact = |of: Range| of.low == of.high;
            if ours == swapped {
                "合计不变".to_owned()
            } else if exact(ours) && exact(swapped) && swapped.low > ours.low {
                format!("多付 {}", money::yuan(swapped.low - ours.low))
            } else if exact(ours) && exact(swapped) {
                format!("少付 {}", money::yuan(ours.low - swapped.low))
            } else {
                format!("合计变成 {}", range(swapped))
            }
        }
        _ => "算不出".to_owned(),
    };
    format!("第 {one}、{other} 次对调：{said}。")
}

/// Returns one visit of the year: the sums before the visit, what each payer pays, what the person
/// pays.
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

/// Returns the day and the bill of a visit: `第 1 次，2026 年 3 月 5 日，总费用 ¥100.00。`
pub fn ledger_visit_title(at: usize, visit: &Visit) -> String {
    let total = visit.bill.as_ref().and_then(|bill| bill.total);
    let total = total.map_or("总费用没有写".to_owned(), |fen| {
        format!("总费用 {}", money::yuan(fen))
    });
    format!("第 {} 次，{}，{total}。", at + 1, date(visit.date))
}

/// Returns the totals of the year, and the sums after its last visit.
pub fn ledger_total_lines(tables: &Tables, ledger: &Ledger) -> Vec<String> {
    let total = format!("全年自付合计 {}。", pays(ledger.pays));
    std::iter::once(total)
        .chain(year_lines(tables, &ledger.after))
        .collect()
}

/// Returns the year as plain lines.
pub fn ledger_text(
    tables: &Tables,
    visits: &[&Visit],
    ledger: &Ledger,
    swaps: &[Option<TwoReadings>],
    alerts: &[String],
) -> String {
    let mut lines: Vec<String> = alert_lines(alerts).collect();
    lines.push("一年的账，按结算先后".to_owned());
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

/// The note under every year.
pub const CARRIED: &str = "说不准的数，两头都往后带，所以后面的范围更宽。";

fn ends(of: Range) -> Value {
    json!({ "low": of.low.to_string(), "high": of.high.to_string() })
}

fn year_json(tables: &Tables, year: &YearSoFar) -> Value {
    let paid = year.paid().into_iter().map(|(layer, paid)| {
        let name = layer_name(tables, layer).to_owned();
        (name, ends(paid))
    });
    let rows = year.paid().into_iter().flat_map(|(layer, _)| {
        let name = layer_name(tables, layer);
        let rows = account_lines(tables, year, layer).into_iter();
        rows.map(move |it| {
            json!({
                "layer": name,
                "care": it.care.map(Care::word),
                "disease": it.disease_json(),
                "paid": ends(it.paid),
            })
        })
    });
    json!({
        "in_scope_self_pay": year.in_scope_self_pay.map(ends),
        "paid": paid.collect::<serde_json::Map<_, _>>(),
        "accounts": rows.collect::<Vec<_>>(),
    })
}

/// Returns the year as JSON.
pub fn ledger_json(
    tables: &Tables,
    ledger: &Ledger,
    swaps: &[Option<TwoReadings>],
    alerts: &[String],
) -> Value {
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
    let swap = |(at, swapped): (usize, &Option<TwoReadings>)| {
        json!({
            "visits": [at + 1, at + 2],
            "estimate": swapped.map(|pays| ends(pays.estimate)),
            "sentence": swap_line(at, ledger, *swapped),
        })
    };
    json!({
        "alerts": alerts,
        "visits": ledger.visits.iter().map(visit).collect::<Vec<_>>(),
        "certain": ledger.pays.map(|pays| ends(pays.certain)),
        "estimate": ledger.pays.map(|pays| ends(pays.estimate)),
        "after": year_json(tables, &ledger.after),
        "swaps": swaps.iter().enumerate().map(swap).collect::<Vec<_>>(),
    })
}
