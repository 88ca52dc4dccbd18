//! One entry of a comparison: the visit at one place, with its payment. Must not know how either is
//! found.
use crate::answer::{Range, TwoReadings};
use crate::check::said_in_scope;
use crate::compare::place::Destination;
use crate::visit::{Bill, Hospital, Visit};
use crate::worlds::apart::LevelRule;
use mingbai_policy::{FactGroup, Fen, Grade, HospitalTier, Place, Vocabulary, YesNo};
use std::cmp::Ordering;

/// How a place was reached: with referral (转诊) or without.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Referral {
    /// No referral is needed: the place is in the person's own county.
    NotNeeded,
    /// Reached with referral.
    With,
    /// Reached without referral.
    Without,
    /// The rules are the same with or without referral; never stated of another province.
    Either,
    /// No table says what a referral changes.
    Unsaid,
    /// Reached in the way that the given visit states, if any.
    AsGiven,
}

/// How the person's payment at one place compares with that at another, whatever is still open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lies {
    /// Always equal.
    Same,
    /// Never more.
    Less,
    /// Never less.
    More,
    /// More or less, depending on open facts.
    Unknown,
}

impl Lies {
    /// Returns the comparison for a difference: the payment here less the payment there. Fen.
    pub fn of(gap: Range) -> Lies {
        match (gap.low.cmp(&Fen::ZERO), gap.high.cmp(&Fen::ZERO)) {
            (Ordering::Equal, Ordering::Equal) => Lies::Same,
            (_, Ordering::Less | Ordering::Equal) => Lies::Less,
            (Ordering::Greater | Ordering::Equal, _) => Lies::More,
            _ => Lies::Unknown,
        }
    }
}

/// The visit at one place, with its payment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The place.
    pub at: Destination,
    /// How the place was reached.
    pub referral: Referral,
    /// The hospital there.
    pub hospital: Option<Hospital>,
    /// The hospital's grade.
    pub grade: Option<Grade>,
    /// The hospital's tier.
    pub tier: Option<HospitalTier>,
    /// The hospital's place, seen from home.
    pub place: Option<Place>,
    /// Whether the person was referred.
    pub referred: Option<bool>,
    /// The person's payment; `None` where the bill has nothing to settle without the sheet.
    pub pays: Option<TwoReadings>,
    /// Whether this is the visit as given.
    pub given: bool,
    /// By how many fen the person pays more than for the visit as given (below zero: less); `None`
    /// where that is no single amount.
    pub difference: Option<Fen>,
    /// By how many fen the person pays more here than at each entry (below zero: less), in the
    /// order of the entries, over shared unknowns; `None` where either payment is `None`.
    pub against: Vec<Option<Range>>,
    /// The rules of 基本医保 that may hold here; empty where 基本医保 does not pay.
    pub rules: Vec<LevelRule>,
}

impl Comparison {
    /// Returns the visit as it would be at this place.
    pub fn visit(&self, vocabulary: &Vocabulary, given: &Visit) -> Visit {
        if self.given {
            return given.clone();
        }
        let mut visit = without_hospital(vocabulary, given);
        visit.hospital = self.hospital;
        visit.grade = self.grade;
        visit.tier = self.tier;
        visit.place = self.place;
        visit.said[YesNo::Referred] = self.referred;
        visit
    }
}

/// Returns the visit with nothing known of the hospital, and without the figures that a sheet gives
/// of one settlement.
pub(super) fn without_hospital(vocabulary: &Vocabulary, given: &Visit) -> Visit {
    let mut spread = given.clone();
    spread.spread_local(vocabulary);
    for fact in YesNo::of(FactGroup::Hospital) {
        spread.said[fact] = None;
    }
    // The papers belong to the given visit: only their amount in scope counts elsewhere.
    let said = said_in_scope(vocabulary, given);
    let open = said.filter(|it| it.low < it.high);
    let bill = given.bill.as_ref().map(|bill| Bill {
        total: bill.total,
        in_scope: said.map(|it| it.low),
        in_scope_to: open.map(|it| it.high),
        own_shares: bill.own_shares.clone(),
        ..Bill::default()
    });
    Visit {
        hospital: None,
        grade: None,
        tier: None,
        place: None,
        bill,
        ..spread
    }
}

/// Returns whether the bill has figures from a sheet, which hold for that one settlement only.
pub(super) fn settled_here(bill: &Bill) -> bool {
    bill.self_pay.is_some() || !bill.paid.is_empty() || !bill.items.is_empty()
}
