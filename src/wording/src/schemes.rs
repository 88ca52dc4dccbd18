//! Verdicts on schemes (病种政策), why, and what they give, in sentences. Decides no verdict: a
//! partial list never says no.
use crate::conditions::{led, when_sentences};
use crate::money;
use crate::names::{disease_name, hospital_name, item_name, owner_name, scheme, table};
use crate::notes::ASK_WHOM;
use crate::partial_list::{partial, unit};
use crate::sentences::{Sentences, with_full_stop};
use mingbai_engine::{Answer, Question, Reason, SchemeLine, Verdict};
use mingbai_policy::{DiseaseList, Fen, Free, Scheme, Tables, When};

/// Returns why a scheme (病种政策) has its verdict. A partial list never says no.
pub fn scheme_reason(tables: &Tables, line: &SchemeLine) -> String {
    let Some(rule) = scheme(tables, line.rule) else {
        return String::new();
    };
    let mut says = Sentences::default();
    match line.reason {
        Reason::Scope => {
            if rule.scope == When::ALWAYS {
                says.push(format!("只在{}有。", owner_name(tables, line.rule.table)));
            }
            says.all(led("只管", tables, &rule.scope));
            if line.verdict == Verdict::No {
                says.push("您不在这个范围里。");
            }
        }
        Reason::NotStarted => {
            says.time(tables, line.rule.table, &rule.rule, line.reason);
            return says.0;
        }
        Reason::Ended => {
            says.time(tables, line.rule.table, &rule.rule, line.reason);
            old_list(tables, line, rule, &mut says);
            says.all(led("那时的条件是", tables, &rule.rule.when));
            says.push(format!("{}。", ask_about(tables, rule)));
            return says.0;
        }
        Reason::CompleteList => {
            match rule
                .diseases
                .as_ref()
                .and_then(|list| Some((list.declared?, unit(list))))
            {
                Some((count, unit)) => says.push(format!("名单共 {count} {unit}，都点了名。")),
                None => says.push("名单是完整的。"),
            }
            says.push(if line.verdict == Verdict::No {
                "里面没有您的病。"
            } else {
                "要看是不是里面的病。"
            });
        }
        Reason::Condition => condition(tables, line, rule, &mut says),
        Reason::PartialList => match &rule.diseases {
            Some(list) => partial(list, line.open.contains(&Question::Disease), &mut says),
            None => says.push("材料没有写全，不能据此说不管。"),
        },
        Reason::Named => match entry(tables, line) {
            Some(name) => {
                says.push(format!("名单上有：{name}。"));
                if line.verdict == Verdict::Yes {
                    says.push("条件也符合。");
                }
            }
            None if line.verdict == Verdict::Yes => says.push("条件都符合。"),
            None => {}
        },
    }
    if line.verdict == Verdict::Unknown {
        says.open(tables, &line.open);
        says.push(ASK_WHOM);
    }
    says.0
}

/// The most diseases of an ended list that are named; more are counted.
const NAMED: usize = 5;

/// Adds what the list of an ended scheme said.
fn old_list(tables: &Tables, line: &SchemeLine, rule: &Scheme, says: &mut Sentences) {
    let Some(list) = &rule.diseases else {
        return;
    };
    match (entry(tables, line), line.listed) {
        (Some(name), _) => says.push(format!("那时的名单上有：{name}。")),
        (None, None) => says.push(old_names(tables, list)),
        (None, Some(Verdict::No)) => says.push("那时的名单是完整的，里面没有您的病。"),
        (None, Some(_)) if list.complete => says.push("要看是不是那时名单里的病。"),
        (None, Some(_)) => partial(list, false, says),
    }
}

/// Returns the diseases of an ended list: `那时管 33 种病，点了名的有：白血病、先心病等 3 种。`
fn old_names(tables: &Tables, list: &DiseaseList) -> String {
    let unit = unit(list);
    let count = list.entries.len();
    let lead = match list.declared {
        Some(all) => format!("那时管 {all} {unit}病"),
        None => "那时管的病，没说一共几种".to_owned(),
    };
    if count == 0 {
        return format!("{lead}，没有点名。");
    }
    let names = list.entries.iter().take(NAMED);
    let names: Vec<&str> = names.map(|it| disease_name(tables, it.disease)).collect();
    let more = match count > NAMED {
        true => format!("等 {count} {unit}"),
        false => String::new(),
    };
    format!("{lead}，点了名的有：{}{more}。", names.join("、"))
}

/// Returns where to ask whether an ended scheme still exists.
fn ask_about(tables: &Tables, rule: &Scheme) -> String {
    match rule.designated.first() {
        Some(hospital) => format!(
            "去{}或当地医保局问还有没有，也可以打 12393",
            hospital_name(tables, *hospital)
        ),
        None => "去医院医保办或当地医保局问还有没有，也可以打 12393".to_owned(),
    }
}

