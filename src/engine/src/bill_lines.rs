//! Makes the amount in scope (政策范围内) of a bill from its lines and their classes. Must not know a
//! layer, a world or a reading.
//!
//! Of a line, what lies above its price limit is out of scope, and so is its 先行自付: a share of the
//! rest, stated by the line itself or by the nearest table that states its class. More 先行自付 is
//! never more in scope, and each rounding keeps that order, so the two ends of every open share give
//! the two ends of the amount. Lines thus become an amount in scope with two bounds, as a settlement
//! sheet may leave, and the engine's proof needs nothing new.
//!
//! A class may have a share of its own in a layer. Where every line is of a known class, so much of
//! the amount in scope is a known sum that the layer pays by that share. Where some money may or may
//! not be of such a class, the layer pays between nothing and all of its base.
use crate::answer::{BillLines, ClassSum, LineScope, Range};
use crate::contradiction::Contradiction;
use crate::home::tables_at_home;
use crate::settle::round::Exact;
use crate::visit::{Bill, BillLine, OwnShareMoney, Visit};
use mingbai_policy::classes::of_catalogue;
use mingbai_policy::limits::{LINES, QUANTITY};
use mingbai_policy::{
    CiteId, Day, Fen, ItemClass, LayerId, OwnShare, RoundedBy, Rounding, ShareRange, Tables,
};
use std::borrow::Cow;

/// The figures of a class on one day: the nearest table that states each.
#[derive(Clone)]
struct ClassFigures {
    first_self_pay: ShareRange,
    rounding: Rounding,
    rounded_by: RoundedBy,
    own_share: Option<OwnShare>,
    /// Whether a table, or the national catalogue, defines the class.
    defined: bool,
    cites: Vec<CiteId>,
}

/// Returns what the tables state of classes for a visit on a day, nearest place first. Hospitals'
/// tables state nothing of classes: the gate refuses them.
fn class_rules<'t>(tables: &'t Tables, visit: &Visit, day: Day) -> Vec<&'t ItemClass> {
    let classes = tables_at_home(tables, visit, day).flat_map(|table| &table.classes);
    classes.filter(|it| it.rule.span.holds(day)).collect()
}

/// Looks up the figures of a class; a class that no table states keeps its national definition.
fn figures(rules: &[&ItemClass], class: &str) -> ClassFigures {
    let named = || rules.iter().filter(|it| it.rule.name == class);
    let stated = named().find_map(|it| Some((it.first_self_pay?, &it.rule.cites)));
    let defined = of_catalogue(class).map(|it| it.first_self_pay);
    ClassFigures {
        first_self_pay: stated
            .map(|it| it.0)
            .or(defined)
            .unwrap_or(ShareRange::UNKNOWN),
        rounding: named().find_map(|it| it.rounding).unwrap_or_default(),
        rounded_by: named().find_map(|it| it.rounded_by).unwrap_or_default(),
        own_share: named().find_map(|it| it.own_share),
        defined: stated.is_some() || defined.is_some(),
        cites: stated.map_or_else(Vec::new, |it| it.1.clone()),
    }
}

impl BillLine {
    /// Returns what the line costs within its price limit. Fen.
    pub fn within_limit(&self) -> Fen {
        let limit = self
            .price_limit
            .and_then(|limit| limit.0.checked_mul(i64::from(self.quantity)));
        limit.map_or(self.amount, |limit| self.amount.min(Fen(limit)))
    }
}

