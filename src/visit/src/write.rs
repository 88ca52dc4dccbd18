use crate::{OTHER, OTHER_PLAN, names};
use mingbai_engine::{Bill, Groups, Hospital, LocalFigure, LocalRule, Visit, Year};
use mingbai_policy::terms::Name;
use mingbai_policy::{DiseaseId, Fen, LayerId, Tables, Terms};
use serde_json::{Map, Value, json};

/// The JSON of a visit; reading it gives the same visit again.
pub fn write(tables: &Tables, visit: &Visit) -> Value {
    let terms = &tables.terms;
    let mut out = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(key.to_owned(), value);
        }
    };
    put("date", Some(visit.date.to_string().into()));
    put("admitted", visit.admitted.map(|day| day.to_string().into()));
    put(
        "insured_in",
        Some(match visit.insured_in {
            Some(id) => terms.regions.get(id.index()).map_or(Value::Null, |region| {
                // Other provinces that are joined later may have a place of the same name.
                match tables.province_of(id) {
                    Some(_) => region.name.id.as_str().into(),
                    None => plain(&region.name, |text| names::region(terms, text) == Ok(id)),
                }
            }),
            None => OTHER.into(),
        }),
    );
    put("insurance", visit.insurance.map(|it| it.word().into()));
    put(
        "hospital",
        visit.hospital.and_then(|it| match it {
            Hospital::Other => Some(OTHER.into()),
            Hospital::Named(id) => {
                let name = &terms.hospitals.get(id.index())?.name;
                Some(match tables.came_with(|it| it.hospitals, id.index()) {
                    Some(_) => name.id.as_str().into(),
                    None => plain(name, |text| names::hospital(terms, text) == Ok(id)),
                })
            }
        }),
    );
    put("grade", visit.grade.map(|it| it.word().into()));
    put("tier", visit.tier.map(|it| it.word().into()));
    put("place", visit.place.map(|it| it.word().into()));
    put("referred", visit.referred.map(Value::Bool));
    put("care", visit.care.map(|it| it.word().into()));
    put(
        "disease",
        visit
            .diseases
            .as_ref()
            .map(|all| diseases(terms, visit, all)),
    );
    put("person", person(terms, visit));
    put("enrolled", visit.enrolled.map(Value::Bool));
    put("premium_paid", visit.premium_paid.map(Value::Bool));
    put(
        "plan",
        visit.plan.and_then(|plan| match plan {
            OTHER_PLAN => Some(OTHER.into()),
            plan => terms
                .plans
                .get(usize::from(plan))
                .map(|name| name.as_str().into()),
        }),
    );
    put(
        "liable_third_party",
        visit.liable_third_party.map(Value::Bool),
    );
    put(
        "answers",
        object(visit.answers.iter().filter_map(|(question, value)| {
            Some((
                tables.questions.get(usize::from(*question))?.id.clone(),
                Value::Bool(*value),
            ))
        })),
    );
    put("bill", visit.bill.as_ref().map(|it| bill(terms, it)));
    put(
        "year_to_date",
        match &visit.year {
            Year::TakenAsFirst => None,
            Year::Unknown => Some("unknown".into()),
            Year::Known {
                in_scope_self_pay,
                paid,
            } => {
                let mut year = Map::new();
                let spent = in_scope_self_pay.map(money);
                year.extend(spent.map(|spent| ("in_scope_self_pay".to_owned(), spent)));
                year.extend(layers(terms, paid).map(|paid| ("paid".to_owned(), paid)));
                Some(Value::Object(year))
            }
        },
    );
    put(
        "local",
        object(
            visit
                .local
                .iter()
                .filter_map(|(rule, figure)| local(tables, *rule, *figure))
                .chain(visit.names.iter().filter_map(|(layer, name)| {
                    let of = &tables.terms.layers.get(layer.index())?.name.name;
                    Some((format!("{of}.name"), name.as_str().into()))
                })),
        ),
    );
    put(
        "tables_as_of",
        visit.tables_as_of.map(|day| day.to_string().into()),
    );
    Value::Object(out)
}

