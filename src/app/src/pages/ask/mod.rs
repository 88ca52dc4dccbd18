//! One question: what is asked, how it can be answered, and 不知道.
mod day;
mod disease;
mod groups;
mod hospital;
mod kept;
mod paper;
mod place;

use crate::components::choices::{Choice, choices};
use crate::components::fields::{Field, Fields, Kind, Refusal};
use crate::components::frame::frame;
use crate::components::term;
use crate::pages::{facts, result};
use crate::route::{Fact, Goal};
use crate::world::Scene;
use crate::{flow, text};
use mingbai_engine::{Question, Value, Visit, Year};
use mingbai_policy::{Care, Fen, Grade, Insurance, ItemId, LayerId, Place, Sex, Tier};
use mingbai_visit::money;
use mingbai_words::{answer_label, layer_name};
use serde_json::json;
use yew::prelude::*;

/// The page of a question.
pub fn page(scene: &Scene, fact: Fact) -> Html {
    let tables = scene.tables();
    let key = crate::route::key(tables, fact);
    let beside = || match scene.route.visit {
        Some(_) => result::body(scene, false),
        None => html! {},
    };
    let only_schemes =
        scene.route.goal == Goal::Pay && scene.good().is_some_and(|it| it.money.is_none());
    let body = html! {
        <section key={key} class="question">
            <p class="help">{ term::text(&text::help(tables, fact)) }</p>
            { question(scene, fact) }
            { unknown(scene, fact) }
            if only_schemes && matches!(fact, Fact::Asked(_)) {
                <p class="quiet">{ "没有填总费用，这一问只看哪个政策管您。" }</p>
            }
        </section>
    };
    frame(scene, &text::question(tables, fact), body, beside)
}

fn question(scene: &Scene, fact: Fact) -> Html {
    let Some(visit) = &scene.route.visit else {
        return place::question(scene, None);
    };
    match fact {
        Fact::Place => place::question(scene, Some(visit)),
        Fact::Date => day::question(scene, visit),
        Fact::Paper => paper::question(scene),
        Fact::Groups | Fact::Asked(Question::Group(_)) => groups::question(scene, visit),
        Fact::Total | Fact::Asked(Question::InScope) => amount(scene, visit, fact),
        Fact::Sheet => sheet(scene, visit),
        Fact::Local => local(scene, visit),
        Fact::Insurance => {
            let all = [Insurance::Resident, Insurance::Employee];
            said(
                scene,
                fact,
                visit,
                all.map(|it| {
                    (
                        facts::insurance(it).to_owned(),
                        Visit {
                            insurance: Some(it),
                            ..visit.clone()
                        },
                    )
                }),
            )
        }
        Fact::Liable => {
            let all = [(true, "有"), (false, "没有")];
            said(
                scene,
                fact,
                visit,
                all.map(|(it, name)| {
                    (
                        name.to_owned(),
                        Visit {
                            liable_third_party: Some(it),
                            ..visit.clone()
                        },
                    )
                }),
            )
        }
        Fact::AsOf => as_of(scene, visit),
        Fact::Asked(Question::Hospital) => hospital::question(scene, visit),
        Fact::Asked(Question::Disease) => disease::question(scene, visit),
        Fact::Asked(Question::Age) => age(scene, visit),
        Fact::Asked(Question::Items) => items(scene, visit),
        Fact::Asked(Question::YearToDate) => year(scene, visit),
        Fact::Asked(question) => {
            let values = values(scene, question);
            let each = values.into_iter().map(|value| {
                (
                    answer_label(scene.tables(), question, value),
                    flow::with(visit, question, value),
                )
            });
            said(scene, fact, visit, each)
        }
    }
}

/// The values of a question with few of them.
fn values(scene: &Scene, question: Question) -> Vec<Value> {
    match question {
        Question::Grade => Grade::ALL.iter().map(|it| Value::Grade(*it)).collect(),
        Question::Tier => Tier::ALL.iter().map(|it| Value::Tier(*it)).collect(),
        Question::Place => Place::ALL.iter().map(|it| Value::Place(*it)).collect(),
        Question::Care => Care::ALL.iter().map(|it| Value::Care(*it)).collect(),
        Question::Sex => Sex::ALL.iter().map(|it| Value::Sex(*it)).collect(),
        Question::Plan => {
            let count = u8::try_from(scene.tables().terms.plans.len()).unwrap_or(0);
            (0..count)
                .map(Value::Plan)
                .chain([Value::OtherPlan])
                .collect()
        }
        _ => vec![Value::Yes, Value::No],
    }
}