/// Returns how the lines of a visit's bill make its amount in scope under the tables of one day;
/// `None` without lines.
fn on_day(tables: &Tables, visit: &Visit, day: Day) -> Option<(BillLines, Vec<OwnShareMoney>)> {
    let bill = visit.bill.as_ref().filter(|it| !it.lines.is_empty())?;
    let rules = class_rules(tables, visit, day);
    let mut known: Vec<(&str, ClassFigures)> = Vec::new();
    let mut open_sums: Vec<(ClassSum, Exact, Exact)> = Vec::new();
    let (mut lines, mut within_all, mut off) = (Vec::new(), Fen::ZERO, Range::exact(Fen::ZERO));
    let mut own_shares = OwnShares::default();
    for line in &bill.lines {
        let within = line.within_limit();
        within_all += within;
        if let Some(class) = line.class.as_deref()
            && known.iter().all(|it| it.0 != class)
        {
            known.push((class, figures(&rules, class)));
        }
        let class = line.class.as_deref();
        let class = class.and_then(|class| known.iter().find(|it| it.0 == class));
        let own = line.first_self_pay.map(ShareRange::exact);
        let stated = class.map(|it| it.1.first_self_pay);
        let share = own.or(stated).unwrap_or(ShareRange::UNKNOWN);
        // The class of the line may round in any way where the class is not known.
        let rounding = class.map_or((Rounding::Down, Rounding::Up), |it| {
            (it.1.rounding, it.1.rounding)
        });
        let exact = (
            Exact::from(within).times(share.low),
            Exact::from(within).times(share.high),
        );
        let summed = class.filter(|it| it.1.rounded_by == RoundedBy::Sum);
        let first_self_pay = match summed {
            None => {
                let of_line = Range {
                    low: exact.0.rounded(rounding.0),
                    high: exact.1.rounded(rounding.1),
                };
                off = plus(off, of_line);
                own_shares.add(class.map(|it| &it.1), within, of_line);
                Some(of_line)
            }
            Some((class, figures)) => {
                let at = open_sums.iter().position(|it| it.0.class == *class);
                let at = at.unwrap_or_else(|| {
                    let sum = ClassSum {
                        class: (*class).to_owned(),
                        within: Fen::ZERO,
                        first_self_pay: Range::exact(Fen::ZERO),
                        rounding: figures.rounding,
                    };
                    open_sums.push((sum, Exact::default(), Exact::default()));
                    open_sums.len() - 1
                });
                let (sum, low, high) = &mut open_sums[at];
                sum.within += within;
                *low += exact.0;
                *high += exact.1;
                None
            }
        };
        lines.push(LineScope {
            name: line.name.clone(),
            class: line.class.clone(),
            amount: line.amount,
            within_limit: within,
            share,
            own_share: own.is_some(),
            first_self_pay,
            rounding,
            cites: match (own, class) {
                (None, Some(class)) => class.1.cites.clone(),
                _ => Vec::new(),
            },
        });
    }
    let close = |(mut sum, low, high): (ClassSum, Exact, Exact)| {
        sum.first_self_pay = Range {
            low: low.rounded(sum.rounding),
            high: high.rounded(sum.rounding),
        };
        sum
    };
    let sums: Vec<ClassSum> = open_sums.into_iter().map(close).collect();
    let off = sums
        .iter()
        .fold(off, |off, sum| plus(off, sum.first_self_pay));
    for sum in &sums {
        let class = known.iter().find(|it| it.0 == sum.class);
        own_shares.add(class.map(|it| &it.1), sum.within, sum.first_self_pay);
    }
    let rest = bill.total.map_or(Fen::ZERO, |total| total.above(sum(bill)));
    own_shares.open |= rest > Fen::ZERO;
    let made = BillLines {
        lines,
        sums,
        rest,
        in_scope: Range {
            low: within_all - off.high,
            high: within_all - off.low + rest,
        },
    };
    Some((made, own_shares.close(&rules)))
}

/// The money of classes that a layer pays by a share of their own.
#[derive(Default)]
struct OwnShares {
    found: Vec<OwnShareMoney>,
    /// Whether some money may or may not be of such a class.
    open: bool,
}

impl OwnShares {
    /// Adds what a line, or the sum of a class, brings into the scope.
    fn add(&mut self, class: Option<&ClassFigures>, within: Fen, first_self_pay: Range) {
        let Some(class) = class.filter(|it| it.defined || it.own_share.is_some()) else {
            self.open |= within > Fen::ZERO;
            return;
        };
        let Some(own) = class.own_share else {
            return;
        };
        self.open |= first_self_pay.width() > Fen::ZERO;
        self.found.push(OwnShareMoney {
            layer: own.layer,
            amount: within - first_self_pay.low,
            share: Some(own.share),
        });
    }

