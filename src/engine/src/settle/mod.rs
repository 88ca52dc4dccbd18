//! Settles one world: layers in order, then top-up rules, to the fen. Must not know tables, facts
//! or conditions.
//!
//! Every figure may be a range; [`End`] says which end of all ranges is taken. The proof that two
//! ends are enough is in the docs of the crate.
pub(crate) mod round;
pub(crate) mod stretch;

use crate::answer::{RuleRef, TraceStep};
use crate::settle::round::{Exact, factor_of, share_of};
use crate::settle::stretch::{BracketReach, Stretch, Touched};
use crate::visit::OwnShareMoney;
use mingbai_policy::{
    Base, Bracket, Fen, LayerId, LeftPart, Period, Rounding, Share, SharePart, ShareRange,
    TopUpBase,
};

/// The end that is taken of every open figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// The end in the person's favour.
    Low,
    /// The end against the person.
    High,
}

impl End {
    /// Returns the opposite end.
    pub fn other(self) -> End {
        match self {
            End::Low => End::High,
            End::High => End::Low,
        }
    }

    fn pick<T>(self, (low, high): (T, T)) -> T {
        match self {
            End::Low => low,
            End::High => high,
        }
    }
}

/// A layer's shares in one world, as far as they are known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape<'p> {
    /// Any share between none and the whole of the base.
    Unknown,
    /// One schedule of brackets on the layer's base.
    Schedule(&'p [Bracket]),
    /// Several parts, each with a base and a schedule.
    Parts(&'p [SharePart]),
}

/// The change of every share of a layer by factors and percentage points (百分点). A share first takes
/// the changes of `plus`, `times` and `own_times`, the farthest first; however many there are, they
/// make one rising line with a top: `share × times + plus`, at most `most`. Then `less` is taken
/// off, down to nothing. So a share that is an end of its range stays that end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Points {
    pub times: Share,
    pub plus: Share,
    pub most: Share,
    /// The helpful end first: the fewer points taken off.
    pub less: (Share, Share),
}

impl Default for Points {
    /// Changes nothing.
    fn default() -> Points {
        Points {
            times: Share::ONE,
            plus: Share::ZERO,
            most: Share::ONE,
            less: (Share::ZERO, Share::ZERO),
        }
    }
}

impl Points {
    /// Returns a share with the points of one end.
    pub fn on(self, share: Share, end: End) -> Share {
        let share = factor_of(share, self.times).plus(self.plus);
        share.min(self.most).less(end.pick(self.less))
    }

    /// Adds points to the share so far, up to the whole.
    pub fn then_plus(self, points: Share) -> Points {
        Points {
            plus: self.plus.plus(points),
            most: self.most.plus(points),
            ..self
        }
    }

    /// Multiplies the share so far by a factor.
    pub fn then_times(self, factor: Share) -> Points {
        Points {
            times: factor_of(self.times, factor),
            plus: factor_of(self.plus, factor),
            most: factor_of(self.most, factor),
            ..self
        }
    }

    /// Multiplies what the share so far leaves to the person by a factor.
    pub fn then_own_times(self, factor: Share) -> Points {
        self.then_times(factor).then_plus(factor.rest())
    }

    /// Returns whether the number of points taken off is known.
    pub fn known(self) -> bool {
        self.less.0 == self.less.1
    }
}

/// A layer in one world. Of each pair the helpful end comes first. Amounts in fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LayerTerms<'p> {
    /// Index of the payment in the slots of a settlement, and of the layer in the layout.
    pub slot: u8,
    pub layer: LayerId,
    /// Whether the layer may as well not apply.
    pub optional: bool,
    /// Whether the layer does not apply: then only its payments of this year count, for layers on
    /// the year's base.
    pub absent: bool,
    /// The layer's payment on the settlement sheet.
    pub fixed: Option<Fen>,
    pub deductible: (Fen, Fen),
    /// The whole deductible where the figure is that of a period: `deductible` is what is left of it
    /// after the deductibles used earlier in the period.
    pub deductible_of_period: Option<DeductibleOfPeriod>,
    pub first_self_pay: (Share, Share),
    pub cap: (Fen, Fen),
    /// The period whose payments the cap counts.
    pub cap_per: Period,
    /// The rest of the cap after the payments of its period that the cap counts.
    pub cap_left: (Fen, Fen),
    /// Whether the cap counts payments for a disease only.
    pub cap_of_disease: bool,
    /// Whether the cap limits the cost above the deductible before the share, not the payment.
    pub cap_on_cost: bool,
    /// The in-scope cost of the year that a layer on that cost ([`Base::YearCost`]) counted before:
    /// least and most.
    pub cost_before: (Fen, Fen),
    /// The share of the bill that the layer and those before it pay together at most.
    pub ceiling: (Share, Share),
    /// The layer's payments of this year for every kind of care.
    pub paid_before: (Fen, Fen),
    pub shape: Shape<'p>,
    pub points: Points,
    pub base: Base,
    /// How the payment becomes whole fen. Several parts always share a rounding half up.
    pub rounding: (Rounding, Rounding),
    /// The end at which all open figures of this layer are held, whichever end is taken of other
    /// layers.
    pub held: Option<End>,
    /// Money in scope that the layer pays by shares of its own, without a deductible: the layer's
    /// schedule sees only the rest. Every share is stated.
    pub own_shares: &'p [OwnShareMoney],
    /// Whether a later layer looks at a part of this layer's money.
    pub looked_at: bool,
    /// Whether the part of an earlier layer's money that this layer looks at is open: two ends then
    /// bound what is left, and not this layer's own payment.
    pub looks_at_open: bool,
    /// To which fen its parts after the first round, where a base before them is open: then they
    /// round apart from the first. `None`: all parts share one rounding.
    pub apart: Option<Apart>,
}

