//! Keeps what a layer paid earlier in the year, and what of its deductible was used, by account
//! (账户): by kind of care, and by disease where a limit is the disease's. Must not know any figure
//! of a table; knows only which amounts a yearly figure counts.
//!
//! A yearly cap (封顶线) counts the payments that its own condition is about: under outpatient
//! care, outpatient payments; under a disease, payments for that disease; under neither, the
//! layer's whole year. So an earlier hospital stay never uses up an outpatient limit. A yearly
//! deductible (起付线) counts the deductibles used before in the like way; a schedule on the year's
//! cost, and a cap on the cost, count the in-scope cost.
//!
//! A figure of a day, a month or a quarter counts the amounts of that period alone. Of an amount
//! stated for the year, the part of a period that nobody stated lies between the part of each
//! shorter period and the part of each longer one.
use crate::answer::Range;
use crate::visit::{Account, Year};
use mingbai_policy::{Base, Care, Day, DiseaseId, Fen, LayerId, Period, Vocabulary, When};

/// An amount of which nothing is known.
const ANY: Range = Range {
    low: Fen::ZERO,
    high: Fen::MAX,
};

/// Bits of every [`Care`].
pub(crate) const ANY_CARE: u8 = {
    let mut bits = 0;
    let mut at = 0;
    while at < Care::ALL.len() {
        bits |= Care::ALL[at].bit();
        at += 1;
    }
    bits
};

/// The amounts that a yearly figure counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Counted {
    /// Bits of [`Care`].
    pub cares: u8,
    /// Diseases whose amounts count; empty where amounts count for any disease or none.
    pub diseases: Vec<DiseaseId>,
}

impl Counted {
    /// Every amount of the layer in the year.
    pub const EVERYTHING: Counted = Counted {
        cares: ANY_CARE,
        diseases: Vec::new(),
    };

    /// Returns the amounts that a yearly figure stated under this condition counts.
    pub fn under(when: &When) -> Counted {
        let cares = match cares(when, true) {
            // No visit meets such a condition.
            0 => ANY_CARE,
            cares => cares,
        };
        Counted {
            cares,
            diseases: diseases(when).unwrap_or_default(),
        }
    }
}

/// Returns the kinds of care under which the condition can come out as `wanted`, whatever the other
/// facts are. Bits of [`Care`].
fn cares(when: &When, wanted: bool) -> u8 {
    let all = |parts: &[When]| {
        parts
            .iter()
            .fold(ANY_CARE, |bits, part| bits & cares(part, wanted))
    };
    let any = |parts: &[When]| {
        parts
            .iter()
            .fold(0, |bits, part| bits | cares(part, wanted))
    };
    match when {
        When::Care(bits) if wanted => bits & ANY_CARE,
        When::Care(bits) => ANY_CARE & !bits,
        When::Not(inner) => cares(inner, !wanted),
        When::All(parts) if wanted => all(parts),
        When::All(parts) => any(parts),
        When::Any(parts) if wanted => any(parts),
        When::Any(parts) => all(parts),
        _ => ANY_CARE,
    }
}

/// Returns diseases of which at least one is required for the condition to hold; `None` where none
/// is required.
fn diseases(when: &When) -> Option<Vec<DiseaseId>> {
    let join = |lists: Vec<Vec<DiseaseId>>| {
        let mut all = lists.concat();
        all.sort_unstable();
        all.dedup();
        all
    };
    match when {
        When::Disease(set) => Some(set.clone()),
        When::All(parts) => {
            let named: Vec<_> = parts.iter().filter_map(diseases).collect();
            (!named.is_empty()).then(|| join(named))
        }
        When::Any(parts) if !parts.is_empty() => {
            let named: Option<Vec<_>> = parts.iter().map(diseases).collect();
            named.map(join)
        }
        _ => None,
    }
}

/// One or several amounts of a layer earlier in the year: payments, or deductibles used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EarlierAmount {
    /// The kinds of care that the amount may have been for, as bits of [`Care`].
    pub cares: u8,
    /// The diseases that the amount was for; `None` where unknown.
    pub diseases: Option<Vec<DiseaseId>>,
    /// Pairs of care and disease with accounts of their own: this amount was for none of them.
    apart: Vec<(Care, DiseaseId)>,
    /// The amount of the year. Fen.
    pub amount: Range,
    dated: Dated,
}

/// When an amount arose, as far as known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dated {
    /// On this day.
    On(Day),
    /// Stated by a visit: so much of the amount in the periods of the day on which that visit counts,
    /// in the order of [`Period::WITHIN_YEAR`].
    Stated(StatedOn, [Range; 3]),
    /// On any days of the year.
    Ever,
}