    /// Returns the money by layer and share, in an order of its own; of each layer in which a class
    /// of the place has a share of its own, that the share is open, where the money is.
    fn close(mut self, rules: &[&ItemClass]) -> Vec<OwnShareMoney> {
        if self.open {
            let layers = rules.iter().filter_map(|it| Some(it.own_share?.layer));
            let mut layers: Vec<LayerId> = layers.collect();
            layers.sort_unstable();
            layers.dedup();
            return layers.into_iter().map(open_money).collect();
        }
        let key = |it: &OwnShareMoney| (it.layer, it.share.map(|it| (it.low, it.high)));
        self.found.sort_by_key(key);
        self.found.dedup_by(|next, sum| {
            let same = key(next) == key(sum);
            if same {
                sum.amount += next.amount;
            }
            same
        });
        self.found
    }
}

fn open_money(layer: LayerId) -> OwnShareMoney {
    OwnShareMoney {
        layer,
        amount: Fen::ZERO,
        share: None,
    }
}

fn plus(one: Range, other: Range) -> Range {
    Range {
        low: one.low + other.low,
        high: one.high + other.high,
    }
}

/// Returns what the lines of a bill cost together. Fen.
fn sum(bill: &Bill) -> Fen {
    bill.lines.iter().map(|it| it.amount).sum()
}

/// Returns how the lines of a visit's bill make its amount in scope; `None` without lines.
pub(crate) fn bill_lines(tables: &Tables, visit: &Visit) -> Option<BillLines> {
    Some(on_day(tables, visit, visit.tables_as_of.unwrap_or(visit.date))?.0)
}

/// Checks the lines of a bill against its total.
///
/// # Errors
///
/// When an amount is beyond what may be computed, or the lines come to more than the total.
pub fn check_lines(bill: &Bill) -> Result<(), Contradiction> {
    let sane = |fen: Fen| Fen::ZERO <= fen && fen <= Fen::MAX;
    let fits = |it: &BillLine| {
        sane(it.amount) && it.price_limit.is_none_or(sane) && it.quantity <= QUANTITY
    };
    if bill.lines.len() > LINES || !bill.lines.iter().all(fits) || !sane(sum(bill)) {
        return Err(Contradiction::Amount);
    }
    match bill.total {
        Some(total) if sum(bill) > total => Err(Contradiction::LinesAboveTotal),
        _ => Ok(()),
    }
}

/// Returns the visit with the total and the amount in scope that its lines make. Where the visit or
/// its papers give the amount too, what fits both stays.
///
/// # Errors
///
/// When the lines come to more than the total, or nothing fits both.
pub(crate) fn with_lines<'v>(
    tables: &Tables,
    visit: &'v Visit,
) -> Result<Cow<'v, Visit>, Contradiction> {
    let Some(bill) = visit.bill.as_ref().filter(|it| !it.lines.is_empty()) else {
        return Ok(Cow::Borrowed(visit));
    };
    check_lines(bill)?;
    let day = visit.tables_as_of.unwrap_or(visit.date);
    let Some((lines, mut own_shares)) = on_day(tables, visit, day) else {
        return Ok(Cow::Borrowed(visit));
    };
    let mut made = lines.in_scope;
    // The classes of either day may count, as the other rules of either day may.
    let admitted = visit.admitted.filter(|_| visit.tables_as_of.is_none());
    if let Some((before, own_before)) = admitted.and_then(|day| on_day(tables, visit, day)) {
        made = made.hull(before.in_scope);
        if own_before != own_shares {
            let layers = own_shares.iter().chain(&own_before).map(|it| it.layer);
            let layers: std::collections::BTreeSet<LayerId> = layers.collect();
            own_shares = layers.into_iter().map(open_money).collect();
        }
    }
    let mut visit = visit.clone();
    let bill = visit.bill.get_or_insert_default();
    bill.total = Some(bill.total.unwrap_or(sum(bill)));
    let said = bill.said_in_scope().unwrap_or(made);
    let (low, high) = (made.low.max(said.low), made.high.min(said.high));
    if low > high {
        return Err(Contradiction::LinesDisagree);
    }
    bill.in_scope = Some(low);
    bill.in_scope_to = (low < high).then_some(high);
    bill.own_shares = own_shares;
    Ok(Cow::Owned(visit))
}

#[cfg(test)]
mod tests;