/// Buttons, each with the visit it makes.
fn said(
    scene: &Scene,
    fact: Fact,
    now: &Visit,
    all: impl IntoIterator<Item = (String, Visit)>,
) -> Html {
    let before = facts::said(scene, now, fact);
    let all = all.into_iter().map(|(label, visit)| {
        let to = to(scene, fact, visit);
        Choice {
            chosen: before.as_deref() == Some(label.as_str()),
            ..Choice::new(label, to)
        }
    });
    choices(all.collect())
}

/// 不知道, wherever it can be said.
fn unknown(scene: &Scene, fact: Fact) -> Html {
    if matches!(fact, Fact::Place | Fact::Date | Fact::Paper) || scene.route.visit.is_none() {
        return html! {};
    }
    let route = flow::unknown(&scene.route, fact);
    let label = if matches!(fact, Fact::Sheet | Fact::Local | Fact::AsOf) {
        "不填这些"
    } else {
        text::UNKNOWN
    };
    choices(vec![Choice {
        quiet: true,
        ..Choice::new(label, scene.address(&route))
    }])
}

fn to(scene: &Scene, fact: Fact, visit: Visit) -> String {
    scene.address(&flow::told(&scene.route, fact, visit))
}

fn field(id: &str, label: impl Into<String>, kind: Kind, initial: String) -> Field {
    Field {
        id: id.into(),
        label: label.into(),
        initial,
        kind,
    }
}

/// Where the visit leads, unless it contradicts itself.
fn checked(scene: &Scene, fact: Fact, visit: Visit, at: usize) -> Result<String, Refusal> {
    match scene.world.answer(&visit) {
        Err(error) => Err((at, error.message)),
        Ok(_) => Ok(to(scene, fact, visit)),
    }
}

fn shown(fen: Option<Fen>) -> String {
    fen.map(mingbai_words::money::short).unwrap_or_default()
}

