//! The case in words: one statement that is true on its own, its conditions, the payers not counted
//! in, the missing figures. Must not know how the case was computed.
use crate::names::{layer_name, rule_name, scheme, top_up, waiver};
use crate::notes::UNCHECKED;
use crate::{answer_label, asked_name, group_name, money};
use mingbai_engine::{
    Alternate, Alternative, Blank, Case, CasePoint, CaseRule, Condition, LineGrade, Must, NoCase,
    NotCounted, Payer, Range, Taken, Visit,
};
use mingbai_policy::{
    Base, Direction, Fen, Insurance, LayerId, OrdinaryFact, Place, Share, ShareRange, Tables, YesNo,
};

/// The statement that leads a result.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// How the layer that pays for everyone pays: 先自付 400，其余报 80%.
    pub rule: String,
    /// The amounts shown next to each other, each with its label; none without a bill or with a
    /// missing figure.
    pub amounts: Vec<Amount>,
    /// The lines under the amounts: missing figures and the words to ask for them, payers not counted
    /// in, the origin of the figures.
    pub rest: Vec<String>,
    /// Whether the figures are second-hand (未核对原文).
    pub unchecked: bool,
    /// The year of the figures' sources.
    pub as_of: Option<u16>,
    /// The whole statement in one or two sentences, for reading aloud, printing and sending.
    pub sentence: String,
}

/// One of the amounts of a statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Amount {
    /// The assumption behind the amount: 目录里的全算, 一成在目录外. Empty for a single amount.
    pub label: String,
    /// 至少, 最多, or empty.
    pub bound: &'static str,
    /// `¥4,020`
    pub amount: String,
}

/// Prefix of an amount that payers not counted in can only lower.
pub(crate) const MOST: &str = "最多";

/// Explains 目录 where amounts depend on the word, for readers who see it for the first time.
pub const CATALOGUE: &str = "目录：医保管报的药、检查和治疗。";

/// The most amounts shown next to each other; the slider shows the others.
pub(crate) const SIDE_BY_SIDE: usize = 3;

/// Returns the statement that leads the result of a case.
pub fn statement(tables: &Tables, case: &Case) -> Statement {
    let rule = lead_rule(tables, case);
    let points: Vec<&CasePoint> = case.points.iter().filter(|it| it.named).collect();
    let total = case.visit.bill.as_ref().and_then(|bill| bill.total);
    let mut amounts = amounts(case, &points, total);
    let mut rest = Vec::new();
    if !case.blanks.is_empty() {
        // A range wider than half of the bill says nothing: the rule is shown without amounts.
        let half = total.map_or(Fen::ZERO, |total| Fen(total.0 / 2));
        if points.iter().any(|it| it.pays.width() > half) {
            amounts.clear();
        }
        match points.as_slice() {
            [only] if amounts.is_empty() => rest.extend(within(only.pays, total)),
            [_, _, ..] if amounts.is_empty() => {
                rest.push("这是目录里的全算；目录外的，全自己付。".to_owned());
            }
            _ => {}
        }
        rest.extend(blank_lines(tables, case));
    }
    let mut first = String::new();
    if amounts.len() > 1 || amounts.is_empty() && points.len() > 1 {
        first.push_str(CATALOGUE);
    }
    if !amounts.is_empty() {
        first.push_str(&of_a_group(tables, case));
    }
    if !first.is_empty() {
        rest.insert(0, first);
    }
    rest.extend(counted_line(tables, case, &points));
    rest.extend(not_counted_lines(tables, case));
    let unchecked = case.grade == LineGrade::Reported;
    if unchecked {
        rest.push(figures_of(case));
    }
    let mut sentence = match rule.is_empty() {
        true => String::new(),
        false => format!("{rule}。"),
    };
    sentence.push_str(&amounts_sentence(&amounts));
    sentence.extend(rest.iter().map(String::as_str));
    Statement {
        rule,
        amounts,
        rest,
        unchecked,
        as_of: case.as_of,
        sentence,
    }
}

