//! Names for people: of layers, of what a column was taken for, of what rows lack. Must not read a title
//! or a cell.
use crate::columns_read::{Amount, Field, Says, number_titles, titles};
use mingbai_engine::{Missing, Question};
use mingbai_policy::{LayerId, Tables};

/// Returns the name of a layer.
pub fn layer_name(tables: &Tables, layer: LayerId) -> &str {
    tables
        .vocabulary
        .layers
        .get(layer.index())
        .map_or("", |layer| layer.name.name.as_str())
}

/// Returns the name of a column's meaning for people.
pub fn meaning(tables: &Tables, says: &Says) -> String {
    let layer = |id: &LayerId| layer_name(tables, *id).to_owned();
    match says {
        Says::Date => "出院或结算日期".to_owned(),
        Says::Admitted => "入院日期".to_owned(),
        Says::InsuredIn => "参保地".to_owned(),
        Says::Field(field) => match field {
            Field::Insurance => "险种".to_owned(),
            Field::Hospital => "医院".to_owned(),
            Field::Grade => "医院等级".to_owned(),
            Field::Tier => "医院级别".to_owned(),
            Field::Place => "就医地".to_owned(),
            Field::Care => "就诊类型".to_owned(),
            Field::Disease => "病种".to_owned(),
            Field::Groups => "人群".to_owned(),
            Field::Sex => "性别".to_owned(),
            Field::Plan => "档次".to_owned(),
            Field::TablesAsOf => "政策日期".to_owned(),
            Field::Number(fact) => number_titles(*fact).first().map_or("", |it| it).to_owned(),
            Field::Is(fact) => titles(*fact).first().map_or("", |it| it).to_owned(),
        },
        Says::Group(group) => {
            let group = tables.vocabulary.groups.get(group.index());
            let name = group.map_or("", |group| group.name.name.as_str());
            format!("是不是{name}")
        }
        Says::Answer(_) => "表自己的是非题".to_owned(),
        Says::Local(key) => format!("当地的数（{key}）"),
        Says::Money(amount) => match amount {
            Amount::Total => "总费用".to_owned(),
            Amount::InScope => "政策范围内".to_owned(),
            Amount::OwnPay => "全自费".to_owned(),
            Amount::OverLimit => "超限价".to_owned(),
            Amount::FirstSelfPay => "先行自付".to_owned(),
            Amount::SelfPay => "报销后自付".to_owned(),
            Amount::BeforeTransfer => "转院前付过的起付线".to_owned(),
            Amount::Paid(id) => format!("{}付的", layer(id)),
            Amount::YearInScope => "今年前面的范围内自付".to_owned(),
            Amount::YearPaid(id) => format!("今年前面{}付的", layer(id)),
        },
    }
}

/// What says the answer to a question in a table.
enum Asked {
    Field(Field),
    /// A table's own question, by its number.
    Own(u16),
    InScope,
    Items,
    YearToDate,
}

fn asked(question: Question) -> Asked {
    Asked::Field(match question {
        Question::Insurance => Field::Insurance,
        Question::Hospital => Field::Hospital,
        Question::Grade => Field::Grade,
        Question::Tier => Field::Tier,
        Question::Place => Field::Place,
        Question::Care => Field::Care,
        Question::Sex => Field::Sex,
        Question::Number(fact) => Field::Number(fact),
        Question::Disease => Field::Disease,
        Question::BenefitPlan => Field::Plan,
        Question::Group(_) => Field::Groups,
        Question::Is(fact) => Field::Is(fact),
        Question::Own(at) => return Asked::Own(at),
        Question::InScope => return Asked::InScope,
        Question::Items => return Asked::Items,
        Question::YearToDate => return Asked::YearToDate,
    })
}

/// Returns the name of what rows lack: of a fact, the title of the column that says it.
pub fn missing_name(tables: &Tables, missing: Missing) -> String {
    let field = |field| meaning(tables, &Says::Field(field));
    match missing {
        Missing::Groups => field(Field::Groups),
        Missing::Said(question) => match asked(question) {
            Asked::Field(it) => field(it),
            Asked::Own(at) => {
                tables
                    .questions
                    .get(usize::from(at))
                    .map_or_else(String::new, |question| {
                        // With its own question mark: two short sentences, not a long one.
                        format!("{}（列名写 answers.{}）", question.text, question.id)
                    })
            }
            Asked::InScope => meaning(tables, &Says::Money(Amount::InScope)),
            Asked::Items => "每一项自付多少".to_owned(),
            Asked::YearToDate => "今年前面花了多少".to_owned(),
        },
        Missing::Figure(layer) => {
            format!("{}的数，政策表里没有", layer_name(tables, layer))
        }
        Missing::Unclear => "文件没有写清的规定".to_owned(),
        Missing::Day => "照入院那天还是出院那天的规定".to_owned(),
        Missing::ThirdParty => "第三方赔多少".to_owned(),
        Missing::Rounding => "几分钱的进位".to_owned(),
    }
}

/// Returns the word for what rows lack in the summary's JSON: of a fact, its path in the visit.
pub fn missing_id(tables: &Tables, missing: Missing) -> String {
    let layer = |id: LayerId| {
        let layer = tables.vocabulary.layers.get(id.index());
        layer.map_or("", |it| it.name.id.as_str())
    };
    let field = |field: Field| field.path().to_owned();
    match missing {
        Missing::Groups => field(Field::Groups),
        Missing::Said(question) => match asked(question) {
            Asked::Field(it) => field(it),
            Asked::Own(at) => {
                let question = tables.questions.get(usize::from(at));
                format!("answers.{}", question.map_or("", |it| it.id.as_str()))
            }
            Asked::InScope => "bill.in_scope".to_owned(),
            Asked::Items => "bill.items".to_owned(),
            Asked::YearToDate => "year_to_date".to_owned(),
        },
        Missing::Figure(id) => format!("local.{}", layer(id)),
        Missing::Unclear => "unclear".to_owned(),
        Missing::Day => "day_of_rules".to_owned(),
        Missing::ThirdParty => "third_party".to_owned(),
        Missing::Rounding => "rounding".to_owned(),
    }
}
