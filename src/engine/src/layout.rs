//! The tables laid out once for one set of facts, to be reckoned with again and again.
use crate::assemble::tables_of;
use crate::facts::{Facts, OPEN};
use crate::plan::Plan;
use crate::resolve::Reading;
use crate::worlds::{Hull, Kind, Money, Worlds, explore_on};
use crate::{Contradiction, Range, Readings, Visit};
use mingbai_policy::{Fen, Tables};

/// The tables of the visit's day laid out, and after them those of its admission where they differ.
pub(crate) struct Layout<'t> {
    pub plans: Vec<Plan<'t>>,
}

/// What one plan comes to.
pub(crate) struct Reckoned {
    pub certain: Hull,
    pub estimate: Hull,
    /// Referral was open, and some condition about money turned on it.
    pub referral: bool,
}

impl Reckoned {
    pub fn pays(&self) -> Readings {
        Readings {
            // The widening for rounding may differ between the two: the wider holds for both.
            certain: self.certain.pays.hull(self.estimate.pays),
            estimate: self.estimate.pays,
        }
    }
}

impl<'t> Layout<'t> {
    pub fn new(tables: &'t Tables, visit: &Visit) -> Result<Layout<'t>, Contradiction> {
        let day = visit.tables_as_of.unwrap_or(visit.date);
        let first = Plan::new(tables, visit, day)?;
        let admitted = visit.admitted.filter(|admitted| {
            visit.tables_as_of.is_none()
                && tables_of(tables, &first, *admitted) != tables_of(tables, &first, day)
        });
        let mut plans = vec![first];
        if let Some(admitted) = admitted {
            plans.push(Plan::new(tables, visit, admitted)?);
        }
        Ok(Layout { plans })
    }

    /// Both readings over all plans, and whether referral had a say. `None` where nothing can be
    /// reckoned.
    pub fn pays<'p>(
        &'p self,
        visit: &Visit,
        settled: &mut Vec<Pool<'p>>,
        facts: impl Fn(&Plan) -> Option<Facts>,
    ) -> Result<Option<(Readings, bool)>, Contradiction> {
        let Some(money) = money(visit) else {
            return Ok(None);
        };
        let mut found: Option<(Readings, bool)> = None;
        settled.resize_with(self.plans.len(), Pool::default);
        for (plan, settled) in self.plans.iter().zip(settled) {
            let base = facts(plan).ok_or(Contradiction::Hospital)?;
            let here = reckon_on(plan, &base, &money, settled)?;
            let (pays, referral) = found.unwrap_or((here.pays(), false));
            found = Some((both(pays, here.pays()), referral || here.referral));
        }
        Ok(found.map(|(pays, referral)| (or_nobody_pays(pays, &money), referral)))
    }
}

/// What of the visit is money; `None` where nothing can be reckoned.
pub(crate) fn money(visit: &Visit) -> Option<Money<'_>> {
    let money = Money {
        bill: visit.bill.as_ref()?,
        year: &visit.year,
        third_party: visit.liable_third_party == Some(true),
    };
    money.facts(Fen::ZERO).is_some().then_some(money)
}

/// Kinds of worlds that were settled for one plan and one bill: other facts often meet them again.
#[derive(Default)]
pub(crate) struct Pool<'p> {
    certain: Vec<Kind<'p>>,
    estimate: Vec<Kind<'p>>,
}

/// One plan from these facts on.
pub(crate) fn reckon(plan: &Plan, base: &Facts, money: &Money) -> Result<Reckoned, Contradiction> {
    reckon_on(plan, base, money, &mut Pool::default())
}

fn reckon_on<'p>(
    plan: &'p Plan<'p>,
    base: &Facts,
    money: &Money,
    settled: &mut Pool<'p>,
) -> Result<Reckoned, Contradiction> {
    let none = Contradiction::ItemsAboveSelfPay;
    let turns = |worlds: &Worlds| {
        base.referred == OPEN && worlds.worlds.iter().any(|w| w.facts.referred != OPEN)
    };
    let explore = |reading, kinds| explore_on(plan, base, reading, money, Vec::new(), kinds);
    let certain = explore(Reading::Certain, std::mem::take(&mut settled.certain));
    let worlds = explore(Reading::Estimate, std::mem::take(&mut settled.estimate));
    let reckoned = Reckoned {
        referral: turns(&certain) || turns(&worlds),
        certain: certain.hull().ok_or(none)?,
        estimate: worlds.hull().ok_or(none)?,
    };
    settled.certain = certain.kinds;
    settled.estimate = worlds.kinds;
    Ok(reckoned)
}

/// The readings that hold both.
pub(crate) fn both(one: Readings, other: Readings) -> Readings {
    Readings {
        certain: one.certain.hull(other.certain),
        estimate: one.estimate.hull(other.estimate),
    }
}

/// With someone else liable, insurance may pay nothing.
pub(crate) fn or_nobody_pays(pays: Readings, money: &Money) -> Readings {
    if !money.third_party {
        return pays;
    }
    let whole = money.bill.total.or(money.bill.self_pay).unwrap_or(Fen::MAX);
    let whole = Range::exact(whole);
    both(
        pays,
        Readings {
            certain: whole,
            estimate: whole,
        },
    )
}
