//! The case as JSON, with the keys that the interface describes. Holds no sentence of its own.
use crate::blanks::{blank_name, to_say};
use crate::case_conditions::{alternative_text, condition_said, condition_worth};
use crate::names::{group_name, layer_name};
use crate::not_counted::{not_counted_lines, payer_name};
use crate::statement::statement;
use mingbai_engine::{
    Alternate, Blank, Case, Condition, LineGrade, Must, NoCase, Range, Stated, Taken, Visit,
};
use mingbai_policy::{Fen, GroupId, ShareRange, Tables};
use serde_json::{Map, Value, json};

/// Returns `case`; null where a fact must be given first, or there is no case.
pub(crate) fn case(tables: &Tables, visit: &Visit, stated: &Stated) -> Value {
    let Stated::Case(case) = stated else {
        return Value::Null;
    };
    let said = statement(tables, case);
    let pays = case.pays();
    json!({
        "low": pays.map(|pays| pays.low.to_string()),
        "high": pays.map(|pays| pays.high.to_string()),
        "pays": case.exact().map(|fen| fen.to_string()),
        "grade": grade(case.grade),
        "as_of": case.as_of.map(|year| year.to_string()),
        "as_of_oldest": case.as_of_oldest.map(|year| year.to_string()),
        "rule": said.rule,
        "conditions": case.conditions.iter()
            .map(|it| condition(tables, visit, case, it)).collect::<Vec<_>>(),
        "not_counted": case.not_counted.iter().map(|it| json!({
            "name": payer_name(tables, it.payer),
            "at_most": it.at_most.to_string(),
        })).collect::<Vec<_>>(),
        "blanks": case.blanks.iter().map(|it| blank(tables, *it)).collect::<Vec<_>>(),
        "cash": case.cash.map(range),
        "text": said.sentence,
        "payers": case.points.first().map(|point| point.payers.iter().map(|(layer, fen)| json!({
            "name": layer_name(tables, *layer),
            "pays": fen.to_string(),
        })).collect::<Vec<_>>()),
        "not_counted_text": not_counted_lines(tables, case),
        "to_say": (!case.blanks.is_empty()).then(|| to_say(case)),
    })
}

/// Returns why there is no case: `ask` where facts must be given first.
pub(crate) fn no_case(stated: &Stated) -> Value {
    match stated {
        Stated::Case(_) => Value::Null,
        Stated::Ask(_) => json!("ask"),
        Stated::None(why) => json!(match why {
            NoCase::NoTable => "no_table",
            NoCase::Employee => "employee",
            NoCase::SomeoneLiable => "someone_liable",
            NoCase::TwoDays => "two_days",
            NoCase::TooOpen => "too_open",
        }),
    }
}

/// Returns the facts that must be given first.
pub(crate) fn musts(stated: &Stated) -> &[Must] {
    match stated {
        Stated::Ask(musts) => musts,
        _ => &[],
    }
}

fn range(range: Range) -> Value {
    json!({ "low": range.low.to_string(), "high": range.high.to_string() })
}

fn grade(grade: LineGrade) -> &'static str {
    match grade {
        LineGrade::Document => "document",
        LineGrade::Reported => "reported",
        LineGrade::Entered => "entered",
        LineGrade::Unknown => "unknown",
    }
}

fn condition(tables: &Tables, visit: &Visit, case: &Case, it: &Condition) -> Value {
    let mut row = Map::new();
    row.insert("question".into(), json!(question(tables, it.taken)));
    row.insert("assumed".into(), json!(it.assumed));
    row.insert("direction".into(), json!(it.direction.map(|it| it.word())));
    row.insert("set".into(), set(tables, visit, case, it.taken));
    row.insert("text".into(), json!(condition_said(tables, case, it)));
    row.insert("worth".into(), json!(it.worth.to_string()));
    row.insert("worth_text".into(), json!(condition_worth(tables, it)));
    if let Taken::InScope(_) = it.taken {
        let points = case.points.iter().filter_map(|point| {
            Some(json!({
                "value": point.in_scope?.to_string(),
                "pays": (point.pays.low == point.pays.high).then(|| point.pays.high.to_string()),
                "low": point.pays.low.to_string(),
                "high": point.pays.high.to_string(),
                "named": point.named,
            }))
        });
        row.insert("points".into(), json!(points.collect::<Vec<_>>()));
    }
    if !it.others.is_empty() {
        let others = it.others.iter().map(|other| {
            let (value, set) = match other.value {
                Alternate::Group(group) => (
                    json!(group_name(tables, group)),
                    json!({ "person": { "groups": groups(tables, visit, case, Some(group)) } }),
                ),
                Alternate::Liable => (json!(true), json!({ "liable_third_party": true })),
            };
            json!({
                "value": value,
                "set": set,
                "low": other.pays.low.to_string(),
                "high": other.pays.high.to_string(),
                "text": alternative_text(tables, other.value, other.pays),
            })
        });
        row.insert("others".into(), json!(others.collect::<Vec<_>>()));
    }
    Value::Object(row)
}