/// The days of a visit that states the year before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct StatedOn {
    /// The day on which the visit counts, which sets its month and its quarter.
    pub day: Day,
    /// The day of the visit, up to which amounts are stated.
    pub until: Day,
}

/// Returns what the periods of a day hold of an amount of the year, of which `said` is stated.
fn parts_of(on: StatedOn, year: Range, said: [Option<Fen>; 3]) -> [Range; 3] {
    let StatedOn { day, until } = on;
    let mut parts = [ANY; 3];
    let (mut longer, mut whole) = (Period::Year, year);
    for ((part, said), period) in parts.iter_mut().zip(said).zip(Period::WITHIN_YEAR).rev() {
        *part = match said {
            Some(fen) => Range::exact(fen),
            // Up to the end of January, the month has all of the year.
            None if period.first_day(day) == longer.first_day(day)
                && period.holds_both(day, until) =>
            {
                whole
            }
            None => Range {
                low: Fen::ZERO,
                high: whole.high,
            },
        };
        (longer, whole) = (period, *part);
    }
    let mut least = Fen::ZERO;
    for part in &mut parts {
        least = least.max(part.low);
        part.low = least.min(part.high);
    }
    parts
}

/// Whether an amount is among those that a yearly figure counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Belongs {
    No,
    Maybe,
    Yes,
}

impl EarlierAmount {
    /// Any amount, for any care and any disease.
    pub(crate) const UNKNOWN: EarlierAmount = EarlierAmount {
        cares: ANY_CARE,
        diseases: None,
        apart: Vec::new(),
        amount: ANY,
        dated: Dated::Ever,
    };

    /// Makes an amount of a visit with this care and these diseases.
    pub(crate) fn new(
        care: Option<Care>,
        diseases: Option<Vec<DiseaseId>>,
        amount: Range,
        dated: Dated,
    ) -> EarlierAmount {
        EarlierAmount {
            cares: care.map_or(ANY_CARE, Care::bit),
            diseases,
            apart: Vec::new(),
            amount,
            dated,
        }
    }

    /// Sets the most that the amount can be, where no more is stated.
    fn limit(&mut self, most: Fen) {
        let cut = |range: &mut Range| range.high = range.high.min(most.max(range.low));
        cut(&mut self.amount);
        if let Dated::Stated(_, parts) = &mut self.dated {
            parts.iter_mut().for_each(cut);
        }
    }

    /// Returns the part of the amount that lies in the period of a day. Fen.
    fn within(&self, (period, day): (Period, Day)) -> Range {
        let any_part = Range {
            low: Fen::ZERO,
            ..self.amount
        };
        let nothing = Range::exact(Fen::ZERO);
        match (period.within_year(), self.dated) {
            (None, _) if period == Period::Year => self.amount,
            (None, _) => nothing,
            (Some(_), Dated::On(on)) if period.holds_both(on, day) => self.amount,
            (Some(_), Dated::On(_)) => nothing,
            (Some(at), Dated::Stated(on, parts)) if period.holds_both(on.day, day) => parts[at],
            (Some(_), Dated::Stated(on, _)) if on.until < period.first_day(day) => nothing,
            (Some(_), Dated::Stated(..) | Dated::Ever) => any_part,
        }
    }

    /// Returns whether the amount is among those that a yearly figure counts.
    fn belongs(&self, vocabulary: &Vocabulary, counted: &Counted) -> Belongs {
        if self.cares & counted.cares == 0 {
            return Belongs::No;
        }
        let of_disease = match &self.diseases {
            _ if counted.diseases.is_empty() => Belongs::Yes,
            Some(mine) => of_diseases(vocabulary, mine, &counted.diseases),
            None if self.may_be_for(counted) => Belongs::Maybe,
            None => Belongs::No,
        };
        match of_disease {
            Belongs::Yes if self.cares & !counted.cares != 0 => Belongs::Maybe,
            belongs => belongs,
        }
    }

    /// Returns whether some counted disease lacks an account of its own in some counted care.
    fn may_be_for(&self, counted: &Counted) -> bool {
        Care::ALL.iter().any(|care| {
            care.bit() & self.cares & counted.cares != 0
                && !counted
                    .diseases
                    .iter()
                    .all(|disease| self.apart.contains(&(*care, *disease)))
        })
    }
}

