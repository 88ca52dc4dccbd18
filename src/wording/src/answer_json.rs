//! The answer as JSON, with the keys that the interface describes. Computes no amounts, and must
//! not know who reads it.
use crate::age::age_json;
use crate::alerts::alerts;
use crate::benefits::{benefit_lines, benefit_name};
use crate::conditions::when_text;
use crate::documents_to_ask::documents_to_ask;
use crate::left::left_text;
use crate::names::{
    self, disease_name, group_name, hospital_name, item_name, layer_field, layer_name, owner_name,
    place_name, rule_name, table,
};
use crate::notes::{assumption, rounding, warning};
use crate::partial_list::missing as not_named;
use crate::purses::purses_json;
use crate::questions::{
    answer_label, answer_word, fact_name, question_help, question_id, question_text,
};
use crate::reasons::{target_sentence, waiver_reason};
use crate::schemes::{self, scheme_actions, scheme_reason};
use crate::sources::cited;
use crate::stays::stay_json;
use crate::trace::{TraceNames, fact_line, step_line};
use crate::wording::Wording;
use crate::{bill_lines, case_json, layers};
use mingbai_engine::{
    Answer, Ask, BenefitFor, BenefitLine, LayerLine, LineGrade, Money, Must, ProcedureLine,
    Question, Range, Reach, Reason, SchemeLine, Stated, TableUse, TargetLine, TargetVerdict,
    TraceStep, Verdict, Visit, WaiverLine, Witness,
};
use mingbai_policy::{
    CiteId, Day, Evidence, Fen, Free, LeftPart, Owner, Period, Rounding, Rule, Tables, TargetBase,
};
use serde_json::{Map, Value, json};

/// Returns the answer as JSON, keys in the order of the interface's description.
pub fn json(tables: &Tables, visit: &Visit, answer: &Answer, stated: &Stated) -> Value {
    let pays = answer.money.as_ref().map(|money| money.pays);
    let mut whole = json!({
        "tables": each(&answer.tables, |it| table_json(tables, it)),
        "certain": pays.map(|pays| range(pays.certain)),
        "estimate": pays.map(|pays| range(pays.estimate)),
        "case": case_json::case(tables, visit, stated),
        "no_case": case_json::no_case(stated),
        "layers": each(&answer.layers, |it| layer(tables, it)),
        "waivers": each(&answer.waivers, |it| waiver(tables, it)),
        "targets": each(&answer.targets, |it| target(tables, it)),
        "schemes": each(&answer.schemes, |it| scheme(tables, it)),
        "procedures": each(&answer.procedures, |it| procedure(tables, it)),
        "cash": {
            "deposit": match answer.cash.deposit {
                Verdict::Yes => "required",
                Verdict::No => "none",
                Verdict::Unknown => "unknown",
            },
            "pay_later": verdict(answer.cash.pay_later),
        },
        "ask": each(&asked(answer, stated), |it| ask(tables, it)),
        "sources": sources(tables, answer),
        "assumptions": each(&answer.assumptions, |it| json!(assumption(*it))),
        "warnings": each(&answer.warnings, |it| json!(warning(tables, it))),
        "rounding": rounding(answer),
        "fields": fields(tables, visit, answer),
        "left": left(tables, answer),
        "benefits": each(&answer.benefits, |it| benefit(tables, it)),
        "alerts": alerts(tables, &answer.unattested, visit.date, None),
    });
    let named = documents_to_ask(tables, answer);
    if !named.is_empty() {
        whole["documents_to_ask"] = each(&named, |it| {
            json!({
                "name": it.name,
                "source": tables.cites.get(usize::from(it.cite.0)).map(|cite| &cite.id),
                "text": it.text,
            })
        });
    }
    if let Some(purses) = &answer.purses {
        whole["purses"] = purses_json(visit, purses);
    }
    if let Some(stay) = &answer.stay {
        whole["stay"] = stay_json(tables, visit, stay);
    }
    if let Some(lines) = &answer.lines {
        whole["bill_lines"] = bill_lines::json(tables, lines);
    }
    whole
}