/// Returns the amounts to show, the largest in-scope amount first.
fn amounts(case: &Case, points: &[&CasePoint], total: Option<Fen>) -> Vec<Amount> {
    let lowered = !case.not_counted.is_empty();
    let several = points.len() > 1;
    let amount = |(at, point): (usize, &&CasePoint)| Amount {
        label: match point.in_scope {
            Some(in_scope) => split_label(total, in_scope),
            None => String::new(),
        },
        bound: match (several, lowered) {
            _ if point.pays.low < point.pays.high => "",
            // With all of the bill in scope, and no payer left to count in, the amount is the least.
            (true, false) if at == 0 => "至少",
            // Payers not counted in can only lower the amount, whatever is in scope.
            (_, true) => MOST,
            _ => "",
        },
        amount: match several || lowered {
            // A range in whole yuan rounds outwards, so that both ends stay true. An exact amount
            // keeps its fen, to be compared with the bill.
            true if point.pays.low == point.pays.high => {
                money::about(point.pays.high, at > 0 || lowered)
            }
            _ => money::headline(point.pays),
        },
    };
    let first = points.iter().take(SIDE_BY_SIDE).enumerate();
    first.map(amount).collect()
}

/// Joins amounts into a sentence: `您至少付 ¥4,020（目录里的全算）；一成在目录外 ¥5,500；两成在目录外
/// ¥6,980。`
pub fn amounts_sentence(amounts: &[Amount]) -> String {
    match amounts {
        [] => String::new(),
        [only] if only.label.is_empty() => format!("您{}付 {}。", only.bound, only.amount),
        // Neither the least nor the most: each amount comes after its assumption.
        [first, ..] if first.bound == MOST => {
            let each = amounts
                .iter()
                .map(|it| format!("{}，{} {}", it.label, it.bound, it.amount));
            format!("您付：{}。", each.collect::<Vec<_>>().join("；"))
        }
        [first, rest @ ..] => {
            let rest = rest
                .iter()
                .map(|it| format!("；{} {}", it.label, it.amount));
            format!(
                "您{}付 {}（{}）{}。",
                first.bound,
                first.amount,
                first.label,
                rest.collect::<String>()
            )
        }
    }
}

/// Returns who else pays, besides the layer whose rule is shown, where they are counted in.
fn counted_line(tables: &Tables, case: &Case, points: &[&CasePoint]) -> Option<String> {
    if !case.blanks.is_empty() {
        return None;
    }
    let told = case.rules.iter().find(|it| everyone(tables, it.layer));
    let payers = points.first()?.payers.iter();
    let others = payers.filter(|(layer, _)| Some(*layer) != told.map(|it| it.layer));
    let others: Vec<String> = others
        .map(|(layer, fen)| match points.len() {
            1 => format!("{} {}", layer_name(tables, *layer), money::bare(*fen)),
            _ => layer_name(tables, *layer).to_owned(),
        })
        .collect();
    (!others.is_empty()).then(|| format!("已经算进去：{}。", others.join("、")))
}

/// Returns the note that people in a group pay less, where no group was asked: 如果是低保对象、
/// 特困人员这样的人，还能少。 An amount labelled 至少 would be false without the note.
fn of_a_group(tables: &Tables, case: &Case) -> String {
    let others = case.conditions.iter().flat_map(|it| &it.others);
    let groups = others.filter_map(|other| match other.value {
        Alternate::Group(group) => Some(group_name(tables, group)),
        Alternate::Liable => None,
    });
    match groups.take(2).collect::<Vec<_>>().as_slice() {
        [] => String::new(),
        [only] => format!("如果是{only}，还能少。"),
        several => format!("如果是{}这样的人，还能少。", several.join("、")),
    }
}

/// Returns the origin of the figures: 数是 2024 年的，未核对原文.
pub fn figures_of(case: &Case) -> String {
    match case.as_of {
        Some(year) => format!("用的是 {year} 年的数，{UNCHECKED}。"),
        None => format!("用的数{UNCHECKED}。"),
    }
}

