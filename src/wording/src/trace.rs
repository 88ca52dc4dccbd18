//! The arithmetic of a result (`Witness`) as sentences in three wordings. Computes no amounts.
use crate::figures::{left_by, points};
use crate::layers::shown_name;
use crate::money::{exact, plain, short, yuan};
use crate::names::{group_name, inner, layer_field, layer_name, rule_name, top_up};
use crate::periods::each;
use crate::questions::{answer_label, fact_name};
use crate::wording::Wording;
use mingbai_engine::{Answer, LayerLine, Question, RuleRef, TraceStep, Value, Witness};
use mingbai_policy::{Fen, LayerId, Period, Rounding, Share, Tables};

/// The heading of the trace at the end where the patient, not a payer, pays least.
pub const LEAST: &str = "您付得最少时";
/// The heading of the trace at the end where the patient pays most.
pub const MOST: &str = "您付得最多时";

/// Returns a trace as sentences, in order; the open facts, as this world has them, come first.
pub fn trace_lines(tables: &Tables, witness: &Witness, wording: Wording) -> Vec<String> {
    lines(
        &TraceNames {
            tables,
            layers: &[],
        },
        witness,
        wording,
    )
}

/// Returns a trace as sentences, with layers named as the answer names them (商业补充保险).
pub fn trace_lines_of(
    tables: &Tables,
    answer: &Answer,
    witness: &Witness,
    wording: Wording,
) -> Vec<String> {
    lines(
        &TraceNames {
            tables,
            layers: &answer.layers,
        },
        witness,
        wording,
    )
}

/// The names used while a trace is written.
pub(crate) struct TraceNames<'a> {
    pub tables: &'a Tables,
    pub layers: &'a [LayerLine],
}

impl TraceNames<'_> {
    pub fn layer(&self, layer: LayerId) -> &str {
        let line = self
            .layers
            .iter()
            .find(|it| it.layer == layer && it.top_up.is_none());
        line.map_or_else(
            || layer_name(self.tables, layer),
            |it| shown_name(self.tables, it),
        )
    }

    fn top_up(&self, at: RuleRef) -> &str {
        rule_name(top_up(self.tables, at).map(|it| &it.rule))
    }
}

fn lines(names: &TraceNames, witness: &Witness, wording: Wording) -> Vec<String> {
    let steps = witness
        .steps
        .iter()
        .map(|step| step_line(names, step, wording));
    fact_lines(names.tables, &witness.facts)
        .into_iter()
        .chain(steps)
        .collect()
}

/// Returns sentences for open facts; groups that are all in, or all out, share a sentence, three at a
/// time.
fn fact_lines(tables: &Tables, facts: &[(Question, Value)]) -> Vec<String> {
    let mut lines = Vec::new();
    for (value, verb) in [(Value::Yes, "是"), (Value::No, "不是")] {
        let groups: Vec<&str> = facts
            .iter()
            .filter_map(|(question, it)| match question {
                Question::Group(group) if *it == value => Some(group_name(tables, *group)),
                _ => None,
            })
            .collect();
        lines.extend(
            groups
                .chunks(3)
                .map(|three| format!("假定{verb}{}。", three.join("、"))),
        );
    }
    let others = facts
        .iter()
        .filter(|(question, _)| !matches!(question, Question::Group(_)));
    let mut others: Vec<String> = others.map(|(q, v)| fact_line(tables, *q, *v)).collect();
    others.append(&mut lines);
    others
}

/// Returns an open fact, as this world has it.
pub(crate) fn fact_line(tables: &Tables, question: Question, value: Value) -> String {
    format!(
        "假定{}：{}。",
        fact_name(tables, question),
        answer_label(tables, question, value)
    )
}

/// Returns one step in one wording.
pub(crate) fn step_line(names: &TraceNames, step: &TraceStep, wording: Wording) -> String {
    match wording {
        Wording::Patient => patient(names, step),
        Wording::Clerk => clerk(names, step),
        Wording::Doctor => doctor(names, step),
    }
}

