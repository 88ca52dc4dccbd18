//! The comparison of one visit at several places (换家医院会怎样) as sentences, text and JSON.
//! Computes no amounts.
use crate::alerts::alert_lines;
use crate::money::{headline, range, short};
use crate::names::hospital_name;
use crate::notes::{FINAL_WORD, UNCHECKED, date};
use crate::sentences::with_full_stop;
use mingbai_engine::{Comparison, Destination, Hospital, LevelRule, Lies, Range, Referral, Visit};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{
    Bracket, Fen, Owner, Place, Procedure, ProcedureKind, Share, ShareRange, Table, Tables, When,
};
use serde_json::{Value, json};

/// Returns the name of a place and how the patient comes there: `市里的医院（先转诊）`.
pub fn elsewhere_name(tables: &Tables, visit: &Visit, entry: &Comparison) -> String {
    let referral = match entry.referral {
        Referral::With => "（先转诊）",
        Referral::Without => "（没转诊）",
        Referral::Either => "（转不转诊都一样）",
        Referral::Unsaid => "（转诊怎么算，没有写）",
        Referral::NotNeeded | Referral::AsGiven => "",
    };
    format!("{}{referral}", destination_name(tables, visit, entry.at))
}

fn destination_name<'t>(tables: &'t Tables, visit: &Visit, at: Destination) -> &'t str {
    match at {
        Destination::AsGiven => "您填的这次",
        Destination::Village => "村卫生室",
        Destination::Township => "乡镇卫生院",
        Destination::County => "县里的医院",
        Destination::City => "市里的医院",
        Destination::Province if in_municipality(tables, visit) => "市里的医院",
        Destination::Province => "省里的医院",
        Destination::OtherProvince if in_municipality(tables, visit) => "外地的医院",
        Destination::OtherProvince => "外省的医院",
        Destination::Hospital(id) => hospital_name(tables, id),
    }
}

/// Checks whether home is in a municipality (直辖市), where the whole province is one city.
fn in_municipality(tables: &Tables, visit: &Visit) -> bool {
    let vocabulary = &tables.vocabulary;
    let has = |level| {
        visit.insured_in.is_some_and(|home| {
            vocabulary
                .lineage(home)
                .filter_map(|region| vocabulary.regions.get(region.index()))
                .any(|region| region.level == level)
        })
    };
    has(Level::County) && !has(Level::Prefecture)
}

/// Returns what the patient pays at a place, and how that compares: `付 ¥1,200.00。比您填的这次少付
/// ¥300。`
pub fn elsewhere_sentence(entries: &[Comparison], entry: &Comparison) -> String {
    let Some(pays) = entry.pays else {
        return "没有总费用，换一家就算不出。".into();
    };
    let mut said = format!("付 {}", range(pays.estimate));
    if pays.certain != pays.estimate {
        said.push_str(&format!("（{UNCHECKED}）"));
    }
    said.push('。');
    if entry.given {
        if entry.at != Destination::AsGiven {
            said.push_str("这就是您填的这次。");
        }
        return said;
    }
    let gap = |such: &dyn Fn(&Comparison) -> bool| {
        let at = entries.iter().position(such)?;
        entry.against.get(at).copied().flatten()
    };
    let (beside, called): (&dyn Fn(&Comparison) -> bool, _) = if at_no_hospital(entries) {
        (&|it| it.at == Destination::County, "县里的医院")
    } else {
        (&|it| it.given, "您填的这次")
    };
    if let Some(gap) = gap(beside)
        && !beside(entry)
        && (compare_alike(entries).is_none() || Lies::of(gap) != Lies::Unknown)
    {
        said.push_str(&gap_sentence(gap, called));
    }
    // The worth of a referral is shown at the same place, all else being equal.
    let referred =
        |it: &Comparison| it.at == entry.at && it.referral == Referral::With && !it.given;
    if entry.referral == Referral::Without
        && let Some(gap) = gap(&referred)
    {
        said.push_str(&match Lies::of(gap) {
            Lies::Unknown => "和先转诊差多少，算不出。".into(),
            _ => gap_sentence(gap, "先转诊"),
        });
    }
    said
}

/// Checks whether the visit names no hospital: such a visit is no baseline for a comparison.
fn at_no_hospital(entries: &[Comparison]) -> bool {
    entries.iter().any(|it| {
        it.given
            && it.at == Destination::AsGiven
            && it.hospital.is_none()
            && (it.grade.is_none() || it.place.is_none())
    })
}