/// Returns the answer as JSON with `trace`: the arithmetic at both ends of the estimate.
pub fn json_with_trace(tables: &Tables, visit: &Visit, answer: &Answer, stated: &Stated) -> Value {
    let mut value = json(tables, visit, answer, stated);
    if let Value::Object(map) = &mut value {
        let trace = answer.money.as_ref().map(|money| {
            let trace_names = TraceNames {
                tables,
                layers: &answer.layers,
            };
            json!({ "low": witness(&trace_names, &money.low), "high": witness(&trace_names, &money.high) })
        });
        map.insert("trace".into(), json!(trace));
    }
    value
}

fn each<T>(list: &[T], one: impl Fn(&T) -> Value) -> Value {
    Value::Array(list.iter().map(one).collect())
}

fn range(range: Range) -> Value {
    json!({ "low": range.low.to_string(), "high": range.high.to_string() })
}

fn day(day: Option<Day>) -> Value {
    json!(day.map(|day| day.to_string()))
}

fn checked(day: Option<Day>) -> String {
    day.map_or_else(|| "unknown".into(), |day| day.to_string())
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "yes",
        Verdict::No => "no",
        Verdict::Unknown => "unknown",
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Scope => "scope",
        Reason::NotStarted => "not_started",
        Reason::Ended => "ended",
        Reason::CompleteList => "complete_list",
        Reason::Condition => "condition",
        Reason::PartialList => "partial_list",
        Reason::Named => "named",
    }
}

fn cite_ids(tables: &Tables, cites: &[CiteId]) -> Value {
    let cites = cites
        .iter()
        .filter_map(|id| tables.cites.get(usize::from(id.0)));
    Value::Array(cites.map(|cite| json!(cite.id)).collect())
}

fn table_json(tables: &Tables, it: &TableUse) -> Value {
    let Some(rules) = table(tables, it.table) else {
        return Value::Null;
    };
    json!({
        "id": rules.id,
        "name": rules.name,
        "place": place_name(tables, it.table),
        "from": day(rules.span.from),
        "until": day(rules.span.until),
        "checked": checked(rules.checked),
        "in_force": it.in_force,
        "hospital": match rules.owner {
            Owner::Hospital(hospital) => json!(hospital_name(tables, hospital)),
            Owner::Region(_) => Value::Null,
        },
        "blanks": rules.blanks,
    })
}

fn layer(tables: &Tables, line: &LayerLine) -> Value {
    json!({
        "name": layers::shown_name(tables, line),
        "field": layer_field(tables, line.layer),
        "certain": line.pays.map(|pays| range(pays.certain)),
        "estimate": line.pays.map(|pays| range(pays.estimate)),
        "grade": match line.grade {
            LineGrade::Document => "document",
            LineGrade::Reported => "reported",
            LineGrade::Entered => "entered",
            LineGrade::Unknown => "unknown",
        },
        "blank": line.blank,
        "open": each(&line.open, |it| json!(question_id(tables, *it))),
        "sources": cite_ids(tables, &line.cites),
        "excess": line.top_up
            .and_then(|at| names::top_up(tables, at))
            .map(|it| it.rule.name.as_str()),
        "figures_of": age_json(line.age.as_ref()),
    })
}

fn left(tables: &Tables, answer: &Answer) -> Value {
    let left = &answer.left;
    json!({
        "money": answer.money.as_ref().map(|_| match left.money {
            Reach::Alone => "alone",
            Reach::Together => "together",
            Reach::Perhaps => "perhaps",
            Reach::Nothing => "nothing",
        }),
        "verdicts": each(&left.verdicts, |it| json!(question_id(tables, *it))),
        "procedures": each(&left.procedures, |it| json!(question_id(tables, *it))),
        "text": left_text(tables, answer, answer.money.is_some()),
    })
}