/// Returns whether a payment for these diseases counts. A payment for two diseases of which one is
/// counted may count.
fn of_diseases(vocabulary: &Vocabulary, mine: &[DiseaseId], counted: &[DiseaseId]) -> Belongs {
    let within = |one: &DiseaseId| counted.iter().any(|it| vocabulary.is_kind_of(*one, *it));
    let around = |one: &DiseaseId| counted.iter().any(|it| vocabulary.is_kind_of(*it, *one));
    if !mine.is_empty() && mine.iter().all(within) {
        Belongs::Yes
    } else if mine.iter().any(|one| within(one) || around(one)) {
        Belongs::Maybe
    } else {
        Belongs::No
    }
}

/// Amounts of one kind of one layer earlier in the year, together.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct EarlierAmounts(pub Vec<EarlierAmount>);

/// What one layer did earlier in the year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Earlier {
    /// The day of this visit, which sets its month and its quarter.
    pub day: Day,
    /// The layer's payments.
    pub paid: EarlierAmounts,
    /// How much of its deductibles (起付线) was used.
    pub deductible_used: EarlierAmounts,
    /// The in-scope cost that the layer looked at.
    pub cost: EarlierAmounts,
    /// Of visits of a ledger: the in-scope cost above their deductibles.
    pub above_deductible: EarlierAmounts,
    /// The cost and the deductibles that the year states, without the visits of a ledger.
    stated: (EarlierAmounts, EarlierAmounts),
    /// The most in-scope cost that may have been left after 基本医保. Fen.
    pub in_scope_self_pay: Fen,
}

impl Earlier {
    /// Returns a year in which a layer did nothing before a day.
    pub fn nothing(day: Day) -> Earlier {
        Earlier {
            day,
            paid: EarlierAmounts::default(),
            deductible_used: EarlierAmounts::default(),
            cost: EarlierAmounts::default(),
            above_deductible: EarlierAmounts::default(),
            stated: (EarlierAmounts::default(), EarlierAmounts::default()),
            in_scope_self_pay: Fen::ZERO,
        }
    }

    /// Returns what a layer did by the year that a visit states.
    pub fn of(year: &Year, on: StatedOn, layer: LayerId) -> Earlier {
        let in_scope_self_pay = match year {
            Year::TakenAsFirst => Some(Fen::ZERO),
            Year::Unknown => None,
            Year::Known {
                in_scope_self_pay, ..
            } => *in_scope_self_pay,
        };
        let deductible_used =
            EarlierAmounts::used(year, on, layer, |it, per| it.of(per)?.deductible_used);
        // Of the cost, only the year's is stated.
        let cost = EarlierAmounts::used(year, on, layer, |it, per| {
            it.in_scope.filter(|_| per == Period::Year)
        });
        Earlier {
            day: on.day,
            in_scope_self_pay: in_scope_self_pay.unwrap_or(Fen::MAX),
            paid: EarlierAmounts::paid(year, on, layer),
            above_deductible: EarlierAmounts::default(),
            stated: (cost.clone(), deductible_used.clone()),
            deductible_used,
            cost,
        }
    }

    /// Returns how much of a cap on the cost earlier visits used: their cost above the deductibles
    /// that they used.
    pub fn cost_used(
        &self,
        vocabulary: &Vocabulary,
        (counted, period): (&Counted, Period),
        base: Base,
    ) -> Range {
        let when = (period, self.day);
        let cost = self.stated.0.counted(vocabulary, counted, when);
        let used = self.bounded(&self.stated.1, vocabulary, (counted, period), base);
        let stated = Range {
            low: cost.low.above(used.high),
            high: cost.high.above(used.low),
        };
        plus(
            stated,
            self.above_deductible.counted(vocabulary, counted, when),
        )
    }

    /// Returns how much was used of the deductibles that the deductible of a period counts.
    pub fn deductible_used(
        &self,
        vocabulary: &Vocabulary,
        counted: (&Counted, Period),
        base: Base,
    ) -> Range {
        self.bounded(&self.deductible_used, vocabulary, counted, base)
    }

    /// Returns the deductibles of a period that count. Of in-scope cost, a deductible is part of what
    /// 基本医保 left, which bounds what no account states.
    fn bounded(
        &self,
        deductibles: &EarlierAmounts,
        vocabulary: &Vocabulary,
        (counted, period): (&Counted, Period),
        base: Base,
    ) -> Range {
        let when = (period, self.day);
        if base != Base::InScope {
            return deductibles.counted(vocabulary, counted, when);
        }
        let mut used = deductibles.clone();
        limit_each(&mut used.0, self.in_scope_self_pay);
        let used = used.counted(vocabulary, counted, when);
        Range {
            high: used.high.min(self.in_scope_self_pay).max(used.low),
            ..used
        }
    }
}

