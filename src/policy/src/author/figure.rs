//! Money, shares, what they are of, and days, parsed as authors write them. Must not know which rule
//! they belong to.
use super::choice::word;
use super::cursor::{Fields, Node};
use crate::day::Day;
use crate::fen::{Fen, FenError};
use crate::share::{Share, ShareError};
use crate::table::{Amount, Base, Rounding, ShareRange};
use toml::de::DeValue;

/// Reads yuan: a whole number, or a text with at most two decimals.
pub(super) fn money(node: &Node<'_>) -> Fen {
    let parsed = match node.value {
        DeValue::Integer(number) => match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Fen::parse(&number.to_string()),
            Err(_) => Err(FenError::TooLarge),
        },
        DeValue::String(text) => Fen::parse(text),
        DeValue::Float(number) => {
            node.refuse(format!(
                "金额不能写成小数，请加引号：\"{}\"",
                number.as_str()
            ));
            return Fen::ZERO;
        }
        _ => {
            node.expected("金额（元）");
            return Fen::ZERO;
        }
    };
    parsed.unwrap_or_else(|error| {
        node.refuse(match error {
            FenError::NotANumber => {
                "这不是金额，请写整数，或者加引号写最多两位小数的数，不带单位和逗号"
            }
            FenError::Negative => "金额不能是负数，请改正",
            FenError::TooFine => "金额最多两位小数，请改正",
            FenError::TooLarge => "金额超过一万亿元，请改正",
        });
        Fen::ZERO
    })
}

/// Reads one share from a text: `"60%"` or `"0.6"`.
pub(super) fn share(node: &Node<'_>) -> Share {
    let Some(text) = node.as_str() else {
        node.expected("加引号的比例，如 \"60%\"");
        return Share::ZERO;
    };
    Share::parse(text).unwrap_or_else(|error| {
        node.refuse(match error {
            ShareError::NotANumber => "这不是比例，请写成 \"60%\" 或 \"0.6\"",
            ShareError::OutsideUnit => "比例要在 0 到 1（0% 到 100%）之间，请改正",
            ShareError::TooFine => "比例最细到百万分之一，请改正",
        });
        Share::ZERO
    })
}

const BOUNDS: &[&str] = &["at_least", "at_most", "between"];

/// Reads `{ at_least = … }`, `{ at_most = … }` or `{ between = […, …] }`.
fn bounds<T: Copy + Ord>(
    fields: &Fields<'_>,
    read: fn(&Node<'_>) -> T,
    least: T,
    most: T,
) -> (T, T) {
    let (low, high, both) = (
        fields.get("at_least"),
        fields.get("at_most"),
        fields.get("between"),
    );
    if [&low, &high, &both]
        .iter()
        .filter(|bound| bound.is_some())
        .count()
        != 1
    {
        fields
            .spot
            .refuse("请写 at_least、at_most、between 中的一个");
    }
    if let Some(both) = both {
        let ends = both.list();
        let [low, high] = ends.as_slice() else {
            both.refuse("between 请写两个数：[低, 高]");
            return (least, most);
        };
        let (low, high) = (read(low), read(high));
        if low > high {
            both.refuse("between 的第一个数不能大于第二个，请对调");
        }
        return (low, high);
    }
    (
        low.map_or(least, |node| read(&node)),
        high.map_or(most, |node| read(&node)),
    )
}

/// Reads a share or its bounds.
pub(super) fn share_range(node: &Node<'_>) -> ShareRange {
    if node.as_str() == Some("unknown") {
        return ShareRange::UNKNOWN;
    }
    if node.is_table() {
        let Some(fields) = node.fields(BOUNDS) else {
            return ShareRange::UNKNOWN;
        };
        let (low, high) = bounds(&fields, share, Share::ZERO, Share::ONE);
        return ShareRange { low, high };
    }
    ShareRange::exact(share(node))
}

/// Reads a deductible, or one in terms of the deductible without this variant.
pub(super) fn deductible(node: &Node<'_>) -> Amount {
    if node.as_str() == Some("rest") {
        return Amount::Rest;
    }
    amount(node, ("half", Amount::HALF), RELATIVE_OR_BOUNDS)
}

/// Reads a cap, or one in terms of the cap without this variant.
pub(super) fn cap(node: &Node<'_>) -> Amount {
    amount(node, ("none", Amount::exact(Fen::MAX)), RELATIVE_OR_BOUNDS)
}

const RELATIVE_OR_BOUNDS: &[&str] = &["at_least", "at_most", "between", "times", "less", "plus"];

/// Reads an amount, its bounds, or an amount in terms of another; the text `word` stands for
/// `meaning`.
fn amount(
    node: &Node<'_>,
    (word, meaning): (&str, Amount),
    known: &'static [&'static str],
) -> Amount {
    match node.as_str() {
        Some("unknown") => return Amount::UNKNOWN,
        Some(text) if text == word => return meaning,
        _ => {}
    }
    if node.is_table() {
        let Some(fields) = node.fields(known) else {
            return Amount::UNKNOWN;
        };
        if let Some(relative) = relative(&fields) {
            return relative;
        }
        let (low, high) = bounds(&fields, money, Fen::ZERO, Fen::MAX);
        return Amount::Range(low, high);
    }
    Amount::exact(money(node))
}