/// The ceiling of a layer that has none: together the layers may pay the whole bill.
pub(crate) const NO_CEILING: (Share, Share) = (Share::ONE, Share::ONE);

/// A deductible that is met once in a period of several visits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DeductibleOfPeriod {
    pub per: Period,
    /// The whole deductible, before any visit of the period. The helpful end first; fen.
    pub whole: (Fen, Fen),
    /// Whether it counts visits for a disease only.
    pub of_disease: bool,
}

/// Where the base of one part is open, the rounding that the parts share may give the others either
/// of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Apart {
    /// The most whole fen within their payment.
    Floor,
    /// The least whole fen that it is within.
    Ceil,
}

impl LayerTerms<'_> {
    /// Sets how much the year's figures have left, where it is open: everything, or nothing.
    pub fn take_year(&mut self, everything: bool) {
        let (most, least) = self.cap_left;
        let left = if everything { most } else { least };
        self.cap_left = (left, left);
        let (least, most) = self.cost_before;
        let cost = if everything { least } else { most };
        self.cost_before = (cost, cost);
        if self.deductible_of_period.is_some() {
            let (least, most) = self.deductible;
            let left = if everything { most } else { least };
            self.deductible = (left, left);
        }
    }

    /// Returns whether it is open how much earlier visits used of the layer's known cap.
    pub fn cap_use_is_open(&self) -> bool {
        self.cap.0 == self.cap.1 && self.cap_left.0 != self.cap_left.1
    }

    /// Returns whether it is open how much earlier visits used of the layer's known deductible.
    pub fn deductible_use_is_open(&self) -> bool {
        let known = |it: DeductibleOfPeriod| it.whole.0 == it.whole.1;
        self.deductible_of_period.is_some_and(known) && self.deductible.0 != self.deductible.1
    }

    /// Returns whether the cost that earlier visits brought to the year's schedule is open.
    pub fn cost_before_is_open(&self) -> bool {
        self.cost_before.0 != self.cost_before.1
    }

    /// Returns whether the two ends may pay different amounts: a figure, or the year that the layer
    /// counts from, is open.
    pub fn is_open(&self, before: SelfPayBefore) -> bool {
        let open = |brackets: &[Bracket]| brackets.iter().any(|it| it.share.low != it.share.high);
        self.optional
            || self.deductible.0 != self.deductible.1
            || self.cap_left.0 != self.cap_left.1
            || self.paid_before.0 != self.paid_before.1
            || self.first_self_pay.0 != self.first_self_pay.1
            || !self.points.known()
            || self.ceiling.0 != self.ceiling.1
            || self.cost_before_is_open()
            || self.rounding.0 != self.rounding.1
            || self.own_shares.iter().any(|it| {
                let share = it.share.unwrap_or(ShareRange::UNKNOWN);
                share.low != share.high
            })
            || self.base == Base::Year && before.is_none()
            || match self.shape {
                Shape::Unknown => true,
                Shape::Schedule(brackets) => open(brackets),
                Shape::Parts(parts) => parts.iter().any(|part| open(&part.schedule)),
            }
    }
}

impl LayerTerms<'_> {
    /// Returns how much of an amount in scope the layer pays by shares of its own. Fen.
    fn hidden(&self, in_scope: Fen) -> Fen {
        let hidden: Fen = self.own_shares.iter().map(|it| it.amount).sum();
        hidden.min(in_scope)
    }

    /// Returns what the layer pays by shares of its own of an amount in scope, before any rounding.
    fn by_own_shares(
        &self,
        in_scope: Fen,
        end: End,
        stretch: &mut Stretch,
        notes: &mut impl Notes,
    ) -> Exact {
        let (mut left, mut whole, mut sum) = (in_scope, 0, Exact::default());
        for own in self.own_shares {
            let range = own.share.unwrap_or(ShareRange::UNKNOWN);
            let share = end.pick((range.high, range.low));
            let amount = own.amount.min(left);
            left -= amount;
            whole += usize::from(amount == own.amount);
            sum += Exact::from(amount).times(share);
            notes.note(|| TraceStep::OwnShare { amount, share });
        }
        if !self.own_shares.is_empty() {
            stretch.touch(Touched::OwnShares { whole });
        }
        sum
    }
}

