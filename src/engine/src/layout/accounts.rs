//! Keeps what a layer paid earlier in the year, and what of its deductible was used, by account
//! (账户): by kind of care, and by disease where a limit is the disease's. Must not know any figure
//! of a table; knows only which amounts a yearly figure counts.
//!
//! A yearly cap (封顶线) counts the payments that its own condition is about: under outpatient
//! care, outpatient payments; under a disease, payments for that disease; under neither, the
//! layer's whole year. So an earlier hospital stay never uses up an outpatient limit. A yearly
//! deductible (起付线) counts the deductibles used before in the like way; a schedule on the year's
//! cost, and a cap on the cost, count the in-scope cost.
use crate::answer::Range;
use crate::visit::{Account, Year};
use mingbai_policy::{Base, Care, DiseaseId, Fen, LayerId, Vocabulary, When};

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
    /// The amount. Fen.
    pub amount: Range,
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
    };

    /// Makes an amount of a visit with this care and these diseases.
    pub(crate) fn new(
        care: Option<Care>,
        diseases: Option<Vec<DiseaseId>>,
        amount: Range,
    ) -> EarlierAmount {
        EarlierAmount {
            cares: care.map_or(ANY_CARE, Care::bit),
            diseases,
            apart: Vec::new(),
            amount,
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
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Earlier {
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
    /// Returns what a layer did by the year that a visit states.
    pub fn of(year: &Year, layer: LayerId) -> Earlier {
        let in_scope_self_pay = match year {
            Year::TakenAsFirst => Some(Fen::ZERO),
            Year::Unknown => None,
            Year::Known {
                in_scope_self_pay, ..
            } => *in_scope_self_pay,
        };
        let deductible_used = EarlierAmounts::used(year, layer, |it| it.deductible_used);
        let cost = EarlierAmounts::used(year, layer, |it| it.in_scope);
        Earlier {
            in_scope_self_pay: in_scope_self_pay.unwrap_or(Fen::MAX),
            paid: EarlierAmounts::paid(year, layer),
            above_deductible: EarlierAmounts::default(),
            stated: (cost.clone(), deductible_used.clone()),
            deductible_used,
            cost,
        }
    }

    /// Returns how much of a cap on the cost earlier visits used: their cost above the deductibles
    /// that they used.
    pub fn cost_used(&self, vocabulary: &Vocabulary, counted: &Counted, base: Base) -> Range {
        let counts = |it: &EarlierAmounts| it.counted(vocabulary, counted);
        let (cost, used) = (counts(&self.stated.0), counts(&self.stated.1));
        let used = self.bounded(used, base);
        let stated = Range {
            low: cost.low.above(used.high),
            high: cost.high.above(used.low),
        };
        plus(stated, counts(&self.above_deductible))
    }

    /// Returns how much was used of the deductibles that a yearly one counts. Of in-scope cost, a
    /// deductible is part of what 基本医保 left, which bounds what no account states.
    pub fn deductible_used(&self, vocabulary: &Vocabulary, counted: &Counted, base: Base) -> Range {
        self.bounded(self.deductible_used.counted(vocabulary, counted), base)
    }

    fn bounded(&self, used: Range, base: Base) -> Range {
        if base != Base::InScope {
            return used;
        }
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
    fn used(year: &Year, layer: LayerId, amount: fn(&Account) -> Option<Fen>) -> EarlierAmounts {
        match year {
            year if year.is_without_visits() => EarlierAmounts::default(),
            Year::TakenAsFirst | Year::Unknown => EarlierAmounts(vec![EarlierAmount::UNKNOWN]),
            Year::Known { accounts, .. } => {
                let mine: Vec<&Account> = accounts.iter().filter(|it| it.layer == layer).collect();
                EarlierAmounts::from_accounts(None, &mine, amount)
            }
        }
    }

    /// Returns the payments of a layer by the year that a visit states.
    fn paid(year: &Year, layer: LayerId) -> EarlierAmounts {
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
                let said = |it: &&Account| it.layer == layer && it.paid.is_some();
                let mut accounts = accounts.iter().filter(said).peekable();
                match (sum, accounts.peek()) {
                    (None, None) => EarlierAmounts::default(),
                    (Some(sum), None) => {
                        EarlierAmounts(vec![EarlierAmount::new(None, None, Range::exact(sum))])
                    }
                    (sum, Some(_)) => {
                        let accounts: Vec<&Account> = accounts.collect();
                        EarlierAmounts::from_accounts(sum, &accounts, |it| it.paid)
                    }
                }
            }
        }
    }

    /// Returns the amounts by account, and the part of the sum that lies in no account.
    fn from_accounts(
        sum: Option<Fen>,
        accounts: &[&Account],
        amount: fn(&Account) -> Option<Fen>,
    ) -> EarlierAmounts {
        let mut found = Vec::new();
        let mut told = Fen::ZERO;
        let mut open_cares = 0;
        let mut apart = Vec::new();
        for care in Care::ALL {
            let mine = || accounts.iter().filter(|it| it.care == *care);
            let mut by_disease = Fen::ZERO;
            let mut known = Vec::new();
            for (disease, fen) in mine().filter_map(|it| Some((it.disease?, amount(it)?))) {
                by_disease += fen;
                known.push((*care, disease));
                found.push(EarlierAmount::new(
                    Some(*care),
                    Some(vec![disease]),
                    Range::exact(fen),
                ));
            }
            let whole = mine().find_map(|it| amount(it).filter(|_| it.disease.is_none()));
            match whole {
                Some(whole) => {
                    found.push(EarlierAmount {
                        apart: known,
                        ..EarlierAmount::new(
                            Some(*care),
                            None,
                            Range::exact(whole.above(by_disease)),
                        )
                    });
                    told += whole.max(by_disease);
                }
                None => {
                    open_cares |= care.bit();
                    apart.extend(known);
                    told += by_disease;
                }
            }
        }
        if open_cares != 0 {
            let rest = match sum {
                Some(sum) => Range::exact(sum.above(told)),
                None => ANY,
            };
            found.push(EarlierAmount {
                cares: open_cares,
                diseases: None,
                apart,
                amount: rest,
            });
        }
        EarlierAmounts(found)
    }

    /// Returns the sum of the amounts in the year so far. Fen.
    pub fn total(&self) -> Range {
        let amounts = self.0.iter().map(|it| it.amount);
        amounts.fold(Range::exact(Fen::ZERO), plus)
    }

    /// Returns the sum of the amounts that a yearly figure counts. Fen.
    pub fn counted(&self, vocabulary: &Vocabulary, counted: &Counted) -> Range {
        let mut sum = Range::exact(Fen::ZERO);
        for earlier in &self.0 {
            sum = match earlier.belongs(vocabulary, counted) {
                Belongs::Yes => plus(sum, earlier.amount),
                Belongs::Maybe => plus(
                    sum,
                    Range {
                        low: Fen::ZERO,
                        ..earlier.amount
                    },
                ),
                Belongs::No => sum,
            };
        }
        sum
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