fn patient(names: &TraceNames, step: &TraceStep) -> String {
    match *step {
        TraceStep::Bill {
            in_scope,
            out_of_scope,
        } => {
            format!(
                "账单里，政策范围内 {}，范围外 {}。",
                yuan(in_scope),
                yuan(out_of_scope)
            )
        }
        TraceStep::Layer {
            layer,
            base,
            first_self_pay,
            lowered,
            deductible,
            deductible_of_period,
            before,
        } => {
            let mut text = format!("{}按 {} 算。", names.layer(layer), yuan(base));
            if first_self_pay != Share::ZERO {
                text.push_str(&format!("先自己付其中的 {first_self_pay}。"));
            }
            text.push_str(&lower(lowered));
            if before != Fen::ZERO {
                text.push_str(&format!("今年前面已累计 {}。", yuan(before)));
            }
            if let Some((whole, per)) = deductible_of_period {
                text.push_str(&match deductible {
                    Fen::ZERO => format!("起付线{} {}，前面已经满了。", each(per), yuan(whole)),
                    left => format!(
                        "起付线{} {}，这次还有 {} 不报。",
                        each(per),
                        yuan(whole),
                        yuan(left)
                    ),
                });
            } else if deductible >= base + before && base != Fen::ZERO {
                text.push_str("起付线可能高过这笔钱，那就一分不报。");
            } else if deductible != Fen::ZERO {
                text.push_str(&format!("起付线 {} 不报。", yuan(deductible)));
            }
            text
        }
        TraceStep::Segment { from, to, share } => arithmetic(from, to, share),
        TraceStep::LookedAt { of, part, .. } => {
            format!("这是{}。", left_by(names.layer(of), part))
        }
        TraceStep::OwnShare { amount, share } => {
            format!("按自己的比例报的：{}", arithmetic(Fen::ZERO, amount, share))
        }
        TraceStep::Price {
            bill, price, borne, ..
        } => match borne {
            Fen::ZERO => format!(
                "这种病一口价（定额） {}，这次 {} 没有超过。",
                yuan(price),
                yuan(bill)
            ),
            borne => format!(
                "这种病一口价（定额） {}，超过的 {} 由医院承担，不向您收。",
                yuan(price),
                yuan(borne)
            ),
        },
        TraceStep::CostCapped { left } => {
            format!("封顶线管的是费用，只剩 {}，只按这么多报。", yuan(left))
        }
        TraceStep::Ceiling { together, left } => format!(
            "各道加起来最多付 {}，轮到这一道只剩 {}。",
            yuan(together),
            yuan(left)
        ),
        TraceStep::LeftOnly { left } => {
            format!("前面报完，范围内只剩 {}，最多付这么多。", yuan(left))
        }
        TraceStep::Capped {
            left,
            per: Period::Visit,
        } => format!("每次最多付 {}。", yuan(left)),
        TraceStep::Capped {
            left,
            per: Period::Year,
        } => format!("封顶线只剩 {}，最多付这么多。", yuan(left)),
        TraceStep::Capped { left, per } => format!(
            "封顶线{}一条，只剩 {}，最多付这么多。",
            each(per),
            yuan(left)
        ),
        TraceStep::Paid {
            layer,
            amount,
            from_sheet: false,
            rounding,
        } => format!(
            "{}付 {}。{}",
            names.layer(layer),
            yuan(amount),
            part_of_a_fen(rounding)
        ),
        TraceStep::Paid {
            layer,
            amount,
            from_sheet: true,
            ..
        } => {
            format!("{}照结算单付 {}。", names.layer(layer), yuan(amount))
        }
        TraceStep::AfterLayers { self_pay } => format!("保障线都付完，还剩 {}。", yuan(self_pay)),
        TraceStep::TopUp {
            rule,
            line,
            share,
            amount,
        } => format!(
            "超过 {} 的部分，归“{}”。它付 {share}，是 {}。",
            yuan(line),
            inner(names.top_up(rule)),
            yuan(amount)
        ),
        TraceStep::Waived { amount } => format!("减免 {}。", yuan(amount)),
        TraceStep::Free { amount } => format!("免费治疗，少付 {}。", yuan(amount)),
        TraceStep::Pays { amount } => format!("您自己付 {}。", yuan(amount)),
    }
}