impl<'p> LayerTerms<'p> {
    /// Returns every part of an earlier layer's money that this layer looks at.
    pub fn looks(&self) -> impl Iterator<Item = (LayerId, LeftPart)> + use<'p> {
        let parts = match self.shape {
            Shape::Parts(parts) => parts,
            Shape::Unknown | Shape::Schedule(_) => &[],
        };
        let bases = parts.iter().map(|part| part.base);
        let alone = parts.is_empty().then_some(self.base);
        alone.into_iter().chain(bases).filter_map(Base::left_by)
    }
}

/// Checks whether parts look at an earlier layer's money. The gate lets either all of them look, or
/// none.
pub(crate) fn looking(parts: &[SharePart]) -> bool {
    parts.iter().any(|part| part.base.left_by().is_some())
}

/// The money that a layer looked at, by what the layer did with it. Fen.
#[derive(Clone, Copy)]
struct Looked {
    layer: LayerId,
    /// From where to where in the whole deductible of its period this visit's money went.
    deductible: (Fen, Fen),
    /// What the shares left to the person.
    own: Fen,
    /// The cost beyond the largest at which the payment is within the cap.
    over_cap: Fen,
}

impl Looked {
    /// Splits the base of a layer with one schedule, without 先行自付.
    fn new(layer: &LayerTerms, base: Fen, paid: Fen, end: End, stretch: &mut Stretch) -> Looked {
        let nothing = Looked {
            layer: layer.layer,
            deductible: (Fen::ZERO, Fen::ZERO),
            own: Fen::ZERO,
            over_cap: Fen::ZERO,
        };
        let Shape::Schedule(brackets) = layer.shape else {
            return nothing;
        };
        if layer.optional && end == End::High {
            return nothing;
        }
        let deductible = end.pick(layer.deductible);
        let whole = layer.deductible_of_period.map(|it| end.pick(it.whole));
        let used = whole.map_or(Fen::ZERO, |whole| whole.above(deductible));
        let taken = deductible.min(base);
        let schedule = Schedule {
            brackets,
            points: layer.points,
            deductible,
            end,
        };
        let within = schedule.within_cap(base, end.pick(layer.cap_left), layer.cap_on_cost);
        let over_cap = base.above(within);
        stretch.touch(Touched::Looked {
            over_cap: over_cap > Fen::ZERO,
        });
        Looked {
            deductible: (used, used + taken),
            own: base.above(taken).above(paid).above(over_cap),
            over_cap,
            ..nothing
        }
    }

    /// Returns one part of the money.
    fn part(&self, part: LeftPart, stretch: &mut Stretch) -> Fen {
        match part {
            LeftPart::OwnShare => self.own,
            LeftPart::OverCap => self.over_cap,
            LeftPart::Deductible { from, to } => {
                let (start, end) = self.deductible;
                stretch.touch(Touched::Band {
                    start: (start > from, start > to),
                    end: (end > from, end > to),
                });
                end.min(to).above(start.max(from))
            }
        }
    }
}

/// A top-up rule in one world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TopUpTerms {
    pub slot: u8,
    pub rule: RuleRef,
    pub optional: bool,
    pub above: Share,
    pub base: TopUpBase,
    /// The helpful end first: the larger share.
    pub share: (Share, Share),
}

/// The bill, as far as top-up rules measure their lines on the bill. Fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct TopUpMeasure {
    /// `None` where unknown: then the total is at least the self-pay, and has no upper end.
    pub total: Option<Fen>,
    /// The in-scope cost. The helpful end first: the larger cost, since the whole out-of-scope cost
    /// lies below the line.
    pub in_scope: (Fen, Fen),
}

impl TopUpMeasure {
    /// Returns the self-pay above which a rule pays, before the rounding of the line.
    fn line(self, rule: &TopUpTerms, self_pay: Fen, end: End) -> Exact {
        let (most, least) = self.in_scope;
        let total = match (self.total, end, rule.base) {
            (Some(total), ..) => total,
            (None, End::High, _) => Fen::MAX,
            (None, End::Low, TopUpBase::Total) => self_pay,
            (None, End::Low, TopUpBase::InScope) => self_pay.max(least),
        };
        match rule.base {
            TopUpBase::Total => Exact::from(total).times(rule.above),
            TopUpBase::InScope => {
                let in_scope = end.pick((most, least)).min(total);
                Exact::from(total - in_scope) + Exact::from(in_scope).times(rule.above)
            }
        }
    }
}

/// Accumulated in-scope self-pay of the year before this visit, in fen; `None` where unknown.
pub(crate) type SelfPayBefore = Option<Fen>;

/// The amounts left to pay, by scope. Fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LeftToPay {
    pub in_scope: Fen,
    pub out_of_scope: Fen,
}

impl LeftToPay {
    pub fn all(self) -> Fen {
        self.in_scope + self.out_of_scope
    }

    fn take(&mut self, paid: Payment) {
        self.in_scope -= paid.in_scope;
        self.out_of_scope -= paid.out_of_scope;
    }
}

