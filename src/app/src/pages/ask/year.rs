//! What this year's earlier visits left.
use super::{amounts, checked, field, layers, shown, to};
use crate::components::choices::{Choice, choices};
use crate::components::fields::{Fields, Kind};
use crate::markup::html;
use crate::route::Fact;
use crate::world::Scene;
use mingbai_engine::{Account, Question, Visit, Warning, Year};
use mingbai_policy::Fen;
use mingbai_wording::{account_name, deductible_account_name, layer_name};
use yew::prelude::*;

/// Whether the sums are told, and a limit counts only some of them.
pub fn is_not_split(scene: &Scene) -> bool {
    let warnings = scene.good().map(|it| it.warnings.as_slice());
    let mut warnings = warnings.unwrap_or_default().iter();
    warnings.any(|it| matches!(it, Warning::YearNotSplit { .. }))
}

/// What a yearly figure counts of an account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    Payments,
    Deductibles,
}

/// The accounts that a yearly figure counts apart: those told before, and those that are missing.
fn apart(scene: &Scene, visit: &Visit, told: &[Account], counted: Counted) -> Vec<Account> {
    let said = |it: &Account| match counted {
        Counted::Payments => it.paid.is_some(),
        Counted::Deductibles => it.deductible_used.is_some(),
    };
    let mut apart: Vec<Account> = told.iter().copied().filter(said).collect();
    let warnings = scene.good().map(|it| it.warnings.as_slice());
    for warning in warnings.unwrap_or_default() {
        let (layer, of_disease) = match (warning, counted) {
            (Warning::YearNotSplit { layer, of_disease }, Counted::Payments)
            | (Warning::DeductibleUseOpen { layer, of_disease }, Counted::Deductibles) => {
                (layer, of_disease)
            }
            _ => continue,
        };
        let Some(care) = visit.care else { continue };
        let diseases = visit.diseases.iter().flatten().copied().map(Some);
        let counted: Vec<_> = if *of_disease {
            diseases.collect()
        } else {
            vec![None]
        };
        for disease in counted {
            let same = |it: &Account| (it.layer, it.care, it.disease) == (*layer, care, disease);
            if !apart.iter().any(same) {
                apart.push(Account {
                    layer: *layer,
                    care,
                    disease,
                    deductible_used: None,
                    in_scope: None,
                    paid: None,
                });
            }
        }
    }
    apart
}

/// 今年第一次, or the fields.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let fact = Fact::Asked(Question::YearToDate);
    let first = Visit {
        year: Year::Known {
            in_scope_self_pay: Some(Fen::ZERO),
            paid: Vec::new(),
            accounts: Vec::new(),
        },
        ..visit.clone()
    };
    let layers = layers(scene);
    let (spent, before, accounts) = match &visit.year {
        Year::Known {
            in_scope_self_pay,
            paid,
            accounts,
        } => (*in_scope_self_pay, paid.clone(), accounts.clone()),
        _ => (None, Vec::new(), Vec::new()),
    };
    let used = apart(scene, visit, &accounts, Counted::Deductibles);
    let apart = apart(scene, visit, &accounts, Counted::Payments);
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
    fields.extend(apart.iter().enumerate().map(|(at, account)| {
        let label = format!("其中{}元", account_name(scene.tables(), account));
        field(
            &format!("account-{at}"),
            label,
            Kind::Money,
            shown(account.paid),
        )
    }));
    fields.extend(used.iter().enumerate().map(|(at, account)| {
        let name = deductible_account_name(scene.tables(), account);
        field(
            &format!("deductible-{at}"),
            format!("今年前面，{name}元"),
            Kind::Money,
            shown(account.deductible_used),
        )
    }));
    let once = choices(vec![Choice::new("今年第一次", to(scene, fact, first))]);
    let (scene, visit) = (scene.clone(), visit.clone());
    let read = Callback::from(move |values: Vec<String>| {
        let read = amounts(&values)?;
        let spent = read.first().copied().flatten();
        let in_scope_self_pay =
            spent.ok_or_else(|| (0, "请先填这一格；不清楚就选不知道。".to_owned()))?;
        let paid: Vec<_> = layers
            .iter()
            .zip(read.iter().skip(1))
            .filter_map(|(layer, fen)| Some((*layer, (*fen)?)))
            .collect();
        let first_account = 1 + layers.len();
        let bare = |account: &Account| Account {
            deductible_used: None,
            paid: None,
            ..*account
        };
        let mut accounts: Vec<Account> = apart
            .iter()
            .zip(read.iter().skip(first_account))
            .map(|(account, paid)| Account {
                paid: *paid,
                ..bare(account)
            })
            .collect();
        for (account, deductible_used) in used
            .iter()
            .zip(read.iter().skip(first_account + apart.len()))
        {
            let of = |it: &Account| (it.layer, it.care, it.disease);
            match accounts.iter_mut().find(|it| of(it) == of(account)) {
                Some(known) => known.deductible_used = *deductible_used,
                None => accounts.push(Account {
                    deductible_used: *deductible_used,
                    ..bare(account)
                }),
            }
        }
        accounts.retain(|it| it.paid.or(it.in_scope).or(it.deductible_used).is_some());
        for (at, account) in accounts.iter().enumerate() {
            let sum = paid.iter().find(|(layer, _)| *layer == account.layer);
            if sum.is_some_and(|(_, sum)| account.paid > Some(*sum)) {
                return Err((
                    first_account + at,
                    "比这道保障线一共付的还多。请再看一遍。".into(),
                ));
            }
        }
        checked(
            &scene,
            fact,
            Visit {
                year: Year::Known {
                    in_scope_self_pay: Some(in_scope_self_pay),
                    paid,
                    accounts,
                },
                ..visit.clone()
            },
            0,
        )
    });
    html! { <>{ once }<Fields {fields} {read} ahead=true /></> }
}
