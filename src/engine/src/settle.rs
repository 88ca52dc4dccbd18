//! One world settled: layers in order, excess rules, waivers, free benefits, to the fen.
//!
//! Every figure may still be a range here; [`End`] says which end of all of them is taken.
//! See the crate's docs for why two ends are enough.
use crate::{RuleRef, Step};
use mingbai_policy::{Base, Fen, LayerId, Part, Share, Step as Tier};

/// Which end of every open figure is taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum End {
    /// In the person's favour.
    Low,
    /// Against it.
    High,
}

impl End {
    /// The other end.
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

/// How a layer's share is known in one world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shape<'p> {
    /// Anything from nothing to all of its base.
    Unknown,
    /// One ladder on the layer's base.
    Steps(&'p [Tier]),
    /// Several parts.
    Parts(&'p [Part]),
}

/// A layer in one world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct LayerTerms<'p> {
    /// Where its payment is counted (index into the plan's layers).
    pub slot: u8,
    pub layer: LayerId,
    /// It may as well not apply.
    pub optional: bool,
    /// Does not apply: only what it paid this year still counts, for layers on the year's base.
    pub absent: bool,
    /// Taken from the settlement sheet.
    pub fixed: Option<Fen>,
    /// Low end first: what helps the person.
    pub deductible: (Fen, Fen),
    pub first_self_pay: (Share, Share),
    pub cap: (Fen, Fen),
    pub paid_before: (Fen, Fen),
    pub shape: Shape<'p>,
    /// Points added to every share.
    pub plus: Share,
    pub base: Base,
}

/// An excess rule in one world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ExcessTerms {
    pub slot: u8,
    pub rule: RuleRef,
    pub optional: bool,
    pub above: Share,
    /// Low end first: the larger share.
    pub share: (Share, Share),
}

/// The year before this visit: accumulated in-scope self-pay, `None` where unknown.
pub(crate) type Before = Option<Fen>;

/// What is left to pay. Fen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Left {
    pub in_scope: Fen,
    pub out_of_scope: Fen,
}

impl Left {
    pub fn all(self) -> Fen {
        self.in_scope + self.out_of_scope
    }

    fn take(&mut self, paid: Payment) {
        self.in_scope -= paid.in_scope;
        self.out_of_scope -= paid.out_of_scope;
    }
}

/// A payment and what it was taken from; which segments it touched.
#[derive(Clone, Copy, Default, Debug)]
struct Payment {
    in_scope: Fen,
    out_of_scope: Fen,
    segments: u32,
}

impl Payment {
    fn all(self) -> Fen {
        self.in_scope + self.out_of_scope
    }

    /// In-scope money first. Where that runs out what is left out of scope bends, and again where
    /// all does.
    fn of_all(amount: Fen, left: Left, segments: u32) -> Payment {
        let in_scope = amount.min(left.in_scope);
        let segments = segments ^ bend(amount > left.in_scope) ^ bend(amount > left.all()) >> 1;
        Payment {
            in_scope,
            out_of_scope: (amount - in_scope).min(left.out_of_scope),
            segments,
        }
    }
}

/// A bend that is none of the base's, in the segments of a payment.
fn bend(there: bool) -> u32 {
    u32::from(there) << 31
}

/// Takes notes of a settlement; `()` takes none and costs nothing.
pub(crate) trait Notes {
    fn note(&mut self, step: impl FnOnce() -> Step);
}

impl Notes for () {
    fn note(&mut self, _: impl FnOnce() -> Step) {}
}

impl Notes for Vec<Step> {
    fn note(&mut self, step: impl FnOnce() -> Step) {
        self.push(step());
    }
}

/// What each slot was paid: in this world, and at the other end of its own figures on the same base.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct SlotPaid {
    pub here: Fen,
    pub other: Fen,
}

