//! 明白卡: one page that stays with a household, in the words one says out loud.
//!
//! It says less than an answer does: what covers each person, what to do, whom to call, and from
//! when to when the rules hold. What is left out is counted.
use crate::{Household, Standing, standing};
use mingbai_engine::{Question, Reason, SchemeLine, Verdict};
use mingbai_policy::{Day, ProcedureKind, Rule, Tables};
use mingbai_words::{
    ASK_WHOM, FINAL_WORD, UNCHECKED, fact_name, headline, layer_name, money, owner_name,
    scheme_actions, span_text, spoken, waiver_reason,
};

/// More than this of one kind, and a page is no longer read.
const COVERED: usize = 5;
const PERHAPS: usize = 3;
const TO_DO: usize = 3;
const FACTS: usize = 4;

/// The card of a household.
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    /// `王家的明白卡`
    pub title: String,
    /// The people, in their order.
    pub people: Vec<PersonCard>,
    /// Whom to call, and what holds for all of it.
    pub foot: Vec<String>,
}

/// What the card says to one of them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PersonCard {
    /// Who.
    pub name: String,
    /// Chapters: a heading and its lines, none of them empty.
    pub chapters: Vec<(&'static str, Vec<String>)>,
}

/// The card of a household on this day. `doctor` is whom to call in the village, as they wrote it.
pub fn card(tables: &Tables, house: &Household, today: Day, doctor: &str) -> Card {
    let people = house.people.iter().map(|person| PersonCard {
        name: person.name.clone(),
        chapters: match standing(tables, person, today) {
            Some(Ok(stands)) => chapters(tables, &stands),
            Some(Err(_)) => vec![("要重新问", vec!["以前记的读不出来了。".into()])],
            None => vec![("还没有问", vec!["问过以后，才知道哪个政策管。".into()])],
        },
    });
    let mut foot = Vec::new();
    if !doctor.is_empty() {
        foot.push(format!("有事先找村医：{doctor}。"));
    }
    foot.push(format!("拿不准的，{ASK_WHOM}"));
    foot.push(format!(
        "{} 年 {} 月 {} 日写的，照这一天的规定。{FINAL_WORD}",
        today.year(),
        today.month(),
        today.day()
    ));
    Card {
        title: format!("{}的明白卡", house.name),
        people: people.collect(),
        foot,
    }
}

fn chapters(tables: &Tables, stands: &Standing) -> Vec<(&'static str, Vec<String>)> {
    let mut all = vec![
        ("管您的", covered(tables, stands)),
        ("要办的", to_do(tables, stands)),
        ("可能管您的，要问清", perhaps(tables, stands)),
        ("看病怎么报", pays(tables, stands)),
        ("规定管到哪天", dates(tables, stands)),
    ];
    all.retain(|(_, lines)| !lines.is_empty());
    all
}

fn covered(tables: &Tables, stands: &Standing) -> Vec<String> {
    let lines = stands.covered.iter().map(|it| {
        let owner = owner_name(tables, it.at.table);
        let done = if it.claimed { "已经办了。" } else { "" };
        format!("{owner}：{}。{done}", it.name)
    });
    let mut lines = first(lines, COVERED);
    if lines.is_empty() {
        lines.push("还没有查到一定管您的政策，不等于没有。".into());
    }
    lines
}

/// What to bring and where to go, said once for all that covers the person.
fn to_do(tables: &Tables, stands: &Standing) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut add = |line: String| {
        if !lines.contains(&line) {
            lines.push(line);
        }
    };
    for it in stands.covered.iter().filter(|it| !it.claimed) {
        if let Some(line) = scheme_line(stands, it.at).filter(|_| it.scheme) {
            scheme_actions(tables, line).into_iter().for_each(&mut add);
        }
        let waiver = stands.answer.waivers.iter().find(|line| line.rule == it.at);
        if let Some(line) = waiver.filter(|_| !it.scheme) {
            add(format!("{}：{}", it.name, waiver_reason(tables, line)));
            add("先找医院医保办问怎么办。".into());
        }
    }
    if stands.covered.is_empty() {
        add("带上身份证、医保卡，先问医院医保办。".into());
    }
    let lacking: Vec<&str> = stands
        .papers
        .iter()
        .filter(|(_, there)| !there)
        .map(|(paper, _)| paper.name())
        .collect();
    if !lacking.is_empty() {
        add(format!("还缺：{}。", lacking.join("、")));
    }
    let procedures = stands.answer.procedures.iter().filter_map(|line| {
        let table = tables.tables.get(usize::from(line.rule.table))?;
        let it = table.procedures.get(usize::from(line.rule.index))?;
        let wanted = matches!(it.kind, ProcedureKind::Apply | ProcedureKind::Referral);
        (wanted && line.applies == Verdict::Yes).then(|| {
            format!(
                "{}：{}。",
                owner_name(tables, line.rule.table),
                it.rule.name
            )
        })
    });
    lines.extend(first(procedures, TO_DO));
    lines
}