fn clerk(names: &TraceNames, step: &TraceStep) -> String {
    match *step {
        TraceStep::Bill {
            in_scope,
            out_of_scope,
        } => {
            format!(
                "inscp_scp_amt = {}，范围外 = {}。",
                plain(in_scope),
                plain(out_of_scope)
            )
        }
        TraceStep::Layer {
            layer,
            base,
            first_self_pay,
            lowered,
            deductible,
            deductible_of_period,
            before,
        } => {
            let mut text = format!("{}：基数 {}。", names.layer(layer), plain(base));
            if first_self_pay != Share::ZERO {
                text.push_str(&format!("先行自付 {first_self_pay}。"));
            }
            if lowered != Share::ZERO {
                text.push_str(&format!("比例降低 {}。", points(lowered)));
            }
            if before != Fen::ZERO {
                text.push_str(&format!("年内已累计 {}。", plain(before)));
            }
            match deductible_of_period {
                None => text.push_str(&format!("起付线 {}。", plain(deductible))),
                Some((whole, per)) => text.push_str(&format!(
                    "{}起付线 {}，本次 {}。",
                    clerk_period(per),
                    plain(whole),
                    plain(deductible)
                )),
            }
            text
        }
        TraceStep::Segment { from, to, share } => arithmetic(from, to, share),
        TraceStep::LookedAt { of, part, amount } => {
            format!("{} = {}。", left_by(names.layer(of), part), plain(amount))
        }
        TraceStep::OwnShare { amount, share } => {
            format!("按自己的比例报的：{}", arithmetic(Fen::ZERO, amount, share))
        }
        TraceStep::Price {
            bill, price, borne, ..
        } => format!(
            "定额 {}：总费用 {}，医院承担 {}。",
            plain(price),
            plain(bill),
            plain(borne)
        ),
        TraceStep::CostCapped { left } => format!("费用封顶余额 {}，取此数。", plain(left)),
        TraceStep::Ceiling { together, left } => format!(
            "合计封顶 {}，余额 {}，取此数。",
            plain(together),
            plain(left)
        ),
        TraceStep::LeftOnly { left } => format!("范围内余额 {}，取此数。", plain(left)),
        TraceStep::Capped {
            left,
            per: Period::Year,
        } => format!("封顶线余额 {}，取此数。", plain(left)),
        TraceStep::Capped { left, per } => {
            format!("{}封顶线余额 {}，取此数。", clerk_period(per), plain(left))
        }
        TraceStep::Paid {
            layer,
            amount,
            from_sheet,
            rounding,
        } => {
            let source = match rounding {
                _ if from_sheet => "，取自结算单",
                Rounding::Down => "，去尾一次",
                Rounding::HalfUp => "，四舍五入一次",
                Rounding::Up => "，进一一次",
            };
            format!("{} = {}{source}。", titled(names, layer), plain(amount))
        }
        TraceStep::AfterLayers { self_pay } => format!("各保障线后自付 = {}。", plain(self_pay)),
        TraceStep::TopUp {
            rule,
            line,
            share,
            amount,
        } => format!(
            "“{}”：{} 以上 × {share} = {}。",
            names.top_up(rule),
            plain(line),
            plain(amount)
        ),
        TraceStep::Waived { amount } => format!("减免合计 = {}。", plain(amount)),
        TraceStep::Free { amount } => format!("免费救治 = {}。", plain(amount)),
        TraceStep::Pays { amount } => format!("psn_part_amt = {}。", plain(amount)),
    }
}