/// All layers, in order. Returns what is left and a mark of the segments touched: two bills
/// with one mark, and all between them, lie on one straight line.
pub(crate) fn layers(
    terms: &[LayerTerms],
    bill: Left,
    before: Before,
    end: End,
    slots: &mut [SlotPaid],
    notes: &mut impl Notes,
) -> (Left, u64) {
    let mut left = bill;
    let mut mark = 0xcbf2_9ce4_8422_2325_u64;
    let mut before = before;
    // The year as the other end has it: a layer's line takes all of its own from there.
    let mut other_before = before;
    for layer in terms {
        if layer.absent {
            before = before.map(|fen| fen.above(end.pick(layer.paid_before)));
            other_before = other_before.map(|fen| fen.above(end.other().pick(layer.paid_before)));
            continue;
        }
        let paid = pay(layer, left, before, end, notes);
        let other = pay(layer, left, other_before, end.other(), &mut ());
        mark = (mark ^ u64::from(paid.segments)).wrapping_mul(0x0100_0000_01b3);
        mark = (mark ^ u64::from(other.segments)).wrapping_mul(0x0100_0000_01b3);
        notes.note(|| Step::Paid {
            layer: layer.layer,
            amount: paid.all(),
            from_sheet: layer.fixed.is_some(),
        });
        let slot = &mut slots[layer.slot as usize];
        slot.here += paid.all();
        slot.other += other.all();
        left.take(paid);
        let first = end.pick(layer.first_self_pay);
        if first > Share::ZERO && layer.fixed.is_none() {
            // 先行自付 is out of scope by definition: later in-scope layers do not see it.
            let whole = share_of(left_before(left, paid), first);
            let withheld = whole.min(left.in_scope);
            mark = (mark ^ u64::from(whole > left.in_scope)).wrapping_mul(0x0100_0000_01b3);
            left.in_scope -= withheld;
            left.out_of_scope += withheld;
        }
        if layer.base == Base::Year {
            before = before.map(|fen| fen.above(end.pick(layer.paid_before)));
            other_before = other_before.map(|fen| fen.above(end.other().pick(layer.paid_before)));
        }
    }
    notes.note(|| Step::AfterLayers {
        self_pay: left.all(),
    });
    (left, mark)
}

fn left_before(left: Left, paid: Payment) -> Fen {
    left.in_scope + paid.in_scope
}

const UNIT: i128 = Share::UNIT as i128;

/// Half up to the fen; `numerator` is never negative.
fn round(numerator: i128, denominator: i128) -> i64 {
    // Small numbers are the rule, and 64-bit division is several times faster.
    match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(n), Ok(d)) if n < i64::MAX / 2 - d => (2 * n + d) / (2 * d),
        _ => ((2 * numerator + denominator) / (2 * denominator)) as i64,
    }
}

/// A share of an amount, rounded half up to the fen.
pub(crate) fn share_of(amount: Fen, share: Share) -> Fen {
    Fen(round(
        i128::from(amount.0) * i128::from(share.millionths()),
        UNIT,
    ))
}

