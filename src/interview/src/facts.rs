//! The list of facts of a visit (问题清单): which belong in it, and what was said of each.
use crate::route::Fact;
use crate::world::Scene;
use crate::{numbers, text, yes_no};
use mingbai_engine::{Hospital, Question, Value, Visit, Year};
use mingbai_policy::{FactGroup, Fen, GroupId, Insurance};
use mingbai_wording::{answer_here, answer_label, group_name, money};

/// Facts that were told, that are open, or that always belong here.
pub fn all(scene: &Scene, visit: &Visit) -> Vec<Fact> {
    let mut facts = vec![
        Fact::Place,
        Fact::Date,
        Fact::Insurance,
        Fact::Total,
        Fact::Sheet,
        paper(visit),
    ];
    let always = |group| yes_no::always(group).map(Question::Is);
    let mut asked = vec![
        Question::Care,
        Question::Hospital,
        Question::Grade,
        Question::Tier,
        Question::Place,
    ];
    asked.extend(always(FactGroup::Hospital));
    asked.push(Question::Disease);
    asked.extend(always(FactGroup::Cover));
    asked.extend(always(FactGroup::Person));
    let counted = |group| numbers::always(group).map(Question::Number);
    asked.extend(counted(FactGroup::Cover));
    asked.extend(counted(FactGroup::Person));
    asked.extend([Question::Sex, Question::YearToDate, Question::BenefitPlan]);
    facts.extend(asked.into_iter().map(Fact::Asked));
    facts.push(Fact::Groups);
    let tables = scene.tables();
    let asks: Vec<Question> = scene
        .good()
        .map(|it| it.ask.iter().map(|ask| ask.question).collect())
        .unwrap_or_default();
    let open =
        |question| asks.contains(&question) || scene.route.skipped.contains(&Fact::Asked(question));
    let own = (0..tables.questions.len())
        .filter_map(|at| u16::try_from(at).ok())
        .map(Question::Own);
    let answered = |question| match question {
        Question::Number(fact) => visit.said[fact].is_some(),
        Question::Is(fact) => visit.said[fact].is_some(),
        Question::Own(own) => visit.answers.iter().any(|(it, _)| *it == own),
        _ => false,
    };
    let counted = numbers::sometimes().map(Question::Number);
    let sometimes = yes_no::sometimes()
        .map(Question::Is)
        .chain(counted)
        .chain(own);
    facts.extend(
        sometimes
            .filter(|question| answered(*question) || open(*question))
            .map(Fact::Asked),
    );
    facts.extend(always(FactGroup::OtherPayer).map(Fact::Asked));
    facts.push(Fact::Local);
    // What few can say comes last.
    facts.extend([Fact::Asked(Question::Items), Fact::AsOf]);
    facts
}

/// The paper whose form the row of papers opens: the one that was told.
fn paper(visit: &Visit) -> Fact {
    match &visit.bill {
        Some(bill) if bill.receipt.is_none() && bill.charges.is_some() => Fact::Charges,
        _ => Fact::Asked(Question::InScope),
    }
}

fn figures(count: usize) -> Option<String> {
    (count > 0).then(|| format!("填了 {count} 个数"))
}

/// What was said of a fact.
pub fn said(scene: &Scene, visit: &Visit, fact: Fact) -> Option<String> {
    let tables = scene.tables();
    let label = |question, value| Some(answer_label(tables, question, value));
    let yes_no = |question, said: Option<bool>| {
        said.and_then(|yes| label(question, if yes { Value::Yes } else { Value::No }))
    };
    let bill = visit.bill.as_ref();
    match fact {
        Fact::Place => Some(match visit.insured_in {
            Some(region) => tables
                .vocabulary
                .regions
                .get(region.index())?
                .name
                .name
                .clone(),
            None => "别的地方".into(),
        }),
        Fact::Date => Some(visit.date.to_string()),
        Fact::Paper => None,
        Fact::Groups => {
            let groups = (0..64).filter(|bit| visit.groups.yes >> bit & 1 == 1);
            let names: Vec<&str> = groups.map(|bit| group_name(tables, GroupId(bit))).collect();
            match names.is_empty() {
                false => Some(names.join("、")),
                // Some were shown, and none was ticked.
                true => (visit.groups.no != 0).then(|| text::NO_GROUP.into()),
            }
        }
        Fact::Total => bill?.total.map(money::yuan),
        Fact::Sheet => {
            let one = |fen: Option<_>| usize::from(fen.is_some());
            let count = bill.map(|it| it.paid.len() + one(it.self_pay) + one(it.in_scope));
            count.and_then(figures)
        }
        Fact::Charges | Fact::Asked(Question::InScope) => {
            let receipt = bill?.receipt.map_or(0, |it| it.told());
            figures(receipt + bill?.charges.map_or(0, |it| it.told()))
        }
        Fact::Local => figures(visit.local.len() + visit.scoped.len()),
        Fact::Insurance => visit.insurance.map(|it| insurance(it).to_owned()),
        Fact::AsOf => visit.tables_as_of.map(|day| day.to_string()),
        Fact::Asked(question) => match question {
            Question::Insurance => said(scene, visit, Fact::Insurance),
            Question::Hospital => match visit.hospital? {
                Hospital::Named(id) => label(question, Value::Hospital(id)),
                Hospital::Other => label(question, Value::OtherHospital),
            },
            Question::Grade => label(question, Value::Grade(visit.grade?)),
            Question::Tier => label(question, Value::Tier(visit.tier?)),
            Question::Place => {
                let value = Value::Place(visit.place?);
                Some(answer_here(tables, visit.insured_in, question, value))
            }
            Question::Care => label(question, Value::Care(visit.care?)),
            Question::Sex => label(question, Value::Sex(visit.sex?)),
            Question::Number(fact) => {
                let number = visit.said[fact]?;
                label(question, Value::Number(fact, number, number))
            }
            Question::BenefitPlan if visit.plan? == mingbai_intake::OTHER_PLAN => {
                label(question, Value::OtherBenefitPlan)
            }
            Question::BenefitPlan => label(question, Value::BenefitPlan(visit.plan?)),
            Question::Is(fact) => yes_no(question, visit.said[fact]),
            Question::Own(own) => yes_no(
                question,
                visit
                    .answers
                    .iter()
                    .find(|(it, _)| *it == own)
                    .map(|(_, yes)| *yes),
            ),
            Question::Group(_) => said(scene, visit, Fact::Groups),
            Question::Disease => {
                let names = visit.diseases.as_ref()?;
                if names.is_empty() {
                    return Some("名单里都没有".into());
                }
                let names = names.iter().filter_map(|id| {
                    Some(
                        tables
                            .vocabulary
                            .diseases
                            .get(id.index())?
                            .name
                            .name
                            .as_str(),
                    )
                });
                Some(names.collect::<Vec<_>>().join("、"))
            }
            Question::InScope => None,
            Question::Items => bill
                .filter(|it| !it.items.is_empty())
                .map(|it| format!("填了 {} 项", it.items.len())),
            Question::YearToDate => match &visit.year {
                Year::TakenAsFirst => None,
                Year::Unknown => None,
                Year::Known {
                    in_scope_self_pay, ..
                } if *in_scope_self_pay == Some(Fen::ZERO) => label(question, Value::Nothing),
                Year::Known {
                    in_scope_self_pay, ..
                } => in_scope_self_pay.map(money::yuan),
            },
        },
    }
}

/// What an insurance is called.
pub fn insurance(it: Insurance) -> &'static str {
    match it {
        Insurance::Resident => "城乡居民医保",
        Insurance::Employee => "职工医保",
    }
}