/// The money before one layer. Fen.
#[derive(Clone, Copy)]
struct Purse<'a> {
    /// The whole bill.
    total: Fen,
    /// The in-scope cost of the whole bill.
    cost: Fen,
    left: LeftToPay,
    /// The money of earlier layers that later layers look at.
    looked: &'a [Looked],
}

impl Purse<'_> {
    /// Returns the base of a payment.
    fn of(self, base: Base, stretch: &mut Stretch) -> Fen {
        match base {
            Base::InScope | Base::Year | Base::YearCost => self.left.in_scope,
            Base::InScopeCost => self.cost,
            Base::OutOfScope => self.left.out_of_scope,
            Base::All | Base::OverPrice => self.left.all(),
            Base::LeftBy(layer, part) => {
                // A layer that does not apply leaves nothing of its own.
                let of = self.looked.iter().find(|it| it.layer == layer);
                let amount = of.map_or(Fen::ZERO, |it| it.part(part, stretch));
                amount.min(self.left.in_scope)
            }
        }
    }
}

/// A payment, by the scope that it was taken from. Fen.
#[derive(Clone, Copy, Default, Debug)]
struct Payment {
    in_scope: Fen,
    out_of_scope: Fen,
}

impl Payment {
    fn all(self) -> Fen {
        self.in_scope + self.out_of_scope
    }

    /// Takes in-scope money first. The line of the money bends where the in-scope amount is spent,
    /// and again where the whole amount is.
    fn of_all(amount: Fen, left: LeftToPay, stretch: &mut Stretch) -> Payment {
        stretch.touch(Touched::Spent {
            in_scope: amount > left.in_scope,
            all: amount > left.all(),
        });
        let in_scope = amount.min(left.in_scope);
        Payment {
            in_scope,
            out_of_scope: (amount - in_scope).min(left.out_of_scope),
        }
    }

    /// Returns a bound of what a layer pays of open money that it looks at: nothing, or all in scope.
    fn of_looks(left: LeftToPay, end: End) -> Payment {
        Payment {
            in_scope: end.pick((Fen::ZERO, left.in_scope)),
            out_of_scope: Fen::ZERO,
        }
    }

    /// Takes out-of-scope money first, as far as an amount lies above a fixed price.
    fn over_price(amount: Fen, left: LeftToPay, stretch: &mut Stretch) -> Payment {
        stretch.touch(Touched::OverPrice {
            out_of_scope: amount > left.out_of_scope,
            all: amount > left.all(),
        });
        let out_of_scope = amount.min(left.out_of_scope);
        Payment {
            in_scope: (amount - out_of_scope).min(left.in_scope),
            out_of_scope,
        }
    }
}

/// Receives the steps of a settlement; `()` ignores them at no cost.
pub(crate) trait Notes {
    fn note(&mut self, step: impl FnOnce() -> TraceStep);

    /// Receives the amounts left after each layer, those that do not apply among them.
    fn left(&mut self, _: LeftToPay) {}

    /// Notes which part of an earlier layer's money a layer looks at.
    fn looked(&mut self, base: Base, amount: Fen) {
        if let Some((of, part)) = base.left_by() {
            self.note(|| TraceStep::LookedAt { of, part, amount });
        }
    }
}

impl Notes for () {
    fn note(&mut self, _: impl FnOnce() -> TraceStep) {}
}

/// The amounts left after each layer, as [`layers`] settles them.
impl Notes for Vec<LeftToPay> {
    fn note(&mut self, _: impl FnOnce() -> TraceStep) {}

    fn left(&mut self, left: LeftToPay) {
        self.push(left);
    }
}

impl Notes for Vec<TraceStep> {
    fn note(&mut self, step: impl FnOnce() -> TraceStep) {
        self.push(step());
    }
}

/// Payments into one slot on the same base: at this end, and at the other end of the slot's own
/// figures. Fen.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct SlotPaid {
    pub here: Fen,
    pub other: Fen,
}