/// The name, or the id where the name alone would be read otherwise.
fn plain(name: &Name, reads_back: impl Fn(&str) -> bool) -> Value {
    if reads_back(&name.name) {
        name.name.as_str()
    } else {
        name.id.as_str()
    }
    .into()
}

fn money(fen: Fen) -> Value {
    fen.to_string().into()
}

fn object(entries: impl Iterator<Item = (String, Value)>) -> Option<Value> {
    let map: Map<String, Value> = entries.collect();
    (!map.is_empty()).then_some(Value::Object(map))
}

fn diseases(terms: &Terms, visit: &Visit, all: &[DiseaseId]) -> Value {
    let names = all.iter().filter_map(|id| {
        let name = &terms.diseases.get(id.index())?.name;
        Some(plain(name, |text| {
            names::diseases(terms, text, visit.insured_in) == Ok(vec![*id])
        }))
    });
    let mut names: Vec<Value> = names.collect();
    if names.len() == 1 {
        names.remove(0)
    } else {
        Value::Array(names)
    }
}

fn person(terms: &Terms, visit: &Visit) -> Option<Value> {
    let mut person = Map::new();
    if visit.groups == Groups::NONE {
        person.insert("groups".to_owned(), "none".into());
    } else {
        let bit = |bits: u64, at: usize| bits.checked_shr(at as u32).unwrap_or(0) & 1 == 1;
        let groups = terms.groups.iter().enumerate().filter_map(|(at, group)| {
            let value = match (bit(visit.groups.yes, at), bit(visit.groups.no, at)) {
                (true, _) => true,
                (_, true) => false,
                _ => return None,
            };
            Some((group.name.name.clone(), Value::Bool(value)))
        });
        person.extend(object(groups).map(|groups| ("groups".to_owned(), groups)));
    }
    person.extend(visit.sex.map(|sex| ("sex".to_owned(), sex.word().into())));
    person.extend(visit.age.map(|age| ("age".to_owned(), age.into())));
    (!person.is_empty()).then_some(Value::Object(person))
}

fn bill(terms: &Terms, bill: &Bill) -> Value {
    let mut out = Map::new();
    out.extend(bill.total.map(|fen| ("total".to_owned(), money(fen))));
    out.extend(bill.in_scope.map(|fen| ("in_scope".to_owned(), money(fen))));
    out.extend(layers(terms, &bill.paid).map(|paid| ("paid".to_owned(), paid)));
    out.extend(bill.self_pay.map(|fen| ("self_pay".to_owned(), money(fen))));
    let items = bill.items.iter().filter_map(|(item, fen)| {
        let name = &terms.items.get(item.index())?.name;
        Some(json!({ "item": plain(name, |text| names::item(terms, text) == Ok(*item)), "self_pay": money(*fen) }))
    });
    let items: Vec<Value> = items.collect();
    if !items.is_empty() {
        out.insert("items".to_owned(), Value::Array(items));
    }
    Value::Object(out)
}

fn layers(terms: &Terms, paid: &[(LayerId, Fen)]) -> Option<Value> {
    object(paid.iter().filter_map(|(layer, fen)| {
        Some((
            terms.layers.get(layer.index())?.name.name.clone(),
            money(*fen),
        ))
    }))
}

fn local(tables: &Tables, rule: LocalRule, figure: LocalFigure) -> Option<(String, Value)> {
    let rule = match rule {
        LocalRule::Layer(layer) => tables.terms.layers.get(layer.index())?.name.name.clone(),
        LocalRule::Excess(table, index) => {
            let table = tables.tables.get(usize::from(table))?;
            format!(
                "{}.{}",
                table.id,
                table.excesses.get(usize::from(index))?.rule.id
            )
        }
    };
    let (figure, value) = match figure {
        LocalFigure::Deductible(fen) => ("deductible", money(fen)),
        LocalFigure::Cap(fen) => ("cap", money(fen)),
        LocalFigure::Share(share) => ("share", share.to_string().into()),
        LocalFigure::FirstSelfPay(share) => ("first_self_pay", share.to_string().into()),
    };
    Some((format!("{rule}.{figure}"), value))
}