fn benefit(tables: &Tables, line: &BenefitLine) -> Value {
    json!({
        "name": benefit_name(tables, line),
        "layer": layer_name(tables, line.layer),
        "place": place_name(tables, line.rule.table),
        "for": each(&line.names, |it| match it {
            BenefitFor::Disease(id) => json!(names::disease_name(tables, *id)),
            BenefitFor::Group(group) => json!(group_name(tables, *group)),
        }),
        "text": benefit_lines(tables, line),
        "sources": cite_ids(tables, &line.cites),
    })
}

/// Returns the members that every kind of rule has.
fn common(tables: &Tables, at: u16, rule: &Rule) -> Map<String, Value> {
    let mut row = Map::new();
    row.insert("id".into(), json!(rule_id(tables, at, rule)));
    row.insert("place".into(), json!(place_name(tables, at)));
    row.insert("owner".into(), json!(owner_name(tables, at)));
    row.insert("for".into(), json!(when_text(tables, &rule.when)));
    row.insert("caveat".into(), json!(rule.caveat));
    row.insert("sources".into(), cite_ids(tables, &rule.cites));
    row
}

fn rule_id(tables: &Tables, at: u16, rule: &Rule) -> String {
    format!(
        "{}.{}",
        table(tables, at).map_or("", |it| it.id.as_str()),
        rule.id
    )
}

fn joined(mut first: Value, rest: Option<Map<String, Value>>) -> Value {
    if let (Value::Object(row), Some(rest)) = (&mut first, rest) {
        row.extend(rest);
    }
    first
}

fn waiver(tables: &Tables, line: &WaiverLine) -> Value {
    let rule = names::waiver(tables, line.rule);
    let items = rule.map_or(&[][..], |it| &it.items);
    let row = json!({
        "name": rule_name(rule.map(|it| &it.rule)),
        "verdict": verdict(line.verdict),
        "amount": line.amount.map(range),
        "reason": reason(line.reason),
        "declared": rule.and_then(|it| it.declared),
        "named": items.len(),
        "complete": rule.is_some_and(|it| it.complete),
        "items": each(items, |id| json!(item_name(tables, *id))),
        "by_hospital": rule.is_some_and(|it| it.by_hospital),
        "text": waiver_reason(tables, line),
    });
    joined(
        row,
        rule.map(|it| common(tables, line.rule.table, &it.rule)),
    )
}

fn target(tables: &Tables, line: &TargetLine) -> Value {
    let rule = names::target(tables, line.rule);
    let row = json!({
        "name": rule_name(rule.map(|it| &it.rule)),
        "verdict": match line.verdict {
            TargetVerdict::Within => "within",
            TargetVerdict::Above => "above",
            TargetVerdict::Unknown => "unknown",
            TargetVerdict::NotApplicable => "not_applicable",
        },
        "line": line.line.map(|fen| fen.to_string()),
        "gap": line.gap.map(range),
        "self_pay": rule.map(|it| it.self_pay.to_string()),
        "base": rule.map(|it| match it.base {
            TargetBase::Total => "total",
            TargetBase::InScope => "in_scope",
            TargetBase::Unknown => "unknown",
        }),
        "text": target_sentence(tables, line),
    });
    joined(
        row,
        rule.map(|it| common(tables, line.rule.table, &it.rule)),
    )
}

