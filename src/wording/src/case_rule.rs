//! The rule by which a layer pays in a case, as one sentence. Must not know the bill.
use crate::money;
use crate::periods::each;
use mingbai_engine::CaseRule;
use mingbai_policy::{Base, Fen, LeftPart, Share, ShareRange};

/// Returns how a layer pays, without its name: 先自付 400，其余报 80%; with figures missing: 报
/// (18,500 − 起付线) × 报销比例. `of` is the money the layer pays of.
pub fn rule_sentence(rule: &CaseRule, of: Option<Fen>) -> String {
    let deductible = rule.deductible;
    let known = deductible.low == deductible.high;
    let first = rule.first_self_pay;
    let mut said = Vec::new();
    if first.low == first.high && first.low > Share::ZERO {
        said.push(format!("先自付 {}", first.low));
    }
    let shares: Vec<ShareRange> = rule.brackets.iter().map(|(_, share)| *share).collect();
    let open = match shares.as_slice() {
        [] => rule.parts.is_empty(),
        [one] => !known || one.low < one.high,
        _ => false,
    };
    if open {
        let base = of.map_or("目录内的费用".to_owned(), money::short);
        let base = match (known, deductible.high) {
            (true, Fen::ZERO) => base,
            (true, fen) => format!("({base} − {})", money::short(fen)),
            (false, _) => format!("({base} − 起付线)"),
        };
        let share = match shares.as_slice() {
            [one] if one.low == one.high => one.low.to_string(),
            _ => "报销比例".to_owned(),
        };
        said.push(format!("报的钱＝{base} × {share}"));
        return said.join("，再");
    }
    if !rule.parts.is_empty() {
        let parts = rule.parts.iter().map(|(base, brackets)| {
            let base = match base {
                Base::InScope | Base::Year | Base::InScopeCost | Base::YearCost => "目录内",
                Base::OutOfScope => "目录外",
                Base::All => "全部费用",
                Base::OverPrice => "超过定额的",
                Base::LeftBy(_, LeftPart::Deductible { .. }) => "前面的起付线里",
                Base::LeftBy(_, LeftPart::OwnShare) => "前面自付的",
                Base::LeftBy(_, LeftPart::OverCap) => "前面封顶以上的",
            };
            match brackets.as_slice() {
                [(_, share)] => format!("{base}报 {}", share_text(*share)),
                several => format!("{base}{}", brackets_text(several)),
            }
        });
        said.extend(parts);
        return said.join("，");
    }
    let first = if said.is_empty() { "先" } else { "再" };
    if let Some((whole, per)) = rule.deductible_of_period.filter(|_| known) {
        let each = each(per);
        let (whole, left) = (money::short(whole.high), money::short(deductible.high));
        said.push(match deductible.high {
            Fen::ZERO => format!("{each}的起付线 {whole} 已经满了"),
            _ => format!("{first}自付 {left}（{each} {whole} 的起付线还剩这么多）"),
        });
    } else if !known {
        said.push(format!("{first}自付起付线"));
    } else if deductible.high > Fen::ZERO {
        said.push(format!("{first}自付 {}", money::short(deductible.high)));
    }
    let rest = if said.is_empty() { "" } else { "其余" };
    said.push(match rule.brackets.as_slice() {
        [(_, share)] => format!("{rest}报 {}", share_text(*share)),
        several => brackets_text(several),
    });
    // A cap that the money cannot exceed is left out.
    let cap = rule.cap.high;
    if rule.cap.low == cap && cap < Fen::MAX && of.is_none_or(|of| of > cap) {
        said.push(format!(
            "{}最多报 {}",
            each(rule.cap_per),
            money::short(cap)
        ));
    }
    said.join("，")
}

fn brackets_text(brackets: &[(Fen, ShareRange)]) -> String {
    let mut said = Vec::new();
    let mut from = None;
    for (to, share) in brackets {
        let share = share_text(*share);
        said.push(match (from, *to == Fen::MAX) {
            (None, true) => share,
            (Some(from), true) => format!("{from}以上报 {share}"),
            (_, false) => format!("到 {} 元报 {share}", money::short(*to)),
        });
        from = Some(format!("{} 元", money::short(*to)));
    }
    said.join("，")
}

fn share_text(share: ShareRange) -> String {
    match (share.low, share.high) {
        (low, high) if low == high => low.to_string(),
        (Share::ZERO, Share::ONE) => "多少没有数".into(),
        (low, Share::ONE) => format!("至少 {low}"),
        (Share::ZERO, high) => format!("最多 {high}"),
        (low, high) => format!("{low} 到 {high}"),
    }
}