fn scheme_line(stands: &Standing, at: mingbai_engine::RuleRef) -> Option<&SchemeLine> {
    stands.answer.schemes.iter().find(|line| line.rule == at)
}

/// Schemes that may hold, and what would tell.
fn perhaps(tables: &Tables, stands: &Standing) -> Vec<String> {
    let open: Vec<&SchemeLine> = stands
        .answer
        .schemes
        .iter()
        .filter(|it| it.verdict == Verdict::Unknown && it.reason == Reason::Condition)
        .collect();
    let names = open.iter().filter_map(|line| {
        let name = &scheme_rule(tables, line)?.name;
        Some(format!("{}：{name}。", owner_name(tables, line.rule.table)))
    });
    let mut lines = first(names, PERHAPS);
    let mut asked: Vec<Question> = Vec::new();
    for question in open.iter().flat_map(|line| &line.open) {
        if !asked.contains(question) {
            asked.push(*question);
        }
    }
    let facts: Vec<String> = asked
        .into_iter()
        .filter(|it| !matches!(it, Question::Own(_)))
        .take(FACTS)
        .map(|question| fact_name(tables, question))
        .collect();
    if !facts.is_empty() {
        lines.push(format!("先问清：{}。", facts.join("、")));
    }
    lines
}

fn pays(tables: &Tables, stands: &Standing) -> Vec<String> {
    let answer = &stands.answer;
    let mut lines = Vec::new();
    let payers: Vec<&str> = answer
        .layers
        .iter()
        .filter(|line| line.excess.is_none())
        .map(|line| match line.name.as_str() {
            "" => layer_name(tables, line.layer),
            name => name,
        })
        .collect();
    if !payers.is_empty() {
        lines.push(format!("一道一道报：{}。", payers.join("、")));
    }
    if let (Some(head), Some(bill)) = (headline(answer), &answer.money) {
        let unchecked = if head.unchecked { UNCHECKED } else { "" };
        let comma = if head.unchecked { "，" } else { "" };
        lines.push(format!(
            "上次看病，自己要掏 {}{comma}{unchecked}。",
            spoken(money::whole(bill.pays.estimate))
        ));
    }
    lines
}

/// From when to when what covers the person holds, and how many rules have ended.
fn dates(tables: &Tables, stands: &Standing) -> Vec<String> {
    let span = |it: &crate::Covered| {
        let table = tables.tables.get(usize::from(it.at.table))?;
        let at = usize::from(it.at.index);
        let rule = if it.scheme {
            &table.schemes.get(at)?.rule
        } else {
            &table.waivers.get(at)?.rule
        };
        span_text(rule.span).or_else(|| span_text(table.span))
    };
    // Rules of one time are told together: few papers, many rules.
    let mut times: Vec<(Option<String>, Vec<&str>)> = Vec::new();
    for it in &stands.covered {
        let time = span(it);
        let owner = owner_name(tables, it.at.table);
        match times.iter_mut().find(|(known, _)| *known == time) {
            Some((_, owners)) if owners.contains(&owner) => {}
            Some((_, owners)) => owners.push(owner),
            None => times.push((time, vec![owner])),
        }
    }
    let mut lines: Vec<String> = times
        .into_iter()
        .map(|(time, owners)| match time {
            Some(time) => format!("{}的：{time}。", owners.join("、")),
            None => format!("{}的：文件没有写日子。", owners.join("、")),
        })
        .collect();
    let ended = stands
        .answer
        .schemes
        .iter()
        .filter(|it| it.reason == Reason::Ended);
    match ended.count() {
        0 => {}
        count => lines.push(format!(
            "另有 {count} 项以前的，到期了，现在还有没有没核实。"
        )),
    }
    lines
}

fn scheme_rule<'t>(tables: &'t Tables, line: &SchemeLine) -> Option<&'t Rule> {
    let table = tables.tables.get(usize::from(line.rule.table))?;
    Some(&table.schemes.get(usize::from(line.rule.index))?.rule)
}

