//! Lists tables and their figures by how long nobody has checked them. Must not know a visit.
use mingbai_policy::{
    Amount, CiteId, Day, Figures, LayerRule, Owner, Rule, ShareRange, Table, Tables,
};
use serde_json::{Value, json};

/// A table, and how long nobody has checked it.
pub(crate) struct Row<'t> {
    table: &'t Table,
    place: &'t str,
    in_force: bool,
    age: Age,
    figures: Vec<Figure<'t>>,
}

/// Figures of a rule that were last stated together.
struct Figure<'t> {
    rule: &'t Rule,
    name: &'t str,
    /// 起付线, 比例 …; empty for a rule of another kind than a layer.
    kinds: Vec<&'static str>,
    age: Age,
}

/// When something was last compared with its documents, and last stated in a source. Ages compare as
/// they are listed: what was never checked first, then what was checked or stated earliest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Age {
    checked: Option<Day>,
    stated: Option<Day>,
    until: Day,
}

impl Age {
    /// Returns the day since which nobody has checked; `None` where no day is known.
    fn since(self) -> Option<Day> {
        self.checked.or(self.stated)
    }

    /// Returns for how many whole months nobody has checked.
    fn months(self) -> Option<u32> {
        self.since().map(|since| self.until.months_since(since))
    }
}

/// Returns every table with the figures that hold on the day, those in force first, each in the order
/// of their ages, the longest unchecked first.
pub(crate) fn rows(tables: &Tables, day: Day) -> Vec<Row<'_>> {
    let row = |table| row(tables, table, day);
    let mut rows: Vec<Row> = tables.tables.iter().map(row).collect();
    rows.sort_by_key(|it| (!it.in_force, it.age));
    rows
}

fn row<'t>(tables: &'t Tables, table: &'t Table, day: Day) -> Row<'t> {
    let in_force = table.span.holds(day);
    let mut figures = Vec::new();
    // Of a table that is over, the figures of its last day are listed.
    let holds = |rule: &Rule| match in_force {
        true => rule.span.holds(day),
        false => rule.span.until == table.span.until,
    };
    for layer in table.layers.iter().filter(|it| holds(&it.rule)) {
        of_layer(tables, table, layer, day, &mut figures);
    }
    let top_ups = table.top_ups.iter().map(|it| &it.rule);
    let waivers = table.waivers.iter().map(|it| &it.rule);
    let schemes = table.schemes.iter().map(|it| &it.rule);
    let targets = table.targets.iter().map(|it| &it.rule);
    let procedures = table.procedures.iter().map(|it| &it.rule);
    let others = top_ups
        .chain(waivers)
        .chain(schemes)
        .chain(targets)
        .chain(procedures);
    figures.extend(others.filter(|it| holds(it)).map(|rule| Figure {
        rule,
        name: &rule.name,
        kinds: Vec::new(),
        age: age(tables, table, (&rule.cites, rule.span.from), day),
    }));
    figures.sort_by_key(|it| it.age);
    let vocabulary = &tables.vocabulary;
    Row {
        table,
        place: match table.owner {
            Owner::Region(region) => &vocabulary.regions[region.index()].name.name,
            Owner::Hospital(hospital) => &vocabulary.hospitals[hospital.index()].name.name,
        },
        in_force,
        age: Age {
            checked: table.checked,
            stated: tables.last_attested(table, day),
            until: day,
        },
        figures,
    }
}

fn age(tables: &Tables, table: &Table, of: (&[CiteId], Option<Day>), day: Day) -> Age {
    Age {
        checked: table.checked,
        stated: tables.last_stated(of.0, of.1),
        until: day,
    }
}

/// Adds the figures of a layer; figures last stated on one day share a line.
fn of_layer<'t>(
    tables: &'t Tables,
    table: &Table,
    layer: &'t LayerRule,
    day: Day,
    found: &mut Vec<Figure<'t>>,
) {
    let rule = &layer.rule;
    let name = match rule.name.as_str() {
        "" => &tables.vocabulary.layers[layer.layer.index()].name.name,
        own => own,
    };
    let first = found.len();
    for variant in &layer.variants {
        let kinds = kinds(&variant.figures);
        if kinds.is_empty() {
            continue;
        }
        let age = age(
            tables,
            table,
            (&variant.cites, variant.first_day(rule.span.from)),
            day,
        );
        let mut here = found.iter_mut().skip(first);
        match here.find(|it| it.age == age) {
            Some(line) => {
                let new = kinds.into_iter().filter(|it| !line.kinds.contains(it));
                let new: Vec<_> = new.collect();
                line.kinds.extend(new);
            }
            None => found.push(Figure {
                rule,
                name,
                kinds,
                age,
            }),
        }
    }
}

/// Returns the names of the figures that are given; a figure openly unknown is none.
fn kinds(figures: &Figures) -> Vec<&'static str> {
    let amount = |it: Option<Amount>| it.is_some_and(|it| !it.is_unknown());
    let share = |it: Option<ShareRange>| it.is_some_and(|it| it != ShareRange::UNKNOWN);
    let shares = figures.shares.as_ref();
    let all = [
        ("起付线", amount(figures.deductible)),
        ("先行自付", share(figures.first_self_pay)),
        ("报销比例", shares.is_some_and(|it| !it.is_unknown())),
        ("降低的比例", share(figures.lowered)),
        ("封顶线", amount(figures.cap)),
        ("合计封顶", figures.ceiling.is_some()),
    ];
    let given = all.into_iter().filter(|(_, given)| *given);
    given.map(|(name, _)| name).collect()
}

