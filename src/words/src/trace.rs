use crate::money::{exact, plain, short, yuan};
use crate::names::{excess, layer_field, rule_name};
use crate::{Wording, answer_label, fact_name, layer_name};
use mingbai_engine::{Question, Step, Value, Witness};
use mingbai_policy::{Fen, LayerId, Share, Tables};

/// A reckoning as sentences, in order; the open facts as they are in this world come first.
pub fn trace_lines(tables: &Tables, witness: &Witness, wording: Wording) -> Vec<String> {
    let facts = witness.facts.iter().map(|(q, v)| fact_line(tables, *q, *v));
    let steps = witness
        .steps
        .iter()
        .map(|step| step_line(tables, step, wording));
    facts.chain(steps).collect()
}

/// A fact that was open, as it is in this world.
pub(crate) fn fact_line(tables: &Tables, question: Question, value: Value) -> String {
    format!(
        "假定{}：{}。",
        fact_name(tables, question),
        answer_label(tables, question, value)
    )
}

/// One step in one wording.
pub(crate) fn step_line(tables: &Tables, step: &Step, wording: Wording) -> String {
    match wording {
        Wording::Patient => patient(tables, step),
        Wording::Clerk => clerk(tables, step),
        Wording::Doctor => doctor(tables, step),
    }
}

fn patient(tables: &Tables, step: &Step) -> String {
    match *step {
        Step::Bill {
            in_scope,
            out_of_scope,
        } => {
            format!(
                "账单里，政策范围内 {}，范围外 {}。",
                yuan(in_scope),
                yuan(out_of_scope)
            )
        }
        Step::Layer {
            layer,
            base,
            first_self_pay,
            deductible,
            before,
        } => {
            let mut text = format!("{}按 {} 算。", layer_name(tables, layer), yuan(base));
            if first_self_pay != Share::ZERO {
                text.push_str(&format!("先自己付其中的 {first_self_pay}。"));
            }
            if before != Fen::ZERO {
                text.push_str(&format!("今年前面已累计 {}。", yuan(before)));
            }
            if deductible != Fen::ZERO {
                text.push_str(&format!("起付线 {} 不报。", yuan(deductible)));
            }
            text
        }
        Step::Segment { from, to, share } => arithmetic(from, to, share),
        Step::Capped { left } => format!("封顶线只剩 {}，最多付这么多。", yuan(left)),
        Step::Paid {
            layer,
            amount,
            from_sheet: false,
        } => {
            format!("{}付 {}。", layer_name(tables, layer), yuan(amount))
        }
        Step::Paid {
            layer,
            amount,
            from_sheet: true,
        } => {
            format!("{}照结算单付 {}。", layer_name(tables, layer), yuan(amount))
        }
        Step::AfterLayers { self_pay } => format!("保障线都付完，还剩 {}。", yuan(self_pay)),
        Step::Excess {
            rule,
            line,
            share,
            amount,
        } => format!(
            "超过 {} 的部分，“{}”付 {share}，是 {}。",
            yuan(line),
            rule_name(excess(tables, rule).map(|it| &it.rule)),
            yuan(amount)
        ),
        Step::Waived { amount } => format!("减免 {}。", yuan(amount)),
        Step::Free { amount } => format!("免费治疗，少付 {}。", yuan(amount)),
        Step::Pays { amount } => format!("您自己付 {}。", yuan(amount)),
    }
}