fn pay(
    layer: &LayerTerms,
    left: Left,
    before: Before,
    end: End,
    notes: &mut impl Notes,
) -> Payment {
    if let Some(fixed) = layer.fixed {
        return Payment::of_all(fixed, left, 0);
    }
    if layer.optional && end == End::High {
        return Payment::default();
    }
    let cap = end.pick(layer.cap);
    let cap_left = if cap == Fen::MAX {
        Fen::MAX
    } else {
        cap.above(end.pick(layer.paid_before))
    };
    let deductible = end.pick(layer.deductible);
    match layer.shape {
        Shape::Unknown if end == End::High => Payment::default(),
        Shape::Unknown => {
            let base = amount_of(layer.base, left);
            let met = if layer.base == Base::Year {
                before.unwrap_or(Fen::MAX)
            } else {
                Fen::ZERO
            };
            let first = end.pick(layer.first_self_pay);
            let withheld = left.in_scope - share_of(left.in_scope, first.rest());
            let reach = base.above(withheld).above(deductible.above(met));
            let capped = reach > cap_left;
            taken(
                layer.base,
                reach.min(cap_left),
                left,
                u32::from(capped) << 1 | u32::from(reach > Fen::ZERO),
            )
        }
        Shape::Steps(steps) => {
            let first = end.pick(layer.first_self_pay);
            let base = amount_of(layer.base, left);
            let year = if layer.base == Base::Year {
                year_before(steps, layer.plus, base, before, deductible, end)
            } else {
                Fen::ZERO
            };
            notes.note(|| Step::Layer {
                layer: layer.layer,
                base,
                first_self_pay: first,
                deductible: deductible.min(base + year),
                before: year,
            });
            let (sum, segments) = if first == Share::ZERO {
                let (sum, segments) = ladder(steps, layer.plus, end, deductible, year, base, notes);
                (Fen(round(sum, UNIT)), segments)
            } else {
                // Exact: the reduced base is a fraction of a fen until the one rounding.
                let (sum, segments) =
                    fine_ladder(steps, layer.plus, end, deductible, base, first, notes);
                (Fen(round(sum, UNIT * UNIT)), segments)
            };
            if sum > cap_left {
                notes.note(|| Step::Capped { left: cap_left });
            }
            taken(
                layer.base,
                sum.min(cap_left),
                left,
                segments << 1 | u32::from(sum > cap_left),
            )
        }
        Shape::Parts(parts) => {
            let mut exact = 0;
            let mut segments = 0_u32;
            let mut first = None;
            for part in parts {
                let base = amount_of(part.base, left);
                notes.note(|| Step::Layer {
                    layer: layer.layer,
                    base,
                    first_self_pay: Share::ZERO,
                    deductible: Fen::ZERO,
                    before: Fen::ZERO,
                });
                let (sum, touched) = ladder(
                    &part.steps,
                    layer.plus,
                    end,
                    Fen::ZERO,
                    Fen::ZERO,
                    base,
                    notes,
                );
                exact += sum;
                segments = segments.wrapping_mul(31).wrapping_add(touched);
                first.get_or_insert((part.base, Fen(round(sum, UNIT))));
            }
            let sum = Fen(round(exact, UNIT));
            if sum > cap_left {
                notes.note(|| Step::Capped { left: cap_left });
            }
            let segments = segments << 1 | u32::from(sum > cap_left);
            let sum = sum.min(cap_left);
            // A cap below the first part's own leaves nothing for the others.
            let all_of_first = first.is_some_and(|(_, own)| own > sum);
            let segments = segments ^ bend(all_of_first);
            match first {
                // The parts share one rounding; the last takes it.
                Some((Base::OutOfScope, out)) => {
                    let out = out.min(sum).min(left.out_of_scope);
                    Payment {
                        in_scope: (sum - out).min(left.in_scope),
                        out_of_scope: out,
                        segments,
                    }
                }
                Some((_, within)) => {
                    let within = within.min(sum).min(left.in_scope);
                    Payment {
                        in_scope: within,
                        out_of_scope: (sum - within).min(left.out_of_scope),
                        segments,
                    }
                }
                None => Payment::default(),
            }
        }
    }
}

fn amount_of(base: Base, left: Left) -> Fen {
    match base {
        Base::InScope | Base::Year => left.in_scope,
        Base::OutOfScope => left.out_of_scope,
        Base::All => left.all(),
    }
}

fn taken(base: Base, amount: Fen, left: Left, segments: u32) -> Payment {
    match base {
        Base::InScope | Base::Year => Payment {
            in_scope: amount.min(left.in_scope),
            out_of_scope: Fen::ZERO,
            segments,
        },
        Base::OutOfScope => Payment {
            in_scope: Fen::ZERO,
            out_of_scope: amount.min(left.out_of_scope),
            segments,
        },
        Base::All => Payment::of_all(amount, left, segments),
    }
}

fn share_at(step: &Tier, plus: Share, end: End) -> Share {
    match end {
        End::Low => step.share.high.plus(plus),
        End::High => step.share.low.plus(plus),
    }
}

/// f(before + base) − f(before), in millionths of a fen, and the segments both ends lie in.
fn ladder(
    steps: &[Tier],
    plus: Share,
    end: End,
    deductible: Fen,
    before: Fen,
    base: Fen,
    notes: &mut impl Notes,
) -> (i128, u32) {
    let until = before + base;
    let start = before.max(deductible);
    let mut from = Fen::ZERO;
    let mut sum = 0;
    let mut segments = u32::from(until > deductible) | u32::from(before > deductible) << 1;
    for (index, step) in steps.iter().enumerate() {
        let (low, high) = (from.max(start), step.to.min(until));
        if low < high {
            let share = share_at(step, plus, end);
            sum += i128::from(high.0 - low.0) * i128::from(share.millionths());
            notes.note(|| Step::Segment {
                from: low,
                to: high,
                share,
            });
        }
        if until > from {
            segments = segments & 0xffff | (index as u32 + 1) << 16;
        }
        if before > from {
            segments = segments & 0xffff_00ff | (index as u32 + 1) << 8;
        }
        from = step.to;
        if step.to == Fen::MAX {
            // The last step is open: a year may carry the base past the largest amount.
            let low = Fen::MAX.max(start);
            if low < until {
                let share = share_at(step, plus, end);
                sum += i128::from(until.0 - low.0) * i128::from(share.millionths());
            }
        }
    }
    (sum, segments)
}

