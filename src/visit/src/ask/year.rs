//! What this year's earlier visits left.
use crate::ask::typed::{amounts, checked, field, layers, shown, to};
use mingbai_engine::{Account, Question, Visit, Warning, Year};
use mingbai_interview::route::Fact;
use mingbai_interview::world::Scene;
use mingbai_policy::{Fen, Period};
use mingbai_ui::choices::{Choice, choices};
use mingbai_ui::fields::{Fields, Kind};
use mingbai_wording::{account_name, deductible_account_name, layer_name, this_period};
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

impl Counted {
    /// What an account holds of it in a period.
    fn of(self, account: &Account, period: Period) -> Option<Fen> {
        let amounts = account.of(period)?;
        match self {
            Counted::Payments => amounts.paid,
            Counted::Deductibles => amounts.deductible_used,
        }
    }

    /// Sets what an account holds of it in a period.
    fn set(self, account: &mut Account, period: Period, fen: Option<Fen>) {
        let Some((deductible_used, paid)) = account.amounts_mut(period) else {
            return;
        };
        match self {
            Counted::Payments => *paid = fen,
            Counted::Deductibles => *deductible_used = fen,
        }
    }
}

/// The accounts that figures of a period count apart: those told before, and those that are missing.
fn apart(
    scene: &Scene,
    visit: &Visit,
    told: &[Account],
    (counted, period): (Counted, Period),
) -> Vec<Account> {
    let said = |it: &Account| counted.of(it, period).is_some();
    let mut apart: Vec<Account> = told.iter().copied().filter(said).collect();
    let warnings = scene.good().map(|it| it.warnings.as_slice());
    for warning in warnings.unwrap_or_default() {
        let (layer, of_disease) = match (warning, counted) {
            (
                Warning::YearNotSplit {
                    layer,
                    of_disease,
                    per,
                },
                Counted::Payments,
            )
            | (
                Warning::DeductibleUseOpen {
                    layer,
                    of_disease,
                    per,
                },
                Counted::Deductibles,
            ) if *per == period => (layer, of_disease),
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
                apart.push(Account::new(*layer, care, disease));
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
    // The fields of accounts, in order: of the year, then of its shorter periods.
    let mut counts = vec![
        (Counted::Payments, Period::Year),
        (Counted::Deductibles, Period::Year),
    ];
    for period in Period::WITHIN_YEAR.into_iter().rev() {
        counts.extend([(Counted::Payments, period), (Counted::Deductibles, period)]);
    }
    let mut apart_fields: Vec<(Counted, Period, Account)> = Vec::new();
    for (counted, period) in counts {
        let found = apart(scene, visit, &accounts, (counted, period));
        apart_fields.extend(found.into_iter().map(|it| (counted, period, it)));
    }
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
    let mut of_kind = [0, 0];
    for (counted, period, account) in &apart_fields {
        let (key, of_kind, label) = match (counted, period) {
            (Counted::Payments, Period::Year) => {
                let label = format!("其中{}元", account_name(scene.tables(), account));
                ("account", &mut of_kind[0], label)
            }
            (Counted::Payments, period) => {
                let name = account_name(scene.tables(), account);
                let label = format!("{}前面，{name}元", this_period(*period));
                ("account", &mut of_kind[0], label)
            }
            (Counted::Deductibles, period) => {
                let name = deductible_account_name(scene.tables(), account);
                let label = format!("{}前面，{name}元", this_period(*period));
                ("deductible", &mut of_kind[1], label)
            }
        };
        let said = counted.of(account, *period);
        let key = format!("{key}-{of_kind}");
        *of_kind += 1;
        fields.push(field(&key, label, Kind::Money, shown(said)));
    }
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
        let mut accounts: Vec<Account> = Vec::new();
        for (at, (counted, period, account)) in apart_fields.iter().enumerate() {
            let fen = read.get(first_account + at).copied().flatten();
            let of = |it: &Account| (it.layer, it.care, it.disease);
            let place = accounts.iter().position(|it| of(it) == of(account));
            let place = place.unwrap_or_else(|| {
                accounts.push(Account::new(account.layer, account.care, account.disease));
                accounts.len() - 1
            });
            counted.set(&mut accounts[place], *period, fen);
            let sum = paid.iter().find(|(layer, _)| *layer == account.layer);
            if *counted == Counted::Payments && sum.is_some_and(|(_, sum)| fen > Some(*sum)) {
                return Err((
                    first_account + at,
                    "比这道保障线一共付的还多。请再看一遍。".into(),
                ));
            }
        }
        accounts.retain(|it| *it != Account::new(it.layer, it.care, it.disease));
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
    html! { <>{ once }<Fields {fields} {read} /></> }
}
