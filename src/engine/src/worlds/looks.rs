//! Decides, for layers that look at a part of an earlier layer's money, whether two ends still bound
//! what they leave. Must not know how money is settled.
//!
//! The gate refuses most of what two ends do not bound; the rest is decided here, world by world. A
//! layer whose look is not bounded pays an unknown amount of what is left in scope: wide, and true.
//!
//! Let a layer look at nothing but what L left of its money b: the deductible u, the own share o, the
//! cost k beyond the cap, with b = u + p + o + k and p the payment. Each of the four never falls as b
//! grows, and all of them together grow as b does; layers that look at them take at most the whole of
//! each, and no two look at the same. So one fen more before L never leaves less after them all, and
//! layers between L and such a layer must look as well, or the parts would no longer be there.
//!
//! Where a figure of L itself is open, money moves between the four:
//!
//! - A larger share moves money from o to p, and beyond a reached cap from o to k.
//! - A smaller deductible moves money from u to p and o; beyond a reached cap to k, and from o to k too
//!   where the shares fall from bracket to bracket.
//! - A larger cap moves money from k to p and o.
//!
//! So where only u is looked at and the deductible is known, or only k is and the cap is known, more
//! help by L still leaves no more. So does it where only o is looked at, as long as L has no cap,
//! or its shares are known and never fall. Whatever else is open makes the look unknown.
use crate::settle::{LayerTerms, NO_CEILING, Points, Shape};
use mingbai_policy::{Base, Bracket, Fen, LayerId, LeftPart, Share};

/// Marks which layers are looked at, and makes every look unknown that two ends do not bound. Returns
/// the slots of the layers whose look is unknown.
pub(crate) fn settle_looks(layers: &mut [LayerTerms]) -> Vec<u8> {
    let mut unknown = Vec::new();
    if layers.iter().all(|layer| layer.looks().next().is_none()) {
        return unknown;
    }
    for at in 0..layers.len() {
        if layers[at].absent || layers[at].fixed.is_some() {
            continue;
        }
        let looks: Vec<_> = layers[at].looks().collect();
        if !looks.iter().all(|look| bounded(layers, at, *look)) {
            let layer = &mut layers[at];
            (layer.shape, layer.base) = (Shape::Unknown, Base::InScope);
            (layer.points, layer.deductible) = (Points::default(), (Fen::ZERO, Fen::ZERO));
            unknown.push(layer.slot);
            continue;
        }
        for (of, _) in looks {
            if let Some(looked) = layers.iter_mut().find(|it| it.layer == of) {
                looked.looked_at = true;
                let open = open(looked);
                layers[at].looks_at_open |= open;
            }
        }
    }
    unknown
}

/// Checks whether two ends bound what a layer leaves that looks at this part.
fn bounded(layers: &[LayerTerms], at: usize, (of, part): (LayerId, LeftPart)) -> bool {
    let Some(place) = layers.iter().position(|it| it.layer == of) else {
        // The layer does not apply in these worlds: nothing is left by it.
        return true;
    };
    let looked = &layers[place];
    if looked.absent {
        return true;
    }
    let between = layers.get(place + 1..at);
    let plain = looked.fixed.is_none()
        && matches!(looked.shape, Shape::Schedule(_))
        && (looked.base == Base::InScope || looked.base.left_by().is_some())
        && looked.own_shares.is_empty()
        && looked.ceiling == NO_CEILING
        && looked.first_self_pay.1 == Share::ZERO
        && !(looked.cap_on_cost && looked.deductible.0 != looked.deductible.1);
    let alone = between.is_some_and(|between| {
        between.iter().all(|it| {
            it.absent
                || it.fixed.is_none()
                    && it.looks().next().is_some()
                    && it
                        .looks()
                        .all(|(other, like)| other != of || !like.is_like(part))
        })
    });
    plain && alone && (!open(looked) || one_way(layers, of))
}

/// Checks whether help by the open figures of a layer still leaves no more after the layers that look
/// at its money: they all look at one part of it, which no open figure trades against another.
fn one_way(layers: &[LayerTerms], of: LayerId) -> bool {
    let looks = layers.iter().flat_map(LayerTerms::looks);
    let mut parts = looks.filter(|look| look.0 == of).map(|look| look.1);
    let Some(first) = parts.next() else {
        return true;
    };
    let Some(looked) = layers.iter().find(|it| it.layer == of) else {
        return true;
    };
    parts.all(|part| part.is_like(first))
        && match first {
            LeftPart::OwnShare => looked.cap_left.1 == Fen::MAX || known_and_rising(looked),
            LeftPart::OverCap => looked.cap_left.0 == looked.cap_left.1,
            LeftPart::Deductible { .. } => looked.deductible.0 == looked.deductible.1,
        }
}

/// Checks whether the shares of a layer are known and never fall from bracket to bracket.
fn known_and_rising(layer: &LayerTerms) -> bool {
    let shares = |brackets: &[Bracket]| {
        let mut pairs = brackets.iter().map(|it| (it.share.low, it.share.high));
        pairs.all(|(low, high)| low == high) && brackets.iter().map(|it| it.share.low).is_sorted()
    };
    layer.rounding.0 == layer.rounding.1
        && layer.points.known()
        && matches!(layer.shape, Shape::Schedule(brackets) if shares(brackets))
}

/// Checks whether some figure of a layer with one schedule is open.
fn open(layer: &LayerTerms) -> bool {
    let known = |brackets: &[Bracket]| brackets.iter().all(|it| it.share.low == it.share.high);
    layer.optional
        || layer.looks_at_open
        || layer.deductible.0 != layer.deductible.1
        || layer.cap_left.0 != layer.cap_left.1
        || layer.rounding.0 != layer.rounding.1
        || !layer.points.known()
        || !matches!(layer.shape, Shape::Schedule(brackets) if known(brackets))
}

#[cfg(test)]
mod tests;