/// Returns the bounds of the amount, where they narrow the bill.
fn within(pays: Range, total: Option<Fen>) -> Option<String> {
    let (low, high) = (money::about(pays.low, false), money::about(pays.high, true));
    match total {
        Some(total) if pays.high < total && pays.low > Fen::ZERO => {
            Some(format!("您付的在 {low} 和 {high} 之间。"))
        }
        Some(total) if pays.high < total => Some(format!("您最多付 {high}。")),
        // Without an upper bound, the least alone would promise too much.
        _ => None,
    }
}

/// Returns the label of an in-scope amount: 目录里的全算, 一成在目录外, 目录外 ¥1,500.
pub fn split_label(total: Option<Fen>, in_scope: Fen) -> String {
    let Some(total) = total else {
        return format!("目录里 {}", money::bare(in_scope));
    };
    let out = total - in_scope;
    if out == Fen::ZERO {
        return "目录里的全算".into();
    }
    let tenths = ["一", "两", "三", "四", "五", "六", "七", "八", "九"];
    let tenth = (1_i64..).zip(tenths).find(|(tenth, _)| {
        // In-scope amounts are shares of the bill, rounded to the fen.
        (out.0 * 10 - total.0 * tenth).abs() <= 10
    });
    match tenth {
        Some((_, "五")) => "一半在目录外".into(),
        Some((_, word)) => format!("{word}成在目录外"),
        None => format!("目录外 {}", money::bare(out)),
    }
}

fn everyone(tables: &Tables, layer: LayerId) -> bool {
    let layer = tables.vocabulary.layers.get(layer.index());
    layer.is_some_and(|layer| layer.everyone)
}

