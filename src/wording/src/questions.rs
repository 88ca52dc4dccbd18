//! Questions, their help and their answers in sentences. Must not know which question comes next.
use crate::labels::{care_label, grade_label, place_label, sex_label, tier_label};
use crate::money;
use crate::names::{disease_name, group_name, hospital_name, own_question, plan_name};
use crate::numbers::{self, number_words};
use crate::yes_no::fact_words;
use mingbai_engine::{Question, Value};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{Place, RegionId, Tables};
use serde_json::json;

/// Returns the id of a question in the JSON answer.
pub fn question_id(tables: &Tables, question: Question) -> String {
    match question {
        Question::Insurance => "insurance".into(),
        Question::Hospital => "hospital".into(),
        Question::Grade => "grade".into(),
        Question::Tier => "tier".into(),
        Question::Place => "place".into(),
        Question::Care => "care".into(),
        Question::Sex => "sex".into(),
        Question::Disease => "disease".into(),
        Question::Number(fact) => fact.id().into(),
        Question::Is(fact) => fact.id().into(),
        Question::BenefitPlan => "plan".into(),
        Question::Group(group) => format!("groups.{}", group_name(tables, group)),
        Question::Own(index) => {
            format!(
                "answers.{}",
                own_question(tables, index).map_or("", |q| q.id.as_str())
            )
        }
        Question::InScope => "in_scope".into(),
        Question::Items => "items".into(),
        Question::YearToDate => "year_to_date".into(),
    }
}

/// Returns a question as a person is asked.
pub fn question_text(tables: &Tables, question: Question) -> String {
    match question {
        Question::Insurance => "是哪一种医保？".into(),
        Question::Hospital => "在哪家医院治？".into(),
        Question::Grade => "医院是几级？".into(),
        Question::Tier => "是哪一层的医院？".into(),
        Question::Place => "医院在什么地方？".into(),
        Question::Care => "是住院，还是门诊？".into(),
        Question::Sex => "病人是女是男？".into(),
        Question::Disease => "得的是什么病？".into(),
        Question::Number(fact) => number_words(fact).question.into(),
        Question::Is(fact) => fact_words(fact).question.into(),
        Question::BenefitPlan => "医保交的是哪一档？".into(),
        Question::Group(group) => format!("病人是{}吗？", group_name(tables, group)),
        Question::Own(index) => {
            own_question(tables, index).map_or_else(String::new, |q| q.text.clone())
        }
        Question::InScope => "政策范围内的费用是多少？".into(),
        Question::Items => "每一项自己付了多少？".into(),
        Question::YearToDate => "今年前面看病花了多少？".into(),
    }
}

/// Returns where the answer to a question can be found.
pub fn question_help(tables: &Tables, question: Question) -> String {
    match question {
        Question::Insurance => "有单位交的是职工医保，自己交的多是居民医保。".into(),
        Question::Hospital => "看病历或结算单上的医院名字。还没去，可以先试选一家。".into(),
        Question::Grade => "医院大门或官网上多写着等级。也可以问医院医保办。".into(),
        Question::Tier => "看医院的名字：乡镇、县、市还是省。".into(),
        Question::Place => "看病的医院在哪个县、哪个市。".into(),
        Question::Care => "办过入院手续就是住院。慢特病要先办证。".into(),
        Question::Sex => "有的政策只管妇女。".into(),
        Question::Disease => "看诊断书上的名字。写俗名也可以。".into(),
        Question::Number(fact) => number_words(fact).help.into(),
        Question::Is(fact) => fact_words(fact).help.into(),
        Question::BenefitPlan => "看缴费单。有的地方分两档，交得多报得多。".into(),
        Question::Group(_) => "看扶贫手册、低保证这类证件。拿不准问村干部或乡镇民政。".into(),
        Question::Own(index) => {
            own_question(tables, index).map_or_else(String::new, |q| q.help.clone())
        }
        Question::InScope => "结算单上叫“符合政策范围金额”。没有单子就选不知道。".into(),
        Question::Items => "看费用清单上每一项的自付。没有单子就选不知道。".into(),
        Question::YearToDate => "看今年的几张结算单。第一次看病就填 0。".into(),
    }
}

/// Returns an open fact in a few words, for a place next to a figure. All groups, which are asked on one
/// screen, have one name; the amount in scope is named by the papers that a family has.
pub fn asked_name(tables: &Tables, question: Question) -> String {
    match question {
        Question::Grade => "医院几级".into(),
        Question::Group(_) => "属于哪种人群".into(),
        Question::InScope => "票据或清单上的数".into(),
        other => fact_name(tables, other),
    }
}

/// Returns an open fact as a phrase inside a sentence: 医院等级, 是不是低保对象.
pub fn fact_name(tables: &Tables, question: Question) -> String {
    match question {
        Question::Insurance => "哪种医保".into(),
        Question::Hospital => "在哪家医院".into(),
        Question::Grade => "医院等级".into(),
        Question::Tier => "哪一层的医院".into(),
        Question::Place => "医院在哪里".into(),
        Question::Care => "住院还是门诊".into(),
        Question::Sex => "病人性别".into(),
        Question::Disease => "得的什么病".into(),
        Question::Number(fact) => number_words(fact).name.into(),
        Question::Is(fact) => fact_words(fact).name.into(),
        Question::BenefitPlan => "医保哪一档".into(),
        Question::Group(group) => format!("是不是{}", group_name(tables, group)),
        Question::Own(index) => own_question(tables, index).map_or_else(String::new, |q| {
            q.text.trim_end_matches(['？', '?']).to_owned()
        }),
        Question::InScope => "政策范围内多少".into(),
        Question::Items => "每项自付多少".into(),
        Question::YearToDate => "今年花了多少".into(),
    }
}

