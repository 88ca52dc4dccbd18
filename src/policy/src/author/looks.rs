//! Layers that look only at a part of what an earlier layer looked at: its deductible, its own share,
//! the cost beyond its cap. Reads such a base, and refuses what the engine's two ends do not bound.
//! Must not know how a layer is settled.
use super::{
    cursor::{Node, Spot},
    figure::{base as word, money},
    words::Words,
};
use crate::fen::Fen;
use crate::ids::LayerId;
use crate::table::{Amount, Base, LayerRule, LeftPart, Shares, Table};

/// A base that looks at an earlier layer: where it is written, the index of its table, its layer, and
/// what it looks at.
#[derive(Clone)]
pub(super) struct Look<'a> {
    pub spot: Spot<'a>,
    pub table: usize,
    pub layer: LayerId,
    pub of: (LayerId, LeftPart),
}

const KEYS: &[&str] = &["deductible_of", "own_share_of", "over_cap_of", "from", "to"];

/// Reads the money that a share is of: a word, or a part of what an earlier layer looked at.
pub(super) fn base(words: &Words, node: &Node<'_>) -> Option<Base> {
    if !node.is_table() {
        return word(node);
    }
    let fields = node.fields(KEYS)?;
    let (from, to) = (fields.get("from"), fields.get("to"));
    let parts = ["deductible_of", "own_share_of", "over_cap_of"];
    let mut written = parts.iter().filter_map(|key| fields.get(key));
    let (Some(key), None) = (written.next(), written.next()) else {
        node.refuse("只看前一道的哪一部分，请写 deductible_of、own_share_of、over_cap_of 中的一个");
        return None;
    };
    let layer = words.layer(&key)?;
    let part = match key.last_key() {
        "own_share_of" => LeftPart::OwnShare,
        "over_cap_of" => LeftPart::OverCap,
        _ => LeftPart::Deductible {
            from: from.as_ref().map_or(Fen::ZERO, money),
            to: to.as_ref().map_or(Fen::MAX, money),
        },
    };
    match part {
        LeftPart::Deductible { from, to } if from >= to => {
            node.refuse("from 要小于 to：起付线从多少元到多少元的那一截");
        }
        LeftPart::OwnShare | LeftPart::OverCap => {
            for node in [from, to].iter().flatten() {
                node.refuse(
                    "from、to 只用在 deductible_of：起付线从多少元到多少元的那一截，请删去",
                );
            }
        }
        LeftPart::Deductible { .. } => {}
    }
    Some(Base::LeftBy(layer, part))
}