fn scheme(tables: &Tables, line: &SchemeLine) -> Value {
    let rule = names::scheme(tables, line.rule);
    let list = rule.and_then(|it| it.diseases.as_ref());
    let missing: Vec<String> = list.and_then(not_named).into_iter().collect();
    let row = json!({
        "name": rule_name(rule.map(|it| &it.rule)),
        "verdict": verdict(line.verdict),
        "reason": reason(line.reason),
        "declared": list.and_then(|it| it.declared),
        "named": list.map(|it| it.entries.len()),
        "missing": missing,
        "benefit": rule.map(|it| it.benefit.as_str()),
        "hints": line.hints,
        "complete": list.map(|it| it.complete),
        "diseases": list.map(|it| each(&it.entries, |e| json!(disease_name(tables, e.disease)))),
        "entry": schemes::entry(tables, line),
        "open": open_ids(tables, &line.open),
        "free": line.free.map(range),
        "moves_money": rule.is_some_and(|it| it.free != Free::Nothing),
        "designated": rule.map(|it| each(&it.designated, |id| json!(hospital_name(tables, *id)))),
        "text": scheme_reason(tables, line),
        "actions": scheme_actions(tables, line),
    });
    joined(
        row,
        rule.map(|it| common(tables, line.rule.table, &it.rule)),
    )
}