/// Settles all layers in order. Returns the amounts left, and the stretch of the bill.
pub(crate) fn layers(
    terms: &[LayerTerms],
    bill: LeftToPay,
    before: SelfPayBefore,
    end: End,
    slots: &mut [SlotPaid],
    notes: &mut impl Notes,
) -> (LeftToPay, Stretch) {
    let mut left = bill;
    let mut stretch = Stretch::new();
    let mut before = before;
    // The year at the other end: the line of a layer is taken wholly from that end.
    let mut other_before = before;
    // What parts that round apart leave is at most what they leave with their shared rounding.
    let mut most = Fen::MAX;
    let mut looked: Vec<Looked> = Vec::new();
    for layer in terms {
        let (end, other_end) = match layer.held {
            Some(held) => (held, held),
            None => (end, end.other()),
        };
        if layer.absent {
            before = before.map(|fen| fen.above(end.pick(layer.paid_before)));
            other_before = other_before.map(|fen| fen.above(other_end.pick(layer.paid_before)));
            notes.left(left);
            continue;
        }
        let here = Purse {
            total: bill.all(),
            cost: bill.in_scope,
            left,
            looked: &looked,
        };
        let paid = pay(layer, here, before, end, &mut stretch, notes);
        let one_end = end == other_end || layer.fixed.is_some() || !layer.is_open(before);
        let other = if layer.looks_at_open {
            Payment::of_looks(left, end)
        } else if one_end && before == other_before {
            paid
        } else {
            pay(layer, here, other_before, other_end, &mut stretch, &mut ())
        };
        notes.note(|| match (layer.base, layer.fixed) {
            (Base::OverPrice, None) => TraceStep::Price {
                layer: layer.layer,
                bill: left.all(),
                price: end.pick(layer.deductible),
                borne: paid.all(),
            },
            (_, fixed) => TraceStep::Paid {
                layer: layer.layer,
                amount: paid.all(),
                from_sheet: fixed.is_some(),
                rounding: end.pick(layer.rounding),
            },
        });
        let slot = &mut slots[layer.slot as usize];
        slot.here += paid.all();
        slot.other += other.all();
        let base = left.in_scope;
        if layer.apart.is_some() && end == End::High {
            let layer = LayerTerms {
                apart: None,
                ..*layer
            };
            let paid = pay(&layer, here, before, end, &mut stretch, &mut ());
            most = most.min(left.all() - paid.all());
        }
        if layer.looked_at {
            let base = here.of(layer.base, &mut stretch);
            looked.push(Looked::new(layer, base, paid.all(), end, &mut stretch));
        }
        left.take(paid);
        let first = end.pick(layer.first_self_pay);
        if first > Share::ZERO && layer.fixed.is_none() {
            // 先行自付 is out of scope by definition: later in-scope layers do not pay of it.
            let whole = share_of(base - layer.hidden(base), first);
            let withheld = whole.min(left.in_scope);
            stretch.touch(Touched::Withheld {
                all: whole > left.in_scope,
            });
            left.in_scope -= withheld;
            left.out_of_scope += withheld;
        }
        if layer.base == Base::Year {
            before = before.map(|fen| fen.above(end.pick(layer.paid_before)));
            other_before = other_before.map(|fen| fen.above(other_end.pick(layer.paid_before)));
        }
        notes.left(left);
    }
    left.out_of_scope -= left.all().above(most).min(left.out_of_scope);
    notes.note(|| TraceStep::AfterLayers {
        self_pay: left.all(),
    });
    (left, stretch)
}

fn pay(
    layer: &LayerTerms,
    purse: Purse,
    before: SelfPayBefore,
    end: End,
    stretch: &mut Stretch,
    notes: &mut impl Notes,
) -> Payment {
    if let Some(fixed) = layer.fixed {
        return match layer.base {
            Base::OverPrice => Payment::over_price(fixed, purse.left, stretch),
            _ => Payment::of_all(fixed, purse.left, stretch),
        };
    }
    if layer.optional && end == End::High {
        return Payment::default();
    }
    match layer.shape {
        Shape::Unknown if end == End::High && layer.own_shares.is_empty() => Payment::default(),
        Shape::Unknown => pay_at_most(layer, purse, before, end, stretch, notes),
        // The one step of a fixed price is noted with the payment.
        Shape::Schedule(brackets) if layer.base == Base::OverPrice => {
            pay_brackets(layer, brackets, purse, before, end, stretch, &mut ())
        }
        Shape::Schedule(brackets) => {
            pay_brackets(layer, brackets, purse, before, end, stretch, notes)
        }
        Shape::Parts(parts) => pay_parts(layer, parts, purse, end, stretch, notes),
    }
}

/// Returns the most, or the least, that a layer of unknown share may pay.
fn pay_at_most(
    layer: &LayerTerms,
    purse: Purse,
    before: SelfPayBefore,
    end: End,
    stretch: &mut Stretch,
    notes: &mut impl Notes,
) -> Payment {
    let left = purse.left;
    let hidden = layer.hidden(left.in_scope);
    let base = purse.of(layer.base, stretch) - hidden;
    let met = match layer.base {
        Base::Year => before.unwrap_or(Fen::MAX),
        Base::YearCost => layer.cost_before.1,
        _ => Fen::ZERO,
    };
    let first = end.pick(layer.first_self_pay);
    let seen = left.in_scope - hidden;
    let reduced = Exact::from(seen).times(first.rest());
    let withheld = seen - reduced.rounded(end.pick(layer.rounding));
    let deductible = end.pick(layer.deductible).above(met);
    let reach = match end {
        End::Low => base.above(withheld).above(deductible),
        End::High => Fen::ZERO,
    };
    let own = layer.by_own_shares(left.in_scope, end, stretch, &mut ());
    let reach = reach + own.rounded(end.pick(layer.rounding));
    stretch.touch(Touched::Unknown {
        reaches: reach > Fen::ZERO,
    });
    let amount = capped(layer, reach, purse, end, stretch, &mut ());
    taken(layer.base, amount, left, stretch, notes)
}