/// Refuses every look that the two ends do not bound, with what it meets.
pub(super) fn looks(words: &Words, tables: &[Table], found: &[Look<'_>]) {
    for (place, look) in found.iter().enumerate() {
        let Some(own) = tables.get(look.table) else {
            continue;
        };
        let near = tables.iter().filter(|it| words.meet(own.owner, it.owner));
        let near = near.filter(|it| it.span.overlaps(own.span));
        let rules: Vec<&LayerRule> = near.flat_map(|it| &it.layers).collect();
        let insured = |layer: LayerId| {
            let mine = rules.iter().filter(move |it| it.layer == layer);
            mine.fold(0, |bits, it| bits | it.insurance)
        };
        let mine = insured(look.layer);
        let of = |layer: LayerId| {
            let rules = rules.iter().filter(move |it| it.layer == layer);
            rules.copied().filter(move |it| it.insurance & mine != 0)
        };
        if let Some(why) = problem(words, own, look, (of(look.of.0), of(look.layer))) {
            look.spot.refuse(why);
            continue;
        }
        let twice = found[..place].iter().find(|other| {
            let known = tables.get(other.table);
            let meets = |it: &Table| words.meet(own.owner, it.owner) && it.span.overlaps(own.span);
            other.layer != look.layer
                && other.of.0 == look.of.0
                && other.of.1.is_like(look.of.1)
                && known.is_some_and(meets)
                && insured(other.layer) & mine != 0
        });
        if let Some(other) = twice {
            look.spot.refuse(format!(
                "“{}”已经看这一部分了：两道看同一部分，加起来可能比它还多，算出的两头不再可靠；请合成一道",
                name(words, other.layer)
            ));
        }
    }
}

/// Returns what is wrong with a look, given the rules of the layer looked at and of the layer that
/// looks.
fn problem<'t>(
    words: &Words,
    own: &Table,
    look: &Look<'_>,
    (of, mine): (
        impl Iterator<Item = &'t LayerRule>,
        impl Iterator<Item = &'t LayerRule>,
    ),
) -> Option<String> {
    let known = words.vocabulary.layers.get(look.of.0.index());
    if look.of.0 == look.layer || known.is_some_and(|it| it.hospital) {
        return Some("这里要写排在前面的另一道保障线，不能是它自己，也不能是医院承担的".into());
    }
    let several = |rule: &LayerRule| {
        let mut shares = rule.variants.iter().map(|it| &it.figures.shares);
        shares.any(|it| matches!(it, Some(Shares::Parts(parts)) if parts.len() > 1))
    };
    let other = name(words, look.of.0);
    let mut stated = false;
    for rule in of {
        stated = true;
        let fits = rule
            .base
            .is_none_or(|base| base == Base::InScope || base.left_by().is_some());
        if !fits || several(rule) || rule.joint {
            return Some(format!(
                "“{other}”不是只按政策范围内（base = \"in_scope\"）一块报的，起付线、自付、封顶以上各是多少分不出来，不能只看它的一部分"
            ));
        }
    }
    if !stated {
        return Some(format!("没有一张表写到“{other}”，请先写那一道"));
    }
    let figures = |it: &LayerRule| {
        it.variants.iter().any(|it| {
            let it = &it.figures;
            it.deductible
                .is_some_and(|it| it != Amount::exact(Fen::ZERO))
                || it.first_self_pay.is_some()
                || it.ceiling.is_some()
        })
    };
    let mixed = |it: &LayerRule| {
        it.variants.iter().any(|it| match &it.figures.shares {
            Some(Shares::Parts(parts)) => {
                let looking = parts.iter().filter(|it| it.base.left_by().is_some());
                (1..parts.len()).contains(&looking.count())
            }
            _ => false,
        })
    };
    let repeated = |it: &LayerRule| {
        it.variants.iter().any(|it| match &it.figures.shares {
            Some(Shares::Parts(parts)) => {
                let bases: Vec<Base> = parts.iter().map(|it| it.base).collect();
                let mut pairs = bases.iter().enumerate();
                pairs.any(|(at, one)| bases[..at].iter().any(|other| overlap(*one, *other)))
            }
            _ => false,
        })
    };
    let mine: Vec<&LayerRule> = mine.collect();
    if mine.iter().any(|it| repeated(it)) {
        return Some(
            "同一部分写了两次，加起来可能比它还多；请合成一块，起付线的两截请不要重叠".into(),
        );
    }
    if mine.iter().any(|it| figures(it) || mixed(it)) {
        return Some("只看前一道的一部分的，没有自己的起付线、先行自付、合计封顶，也不能和按别的算的（in_scope、all 等）合在一道里；请删去，或者拆成两道".into());
    }
    let at = |layer: LayerId| own.order.iter().position(|it| *it == layer);
    let (before, after) = (at(look.of.0)?, at(look.layer)?);
    if before > after {
        return Some(format!("“{other}”在 order 里排在后面，只能看排在前面的"));
    }
    let between = own.order[before..after].iter().skip(1).find(|layer| {
        let mut rules = own.layers.iter().filter(|it| it.layer == **layer);
        !rules.any(looking)
    });
    between.map(|layer| {
        format!(
            "“{}”排在中间，它报掉的是哪一部分分不出来；请把这一道排在“{other}”的后面、“{}”的前面",
            name(words, *layer),
            name(words, *layer)
        )
    })
}

/// Checks whether two bases look at one part of the money of one layer.
fn overlap(one: Base, other: Base) -> bool {
    let (Some((of, part)), Some((also, like))) = (one.left_by(), other.left_by()) else {
        return false;
    };
    let apart = match (part, like) {
        (
            LeftPart::Deductible { from, to },
            LeftPart::Deductible {
                from: low,
                to: high,
            },
        ) => to <= low || high <= from,
        _ => !part.is_like(like),
    };
    of == also && !apart
}

/// Checks whether a rule looks at a part of an earlier layer's money.
fn looking(rule: &LayerRule) -> bool {
    let parts = |shares: &Option<Shares>| shares.as_ref().is_some_and(Shares::looks);
    rule.base.is_some_and(|base| base.left_by().is_some())
        || rule.variants.iter().any(|it| parts(&it.figures.shares))
}

fn name(words: &Words, layer: LayerId) -> &str {
    let layer = words.vocabulary.layers.get(layer.index());
    layer.map_or("", |it| it.name.name.as_str())
}