fn clerk(tables: &Tables, step: &Step) -> String {
    match *step {
        Step::Bill {
            in_scope,
            out_of_scope,
        } => {
            format!(
                "inscp_scp_amt = {}，范围外 = {}。",
                plain(in_scope),
                plain(out_of_scope)
            )
        }
        Step::Layer {
            layer,
            base,
            first_self_pay,
            deductible,
            before,
        } => {
            let mut text = format!("{}：基数 {}。", layer_name(tables, layer), plain(base));
            if first_self_pay != Share::ZERO {
                text.push_str(&format!("先行自付 {first_self_pay}。"));
            }
            if before != Fen::ZERO {
                text.push_str(&format!("年内已累计 {}。", plain(before)));
            }
            text.push_str(&format!("起付线 {}。", plain(deductible)));
            text
        }
        Step::Segment { from, to, share } => arithmetic(from, to, share),
        Step::Capped { left } => format!("封顶线余额 {}，取此数。", plain(left)),
        Step::Paid {
            layer,
            amount,
            from_sheet,
        } => {
            let source = if from_sheet {
                "，取自结算单"
            } else {
                "，四舍五入一次"
            };
            format!("{} = {}{source}。", titled(tables, layer), plain(amount))
        }
        Step::AfterLayers { self_pay } => format!("各保障线后自付 = {}。", plain(self_pay)),
        Step::Excess {
            rule,
            line,
            share,
            amount,
        } => format!(
            "“{}”：{} 以上 × {share} = {}。",
            rule_name(excess(tables, rule).map(|it| &it.rule)),
            plain(line),
            plain(amount)
        ),
        Step::Waived { amount } => format!("减免合计 = {}。", plain(amount)),
        Step::Free { amount } => format!("免费救治 = {}。", plain(amount)),
        Step::Pays { amount } => format!("psn_part_amt = {}。", plain(amount)),
    }
}

fn doctor(tables: &Tables, step: &Step) -> String {
    match *step {
        Step::Bill {
            in_scope,
            out_of_scope,
        } => format!(
            "这张账单，医保认的有 {} 元，不认的有 {} 元。",
            short(in_scope),
            short(out_of_scope)
        ),
        Step::Layer {
            layer,
            base,
            first_self_pay,
            deductible,
            before,
        } => {
            let mut text = format!("{}看的是 {} 元。", layer_name(tables, layer), short(base));
            if first_self_pay != Share::ZERO {
                text.push_str(&format!("里面先要自己付 {first_self_pay}。"));
            }
            if before != Fen::ZERO {
                text.push_str(&format!("今年前面已经攒了 {} 元。", short(before)));
            }
            if deductible != Fen::ZERO {
                text.push_str(&format!("头 {} 元要自己付。", short(deductible)));
            }
            text
        }
        Step::Segment { from, to, share } => format!(
            "{} 元到 {} 元这一段，报 {share}，是 {} 元。",
            short(from),
            short(to),
            product(from, to, share)
        ),
        Step::Capped { left } => format!("它一年有上限，只剩 {} 元可报。", short(left)),
        Step::Paid {
            layer,
            amount,
            from_sheet,
        } => {
            let sheet = if from_sheet { "照单子" } else { "一共" };
            format!(
                "{}{sheet}付 {} 元。",
                layer_name(tables, layer),
                short(amount)
            )
        }
        Step::AfterLayers { self_pay } => format!("几道都报完，还剩 {} 元。", short(self_pay)),
        Step::Excess {
            line,
            share,
            amount,
            ..
        } => format!(
            "自己付的超过 {} 元，超出的再帮付 {share}，是 {} 元。",
            short(line),
            short(amount)
        ),
        Step::Waived { amount } => format!("医院再免 {} 元。", short(amount)),
        Step::Free { amount } => format!("按病免费的有 {} 元。", short(amount)),
        Step::Pays { amount } => format!("最后自己掏 {} 元。", short(amount)),
    }
}

/// `(42,000 − 600) × 60% = 24,840`
fn arithmetic(from: Fen, to: Fen, share: Share) -> String {
    let product = product(from, to, share);
    if from == Fen::ZERO {
        format!("{} × {share} = {product}", short(to))
    } else {
        format!("({} − {}) × {share} = {product}", short(to), short(from))
    }
}

/// Shown as it is, before the layer's one rounding.
fn product(from: Fen, to: Fen, share: Share) -> String {
    exact(i128::from((to - from).0) * i128::from(share.millionths()))
}

fn titled(tables: &Tables, layer: LayerId) -> String {
    match layer_field(tables, layer) {
        Some(field) => format!("{}（{field}）", layer_name(tables, layer)),
        None => layer_name(tables, layer).to_owned(),
    }
}