/// Returns an ended scheme in one sentence: 2021 年秀山县有“33种大病集中救治”，名单上有白血病，可能还管；
/// 去…问还有没有。
pub fn ended_line(tables: &Tables, line: &SchemeLine) -> String {
    let Some(rule) = scheme(tables, line.rule) else {
        return String::new();
    };
    let said = ended_brief(tables, line);
    let said = said.trim_end_matches('。');
    format!("{said}；{}。", ask_about(tables, rule))
}

/// Returns an ended scheme in one sentence without where to ask, for lists that end with that advice.
pub fn ended_brief(tables: &Tables, line: &SchemeLine) -> String {
    let Some(rule) = scheme(tables, line.rule) else {
        return String::new();
    };
    let span = table(tables, line.rule.table).map(|it| it.span);
    let until = rule.rule.span.until.or(span.and_then(|it| it.until));
    let year = until.map_or("以前".to_owned(), |day| format!("{} 年", day.year()));
    let owner = owner_name(tables, line.rule.table);
    let listed = match (entry(tables, line), &rule.diseases) {
        (Some(name), _) => format!("名单上有{name}，可能还管"),
        (None, Some(_)) if line.listed == Some(Verdict::No) => "名单里没有您的病".to_owned(),
        (None, Some(list)) if line.listed.is_some() && !list.complete => {
            let (unit, named) = (unit(list), list.entries.len());
            match list.declared {
                Some(all) if named == 0 => format!("{all} {unit}都没点名，可能管您的病"),
                Some(all) => format!("{all} {unit}只点了 {named} {unit}的名，可能管您的病"),
                None => format!("点了 {named} {unit}的名，没说全，可能管您的病"),
            }
        }
        _ => "现在是否还有没有核实".to_owned(),
    };
    format!("{year}{owner}有“{}”；{listed}。", rule.rule.name)
}

/// Returns how close an ended scheme is to the person: 0 where its list names the disease, 1 where it
/// may, 2 where no disease was given or there is no list, 3 where a complete list lacks the disease.
pub fn ended_rank(line: &SchemeLine) -> u8 {
    match (line.entry, line.listed) {
        (Some(_), _) => 0,
        (None, Some(Verdict::Yes | Verdict::Unknown)) => 1,
        (None, None) => 2,
        (None, Some(Verdict::No)) => 3,
    }
}

/// Shown first where no scheme of the day covers the person, or may.
pub const NOTHING_FOUND: &str = "没有查到今天的专项政策，不等于没有。";

/// Checks that no scheme in force, and no benefit of a layer, covers the person or may.
pub fn nothing_found(answer: &Answer) -> bool {
    answer.schemes.iter().all(|it| it.verdict == Verdict::No) && answer.benefits.is_empty()
}

/// Returns how many schemes cover the person or may, before there is a bill; never a bare "none".
pub fn schemes_so_far(answer: &Answer) -> String {
    let count = |wanted: &dyn Fn(&SchemeLine) -> bool| {
        answer.schemes.iter().filter(|it| wanted(it)).count()
    };
    let sure = count(&|it| it.verdict == Verdict::Yes);
    let may = count(&|it| it.verdict == Verdict::Unknown) + answer.benefits.len();
    let old = count(&|it| it.reason == Reason::Ended && ended_rank(it) < 3);
    let mut said = Vec::new();
    for (count, what) in [(sure, "管您的"), (may, "可能管的")] {
        if count > 0 {
            said.push(format!("{what} {count} 项"));
        }
    }
    if said.is_empty() && old > 0 {
        said.push(format!("已到期、要问的 {old} 项"));
    }
    match said.is_empty() {
        true => "还没查到，不等于没有".to_owned(),
        false => said.join("，"),
    }
}

fn condition(tables: &Tables, line: &SchemeLine, rule: &Scheme, says: &mut Sentences) {
    let mut all = vec![rule.rule.when.clone()];
    all.extend(entry_condition(tables, line).cloned());
    let all = When::All(all);
    if line.verdict == Verdict::No {
        says.push("条件不符。");
        says.all(led("它只管", tables, &all));
        return;
    }
    // The list may be open as well as the condition: then both are mentioned.
    match (&rule.diseases, entry(tables, line)) {
        (_, Some(name)) => says.push(format!("名单上有：{name}。")),
        (Some(list), None) if !list.complete => {
            partial(list, line.open.contains(&Question::Disease), says);
        }
        _ => {}
    }
    // Open questions are listed once, at the end.
    let open =
        |part: &When| matches!(part, When::Question(it) if line.open.contains(&Question::Own(*it)));
    let asked = |part: &When| match part {
        When::Any(choices) => choices.iter().all(open),
        part => open(part),
    };
    let all = without(&all, &asked);
    if all == When::ALWAYS && line.open.is_empty() {
        says.push("条件还没问清。");
    }
    says.all(when_sentences(tables, &all));
}

