//! Conditions of rules in sentences. Must not know whether a condition holds.
use crate::labels::{care_label, grade_label, place_label, sex_label, tier_label};
use crate::money;
use crate::names::{disease_name, group_name, hospital_name, own_question, plan_name, region_name};
use crate::numbers;
use crate::yes_no::fact_words;
use mingbai_policy::{BillCost, Care, Grade, HospitalTier, Insurance, Place, Tables, When};

/// Returns a condition (条件) as a phrase; `None` for a condition that always holds.
pub fn when_text(tables: &Tables, when: &When) -> Option<String> {
    match when {
        When::All(parts) => {
            let several = parts.len() > 1;
            let parts: Vec<String> = parts
                .iter()
                .filter_map(|part| match part {
                    // Brackets keep a choice apart from the other conditions.
                    When::Any(choices) if several && choices.len() > 1 => {
                        Some(format!("（{}）", phrase(tables, part)))
                    }
                    part => when_text(tables, part),
                })
                .collect();
            (!parts.is_empty()).then(|| parts.join("，"))
        }
        _ => Some(phrase(tables, when)),
    }
}

/// Returns a condition as short sentences (条件是……。还要……。); none for a condition that always holds.
pub fn when_sentences(tables: &Tables, when: &When) -> Vec<String> {
    led("条件是", tables, when)
}

/// Returns a condition as short sentences, the first of which begins with `lead`.
pub(crate) fn led(lead: &str, tables: &Tables, when: &When) -> Vec<String> {
    let mut packed: Vec<String> = Vec::new();
    let mut alone: Vec<String> = Vec::new();
    for part in parts(when) {
        match part {
            When::Any(choices) if choices.len() > 1 => {
                let words = phrase(tables, part);
                if words.chars().count() <= ROOM {
                    pack(&mut packed, words);
                } else {
                    let choices: Vec<String> =
                        choices.iter().map(|it| phrase(tables, it)).collect();
                    alone.push(format!("下面有一样就行：{}。", choices.join("；")));
                }
            }
            When::Unclear(what) => alone.push(format!("材料没说清：{what}。")),
            When::Question(index) => alone.push(match own_question(tables, *index) {
                Some(question) => format!("这个问题要答“是”：{}", question.text),
                None => "另有一个条件。".into(),
            }),
            part => pack(&mut packed, phrase(tables, part)),
        }
    }
    let said = packed.iter().enumerate().map(|(at, words)| {
        let lead = if at == 0 { lead } else { "还要" };
        format!("{lead}：{words}。")
    });
    said.chain(alone).collect()
}

/// The most characters of conditions in a sentence; the next condition begins another sentence.
const ROOM: usize = 24;

fn pack(packed: &mut Vec<String>, words: String) {
    match packed.last_mut() {
        Some(last) if last.chars().count() + words.chars().count() < ROOM => {
            last.push_str(&format!("，{words}"));
        }
        _ => packed.push(words),
    }
}

/// Returns the conditions that must all hold, those of nested lists included.
fn parts(when: &When) -> Vec<&When> {
    match when {
        When::All(all) => all.iter().flat_map(parts).collect(),
        one => vec![one],
    }
}

fn phrase(tables: &Tables, when: &When) -> String {
    match when {
        When::All(_) => when_text(tables, when).unwrap_or_else(|| "不限".into()),
        When::Any(parts) if parts.is_empty() => "没有人".into(),
        When::Any(parts) => {
            let parts: Vec<String> = parts.iter().map(|part| phrase(tables, part)).collect();
            parts.join(" 或 ")
        }
        When::Not(inner) => match &**inner {
            When::Is(fact) => fact_words(*fact).phrases[1].into(),
            inner => format!("不属于：{}", phrase(tables, inner)),
        },
        When::Group(group) => group_name(tables, *group).into(),
        When::Sex(sex) => format!("{}性", sex_label(*sex)),
        When::AtLeast(fact, least) => numbers::at_least(*fact, *least),
        When::Above(cost, limit) => {
            let what = match cost {
                BillCost::InScope => "目录内的费用",
                BillCost::Total => "总费用",
            };
            format!("这次{what}超过 {} 元", money::short(*limit))
        }
        When::Child => "儿童".into(),
        When::Disease(ids) => join(ids, |id| disease_name(tables, *id)),
        When::Hospital(ids) => format!("在{}治", join(ids, |id| hospital_name(tables, *id))),
        When::InsuredIn(ids) => format!("在{}参保", join(ids, |id| region_name(tables, *id))),
        When::BenefitPlan(plans) => join(plans, |plan| plan_name(tables, *plan)),
        When::Grade(bits) => {
            format!(
                "{}医院",
                chosen(Grade::ALL, *bits, |it| it.bit(), |it| grade_label(*it))
            )
        }
        When::HospitalTier(bits) => {
            format!(
                "{}医院",
                chosen(
                    HospitalTier::ALL,
                    *bits,
                    |it| it.bit(),
                    |it| tier_label(*it)
                )
            )
        }
        When::Place(bits) => {
            format!(
                "在{}看病",
                chosen(Place::ALL, *bits, |it| it.bit(), |it| place_label(*it))
            )
        }
        When::Care(bits) => chosen(Care::ALL, *bits, |it| it.bit(), |it| care_label(*it)),
        When::Insurance(bits) => chosen(
            Insurance::ALL,
            *bits,
            |it| it.bit(),
            |it| insurance_name(*it),
        ),
        When::Is(fact) => fact_words(*fact).phrases[0].into(),
        When::Question(index) => match own_question(tables, *index) {
            Some(question) => format!("“{}”答“是”", question.text),
            None => "另有一个条件".into(),
        },
        When::Unclear(what) => format!("材料没说清：{what}"),
    }
}

fn join<'a, T>(list: &[T], name: impl Fn(&T) -> &'a str) -> String {
    list.iter().map(name).collect::<Vec<_>>().join("、")
}

fn chosen<'a, T>(
    all: &[T],
    bits: u8,
    bit: impl Fn(&T) -> u8,
    label: impl Fn(&T) -> &'a str,
) -> String {
    let labels: Vec<&str> = all
        .iter()
        .filter(|it| bits & bit(it) != 0)
        .map(label)
        .collect();
    labels.join("、")
}

/// Returns the name of a basic insurance: 职工医保.
pub(crate) fn insurance_name(insurance: Insurance) -> &'static str {
    match insurance {
        Insurance::Resident => "城乡居民医保",
        Insurance::Employee => "职工医保",
    }
}
