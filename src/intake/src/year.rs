//! Reads `year_to_date` from the JSON visit: the sums of this year's earlier visits. Must not know caps.
use crate::bill;
use crate::cursor::Cursor;
use crate::error::InputError;
use crate::fold::fold;
use crate::json::Node;
use crate::names;
use mingbai_engine::{Account, OfPeriod, Visit, Year};
use mingbai_policy::{
    Care, Day, DiseaseId, Fen, LayerId, NumberFact, Period, RegionId, Vocabulary,
};

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
        .read("accounts", |c| {
            accounts(vocabulary, &c, (insured_in, counts_on(visit)), &paid)
        })?
        .unwrap_or_default();
    visit.year = Year::Known {
        in_scope_self_pay: says.read("in_scope_self_pay", |c| c.money())?,
        paid,
        accounts,
    };
    Ok(())
}

/// Returns the day on which a visit counts; `None` for a stay that may count on the day of its
/// admission, where a table says so.
fn counts_on(visit: &Visit) -> Option<Day> {
    let stays = visit.care.is_none_or(|care| care == Care::Inpatient);
    let one_day = visit.admitted == Some(visit.date) || visit.said[NumberFact::StayDays] == Some(0);
    (!stays || one_day).then_some(visit.date)
}

/// Reads the accounts; refuses those that contradict one another or the sums.
fn accounts(
    vocabulary: &Vocabulary,
    said: &Cursor,
    (insured_in, day): (Option<RegionId>, Option<Day>),
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
        periods_fit(&row, &read, day)?;
        accounts.push(read);
        if parts_above_whole(&accounts, &read) {
            return Err(row.error(
                "按病分开写的这一段时间的钱，加起来比这一种就诊这段时间的还多。请再看一遍。",
            ));
        }
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
        Period::Day.word(),
        Period::Month.word(),
        Period::Quarter.word(),
    ])?;
    let mut periods = OfPeriod::UNSAID;
    for (of, period) in periods.iter_mut().zip(Period::WITHIN_YEAR) {
        *of = row
            .read(period.word(), |c| of_period(&c))?
            .unwrap_or_default();
    }
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
        periods,
    })
}

/// Reads what an account holds of one period.
fn of_period(said: &Cursor) -> Result<OfPeriod, InputError> {
    let says = said.object(&["deductible_used", "paid"])?;
    Ok(OfPeriod {
        deductible_used: says.read("deductible_used", |c| c.money())?,
        paid: says.read("paid", |c| c.money())?,
    })
}

/// Refuses an account of which a shorter period has more than a longer one, or another amount where
/// both began on the same day; `day` is that on which the visit counts, where it is known.
fn periods_fit(row: &Cursor, account: &Account, day: Option<Day>) -> Result<(), InputError> {
    let same_day = |shorter: Period, longer: Period| {
        day.is_some_and(|day| shorter.first_day(day) == longer.first_day(day))
    };
    let periods = [Period::Day, Period::Month, Period::Quarter, Period::Year];
    for pick in [|it: OfPeriod| it.paid, |it: OfPeriod| it.deductible_used] {
        let amount = |period: Period| account.of(period).and_then(pick);
        for (at, longer) in periods.iter().enumerate() {
            for shorter in &periods[..at] {
                let (Some(part), Some(whole)) = (amount(*shorter), amount(*longer)) else {
                    continue;
                };
                let (part_word, whole_word) = (spoken(*shorter), spoken(*longer));
                if part > whole {
                    return Err(
                        row.error(format!("{part_word}的比{whole_word}的还多。请再看一遍。"))
                    );
                }
                if part < whole && same_day(*shorter, *longer) {
                    return Err(row.error(format!(
                        "就诊这天，{part_word}和{whole_word}是同一天开始的，两个数应当一样。请再看一遍。"
                    )));
                }
            }
        }
    }
    Ok(())
}

fn spoken(period: Period) -> &'static str {
    match period {
        Period::Visit => "这次",
        Period::Day => "这一天",
        Period::Month => "这个月",
        Period::Quarter => "这个季度",
        Period::Year => "今年",
    }
}

/// Returns whether the diseases' parts of a period are more than the whole of their care's.
fn parts_above_whole(accounts: &[Account], read: &Account) -> bool {
    let mine = |it: &&Account| (it.layer, it.care) == (read.layer, read.care);
    Period::WITHIN_YEAR.into_iter().any(|period| {
        [|it: OfPeriod| it.paid, |it: OfPeriod| it.deductible_used]
            .into_iter()
            .any(|pick: fn(OfPeriod) -> Option<Fen>| {
                let amount = |it: &Account| it.of(period).and_then(pick);
                let mut wholes = accounts.iter().filter(mine);
                let whole = wholes.find_map(|it| amount(it).filter(|_| it.disease.is_none()));
                let parts = accounts
                    .iter()
                    .filter(mine)
                    .filter(|it| it.disease.is_some());
                whole.is_some_and(|whole| parts.filter_map(amount).sum::<Fen>() > whole)
            })
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
