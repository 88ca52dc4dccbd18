//! All that a visit tells, in plain words: what a link holds and what is printed.
use crate::pages::facts;
use crate::route::Fact;
use crate::text;
use crate::world::Scene;
use mingbai_engine::{Groups, Question, Visit, Year};
use mingbai_policy::{Fen, LayerId, Tables};
use mingbai_words::{layer_name, money};

/// One thing told.
#[derive(Clone, PartialEq)]
pub struct Told {
    /// What it is about.
    pub name: String,
    /// What was said.
    pub said: String,
    /// It is nobody else's business: the disease, the household, the money.
    pub close: bool,
}

fn told(name: impl Into<String>, said: impl Into<String>, close: bool) -> Told {
    Told {
        name: name.into(),
        said: said.into(),
        close,
    }
}

/// Everything the visit tells, what is closest to the person first.
pub fn all(scene: &Scene, visit: &Visit) -> Vec<Told> {
    let tables = scene.tables();
    let mut rows = Vec::new();
    for fact in facts::all(scene, visit) {
        let name = text::fact(tables, fact);
        match fact {
            Fact::Groups => rows.extend(groups(tables, &visit.groups)),
            Fact::Sheet => rows.extend(sheet(tables, visit)),
            Fact::Local => rows.extend(local(tables, visit)),
            Fact::Asked(Question::Items) => rows.extend(items(tables, visit)),
            Fact::Asked(Question::YearToDate) => rows.extend(year(tables, visit)),
            _ => {
                if let Some(said) = facts::said(scene, visit, fact) {
                    rows.push(told(name, said, close(fact)));
                }
            }
        }
    }
    if let Some(day) = visit.admitted {
        rows.push(told("入院日期", day.to_string(), false));
    }
    rows.sort_by_key(|row| !row.close);
    rows
}

fn close(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::Asked(
            Question::Disease
                | Question::Own(_)
                | Question::Age
                | Question::Sex
                | Question::InScope
        ) | Fact::Total
    )
}

/// The groups one is in and those one is not in.
fn groups(tables: &Tables, groups: &Groups) -> Vec<Told> {
    if *groups == Groups::NONE {
        return vec![told("属于哪种人", text::NO_GROUP, true)];
    }
    let named = |name: &str, bits: u64| {
        let all = (0u16..).zip(&tables.terms.groups);
        let all = all.filter(|(at, _)| bits.checked_shr(u32::from(*at)).unwrap_or(0) & 1 == 1);
        let names: Vec<&str> = all.map(|(_, group)| group.name.name.as_str()).collect();
        (!names.is_empty()).then(|| told(name, names.join("、"), true))
    };
    let both = [
        named("属于哪种人", groups.yes),
        named("不属于哪种人", groups.no),
    ];
    both.into_iter().flatten().collect()
}

fn paid<'a>(
    tables: &'a Tables,
    when: &'a str,
    all: &'a [(LayerId, Fen)],
) -> impl Iterator<Item = Told> + 'a {
    all.iter().map(move |(layer, fen)| {
        let name = format!("{when}{}付的", layer_name(tables, *layer));
        told(name, money::yuan(*fen), true)
    })
}

fn sheet(tables: &Tables, visit: &Visit) -> Vec<Told> {
    let Some(bill) = &visit.bill else {
        return Vec::new();
    };
    let left = bill
        .self_pay
        .map(|fen| told("报完后自己付的", money::yuan(fen), true));
    paid(tables, "", &bill.paid).chain(left).collect()
}

fn items(tables: &Tables, visit: &Visit) -> Vec<Told> {
    let items = visit.bill.iter().flat_map(|bill| &bill.items);
    items
        .filter_map(|(item, fen)| {
            let name = &tables.terms.items.get(item.index())?.name.name;
            Some(told(format!("{name}自己付的"), money::yuan(*fen), true))
        })
        .collect()
}

fn year(tables: &Tables, visit: &Visit) -> Vec<Told> {
    match &visit.year {
        Year::TakenAsFirst | Year::Unknown => Vec::new(),
        Year::Known {
            in_scope_self_pay,
            paid: before,
        } => {
            let spent =
                in_scope_self_pay.map(|fen| told("今年前面自己付的", money::yuan(fen), true));
            let before = paid(tables, "今年前面", before);
            spent.into_iter().chain(before).collect()
        }
    }
}

pub fn local(tables: &Tables, visit: &Visit) -> Vec<Told> {
    let json = mingbai_visit::write(tables, visit);
    let figures = json["local"].as_object().into_iter().flatten();
    figures
        .map(|(key, said)| {
            let (rule, figure) = key.rsplit_once('.').unwrap_or((key, ""));
            let (name, unit) = match figure {
                "name" => ("叫什么", ""),
                "deductible" => ("起付线", " 元"),
                "cap" => ("封顶线", " 元"),
                "first_self_pay" => ("先行自付", ""),
                _ => ("报多少", ""),
            };
            let said = format!("{}{unit}", said.as_str().unwrap_or_default());
            told(format!("当地给的：{rule}{name}"), said, false)
        })
        .collect()
}