/// Returns the rule of the layer that pays for everyone, with its missing figures by name.
fn lead_rule(tables: &Tables, case: &Case) -> String {
    let rule = case.rules.iter().find(|it| everyone(tables, it.layer));
    let Some(rule) = rule else {
        return String::new();
    };
    let bill = case.visit.bill.as_ref();
    let base = bill.and_then(|bill| match rule.base {
        Base::All => bill.total,
        // The case's visit carries the in-scope amount of the first point.
        _ => bill.in_scope.or(bill.total),
    });
    rule_sentence(rule, base)
}

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
                Base::InScope | Base::Year => "目录内",
                Base::OutOfScope => "目录外",
                Base::All => "全部费用",
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
    if !known {
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
        said.push(format!("一年最多报 {}", money::short(cap)));
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

/// Returns a condition of a case in a few words.
pub fn condition_text(tables: &Tables, condition: &Condition) -> String {
    let words = |fact: OrdinaryFact| {
        let ordinary = tables.vocabulary.ordinary(fact);
        ordinary.map_or_else(String::new, |it| it.words.clone())
    };
    match condition.taken {
        Taken::InScope(_) => words(OrdinaryFact::InScope),
        Taken::NoGroup => words(OrdinaryFact::Groups),
        Taken::NobodyLiable => words(OrdinaryFact::Is(YesNo::LiableThirdParty)),
        Taken::CapNotReached(layer) => {
            format!("{}{}", layer_name(tables, layer), words(OrdinaryFact::Cap))
        }
        Taken::DeductibleNotReached(layer) => format!(
            "{}{}",
            layer_name(tables, layer),
            words(OrdinaryFact::YearDeductible)
        ),
    }
}

/// Returns a condition as the case states it: after a group was given, 人群 means the other groups.
pub fn condition_said(tables: &Tables, case: &Case, condition: &Condition) -> String {
    match condition.taken {
        Taken::NoGroup if case.visit.groups.yes != 0 => "不是别的受照顾的人".to_owned(),
        _ => condition_text(tables, condition),
    }
}

/// Returns the worth of a condition: in which direction the truth can lie, and how far.
pub fn condition_worth(tables: &Tables, condition: &Condition) -> String {
    match condition.taken {
        Taken::NobodyLiable => {
            "车祸、打架、工伤这类有人该赔的：先找他赔，医保可能一分不付。".into()
        }
        Taken::NoGroup if condition.worth == Fen::ZERO => "是的话，付得更少。".into(),
        // The alternatives list each group and what its members pay.
        Taken::NoGroup => {
            let lead = match condition.others.as_slice() {
                [
                    Alternative {
                        value: Alternate::Group(group),
                        ..
                    },
                ] => {
                    format!("是{}的话", group_name(tables, *group))
                }
                _ => "是的话".to_owned(),
            };
            format!("{lead}，最多再少付 {}。", money::bare(condition.worth))
        }
        Taken::InScope(_) => match condition.direction {
            Some(Direction::More) => "目录外的药和项目，全自己付。".into(),
            _ => "目录里外各是多少，看结算单。".into(),
        },
        Taken::CapNotReached(_) => "到了的话，只会付得更多。".into(),
        Taken::DeductibleNotReached(_) => "到了的话，只会付得更少。".into(),
    }
}

/// Returns an alternative of a condition with its range: 是低保对象的话，¥0 到 ¥4,020.
pub fn alternative_text(tables: &Tables, value: Alternate, pays: Range) -> String {
    match value {
        Alternate::Group(group) => format!(
            "是{}的话，{}",
            group_name(tables, group),
            money::headline(pays)
        ),
        Alternate::Liable => format!("有人该赔的话，{}", money::headline(pays)),
    }
}

/// Returns the name of a payer that is not counted in.
pub fn payer_name(tables: &Tables, payer: Payer) -> String {
    match payer {
        Payer::Layer(layer) => layer_name(tables, layer).to_owned(),
        Payer::TopUp(rule) => rule_name(top_up(tables, rule).map(|it| &it.rule)).to_owned(),
        Payer::Waiver(rule) => rule_name(waiver(tables, rule).map(|it| &it.rule)).to_owned(),
        Payer::Scheme(rule) => rule_name(scheme(tables, rule).map(|it| &it.rule)).to_owned(),
    }
}

/// Up to this many payers are each shown with the most they may take off.
const APART: usize = 2;
/// The most payers named where there are more than [`APART`].
const NAMED: usize = 3;

/// The id of 医疗救助 in the vocabulary.
pub(crate) const AID: &str = "aid";

/// Returns the payers not counted in: 还没算进去：医疗救助最多再减 ¥4,020。问乡镇（街道）的民政，
/// 或医保局。
pub fn not_counted_lines(tables: &Tables, case: &Case) -> Vec<String> {
    let all = &case.not_counted;
    let Some(most) = all.iter().map(|it| it.at_most).max() else {
        return Vec::new();
    };
    let up_to = |fen| format!("最多再减 {}", money::about(fen, true));
    // With a figure missing, how much a payer takes off is as open as the amount itself.
    let blank = !case.blanks.is_empty();
    let said = if all.len() <= APART {
        let one = |it: &NotCounted| match blank {
            true => payer_name(tables, it.payer),
            false => format!("{}{}", payer_name(tables, it.payer), up_to(it.at_most)),
        };
        all.iter().map(one).collect::<Vec<_>>().join("；")
    } else {
        let names = all.iter().take(NAMED);
        let names: Vec<String> = names.map(|it| payer_name(tables, it.payer)).collect();
        let names = names.join("、");
        match (all.len() > NAMED, blank) {
            (true, true) => format!("{names}等 {} 项", all.len()),
            (false, true) => names,
            (true, false) => format!("{names}等 {} 项，一项{}", all.len(), up_to(most)),
            (false, false) => format!("{names}，一项{}", up_to(most)),
        }
    };
    let aid = all.iter().any(|it| match it.payer {
        Payer::Layer(layer) => {
            let layer = tables.vocabulary.layers.get(layer.index());
            layer.is_some_and(|layer| layer.name.id == AID)
        }
        _ => false,
    });
    // People apply to the township; the civil affairs or the insurance office checks.
    let whom = if aid {
        "乡镇（街道）的民政，或医保局"
    } else {
        "医保局"
    };
    vec![format!("还没算进去：{said}。问{whom}。")]
}

/// Returns the name of a missing figure.
pub fn blank_name(tables: &Tables, blank: Blank) -> String {
    let name = |layer| layer_name(tables, layer);
    match blank {
        Blank::Deductible(layer, _) => format!("{}的起付线", name(layer)),
        Blank::Share(layer, _) => format!("{}的报销比例", name(layer)),
        Blank::Cap(layer, _) => format!("{}的封顶线", name(layer)),
        Blank::FirstSelfPay(layer, _) => format!("{}的先行自付比例", name(layer)),
    }
}

/// Returns the bounds of a missing figure, as far as some rule gives them: （60% 到 70%）.
fn bounds(blank: Blank) -> String {
    let said = match blank {
        Blank::Deductible(_, it) | Blank::Cap(_, it) => {
            match (it.low > Fen::ZERO, it.high < Fen::MAX) {
                (true, true) => {
                    format!("{} 到 {}", money::short(it.low), money::short(it.high))
                }
                (true, false) => format!("至少 {}", money::short(it.low)),
                (false, true) => format!("最多 {}", money::short(it.high)),
                (false, false) => String::new(),
            }
        }
        Blank::Share(_, it) | Blank::FirstSelfPay(_, it) => match (it.low, it.high) {
            (Share::ZERO, Share::ONE) => String::new(),
            (low, Share::ONE) => format!("至少 {low}"),
            (Share::ZERO, high) => format!("最多 {high}"),
            (low, high) => format!("{low} 到 {high}"),
        },
    };
    match said.is_empty() {
        true => said,
        false => format!("（{said}）"),
    }
}

/// Returns the missing figures, and the words to ask for them on the phone.
pub fn blank_lines(tables: &Tables, case: &Case) -> Vec<String> {
    if case.blanks.is_empty() {
        return Vec::new();
    }
    let name = |it: &Blank| format!("{}{}", blank_name(tables, *it), bounds(*it));
    let names: Vec<String> = case.blanks.iter().map(name).collect();
    vec![format!("还缺：{}。", names.join("、")), to_say(case)]
}

/// Returns the full call to 12393, opening included.
pub fn to_say(case: &Case) -> String {
    format!("打 12393。这样问：我是{}", question_to_say(case))
}

/// Returns the question for 12393, word for word: 居民医保，二级医院住院，起付线是多少，报百分之几？
pub fn question_to_say(case: &Case) -> String {
    let figures = case.blanks.iter().map(|blank| match blank {
        Blank::Deductible(..) => "起付线是多少",
        Blank::Share(..) => "报百分之几",
        Blank::Cap(..) => "一年最多报多少",
        Blank::FirstSelfPay(..) => "要不要先自付一部分，多少",
    });
    let figures: Vec<&str> = figures.collect();
    format!("{}，{}？", visit_to_say(&case.visit), figures.join("，"))
}

/// Returns the visit as a caller describes it: 居民医保，去外省的三级医院住院，没办转诊.
pub(crate) fn visit_to_say(visit: &Visit) -> String {
    let referred = match (visit.place, visit.said[YesNo::Referred]) {
        (Some(Place::OtherProvince), Some(true)) => "，办了转诊",
        (Some(Place::OtherProvince), Some(false)) => "，没办转诊",
        _ => "",
    };
    let insurance = insurance_label(visit);
    let kind = visit_kind(visit);
    let at = if kind.contains("医院") { "在" } else { "" };
    format!("{insurance}，{at}{kind}{referred}")
}

/// Returns the name of the insurance; 居民医保 where none was given, as the engine assumes.
pub(crate) fn insurance_label(visit: &Visit) -> &'static str {
    match visit.insurance {
        Some(Insurance::Employee) => "职工医保",
        _ => "居民医保",
    }
}

