//! Refuses a ceiling (合计封顶) next to layers that pay out-of-scope money apart from in-scope money.
//! Must not know how a layer is settled.
//!
//! The room under a ceiling depends on all that was paid. Where an earlier layer pays one fen more
//! out of scope, the layer with the ceiling pays one fen less, perhaps in scope: then more help
//! before leaves more in scope after, and the engine's two ends would no longer bound the truth.
use super::{cursor::Spot, words::Words};
use crate::ids::LayerId;
use crate::table::{Base, Figures, LayerRule, Shares, Table};

/// A ceiling: where it is written, the index of its table, its layer.
pub(super) type Ceiling<'a> = (Spot<'a>, usize, LayerId);

/// Refuses every ceiling that meets such a layer in a table for people of its own place.
pub(super) fn ceilings(words: &Words, tables: &[Table], found: &[Ceiling<'_>]) {
    let layers = &words.vocabulary.layers;
    let bought = |layer: LayerId| layers.get(layer.index()).is_some_and(|it| it.own.is_some());
    let first = |layer: LayerId| {
        layers
            .get(layer.index())
            .is_some_and(|it| it.name.id == "basic")
    };
    for (spot, at, layer) in found {
        let Some(own) = tables.get(*at) else { continue };
        let near = tables.iter().filter(|it| words.meet(own.owner, it.owner));
        let rules = near
            .filter(|it| it.span.overlaps(own.span))
            .flat_map(|it| &it.layers)
            .filter(|it| !bought(it.layer));
        let mut rules: Vec<&LayerRule> = rules.collect();
        let insured = |it: &&LayerRule| it.layer == *layer;
        let mine = rules
            .iter()
            .filter(|it| insured(it))
            .fold(0, |bits, it| bits | it.insurance);
        rules.retain(|it| it.insurance & mine != 0);
        let name = |of: LayerId| {
            layers
                .get(of.index())
                .map_or("", |it| it.name.name.as_str())
        };
        if let Some(other) = rules.iter().find(|it| out_of_scope(it)) {
            spot.refuse(format!(
                "“{}”单独付政策范围外的钱（out_of_scope、parts 或医院承担），和合计封顶（ceiling）合在一起，算出的两头不再可靠；请删去 ceiling，或者改那一道",
                name(other.layer)
            ));
        } else if let Some(other) = rules.iter().find(|it| !first(it.layer) && withholds(it)) {
            spot.refuse(format!(
                "“{}”写了先行自付，和合计封顶（ceiling）合在一起，算出的两头不再可靠；先行自付只能写在基本医保里",
                name(other.layer)
            ));
        }
    }
}

fn states(rule: &LayerRule, figure: impl Fn(&Figures) -> bool) -> bool {
    rule.variants.iter().any(|it| figure(&it.figures))
}

fn out_of_scope(rule: &LayerRule) -> bool {
    let parts = |it: &Figures| matches!(it.shares, Some(Shares::Parts(_)));
    matches!(rule.base, Some(Base::OutOfScope | Base::OverPrice)) || states(rule, parts)
}

fn withholds(rule: &LayerRule) -> bool {
    states(rule, |it| it.first_self_pay.is_some())
}
