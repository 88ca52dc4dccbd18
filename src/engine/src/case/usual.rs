//! Lays ordinary values over a visit, and picks the in-scope amounts at which its case is computed.
//! Must not know what a case says.
use super::stated::{Must, Stated};
use crate::answer::{Question, Range};
use crate::contradiction::Contradiction;
use crate::layout::Layout;
use crate::logic::compile::insert;
use crate::logic::facts::Facts;
use crate::settle::round::share_of;
use crate::visit::{Bill, Visit};
use crate::worlds::resolve::Reading;
use crate::worlds::{OpenBill as Open, Worlds, explore_on};
use mingbai_policy::ordinary::Take;
use mingbai_policy::{Fen, OrdinaryFact, YesNo};

/// A bill for visits without one, in fen: only the choice of rules depends on it, never an amount.
const ANY_BILL: Fen = Fen(1_000_000);

/// The visit with ordinary values laid over it, and the bills of its case.
#[derive(Clone)]
pub(super) struct OrdinaryVisit {
    pub visit: Visit,
    /// The bill with each of the named in-scope amounts, the largest first; without the illegal ones
    /// after [`OrdinaryVisit::keep_legal`]. Then the bill at both sides of each limit between those
    /// amounts that a condition states. Never empty.
    pub bills: Vec<Bill>,
    /// The named in-scope amounts, the largest first; empty where that amount is known.
    pub named: Vec<Fen>,
    /// Whether the visit has a bill to settle.
    pub priced: bool,
}

impl OrdinaryVisit {
    pub fn new(layout: &Layout, visit: &Visit) -> OrdinaryVisit {
        let vocabulary = &layout.tables.vocabulary;
        let mut usual = visit.clone();
        usual.year.clone_from(visit.year_before());
        if vocabulary.ordinary(OrdinaryFact::Groups).is_some() {
            usual.groups.no |= !usual.groups.yes;
        }
        let liable = YesNo::LiableThirdParty;
        if vocabulary.ordinary(OrdinaryFact::Is(liable)).is_some() {
            usual.said[liable] = Some(false);
        }
        let bill = visit.bill.clone().unwrap_or_default();
        let priced = bill.total.or(bill.self_pay).is_some();
        let bill = if priced {
            bill
        } else {
            Bill {
                total: Some(ANY_BILL),
                in_scope: Some(ANY_BILL),
                ..Bill::default()
            }
        };
        let open = Open {
            bill: &bill,
            year: &usual.year,
            third_party: false,
            made_up: !priced,
        };
        let range = open.in_scope();
        let named = if range.low == range.high {
            Vec::new()
        } else {
            named(layout, &bill, range)
        };
        let bills = if named.is_empty() {
            let mut bill = bill.clone();
            // A paper that leaves one amount determines it.
            if bill.said_in_scope().is_some() {
                bill.set_in_scope(Some(range.high));
            }
            vec![bill]
        } else {
            let at = |fen: &Fen| {
                let mut bill = bill.clone();
                bill.set_in_scope(Some(*fen));
                bill
            };
            let sides = borders(layout, &named);
            named.iter().chain(&sides).map(at).collect()
        };
        usual.bill = Some(bill);
        OrdinaryVisit {
            visit: usual,
            bills,
            named,
            priced,
        }
    }

    /// Returns the whole bill, or the part of it that a sheet leaves to pay. Fen.
    pub fn top(&self) -> Fen {
        let bill = &self.bills[0];
        bill.total.or(bill.self_pay).unwrap_or_default()
    }

    pub fn money<'a>(&'a self, bill: &'a Bill) -> Open<'a> {
        Open {
            bill,
            year: &self.visit.year,
            third_party: false,
            made_up: !self.priced,
        }
    }