/// Returns the kind of the visit, as far as given: 二级医院住院, 外省三级医院住院.
pub fn visit_kind(visit: &Visit) -> String {
    let care = visit.care.map_or("看病", crate::questions::care_label);
    let grade = visit.grade.map_or("", crate::questions::grade_label);
    let away = match visit.place {
        Some(Place::OtherProvince) => "外省",
        _ => "",
    };
    match away.is_empty() && grade.is_empty() {
        true => care.to_owned(),
        false => format!("{away}{grade}医院{care}"),
    }
}

/// Returns why there is no case.
pub fn no_case(why: NoCase) -> &'static str {
    match why {
        NoCase::NoTable => "这一天没有收录的政策表，算不出一个数。",
        NoCase::Employee => "职工医保没有收录政策表，算不出一个数。",
        NoCase::SomeoneLiable => "有别人该赔的，医保可能一分不付，先找他赔。",
        NoCase::TwoDays => "入院和出院那天的规定不一样，按哪天算没有规定。",
        NoCase::TooOpen => "起付线和比例都没有数，账单又大，说不出一个数。先打 12393 问这两个数。",
    }
}

/// Returns the cash to have ready: 看病至少备 ¥4,020；医院要您先垫的，最多 ¥18,500.
pub fn cash_line(cash: Range) -> String {
    let most = money::about(cash.high, true);
    if cash.low == cash.high {
        return format!(
            "没备案的，要先自己付全部，带 {most}。回去再报，可能不报。出院前补办备案，就只付自己的部分。"
        );
    }
    let least = match cash.low {
        Fen::ZERO => String::new(),
        low => format!("看病至少备 {}。", money::about(low, false)),
    };
    format!("{least}先垫多少，问医院，最多 {most}。")
}