/// Reads `{ times = … }`, `{ less = …, at_least = … }` or `{ plus = …, at_most = … }`; `None` where
/// none is written.
fn relative(fields: &Fields<'_>) -> Option<Amount> {
    let (times, less, plus) = (fields.get("times"), fields.get("less"), fields.get("plus"));
    let (own, amount) = match (&times, &less, &plus) {
        (Some(times), ..) => (1, Amount::Times(share(times))),
        (None, None, Some(plus)) => {
            let ceiling = fields.get("at_most");
            let amount = Amount::Plus {
                plus: money(plus),
                at_most: ceiling.as_ref().map_or(Fen::MAX, money),
            };
            (1 + usize::from(ceiling.is_some()), amount)
        }
        (None, Some(less), _) => {
            let floor = fields.get("at_least");
            let amount = Amount::Less {
                less: money(less),
                at_least: floor.as_ref().map_or(Fen::ZERO, money),
            };
            (1 + usize::from(floor.is_some()), amount)
        }
        (None, None, None) => return None,
    };
    if fields.in_order().len() > own {
        fields.spot.refuse(
            "times 要单独写，less 只能再加一个 at_least，plus 只能再加一个 at_most，请删去其余的",
        );
    }
    Some(amount)
}

/// Reads the money that a share is of.
pub(super) fn base(node: &Node<'_>) -> Option<Base> {
    word(
        node,
        &[
            Base::InScope,
            Base::OutOfScope,
            Base::All,
            Base::Year,
            Base::InScopeCost,
            Base::YearCost,
        ],
        Base::word,
    )
}

/// Reads how a payment becomes whole fen.
pub(super) fn rounding(node: &Node<'_>) -> Option<Rounding> {
    word(node, Rounding::ALL, Rounding::word)
}

/// Reads the last day on which something that began on `from` holds. `"unknown"` is a row that speaks
/// of one time and does not say "on": the row counts to the end of the year in which it begins, and
/// what holds later is not known.
pub(super) fn until(node: &Node<'_>, from: Option<Day>) -> Option<Day> {
    match node.as_str() {
        Some("unknown") => from.map(|from| Day::end_of_month(from.year(), 12)),
        _ => day(node),
    }
}

/// Reads a day; `None` for `"unknown"`.
pub(super) fn day(node: &Node<'_>) -> Option<Day> {
    let Some(text) = node.as_str() else {
        node.expected("加引号的日期，如 \"2020-05-10\"，或 \"unknown\"");
        return None;
    };
    if text == "unknown" {
        return None;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let shaped = text.len() == 10 && text.bytes().all(|b| b == b'-' || b.is_ascii_digit());
    let [year, month, day] = parts.as_slice() else {
        node.refuse("日期请写成 \"2020-05-10\" 的样子，不知道就写 \"unknown\"");
        return None;
    };
    match (
        shaped,
        year.len(),
        month.len(),
        year.parse::<i16>(),
        month.parse::<i8>(),
        day.parse::<i8>(),
    ) {
        (true, 4, 2, Ok(year), Ok(month), Ok(day)) => {
            match jiff::civil::Date::new(year, month, day) {
                Ok(date) if date.year() > 0 => Some(Day::new(
                    date.year().unsigned_abs(),
                    month.unsigned_abs(),
                    day.unsigned_abs(),
                )),
                _ => {
                    node.refuse("没有这一天，请改正");
                    None
                }
            }
        }
        _ => {
            node.refuse("日期请写成 \"2020-05-10\" 的样子，不知道就写 \"unknown\"");
            None
        }
    }
}
