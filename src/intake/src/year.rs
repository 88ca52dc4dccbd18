//! Reads `year_to_date` from the JSON visit: the sums of this year's earlier visits. Must not know caps.
use crate::bill;
use crate::cursor::Cursor;
use crate::error::InputError;
use crate::fold::fold;
use crate::json::Node;
use crate::names;
use mingbai_engine::{Account, Visit, Year};
use mingbai_policy::{Care, DiseaseId, Fen, LayerId, NumberFact, RegionId, Vocabulary};

/// Reads the year so far into the visit: the sums, and the stays before, from which the number of
/// this stay follows.
pub(crate) fn read(
    vocabulary: &Vocabulary,
    said: &Cursor,
    visit: &mut Visit,
) -> Result<(), InputError> {
    let insured_in = visit.insured_in;
    if let Node::Text(text) = said.node {
        return match fold(text).as_str() {
            "unknown" => {
                visit.year = Year::Unknown;
                Ok(())
            }
            _ => Err(said.error(
                "不清楚请写 \"unknown\"；否则写成 {\"in_scope_self_pay\": \"0.00\"} 这样。",
            )),
        };
    }
    let says = said.object(&["in_scope_self_pay", "paid", "admissions", "accounts"])?;
    let most = NumberFact::Stay.most() - 1;
    let before = says.read("admissions", |c| c.whole(0, most.into()))?;
    if let Some(before) = before.and_then(|it| u16::try_from(it).ok()) {
        let stay = before + 1;
        if let Some(told) = visit.said[NumberFact::Stay].filter(|told| *told != stay) {
            return Err(says.error(
                "admissions",
                format!("这里写今年前面住过 {before} 次院，this_year.stay 写这次是第 {told} 次：对不上，只写一处就行。"),
            ));
        }
        visit.said[NumberFact::Stay] = Some(stay);
    }
    let paid = says
        .read("paid", |c| bill::paid(vocabulary, &c))?
        .unwrap_or_default();
    let accounts = says
        .read("accounts", |c| accounts(vocabulary, &c, insured_in, &paid))?
        .unwrap_or_default();
    visit.year = Year::Known {
        in_scope_self_pay: says.read("in_scope_self_pay", |c| c.money())?,
        paid,
        accounts,
    };
    Ok(())
}

/// Reads the accounts; refuses those that contradict one another or the sums.
fn accounts(
    vocabulary: &Vocabulary,
    said: &Cursor,
    insured_in: Option<RegionId>,
    sums: &[(LayerId, Fen)],
) -> Result<Vec<Account>, InputError> {
    let mut accounts: Vec<Account> = Vec::new();
    for row in said.list()? {
        let read = account(vocabulary, &row, insured_in)?;
        let same =
            |it: &Account| (it.layer, it.care, it.disease) == (read.layer, read.care, read.disease);
        if accounts.iter().any(same) {
            return Err(row.error("这一类写了两次。请加在一起，只留一条。"));
        }
        accounts.push(read);
        if by_disease(&accounts, read.layer, read.care)
            > whole(&accounts, read.layer, read.care).unwrap_or(Fen::MAX)
        {
            return Err(row.error("按病分开写的钱，加起来比这一种就诊一共付的还多。请再看一遍。"));
        }
        let told: Fen = Care::ALL
            .iter()
            .map(|care| {
                let whole = whole(&accounts, read.layer, *care);
                whole.unwrap_or_else(|| by_disease(&accounts, read.layer, *care))
            })
            .sum();
        let sum = sums.iter().find(|(layer, _)| *layer == read.layer);
        if sum.is_some_and(|(_, sum)| told > *sum) {
            return Err(
                row.error("按就诊分开写的钱，加起来比 paid 里这道保障线一共付的还多。请再看一遍。")
            );
        }
    }
    accounts.sort_unstable();
    Ok(accounts)
}

fn account(
    vocabulary: &Vocabulary,
    row: &Cursor,
    insured_in: Option<RegionId>,
) -> Result<Account, InputError> {
    let row = row.object(&[
        "layer",
        "care",
        "disease",
        "deductible_used",
        "in_scope",
        "paid",
    ])?;
    let layer = row.need(
        "layer",
        |c| c.named(|text| names::layer(vocabulary, text)),
        "请写哪道保障线，如 \"基本医保\"。",
    )?;
    let care = row.need(
        "care",
        |c| c.choice(),
        "请写哪种就诊，如 \"outpatient\"；分不开就写在 paid 里。",
    )?;
    Ok(Account {
        layer,
        care,
        disease: row.read("disease", |c| disease(vocabulary, &c, insured_in))?,
        deductible_used: row.read("deductible_used", |c| c.money())?,
        in_scope: row.read("in_scope", |c| c.money())?,
        paid: row.read("paid", |c| c.money())?,
    })
}

fn disease(
    vocabulary: &Vocabulary,
    said: &Cursor,
    insured_in: Option<RegionId>,
) -> Result<DiseaseId, InputError> {
    let found = said.named(|text| names::diseases(vocabulary, text, insured_in))?;
    match found.as_slice() {
        [one] => Ok(*one),
        _ => Err(said.error("这是好几种病。请一种病写一条。")),
    }
}

fn whole(accounts: &[Account], layer: LayerId, care: Care) -> Option<Fen> {
    let mut mine = accounts
        .iter()
        .filter(|it| it.layer == layer && it.care == care && it.disease.is_none());
    mine.find_map(|it| it.paid)
}

fn by_disease(accounts: &[Account], layer: LayerId, care: Care) -> Fen {
    let mine = accounts
        .iter()
        .filter(|it| it.layer == layer && it.care == care && it.disease.is_some());
    mine.filter_map(|it| it.paid).sum()
}