impl EarlierAmounts {
    /// Returns the deductibles used, or the costs, of a layer in the year that a visit states. What the
    /// year's sums say of payments says nothing of either: where no account states the amount, that
    /// amount is open.
    fn used(
        year: &Year,
        on: StatedOn,
        layer: LayerId,
        amount: fn(&Account, Period) -> Option<Fen>,
    ) -> EarlierAmounts {
        match year {
            year if year.is_without_visits() => EarlierAmounts::default(),
            Year::TakenAsFirst | Year::Unknown => EarlierAmounts(vec![EarlierAmount::UNKNOWN]),
            Year::Known { accounts, .. } => {
                let mine: Vec<&Account> = accounts.iter().filter(|it| it.layer == layer).collect();
                EarlierAmounts::from_accounts(None, &mine, on, amount)
            }
        }
    }

    /// Returns the payments of a layer by the year that a visit states.
    fn paid(year: &Year, on: StatedOn, layer: LayerId) -> EarlierAmounts {
        match year {
            Year::TakenAsFirst => EarlierAmounts::default(),
            Year::Unknown => EarlierAmounts(vec![EarlierAmount::UNKNOWN]),
            Year::Known { paid, accounts, .. } => {
                let mut sums = paid.iter().filter(|(of, _)| *of == layer).peekable();
                let sum = sums
                    .peek()
                    .is_some()
                    .then(|| sums.map(|(_, fen)| *fen).sum());
                // An account that states no payment says nothing of payments.
                let of_period = |it: &Account| it.periods.iter().any(|of| of.paid.is_some());
                let said =
                    |it: &&Account| it.layer == layer && (it.paid.is_some() || of_period(it));
                let mut accounts = accounts.iter().filter(said).peekable();
                match (sum, accounts.peek()) {
                    (None, None) => EarlierAmounts::default(),
                    (Some(sum), None) => {
                        let sum = Range::exact(sum);
                        let parts = parts_of(on, sum, [None; 3]);
                        let dated = Dated::Stated(on, parts);
                        EarlierAmounts(vec![EarlierAmount::new(None, None, sum, dated)])
                    }
                    (sum, Some(_)) => {
                        let accounts: Vec<&Account> = accounts.collect();
                        EarlierAmounts::from_accounts(sum, &accounts, on, |it, per| {
                            it.of(per)?.paid
                        })
                    }
                }
            }
        }
    }

    /// Returns the amounts by account, and the part of the sum that lies in no account.
    fn from_accounts(
        sum: Option<Fen>,
        accounts: &[&Account],
        on: StatedOn,
        amount: fn(&Account, Period) -> Option<Fen>,
    ) -> EarlierAmounts {
        // Of an account that states a month alone, the year's amount is at least the month's.
        let within = |it: &Account| Period::WITHIN_YEAR.map(|per| amount(it, per));
        let of_year = |it: &Account| match amount(it, Period::Year) {
            Some(fen) => Some(Range::exact(fen)),
            None => {
                let least = within(it).into_iter().flatten().max();
                least.map(|low| Range { low, ..ANY })
            }
        };
        let parts = |it: &Account, year| parts_of(on, year, within(it));
        let mut found = Vec::new();
        let mut told = Range::exact(Fen::ZERO);
        let mut open_cares = 0;
        let mut apart = Vec::new();
        for care in Care::ALL {
            let mine = || accounts.iter().filter(|it| it.care == *care);
            let mut by_disease = Range::exact(Fen::ZERO);
            let mut by_disease_within = [Range::exact(Fen::ZERO); 3];
            let mut known = Vec::new();
            let first = found.len();
            for (account, disease, year) in
                mine().filter_map(|it| Some((it, it.disease?, of_year(it)?)))
            {
                let within = parts(account, year);
                by_disease = plus(by_disease, year);
                for (sum, part) in by_disease_within.iter_mut().zip(within) {
                    *sum = plus(*sum, part);
                }
                known.push((*care, disease));
                let dated = Dated::Stated(on, within);
                let disease = Some(vec![disease]);
                found.push(EarlierAmount::new(Some(*care), disease, year, dated));
            }
            let mut wholes = mine().filter(|it| it.disease.is_none());
            match wholes.find_map(|it| Some((it, of_year(it)?))) {
                Some((account, whole)) => {
                    limit_each(&mut found[first..], whole.high);
                    let rest = less(whole, by_disease);
                    let mut within = parts(account, whole);
                    for (part, diseases) in within.iter_mut().zip(by_disease_within) {
                        *part = less(*part, diseases);
                        part.high = part.high.min(rest.high);
                        part.low = part.low.min(part.high);
                    }
                    let dated = Dated::Stated(on, within);
                    found.push(EarlierAmount {
                        apart: known,
                        ..EarlierAmount::new(Some(*care), None, rest, dated)
                    });
                    let most = Range {
                        low: whole.low.max(by_disease.low),
                        high: whole.high.max(by_disease.high),
                    };
                    told = plus(told, most);
                }
                None => {
                    open_cares |= care.bit();
                    apart.extend(known);
                    told = plus(told, by_disease);
                }
            }
        }
        if let Some(sum) = sum {
            limit_each(&mut found, sum);
        }
        if open_cares != 0 {
            let rest = sum.map_or(ANY, |sum| less(Range::exact(sum), told));
            found.push(EarlierAmount {
                cares: open_cares,
                diseases: None,
                apart,
                amount: rest,
                dated: Dated::Stated(on, parts_of(on, rest, [None; 3])),
            });
        }
        EarlierAmounts(found)
    }