/// Returns the difference to another place, under the same unknowns: `比县里少付 ¥1,830。`
pub fn gap_sentence(gap: Range, other: &str) -> String {
    let less = Range {
        low: Fen(-gap.high.0),
        high: Fen(-gap.low.0),
    };
    match Lies::of(gap) {
        Lies::Same => format!("和{other}一样。"),
        Lies::Less if less.low == Fen::ZERO => {
            format!("比{other}最多少付 {}，不会多付。", most(less.high))
        }
        Lies::Less => format!("比{other}少付 {}。", headline(less)),
        Lies::More if gap.low == Fen::ZERO => {
            format!("比{other}最多多付 {}，不会少付。", most(gap.high))
        }
        Lies::More => format!("比{other}多付 {}。", headline(gap)),
        Lies::Unknown => format!("和{other}比，还分不出高低。"),
    }
}

/// Returns an amount in whole yuan, rounded up.
fn most(fen: Fen) -> String {
    format!("¥{}", short(Fen((fen.0 + 99).div_euclid(100) * 100)))
}

/// Returns what 基本医保 pays at a place, by the tables in force: `起付线 400，报 80%。`
pub fn level_rule_line(entry: &Comparison) -> String {
    match &entry.rules[..] {
        [] => "基本医保在这里不付，或者没有写。".into(),
        [rule] => format!("{}。", level_rule(rule)),
        rules if rules.len() <= 3 => {
            let all: Vec<String> = rules.iter().map(level_rule).collect();
            format!("看情况。{}。", all.join("。或者"))
        }
        rules => format!("看情况，有 {} 种报法。多答几题就少了。", rules.len()),
    }
}

/// Checks whether a table in force states any figure of 基本医保 for a place.
pub fn level_rule_written(entry: &Comparison) -> bool {
    entry.rules.iter().any(|rule| {
        !rule.shares.is_empty()
            || rule.deductible.high < Fen::MAX
            || rule.deductible.low > Fen::ZERO
    })
}

fn level_rule(rule: &LevelRule) -> String {
    let first = match rule.first_self_pay {
        ShareRange {
            high: Share::ZERO, ..
        } => String::new(),
        share => format!("先自付 {}，", shares(share)),
    };
    let deductible = match (rule.deductible.low, rule.deductible.high) {
        (Fen::ZERO, Fen::ZERO) => "没有起付线".into(),
        (low, high) if low == high => format!("起付线 {}", short(low)),
        (Fen::ZERO, Fen::MAX) => "起付线没有写".into(),
        (low, Fen::MAX) => format!("起付线至少 {}", short(low)),
        (low, high) => format!("起付线 {} 到 {}", short(low), short(high)),
    };
    let all = rule.shares.iter().map(|bracket| bracket.share);
    let all = all.reduce(|one, other| ShareRange {
        low: one.low.min(other.low),
        high: one.high.max(other.high),
    });
    let pays = match (all, &rule.shares[..]) {
        (None | Some(ShareRange::UNKNOWN), _) => "报多少没有写".into(),
        (Some(share), [_]) => format!("报 {}", shares(share)),
        (Some(share), _) => format!("分段报 {}", shares(share)),
    };
    if deductible == "起付线没有写" && pays == "报多少没有写" {
        return format!("{first}起付线和报多少，都没有写");
    }
    format!("{first}{deductible}，{pays}")
}

fn shares(share: ShareRange) -> String {
    if share.low == share.high {
        share.low.to_string()
    } else {
        format!("{} 到 {}", share.low, share.high)
    }
}

/// Returns what to do where every difference between two places is open.
pub fn compare_alike(entries: &[Comparison]) -> Option<&'static str> {
    let open = |gap: &Option<Range>| gap.is_none_or(|gap| Lies::of(gap) == Lies::Unknown);
    let told = |(at, entry): (usize, &Comparison)| {
        let others = entry
            .against
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at);
        others.map(|(_, gap)| gap).any(|gap| !open(gap))
    };
    if entries.len() < 2 || entries.iter().filter(|it| it.pays.is_some()).count() < 2 {
        return None;
    }
    if entries.iter().enumerate().any(told) {
        return None;
    }
    Some(if entries.iter().any(level_rule_written) {
        "现在还分不出哪家高、哪家低。多答几题，也许分得出。"
    } else {
        "各家怎么报，那天的政策表没有写，分不出高低。先问 12393：各级医院的起付线和报销比例。"
    })
}

