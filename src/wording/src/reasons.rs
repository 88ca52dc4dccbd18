//! Verdicts on waivers and targets, and why, in sentences. Decides no verdict.
use crate::conditions::{led, when_sentences};
use crate::money;
use crate::names::{owner_name, target, waiver};
use crate::notes::ASK_WHOM;
use crate::sentences::Sentences;
use mingbai_engine::{Reason, TargetLine, TargetVerdict, Verdict, WaiverLine};
use mingbai_policy::{Tables, TargetBase, When};

/// The badge of an ended scheme: never 不管, since nobody has checked what followed.
pub const ENDED: &str = "已到期，要问";

/// Returns 管, 可能管 or 不管; an ended or future rule says so instead, whatever its verdict.
pub fn standing(verdict: Verdict, reason: Reason) -> &'static str {
    match reason {
        Reason::Ended => ENDED,
        Reason::NotStarted => "还没开始",
        _ => verdict_word(verdict),
    }
}

/// Returns 管, 可能管 or 不管.
fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "管",
        Verdict::Unknown => "可能管",
        Verdict::No => "不管",
    }
}

/// Returns why a waiver has its verdict.
pub fn waiver_reason(tables: &Tables, line: &WaiverLine) -> String {
    let Some(rule) = waiver(tables, line.rule) else {
        return String::new();
    };
    let mut says = Sentences::default();
    match line.reason {
        Reason::NotStarted | Reason::Ended => {
            says.time(tables, line.rule.table, &rule.rule, line.reason);
            if line.reason == Reason::Ended {
                says.push(ASK_WHOM);
            }
        }
        Reason::Scope => says.push(format!("只在{}有。", owner_name(tables, line.rule.table))),
        _ => match (line.verdict, rule.rule.when == When::ALWAYS) {
            (Verdict::Yes, _) => says.push("条件都符合。"),
            (Verdict::No, false) => {
                says.push("条件不符。");
                says.all(led("它只管", tables, &rule.rule.when));
            }
            (Verdict::No, true) => says.push("这次看病用不上。"),
            (Verdict::Unknown, false) => {
                says.all(when_sentences(tables, &rule.rule.when));
                says.open(tables, &line.open);
            }
            (Verdict::Unknown, true) => says.push("免哪些、免多少，材料没有写全。"),
        },
    }
    if line.verdict != Verdict::No {
        if !rule.complete {
            says.push(match (rule.declared, rule.items.len()) {
                (Some(count), 0) => format!("材料说共 {count} 项，一项也没有点名。"),
                (Some(count), named) => format!("材料说共 {count} 项，只点了 {named} 项的名。"),
                (None, 0) => "免哪几项，材料没有点名。".to_owned(),
                (None, named) => format!("材料点了 {named} 项的名，没说是不是全部。"),
            });
        }
        if let Some(amount) = line.amount {
            says.push(format!("免 {}。", money::range(amount)));
        }
    }
    if line.verdict == Verdict::Unknown {
        says.push("请问医院医保办。");
    }
    says.0
}

/// Returns how the self-pay compares with a target (目标), in sentences.
pub fn target_sentence(tables: &Tables, line: &TargetLine) -> String {
    let Some(rule) = target(tables, line.rule) else {
        return String::new();
    };
    let mut says = Sentences::default();
    let of = match rule.base {
        TargetBase::Total => "总费用",
        TargetBase::InScope => "政策范围内费用",
        TargetBase::Unknown => "费用",
    };
    says.push(format!("目标是自付不超过{of}的 {}。", rule.self_pay));
    match line.verdict {
        TargetVerdict::Within => says.push("您的自付在目标之内。"),
        TargetVerdict::Above => says.push("您的自付超过了目标。"),
        TargetVerdict::Unknown => says.push("还不能说是不是在目标之内。"),
        TargetVerdict::NotApplicable => {
            says.push("这次看病不比这个目标。");
            return says.0;
        }
    }
    if let Some(most) = line.line {
        says.push(match rule.base {
            // The document leaves the base open; the amount shown is the share of the whole bill.
            TargetBase::Unknown => format!("按总费用，目标线是 {}。", money::yuan(most)),
            _ => format!("目标线是 {}。", money::yuan(most)),
        });
    }
    if let (TargetVerdict::Above, Some(gap)) = (line.verdict, line.gap) {
        says.push(format!("超出 {}。", money::range(gap)));
    }
    if rule.base == TargetBase::Unknown && line.verdict == TargetVerdict::Unknown {
        says.push("材料没说按哪种费用算。");
    }
    says.push("目标不是保证，不会因此多退少补。");
    says.0
}
