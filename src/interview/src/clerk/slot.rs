//! A field of the clerk's form: what it takes, where it stands, what it is called.
use crate::route::{self, Fact};
use crate::{numbers, text, yes_no};
use mingbai_engine::Question;
use mingbai_policy::{FactGroup, LayerId, Period, Tables};
use mingbai_wording::{layer_name, this_period};

/// One field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// 参保地
    Place,
    /// 险种
    Insurance,
    /// 人群
    Groups,
    /// 医院
    Hospital,
    /// 入院日期
    Admitted,
    /// 出院或结算日期
    Date,
    /// 病种
    Disease,
    /// 医疗费总额
    Total,
    /// 政策范围内
    InScope,
    /// 逐项自付
    Items,
    /// 年内政策范围内自付
    YearSpent,
    /// What a payer paid this year before.
    YearPaid(LayerId),
    /// How much of that was for this kind of care, in the limit's period; for this disease too,
    /// where the limit is the disease's.
    YearOwn(LayerId, bool, Period),
    /// How much of a period's deductible earlier visits for this kind of care used; for this
    /// disease, where the deductible is the disease's.
    YearUsed(LayerId, bool, Period),
    /// A question with few answers.
    Asked(Question),
}

/// What a field takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Yuan.
    Money,
    /// A day.
    Day,
    /// A whole number.
    Whole,
    /// One of a list, by its number, name or first letters.
    One,
    /// Several of a list, joined by `、`.
    Many,
    /// Items of a list, each with its amount.
    Items,
}

/// The parts of the form.
pub const PARTS: [&str; 5] = ["病人", "就诊", "费用", "今年前面", "这里另问的"];

impl Slot {
    /// What it takes.
    pub fn kind(self) -> Kind {
        match self {
            Slot::Groups | Slot::Disease => Kind::Many,
            Slot::Items => Kind::Items,
            Slot::Total
            | Slot::InScope
            | Slot::YearSpent
            | Slot::YearPaid(_)
            | Slot::YearOwn(..)
            | Slot::YearUsed(..) => Kind::Money,
            Slot::Admitted | Slot::Date => Kind::Day,
            Slot::Asked(Question::Number(_)) => Kind::Whole,
            Slot::Place | Slot::Insurance | Slot::Hospital | Slot::Asked(_) => Kind::One,
        }
    }

    /// Which part of the form it stands in.
    pub fn part(self) -> usize {
        match self {
            Slot::Hospital | Slot::Admitted | Slot::Date | Slot::Disease => 1,
            Slot::Asked(Question::Grade | Question::Tier | Question::Place | Question::Care) => 1,
            Slot::Asked(Question::Is(fact)) => match fact.group() {
                FactGroup::Person | FactGroup::Cover => 0,
                FactGroup::Hospital => 1,
                FactGroup::OtherPayer => 2,
                FactGroup::Year => 3,
            },
            Slot::Asked(Question::Number(fact)) if fact.group() == FactGroup::Year => 3,
            Slot::Total | Slot::InScope | Slot::Items => 2,
            Slot::YearSpent | Slot::YearPaid(_) | Slot::YearOwn(..) | Slot::YearUsed(..) => 3,
            Slot::Asked(Question::Own(_)) => 4,
            _ => 0,
        }
    }

    /// Whether a window has it the same for one patient after another, so that it can be set once.
    pub fn of_window(self) -> bool {
        match self {
            Slot::Place | Slot::Insurance | Slot::Hospital | Slot::Date => true,
            Slot::Asked(Question::Is(fact)) => fact.group() != FactGroup::Person,
            Slot::Asked(question) => matches!(
                question,
                Question::BenefitPlan
                    | Question::Grade
                    | Question::Tier
                    | Question::Place
                    | Question::Care
            ),
            _ => false,
        }
    }

