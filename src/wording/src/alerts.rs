//! What must be read before the amounts: the day has not come, or the figures are of long ago. Must not
//! know today's date unless given.
use crate::age::still_so;
use crate::names::owner_name;
use crate::notes::date;
use mingbai_engine::{Answer, Unattested};
use mingbai_policy::{Day, Tables};

/// Returns what must be read before the amounts: the day has not come, or nobody attested the figures
/// within a year before the day. `today` is left out where it is not known.
pub fn alerts(tables: &Tables, answer: &Answer, day: Day, today: Option<Day>) -> Vec<String> {
    let future = today.and_then(|today| future(tables, day, today));
    future
        .into_iter()
        .chain(unattested(tables, answer))
        .collect()
}

/// Returns that a day has not come. A clock that is behind the tables' own last check is wrong.
fn future(tables: &Tables, day: Day, today: Day) -> Option<String> {
    let today = tables.last_check().map_or(today, |it| it.max(today));
    (day > today).then(|| {
        format!(
            "{}还没有到。下面照现在收着的规定算，到那天规定可能变了。",
            date(day)
        )
    })
}

/// Returns that nobody attested the figures for the year of the visit.
fn unattested(tables: &Tables, answer: &Answer) -> Option<String> {
    let first = answer.unattested.first()?;
    let mut said: Vec<(Vec<&str>, String)> = Vec::new();
    for it in &answer.unattested {
        let owner = it.table.map_or("", |at| owner_name(tables, at));
        let when = last_attested(it);
        match said.iter_mut().find(|(_, known)| *known == when) {
            Some((owners, _)) if owners.contains(&owner) => {}
            Some((owners, _)) => owners.push(owner),
            None => said.push((vec![owner], when)),
        }
    }
    let when = match (said.as_slice(), first.table) {
        ([(_, when)], None) => format!("收着的规定{when}"),
        ([(_, when)], Some(_)) => format!("这些数{when}"),
        (several, _) => {
            let each = several
                .iter()
                .map(|(owners, when)| format!("{}的数{when}", owners.join("、")));
            return Some(format!(
                "{}。{}",
                each.collect::<Vec<_>>().join("，"),
                still_so(first.visit)
            ));
        }
    };
    Some(format!("{when}，{}", still_so(first.visit)))
}

fn last_attested(it: &Unattested) -> String {
    match it.last {
        Some(last) if it.checked => format!("最后一次核对是 {}", date(last)),
        Some(last) => format!("最晚是 {} 年的", last.year()),
        None => "不知道是哪一年的".to_owned(),
    }
}