/// Returns the ids of open questions, each once.
fn open_ids(tables: &Tables, open: &[Question]) -> Vec<String> {
    let mut ids = Vec::new();
    for question in open {
        let id = question_id(tables, *question);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn procedure(tables: &Tables, line: &ProcedureLine) -> Value {
    let rule = names::procedure(tables, line.rule);
    let row = json!({
        "name": rule_name(rule.map(|it| &it.rule)),
        "applies": verdict(line.applies),
        "kind": rule.map(|it| it.kind.word()),
        "text": rule.map(|it| it.text.as_str()),
        "source": rule.map(|it| cite_ids(tables, &it.rule.cites)),
    });
    joined(
        row,
        rule.map(|it| common(tables, line.rule.table, &it.rule)),
    )
}

/// Returns the questions, those that a case cannot do without first.
fn asked(answer: &Answer, stated: &Stated) -> Vec<Ask> {
    let musts = case_json::musts(stated);
    let mut all: Vec<Ask> = musts.iter().map(must).collect();
    let rest = answer.ask.iter();
    let rest = rest.filter(|it| musts.iter().all(|must| must.question != it.question));
    all.extend(rest.cloned());
    all
}

/// Returns a required question as an `ask` entry; an answer's range is the mean over the in-scope
/// amounts that were tried.
fn must(must: &Must) -> Ask {
    let mean = |ranges: &[Range]| {
        let count = ranges.len().max(1) as i64;
        let of =
            |end: fn(&Range) -> Fen| Fen(ranges.iter().map(|it| end(it).0).sum::<i64>() / count);
        Range {
            low: of(|it| it.low),
            high: of(|it| it.high),
        }
    };
    let answers = must.values.iter();
    let answers: Vec<_> = answers
        .map(|(value, ranges)| (*value, Some(mean(ranges))))
        .collect();
    let all: Vec<Range> = answers.iter().filter_map(|(_, range)| *range).collect();
    Ask {
        question: must.question,
        range: (!all.is_empty()).then(|| mean(&all)),
        answers,
    }
}

fn ask(tables: &Tables, it: &Ask) -> Value {
    let low = |range: Option<Range>| range.map(|it| it.low.to_string());
    let high = |range: Option<Range>| range.map(|it| it.high.to_string());
    json!({
        "question": question_id(tables, it.question),
        "low": low(it.range),
        "high": high(it.range),
        "text": question_text(tables, it.question),
        "help": question_help(tables, it.question),
        "answers": each(&it.answers, |(value, range)| json!({
            "value": answer_word(tables, it.question, *value),
            "low": low(*range),
            "high": high(*range),
            "label": answer_label(tables, it.question, *value),
        })),
    })
}

fn sources(tables: &Tables, answer: &Answer) -> Value {
    let cited = cited(tables, answer);
    let cites = cited
        .iter()
        .filter_map(|id| tables.cites.get(usize::from(id.0)));
    let rows = cites.map(|cite| {
        let mut row = json!({
            "title": cite.title,
            "issuer": cite.issuer.as_deref().unwrap_or("unknown"),
            "date": cite.date.as_deref().unwrap_or("unknown"),
            "where": cite.place,
            "grade": match cite.evidence {
                Evidence::Document => "document",
                Evidence::Reported => "reported",
            },
            "checked": checked(cite.checked),
            "date_by_content": cite.by_content,
        });
        if cite.named {
            row["in_hand"] = json!(false);
        }
        (cite.id.clone(), row)
    });
    Value::Object(rows.collect())
}

/// Returns the fields of the national settlement interface, as far as they are known; estimates.
fn fields(tables: &Tables, visit: &Visit, answer: &Answer) -> Value {
    let mut fields = Map::new();
    let mut put = |field: &str, value: Range| {
        fields.insert(field.to_owned(), range(value));
    };
    if let Some(bill) = &visit.bill {
        if let Some(total) = bill.total {
            put("medfee_sumamt", Range::exact(total));
        }
        let by_lines = answer.lines.as_ref().map(|it| it.in_scope);
        if let Some(in_scope) = bill.said_in_scope().or(by_lines) {
            put("inscp_scp_amt", in_scope);
        }
    }
    if let Some(deductible) = answer.money.as_ref().and_then(first_deductible) {
        put("act_pay_dedc", deductible);
    }
    let own_field = |line: &LayerLine| layer_field(tables, line.layer);
    for line in &answer.layers {
        let Some(field) = own_field(line) else {
            continue;
        };
        // Several lines of one field would have to be added up: such a field is left out.
        let alone = answer
            .layers
            .iter()
            .filter(|it| own_field(it) == Some(field))
            .count()
            == 1;
        if let (Some(pays), true) = (line.pays, alone) {
            put(field, pays.estimate);
        }
    }
    if let Some(money) = &answer.money {
        put("psn_part_amt", money.pays.estimate);
    }
    let by_hospital = |it: &&WaiverLine| {
        it.verdict != Verdict::No
            && names::waiver(tables, it.rule).is_some_and(|rule| rule.by_hospital)
    };
    let borne_by_layer = answer
        .layers
        .iter()
        .any(|it| own_field(it) == Some("hosp_part_amt"));
    let mut borne = answer
        .waivers
        .iter()
        .filter(by_hospital)
        .filter_map(|it| it.amount);
    // A waiver beside a fixed price would have to be added up: then neither is told.
    if let (Some(amount), None, false) = (borne.next(), borne.next(), borne_by_layer) {
        put("hosp_part_amt", amount);
    }
    Value::Object(fields)
}

/// Returns the 起付线 of the first layer, where both ends use a layer at all.
fn first_deductible(money: &Money) -> Option<Range> {
    let first = |witness: &Witness| {
        witness.steps.iter().find_map(|step| match step {
            TraceStep::Layer { deductible, .. } => Some(*deductible),
            _ => None,
        })
    };
    let (low, high) = (first(&money.low)?, first(&money.high)?);
    // An end at [`Fen::MAX`] means "unknown", and cannot be compared with a sheet.
    (low.max(high) < Fen::MAX).then(|| Range {
        low: low.min(high),
        high: low.max(high),
    })
}

fn witness(trace_names: &TraceNames, it: &Witness) -> Value {
    let tables = trace_names.tables;
    json!({
        "pays": it.pays.to_string(),
        "facts": each(&it.facts, |(question, value)| json!({
            "question": question_id(tables, *question),
            "value": answer_word(tables, *question, *value),
            "name": fact_name(tables, *question),
            "text": fact_line(tables, *question, *value),
        })),
        "steps": each(&it.steps, |it| step(trace_names, it)),
    })
}

fn step(trace_names: &TraceNames, it: &TraceStep) -> Value {
    let tables = trace_names.tables;
    let name = |layer| trace_names.layer(layer);
    let mut row = match it {
        TraceStep::Bill {
            in_scope,
            out_of_scope,
        } => json!({
            "step": "bill",
            "in_scope": in_scope.to_string(),
            "out_of_scope": out_of_scope.to_string(),
        }),
        TraceStep::Layer {
            layer,
            base,
            first_self_pay,
            lowered,
            deductible,
            deductible_of_period,
            before,
        } => {
            let mut step = json!({
            "step": "layer",
            "layer": name(*layer),
            "base": base.to_string(),
            "first_self_pay": first_self_pay.to_string(),
            "lowered": lowered.to_string(),
            "deductible": deductible.to_string(),
            "before": before.to_string(),
            });
            match deductible_of_period {
                None => {}
                Some((whole, Period::Year)) => {
                    step["deductible_of_year"] = whole.to_string().into();
                }
                Some((whole, per)) => {
                    step["deductible_of_period"] =
                        json!({ "per": per.word(), "whole": whole.to_string() });
                }
            }
            step
        }
        TraceStep::Segment { from, to, share } => json!({
            "step": "segment",
            "from": from.to_string(),
            "to": to.to_string(),
            "share": share.to_string(),
        }),
        TraceStep::LookedAt { of, part, amount } => {
            let mut step = json!({
                "step": "looked_at",
                "of": name(*of),
                "part": part.key(),
                "amount": amount.to_string(),
            });
            if let LeftPart::Deductible { from, to } = *part {
                step["from"] = from.to_string().into();
                if to != Fen::MAX {
                    step["to"] = to.to_string().into();
                }
            }
            step
        }
        TraceStep::OwnShare { amount, share } => json!({
            "step": "own_share",
            "amount": amount.to_string(),
            "share": share.to_string(),
        }),
        TraceStep::Price {
            layer,
            bill,
            price,
            borne,
        } => json!({
            "step": "price",
            "layer": name(*layer),
            "bill": bill.to_string(),
            "price": price.to_string(),
            "borne": borne.to_string(),
        }),
        TraceStep::CostCapped { left } => {
            json!({ "step": "cost_capped", "left": left.to_string() })
        }
        TraceStep::Ceiling { together, left } => json!({
            "step": "ceiling",
            "together": together.to_string(),
            "left": left.to_string(),
        }),
        TraceStep::LeftOnly { left } => {
            json!({ "step": "left_only", "left": left.to_string() })
        }
        TraceStep::Capped { left, per } => {
            let mut row = json!({ "step": "capped", "left": left.to_string() });
            if *per != Period::Year {
                row["per"] = json!(per.word());
            }
            row
        }
        TraceStep::Paid {
            layer,
            amount,
            from_sheet,
            rounding,
        } => {
            let mut row = json!({
                "step": "paid",
                "layer": name(*layer),
                "amount": amount.to_string(),
                "from_sheet": from_sheet,
            });
            if !from_sheet && *rounding != Rounding::HalfUp {
                row["rounding"] = json!(rounding.word());
            }
            row
        }
        TraceStep::AfterLayers { self_pay } => {
            json!({ "step": "after_layers", "self_pay": self_pay.to_string() })
        }
        TraceStep::TopUp {
            rule,
            line,
            share,
            amount,
        } => json!({
            "step": "excess",
            "rule": rule_name(names::top_up(tables, *rule).map(|it| &it.rule)),
            "line": line.to_string(),
            "share": share.to_string(),
            "amount": amount.to_string(),
        }),
        TraceStep::Waived { amount } => json!({ "step": "waived", "amount": amount.to_string() }),
        TraceStep::Free { amount } => json!({ "step": "free", "amount": amount.to_string() }),
        TraceStep::Pays { amount } => json!({ "step": "pays", "amount": amount.to_string() }),
    };
    if let Value::Object(map) = &mut row {
        map.insert(
            "text".into(),
            json!(step_line(trace_names, it, Wording::Patient)),
        );
    }
    row
}