    /// Returns the sum of the amounts in the year so far. Fen.
    pub fn total(&self) -> Range {
        let amounts = self.0.iter().map(|it| it.amount);
        amounts.fold(Range::exact(Fen::ZERO), plus)
    }

    /// Returns the sum of the amounts that a figure of the period of a day counts. Fen.
    pub fn counted(
        &self,
        vocabulary: &Vocabulary,
        counted: &Counted,
        when: (Period, Day),
    ) -> Range {
        let mut sum = Range::exact(Fen::ZERO);
        for earlier in &self.0 {
            let amount = earlier.within(when);
            sum = match earlier.belongs(vocabulary, counted) {
                Belongs::Yes => plus(sum, amount),
                Belongs::Maybe => plus(
                    sum,
                    Range {
                        low: Fen::ZERO,
                        ..amount
                    },
                ),
                Belongs::No => sum,
            };
        }
        sum
    }
}

/// Sets the most that each of several amounts can be, where all together are at most `most`. Amounts
/// that contradict `most` stay as they are.
fn limit_each(amounts: &mut [EarlierAmount], most: Fen) {
    let least: Fen = amounts.iter().map(|it| it.amount.low).sum();
    if least > most {
        return;
    }
    for amount in amounts {
        let others = least - amount.amount.low;
        amount.limit(most.above(others));
    }
}

/// Returns what a part leaves of a whole. Of a whole without a known most, the rest has none.
fn less(whole: Range, part: Range) -> Range {
    Range {
        low: whole.low.above(part.high),
        high: match whole.high {
            Fen::MAX => Fen::MAX,
            high => high.above(part.low),
        },
    }
}

/// Returns the sum of two ranges, at most [`Fen::MAX`] at each end.
pub(crate) fn plus(one: Range, other: Range) -> Range {
    Range {
        low: (one.low + other.low).min(Fen::MAX),
        high: (one.high + other.high).min(Fen::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use When::{All, Any, Group, Not};
    use mingbai_policy::GroupId;

    const IN: u8 = Care::Inpatient.bit();
    const OUT: u8 = Care::Outpatient.bit();

    fn disease(id: u16) -> When {
        When::Disease(vec![DiseaseId(id)])
    }

    #[track_caller]
    fn check(when: When, cares: u8, diseases: &[u16]) {
        let diseases = diseases.iter().copied().map(DiseaseId).collect();
        let counted = Counted { cares, diseases };
        assert_eq!(Counted::under(&when), counted, "{when:?}");
    }

    #[test]
    fn a_cap_counts_what_its_condition_is_about() {
        let care = When::Care;
        let no = |when| Not(Box::new(when));
        let group = || Group(GroupId(0));
        check(All(vec![]), ANY_CARE, &[]);
        check(group(), ANY_CARE, &[]);
        check(care(OUT), OUT, &[]);
        check(All(vec![group(), care(IN | OUT)]), IN | OUT, &[]);
        check(All(vec![care(IN | OUT), no(care(IN))]), OUT, &[]);
        check(Any(vec![care(IN), care(OUT)]), IN | OUT, &[]);
        // Members of the group may be treated in any way.
        check(Any(vec![care(IN), group()]), ANY_CARE, &[]);
        check(no(Any(vec![care(IN), group()])), ANY_CARE & !IN, &[]);
        // 高血压 and 糖尿病 share one limit, which counts payments for either.
        check(All(vec![disease(1), disease(2), care(OUT)]), OUT, &[1, 2]);
        check(Any(vec![disease(1), disease(2)]), ANY_CARE, &[1, 2]);
        check(Any(vec![disease(1), group()]), ANY_CARE, &[]);
        check(no(disease(1)), ANY_CARE, &[]);
    }
}
