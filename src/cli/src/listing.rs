//! Lists tables, places and policies as lines, and the tables with their marks as JSON. Must not
//! know a bill.
use mingbai_intake::{InputError, Visit};
use mingbai_policy::author::Marked;
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{CiteId, Day, HospitalId, Owner, RegionId, Span, Table, Tables};
use mingbai_wording::RuleText;
use serde_json::{Value, json};

/// Lists every table, a line each; as JSON with marks, by which two versions of a table are told
/// apart.
pub(crate) fn tables(all: &[Marked], as_json: bool) -> String {
    if as_json {
        let rows = all.iter().map(|it| {
            json!({
                "id": it.id, "title": it.title, "until": it.until, "checked": it.checked,
                "figures": format!("{:08x}", it.figures), "text": format!("{:08x}", it.text),
            })
        });
        return format!("{}\n", rows.collect::<Value>());
    }
    let line = |it: &Marked| {
        let until = it.until.as_deref().unwrap_or("没有写");
        let checked = it.checked.as_deref().unwrap_or("没有写");
        format!("{}（{}）：到 {until}，核对于 {checked}\n", it.title, it.id)
    };
    all.iter().map(line).collect()
}

/// Lists the tree of places with its hospitals, and marks those with a table.
pub(crate) fn places(tables: &Tables) -> String {
    let mut out = String::new();
    let nation = |(at, _): &(u16, _)| tables.vocabulary.regions[usize::from(*at)].parent.is_none();
    for (at, _) in (0u16..).zip(&tables.vocabulary.regions).filter(nation) {
        branch(tables, RegionId(at), 0, &mut out);
    }
    out
}

fn branch(tables: &Tables, place: RegionId, depth: usize, out: &mut String) {
    let vocabulary = &tables.vocabulary;
    let line = |out: &mut String, depth: usize, name: &str, owner: Owner| {
        let own: Vec<String> = tables
            .tables
            .iter()
            .filter(|t| t.owner == owner)
            .map(titled)
            .collect();
        out.push_str(&format!("{:indent$}{name}", "", indent = depth * 2));
        if !own.is_empty() {
            out.push_str(&format!("：{}", own.join("；")));
        }
        out.push('\n');
    };
    line(
        out,
        depth,
        &vocabulary.regions[place.index()].name.name,
        Owner::Region(place),
    );
    for (at, hospital) in (0u16..).zip(&vocabulary.hospitals) {
        if hospital.region == place {
            line(
                out,
                depth + 1,
                &hospital.name.name,
                Owner::Hospital(HospitalId(at)),
            );
        }
    }
    for (at, region) in (0u16..).zip(&vocabulary.regions) {
        if region.parent == Some(place) {
            branch(tables, RegionId(at), depth + 1, out);
        }
    }
}

fn titled(table: &Table) -> String {
    format!("{}（{}）", table.name, span(table.span))
}

fn span(span: Span) -> String {
    match (span.from, span.until) {
        (Some(from), Some(until)) => format!("{from} 至 {until}"),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(until)) => format!("至 {until}"),
        (None, None) => "起止不明".to_owned(),
    }
}

/// Lists the schemes that a person insured here may meet on the day, as the answer gives them.
pub(crate) fn schemes(
    tables: &Tables,
    place: Option<RegionId>,
    day: Day,
) -> Result<String, InputError> {
    let visit = Visit::new(day, place);
    let answer = mingbai_engine::answer(tables, &visit)?;
    let stated = mingbai_engine::case(tables, &visit)?;
    let json = mingbai_wording::json(tables, &visit, &answer, &stated);
    let name = name_of(tables, place);
    let rows = json
        .get("schemes")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let mut out = format!("{name}，{day}，{} 项专项政策\n", rows.len());
    let asks = mingbai_wording::ASK_WHOM;
    if rows.is_empty() {
        out.push_str(&format!("\n这里的政策表上一项也没有，不等于没有。{asks}\n"));
    } else if mingbai_wording::nothing_found(&answer) {
        let none = mingbai_wording::NOTHING_FOUND;
        out.push_str(&format!("\n{none}{asks}\n"));
    }
    for (row, line) in rows.iter().zip(&answer.schemes) {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let verdict = mingbai_wording::standing(line.verdict, line.reason);
        out.push_str(&format!("\n{}（{verdict}）\n", text("name")));
        out.push_str(&format!(
            "  {}\n",
            mingbai_wording::scheme_reason(tables, line)
        ));
        if let (Some(declared), Some(named)) = (
            row.get("declared").and_then(Value::as_u64),
            row.get("named"),
        ) {
            out.push_str(&format!(
                "  官方材料说共 {declared} 种，点了名的有 {named} 种。\n"
            ));
        }
        // An ended scheme states its benefit in the past.
        if line.reason == mingbai_engine::Reason::Ended {
            for said in mingbai_wording::scheme_actions(tables, line) {
                out.push_str(&format!("  {said}\n"));
            }
        } else if !text("benefit").is_empty() {
            out.push_str(&format!("  {}\n", text("benefit")));
        }
    }
    Ok(out)
}

