//! The numbers of a visit, as people type them and as JSON has them.
use crate::cursor::Object;
use crate::error::InputError;
use crate::fold::half_width;
use mingbai_engine::Visit;
use mingbai_policy::NumberFact;
use serde_json::Value;

/// How people write a number.
struct Typed {
    /// What may stand before it.
    before: &'static str,
    /// Units that may stand after it, the longer first.
    units: &'static [&'static str],
    /// A number to show how.
    example: u16,
}

const fn typed(fact: NumberFact) -> Typed {
    match fact {
        NumberFact::Age => Typed {
            before: "",
            units: &["周岁", "岁"],
            example: 45,
        },
        NumberFact::CoverMonths => Typed {
            before: "",
            units: &["个月", "月"],
            example: 36,
        },
        NumberFact::Stay => Typed {
            before: "第",
            units: &["次住院", "次"],
            example: 2,
        },
        NumberFact::ClaimFreeYears => Typed {
            before: "",
            units: &["年"],
            example: 3,
        },
        NumberFact::AgeDays | NumberFact::StayDays => Typed {
            before: "",
            units: &["天", "日"],
            example: 20,
        },
    }
}

/// Returns a number to show how to write one.
pub const fn example(fact: NumberFact) -> u16 {
    typed(fact).example
}

/// Returns the message for a text that is no such number.
pub fn wrong(fact: NumberFact) -> String {
    let (least, most, example) = (fact.least(), fact.most(), example(fact));
    format!("请填 {least} 到 {most} 的整数，如 {example}。")
}

/// Returns the text without the words around its number.
pub fn without_unit(fact: NumberFact, text: &str) -> &str {
    let typed = typed(fact);
    let text = text.trim();
    let text = text
        .strip_prefix(typed.before)
        .map_or(text, str::trim_start);
    let mut units = typed.units.iter();
    units
        .find_map(|unit| text.strip_suffix(unit))
        .map_or(text, str::trim_end)
}

/// Reads `45`, `４５`, `45 岁`; `None` for anything else.
pub fn read_typed(fact: NumberFact, text: &str) -> Option<u16> {
    let text: String = text.chars().map(half_width).collect();
    let number = without_unit(fact, &text);
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| digits)?;
    (fact.least()..=fact.most())
        .contains(&number)
        .then_some(number)
}

/// Returns the keys of the numbers in an object of a visit.
pub(crate) fn keys(object: &str) -> impl Iterator<Item = &'static str> {
    NumberFact::inside(object).map(|fact| fact.place().1)
}

/// Reads the numbers in an object of a visit.
pub(crate) fn read(object: &str, said: &Object, visit: &mut Visit) -> Result<(), InputError> {
    for fact in NumberFact::inside(object) {
        let number = said.read(fact.place().1, |c| {
            c.whole(fact.least().into(), fact.most().into())
        })?;
        visit.said[fact] = number.and_then(|it| u16::try_from(it).ok());
    }
    Ok(())
}

/// Writes the numbers in an object of a visit that were said.
pub(crate) fn write(object: &str, visit: &Visit) -> impl Iterator<Item = (String, Value)> {
    NumberFact::inside(object)
        .filter_map(|fact| Some((fact.place().1.to_owned(), visit.said[fact]?.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_its_digits_are_typed() {
        for fact in NumberFact::ALL.iter().copied() {
            let example = example(fact);
            let read = |text: &str| read_typed(fact, text);
            assert_eq!(read(&format!(" 0{example} ")), Some(example));
            assert_eq!(read("４５"), Some(45));
            let (least, most) = (fact.least(), fact.most());
            assert_eq!(read("0"), (least == 0).then_some(0));
            assert_eq!(read(&least.to_string()), Some(least));
            assert_eq!(read(&most.to_string()), Some(most));
            assert_eq!(read(&(most + 1).to_string()), None);
            for unit in typed(fact).units {
                assert_eq!(read(&format!("{example}{unit}")), Some(example), "{unit}");
                assert_eq!(read(&format!("４５ {unit}")), Some(45), "{unit}");
                assert_eq!(read(unit), None);
                let before = typed(fact).before;
                assert_eq!(read(&format!("{before}{example} {unit}")), Some(example));
            }
            for text in ["", "100000", "-1", "+45", "4.5", "四十五", "45a"] {
                assert_eq!(read(text), None, "{text}");
            }
        }
    }
}
