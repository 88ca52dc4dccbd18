//! The card (明白卡): one page that stays with a household, in words to be read aloud. Must not know
//! the browser or the printer.
//!
//! The card holds less than an answer: what covers each person, what to do, whom to call, and the
//! days on which the rules hold. Lines that are left out are counted.
use crate::house::Household;
use crate::standing;
use crate::standing::Standing;
use mingbai_engine::{Question, Reason, SchemeLine, Stated, Verdict};
use mingbai_policy::{Day, ProcedureKind, Rule, Tables};
use mingbai_wording::{
    ASK_WHOM, FINAL_WORD, asked_name, ended_brief, ended_line, ended_rank, fact_name, in_words,
    layer_name, lead, owner_name, scheme_actions, span_text, waiver_reason,
};

/// At most this many lines of one kind; nobody reads more on a page.
const COVERED: usize = 5;
const PERHAPS: usize = 3;
/// At most this many benefits where only their names are written.
const NAMED: usize = 2;
const TO_DO: usize = 3;
const FACTS: usize = 4;

/// The share of the page for one person: the more people, the less each. Rules that cover a person
/// today, and what to do, are never cut; cut lines are counted.
#[derive(Clone, Copy)]
struct PageShare {
    /// Whether the figures of a benefit are written too, not only its name.
    figures: bool,
    /// At most this many ended schemes.
    ended: usize,
    /// Whether each ended scheme says whom to ask; otherwise only the foot of the page does.
    ask: bool,
}

impl PageShare {
    /// Returns the share of the page for a number of people with answers of their own.
    const fn of(asked: usize) -> Self {
        match asked {
            0..=2 => Self {
                figures: true,
                ended: 3,
                ask: true,
            },
            3 | 4 => Self {
                figures: true,
                ended: 2,
                ask: false,
            },
            _ => Self {
                figures: false,
                ended: 1,
                ask: false,
            },
        }
    }
}

/// The card of one household.
#[derive(Clone, PartialEq, Debug)]
pub struct Card {
    /// `王家的明白卡`
    pub title: String,
    /// The people, in the household's order.
    pub people: Vec<PersonCard>,
    /// The foot: whom to call, and what holds for the whole page.
    pub foot: Vec<String>,
}

/// The part of a card about one person.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PersonCard {
    /// The person's name.
    pub name: String,
    /// Chapters: a heading and its lines, none of them empty.
    pub chapters: Vec<(&'static str, Vec<String>)>,
}