fn name_of(tables: &Tables, place: Option<RegionId>) -> &str {
    place.map_or("其他地方，只看全国的", |place| {
        tables.vocabulary.regions[place.index()].name.name.as_str()
    })
}

/// Lists every rule of the place, of the places above it and of the hospitals inside it, with its
/// source; for a place without tables, the nation's rules alone.
pub(crate) fn rules(tables: &Tables, place: Option<RegionId>, day: Day) -> String {
    let vocabulary = &tables.vocabulary;
    let reaches = |table: &&Table| match (table.owner, place) {
        (Owner::Region(owner), None) => vocabulary.regions[owner.index()].level == Level::Nation,
        (Owner::Hospital(_), None) => false,
        (Owner::Region(owner), Some(place)) => vocabulary.within(place, owner),
        (Owner::Hospital(hospital), Some(place)) => {
            // A hospital of the place above a county also serves the county; the nation is no such
            // place.
            vocabulary.lineage(place).any(|r| {
                r == vocabulary.hospitals[hospital.index()].region
                    && vocabulary.regions[r.index()].level != Level::Nation
            }) || vocabulary.within(vocabulary.hospitals[hospital.index()].region, place)
        }
    };
    let mut out = format!("{}，{day}\n", name_of(tables, place));
    for (at, table) in (0u16..).zip(&tables.tables) {
        if !reaches(&table) {
            continue;
        }
        out.push_str(&format!("\n{}（{}）\n", table.name, table.id));
        for line in mingbai_wording::table_lines(tables, at) {
            out.push_str(&format!("  {line}\n"));
        }
        for blank in mingbai_wording::table_blanks(tables, at) {
            out.push_str(&format!("  文件没有写：{blank}\n"));
        }
        for chapter in mingbai_wording::chapters(tables, at) {
            out.push_str(&format!("\n  【{}】\n", chapter.title));
            for it in &chapter.rules {
                rule(tables, it, day, &mut out);
            }
        }
    }
    out
}

/// Writes one rule: whether it holds on the day, its text, its source.
fn rule(tables: &Tables, it: &RuleText, day: Day, out: &mut String) {
    let state = match (it.span.not_yet(day), it.span.over(day)) {
        (true, _) => "还没开始",
        (_, true) => "已经结束",
        _ => "有效",
    };
    let time = it
        .time
        .as_ref()
        .map_or_else(String::new, |time| format!("{time}，"));
    out.push_str(&format!("  {}（{}），{time}{state}\n", it.name, it.id));
    let sources = |cites: &[CiteId], out: &mut String| {
        for cite in cites {
            out.push_str(&format!(
                "      {}\n",
                mingbai_wording::source_line(tables, *cite)
            ));
        }
    };
    for line in &it.says {
        out.push_str(&format!("    {line}\n"));
    }
    if !it.names.is_empty() {
        out.push_str(&format!("    {}\n", it.names.join("、")));
    }
    for case in &it.cases {
        let when = if case.when.is_empty() {
            "其他情况：".into()
        } else {
            case.when.concat()
        };
        out.push_str(&format!("    {when}{}\n", case.says.concat()));
        if case.cites != it.cites {
            sources(case.cites, out);
        }
    }
    if let Some(caveat) = it.caveat {
        out.push_str(&format!("    注意：{caveat}\n"));
    }
    sources(it.cites, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use mingbai_policy::author::marks;
    use std::path::Path;

    #[test]
    fn every_shipped_table_is_listed_with_its_days_and_marks() {
        let shipped = mingbai_tables::load().unwrap();
        let policies = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../policies"));
        let marked = marks(policies).unwrap();
        let rows: Value = serde_json::from_str(&tables(&marked, true)).unwrap();
        let rows = rows.as_array().unwrap();
        assert_eq!(rows.len(), shipped.tables.len());
        for table in &shipped.tables {
            let row = rows.iter().find(|it| it["id"] == table.id.as_str());
            let row = row.unwrap_or_else(|| panic!("{} is missing", table.id));
            assert_eq!(row["title"], table.name.as_str());
            let day = |key: &str| row[key].as_str().filter(|it| *it != "unknown");
            let until = table.span.until.map(|it| it.to_string());
            assert_eq!(day("until"), until.as_deref(), "{}", table.id);
            let checked = table.checked.map(|it| it.to_string());
            assert_eq!(day("checked"), checked.as_deref(), "{}", table.id);
            for mark in ["figures", "text"] {
                let digits = row[mark].as_str().unwrap();
                assert!(digits.len() == 8 && u32::from_str_radix(digits, 16).is_ok());
            }
        }
        assert_eq!(tables(&marked, false).lines().count(), marked.len());
    }
}
