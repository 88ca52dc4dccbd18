//! The figures of a layer (起付线、比例、封顶线) as sentences, with a sentence for each figure that is
//! not written. Must not know the visit.
use crate::money;
use crate::names::layer_name;
use crate::periods::each;
use mingbai_policy::{
    Amount, Base, Bracket, Fen, Figures, LeftPart, Period, Rounding, Share, ShareRange, Shares,
    Tables,
};

/// Returns a sentence for each figure of a layer on this base.
pub(crate) fn lines(tables: &Tables, figures: &Figures, base: Option<Base>) -> Vec<String> {
    if base == Some(Base::OverPrice) {
        return figures.deductible.map(price).into_iter().collect();
    }
    let yearly = matches!(base, Some(Base::Year | Base::YearCost));
    let mut lines = Vec::new();
    lines.extend(figures.first_self_pay.map(first_self_pay));
    lines.extend(figures.deductible.map(|it| {
        deductible(
            it,
            if yearly {
                Period::Year
            } else {
                figures.deductible_period()
            },
        )
    }));
    match &figures.shares {
        None => {}
        Some(Shares::Schedule(brackets)) => bracket_lines("", brackets, &mut lines),
        Some(Shares::Parts(parts)) => {
            for part in parts {
                bracket_lines(&base_name(tables, part.base), &part.schedule, &mut lines);
            }
        }
        Some(Shares::Plus(points)) => {
            lines.push(format!("比平常多报 {}。", self::points(*points)));
        }
        Some(Shares::Times(factor)) => {
            lines.push(format!("报的比例是平常的 {factor}。"));
        }
        Some(Shares::OwnTimes(factor)) => {
            lines.push(format!("每一段里自己付的那一份，是平常的 {factor}。"));
        }
        Some(Shares::SameAs(layer)) => {
            lines.push(format!("报的比例和{}一样。", layer_name(tables, *layer)));
        }
    }
    lines.extend(figures.lowered.map(lowered));
    lines.extend(figures.cap.map(|it| cap(it, figures.cap_period())));
    if figures.cap_on_cost {
        lines.push(
            "封顶线管的是减去起付线以后的费用，不是付的钱；在它里面的费用才按比例报。".into(),
        );
    }
    lines.extend(figures.ceiling.map(ceiling));
    lines
}

fn price(price: Amount) -> String {
    match price {
        Amount::Range(price, _) => format!("一口价（定额） {} 元。", money::short(price)),
        _ => "一口价（定额）多少，文件没有写。".to_owned(),
    }
}

/// Returns the money a layer pays of.
pub(crate) fn base_line(tables: &Tables, base: Base) -> String {
    let line = match base {
        Base::InScope => "报政策范围内的钱。",
        Base::OutOfScope => "报政策范围外的钱。",
        Base::All => "前面报完剩下的，都在它管的里面。",
        Base::OverPrice => "这种病一口价（定额），超过的由医院承担，不向病人收。",
        Base::Year => "一年里政策范围内的自付，加在一起算。",
        Base::YearCost => "一年里政策范围内的费用，加在一起算，起付线一年一条。",
        Base::InScopeCost => {
            "按政策范围内的全部费用算，前面报了多少都不减；前面报完剩下的不够，就只付剩下的。"
        }
        Base::LeftBy(layer, part) => {
            return format!(
                "只看{}，别的都不看。",
                left_by(layer_name(tables, layer), part)
            );
        }
    };
    line.to_owned()
}

/// Returns the name of a part of what a layer looked at: `基本医保的起付线里 1,300 元到 1,800 元的那一截`.
pub(crate) fn left_by(layer: &str, part: LeftPart) -> String {
    match part {
        LeftPart::OwnShare => format!("{layer}按比例报完、自己付的那一份"),
        LeftPart::OverCap => format!("超过{layer}封顶线的费用"),
        LeftPart::Deductible {
            from: Fen::ZERO,
            to: Fen::MAX,
        } => format!("{layer}的起付线"),
        LeftPart::Deductible { from, to: Fen::MAX } => {
            format!("{layer}的起付线里 {} 元以上的那一截", money::short(from))
        }
        LeftPart::Deductible { from, to } => format!(
            "{layer}的起付线里 {} 元到 {} 元的那一截",
            money::short(from),
            money::short(to)
        ),
    }
}

/// Returns how the payment becomes whole fen.
pub(crate) fn rounding_line(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Down => "报的钱算到分，不足一分的舍去。",
        Rounding::HalfUp => "报的钱算到分，四舍五入。",
        Rounding::Up => "报的钱算到分，不足一分的进一分。",
    }
}