fn pay_brackets(
    layer: &LayerTerms,
    brackets: &[Bracket],
    purse: Purse,
    before: SelfPayBefore,
    end: End,
    stretch: &mut Stretch,
    notes: &mut impl Notes,
) -> Payment {
    let first = end.pick(layer.first_self_pay);
    let deductible = end.pick(layer.deductible);
    let left = purse.left;
    let hidden = layer.hidden(left.in_scope);
    let base = purse.of(layer.base, stretch) - hidden;
    // A fraction of a fen is kept until the one rounding.
    let reduced = match first {
        Share::ZERO => Exact::from(base),
        first => Exact::from(base).times(first.rest()),
    };
    let mut schedule = Schedule {
        brackets,
        points: layer.points,
        deductible,
        end,
    };
    let year = match (layer.base, before) {
        (Base::Year, Some(before)) => before,
        (Base::Year, None) => schedule.year_before(reduced, (Fen::ZERO, Fen::MAX)),
        (Base::YearCost, _) => schedule.year_before(reduced, layer.cost_before),
        _ => Fen::ZERO,
    };
    let most = end.pick(layer.cap_left);
    let on_cost = layer.cap_on_cost && most != Fen::MAX;
    if on_cost {
        schedule.deductible = schedule.deductible_below(reduced, layer.deductible, most);
    }
    let deductible = schedule.deductible;
    notes.note(|| TraceStep::Layer {
        layer: layer.layer,
        base,
        first_self_pay: first,
        lowered: end.pick(layer.points.less),
        deductible: deductible.min(base + year),
        deductible_of_period: layer
            .deductible_of_period
            .map(|it| (end.pick(it.whole), it.per)),
        before: year,
    });
    notes.looked(layer.base, base);
    let counted = match on_cost {
        false => reduced,
        true => reduced.min(Exact::from(deductible + most)),
    };
    if on_cost {
        stretch.touch(Touched::Cap {
            reached: counted < reduced,
        });
        if counted < reduced {
            notes.note(|| TraceStep::CostCapped { left: most });
        }
    }
    let by_schedule = schedule.pays(year, counted, stretch, notes);
    let exact = by_schedule + layer.by_own_shares(left.in_scope, end, stretch, notes);
    let amount = capped(
        layer,
        exact.rounded(end.pick(layer.rounding)),
        purse,
        end,
        stretch,
        notes,
    );
    taken(layer.base, amount, purse.left, stretch, notes)
}

/// Pays several parts, each on a base of its own. All parts share one rounding and one cap.
fn pay_parts(
    layer: &LayerTerms,
    parts: &[SharePart],
    purse: Purse,
    end: End,
    stretch: &mut Stretch,
    notes: &mut impl Notes,
) -> Payment {
    let left = purse.left;
    let mut exact = Exact::default();
    let mut first: Option<(Base, Exact)> = None;
    for part in parts {
        let base = purse.of(part.base, stretch);
        notes.note(|| TraceStep::Layer {
            layer: layer.layer,
            base,
            first_self_pay: Share::ZERO,
            lowered: end.pick(layer.points.less),
            deductible: Fen::ZERO,
            deductible_of_period: None,
            before: Fen::ZERO,
        });
        notes.looked(part.base, base);
        let own = Schedule::of_part(part, layer.points, end).pays(
            Fen::ZERO,
            Exact::from(base),
            stretch,
            notes,
        );
        exact += own;
        first.get_or_insert((part.base, own));
    }
    let Some((base, own)) = first else {
        return Payment::default();
    };
    let (others, own) = (exact - own, own.half_up());
    let sum = match layer.apart {
        None => exact.half_up(),
        Some(Apart::Floor) => own + others.floor(),
        Some(Apart::Ceil) => own + others.ceil(),
    };
    let sum = capped(layer, sum, purse, end, stretch, notes);
    // A cap below the first part's own payment leaves nothing for the other parts.
    stretch.touch(Touched::FirstPart { capped: own > sum });
    // The first part takes its own rounding, the others the rest of the shared rounding.
    let own = own.min(sum);
    if base.left_by().is_some() {
        Payment {
            in_scope: sum.min(left.in_scope),
            out_of_scope: Fen::ZERO,
        }
    } else if base == Base::OutOfScope {
        let out_of_scope = own.min(left.out_of_scope);
        Payment {
            in_scope: (sum - out_of_scope).min(left.in_scope),
            out_of_scope,
        }
    } else {
        let in_scope = own.min(left.in_scope);
        Payment {
            in_scope,
            out_of_scope: (sum - in_scope).min(left.out_of_scope),
        }
    }
}