fn amount(scene: &Scene, visit: &Visit, fact: Fact) -> Html {
    let bill = visit.bill.clone().unwrap_or_default();
    let now = if fact == Fact::Total {
        bill.total
    } else {
        bill.in_scope
    };
    let fields = vec![field("amount", "多少元", Kind::Money, shown(now))];
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let text = values.first().map(String::as_str).unwrap_or_default();
        let fen = money::read_typed(text).map_err(|error| (0, error.to_string()))?;
        let mut visit = visit.clone();
        let bill = visit.bill.get_or_insert_default();
        match fact {
            Fact::Total => bill.total = Some(fen),
            _ => bill.in_scope = Some(fen),
        }
        checked(&scene, fact, visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}

/// Amounts of several lines; an empty line is left out.
fn amounts(values: &[String]) -> Result<Vec<Option<Fen>>, Refusal> {
    let read = |(at, text): (usize, &String)| match text.trim() {
        "" => Ok(None),
        text => money::read_typed(text)
            .map(Some)
            .map_err(|error| (at, error.to_string())),
    };
    values.iter().enumerate().map(read).collect()
}

fn layers(scene: &Scene) -> Vec<LayerId> {
    let mut all: Vec<LayerId> = Vec::new();
    for line in scene
        .good()
        .map(|it| it.layers.as_slice())
        .unwrap_or_default()
    {
        if !all.contains(&line.layer) {
            all.push(line.layer);
        }
    }
    all
}

fn sheet(scene: &Scene, visit: &Visit) -> Html {
    let layers = layers(scene);
    let bill = visit.bill.clone().unwrap_or_default();
    let mut fields = vec![
        field(
            "total",
            "医疗费总额，多少元",
            Kind::Money,
            shown(bill.total),
        ),
        field(
            "in-scope",
            "政策范围内，多少元",
            Kind::Money,
            shown(bill.in_scope),
        ),
    ];
    fields.extend(layers.iter().map(|layer| {
        let paid = bill
            .paid
            .iter()
            .find(|(it, _)| it == layer)
            .map(|(_, fen)| *fen);
        let label = format!("{}付了多少元", layer_name(scene.tables(), *layer));
        field(
            &format!("paid-{}", layer.0),
            label,
            Kind::Money,
            shown(paid),
        )
    }));
    fields.push(field(
        "self-pay",
        "都报完后，自己付多少元",
        Kind::Money,
        shown(bill.self_pay),
    ));
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let read = amounts(&values)?;
        let mut visit = visit.clone();
        let bill = visit.bill.get_or_insert_default();
        (bill.total, bill.in_scope) = match read.as_slice() {
            [total, in_scope, ..] => (*total, *in_scope),
            _ => (None, None),
        };
        bill.paid = layers
            .iter()
            .zip(read.iter().skip(2))
            .filter_map(|(layer, fen)| Some((*layer, (*fen)?)))
            .collect();
        bill.self_pay = read.last().copied().flatten();
        checked(&scene, Fact::Sheet, visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}

fn items(scene: &Scene, visit: &Visit) -> Html {
    let tables = scene.tables();
    let mut items: Vec<ItemId> = Vec::new();
    for line in scene
        .good()
        .map(|it| it.waivers.as_slice())
        .unwrap_or_default()
    {
        let waiver = tables
            .tables
            .get(usize::from(line.rule.table))
            .and_then(|it| it.waivers.get(usize::from(line.rule.index)));
        for item in waiver.map(|it| it.items.as_slice()).unwrap_or_default() {
            if !items.contains(item) {
                items.push(*item);
            }
        }
    }
    let told = visit
        .bill
        .as_ref()
        .map(|bill| bill.items.clone())
        .unwrap_or_default();
    for (item, _) in &told {
        if !items.contains(item) {
            items.push(*item);
        }
    }
    let fields: Vec<Field> = items
        .iter()
        .filter_map(|item| {
            let name = &tables.terms.items.get(item.index())?.name;
            let fen = told.iter().find(|(it, _)| it == item).map(|(_, fen)| *fen);
            Some(field(
                &format!("item-{}", item.0),
                format!("{}自己付多少元", name.name),
                Kind::Money,
                shown(fen),
            ))
        })
        .collect();
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let read = amounts(&values)?;
        let mut visit = visit.clone();
        visit.bill.get_or_insert_default().items = items
            .iter()
            .zip(&read)
            .filter_map(|(item, fen)| Some((*item, (*fen)?)))
            .collect();
        checked(&scene, Fact::Asked(Question::Items), visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}

fn year(scene: &Scene, visit: &Visit) -> Html {
    let fact = Fact::Asked(Question::YearToDate);
    let first = Visit {
        year: Year::Known {
            in_scope_self_pay: Some(Fen::ZERO),
            paid: Vec::new(),
        },
        ..visit.clone()
    };
    let layers = layers(scene);
    let (spent, before) = match &visit.year {
        Year::Known {
            in_scope_self_pay,
            paid,
        } => (*in_scope_self_pay, paid.clone()),
        _ => (None, Vec::new()),
    };
    let mut fields = vec![field(
        "year",
        "今年前面，政策范围内自己付了多少元",
        Kind::Money,
        shown(spent),
    )];
    fields.extend(layers.iter().map(|layer| {
        let paid = before
            .iter()
            .find(|(it, _)| it == layer)
            .map(|(_, fen)| *fen);
        let label = format!("今年前面，{}付了多少元", layer_name(scene.tables(), *layer));
        field(
            &format!("paid-{}", layer.0),
            label,
            Kind::Money,
            shown(paid),
        )
    }));
    let once = choices(vec![Choice::new("今年第一次", to(scene, fact, first))]);
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let read = amounts(&values)?;
        let spent = read.first().copied().flatten();
        let in_scope_self_pay =
            spent.ok_or_else(|| (0, "请先填这一格；不清楚就选不知道。".to_owned()))?;
        let paid = layers
            .iter()
            .zip(read.iter().skip(1))
            .filter_map(|(layer, fen)| Some((*layer, (*fen)?)))
            .collect();
        checked(
            &scene,
            fact,
            Visit {
                year: Year::Known {
                    in_scope_self_pay: Some(in_scope_self_pay),
                    paid,
                },
                ..visit.clone()
            },
            0,
        )
    });
    html! { <>{ once }<Fields {fields} {read} /></> }
}

/// The visit with more JSON laid over it, read by the way in.
fn laid_over(
    scene: &Scene,
    visit: &Visit,
    lay: impl FnOnce(&mut serde_json::Value),
) -> Result<Visit, (String, String)> {
    let mut json = mingbai_visit::write(scene.tables(), visit);
    lay(&mut json);
    mingbai_visit::read(scene.tables(), json.to_string().as_bytes())
        .map_err(|error| (error.field, error.message))
}

fn age(scene: &Scene, visit: &Visit) -> Html {
    let fields = vec![field(
        "age",
        "周岁",
        Kind::Whole,
        visit.age.map(|age| age.to_string()).unwrap_or_default(),
    )];
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let text = values
            .first()
            .map(|it| it.trim().trim_end_matches('岁'))
            .unwrap_or_default();
        let number: u16 = text
            .parse()
            .map_err(|_| (0, "请用数字填周岁，如 45。".to_owned()))?;
        let visit = laid_over(&scene, &visit, |json| json["person"]["age"] = json!(number))
            .map_err(|(_, why)| (0, why))?;
        checked(&scene, Fact::Asked(Question::Age), visit, 0)
    });
    html! { <Fields {fields} {read} /> }
}