fn base_name(tables: &Tables, base: Base) -> String {
    let name = match base {
        Base::InScope => "政策范围内的",
        Base::OutOfScope => "政策范围外的",
        Base::All => "剩下的",
        Base::OverPrice => "超过定额的",
        Base::Year => "全年自付的",
        Base::InScopeCost => "政策范围内全部费用的",
        Base::YearCost => "全年费用的",
        Base::LeftBy(layer, part) => return left_by(layer_name(tables, layer), part),
    };
    name.to_owned()
}

fn bracket_lines(of: &str, brackets: &[Bracket], lines: &mut Vec<String>) {
    let mut from = Fen::ZERO;
    for bracket in brackets {
        let part = match (from, bracket.to) {
            (Fen::ZERO, Fen::MAX) => of.to_owned(),
            (Fen::ZERO, to) => format!("{of}{} 元以内", money::short(to)),
            (from, Fen::MAX) => format!("{of}{} 元以上的部分", money::short(from)),
            (from, to) => format!(
                "{of}{} 元到 {} 元的部分",
                money::short(from),
                money::short(to)
            ),
        };
        lines.push(share_line(&part, bracket.share));
        from = bracket.to;
    }
}

/// Returns a share with what it is of: `政策范围内的，报 90%。`
pub(crate) fn share_line(of: &str, share: ShareRange) -> String {
    let lead = if of.is_empty() {
        String::new()
    } else {
        format!("{of}，")
    };
    match share {
        ShareRange::UNKNOWN => format!("{lead}报多少，文件没有写。"),
        ShareRange { low, high } if low == high && low == Share::ZERO => format!("{lead}不报。"),
        ShareRange { low, high } if low == high => format!("{lead}报 {low}。"),
        ShareRange {
            low,
            high: Share::ONE,
        } => format!("{lead}至少报 {low}，确切的没有写。"),
        ShareRange {
            low: Share::ZERO,
            high,
        } => format!("{lead}最多报 {high}，确切的没有写。"),
        ShareRange { low, high } => format!("{lead}报 {low} 到 {high}，确切的没有写。"),
    }
}

/// Returns how much of a named item is waived.
pub(crate) fn waived_line(share: ShareRange) -> String {
    match share {
        ShareRange::UNKNOWN => "免多少，文件没有写。".into(),
        ShareRange { low, high } if low == high && low == Share::ONE => "自己要付的，全免。".into(),
        ShareRange { low, high } if low == high => format!("自己要付的，免 {low}。"),
        ShareRange { low, high } => format!("自己要付的，免 {low} 到 {high}。"),
    }
}

fn first_self_pay(share: ShareRange) -> String {
    match share {
        ShareRange::UNKNOWN => "先自己付多少，文件没有写。".into(),
        ShareRange { low, high } if low == high && low == Share::ZERO => "不用先自付。".into(),
        ShareRange { low, high } if low == high => format!("先行自付 {low}，余下的再报。"),
        ShareRange { low, high } => format!("先行自付 {low} 到 {high}，余下的再报。"),
    }
}

/// Returns a difference in percentage points: `10 个百分点`
pub(crate) fn points(share: Share) -> String {
    let percent = share.to_string();
    format!("{} 个百分点", percent.trim_end_matches('%'))
}

/// Returns by how many points the share is lower; a bound reads as an approximate number.
fn lowered(share: ShareRange) -> String {
    match share {
        ShareRange::UNKNOWN => "报的比例低多少，没有底，也可能一分不报。".into(),
        ShareRange { low, high } if low == high && low == Share::ZERO => {
            "报的比例不再降低。".into()
        }
        ShareRange { low, high } if low == high => format!("报的比例低 {}。", points(low)),
        ShareRange {
            low: Share::ZERO,
            high,
        } => format!("报的比例最多低 {}左右，确切的由当地定。", points(high)),
        ShareRange {
            low,
            high: Share::ONE,
        } => format!("报的比例至少低 {}左右，确切的没有写。", points(low)),
        ShareRange { low, high } => format!(
            "报的比例低 {}到 {}左右，确切的由当地定。",
            points(low),
            points(high)
        ),
    }
}

fn deductible(amount: Amount, per: Period) -> String {
    let once = match per {
        Period::Visit => String::new(),
        per => format!("，{}算一次", each(per)),
    };
    match amount {
        Amount::HALF => "起付线比平常减一半。".into(),
        Amount::Times(factor) => format!("起付线是平常的 {factor}。"),
        Amount::Rest => "起付线减去转院以前那家已经付过的，只补差额。".into(),
        Amount::Less { less, at_least } => {
            let floor = match at_least {
                Fen::ZERO => String::new(),
                floor => format!("，最低降到 {} 元", money::short(floor)),
            };
            format!("起付线比平常低 {} 元{floor}。", money::short(less))
        }
        Amount::Plus { plus, at_most } => {
            format!(
                "起付线比平常高 {} 元{}。",
                money::short(plus),
                rise_end(at_most)
            )
        }
        Amount::UNKNOWN => "起付线是多少，文件没有写。".into(),
        Amount::Range(Fen::ZERO, Fen::ZERO) => "没有起付线。".into(),
        Amount::Range(low, high) if low == high => {
            format!("起付线 {} 元{once}。", money::short(low))
        }
        Amount::Range(low, Fen::MAX) => {
            format!("起付线至少 {} 元，确切的没有写。", money::short(low))
        }
        Amount::Range(low, high) => format!(
            "起付线 {} 元到 {} 元，确切的没有写。",
            money::short(low),
            money::short(high)
        ),
    }
}

