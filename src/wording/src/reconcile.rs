//! A settlement sheet (对结算单) compared with our own settlement, as text and JSON, in the clerk's
//! wording. Finds no differences itself.
use crate::money::{range, yuan};
use crate::names::{group_name, layer_field, layer_name};
use crate::notes::FINAL_WORD;
use mingbai_engine::{Cause, Explanation, LineFound, Reconciled, SheetLine, SumFound};
use mingbai_policy::{Fen, Tables};
use serde_json::{Value, json};

/// Returns the name of a line of a sheet, with its field in the national interface.
pub fn sheet_line_name(tables: &Tables, line: SheetLine) -> String {
    match line {
        SheetLine::Total => "医疗费总额（medfee_sumamt）".to_owned(),
        SheetLine::InScope => "政策范围内（inscp_scp_amt）".to_owned(),
        SheetLine::Deductible => "起付线（act_pay_dedc）".to_owned(),
        SheetLine::Pays => "个人负担（psn_part_amt）".to_owned(),
        SheetLine::Hospital => "医院负担（hosp_part_amt）".to_owned(),
        SheetLine::Account => "个人账户支付（acct_pay）".to_owned(),
        SheetLine::Family => "家庭共济账户支付（acct_mulaid_pay）".to_owned(),
        SheetLine::Cash => "个人现金支付（psn_cash_pay）".to_owned(),
        SheetLine::OtherFund => "没有看懂的那几行".to_owned(),
        SheetLine::Layer(layer) => match layer_field(tables, layer) {
            Some(field) => format!("{}（{field}）", layer_name(tables, layer)),
            None => layer_name(tables, layer).to_owned(),
        },
    }
}

/// Returns both amounts of a line: `结算单 ¥1.00，我们算 ¥2.00，少 ¥1.00。`
pub fn sheet_line(tables: &Tables, found: &LineFound) -> String {
    let name = sheet_line_name(tables, found.line);
    let ours = found.ours.map_or("算不出".to_owned(), range);
    let said = match found.difference() {
        Fen::ZERO if found.ours.is_none() => "没法对".to_owned(),
        Fen::ZERO => "对得上".to_owned(),
        more if more > Fen::ZERO => format!("多 {}", yuan(more)),
        less => format!("少 {}", yuan(Fen::ZERO - less)),
    };
    format!(
        "{name}：结算单 {}，我们算 {ours}，{said}。",
        yuan(found.sheet)
    )
}

/// Returns a possible cause of a difference, in a few words.
pub fn cause_text(tables: &Tables, cause: Cause) -> String {
    let layer = |layer| layer_name(tables, layer);
    match cause {
        Cause::Rounding(it) => format!("{}四舍五入差一分", layer(it)),
        Cause::DeductibleForgotten(it) => format!("{}的起付线没有扣", layer(it)),
        Cause::DeductibleTwice(it) => format!("{}的起付线扣了两次", layer(it)),
        Cause::CapForgotten(it) => format!("{}没有看封顶线", layer(it)),
        Cause::YearForgotten => "没有算今年前面的就诊".to_owned(),
        Cause::OutOfScopeCounted => "政策范围外的钱也算了进去".to_owned(),
        Cause::GroupMissing(it) => format!("“{}”的身份没有登记", group_name(tables, it)),
        Cause::GroupWrong(it) => format!("登记成了“{}”", group_name(tables, it)),
        Cause::Amount(it) => format!("只有{}这个数不同，别的跟着它走", layer(it)),
    }
}

/// Returns one explanation: causes with the same effect, and the difference they leave.
pub fn explanation_text(tables: &Tables, explanation: &Explanation) -> String {
    let mut causes = explanation.causes.iter();
    let first: Vec<String> = causes
        .by_ref()
        .take(3)
        .map(|cause| cause_text(tables, *cause))
        .collect();
    let more = if causes.next().is_some() {
        "，等等"
    } else {
        ""
    };
    let fits = if explanation.left == 0 {
        "这样每一行都对得上。".to_owned()
    } else {
        format!(
            "这样还有 {} 行对不上，共差 {}。",
            explanation.left,
            yuan(explanation.off)
        )
    };
    format!("{}{more}。{fits}", first.join("；或者"))
}

/// Returns the result in one sentence: the first difference, or that all lines fit, or how many do.
pub fn reconciled(tables: &Tables, found: &Reconciled) -> String {
    match found.first.and_then(|at| found.lines.get(at)) {
        Some(line) => format!("第一处不同：{}", sheet_line_name(tables, line.line)),
        None if found.all_fits() => "每一行都对得上".to_owned(),
        None if found.compared() == 0 => "没有一行能对".to_owned(),
        None => format!("对过的 {} 行都对得上，还有没对的", found.compared()),
    }
}