    /// Leaves out the in-scope amounts at which the items ask for more than any world leaves. The
    /// most in scope that they do leave then comes first. Returns whether one is left.
    pub fn keep_legal(&mut self, layout: &Layout, worlds: &[Worlds]) -> bool {
        let legal: Vec<bool> = worlds.iter().map(|it| it.hull().is_some()).collect();
        let amounts = self.named.len().max(1);
        let Some(first) = legal.iter().take(amounts).position(|it| *it) else {
            return false;
        };
        let border = first
            .checked_sub(1)
            .and_then(|above| Some((*self.named.get(first)?, *self.named.get(above)?)));
        let mut each = legal.iter();
        self.bills.retain(|_| each.next() == Some(&true));
        let mut each = legal.iter();
        self.named.retain(|_| each.next() == Some(&true));
        if let Some((least, above)) = border {
            let most = self.most_legal(layout, least, above);
            if most > least {
                let mut bill = self.bills[0].clone();
                bill.set_in_scope(Some(most));
                self.named.insert(0, most);
                self.bills.insert(0, bill);
            }
        }
        true
    }

    /// Returns the last legal in-scope amount between one that is legal and a larger one that is not.
    fn most_legal(&self, layout: &Layout, mut legal: Fen, mut illegal: Fen) -> Fen {
        let mut bill = self.bills[0].clone();
        while illegal - legal > Fen(1) {
            let middle = Fen(legal.0 + (illegal - legal).0 / 2);
            bill.set_in_scope(Some(middle));
            match worlds(layout, &layout.base, &self.money(&bill)).hull() {
                Some(_) => legal = middle,
                None => illegal = middle,
            }
        }
        legal
    }

    /// Asks for the in-scope amount, where the items leave none of the named amounts.
    ///
    /// # Errors
    ///
    /// When the items leave no other amount either.
    pub fn no_ordinary_amount(&self, layout: &Layout) -> Result<Stated, Contradiction> {
        let bill = self.visit.bill.as_ref();
        let legal = |bill| {
            worlds(layout, &layout.base, &self.money(bill))
                .hull()
                .is_some()
        };
        match bill.is_some_and(|bill| !self.named.is_empty() && legal(bill)) {
            true => Ok(Stated::Ask(vec![Must {
                question: Question::InScope,
                values: Vec::new(),
            }])),
            false => Err(Contradiction::ItemsAboveSelfPay),
        }
    }

    /// Returns the worlds at each of the named in-scope amounts.
    pub fn worlds<'p>(&self, layout: &'p Layout<'p>) -> impl Iterator<Item = Worlds<'p>> {
        let at = |bill| worlds(layout, &layout.base, &self.money(bill));
        self.bills.iter().map(at)
    }
}

/// Returns the named in-scope amounts, the largest first: the vocabulary's shares of the bill, and
/// both ends of the range that the bill allows.
fn named(layout: &Layout, bill: &Bill, range: Range) -> Vec<Fen> {
    let ordinary = layout.tables.vocabulary.ordinary(OrdinaryFact::InScope);
    let shares = match ordinary.map(|it| &it.take) {
        Some(Take::Shares(shares)) => shares.as_slice(),
        _ => return vec![range.high, range.low],
    };
    let total = bill.total.unwrap_or(range.high);
    let mut named = vec![range.high];
    for share in shares {
        let fen = share_of(total, *share);
        if range.low <= fen && fen < range.high {
            insert(&mut named, fen);
        }
    }
    if bill.said_in_scope().is_some() {
        insert(&mut named, range.low);
    }
    named.sort_unstable();
    named.reverse();
    named
}

/// Returns both sides of each limit on the in-scope amount that a condition states, between the least
/// and the most of the named amounts.
fn borders(layout: &Layout, named: &[Fen]) -> Vec<Fen> {
    let (Some(most), Some(least)) = (named.first(), named.last()) else {
        return Vec::new();
    };
    let between = layout
        .borders
        .iter()
        .filter(|it| least <= *it && *it < most);
    let sides = between.flat_map(|border| [*border, *border + Fen(1)]);
    sides.filter(|fen| !named.contains(fen)).collect()
}

/// Returns the worlds of a bill in the estimate.
pub(super) fn worlds<'p>(layout: &'p Layout<'p>, base: &Facts, money: &Open) -> Worlds<'p> {
    explore_on(
        layout,
        base,
        Reading::Estimate,
        money,
        Vec::new(),
        Vec::new(),
    )
}
