//! Names for people: of layers, and of what a column was taken for. Must not read a title or a cell.
use crate::columns_read::{Amount, Field, Says, number_titles, titles};
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
