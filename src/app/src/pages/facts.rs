//! 问题清单: every fact, seen and changed in one place.
use crate::components::frame::frame;
use crate::components::later::later;
use crate::markup::html;
use crate::route::{Fact, Screen};
use crate::world::Scene;
use crate::{pages, text};
use mingbai_engine::{Hospital, Question, Value, Visit, Year};
use mingbai_policy::{GroupId, Insurance};
use mingbai_words::{answer_label, group_name, money};
use yew::prelude::*;

/// The list of facts.
pub fn page(scene: &Scene) -> Html {
    frame(scene, "问题清单", list(scene), || {
        pages::result::body(scene, false)
    })
}

/// So many rows a phone shows at once.
const SEEN: usize = 7;

/// Rows of facts with what was said; each opens its question.
pub fn list(scene: &Scene) -> Html {
    let Some(visit) = &scene.route.visit else {
        return html! {};
    };
    let mut first = all(scene, visit);
    let rest = first.split_off(SEEN.min(first.len()));
    let after = {
        let scene = scene.clone();
        move || rows(&scene, &rest)
    };
    html! { <div class="facts">{ rows(scene, &first) }{ later(&scene.address(&scene.route), after) }</div> }
}

fn rows(scene: &Scene, facts: &[Fact]) -> Html {
    let Some(visit) = &scene.route.visit else {
        return html! {};
    };
    let rows = facts.iter().map(|fact| {
        let to = format!("#{}", scene.address(&scene.route.at(Screen::Edit(*fact))));
        let said = said(scene, visit, *fact);
        html! {
            <li key={crate::route::key(scene.tables(), *fact)}>
                <a class="fact" href={to}>
                    <span>{ text::fact(scene.tables(), *fact) }</span>
                    if let Some(said) = said { <strong>{ said }</strong> } else { <span class="quiet">{ text::UNKNOWN }</span> }
                </a>
            </li>
        }
    });
    html! { <ul>{ for rows }</ul> }
}

/// Facts that were told, that are open, or that always belong here.
pub fn all(scene: &Scene, visit: &Visit) -> Vec<Fact> {
    let mut facts = vec![Fact::Place, Fact::Date, Fact::Total, Fact::Sheet];
    let asked = [
        Question::InScope,
        Question::Care,
        Question::Hospital,
        Question::Grade,
        Question::Tier,
        Question::Place,
        Question::Referred,
        Question::Disease,
        Question::Enrolled,
        Question::PremiumPaid,
        Question::Age,
        Question::Sex,
        Question::YearToDate,
        Question::Items,
        Question::Plan,
    ];
    facts.extend(asked.map(Fact::Asked));
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
    let answered = |question| {
        visit
            .answers
            .iter()
            .any(|(it, _)| Question::Own(*it) == question)
    };
    facts.extend(
        own.filter(|question| answered(*question) || open(*question))
            .map(Fact::Asked),
    );
    facts.extend([Fact::Insurance, Fact::Liable, Fact::Local, Fact::AsOf]);
    facts
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
            Some(region) => tables.terms.regions.get(region.index())?.name.name.clone(),
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
            let bill = bill.filter(|bill| !bill.paid.is_empty() || bill.self_pay.is_some())?;
            let count = bill.paid.len() + usize::from(bill.self_pay.is_some());
            Some(format!("填了 {count} 个数"))
        }
        Fact::Local => {
            (!visit.local.is_empty()).then(|| format!("填了 {} 个数", visit.local.len()))
        }
        Fact::Insurance => visit.insurance.map(|it| insurance(it).to_owned()),
        Fact::Liable => visit
            .liable_third_party
            .map(|yes| if yes { "有" } else { "没有" }.to_owned()),
        Fact::AsOf => visit.tables_as_of.map(|day| day.to_string()),
        Fact::Asked(question) => match question {
            Question::Hospital => match visit.hospital? {
                Hospital::Named(id) => label(question, Value::Hospital(id)),
                Hospital::Other => label(question, Value::OtherHospital),
            },
            Question::Grade => label(question, Value::Grade(visit.grade?)),
            Question::Tier => label(question, Value::Tier(visit.tier?)),
            Question::Place => label(question, Value::Place(visit.place?)),
            Question::Care => label(question, Value::Care(visit.care?)),
            Question::Sex => label(question, Value::Sex(visit.sex?)),
            Question::Age => label(question, Value::Age(visit.age?, visit.age?)),
            Question::Plan if visit.plan? == mingbai_visit::OTHER_PLAN => {
                label(question, Value::OtherPlan)
            }
            Question::Plan => label(question, Value::Plan(visit.plan?)),
            Question::Referred => yes_no(question, visit.referred),
            Question::Enrolled => yes_no(question, visit.enrolled),
            Question::PremiumPaid => yes_no(question, visit.premium_paid),
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
                    Some(tables.terms.diseases.get(id.index())?.name.name.as_str())
                });
                Some(names.collect::<Vec<_>>().join("、"))
            }
            Question::InScope => bill?.in_scope.map(money::yuan),
            Question::Items => bill
                .filter(|it| !it.items.is_empty())
                .map(|it| format!("填了 {} 项", it.items.len())),
            Question::YearToDate => match &visit.year {
                Year::TakenAsFirst => None,
                Year::Unknown => None,
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