/// Returns the id of an assumption: `in_scope`, `groups`, `basic.cap`.
fn question(tables: &Tables, taken: Taken) -> String {
    let id = |layer: mingbai_policy::LayerId| {
        let layer = tables.vocabulary.layers.get(layer.index());
        layer.map_or("", |layer| layer.name.id.as_str())
    };
    match taken {
        Taken::InScope(_) => "in_scope".into(),
        Taken::NoGroup => "groups".into(),
        Taken::NobodyLiable => "liable_third_party".into(),
        Taken::CapNotReached(layer) => format!("{}.cap", id(layer)),
        Taken::DeductibleNotReached(layer) => format!("{}.deductible", id(layer)),
    }
}

/// Returns an assumption as a merge patch of the visit (RFC 7396).
fn set(tables: &Tables, visit: &Visit, case: &Case, taken: Taken) -> Value {
    let local = |layer, figure: &str| {
        let mut local = Map::new();
        let key = format!("{}.{figure}", layer_name(tables, layer));
        local.insert(key, json!("none"));
        json!({ "local": local })
    };
    match taken {
        Taken::InScope(fen) => {
            let mut bill = Map::new();
            bill.insert("in_scope".into(), json!(fen.to_string()));
            if visit
                .bill
                .as_ref()
                .is_some_and(|bill| bill.in_scope_to.is_some())
            {
                bill.insert("in_scope_to".into(), Value::Null);
            }
            json!({ "bill": bill })
        }
        Taken::NoGroup if visit.groups.yes == 0 => json!({ "person": { "groups": "none" } }),
        Taken::NoGroup => json!({ "person": { "groups": groups(tables, visit, case, None) } }),
        Taken::NobodyLiable => json!({ "liable_third_party": false }),
        Taken::CapNotReached(layer) => local(layer, "cap"),
        Taken::DeductibleNotReached(layer) => local(layer, "deductible"),
    }
}

/// Returns every group that was given or that a rule mentions as yes or no: `one` and the groups it
/// implies are yes, all others no.
fn groups(tables: &Tables, visit: &Visit, case: &Case, one: Option<GroupId>) -> Value {
    let vocabulary = &tables.vocabulary;
    let yes = visit.groups.yes | one.map_or(0, |group| vocabulary.group_closure(group));
    let said = visit.groups.yes | visit.groups.no | case.groups | yes;
    let all = (0u16..).zip(&vocabulary.groups);
    let all = all.filter(|(at, _)| said >> at & 1 == 1);
    let map = all.map(|(at, group)| (group.name.name.clone(), json!(yes >> at & 1 == 1)));
    Value::Object(map.collect())
}

fn blank(tables: &Tables, blank: Blank) -> Value {
    let money = |fen: Fen| (fen < Fen::MAX).then(|| fen.to_string());
    let some = |fen: Fen| (fen > Fen::ZERO).then(|| fen.to_string());
    let shares = |it: ShareRange| {
        let known = it != ShareRange::UNKNOWN;
        (
            known.then(|| it.low.to_string()),
            known.then(|| it.high.to_string()),
        )
    };
    let (layer, figure, (low, high)) = match blank {
        Blank::Deductible(layer, it) => (layer, "deductible", (some(it.low), money(it.high))),
        Blank::Cap(layer, it) => (layer, "cap", (some(it.low), money(it.high))),
        Blank::Share(layer, it) => (layer, "share", shares(it)),
        Blank::FirstSelfPay(layer, it) => (layer, "first_self_pay", shares(it)),
    };
    json!({
        "figure": format!("{}.{figure}", layer_name(tables, layer)),
        "low": low,
        "high": high,
        "text": blank_name(tables, blank),
    })
}