/// Returns the label of an answer to a question, for a button.
pub fn answer_label(tables: &Tables, question: Question, value: Value) -> String {
    match (question, value) {
        (Question::Is(fact), Value::Yes) => fact_words(fact).answers[0].into(),
        (Question::Is(fact), Value::No) => fact_words(fact).answers[1].into(),
        (Question::Group(_), Value::No) => "不是".into(),
        (Question::Items, Value::All) => "全是能免的项目".into(),
        (Question::Items, Value::Nothing) => "没有能免的项目".into(),
        (Question::YearToDate, Value::Nothing) => "今年第一次".into(),
        (Question::YearToDate, Value::All) => "今年已经花了很多".into(),
        (Question::Disease, Value::Nothing) => "不是这些病".into(),
        _ => value_label(tables, value),
    }
}

/// Returns the label of an answer for a person of a place: 都昌县里, 九江别的县区.
pub fn answer_here(
    tables: &Tables,
    home: Option<RegionId>,
    question: Question,
    value: Value,
) -> String {
    let named = match (question, value, home) {
        (Question::Place, Value::Place(place), Some(home)) => place_from(tables, home, place),
        _ => None,
    };
    named.unwrap_or_else(|| answer_label(tables, question, value))
}

/// Returns where a hospital is, by the names of the places around the person's own place.
fn place_from(tables: &Tables, home: RegionId, place: Place) -> Option<String> {
    let vocabulary = &tables.vocabulary;
    let at = |level: Level| {
        let mut lineage = vocabulary
            .lineage(home)
            .filter_map(|it| vocabulary.regions.get(it.index()));
        lineage.find(|it| it.level == level)
    };
    // 九江市: 九江. A longer name, as of a 自治州, stays.
    let short = |name: &str| name.strip_suffix(['省', '市']).unwrap_or(name).to_owned();
    let county = at(Level::County);
    let prefecture = at(Level::Prefecture);
    Some(match place {
        Place::SameCounty => match county {
            Some(county) => format!("{}里", county.name.name),
            None => "参保的县区里".into(),
        },
        Place::SamePrefecture => format!("{}别的县区", short(&prefecture?.name.name)),
        Place::SameProvince => {
            let province = short(&at(Level::Province)?.name.name);
            match (prefecture, county) {
                (None, Some(_)) => format!("{province}别的区县"),
                _ => format!("{province}别的市"),
            }
        }
        Place::OtherProvince => place_label(place).into(),
    })
}

/// Returns an answer in words, whatever the question.
pub fn value_label(tables: &Tables, value: Value) -> String {
    match value {
        Value::Yes => "是".into(),
        Value::No => "否".into(),
        Value::Hospital(id) => hospital_name(tables, id).into(),
        Value::OtherHospital => "别的医院".into(),
        Value::Grade(grade) => grade_label(grade).into(),
        Value::Tier(tier) => tier_label(tier).into(),
        Value::Place(place) => place_label(place).into(),
        Value::Care(care) => care_label(care).into(),
        Value::Sex(sex) => sex_label(sex).into(),
        Value::Number(fact, low, high) => numbers::range(fact, low, high),
        Value::BenefitPlan(plan) => plan_name(tables, plan).into(),
        Value::OtherBenefitPlan => "别的档".into(),
        Value::Disease(id) => disease_name(tables, id).into(),
        Value::Amount(fen) => money::yuan(fen),
        Value::All => "全部".into(),
        Value::Nothing => "没有".into(),
    }
}

/// Returns an answer as the JSON visit holds it, as far as one value can.
pub fn answer_word(tables: &Tables, question: Question, value: Value) -> serde_json::Value {
    match (question, value) {
        (Question::Disease, Value::Nothing) => json!([]),
        _ => value_word(tables, value),
    }
}

fn value_word(tables: &Tables, value: Value) -> serde_json::Value {
    match value {
        Value::Yes => json!(true),
        Value::No => json!(false),
        Value::Hospital(id) => json!(hospital_name(tables, id)),
        Value::OtherHospital | Value::OtherBenefitPlan => json!("其他"),
        Value::Grade(grade) => json!(grade.word()),
        Value::Tier(tier) => json!(tier.word()),
        Value::Place(place) => json!(place.word()),
        Value::Care(care) => json!(care.word()),
        Value::Sex(sex) => json!(sex.word()),
        Value::Number(_, low, high) if low == high => json!(low),
        Value::Number(_, low, high) => json!(format!("{low}-{high}")),
        Value::BenefitPlan(plan) => json!(plan_name(tables, plan)),
        Value::Disease(id) => json!(disease_name(tables, id)),
        Value::Amount(fen) => json!(fen.to_string()),
        Value::All => json!("all"),
        Value::Nothing => json!("nothing"),
    }
}
