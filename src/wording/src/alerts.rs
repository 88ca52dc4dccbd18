//! What must be read before the amounts: the day has not come, or the figures are of long ago. Must not
//! know today's date unless given.
use crate::age::still_so;
use crate::names::owner_name;
use crate::notes::date;
use mingbai_engine::Unattested;
use mingbai_policy::{Day, Tables};

/// Returns what must be read before the amounts: the day has not come, or nobody attested the figures
/// within a year before the day. Of several visits, the day is the last. `today` is left out where it
/// is not known.
pub fn alerts(
    tables: &Tables,
    unattested: &[Unattested],
    day: Day,
    today: Option<Day>,
) -> Vec<String> {
    let future = today.and_then(|today| future(tables, day, today));
    let old = old_figures(tables, unattested);
    future.into_iter().chain(old).collect()
}

/// Returns alerts as lines of a text.
pub(crate) fn alert_lines(alerts: &[String]) -> impl Iterator<Item = String> {
    alerts.iter().map(|it| format!("注意：{it}"))
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
fn old_figures(tables: &Tables, unattested: &[Unattested]) -> Option<String> {
    let last = unattested.iter().map(|it| it.visit).max()?;
    // Of an owner with several tables, and of several visits, the oldest is said.
    let mut oldest: Vec<&Unattested> = unattested.iter().collect();
    oldest.sort_by_key(|it| it.last);
    let name = |it: &Unattested| it.table.map_or("收着的规定", |at| owner_name(tables, at));
    let mut owners: Vec<&str> = Vec::new();
    let mut said: Vec<(Vec<&str>, String)> = Vec::new();
    for it in oldest {
        let owner = name(it);
        if owners.contains(&owner) {
            continue;
        }
        owners.push(owner);
        let others = |other: &&Unattested| other.last != it.last && name(other) == owner;
        let when = match (it.table, unattested.iter().any(|other| others(&other))) {
            (None, _) => last_attested(it),
            (Some(_), false) => format!("的数{}", last_attested(it)),
            (Some(_), true) => format!("有的数{}", last_attested(it)),
        };
        match said.iter_mut().find(|(_, known)| *known == when) {
            Some((owners, _)) => owners.push(owner),
            None => said.push((vec![owner], when)),
        }
    }
    let each = said
        .iter()
        .map(|(owners, when)| format!("{}{when}", owners.join("、")));
    let each = each.collect::<Vec<_>>().join("；");
    Some(format!("{each}，{}", still_so(last)))
}

fn last_attested(it: &Unattested) -> String {
    match it.last {
        Some(last) if it.checked => format!("最后一次核对是 {}", date(last)),
        Some(last) => format!("最晚是 {} 年的", last.year()),
        None => "不知道是哪一年的".to_owned(),
    }
}