fn doctor(names: &TraceNames, step: &TraceStep) -> String {
    match *step {
        TraceStep::Bill {
            in_scope,
            out_of_scope,
        } => format!(
            "这张账单，医保认的有 {} 元，不认的有 {} 元。",
            short(in_scope),
            short(out_of_scope)
        ),
        TraceStep::Layer {
            layer,
            base,
            first_self_pay,
            lowered,
            deductible,
            deductible_of_period,
            before,
        } => {
            let mut text = format!("{}看的是 {} 元。", names.layer(layer), short(base));
            if first_self_pay != Share::ZERO {
                text.push_str(&format!("里面先要自己付 {first_self_pay}。"));
            }
            text.push_str(&lower(lowered));
            if before != Fen::ZERO {
                text.push_str(&format!("今年前面已经攒了 {} 元。", short(before)));
            }
            if let Some((whole, per)) = deductible_of_period {
                text.push_str(&match deductible {
                    Fen::ZERO => format!(
                        "{}头 {} 元要自己付，前面已经付够了。",
                        each(per),
                        short(whole)
                    ),
                    left => format!(
                        "{}头 {} 元要自己付，这次还有 {} 元。",
                        each(per),
                        short(whole),
                        short(left)
                    ),
                });
            } else if deductible >= base + before && base != Fen::ZERO {
                text.push_str("门槛可能高过这笔钱，那就一分不报。");
            } else if deductible != Fen::ZERO {
                text.push_str(&format!("头 {} 元要自己付。", short(deductible)));
            }
            text
        }
        TraceStep::Segment { from, to, share } => format!(
            "{} 元到 {} 元这一段，报 {share}，是 {} 元。",
            short(from),
            short(to),
            product(from, to, share)
        ),
        TraceStep::LookedAt { of, part, .. } => {
            format!("也就是{}。", left_by(names.layer(of), part))
        }
        TraceStep::OwnShare { amount, share } => format!(
            "有自己比例的 {} 元，报 {share}，是 {} 元。",
            short(amount),
            product(Fen::ZERO, amount, share)
        ),
        TraceStep::Price {
            bill, price, borne, ..
        } => format!(
            "这种病一口价 {} 元，这次花了 {} 元，{}",
            short(price),
            short(bill),
            match borne {
                Fen::ZERO => "没有超过。".to_owned(),
                borne => format!("超过的 {} 元由医院担着，不找您要。", short(borne)),
            }
        ),
        TraceStep::CostCapped { left } => {
            format!(
                "它一年管到多少费用有上限，只剩 {} 元的费用能报。",
                short(left)
            )
        }
        TraceStep::Ceiling { together, left } => format!(
            "几道加起来最多报 {} 元，这一道只剩 {} 元可报。",
            short(together),
            short(left)
        ),
        TraceStep::LeftOnly { left } => {
            format!("前面几道报完，医保认的只剩 {} 元可报。", short(left))
        }
        TraceStep::Capped {
            left,
            per: Period::Visit,
        } => format!("它每次有上限，最多报 {} 元。", short(left)),
        TraceStep::Capped { left, per } => {
            format!("它{}有上限，只剩 {} 元可报。", each(per), short(left))
        }
        TraceStep::Paid {
            layer,
            amount,
            from_sheet,
            rounding,
        } => {
            let (sheet, rounded) = match from_sheet {
                true => ("照单子", ""),
                false => ("一共", part_of_a_fen(rounding)),
            };
            let name = names.layer(layer);
            format!("{name}{sheet}付 {} 元。{rounded}", short(amount))
        }
        TraceStep::AfterLayers { self_pay } => format!("几道都报完，还剩 {} 元。", short(self_pay)),
        TraceStep::TopUp {
            line,
            share,
            amount,
            ..
        } => format!(
            "自己付的超过 {} 元，超出的再帮付 {share}，是 {} 元。",
            short(line),
            short(amount)
        ),
        TraceStep::Waived { amount } => format!("医院再免 {} 元。", short(amount)),
        TraceStep::Free { amount } => format!("按病免费的有 {} 元。", short(amount)),
        TraceStep::Pays { amount } => format!("最后自己掏 {} 元。", short(amount)),
    }
}

/// Returns the period of a figure in the clerk's short form.
fn clerk_period(period: Period) -> &'static str {
    match period {
        Period::Visit => "次",
        Period::Day => "日",
        Period::Month => "月",
        Period::Quarter => "季",
        Period::Year => "年",
    }
}

/// Returns what became of a part of a fen, where the rule says other than half up.
fn part_of_a_fen(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Down => "不足一分的舍去。",
        Rounding::HalfUp => "",
        Rounding::Up => "不足一分的进一分。",
    }
}

/// Returns by how much the share is lower in this trace; at worst nothing is paid.
fn lower(lowered: Share) -> String {
    match lowered {
        Share::ZERO => String::new(),
        Share::ONE => "也可能一分不报。".into(),
        _ => format!("报的比例低 {}。", points(lowered)),
    }
}

/// Returns the arithmetic of one bracket: `(42,000 − 600) × 60% = 24,840`
fn arithmetic(from: Fen, to: Fen, share: Share) -> String {
    let product = product(from, to, share);
    if from == Fen::ZERO {
        format!("{} × {share} = {product}", short(to))
    } else {
        format!("({} − {}) × {share} = {product}", short(to), short(from))
    }
}

/// Returns the exact product, before the layer's one rounding.
fn product(from: Fen, to: Fen, share: Share) -> String {
    exact(i128::from((to - from).0) * i128::from(share.millionths()))
}

fn titled(names: &TraceNames, layer: LayerId) -> String {
    match layer_field(names.tables, layer) {
        Some(field) => format!("{}（{field}）", names.layer(layer)),
        None => names.layer(layer).to_owned(),
    }
}