const FIGURES: [(&str, &str, Kind); 3] = [
    ("deductible", "起付线，元", Kind::Money),
    ("share", "报多少，如 60%", Kind::Text),
    ("cap", "一年最多付，元", Kind::Money),
];

fn local(scene: &Scene, visit: &Visit) -> Html {
    let now = mingbai_visit::write(scene.tables(), visit);
    let rows: Vec<(String, Field)> = layers(scene)
        .into_iter()
        .flat_map(|layer| {
            let name = layer_name(scene.tables(), layer).to_owned();
            let now = now.clone();
            FIGURES.map(move |(figure, label, kind)| {
                let key = format!("{name}.{figure}");
                let initial = now["local"][&key].as_str().unwrap_or_default().to_owned();
                (
                    key.clone(),
                    field(
                        &format!("local-{}-{figure}", layer.0),
                        format!("{name}：{label}"),
                        kind,
                        initial,
                    ),
                )
            })
        })
        .collect();
    let (keys, fields): (Vec<String>, Vec<Field>) = rows.into_iter().unzip();
    let kinds: Vec<Kind> = fields.iter().map(|field| field.kind).collect();
    let offer = kept::offer(scene, visit);
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let mut figures = serde_json::Map::new();
        for (at, ((key, kind), text)) in keys.iter().zip(&kinds).zip(&values).enumerate() {
            let text = text.trim();
            if text.is_empty() {
                continue;
            }
            let text = match kind {
                Kind::Money => money::read_typed(text)
                    .map_err(|error| (at, error.to_string()))?
                    .to_string(),
                _ => text.replace('％', "%"),
            };
            figures.insert(key.clone(), text.into());
        }
        let told = figures.clone();
        let visit = laid_over(&scene, &visit, |json| json["local"] = figures.into()).map_err(
            |(field, why)| {
                (
                    keys.iter()
                        .position(|key| field.ends_with(key.as_str()))
                        .unwrap_or(0),
                    why,
                )
            },
        )?;
        let leads = checked(&scene, Fact::Local, visit.clone(), 0)?;
        kept::remember(&scene, &visit, &told);
        Ok(leads)
    });
    html! { <>{ offer }<Fields {fields} {read} /></> }
}

fn as_of(scene: &Scene, visit: &Visit) -> Html {
    let used = scene
        .good()
        .map(|it| it.tables.as_slice())
        .unwrap_or_default();
    let mut days: Vec<_> = used
        .iter()
        .filter_map(|it| scene.tables().tables.get(usize::from(it.table))?.span.until)
        .collect();
    days.sort_unstable();
    days.dedup();
    let each = days.into_iter().rev().map(|day| {
        (
            day.to_string(),
            Visit {
                tables_as_of: Some(day),
                ..visit.clone()
            },
        )
    });
    said(scene, Fact::AsOf, visit, each)
}