/// Checks whether any two ranges differ; equal ranges compare nothing.
pub fn ranges_differ(entries: &[Comparison]) -> bool {
    let mut ranges = entries
        .iter()
        .filter_map(|it| it.pays.map(|pays| pays.estimate));
    let first = ranges.next();
    ranges.any(|it| Some(it) != first)
}

/// Returns whose day's rules apply: `按 2020 年 6 月 1 日那天的规定。`
pub fn rules_of_day(visit: &Visit) -> String {
    let day = visit.tables_as_of.unwrap_or(visit.date);
    format!("按 {}那天的规定。", date(day))
}

/// Returns what must be known before two places can be compared.
pub fn compare_caveats(visit: &Visit) -> Vec<&'static str> {
    let mut said = vec![
        "高低是别的都一样时比的：同一个人，同一份账单。",
        "这里当作总费用到哪家都一样。",
        "各家收费可能不同，所以只能比报销。",
        "没点名的医院：卫生室、卫生院按一级，县里按二级，再往上按三级。",
        "能不能治您的病，先问医生。",
    ];
    if let Some(bill) = &visit.bill
        && (bill.self_pay.is_some() || !bill.paid.is_empty() || !bill.items.is_empty())
    {
        said.push("结算单上的数只对那一家。换一家，都重新算。");
    }
    if !visit.local.is_empty() {
        said.push(match visit.grade {
            Some(_) => "您填的当地的数，只用在同一级的医院，就诊也要一样。",
            None => "您填的当地的数，没说是几级医院的，这里当作到哪家都一样。",
        });
    }
    said.push(FINAL_WORD);
    said
}

/// Returns what to do before going to another province, by the rules in force; empty where no
/// hospital of another province is compared.
pub fn compare_away(tables: &Tables, visit: &Visit, entries: &[Comparison]) -> Vec<String> {
    let away = |it: &Comparison| it.place == Some(Place::OtherProvince);
    if !entries.iter().any(away) {
        return Vec::new();
    }
    let day = visit.tables_as_of.unwrap_or(visit.date);
    let of_home = |table: &&Table| match table.owner {
        Owner::Region(region) if table.span.holds(day) => match visit.insured_in {
            Some(home) => tables.vocabulary.within(home, region),
            // A place without a table: only the nation's rules.
            None => (tables.vocabulary.regions.get(region.index()))
                .is_some_and(|it| it.parent.is_none()),
        },
        Owner::Region(_) => false,
        Owner::Hospital(_) => false,
    };
    let mut found: Vec<&Procedure> = tables
        .tables
        .iter()
        .filter(of_home)
        .flat_map(|table| &table.procedures)
        .filter(|it| matches!(it.kind, ProcedureKind::Filing | ProcedureKind::Referral))
        .filter(|it| it.rule.span.holds(day))
        .filter(|it| of_another_province(&it.rule.when))
        .collect();
    // How to file (备案) comes first, then the place's own rules; the result holds the other rules of
    // filing.
    found.sort_by_key(|it| it.kind != ProcedureKind::Filing);
    let mut filed = false;
    found.retain(|it| it.kind != ProcedureKind::Filing || !std::mem::replace(&mut filed, true));
    found
        .into_iter()
        .map(|it| with_full_stop(&it.text))
        .collect()
}

/// Checks whether a rule's only conditions are residents' insurance and a hospital of another
/// province.
fn of_another_province(when: &When) -> bool {
    let resident = |when: &When| matches!(when, When::Insurance(_));
    let away = |when: &When| *when == When::Place(Place::OtherProvince.bit());
    match when {
        When::All(parts) => {
            parts.iter().any(away) && parts.iter().all(|it| away(it) || resident(it))
        }
        when => away(when),
    }
}

