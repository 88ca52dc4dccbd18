use crate::conditions::led;
use crate::names::{disease_name, hospital_name, item_name, scheme};
use crate::reasons::Sentences;
use crate::{ASK_WHOM, money, owner_name, when_sentences};
use mingbai_engine::{Question, Reason, SchemeLine, Verdict};
use mingbai_policy::{DiseaseList, Fen, Free, Scheme, Tables, Unit, When};

/// Why a scheme (病种政策) stands as it does. A partial list never says no.
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
        Reason::NotStarted | Reason::Ended => {
            says.time(tables, line.rule.table, &rule.rule, line.reason);
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

fn condition(tables: &Tables, line: &SchemeLine, rule: &Scheme, says: &mut Sentences) {
    let mut all = vec![rule.rule.when.clone()];
    all.extend(entry_condition(tables, line).cloned());
    let all = When::All(all);
    if line.verdict == Verdict::No {
        says.push("条件不符。");
        says.all(led("它只管", tables, &all));
        return;
    }
    // A list may be open beside the condition: then both are said.
    match (&rule.diseases, entry(tables, line)) {
        (_, Some(name)) => says.push(format!("名单上有：{name}。")),
        (Some(list), None) if !list.complete => {
            partial(list, line.open.contains(&Question::Disease), says);
        }
        _ => {}
    }
    // A question that is still open is said once, as what is still open.
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

/// What must all hold, but for the parts left out.
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

/// A list that names only some of what it counts.
fn partial(list: &DiseaseList, disease_open: bool, says: &mut Sentences) {
    let unit = unit(list);
    let named = list.entries.len();
    if disease_open {
        says.push(match (list.declared, named) {
            (Some(count), 0) => format!("官方材料说共 {count} {unit}，一{unit}也没有点名。"),
            (Some(count), _) => format!("官方材料说共 {count} {unit}，只点了 {named} {unit}的名。"),
            (None, 0) => "官方材料没有点病名。".to_owned(),
            (None, _) => format!("官方材料点了 {named} {unit}的名，没说是不是全部。"),
        });
        return;
    }
    says.push(match (list.declared, named) {
        (Some(count), 0) => {
            format!("官方材料说共 {count} {unit}，一{unit}也没有点名；不能据此说不管。")
        }
        (Some(count), _) => format!(
            "官方材料说共 {count} {unit}，只点了 {named} {unit}的名；没有点到您的病，不能据此说不管。"
        ),
        (None, 0) => "官方材料没有点病名，不能据此说不管。".to_owned(),
        (None, _) => format!(
            "官方材料点了 {named} {unit}的名，没说是不是全部；没有点到您的病，不能据此说不管。"
        ),
    });
}

/// How many of a list its document does not name, as one sentence.
pub(crate) fn missing(list: &DiseaseList) -> Option<String> {
    let left = usize::from(list.declared?)
        .checked_sub(list.entries.len())
        .filter(|left| *left > 0)?;
    Some(format!("另有 {left} {}，官方材料没有点名。", unit(list)))
}

pub(crate) fn unit(list: &DiseaseList) -> &'static str {
    match list.unit {
        Unit::Kind | Unit::Unknown => "种",
        Unit::SubKind => "个亚型",
    }
}

/// The name on the list that is the person's disease.
pub(crate) fn entry<'a>(tables: &'a Tables, line: &SchemeLine) -> Option<&'a str> {
    let list = scheme(tables, line.rule)?.diseases.as_ref()?;
    Some(disease_name(
        tables,
        list.entries.get(usize::from(line.entry?))?.disease,
    ))
}

/// What one gets and where to go: benefit, what is free, named hospitals, hints. For 管 and 可能管.
pub fn scheme_actions(tables: &Tables, line: &SchemeLine) -> Vec<String> {
    let Some(rule) = scheme(tables, line.rule) else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if line.verdict == Verdict::No {
        return lines;
    }
    if !rule.benefit.is_empty() {
        lines.push(format!("能得到：{}", ended(&rule.benefit)));
    }
    if let Some(benefit) = own_benefit(tables, line) {
        lines.push(format!("这种病：{}", ended(benefit)));
    }
    // A range that moves nothing is no news: the words of the rule are.
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

fn own_benefit<'a>(tables: &'a Tables, line: &SchemeLine) -> Option<&'a str> {
    let list = scheme(tables, line.rule)?.diseases.as_ref()?;
    list.entries
        .get(usize::from(line.entry?))?
        .benefit
        .as_deref()
}

/// A list elsewhere that names the disease; never a verdict.
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

/// The text with a full stop, whether or not its author wrote one.
pub(crate) fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['。', '？', '…']) {
        text.to_owned()
    } else {
        format!("{text}。")
    }
}
