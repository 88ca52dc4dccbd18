//! Writes a visit as JSON, so that reading gives the same visit back. Must not know where the JSON goes.
use crate::bill_lines;
use crate::choice::Choice;
use crate::local::kind_of;
use crate::other::OTHER;
use crate::{names, numbers};
use mingbai_engine::{Account, Bill, Groups, Hospital, LocalFigure, LocalRule, Scope, Visit, Year};
use mingbai_policy::limits::OTHER_PLAN;
use mingbai_policy::vocabulary::Name;
use mingbai_policy::{
    Care, DiseaseId, FactGroup, Fen, Grade, LayerId, NumberFact, Period, RegionId, Tables,
    Vocabulary, YesNo,
};
use serde_json::{Map, Value, json};

/// Returns the JSON of a visit.
pub fn write(tables: &Tables, visit: &Visit) -> Value {
    let vocabulary = &tables.vocabulary;
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
            Some(id) => region(tables, id),
            None => OTHER.into(),
        }),
    );
    put("insurance", visit.insurance.map(|it| it.word().into()));
    put(
        "hospital",
        visit.hospital.and_then(|it| match it {
            Hospital::Other => Some(OTHER.into()),
            Hospital::Named(id) => {
                let name = &vocabulary.hospitals.get(id.index())?.name;
                Some(match tables.came_with(|it| it.hospitals, id.index()) {
                    Some(_) => name.id.as_str().into(),
                    None => plain(name, |text| names::hospital(vocabulary, text) == Ok(id)),
                })
            }
        }),
    );
    put("grade", visit.grade.map(|it| it.word().into()));
    put("tier", visit.tier.map(|it| it.word().into()));
    put("place", visit.place.map(|it| it.word().into()));
    facts(visit, FactGroup::Hospital, &mut put);
    put("care", visit.care.map(|it| it.word().into()));
    put(
        "disease",
        visit
            .diseases
            .as_ref()
            .map(|all| diseases(vocabulary, visit, all)),
    );
    put("person", person(vocabulary, visit));
    facts(visit, FactGroup::Cover, &mut put);
    for inside in NumberFact::objects() {
        put(inside, object(numbers::write(inside, visit)));
    }
    put(
        "plan",
        visit.plan.and_then(|plan| match plan {
            OTHER_PLAN => Some(OTHER.into()),
            plan => vocabulary
                .plans
                .get(usize::from(plan))
                .map(|name| name.as_str().into()),
        }),
    );
    facts(visit, FactGroup::OtherPayer, &mut put);
    put(
        "answers",
        object(visit.answers.iter().filter_map(|(question, value)| {
            Some((
                tables.questions.get(usize::from(*question))?.id.clone(),
                Value::Bool(*value),
            ))
        })),
    );
    put("bill", visit.bill.as_ref().map(|it| bill(vocabulary, it)));
    put(
        "year_to_date",
        match &visit.year {
            Year::TakenAsFirst => None,
            Year::Unknown => Some("unknown".into()),
            Year::Known {
                in_scope_self_pay,
                paid,
                accounts,
            } => {
                let mut year = Map::new();
                let spent = in_scope_self_pay.map(money);
                year.extend(spent.map(|spent| ("in_scope_self_pay".to_owned(), spent)));
                year.extend(layers(vocabulary, paid).map(|paid| ("paid".to_owned(), paid)));
                let rows = accounts
                    .iter()
                    .filter_map(|it| account(vocabulary, visit, it));
                let mut rows: Vec<Value> = rows.collect();
                // Sorted by text: with other provinces joined, ids may come in another order.
                rows.sort_by_cached_key(Value::to_string);
                year.extend((!rows.is_empty()).then(|| ("accounts".to_owned(), rows.into())));
                Some(Value::Object(year))
            }
        },
    );
    put("account_balance", visit.balances.account.map(money));
    put("family_account_balance", visit.balances.family.map(money));
    put(
        "local",
        object(
            visit
                .local
                .iter()
                .filter_map(|(rule, figure)| local(tables, *rule, *figure))
                .chain(scoped(tables, visit))
                .chain(visit.names.iter().filter_map(|(layer, name)| {
                    let of = &tables.vocabulary.layers.get(layer.index())?.name.name;
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

/// Writes the answers to the yes/no facts of a group.
fn facts(visit: &Visit, group: FactGroup, put: &mut impl FnMut(&str, Option<Value>)) {
    for fact in YesNo::of(group) {
        put(fact.id(), visit.said[fact].map(Value::Bool));
    }
}

/// Returns the name, or the id where the name alone would be read as something else.
fn plain(name: &Name, reads_back: impl Fn(&str) -> bool) -> Value {
    if reads_back(&name.name) {
        name.name.as_str()
    } else {
        name.id.as_str()
    }
    .into()
}

fn region(tables: &Tables, id: RegionId) -> Value {
    let Some(region) = tables.vocabulary.regions.get(id.index()) else {
        return Value::Null;
    };
    // Other provinces that are joined later may have a place of the same name.
    match tables.province_of(id) {
        Some(_) => region.name.id.as_str().into(),
        None => plain(&region.name, |text| {
            names::region(&tables.vocabulary, text) == Ok(id)
        }),
    }
}

fn money(fen: Fen) -> Value {
    fen.to_string().into()
}

/// Returns an amount, or `"none"`: no cap, or a deductible that is never reached.
fn money_or_none(fen: Fen) -> Value {
    if fen == Fen::MAX {
        "none".into()
    } else {
        money(fen)
    }
}

fn object(entries: impl Iterator<Item = (String, Value)>) -> Option<Value> {
    let map: Map<String, Value> = entries.collect();
    (!map.is_empty()).then_some(Value::Object(map))
}

fn account(vocabulary: &Vocabulary, visit: &Visit, account: &Account) -> Option<Value> {
    let mut row = Map::new();
    let layer = &vocabulary.layers.get(account.layer.index())?.name.name;
    row.insert("layer".to_owned(), layer.as_str().into());
    row.insert("care".to_owned(), account.care.word().into());
    let disease = account.disease.map(|it| diseases(vocabulary, visit, &[it]));
    row.extend(disease.map(|it| ("disease".to_owned(), it)));
    let amounts = [
        ("deductible_used", account.deductible_used),
        ("in_scope", account.in_scope),
        ("paid", account.paid),
    ];
    row.extend(
        amounts
            .into_iter()
            .filter_map(|(key, fen)| Some((key.to_owned(), money(fen?)))),
    );
    row.extend(Period::WITHIN_YEAR.into_iter().filter_map(|period| {
        let of = account.of(period)?;
        let amounts = [("deductible_used", of.deductible_used), ("paid", of.paid)];
        let said = amounts.into_iter();
        let said = said.filter_map(|(key, fen)| Some((key.to_owned(), money(fen?))));
        Some((period.word().to_owned(), object(said)?))
    }));
    Some(Value::Object(row))
}

fn diseases(vocabulary: &Vocabulary, visit: &Visit, all: &[DiseaseId]) -> Value {
    let names = all.iter().filter_map(|id| {
        let name = &vocabulary.diseases.get(id.index())?.name;
        Some(plain(name, |text| {
            names::diseases(vocabulary, text, visit.insured_in) == Ok(vec![*id])
        }))
    });
    let mut names: Vec<Value> = names.collect();
    if names.len() == 1 {
        names.remove(0)
    } else {
        Value::Array(names)
    }
}

fn person(vocabulary: &Vocabulary, visit: &Visit) -> Option<Value> {
    let mut person = Map::new();
    if visit.groups == Groups::NONE {
        person.insert("groups".to_owned(), "none".into());
    } else {
        let bit = |bits: u64, at: usize| bits.checked_shr(at as u32).unwrap_or(0) & 1 == 1;
        let groups = vocabulary
            .groups
            .iter()
            .enumerate()
            .filter_map(|(at, group)| {
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
    person.extend(numbers::write("person", visit));
    facts(visit, FactGroup::Person, &mut |key, value| {
        person.extend(value.map(|value| (key.to_owned(), value)));
    });
    (!person.is_empty()).then_some(Value::Object(person))
}

fn bill(vocabulary: &Vocabulary, bill: &Bill) -> Value {
    let mut out = Map::new();
    out.extend(bill.total.map(|fen| ("total".to_owned(), money(fen))));
    out.extend(bill.in_scope.map(|fen| ("in_scope".to_owned(), money(fen))));
    let most = bill.in_scope_to;
    out.extend(most.map(|fen| ("in_scope_to".to_owned(), money(fen))));
    let receipt = bill.receipt.unwrap_or_default();
    let receipt = figures(&[
        ("own_expense", receipt.own_expense),
        ("own_share", receipt.own_share),
        ("fund_paid", receipt.fund_paid),
        ("other_paid", receipt.other_paid),
    ]);
    out.extend(receipt.map(|it| ("receipt".to_owned(), it)));
    let charges = bill.charges.unwrap_or_default();
    let charges = figures(&[
        ("own_expense", charges.own_expense),
        ("first_self_pay", charges.first_self_pay),
        ("over_limit", charges.over_limit),
    ]);
    out.extend(charges.map(|it| ("charges".to_owned(), it)));
    out.extend(layers(vocabulary, &bill.paid).map(|paid| ("paid".to_owned(), paid)));
    out.extend(bill.self_pay.map(|fen| ("self_pay".to_owned(), money(fen))));
    let before = bill.deductible_before_transfer;
    out.extend(before.map(|fen| ("deductible_before_transfer".to_owned(), money(fen))));
    let items = bill.items.iter().filter_map(|(item, fen)| {
        let name = &vocabulary.items.get(item.index())?.name;
        Some(json!({ "item": plain(name, |text| names::item(vocabulary, text) == Ok(*item)), "self_pay": money(*fen) }))
    });
    let items: Vec<Value> = items.collect();
    if !items.is_empty() {
        out.insert("items".to_owned(), Value::Array(items));
    }
    out.extend(bill_lines::write(&bill.lines).map(|it| ("lines".to_owned(), it)));
    Value::Object(out)
}

/// Returns the figures of a paper; `None` for a paper without any.
fn figures(all: &[(&str, Option<Fen>)]) -> Option<Value> {
    let told = all.iter();
    object(told.filter_map(|(key, fen)| Some(((*key).to_owned(), money((*fen)?)))))
}

fn layers(vocabulary: &Vocabulary, paid: &[(LayerId, Fen)]) -> Option<Value> {
    object(paid.iter().filter_map(|(layer, fen)| {
        Some((
            vocabulary.layers.get(layer.index())?.name.name.clone(),
            money(*fen),
        ))
    }))
}

fn local(tables: &Tables, rule: LocalRule, figure: LocalFigure) -> Option<(String, Value)> {
    let rule = match rule {
        LocalRule::Layer(layer) => tables
            .vocabulary
            .layers
            .get(layer.index())?
            .name
            .name
            .clone(),
        LocalRule::TopUp(table, index) => {
            let table = tables.tables.get(usize::from(table))?;
            format!(
                "{}.{}",
                table.id,
                table.top_ups.get(usize::from(index))?.rule.id
            )
        }
    };
    let (figure, value) = match figure {
        LocalFigure::Deductible(fen) => ("deductible", money_or_none(fen)),
        LocalFigure::Cap(fen) => ("cap", money_or_none(fen)),
        LocalFigure::Share(share) => ("share", share.to_string().into()),
        LocalFigure::FirstSelfPay(share) => ("first_self_pay", share.to_string().into()),
    };
    Some((format!("{rule}.{figure}"), value))
}

/// Returns figures with a scope, those of one kind in one list. A figure is left out where the visit has
/// one of its kind for itself alone: the engine would never use the figure with the scope.
fn scoped(tables: &Tables, visit: &Visit) -> Vec<(String, Value)> {
    let mut lists: Vec<(String, Value)> = Vec::new();
    for it in &visit.scoped {
        let same = |(rule, figure): &(LocalRule, LocalFigure)| {
            *rule == it.rule && kind_of(*figure) == kind_of(it.figure)
        };
        if visit.local.iter().any(same) {
            continue;
        }
        let Some((key, value)) = local(tables, it.rule, it.figure) else {
            continue;
        };
        let entry = with_scope(tables, value, &it.scope);
        match lists.iter_mut().find(|(known, _)| *known == key) {
            Some((_, Value::Array(list))) => list.push(entry),
            _ => lists.push((key, Value::Array(vec![entry]))),
        }
    }
    lists
}

/// Returns a figure with its scope.
fn with_scope(tables: &Tables, value: Value, scope: &Scope) -> Value {
    let mut out = Map::new();
    out.insert("value".to_owned(), value);
    if scope.insurance != Scope::ANY.insurance {
        out.insert("insurance".to_owned(), scope.insurance.word().into());
    }
    if let Some(care) = words(scope.care, Scope::ANY.care, Care::bit) {
        out.insert("care".to_owned(), care);
    }
    if let Some(grade) = words(scope.grade, Scope::ANY.grade, Grade::bit) {
        out.insert("grade".to_owned(), grade);
    }
    if let Some(place) = scope.place {
        out.insert("place".to_owned(), region(tables, place));
    }
    if scope.within {
        out.insert("within".to_owned(), true.into());
    }
    let days = [("from", scope.span.from), ("until", scope.span.until)];
    for (key, day) in days {
        out.extend(day.map(|day| (key.to_owned(), day.to_string().into())));
    }
    Value::Object(out)
}

/// Returns the words of bits; `None` where all bits are set.
fn words<C: Choice>(bits: u8, all: u8, bit: fn(C) -> u8) -> Option<Value> {
    if bits & all == all {
        return None;
    }
    let named = C::ALL.iter().filter(|it| bits & bit(**it) != 0);
    let mut named: Vec<Value> = named.map(|it| it.word().into()).collect();
    Some(match named.len() {
        1 => named.remove(0),
        _ => Value::Array(named),
    })
}