/// Returns the card of a household for a day. `doctor` is the village doctor's name and number, as
/// typed.
pub fn card(tables: &Tables, house: &Household, today: Day, doctor: &str) -> Card {
    let asked = house.people.iter().filter(|it| !it.visit.is_empty());
    let room = PageShare::of(asked.count());
    let people = house.people.iter().map(|person| PersonCard {
        name: person.name.clone(),
        chapters: match standing(tables, person, today) {
            Some(Ok(stands)) => chapters(tables, &stands, room),
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

fn chapters(
    tables: &Tables,
    stands: &Standing,
    room: PageShare,
) -> Vec<(&'static str, Vec<String>)> {
    let mut all = vec![
        ("管您的", covered(tables, stands)),
        ("要办的", to_do(tables, stands)),
        ("可能管您的，要问清", perhaps(tables, stands, room)),
        ("已到期，要问的", ended(tables, stands, room)),
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

/// Returns what to bring and where to go, once for all rules that cover the person.
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
        let wanted = matches!(
            it.kind,
            ProcedureKind::Apply
                | ProcedureKind::Recognition
                | ProcedureKind::Referral
                | ProcedureKind::Filing
        );
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

/// Returns the schemes that may cover the person, and the facts that would decide.
fn perhaps(tables: &Tables, stands: &Standing, room: PageShare) -> Vec<String> {
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
    let benefits = stands.benefits.iter().filter(|it| !it.claimed);
    if room.figures {
        let told = benefits.map(|it| format!("{}。{}", it.name, shorter(&it.says.concat())));
        lines.extend(first(told, PERHAPS));
    } else {
        let names: Vec<&str> = benefits.map(|it| it.name.as_str()).collect();
        let more = names.len().saturating_sub(NAMED);
        lines.extend(names.iter().take(NAMED).map(|name| format!("{name}。")));
        match (names.len(), more) {
            (0, _) => {}
            (_, 0) => lines.push("报多少，扫码看。".into()),
            _ => lines.push(format!("另有 {more} 项。各报多少，扫码看全。")),
        }
    }
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

/// Returns the ended schemes that name the disease or may name it.
fn ended(tables: &Tables, stands: &Standing, room: PageShare) -> Vec<String> {
    let mut old: Vec<&SchemeLine> = stands.answer.schemes.iter().collect();
    old.retain(|it| it.reason == Reason::Ended && ended_rank(it) < 2);
    old.sort_by_key(|it| ended_rank(it));
    let lines = old.into_iter().map(|it| match room.ask {
        true => ended_line(tables, it),
        false => ended_brief(tables, it),
    });
    first(lines, room.ended)
}

fn pays(tables: &Tables, stands: &Standing) -> Vec<String> {
    let answer = &stands.answer;
    let mut lines = Vec::new();
    let payers: Vec<&str> = answer
        .layers
        .iter()
        .filter(|line| line.top_up.is_none())
        .map(|line| match line.name.as_str() {
            "" => layer_name(tables, line.layer),
            name => name,
        })
        .collect();
    if !payers.is_empty() {
        lines.push(format!("一道一道报：{}。", payers.join("、")));
    }
    lines.extend(stated(tables, stands));
    lines
}

/// Returns the statement about the last visit as spoken words; the rule alone without a bill.
fn stated(tables: &Tables, stands: &Standing) -> Vec<String> {
    let billed = stands.answer.money.is_some();
    let Ok(stated) = mingbai_engine::case(tables, &stands.visit) else {
        return Vec::new();
    };
    let said = lead(tables, &stated);
    match &stated {
        Stated::Case(_) if !said.rule.is_empty() => {}
        // Without a bill there was no visit to ask about.
        _ if !billed => return Vec::new(),
        Stated::Ask(musts) => {
            let mut names: Vec<String> = Vec::new();
            for name in musts.iter().map(|it| asked_name(tables, it.question)) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let more = names.len().saturating_sub(FACTS);
            names.truncate(FACTS);
            let more = match more {
                0 => String::new(),
                more => format!("等 {} 样", names.len() + more),
            };
            let names = names.join("、");
            return vec![format!("上次看病自己要掏多少，先问清：{names}{more}。")];
        }
        _ => return vec![format!("上次看病自己要掏多少：{}", said.rest.concat())],
    }
    let when = if billed { "上次看病" } else { "看病" };
    let mut lines = vec![format!("{when}：{}。", said.rule)];
    if let Some(amounts) = said.brief() {
        let amounts = amounts.replace('，', "；");
        lines.push(format!("自己要掏：{}。", in_words(&amounts)));
    }
    lines.extend(said.rest.iter().map(|line| in_words(line)));
    lines
}

/// Returns the days on which the covering rules hold, and how many rules have ended.
fn dates(tables: &Tables, stands: &Standing) -> Vec<String> {
    let span = |it: &crate::standing::Covered| {
        let table = tables.tables.get(usize::from(it.at.table))?;
        let at = usize::from(it.at.index);
        let rule = if it.scheme {
            &table.schemes.get(at)?.rule
        } else {
            &table.waivers.get(at)?.rule
        };
        span_text(rule.span).or_else(|| span_text(table.span))
    };
    // Rules with the same days share a line: many rules come from few documents.
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
        .filter(|it| it.reason == Reason::Ended && ended_rank(it) >= 2);
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

/// Returns a text in which consecutive parts that end in 文件没有写 share it.
fn shorter(says: &str) -> String {
    const SILENT: &str = "，文件没有写";
    let sentence = |text: &str| {
        let mut parts: Vec<String> = Vec::new();
        for part in text.split('；') {
            let before = parts.last_mut().filter(|_| part.ends_with(SILENT));
            match before.and_then(|it| {
                it.strip_suffix(SILENT)
                    .map(str::to_owned)
                    .map(|bare| (it, bare))
            }) {
                Some((it, bare)) => *it = format!("{bare}、{part}"),
                None => parts.push(part.to_owned()),
            }
        }
        parts.join("；")
    };
    says.split('。')
        .map(sentence)
        .collect::<Vec<_>>()
        .join("。")
}

/// Returns the first lines, then one line with the count of the others.
fn first(lines: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    let mut all: Vec<String> = lines.collect();
    let more = all.len().saturating_sub(most);
    if more > 0 {
        all.truncate(most);
        all.push(format!("另有 {more} 项，扫码看全，或问村医。"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::{Paper, Person};
    use mingbai_intake::link;

    const TODAY: Day = Day::new(2026, 6, 1);

    fn house(tables: &Tables, visit: &str) -> Household {
        let visit = mingbai_intake::read(tables, visit.as_bytes()).unwrap();
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
    fn a_benefit_inside_a_layer_stands_on_the_card() {
        let tables = mingbai_tables::load().unwrap();
        let house = house(
            &tables,
            r#"{"date":"2026-06-01","insured_in":"都昌县","disease":"高血压"}"#,
        );
        let card = card(&tables, &house, TODAY, "");
        let said = lines(&card, 0, "可能管您的，要问清").concat();
        assert!(
            said.contains("高血压") && said.contains("一年最多付 400 元"),
            "{said}"
        );
    }

    /// Returns the card's lines about money for a visit in 都昌县, or in another place.
    #[track_caller]
    fn check(place: &str, more: &str, said: &[&str]) {
        let tables = mingbai_tables::load().unwrap();
        let told = r#""insurance":"resident","enrolled":true,"premium_paid":true,"year_to_date":{"in_scope_self_pay":"0"},"care":"inpatient","place":"same_county","hospital":"其他""#;
        let visit = format!(r#"{{"date":"2026-06-01","insured_in":"{place}",{told}{more}}}"#);
        let card = card(&tables, &house(&tables, &visit), TODAY, "");
        let lines = lines(&card, 0, "看病怎么报");
        let (payers, lines) = lines.split_first().unwrap();
        assert!(payers.starts_with("一道一道报："), "{payers}");
        assert_eq!(lines, said);
    }

    #[test]
    fn the_card_says_the_statement_as_one_says_it() {
        let figures = "用的是 2024 年的数，未核对原文。";
        check(
            "都昌县",
            r#","grade":"secondary","bill":{"total":"18500"}"#,
            &[
                "上次看病：先自付 400，其余报 80%。",
                "自己要掏：至少 4,020 元（目录里的全算）；一成在目录外 5,500 元；两成在目录外 6,980 元。",
                "目录：医保管报的药、检查和治疗。如果是低保对象、特困人员这样的人，还能少。",
                figures,
            ],
        );
        check(
            "都昌县",
            r#","grade":"secondary","bill":{"total":"18500","in_scope":"17000"}"#,
            &[
                "上次看病：先自付 400，其余报 80%。",
                "自己要掏：5,220 元。",
                "如果是低保对象、特困人员这样的人，还能少。",
                figures,
            ],
        );
        check(
            "都昌县",
            r#","bill":{"total":"18500"}"#,
            &["上次看病自己要掏多少，先问清：医院几级。"],
        );
        // Without a bill: the rule, its missing figures, and the words to ask for them.
        check(
            "都昌县",
            r#","grade":"secondary""#,
            &[
                "看病：先自付 400，其余报 80%，一年最多报 100,000。",
                figures,
            ],
        );
        check(
            "光山县",
            r#","grade":"secondary","tier":"county","bill":{"total":"18500","in_scope":"17000"}"#,
            &[
                "上次看病：报的钱＝(17,000 − 起付线) × 报销比例。",
                "您付的在 4,390 元和 14,900 元之间。",
                "还缺：基本医保的起付线、基本医保的报销比例（63% 到 83%）。",
                "打 12393。这样问：我是居民医保，在二级医院住院，起付线是多少，报百分之几？",
            ],
        );
    }

    #[test]
    fn the_more_people_the_less_of_what_ended_and_the_rest_is_counted() {
        let tables = mingbai_tables::load().unwrap();
        let mut house = house(
            &tables,
            r#"{"date":"2026-06-01","insured_in":"秀山县","disease":"高血压"}"#,
        );
        house.people.truncate(1);
        let one = card(&tables, &house, TODAY, "");
        let old = lines(&one, 0, "已到期，要问的");
        assert!(
            old.len() > 1 && old.concat().contains("问还有没有"),
            "{old:?}"
        );
        house.people = vec![house.people[0].clone(); 7];
        let seven = card(&tables, &house, TODAY, "");
        let few = lines(&seven, 0, "已到期，要问的");
        let more = old.len() - 1;
        assert_eq!(few.len(), 2, "{few:?}");
        assert!(old[0].starts_with(few[0].trim_end_matches('。')), "{few:?}");
        assert_eq!(few[1], format!("另有 {more} 项，扫码看全，或问村医。"));
        let perhaps = lines(&seven, 0, "可能管您的，要问清").concat();
        assert!(perhaps.contains("高血压。报多少，扫码看。"), "{perhaps}");
        for chapter in ["管您的", "要办的", "看病怎么报"] {
            assert_eq!(lines(&one, 0, chapter), lines(&seven, 0, chapter));
        }
    }

    #[test]
    fn what_no_document_says_is_said_once() {
        assert_eq!(
            shorter(
                "门诊：起付线，文件没有写；报多少，文件没有写；没有封顶线。还要看：有没有转诊。"
            ),
            "门诊：起付线、报多少，文件没有写；没有封顶线。还要看：有没有转诊。"
        );
    }

    #[test]
    fn every_sentence_is_short() {
        let tables = mingbai_tables::load().unwrap();
        let regions = tables.vocabulary.regions.iter();
        let names = &tables.vocabulary.diseases;
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
                            // In a list of names only the first counts towards the length.
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
        let old = lines(&card, 0, "已到期，要问的").concat();
        assert!(
            old.contains("2020 年") && old.contains("可能管您的病"),
            "{old}"
        );
        assert!(!card.foot.concat().contains("村医"));
    }
}
