//! Places the self-pay against a target (个人负担控制线). Must not know who pays the rest.
use crate::answer::{Range, TargetLine, TargetVerdict, Verdict};
use crate::layout::Layout;
use crate::layout::schemes::rule_verdict;
use crate::settle::round::most_within;
use crate::visit::Visit;
use mingbai_policy::{Target, TargetBase};

/// Returns a line for every target of a layout. `after_layers` is the self-pay after the layers, in
/// fen; `None` without a bill.
pub(crate) fn target_lines(
    layout: &Layout,
    visit: &Visit,
    after_layers: Option<Range>,
) -> Vec<TargetLine> {
    let bill = visit.bill.as_ref();
    layout
        .targets
        .iter()
        .map(|rule| {
            let target =
                &layout.tables.tables[rule.rule.table as usize].targets[rule.rule.index as usize];
            let (applies, _) = rule_verdict(rule, layout.day, &layout.base);
            let mut line = TargetLine {
                rule: rule.rule,
                verdict: if applies == Verdict::No {
                    TargetVerdict::NotApplicable
                } else {
                    TargetVerdict::Unknown
                },
                line: None,
                gap: None,
            };
            if applies == Verdict::No {
                return line;
            }
            let total = bill.and_then(|bill| bill.total);
            let total = total.map(Range::exact);
            let in_scope = bill.and_then(|bill| bill.said_in_scope());
            let base = if target.base == TargetBase::InScope {
                in_scope
            } else {
                total
            };
            if let (Some(base), Some(self_pay)) = (base, after_layers) {
                let least = most_within(base.low, target.self_pay);
                let most = most_within(base.high, target.self_pay);
                line.line = (least == most).then_some(most);
                line.gap = Some(Range {
                    low: self_pay.low.above(most),
                    high: self_pay.high.above(least),
                });
                if applies == Verdict::Yes {
                    line.verdict = target_verdict(target, total, in_scope, self_pay);
                }
            }
            line
        })
        .collect()
}

/// Returns how a self-pay lies against a target that applies. Where the document leaves the base
/// open, the verdict needs both bases: within only where both lines are met; above already where
/// the total's line is passed, since the in-scope amount and its line are never larger.
fn target_verdict(
    target: &Target,
    total: Option<Range>,
    in_scope: Option<Range>,
    self_pay: Range,
) -> TargetVerdict {
    let within = |base| most_within(base, target.self_pay);
    let on = |base: Option<Range>| match base {
        Some(base) if self_pay.high <= within(base.low) => TargetVerdict::Within,
        Some(base) if self_pay.low > within(base.high) => TargetVerdict::Above,
        _ => TargetVerdict::Unknown,
    };
    match target.base {
        TargetBase::Total => on(total),
        TargetBase::InScope => on(in_scope),
        TargetBase::Unknown => match (on(total), on(in_scope)) {
            (TargetVerdict::Above, _) => TargetVerdict::Above,
            (TargetVerdict::Within, TargetVerdict::Within) => TargetVerdict::Within,
            _ => TargetVerdict::Unknown,
        },
    }
}