/// Cuts a payment at the rest of its cap, and at the room that the layers before leave below the
/// ceiling.
fn capped(
    layer: &LayerTerms,
    amount: Fen,
    purse: Purse,
    end: End,
    stretch: &mut Stretch,
    notes: &mut impl Notes,
) -> Fen {
    // No payment is larger than the cost, so that a cap on the cost bounds the payment as well.
    let left = end.pick(layer.cap_left);
    stretch.touch(Touched::Cap {
        reached: amount > left,
    });
    if amount > left {
        notes.note(|| TraceStep::Capped {
            left,
            per: layer.cap_per,
        });
    }
    let amount = amount.min(left);
    let ceiling = end.pick(layer.ceiling);
    if ceiling == Share::ONE {
        return amount;
    }
    let together = share_of(purse.total, ceiling);
    let room = together.above(purse.total - purse.left.all());
    stretch.touch(Touched::Ceiling {
        reached: amount > room,
        room: room > Fen::ZERO,
    });
    if amount > room {
        notes.note(|| TraceStep::Ceiling {
            together,
            left: room,
        });
    }
    amount.min(room)
}

/// Takes a payment from the money of its base.
fn taken(
    base: Base,
    amount: Fen,
    left: LeftToPay,
    stretch: &mut Stretch,
    notes: &mut impl Notes,
) -> Payment {
    match base {
        Base::InScope | Base::Year | Base::YearCost | Base::LeftBy(..) => Payment {
            in_scope: amount.min(left.in_scope),
            out_of_scope: Fen::ZERO,
        },
        Base::InScopeCost => {
            let short = amount > left.in_scope;
            stretch.touch(Touched::Spent {
                in_scope: short,
                all: false,
            });
            if short {
                notes.note(|| TraceStep::LeftOnly {
                    left: left.in_scope,
                });
            }
            Payment {
                in_scope: amount.min(left.in_scope),
                out_of_scope: Fen::ZERO,
            }
        }
        Base::OutOfScope => Payment {
            in_scope: Fen::ZERO,
            out_of_scope: amount.min(left.out_of_scope),
        },
        Base::All => Payment::of_all(amount, left, stretch),
        Base::OverPrice => Payment::over_price(amount, left, stretch),
    }
}

/// The brackets of a layer or a part at one end of its open figures.
#[derive(Clone, Copy)]
pub(crate) struct Schedule<'p> {
    pub brackets: &'p [Bracket],
    pub points: Points,
    pub deductible: Fen,
    pub end: End,
}

