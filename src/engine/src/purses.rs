//! From which purses the person's part of a bill may come (个人账户, 家人的账户, 现金). Must not know who
//! pays how much: a purse changes no amount.
use crate::answer::{Purses, Range};
use crate::visit::Visit;
use mingbai_policy::{Fen, Insurance};

/// Returns from which purses the person's part may come, where the person has an account, or may: of
/// each account between nothing and its balance, and the rest in cash. `None` for a resident who
/// names no balance.
pub(crate) fn purses(visit: &Visit, pays: Range) -> Option<Purses> {
    let balances = visit.balances;
    let named = balances.account.is_some() || balances.family.is_some();
    if visit.insurance != Some(Insurance::Employee) && !named {
        return None;
    }
    let up_to = |balance: Option<Fen>| Range {
        low: Fen::ZERO,
        high: balance.unwrap_or(Fen::MAX).min(pays.high),
    };
    let in_both = balances.account.zip(balances.family);
    let in_both = in_both.map_or(Fen::MAX, |(one, other)| (one + other).min(Fen::MAX));
    Some(Purses {
        account: up_to(balances.account),
        family: up_to(balances.family),
        cash: Range {
            low: pays.low.above(in_both),
            high: pays.high,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::Balances;
    use mingbai_policy::Day;

    /// Amounts of an employee in yuan: the balances, and what comes of each purse, from a part between
    /// 1,000 and 1,500 yuan.
    #[track_caller]
    fn check(account: Option<i64>, family: Option<i64>, expected: [(i64, i64); 3]) {
        let fen = |yuan: i64| Fen(yuan * 100);
        let range = |(low, high)| Range {
            low: fen(low),
            high: fen(high),
        };
        let mut visit = Visit::new(Day::new(2026, 1, 1), None);
        visit.insurance = Some(Insurance::Employee);
        visit.balances = Balances {
            account: account.map(fen),
            family: family.map(fen),
        };
        let found = purses(&visit, range((1_000, 1_500))).expect("purses");
        let found = [found.account, found.family, found.cash];
        assert_eq!(found, expected.map(range));
    }

    #[test]
    fn a_purse_gives_at_most_its_balance() {
        check(None, None, [(0, 1_500), (0, 1_500), (0, 1_500)]);
        check(Some(300), Some(0), [(0, 300), (0, 0), (700, 1_500)]);
        check(Some(300), Some(200), [(0, 300), (0, 200), (500, 1_500)]);
        check(Some(5_000), Some(0), [(0, 1_500), (0, 0), (0, 1_500)]);
        check(Some(0), Some(0), [(0, 0), (0, 0), (1_000, 1_500)]);
        // Of the family's account nobody knows anything.
        check(Some(300), None, [(0, 300), (0, 1_500), (0, 1_500)]);
    }

    #[test]
    fn a_resident_has_purses_only_where_a_balance_is_named() {
        let pays = Range::exact(Fen(100));
        let mut visit = Visit::new(Day::new(2026, 1, 1), None);
        assert_eq!(purses(&visit, pays), None);
        visit.balances.family = Some(Fen(0));
        assert!(purses(&visit, pays).is_some());
    }
}
