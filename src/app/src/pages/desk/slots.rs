//! The fields of the window's form, in the order of a settlement sheet.
use super::read::Typed;
use mingbai_engine::{Answer, LineGrade, Question, Warning};
use mingbai_interview::route::Fact;
use mingbai_interview::{numbers, text, yes_no};
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
            slot => mingbai_interview::route::key(tables, slot.fact()).replace('.', "-"),
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

/// The fields of the yes/no facts of a group that are always there.
fn facts(group: FactGroup) -> impl Iterator<Item = Slot> {
    yes_no::always(group).map(|fact| Slot::Asked(Question::Is(fact)))
}

/// The fields of the numbers of a group that are always there.
fn counted(group: FactGroup) -> impl Iterator<Item = Slot> {
    numbers::always(group).map(|fact| Slot::Asked(Question::Number(fact)))
}

/// The fields that are always there, but for who else owes the bill, which comes after the items.
fn always() -> Vec<Slot> {
    let mut all = vec![Slot::Place, Slot::Insurance];
    all.extend(facts(FactGroup::Cover));
    all.extend(counted(FactGroup::Cover));
    all.extend(facts(FactGroup::Person));
    all.extend([Slot::Groups, Slot::Asked(Question::Sex)]);
    all.extend(counted(FactGroup::Person));
    all.extend([
        Slot::Hospital,
        Slot::Asked(Question::Grade),
        Slot::Asked(Question::Tier),
        Slot::Asked(Question::Place),
    ]);
    all.extend(facts(FactGroup::Hospital));
    all.extend([
        Slot::Asked(Question::Care),
        Slot::Admitted,
        Slot::Date,
        Slot::Disease,
        Slot::Total,
        Slot::InScope,
    ]);
    all
}

/// Every field a window may set once.
pub fn of_window() -> Vec<Slot> {
    let all = always().into_iter().chain(facts(FactGroup::OtherPayer));
    all.filter(|it| it.of_window()).collect()
}

/// The fields now: those always there, and what this place asks beside them.
pub fn now(tables: &Tables, typed: &Typed, answer: Option<&Answer>) -> Vec<Slot> {
    let named_hospital = super::pick::names_one(typed.text(Slot::Hospital));
    let of_hospital = [
        Slot::Asked(Question::Grade),
        Slot::Asked(Question::Tier),
        Slot::Asked(Question::Place),
    ];
    // Of a named hospital its grade is asked where no table has it and the money turns on it.
    let graded = answer.is_some_and(|it| {
        let mut asked = it.ask.iter().map(|ask| ask.question);
        it.money.is_some() && asked.any(|question| question == Question::Grade)
    });
    let known = |slot: &Slot| {
        let grade = *slot == Slot::Asked(Question::Grade) && graded;
        named_hospital && of_hospital.contains(slot) && !typed.has(*slot) && !grade
    };
    let mut all = always();
    all.retain(|slot| !known(slot));
    let open = answer.map(|it| it.open.as_slice()).unwrap_or_default();
    let asked = answer.map(|it| it.ask.as_slice()).unwrap_or_default();
    let wanted = |question: Question| {
        typed.has(Slot::of(question))
            || open.contains(&question)
            || asked.iter().any(|ask| ask.question == question)
    };
    let own = (0u16..)
        .zip(&tables.questions)
        .map(|(at, _)| Question::Own(at));
    let counted = numbers::sometimes().map(Question::Number);
    let sometimes = yes_no::sometimes().map(Question::Is).chain(counted);
    for question in [Question::BenefitPlan]
        .into_iter()
        .chain(sometimes)
        .chain(own)
    {
        if wanted(question) {
            all.push(Slot::Asked(question));
        }
    }
    let items = answer.is_some_and(|it| !it.waivers.is_empty());
    if items || typed.has(Slot::Items) {
        all.push(Slot::Items);
    }
    all.extend(facts(FactGroup::OtherPayer));
    all.push(Slot::YearSpent);
    let mut paid: Vec<LayerId> = Vec::new();
    for line in answer.map(|it| it.layers.as_slice()).unwrap_or_default() {
        // What nothing is known of needs no history either.
        let known = line.grade != LineGrade::Unknown || line.pays.is_some();
        if known && line.top_up.is_none() && !paid.contains(&line.layer) {
            paid.push(line.layer);
        }
    }
    for slot in typed.slots() {
        if let Slot::YearPaid(layer) = slot
            && !paid.contains(&layer)
        {
            paid.push(layer);
        }
    }
    // The part of it that this visit's own limit counts, where that matters.
    let warnings = answer.map(|it| it.warnings.as_slice()).unwrap_or_default();
    for layer in paid {
        all.push(Slot::YearPaid(layer));
        let periods = Period::ALL.iter().rev();
        for (per, of_disease) in periods.flat_map(|per| [(*per, false), (*per, true)]) {
            let open = Warning::YearNotSplit {
                layer,
                of_disease,
                per,
            };
            let slot = Slot::YearOwn(layer, of_disease, per);
            if warnings.contains(&open) || typed.has(slot) {
                all.push(slot);
            }
            let open = Warning::DeductibleUseOpen {
                layer,
                of_disease,
                per,
            };
            let slot = Slot::YearUsed(layer, of_disease, per);
            if warnings.contains(&open) || typed.has(slot) {
                all.push(slot);
            }
        }
    }
    all.sort_by_key(|slot| slot.part());
    all
}
