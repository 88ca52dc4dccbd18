use mingbai_policy::terms::Level;
use mingbai_policy::{Cite, Day, Evidence, HospitalId, Owner, RegionId, Rule, Span, Table, Tables};
use mingbai_visit::{InputError, Visit};
use serde_json::Value;

/// The tree of places with its hospitals; what has a table says so.
pub(crate) fn places(tables: &Tables) -> String {
    let mut out = String::new();
    let nation = |(at, _): &(u16, _)| tables.terms.regions[usize::from(*at)].parent.is_none();
    for (at, _) in (0u16..).zip(&tables.terms.regions).filter(nation) {
        branch(tables, RegionId(at), 0, &mut out);
    }
    out
}

fn branch(tables: &Tables, place: RegionId, depth: usize, out: &mut String) {
    let terms = &tables.terms;
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
        &terms.regions[place.index()].name.name,
        Owner::Region(place),
    );
    for (at, hospital) in (0u16..).zip(&terms.hospitals) {
        if hospital.region == place {
            line(
                out,
                depth + 1,
                &hospital.name.name,
                Owner::Hospital(HospitalId(at)),
            );
        }
    }
    for (at, region) in (0u16..).zip(&terms.regions) {
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

/// The schemes a person insured here may meet on the day, as the answer gives them.
pub(crate) fn schemes(tables: &Tables, place: RegionId, day: Day) -> Result<String, InputError> {
    let visit = Visit::new(day, Some(place));
    let answer = mingbai_engine::answer(tables, &visit)?;
    let json = mingbai_words::json(tables, &visit, &answer);
    let name = &tables.terms.regions[place.index()].name.name;
    let rows = json
        .get("schemes")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let mut out = format!("{name}，{day}，{} 项专项政策\n", rows.len());
    for (row, line) in rows.iter().zip(&answer.schemes) {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or_default();
        let verdict = mingbai_words::standing(line.verdict, line.reason);
        out.push_str(&format!("\n{}（{verdict}）\n", text("name")));
        out.push_str(&format!(
            "  {}\n",
            mingbai_words::scheme_reason(tables, line)
        ));
        if let (Some(declared), Some(named)) = (
            row.get("declared").and_then(Value::as_u64),
            row.get("named"),
        ) {
            out.push_str(&format!(
                "  官方材料说共 {declared} 种，点了名的有 {named} 种。\n"
            ));
        }
        if !text("benefit").is_empty() {
            out.push_str(&format!("  {}\n", text("benefit")));
        }
    }
    Ok(out)
}

/// Every rule of the place, of the places above it and of the hospitals inside it, with its source.
pub(crate) fn rules(tables: &Tables, place: RegionId, day: Day) -> String {
    let terms = &tables.terms;
    let reaches = |table: &&Table| match table.owner {
        Owner::Region(owner) => terms.within(place, owner),
        Owner::Hospital(hospital) => {
            // A hospital above a county still serves it; the nation's hospitals are not all meant.
            terms.lineage(place).any(|r| {
                r == terms.hospitals[hospital.index()].region
                    && terms.regions[r.index()].level != Level::Nation
            }) || terms.within(terms.hospitals[hospital.index()].region, place)
        }
    };
    let mut out = format!("{}，{day}\n", terms.regions[place.index()].name.name);
    for table in tables.tables.iter().filter(reaches) {
        out.push_str(&format!(
            "\n{}（{}），{}\n",
            table.name,
            table.id,
            span(table.span)
        ));
        match table.checked {
            Some(checked) => out.push_str(&format!("  {checked} 核对过原文\n")),
            None => out.push_str("  没有核对过原文\n"),
        }
        for blank in &table.blanks {
            out.push_str(&format!("  原文没有写：{blank}\n"));
        }
        for (kind, name, rule) in all(tables, table) {
            let state = match (rule.span.not_yet(day), rule.span.over(day)) {
                (true, _) => "还没开始",
                (_, true) => "已经结束",
                _ => "有效",
            };
            out.push_str(&format!(
                "  {kind} {name}（{}），{}，{state}\n",
                rule.id,
                span(rule.span)
            ));
            for cite in rule
                .cites
                .iter()
                .filter_map(|id| tables.cites.get(usize::from(id.0)))
            {
                out.push_str(&format!("    {}\n", source(cite)));
            }
        }
    }
    out
}

fn all<'a>(tables: &'a Tables, table: &'a Table) -> Vec<(&'static str, &'a str, &'a Rule)> {
    fn named(rule: &Rule) -> (&str, &Rule) {
        (rule.name.as_str(), rule)
    }
    let layers = table.layers.iter().map(|it| {
        let own = it.rule.name.as_str();
        let name = if own.is_empty() {
            tables.terms.layers[it.layer.index()].name.name.as_str()
        } else {
            own
        };
        ("保障线", name, &it.rule)
    });
    let kind = |kind: &'static str| move |(name, rule): (&'a str, &'a Rule)| (kind, name, rule);
    layers
        .chain(
            table
                .excesses
                .iter()
                .map(|it| named(&it.rule))
                .map(kind("超额")),
        )
        .chain(
            table
                .waivers
                .iter()
                .map(|it| named(&it.rule))
                .map(kind("减免")),
        )
        .chain(
            table
                .schemes
                .iter()
                .map(|it| named(&it.rule))
                .map(kind("专项")),
        )
        .chain(
            table
                .lists
                .iter()
                .map(|it| named(&it.rule))
                .map(kind("名单")),
        )
        .chain(
            table
                .targets
                .iter()
                .map(|it| named(&it.rule))
                .map(kind("目标")),
        )
        .chain(
            table
                .procedures
                .iter()
                .map(|it| named(&it.rule))
                .map(kind("办理")),
        )
        .collect()
}

fn source(cite: &Cite) -> String {
    let issuer = cite.issuer.as_deref().unwrap_or("发文单位不明");
    let date = cite.date.as_deref().unwrap_or("日期不明");
    let reported = if cite.evidence == Evidence::Reported {
        "，未核对原文"
    } else {
        ""
    };
    format!(
        "《{}》，{issuer}，{date}，{}{reported}",
        cite.title, cite.place
    )
}