/// Whether the parts pay exactly whole fen of so much out of scope, without rounding.
pub(crate) fn whole_fen(parts: &[Part], plus: Share, out_of_scope: Fen) -> bool {
    parts.iter().all(|part| match part.base {
        Base::InScope | Base::Year => true,
        Base::All => false,
        Base::OutOfScope => {
            let end = |end| {
                ladder(
                    &part.steps,
                    plus,
                    end,
                    Fen::ZERO,
                    Fen::ZERO,
                    out_of_scope,
                    &mut (),
                )
            };
            let (paid, _) = end(End::Low);
            paid == end(End::High).0 && paid % UNIT == 0
        }
    })
}

/// The same on a base of which a share was withheld; in millionths of millionths of a fen.
fn fine_ladder(
    steps: &[Tier],
    plus: Share,
    end: End,
    deductible: Fen,
    base: Fen,
    withheld: Share,
    notes: &mut impl Notes,
) -> (i128, u32) {
    let until = i128::from(base.0) * i128::from(withheld.rest().millionths());
    let start = i128::from(deductible.0) * UNIT;
    let mut from = 0;
    let mut sum = 0;
    let mut segments = u32::from(until > start);
    for (index, step) in steps.iter().enumerate() {
        let to = i128::from(step.to.0) * UNIT;
        let (low, high) = (from.max(start), to.min(until));
        if low < high {
            let share = share_at(step, plus, end);
            sum += (high - low) * i128::from(share.millionths());
            notes.note(|| Step::Segment {
                from: Fen((low / UNIT) as i64),
                to: Fen((high / UNIT) as i64),
                share,
            });
        }
        if until > from {
            segments = segments & 0xffff | (index as u32 + 1) << 16;
        }
        from = to;
    }
    (sum, segments)
}

/// Where the year stood before this visit. Unknown: the point that helps or hurts most, which
/// lies where one end of the visit's stretch meets an edge of the ladder.
fn year_before(
    steps: &[Tier],
    plus: Share,
    base: Fen,
    before: Before,
    deductible: Fen,
    end: End,
) -> Fen {
    if let Some(before) = before {
        return before;
    }
    let edges = steps
        .iter()
        .map(|step| step.to)
        .filter(|to| *to < Fen::MAX)
        .chain([deductible]);
    let points = edges
        .flat_map(|edge| [edge, edge.above(base)])
        .chain([Fen::ZERO, Fen::MAX])
        .map(|point| {
            (
                ladder(steps, plus, end, deductible, point, base, &mut ()).0,
                point,
            )
        });
    let best = match end {
        End::Low => points.max(),
        End::High => points.min(),
    };
    best.map_or(Fen::ZERO, |(_, point)| point)
}

/// All excess rules on the self-pay after the layers; returns what remains.
pub(crate) fn excesses(
    terms: &[ExcessTerms],
    self_pay: Fen,
    total: Option<Fen>,
    end: End,
    slots: &mut [SlotPaid],
    notes: &mut impl Notes,
) -> (Fen, u32) {
    let mut left = self_pay;
    let mut mark = 1;
    for rule in terms {
        let paid = |end: End, notes: &mut dyn FnMut(Fen, Share, Fen)| {
            // An unknown bill is at least its self-pay, and may be without end.
            let total = match (total, end) {
                (Some(total), _) => total,
                (None, End::Low) => self_pay,
                (None, End::High) => Fen::MAX,
            };
            let strictly_above = i128::from(left.0) * UNIT
                > i128::from(total.0) * i128::from(rule.above.millionths());
            if !strictly_above || (rule.optional && end == End::High) {
                return (Fen::ZERO, false);
            }
            let line = share_of(total, rule.above);
            let share = end.pick(rule.share);
            let amount = share_of(left.above(line), share);
            notes(line, share, amount);
            (amount, true)
        };
        let mut noted = None;
        let (amount, above) = paid(end, &mut |line, share, amount| {
            noted = Some((line, share, amount))
        });
        let (other, _) = paid(end.other(), &mut |_, _, _| {});
        if let Some((line, share, amount)) = noted {
            notes.note(|| Step::Excess {
                rule: rule.rule,
                line,
                share,
                amount,
            });
        }
        mark = mark * 2 + u32::from(above);
        let slot = &mut slots[rule.slot as usize];
        slot.here += amount;
        slot.other += other;
        left -= amount;
    }
    (left, mark)
}