/// Returns the parts of a condition that must all hold, without those that `left_out` accepts.
fn without(when: &When, left_out: &impl Fn(&When) -> bool) -> When {
    match when {
        When::All(parts) => {
            let kept = parts.iter().filter(|it| !left_out(it));
            let kept = kept.map(|it| without(it, left_out));
            When::All(kept.filter(|it| *it != When::ALWAYS).collect())
        }
        one if left_out(one) => When::ALWAYS,
        one => one.clone(),
    }
}

fn entry_condition<'a>(tables: &'a Tables, line: &SchemeLine) -> Option<&'a When> {
    let list = scheme(tables, line.rule)?.diseases.as_ref()?;
    Some(&list.entries.get(usize::from(line.entry?))?.when)
}

/// Returns the name on the list that matches the person's disease.
pub(crate) fn entry<'a>(tables: &'a Tables, line: &SchemeLine) -> Option<&'a str> {
    let list = scheme(tables, line.rule)?.diseases.as_ref()?;
    Some(disease_name(
        tables,
        list.entries.get(usize::from(line.entry?))?.disease,
    ))
}

/// Returns what a scheme gives and where to go: benefit, what is free, named hospitals, hints. For
/// 管 and 可能管.
pub fn scheme_actions(tables: &Tables, line: &SchemeLine) -> Vec<String> {
    let Some(rule) = scheme(tables, line.rule) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if line.reason == Reason::Ended {
        return old_actions(tables, line, rule);
    }
    if line.verdict == Verdict::No {
        return lines;
    }
    if !rule.benefit.is_empty() {
        lines.push(format!("能得到：{}", with_full_stop(&rule.benefit)));
    }
    if let Some(benefit) = own_benefit(tables, line) {
        lines.push(format!("这种病：{}", with_full_stop(benefit)));
    }
    // A range that changes nothing is left out; the rule's own words are shown instead.
    match (&rule.free, line.free.filter(|free| free.high > Fen::ZERO)) {
        (Free::Nothing, None) => {}
        (Free::Visit, None) => lines.push("符合条件时，这次看病免费。".into()),
        (Free::Part(items), None) if items.is_empty() => {
            lines.push("符合条件时，有一部分免费。哪些免费要问医院。".into());
        }
        (Free::Part(items), None) => {
            let names: Vec<&str> = items.iter().map(|item| item_name(tables, *item)).collect();
            lines.push(format!("免费的是：{}。", names.join("、")));
        }
        (_, Some(free)) => lines.push(format!("这次免费 {}。", money::range(free))),
    }
    if !rule.designated.is_empty() {
        let names: Vec<&str> = rule
            .designated
            .iter()
            .map(|it| hospital_name(tables, *it))
            .collect();
        lines.push(format!("要去：{}。", names.join("、")));
    }
    lines.extend(line.hints.iter().map(|hint| hint_text(tables, hint)));
    if line.verdict == Verdict::Yes {
        lines.push("带上身份证、医保卡和诊断书，先找医院医保办。".into());
    }
    lines
}

/// Returns what an ended scheme gave, and where.
fn old_actions(tables: &Tables, line: &SchemeLine, rule: &Scheme) -> Vec<String> {
    let mut lines = Vec::new();
    if !rule.benefit.is_empty() {
        lines.push(format!("那时能得到：{}", with_full_stop(&rule.benefit)));
    }
    if let Some(benefit) = own_benefit(tables, line) {
        lines.push(format!("那时这种病：{}", with_full_stop(benefit)));
    }
    match &rule.free {
        Free::Nothing => {}
        Free::Visit => lines.push("那时符合条件的，看病免费。".into()),
        Free::Part(_) => lines.push("那时符合条件的，有一部分免费。".into()),
    }
    if !rule.designated.is_empty() {
        let names = rule.designated.iter().map(|it| hospital_name(tables, *it));
        let names: Vec<&str> = names.collect();
        lines.push(format!("那时要去：{}。", names.join("、")));
    }
    lines
}

fn own_benefit<'a>(tables: &'a Tables, line: &SchemeLine) -> Option<&'a str> {
    let list = scheme(tables, line.rule)?.diseases.as_ref()?;
    list.entries
        .get(usize::from(line.entry?))?
        .benefit
        .as_deref()
}

/// Returns the hint that a list elsewhere names the disease; never a verdict.
pub(crate) fn hint_text(tables: &Tables, hint: &str) -> String {
    let name = hint.split_once('.').and_then(|(table, rule)| {
        let at = tables.tables.iter().position(|it| it.id == table)?;
        let it = tables.tables.get(at)?;
        let lists = it.lists.iter().map(|list| &list.rule);
        let schemes = it.schemes.iter().map(|scheme| &scheme.rule);
        let found = lists.chain(schemes).find(|it| it.id == rule)?;
        Some((
            owner_name(tables, u16::try_from(at).ok()?),
            found.name.as_str(),
        ))
    });
    match name {
        Some((owner, name)) => format!("{owner}的“{name}”里有这个病，只供参考。"),
        None => "别处的名单里有这个病，只供参考。".into(),
    }
}