/// Writes the rows as text: the tables in force, then those that are not.
pub(crate) fn text(rows: &[Row]) -> String {
    let mut out = String::new();
    for (title, in_force) in [("现行的", true), ("已到期或还没开始的", false)] {
        let mut rows = rows.iter().filter(|it| it.in_force == in_force).peekable();
        if rows.peek().is_none() {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("【{title}】\n"));
        for row in rows {
            let (table, age) = (row.table, age_text(row.age));
            out.push_str(&format!("{}（{}）：{age}\n", table.name, table.id));
            for figure in &row.figures {
                out.push_str(&figure_line(figure));
            }
        }
    }
    out
}

fn figure_line(figure: &Figure) -> String {
    let kinds = match figure.kinds.as_slice() {
        [] => String::new(),
        kinds => format!("，{}", kinds.join("、")),
    };
    let age = age_text(figure.age);
    format!("  {}（{}）{kinds}：{age}\n", figure.name, figure.rule.id)
}

/// Returns how long nobody has checked: `没有核对过，最后写到是 2024-01-01，2 年 10 个月了`
fn age_text(age: Age) -> String {
    let long = match age.months() {
        Some(0) => "，不到一个月".to_owned(),
        Some(months) => match (months / 12, months % 12) {
            (0, months) => format!("，{months} 个月了"),
            (years, 0) => format!("，{years} 年了"),
            (years, months) => format!("，{years} 年 {months} 个月了"),
        },
        None => String::new(),
    };
    match (age.checked, age.stated) {
        (Some(checked), _) => format!("{checked} 核对过{long}"),
        (None, Some(stated)) => format!("没有核对过，最后写到是 {stated}{long}"),
        (None, None) => "没有核对过，也不知道是哪天的".to_owned(),
    }
}

/// Returns the rows as JSON, in the order of the text.
pub(crate) fn json(rows: &[Row]) -> Value {
    let day = |day: Option<Day>| day.map(|it| it.to_string());
    let age = |row: &mut Value, age: Age| {
        row["checked"] = age
            .checked
            .map_or_else(|| "unknown".to_owned(), |it| it.to_string())
            .into();
        row["stated"] = day(age.stated).into();
        row["months"] = age.months().into();
    };
    let figure = |it: &Figure| {
        let mut row = json!({
            "rule": it.rule.id,
            "name": it.name,
            "figures": it.kinds,
            "until": day(it.rule.span.until),
        });
        age(&mut row, it.age);
        row
    };
    let row = |it: &Row| {
        let mut row = json!({
            "id": it.table.id,
            "name": it.table.name,
            "place": it.place,
            "in_force": it.in_force,
            "until": day(it.table.span.until),
        });
        age(&mut row, it.age);
        row["figures"] = it.figures.iter().map(figure).collect();
        row
    };
    rows.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = Day::new(2026, 11, 29);

    #[test]
    fn every_table_and_every_figure_in_force_is_listed_the_longest_unchecked_first() {
        let tables = mingbai_tables::load().unwrap();
        let rows = rows(&tables, DAY);
        assert_eq!(rows.len(), tables.tables.len());
        assert!(rows.is_sorted_by_key(|it| (!it.in_force, it.age)));
        for row in &rows {
            assert_eq!(row.in_force, row.table.span.holds(DAY), "{}", row.table.id);
            assert!(
                row.figures.is_sorted_by_key(|it| it.age),
                "{}",
                row.table.id
            );
            let stated = |layer: &&LayerRule| {
                let mut variants = layer.variants.iter();
                variants.any(|it| !kinds(&it.figures).is_empty())
            };
            let layers = row.table.layers.iter().filter(stated);
            for layer in layers.filter(|it| row.in_force && it.rule.span.holds(DAY)) {
                let mut figures = row.figures.iter();
                assert!(
                    figures.any(|it| it.rule == &layer.rule),
                    "{}",
                    layer.rule.id
                );
            }
        }
        let first = rows.iter().position(|it| it.age.checked.is_some());
        let checked = &rows[first.unwrap()..];
        let in_force = checked.iter().filter(|it| it.in_force);
        assert!(in_force.into_iter().all(|it| it.age.checked.is_some()));
    }

    #[test]
    fn how_long_is_said_in_years_and_months() {
        let check = |checked: Option<Day>, stated: Option<Day>, expected: &str| {
            let age = Age {
                checked,
                stated,
                until: DAY,
            };
            assert_eq!(age_text(age), expected);
        };
        let day = |year, month, day| Some(Day::new(year, month, day));
        check(None, None, "没有核对过，也不知道是哪天的");
        check(
            None,
            day(2024, 1, 1),
            "没有核对过，最后写到是 2024-01-01，2 年 10 个月了",
        );
        check(
            None,
            day(2026, 5, 29),
            "没有核对过，最后写到是 2026-05-29，6 个月了",
        );
        check(
            day(2025, 11, 29),
            day(2019, 1, 1),
            "2025-11-29 核对过，1 年了",
        );
        check(day(2026, 11, 22), None, "2026-11-22 核对过，不到一个月");
    }
}