impl<'p> Schedule<'p> {
    fn of_part(part: &'p SharePart, points: Points, end: End) -> Schedule<'p> {
        Schedule {
            brackets: &part.schedule,
            points,
            deductible: Fen::ZERO,
            end,
        }
    }

    fn share(&self, bracket: &Bracket) -> Share {
        let share = self.end.pick((bracket.share.high, bracket.share.low));
        self.points.on(share, self.end)
    }

    /// Returns the payment on a base without earlier payments, in fen before any rounding and any
    /// cap.
    pub fn pays_of(&self, base: Fen) -> Exact {
        self.climb(Fen::ZERO, Exact::from(base), &mut ()).0
    }

    /// Returns the payment on a base on top of a year that already had `before`.
    fn pays(
        &self,
        before: Fen,
        base: Exact,
        stretch: &mut Stretch,
        notes: &mut impl Notes,
    ) -> Exact {
        let (exact, from, until) = self.climb(before, base, notes);
        stretch.touch(Touched::Brackets { from, until });
        exact
    }

    /// Computes f(before + base) − f(before), where f is the sum over the brackets, and how far
    /// into the brackets both amounts reach.
    fn climb(
        &self,
        before: Fen,
        base: Exact,
        notes: &mut impl Notes,
    ) -> (Exact, BracketReach, BracketReach) {
        let (before, deductible) = (Exact::from(before), Exact::from(self.deductible));
        let until = before + base;
        let start = before.max(deductible);
        let mut entered = (0, 0);
        let mut sum = Exact::default();
        let mut edge = Exact::default();
        for bracket in self.brackets {
            if until <= edge {
                break;
            }
            entered.0 += usize::from(before > edge);
            entered.1 += 1;
            let to = match bracket.to {
                // The last bracket is open: a year may carry the base past the largest amount.
                Fen::MAX => until,
                to => Exact::from(to),
            };
            let (low, high) = (edge.max(start), to.min(until));
            if low < high {
                let share = self.share(bracket);
                sum += (high - low).times(share);
                // A year of which nothing is known may lie past the largest amount that a step can
                // show.
                let told = high.min(Exact::from(Fen::MAX));
                if low < told {
                    notes.note(|| TraceStep::Segment {
                        from: low.floor(),
                        to: told.floor(),
                        share,
                    });
                }
            }
            edge = to;
        }
        let place = |amount: Exact, brackets| BracketReach {
            above_deductible: amount > deductible,
            brackets,
        };
        (sum, place(before, entered.0), place(until, entered.1))
    }

    /// Returns the largest cost, of at most `base`, at which the payment is within a cap.
    fn within_cap(&self, base: Fen, cap: Fen, on_cost: bool) -> Fen {
        if cap == Fen::MAX {
            return base;
        }
        if on_cost {
            return base.min(self.deductible + cap);
        }
        let fits = |cost| self.pays_of(cost) <= Exact::from(cap);
        if fits(base) {
            return base;
        }
        let (mut within, mut beyond) = (Fen::ZERO, base);
        while beyond - within > Fen(1) {
            let middle = Fen(within.0 + (beyond - within).0 / 2);
            match fits(middle) {
                true => within = middle,
                false => beyond = middle,
            }
        }
        within
    }

    /// Returns the deductible that helps or hurts most where a cap limits the cost above the
    /// deductible to `most`: one at which an end of the counted stretch meets an edge of the brackets.
    /// A larger deductible may move the counted cost into a better bracket.
    fn deductible_below(&self, base: Exact, (least, highest): (Fen, Fen), most: Fen) -> Fen {
        if least == highest || self.brackets.len() == 1 {
            return self.deductible;
        }
        let edges = self.brackets.iter().map(|bracket| bracket.to);
        let edges = edges
            .filter(|to| *to < Fen::MAX)
            .chain([base.floor(), base.ceil()]);
        let points = edges
            .flat_map(|edge| [edge, edge.above(most)])
            .filter(|point| (least..=highest).contains(point))
            .chain([least, highest]);
        let points = points.map(|deductible| {
            let counted = base.min(Exact::from(deductible + most));
            let schedule = Schedule {
                deductible,
                ..*self
            };
            (schedule.climb(Fen::ZERO, counted, &mut ()).0, deductible)
        });
        let best = match self.end {
            End::Low => points.max(),
            End::High => points.min(),
        };
        best.map_or(self.deductible, |(_, deductible)| deductible)
    }

    /// Returns the accumulated amount that helps or hurts most where the year before the visit lies
    /// anywhere between two amounts: an end, or one at which an end of the visit's stretch meets an
    /// edge of the brackets.
    fn year_before(&self, base: Exact, (first, last): (Fen, Fen)) -> Fen {
        if first == last {
            return first;
        }
        let edges = self.brackets.iter().map(|bracket| bracket.to);
        let edges = edges.filter(|to| *to < Fen::MAX).chain([self.deductible]);
        // The year is whole fen. Where the base is not, the best year lies on either side of an
        // edge.
        let (least, most) = (base.floor(), base.ceil());
        let more = (most > least).then_some(most);
        let points = edges
            .flat_map(|edge| {
                let meets = |base| edge.above(base);
                [edge, meets(least)].into_iter().chain(more.map(meets))
            })
            .filter(|point| (first..=last).contains(point))
            .chain([first, last])
            .map(|point| (self.climb(point, base, &mut ()).0, point));
        let best = match self.end {
            End::Low => points.max(),
            End::High => points.min(),
        };
        best.map_or(first, |(_, point)| point)
    }
}

/// Returns whether the parts pay exactly whole fen of the out-of-scope amount, before any rounding.
pub(crate) fn whole_fen(parts: &[SharePart], points: Points, out_of_scope: Fen) -> bool {
    parts.iter().all(|part| match part.base {
        Base::InScope | Base::Year | Base::InScopeCost | Base::YearCost | Base::LeftBy(..) => true,
        Base::All | Base::OverPrice => false,
        Base::OutOfScope => {
            let [low, high] = [End::Low, End::High]
                .map(|end| Schedule::of_part(part, points, end).pays_of(out_of_scope));
            low == high && low.is_whole()
        }
    })
}

/// Settles all top-up rules on the self-pay after the layers. Returns the self-pay that remains.
pub(crate) fn top_ups(
    terms: &[TopUpTerms],
    self_pay: Fen,
    bill: TopUpMeasure,
    end: End,
    slots: &mut [SlotPaid],
    stretch: &mut Stretch,
    notes: &mut impl Notes,
) -> Fen {
    let mut left = self_pay;
    for rule in terms {
        let here = top_up(rule, left, self_pay, bill, end);
        let other = top_up(rule, left, self_pay, bill, end.other());
        stretch.touch(Touched::TopUp {
            above: here.is_some(),
        });
        if let Some((line, share, amount)) = here {
            notes.note(|| TraceStep::TopUp {
                rule: rule.rule,
                line,
                share,
                amount,
            });
        }
        let amount = |paid: Option<(Fen, Share, Fen)>| paid.map_or(Fen::ZERO, |paid| paid.2);
        let slot = &mut slots[rule.slot as usize];
        slot.here += amount(here);
        slot.other += amount(other);
        left -= amount(here);
    }
    left
}

/// Returns the line, the share and the payment of a top-up rule. `None` where the amount left is
/// not strictly above the line, or where the rule need not apply.
fn top_up(
    rule: &TopUpTerms,
    left: Fen,
    self_pay: Fen,
    bill: TopUpMeasure,
    end: End,
) -> Option<(Fen, Share, Fen)> {
    let line = bill.line(rule, self_pay, end);
    if Exact::from(left) <= line || (rule.optional && end == End::High) {
        return None;
    }
    let line = line.half_up();
    let share = end.pick(rule.share);
    Some((line, share, share_of(left.above(line), share)))
}

#[cfg(test)]
pub(crate) mod tests;
