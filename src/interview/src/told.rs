//! All that a visit tells, in plain words: what a link holds and what is printed.
use crate::facts;
use crate::route::Fact;
use crate::text;
use crate::world::Scene;
use mingbai_engine::{Groups, LocalFigure, LocalRule, Question, Visit, Year};
use mingbai_policy::{FactGroup, Fen, LayerId, Period, Tables};
use mingbai_wording::{
    account_name, deductible_account_name, layer_name, money, scope_text, this_period,
};

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
            Fact::Charges | Fact::Asked(Question::InScope) => rows.extend(papers(visit)),
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
    let balances = [
        ("个人账户余额", visit.balances.account),
        ("家人账户余额", visit.balances.family),
    ];
    for (name, balance) in balances {
        if let Some(fen) = balance {
            rows.push(told_close(name, fen));
        }
    }
    rows.sort_by_key(|row| !row.close);
    rows
}

fn close(fact: Fact) -> bool {
    match fact {
        Fact::Asked(Question::Is(fact)) => fact.group() == FactGroup::Person,
        Fact::Asked(Question::Number(fact)) => fact.group() == FactGroup::Person,
        Fact::Asked(Question::Disease | Question::Own(_) | Question::Sex) | Fact::Total => true,
        _ => false,
    }
}

/// The groups one is in and those one is not in.
fn groups(tables: &Tables, groups: &Groups) -> Vec<Told> {
    if *groups == Groups::NONE {
        return vec![told("属于哪种人", text::NO_GROUP, true)];
    }
    let named = |name: &str, bits: u64| {
        let all = (0u16..).zip(&tables.vocabulary.groups);
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
    let in_scope = bill.in_scope.and(bill.said_in_scope());
    let in_scope = in_scope.map(|it| told("符合政策范围金额", money::range(it), true));
    let paid = paid(tables, "", &bill.paid);
    in_scope.into_iter().chain(paid).chain(left).collect()
}

/// What a receipt and a list of charges say.
fn papers(visit: &Visit) -> Vec<Told> {
    let bill = visit.bill.as_ref();
    let receipt = bill.and_then(|it| it.receipt).unwrap_or_default();
    let charges = bill.and_then(|it| it.charges).unwrap_or_default();
    let figures = [
        ("票据上的个人自费", receipt.own_expense),
        ("票据上的个人自付", receipt.own_share),
        ("票据上的医保统筹基金支付", receipt.fund_paid),
        ("票据上的其他支付", receipt.other_paid),
        ("清单上的全自费", charges.own_expense),
        ("清单上的先行自付", charges.first_self_pay),
        ("清单上的超限价", charges.over_limit),
    ];
    let told = figures.into_iter();
    told.filter_map(|(name, fen)| Some(told_close(name, fen?)))
        .collect()
}

fn told_close(name: &str, fen: Fen) -> Told {
    told(name, money::yuan(fen), true)
}

fn items(tables: &Tables, visit: &Visit) -> Vec<Told> {
    let items = visit.bill.iter().flat_map(|bill| &bill.items);
    items
        .filter_map(|(item, fen)| {
            let name = &tables.vocabulary.items.get(item.index())?.name.name;
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
            accounts,
        } => {
            let spent =
                in_scope_self_pay.map(|fen| told("今年前面自己付的", money::yuan(fen), true));
            let before = paid(tables, "今年前面", before);
            let all = accounts;
            let accounts = all.iter().filter_map(|account| {
                let name = format!("今年前面，{}", account_name(tables, account));
                Some(told(name, money::yuan(account.paid?), true))
            });
            let used = all.iter().filter_map(|account| {
                let name = format!("今年前面，{}", deductible_account_name(tables, account));
                Some(told(name, money::yuan(account.deductible_used?), true))
            });
            let of_periods = all.iter().flat_map(|account| {
                Period::WITHIN_YEAR.into_iter().flat_map(move |period| {
                    let amounts = account.of(period).unwrap_or_default();
                    let before = format!("{}前面，", this_period(period));
                    let paid = amounts.paid.map(|fen| (account_name(tables, account), fen));
                    let used = amounts
                        .deductible_used
                        .map(|fen| (deductible_account_name(tables, account), fen));
                    let lines = paid.into_iter().chain(used);
                    lines.map(move |(name, fen)| {
                        told(format!("{before}{name}"), money::yuan(fen), true)
                    })
                })
            });
            let told = spent.into_iter().chain(before).chain(accounts);
            told.chain(used).chain(of_periods).collect()
        }
    }
}

/// Figures of the person's own office, each with for what it holds where that was said.
pub fn local(tables: &Tables, visit: &Visit) -> Vec<Told> {
    let json = mingbai_intake::write(tables, visit);
    let figures = json["local"].as_object().into_iter().flatten();
    let names = figures.filter_map(|(key, said)| {
        let rule = key.strip_suffix(".name")?;
        let said = said.as_str().unwrap_or_default();
        Some(told(format!("当地给的：{rule}叫什么"), said, false))
    });
    let bare = visit
        .local
        .iter()
        .map(|(rule, figure)| (*rule, *figure, None));
    let scoped = visit
        .scoped
        .iter()
        .map(|it| (it.rule, it.figure, Some(it.scope)));
    let each = bare.chain(scoped).map(|(rule, figure, scope)| {
        let name = match rule {
            LocalRule::Layer(layer) => layer_name(tables, layer).to_owned(),
            LocalRule::TopUp(table, index) => {
                let table = tables.tables.get(usize::from(table));
                let rule = table.and_then(|it| it.top_ups.get(usize::from(index)));
                rule.map_or_else(String::new, |it| it.rule.name.clone())
            }
        };
        let (what, said) = match figure {
            LocalFigure::Deductible(Fen::MAX) => ("起付线", "没到".to_owned()),
            LocalFigure::Cap(Fen::MAX) => ("封顶线", "没到".to_owned()),
            LocalFigure::Deductible(fen) => ("起付线", format!("{fen} 元")),
            LocalFigure::Cap(fen) => ("封顶线", format!("{fen} 元")),
            LocalFigure::FirstSelfPay(share) => ("先行自付", share.to_string()),
            LocalFigure::Share(share) => ("报多少", share.to_string()),
        };
        let scope = scope.map(|it| format!("（{}）", scope_text(tables, &it)));
        let said = format!("{said}{}", scope.unwrap_or_default());
        told(format!("当地给的：{name}{what}"), said, false)
    });
    each.chain(names).collect()
}