/// Returns where a rise ends: nothing where there is no end.
fn rise_end(at_most: Fen) -> String {
    match at_most {
        Fen::MAX => String::new(),
        most => format!("，最高升到 {} 元", money::short(most)),
    }
}

fn ceiling(share: Share) -> String {
    match share {
        Share::ONE => "前面各道和这一道加起来，没有封顶。".to_owned(),
        _ => format!("前面各道和这一道加起来，最多付总费用的 {share}；超过的从这一道里减。"),
    }
}

fn cap(amount: Amount, per: Period) -> String {
    match amount {
        Amount::HALF => "封顶线比平常减一半。".into(),
        Amount::Rest => String::new(),
        Amount::Times(factor) => format!("封顶线是平常的 {factor}。"),
        Amount::Less { less, at_least } => {
            let floor = match at_least {
                Fen::ZERO => String::new(),
                floor => format!("，最低降到 {} 元", money::short(floor)),
            };
            format!("封顶线比平常低 {} 元{floor}。", money::short(less))
        }
        Amount::Plus { plus, at_most } => {
            format!(
                "封顶线比平常高 {} 元{}。",
                money::short(plus),
                rise_end(at_most)
            )
        }
        Amount::UNKNOWN => "封顶线是多少，文件没有写。".into(),
        Amount::Range(Fen::MAX, _) => "没有封顶线。".into(),
        Amount::Range(low, high) if low == high => {
            format!("封顶线：{}最多付 {} 元。", each(per), money::short(low))
        }
        Amount::Range(low, Fen::MAX) => {
            format!("封顶线至少 {} 元，确切的没有写。", money::short(low))
        }
        Amount::Range(low, high) => format!(
            "封顶线 {} 元到 {} 元，确切的没有写。",
            money::short(low),
            money::short(high)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(text: &str) -> Share {
        Share::parse(text).unwrap()
    }

    fn yuan(text: &str) -> Fen {
        Fen::parse(text).unwrap()
    }

    #[track_caller]
    fn check(figures: &Figures, expected: &str) {
        assert_eq!(lines(&Tables::default(), figures, None).concat(), expected);
    }

    #[test]
    fn a_deductible_made_from_another_says_how() {
        let check = |amount: Amount, expected: &str| {
            let figures = Figures {
                deductible: Some(amount),
                ..Figures::default()
            };
            check(&figures, expected);
        };
        let less = |at_least: &str| Amount::Less {
            less: yuan("100"),
            at_least: yuan(at_least),
        };
        check(Amount::HALF, "起付线比平常减一半。");
        check(Amount::Times(percent("25%")), "起付线是平常的 25%。");
        check(less("300"), "起付线比平常低 100 元，最低降到 300 元。");
        check(less("0"), "起付线比平常低 100 元。");
    }

    #[test]
    fn a_cap_made_from_another_says_how() {
        let check = |amount: Amount, expected: &str| {
            let figures = Figures {
                cap: Some(amount),
                ..Figures::default()
            };
            check(&figures, expected);
        };
        check(Amount::HALF, "封顶线比平常减一半。");
        check(Amount::Times(percent("25%")), "封顶线是平常的 25%。");
        let plus = |at_most| Amount::Plus {
            plus: yuan("3000"),
            at_most,
        };
        check(plus(Fen::MAX), "封顶线比平常高 3,000 元。");
        check(
            plus(yuan("120000")),
            "封顶线比平常高 3,000 元，最高升到 120,000 元。",
        );
    }

    #[test]
    fn a_rounding_says_what_becomes_of_a_part_of_a_fen() {
        let said = Rounding::ALL.iter().map(|it| rounding_line(*it));
        let expected = [
            "报的钱算到分，不足一分的舍去。",
            "报的钱算到分，四舍五入。",
            "报的钱算到分，不足一分的进一分。",
        ];
        assert_eq!(said.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn shares_made_from_others_say_how() {
        let check = |shares: Shares, expected: &str| {
            let figures = Figures {
                shares: Some(shares),
                ..Figures::default()
            };
            check(&figures, expected);
        };
        check(Shares::Plus(percent("5%")), "比平常多报 5 个百分点。");
        check(Shares::Times(percent("90%")), "报的比例是平常的 90%。");
        check(
            Shares::OwnTimes(percent("60%")),
            "每一段里自己付的那一份，是平常的 60%。",
        );
    }
}