/// The first lines, and how many more there are.
fn first(lines: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    let mut all: Vec<String> = lines.collect();
    let more = all.len().saturating_sub(most);
    if more > 0 {
        all.truncate(most);
        all.push(format!("另有 {more} 项，问村医。"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Paper, Person};
    use mingbai_visit::link;

    const TODAY: Day = Day::new(2026, 6, 1);

    fn house(tables: &Tables, visit: &str) -> Household {
        let visit = mingbai_visit::read(tables, visit.as_bytes()).unwrap();
        Household {
            id: "h".into(),
            name: "王家".into(),
            changed: 0,
            people: vec![
                Person {
                    id: "p".into(),
                    name: "王大爷".into(),
                    visit: link::write(tables, &visit),
                    papers: vec![Paper::Identity],
                    ..Person::default()
                },
                Person {
                    id: "q".into(),
                    name: "小王".into(),
                    ..Person::default()
                },
            ],
        }
    }

    fn lines(card: &Card, person: usize, chapter: &str) -> Vec<String> {
        let all = card.people.get(person).unwrap().chapters.iter();
        all.filter(|(title, _)| *title == chapter)
            .flat_map(|(_, lines)| lines.clone())
            .collect()
    }

    #[test]
    fn the_card_says_what_covers_whom_to_call_what_to_bring_and_until_when() {
        let tables = mingbai_tables::load().unwrap();
        let house = house(
            &tables,
            r#"{"date":"2020-06-01","insured_in":"都昌县","care":"inpatient","disease":"食管癌",
            "hospital":"九江市第一人民医院","enrolled":true,"premium_paid":true,
            "person":{"groups":{"建档立卡贫困人口":true},"sex":"female","age":52},
            "bill":{"total":"50000","in_scope":"42000"}}"#,
        );
        let card = card(&tables, &house, TODAY, "老周 13800000000");
        assert_eq!(card.title, "王家的明白卡");
        let stands = standing(&tables, &house.people[0], TODAY).unwrap().unwrap();
        let covered = lines(&card, 0, "管您的").concat();
        for it in stands.covered.iter().take(COVERED) {
            assert!(
                covered.contains(&it.name),
                "{} is not in {covered}",
                it.name
            );
        }
        let to_do = lines(&card, 0, "要办的").concat();
        assert!(
            to_do.contains("还缺：医保卡、诊断书、结算单、困难人群的证件。"),
            "{to_do}"
        );
        assert!(to_do.contains("医保办"), "{to_do}");
        assert!(lines(&card, 0, "规定管到哪天").concat().contains("2020"));
        assert!(lines(&card, 0, "看病怎么报").concat().contains("自己要掏"));
        assert_eq!(lines(&card, 1, "还没有问").len(), 1);
        let foot = card.foot.concat();
        for word in [
            "老周 13800000000",
            "12393",
            "以医保结算为准",
            "2026 年 6 月 1 日写的，照这一天的规定",
        ] {
            assert!(foot.contains(word), "{word} is not in {foot}");
        }
    }

    #[test]
    fn every_sentence_is_short() {
        let tables = mingbai_tables::load().unwrap();
        let regions = tables.terms.regions.iter();
        let names = &tables.terms.diseases;
        for (region, date) in regions.zip(["2020-06-01", "2026-06-01"].iter().cycle()) {
            for disease in names.iter().step_by(7) {
                let house = house(
                    &tables,
                    &format!(
                        r#"{{"date":"{date}","insured_in":"{}","disease":"{}","care":"inpatient","enrolled":true,"bill":{{"total":"50000"}}}}"#,
                        region.name.name, disease.name.name
                    ),
                );
                for person in card(&tables, &house, TODAY, "").people {
                    for line in person.chapters.iter().flat_map(|it| &it.1) {
                        for sentence in line.split(['。', '；', '？']) {
                            // Names after the first of a list make it no harder to read.
                            let first = sentence.split('、').next().unwrap_or_default();
                            assert!(first.chars().count() <= 45, "{sentence}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn what_ended_is_told_and_not_promised() {
        let tables = mingbai_tables::load().unwrap();
        let house = house(
            &tables,
            r#"{"date":"2020-06-01","insured_in":"都昌县","disease":"食管癌"}"#,
        );
        let card = card(&tables, &house, TODAY, "");
        let dates = lines(&card, 0, "规定管到哪天").concat();
        assert!(dates.contains("到期了"), "{dates}");
        assert!(!card.foot.concat().contains("村医"));
    }
}