/// Returns the lines that were not compared: ours, then the sheet's. Empty where there are none.
pub fn not_compared(tables: &Tables, found: &Reconciled) -> Vec<String> {
    let name = |line: &SheetLine| sheet_line_name(tables, *line);
    let missing: Vec<String> = found.missing.iter().map(name).collect();
    let others: Vec<&str> = found.others.iter().map(|it| it.text.as_str()).collect();
    let mut lines = Vec::new();
    if !missing.is_empty() {
        lines.push(format!("单子上没看到，没有对：{}。", missing.join("、")));
    }
    if !others.is_empty() {
        lines.push(format!("单子上这些没有用到：{}。", others.join("；")));
    }
    lines
}

/// Returns whether the parts of a line of the sheet come to that line:
/// `个人负担（psn_part_amt）¥3.00：个人账户支付（acct_pay）¥1.00 + … ，少 ¥1.00，对不上。`
pub fn sum_line(tables: &Tables, sum: &SumFound) -> String {
    let name = |line: SheetLine| sheet_line_name(tables, line);
    let part = |(line, fen): &(SheetLine, Fen)| format!("{} {}", name(*line), yuan(*fen));
    let parts: Vec<String> = sum.parts.iter().map(part).collect();
    let off = sum.difference();
    let much = match off > Fen::ZERO {
        true => format!("多 {}", yuan(off)),
        false => format!("少 {}", yuan(Fen::ZERO - off)),
    };
    let lacking: Vec<String> = sum.lacking.iter().map(|it| name(*it)).collect();
    let said = match off {
        Fen::ZERO => "对得上".to_owned(),
        _ if sum.is_wrong() => format!("加起来{much}，对不上"),
        _ => format!("加起来{much}，可能在{}里", lacking.join("、")),
    };
    format!(
        "{} {} = {}：{said}。",
        name(sum.of),
        yuan(sum.stated),
        parts.join(" + ")
    )
}

/// Returns the comparison as plain lines.
pub fn reconcile_text(tables: &Tables, found: &Reconciled) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (at, line) in found.lines.iter().enumerate() {
        let mark = if found.first == Some(at) { "▶" } else { " " };
        lines.push(format!("{mark} {}", sheet_line(tables, line)));
    }
    lines.push(String::new());
    lines.push(format!("{}。", reconciled(tables, found)));
    if found.first.is_some() {
        lines.push(if found.explanations.is_empty() {
            "试过的原因都解释不了。请对照原单。".to_owned()
        } else {
            "可能的原因，逐一重算过：".to_owned()
        });
    }
    for (at, explanation) in found.explanations.iter().take(5).enumerate() {
        let said = explanation_text(tables, explanation);
        lines.push(format!("  {}. {said}", at + 1));
    }
    lines.extend(found.sums.iter().map(|it| sum_line(tables, it)));
    lines.extend(not_compared(tables, found));
    if found.open {
        lines.push("我们有的数是一个范围。落在范围里的，看不出对错。".to_owned());
    }
    lines.push(FINAL_WORD.to_owned());
    lines.join("\n") + "\n"
}

/// Returns the comparison as JSON.
pub fn reconcile_json(tables: &Tables, found: &Reconciled) -> Value {
    let line = |line: &LineFound| {
        json!({
            "name": sheet_line_name(tables, line.line),
            "sheet": line.sheet.to_string(),
            "ours": line.ours.map(|ours| {
                json!({ "low": ours.low.to_string(), "high": ours.high.to_string() })
            }),
            "difference": line.difference().to_string(),
        })
    };
    let explanation = |it: &Explanation| {
        let causes = it.causes.iter().map(|cause| cause_text(tables, *cause));
        json!({
            "causes": causes.collect::<Vec<_>>(),
            "left": it.left,
            "off": it.off.to_string(),
        })
    };
    json!({
        "lines": found.lines.iter().map(line).collect::<Vec<_>>(),
        "first": found.first.and_then(|at| found.lines.get(at)).map(|it| sheet_line_name(tables, it.line)),
        "explanations": found.explanations.iter().map(explanation).collect::<Vec<_>>(),
        "sums": found.sums.iter().map(|it| json!({
            "name": sheet_line_name(tables, it.of),
            "stated": it.stated.to_string(),
            "difference": it.difference().to_string(),
            "wrong": it.is_wrong(),
            "text": sum_line(tables, it),
        })).collect::<Vec<_>>(),
        "open": found.open,
        "all_fits": found.all_fits(),
        "missing": found.missing.iter().map(|line| sheet_line_name(tables, *line)).collect::<Vec<_>>(),
        "unused": found.others.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(),
    })
}
