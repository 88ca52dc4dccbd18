//! Of which year the figures of a line are, and when they were last checked. Must not know the line.
use crate::notes::date;
use mingbai_engine::FigureAge;
use mingbai_policy::Day;
use serde_json::{Value, json};

/// Returns the doubt about figures of an earlier year.
pub(crate) fn still_so(visit: Day) -> String {
    format!("{} 年是不是还这样，没有人核对过。", visit.year())
}

/// Returns the years of a line's figures: `2023 年的数`, `2017 年到 2023 年的数`
fn years(age: &FigureAge) -> String {
    match (age.oldest, age.newest) {
        (Some(oldest), Some(newest)) if oldest.year() < newest.year() => {
            format!("{} 年到 {} 年的数", oldest.year(), newest.year())
        }
        (Some(oldest), _) => format!("{} 年的数", oldest.year()),
        (None, _) => "不知道哪一年的数".to_owned(),
    }
}

/// Returns the years of a line's figures where some figure is older than the visit's year.
pub(crate) fn old_years(age: Option<&FigureAge>) -> Option<String> {
    age.filter(|it| it.is_old()).map(years)
}

/// Returns of which year figures are, and when they were last compared with their documents:
/// `2023 年的数，没有核对过原文；2026 年是不是还这样，没有人核对过。`
pub(crate) fn age_text(age: &FigureAge) -> String {
    let checked = match age.checked {
        Some(day) => format!("{}核对过原文", date(day)),
        None => "没有核对过原文".to_owned(),
    };
    let fresh = age.checked.map(Day::year) >= Some(age.visit.year());
    let doubt = match age.is_old() && !fresh {
        true => format!("；{}", still_so(age.visit)),
        false => "。".to_owned(),
    };
    format!("{}，{checked}{doubt}", years(age))
}

/// Returns the age of a line's figures as JSON; null where no table gives the line a figure.
pub(crate) fn age_json(age: Option<&FigureAge>) -> Value {
    let year = |day: Option<Day>| day.map(|it| it.year().to_string());
    age.map_or(Value::Null, |age| {
        json!({
            "from": year(age.oldest),
            "to": year(age.oldest.and(age.newest)),
            "open_ended": age.open_ended,
            "checked": age.checked.map_or_else(|| "unknown".to_owned(), |day| day.to_string()),
            "text": age_text(age),
        })
    })
}