/// Returns the comparison as plain lines.
pub fn compare_text(
    tables: &Tables,
    visit: &Visit,
    entries: &[Comparison],
    alerts: &[String],
) -> String {
    let mut text = String::new();
    for line in alert_lines(alerts) {
        text.push_str(&line);
        text.push('\n');
    }
    text.push_str(&format!("换家医院会怎样\n{}\n\n", rules_of_day(visit)));
    if let Some(alike) = compare_alike(entries) {
        text.push_str(alike);
        text.push_str("\n\n");
    }
    for entry in entries {
        let mark = if entry.given { "▶" } else { " " };
        let name = elsewhere_name(tables, visit, entry);
        let said = elsewhere_sentence(entries, entry);
        let rule = level_rule_line(entry);
        text.push_str(&format!("{mark} {name}：{said}\n    基本医保：{rule}\n"));
    }
    text.push('\n');
    for line in compare_away(tables, visit, entries) {
        text.push_str(&line);
        text.push('\n');
    }
    for caveat in compare_caveats(visit) {
        text.push_str(caveat);
        text.push('\n');
    }
    text
}

/// Returns the comparison as JSON, the cheapest place first, after what must be read before.
pub fn compare_json(
    tables: &Tables,
    visit: &Visit,
    entries: &[Comparison],
    alerts: &[String],
) -> Value {
    let range = |of: Range| json!({ "low": of.low.to_string(), "high": of.high.to_string() });
    let against = |entry: &Comparison| {
        let gaps = entry.against.iter().zip(entries);
        let others = gaps.filter(|(_, other)| !std::ptr::eq(*other, entry));
        let one = |(gap, other): (&Option<Range>, &Comparison)| {
            json!({
                "name": elsewhere_name(tables, visit, other),
                "given": other.given,
                "difference": gap.map(range),
                "verdict": gap.map(|gap| lies_word(Lies::of(gap))),
            })
        };
        others.map(one).collect::<Vec<_>>()
    };
    let rule = |rule: &LevelRule| {
        let open = |fen: Fen| (fen < Fen::MAX).then(|| fen.to_string());
        let share =
            |of: ShareRange| json!({ "low": of.low.to_string(), "high": of.high.to_string() });
        let bracket = |it: &Bracket| json!({ "to": open(it.to), "share": share(it.share) });
        json!({
            "deductible": { "low": rule.deductible.low.to_string(), "high": open(rule.deductible.high) },
            "shares": rule.shares.iter().map(bracket).collect::<Vec<_>>(),
            "first_self_pay": share(rule.first_self_pay),
        })
    };
    let row = |entry: &Comparison| {
        json!({
            "at": at_word(entry.at),
            "name": elsewhere_name(tables, visit, entry),
            "hospital": entry.hospital.map(|hospital| match hospital {
                Hospital::Named(id) => hospital_name(tables, id),
                Hospital::Other => "其他",
            }),
            "grade": entry.grade.map(|it| it.word()),
            "tier": entry.tier.map(|it| it.word()),
            "place": entry.place.map(|it| it.word()),
            "referred": entry.referred,
            "referral": match entry.referral {
                Referral::NotNeeded => "not_needed",
                Referral::With => "with",
                Referral::Without => "without",
                Referral::Either => "either",
                Referral::Unsaid => "unsaid",
                Referral::AsGiven => "as_given",
            },
            "given": entry.given,
            "certain": entry.pays.map(|pays| range(pays.certain)),
            "estimate": entry.pays.map(|pays| range(pays.estimate)),
            "difference": entry.difference.map(|fen| fen.to_string()),
            "sentence": elsewhere_sentence(entries, entry),
            "against": against(entry),
            "rules": entry.rules.iter().map(rule).collect::<Vec<_>>(),
            "rule": level_rule_line(entry),
        })
    };
    json!({
        "day": visit.tables_as_of.unwrap_or(visit.date).to_string(),
        "alerts": alerts,
        "compare": entries.iter().map(row).collect::<Vec<_>>(),
        "away": compare_away(tables, visit, entries),
        "caveats": compare_caveats(visit),
    })
}

fn lies_word(lies: Lies) -> &'static str {
    match lies {
        Lies::Same => "same",
        Lies::Less => "less",
        Lies::More => "more",
        Lies::Unknown => "unknown",
    }
}

fn at_word(at: Destination) -> &'static str {
    match at {
        Destination::AsGiven => "as_given",
        Destination::Village => "village",
        Destination::Township => "township",
        Destination::County => "county",
        Destination::City => "city",
        Destination::Province => "province",
        Destination::OtherProvince => "other_province",
        Destination::Hospital(_) => "hospital",
    }
}
