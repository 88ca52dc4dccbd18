//! Worked cases (算例): the expected results, as sentences. Runs no case.
use crate::money;
use crate::reasons::standing;
use mingbai_engine::{Range, Reason, Verdict};
use mingbai_policy::Fen;
use serde_json::Value;

/// Returns the name of a case without the label (`D4`, `陷阱 2`) its author files it under.
pub fn case_title(name: &str) -> &str {
    let mut rest = name;
    if let Some((label, title)) = rest.split_once(' ')
        && label.len() > 1
        && label
            .strip_prefix('D')
            .is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()))
    {
        rest = title;
    }
    if let Some(title) = rest.strip_prefix("陷阱 ") {
        rest = title
            .trim_start_matches(|it: char| it.is_ascii_digit())
            .trim_start();
    }
    rest
}

/// Returns what the answer must say, as far as sentences can: amounts, who pays, which rules hold.
pub fn expected_lines(expect: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(pays) = range(expect.get("estimate")) {
        lines.push(format!("自己付 {}。", money::range(pays)));
    }
    let certain = range(expect.get("certain"));
    if let Some(certain) = certain.filter(|it| Some(*it) != range(expect.get("estimate"))) {
        lines.push(format!("只算有文件的数目：{}。", money::range(certain)));
    }
    for row in rows(expect, "layers") {
        if let Some(pays) = range(row.get("estimate")) {
            lines.push(format!("{}付 {}。", text(row, "name"), money::range(pays)));
        }
    }
    for row in rows(expect, "waivers") {
        let amount = range(row.get("amount"))
            .map_or_else(String::new, |it| format!("，免 {}", money::range(it)));
        lines.push(format!("{}：{}{amount}。", text(row, "name"), verdict(row)));
    }
    for row in rows(expect, "schemes") {
        lines.push(format!("{}：{}。", text(row, "name"), verdict(row)));
    }
    for row in rows(expect, "targets") {
        let says = match text(row, "verdict") {
            "within" => "在目标之内",
            "above" => "超过了目标",
            "not_applicable" => "这次不比这个目标",
            _ => "还不能说",
        };
        let gap = range(row.get("gap"))
            .map_or_else(String::new, |it| format!("，超出 {}", money::range(it)));
        lines.push(format!("{}：{says}{gap}。", text(row, "name")));
    }
    for row in rows(expect, "procedures") {
        let says = match text(row, "applies") {
            "yes" => "用得上",
            "no" => "用不上",
            _ => "还不能说",
        };
        lines.push(format!("{}：{says}。", text(row, "name")));
    }
    if let Some(cash) = expect.get("cash") {
        match text(cash, "deposit") {
            "none" => lines.push("住院不用交押金。".into()),
            "required" => lines.push("住院要先交押金。".into()),
            _ => {}
        }
        if text(cash, "pay_later") == "yes" {
            lines.push("可以先治病，出院再付钱。".into());
        }
    }
    lines
}

fn verdict(row: &Value) -> &'static str {
    let (verdict, reason) = match (text(row, "verdict"), text(row, "reason")) {
        ("no", "ended") => (Verdict::No, Reason::Ended),
        ("no", "not_started") => (Verdict::No, Reason::NotStarted),
        ("no", _) => (Verdict::No, Reason::Condition),
        ("yes", _) => (Verdict::Yes, Reason::Named),
        _ => (Verdict::Unknown, Reason::Condition),
    };
    standing(verdict, reason)
}

fn rows<'a>(expect: &'a Value, key: &str) -> &'a [Value] {
    expect
        .get(key)
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn range(value: Option<&Value>) -> Option<Range> {
    let end = |key: &str| Fen::parse(value?.get(key)?.as_str()?).ok();
    Some(Range {
        low: end("low")?,
        high: end("high")?,
    })
}
