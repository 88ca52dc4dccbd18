//! Reads a visit from JSON; every error names its field. Must not know where the JSON comes from.
use crate::cursor::{Cursor, Object};
use crate::error::InputError;
use crate::json::Node;
use crate::other::is_other;
use crate::{bill, local, names, numbers, person, year};
use mingbai_engine::{Balances, Hospital, Visit};
use mingbai_policy::limits::OTHER_PLAN;
use mingbai_policy::{DiseaseId, FactGroup, NumberFact, RegionId, Tables, Vocabulary, YesNo};
use serde_json::error::Category;

/// The largest visit accepted, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Returns the keys of a visit, in the order in which they are written.
fn keys() -> Vec<&'static str> {
    let of = |group| YesNo::of(group).map(YesNo::id);
    let mut keys = vec![
        "date",
        "admitted",
        "insured_in",
        "insurance",
        "hospital",
        "grade",
        "tier",
        "place",
    ];
    keys.extend(of(FactGroup::Hospital));
    keys.extend(["care", "disease", "person"]);
    keys.extend(of(FactGroup::Cover));
    keys.extend(NumberFact::objects());
    keys.push("plan");
    keys.extend(of(FactGroup::OtherPayer));
    keys.extend(["answers", "bill", "year_to_date"]);
    keys.extend(["account_balance", "family_account_balance"]);
    keys.extend(["local", "tables_as_of"]);
    keys
}

/// Reads the JSON of one visit with the vocabulary of the tables.
pub fn read(tables: &Tables, bytes: &[u8]) -> Result<Visit, InputError> {
    let node = parse(bytes)?;
    let root = Cursor::root(&node);
    let vocabulary = &tables.vocabulary;
    let says = root.object(&keys())?;
    let date = says.need(
        "date",
        |c| c.day(),
        "请写出院或结算的日期，如 \"2020-05-10\"。",
    )?;
    let insured_in = says.need(
        "insured_in",
        |c| place_of_insurance(vocabulary, &c),
        "请写在哪里参保，如 \"修水县\"；没有的地方请写 \"其他\"。",
    )?;
    let mut visit = Visit::new(date, insured_in);
    visit.admitted = says.read("admitted", |c| c.day())?;
    if visit.admitted.is_some_and(|admitted| admitted > date) {
        return Err(says.error(
            "admitted",
            format!("入院日期在 {date} 之后。入院不能晚于出院或结算。"),
        ));
    }
    visit.insurance = says.read("insurance", |c| c.choice())?;
    visit.hospital = says.read("hospital", |c| hospital(vocabulary, &c))?;
    visit.grade = says.read("grade", |c| c.choice())?;
    visit.tier = says.read("tier", |c| c.choice())?;
    visit.place = says.read("place", |c| c.choice())?;
    for fact in YesNo::ALL.iter().copied() {
        if fact.group() != FactGroup::Person {
            visit.said[fact] = says.read(fact.id(), |c| c.bool())?;
        }
    }
    visit.care = says.read("care", |c| c.choice())?;
    visit.diseases = says.read("disease", |c| diseases(vocabulary, &c, insured_in))?;
    if let Some(person) = says.get("person") {
        person::read(vocabulary, &person, &mut visit)?;
    }
    for object in NumberFact::objects() {
        if let Some(said) = says.get(object) {
            let keys: Vec<&str> = numbers::keys(object).collect();
            numbers::read(object, &said.object(&keys)?, &mut visit)?;
        }
    }
    visit.plan = says.read("plan", |c| plan(vocabulary, &c))?;
    visit.answers = says
        .read("answers", |c| answers(tables, &c))?
        .unwrap_or_default();
    visit.bill = says.read("bill", |c| bill::read(tables, &c))?;
    if let Some(said) = says.get("year_to_date") {
        year::read(vocabulary, &said, &mut visit)?;
    }
    visit.balances = Balances {
        account: says.read("account_balance", |c| c.money())?,
        family: says.read("family_account_balance", |c| c.money())?,
    };
    let local = says.read("local", |c| local::read(tables, &c))?;
    local::Local {
        figures: visit.local,
        scoped: visit.scoped,
        names: visit.names,
    } = local.unwrap_or_default();
    visit.tables_as_of = says.read("tables_as_of", |c| c.day())?;
    Ok(visit)
}

fn parse(bytes: &[u8]) -> Result<Node, InputError> {
    let whole = |message: String| Err(InputError::new("$", message));
    if bytes.len() > MAX_BYTES {
        return whole("内容太长，一次最多 1 MB。请一次只写一次就诊。".to_owned());
    }
    // Editors on Windows put a mark before UTF-8 text.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if std::str::from_utf8(bytes).is_err() {
        return whole("文字不是 UTF-8 编码。请把文件另存为 UTF-8 再试。".to_owned());
    }
    serde_json::from_slice(bytes).or_else(|error| {
        let at = format!("第 {} 行第 {} 个字节", error.line(), error.column());
        whole(match error.classify() {
            Category::Eof => "JSON 没有写完。请看看是不是少了括号或引号。".to_owned(),
            _ => format!("{at}不合 JSON 的写法。请看看那里的括号、引号、逗号和数字。"),
        })
    })
}

fn place_of_insurance(
    vocabulary: &Vocabulary,
    said: &Cursor,
) -> Result<Option<RegionId>, InputError> {
    if is_other(said.text()?) {
        return Ok(None);
    }
    said.named(|text| names::region(vocabulary, text)).map(Some)
}

fn hospital(vocabulary: &Vocabulary, said: &Cursor) -> Result<Hospital, InputError> {
    if is_other(said.text()?) {
        return Ok(Hospital::Other);
    }
    said.named(|text| names::hospital(vocabulary, text))
        .map(Hospital::Named)
}

fn plan(vocabulary: &Vocabulary, said: &Cursor) -> Result<u8, InputError> {
    if is_other(said.text()?) {
        return Ok(OTHER_PLAN);
    }
    said.named(|text| names::plan(vocabulary, text))
}

fn diseases(
    vocabulary: &Vocabulary,
    said: &Cursor,
    insured_in: Option<RegionId>,
) -> Result<Vec<DiseaseId>, InputError> {
    let each = match said.node {
        Node::List(_) => said.list()?,
        _ => vec![said.clone()],
    };
    let mut found = Vec::new();
    for one in each {
        for disease in one.named(|text| names::diseases(vocabulary, text, insured_in))? {
            if !found.contains(&disease) {
                found.push(disease);
            }
        }
    }
    Ok(found)
}

fn answers(tables: &Tables, said: &Cursor) -> Result<Vec<(u16, bool)>, InputError> {
    let said: Object = said.map()?;
    let mut answers = Vec::new();
    for (id, value) in said.entries() {
        let Some((question, _)) = (0u16..).zip(&tables.questions).find(|(_, q)| q.id == id) else {
            let near = names::nearest(id, tables.questions.iter().map(|q| q.id.as_str()));
            let offer = if near.is_empty() {
                String::new()
            } else {
                format!("您要写的是不是 {}？", near.join("、"))
            };
            return Err(value.error(format!("没有这个问题。{offer}")));
        };
        answers.push((question, value.bool()?));
    }
    answers.sort_unstable();
    Ok(answers)
}
