//! The shapes of rules that a table may use: which of them tables use, to count by. Must not know how
//! a shape is settled.
use mingbai_policy::{
    Amount, Base, Figures, LayerRule, LeftPart, Period, Rounding, Shares, StayYear, Table, Tables,
    TopUpBase, When,
};
use std::collections::BTreeSet;

/// Every shape by its name.
pub const SHAPES: &[&str] = &[
    "deductible of a day",
    "deductible of a month",
    "deductible of a quarter",
    "deductible of a year",
    "deductible after a transfer",
    "amount times a factor",
    "amount less, with a floor",
    "amount plus, with a ceiling",
    "cap of a visit",
    "cap of a period",
    "cap on the cost",
    "share plus points",
    "share times a factor",
    "own part times a factor",
    "share of another layer",
    "parts",
    "points lowered",
    "ceiling",
    "year's self-pay",
    "year's cost",
    "whole in-scope cost",
    "an earlier deductible",
    "an earlier own share",
    "beyond an earlier cap",
    "fixed price",
    "rounded down",
    "rounded up",
    "class of items",
    "class with a share of its own",
    "cost above an amount",
    "top-up of the in-scope cost",
    "stay counts on its admission",
    "long stay counts again",
];

/// Returns the names of the shapes that tables use, all from [`SHAPES`].
pub fn shapes(tables: &Tables) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for table in &tables.tables {
        of_table(table, &mut found);
        table
            .layers
            .iter()
            .for_each(|layer| of_layer(layer, &mut found));
    }
    found
}

fn of_table(table: &Table, found: &mut BTreeSet<&'static str>) {
    if !table.classes.is_empty() {
        found.insert("class of items");
    }
    if table.classes.iter().any(|class| class.own_share.is_some()) {
        found.insert("class with a share of its own");
    }
    if table.top_ups.iter().any(|it| it.base == TopUpBase::InScope) {
        found.insert("top-up of the in-scope cost");
    }
    if let Some(stay) = &table.stay {
        if stay.year == Some(StayYear::Admission) {
            found.insert("stay counts on its admission");
        }
        if stay.further_after.is_some() {
            found.insert("long stay counts again");
        }
    }
}

fn of_layer(layer: &LayerRule, found: &mut BTreeSet<&'static str>) {
    found.extend(layer.base.and_then(of_base));
    found.extend(match layer.rounding {
        Some(Rounding::Down) => Some("rounded down"),
        Some(Rounding::Up) => Some("rounded up"),
        _ => None,
    });
    for variant in &layer.variants {
        of_figures(&variant.figures, found);
        if above(&variant.when) {
            found.insert("cost above an amount");
        }
    }
}

fn of_base(base: Base) -> Option<&'static str> {
    match base {
        Base::Year => Some("year's self-pay"),
        Base::YearCost => Some("year's cost"),
        Base::InScopeCost => Some("whole in-scope cost"),
        Base::OverPrice => Some("fixed price"),
        Base::LeftBy(_, LeftPart::Deductible { .. }) => Some("an earlier deductible"),
        Base::LeftBy(_, LeftPart::OwnShare) => Some("an earlier own share"),
        Base::LeftBy(_, LeftPart::OverCap) => Some("beyond an earlier cap"),
        Base::InScope | Base::OutOfScope | Base::All => None,
    }
}

fn of_figures(figures: &Figures, found: &mut BTreeSet<&'static str>) {
    found.extend(match figures.deductible_per {
        Some(Period::Day) => Some("deductible of a day"),
        Some(Period::Month) => Some("deductible of a month"),
        Some(Period::Quarter) => Some("deductible of a quarter"),
        Some(Period::Year) => Some("deductible of a year"),
        Some(Period::Visit) | None => None,
    });
    found.extend(match figures.cap_per {
        Some(Period::Visit) => Some("cap of a visit"),
        Some(Period::Day | Period::Month | Period::Quarter) => Some("cap of a period"),
        Some(Period::Year) | None => None,
    });
    for amount in [figures.deductible, figures.cap].into_iter().flatten() {
        found.extend(match amount {
            Amount::Range(..) => None,
            Amount::Times(_) => Some("amount times a factor"),
            Amount::Less { .. } => Some("amount less, with a floor"),
            Amount::Plus { .. } => Some("amount plus, with a ceiling"),
            Amount::Rest => Some("deductible after a transfer"),
        });
    }
    if let Some(Shares::Parts(parts)) = &figures.shares {
        found.extend(parts.iter().filter_map(|part| of_base(part.base)));
    }
    found.extend(match figures.shares {
        Some(Shares::Plus(_)) => Some("share plus points"),
        Some(Shares::Times(_)) => Some("share times a factor"),
        Some(Shares::OwnTimes(_)) => Some("own part times a factor"),
        Some(Shares::SameAs(_)) => Some("share of another layer"),
        Some(Shares::Parts(_)) => Some("parts"),
        Some(Shares::Schedule(_)) | None => None,
    });
    let marks = [
        (figures.cap_on_cost, "cap on the cost"),
        (figures.lowered.is_some(), "points lowered"),
        (figures.ceiling.is_some(), "ceiling"),
    ];
    found.extend(marks.iter().filter(|it| it.0).map(|it| it.1));
}

fn above(when: &When) -> bool {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().any(above),
        When::Not(inner) => above(inner),
        When::Above(..) => true,
        _ => false,
    }
}