    /// Its name among the things kept, and its id on the page.
    pub fn key(self, tables: &Tables) -> String {
        match self {
            Slot::Admitted => "admitted".into(),
            Slot::YearSpent => "year".into(),
            Slot::YearPaid(layer) => format!("year-{}", layer.0),
            Slot::YearOwn(layer, of_disease, period) => {
                let disease = if of_disease { "-disease" } else { "" };
                format!("{}-own-{}{disease}", period.word(), layer.0)
            }
            Slot::YearUsed(layer, of_disease, period) => {
                let disease = if of_disease { "-disease" } else { "" };
                format!("{}-used-{}{disease}", period.word(), layer.0)
            }
            Slot::Place => "insured_in".into(),
            slot => route::key(tables, slot.fact()).replace('.', "-"),
        }
    }

    fn fact(self) -> Fact {
        match self {
            Slot::Place => Fact::Place,
            Slot::Insurance => Fact::Insurance,
            Slot::Groups => Fact::Groups,
            Slot::Hospital => Fact::Asked(Question::Hospital),
            Slot::Date | Slot::Admitted => Fact::Date,
            Slot::Disease => Fact::Asked(Question::Disease),
            Slot::Total => Fact::Total,
            Slot::InScope => Fact::Asked(Question::InScope),
            Slot::Items => Fact::Asked(Question::Items),
            Slot::YearSpent | Slot::YearPaid(_) | Slot::YearOwn(..) | Slot::YearUsed(..) => {
                Fact::Asked(Question::YearToDate)
            }
            Slot::Asked(question) => Fact::Asked(question),
        }
    }

    /// What it is called, in a clerk's terms.
    pub fn label(self, tables: &Tables) -> String {
        let term = match self {
            Slot::Place => "参保地",
            Slot::Insurance => "险种",
            Slot::Groups => "人群",
            Slot::Hospital => "医院",
            Slot::Admitted => "入院日期",
            Slot::Date => "结算日期",
            Slot::Disease => "病种",
            Slot::Total => "总费用",
            Slot::InScope => "政策范围内",
            Slot::Items => "逐项自付",
            Slot::YearSpent => "范围内自付",
            Slot::YearPaid(layer) => return format!("{}已付", layer_name(tables, layer)),
            Slot::YearOwn(_, true, Period::Year) => "其中这病已付",
            Slot::YearOwn(_, false, Period::Year) => "其中同类已付",
            Slot::YearOwn(_, of_disease, period) => {
                let what = if of_disease { "这病" } else { "同类" };
                return format!("{}{what}已付", this_period(period));
            }
            Slot::YearUsed(layer, _, Period::Year) => {
                return format!("{}起付线已用", layer_name(tables, layer));
            }
            Slot::YearUsed(layer, _, period) => {
                let layer = layer_name(tables, layer);
                return format!("{}{layer}起付线已用", this_period(period));
            }
            Slot::Asked(Question::Sex) => "性别",
            Slot::Asked(Question::Number(fact)) => numbers::spelling(fact).label,
            Slot::Asked(Question::Is(fact)) => yes_no::spelling(fact).label,
            Slot::Asked(Question::BenefitPlan) => "档次",
            Slot::Asked(Question::Grade) => "医院等级",
            Slot::Asked(Question::Tier) => "医院级别",
            Slot::Asked(Question::Place) => "就医地",
            Slot::Asked(Question::Care) => "医疗类别",
            slot => return text::fact(tables, slot.fact()),
        };
        term.to_owned()
    }

    /// What stands in its empty field.
    pub fn hint(self) -> Option<&'static str> {
        Some(match self {
            Slot::Date => "不填就是今天",
            Slot::Items => "注射费 120、…",
            Slot::Disease => "可以几种",
            Slot::Groups => "可以几种",
            _ => return None,
        })
    }

    /// The field that says what a question asks.
    pub fn of(question: Question) -> Slot {
        match question {
            Question::Hospital => Slot::Hospital,
            Question::Disease => Slot::Disease,
            Question::Group(_) => Slot::Groups,
            Question::InScope => Slot::InScope,
            Question::Items => Slot::Items,
            Question::YearToDate => Slot::YearSpent,
            other => Slot::Asked(other),
        }
    }
}