/// Returns the cash to have ready in a case, where that differs from the amount. The least is shown
/// only where the amount is exact; otherwise it would promise too much.
pub fn cash_of(case: &Case) -> Option<String> {
    let cash = case.cash?;
    let bill = case.visit.bill.as_ref();
    let settled = bill.is_some_and(|bill| bill.self_pay.is_some());
    if settled || cash.high == cash.low && case.pays() == Some(cash) {
        return None;
    }
    if cash.high == cash.low {
        return Some(cash_line(cash));
    }
    let one = case.exact().is_some() && case.points.iter().filter(|it| it.named).count() == 1;
    Some(cash_line(Range {
        low: if one { cash.low } else { Fen::ZERO },
        high: cash.high,
    }))
}

/// Returns the questions that must be answered before there is an amount, and what each answer to
/// the first comes to.
pub fn must_lines(tables: &Tables, musts: &[Must]) -> Vec<String> {
    let names: Vec<String> = musts
        .iter()
        .map(|it| asked_name(tables, it.question))
        .collect();
    let mut names_once: Vec<String> = Vec::new();
    for name in names {
        if !names_once.contains(&name) {
            names_once.push(name);
        }
    }
    let mut lines = vec![format!(
        "先说清楚，才说得出一个数：{}。",
        names_once.join("、")
    )];
    if let [must] = musts {
        let several = must.values.iter().any(|(_, ranges)| ranges.len() > 1);
        if several && !must.values.is_empty() {
            lines.push("目录里的全算，到两成在目录外，要付：".to_owned());
        }
        let values = must.values.iter().filter_map(|(value, ranges)| {
            let first = ranges.first()?;
            let label = answer_label(tables, must.question, *value);
            let last = ranges.get(SIDE_BY_SIDE - 1).or(ranges.last())?;
            let most = first.hull(*last);
            let (low, high) = (money::about(most.low, false), money::about(most.high, true));
            Some(match low == high {
                true => format!("- {label}：{low}"),
                false => format!("- {label}：{low} 到 {high}"),
            })
        });
        lines.extend(values);
    }
    lines
}
