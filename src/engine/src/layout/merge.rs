//! Layers merged by id: from the nearest table to the nation's, then the hospitals'.
use crate::layout::accounts::EarlierPayments;
use crate::layout::entered::{Entered, office_figures};
use crate::logic::compile::{Compiler, evidence, insert};
use crate::logic::facts::Cond;
use crate::visit::{LocalFigure, LocalRule, Visit};
use mingbai_policy::vocabulary::OwnLayer;
use mingbai_policy::{
    Base, Bracket, CiteId, Day, Evidence, Fen, Figures, Insurance, LayerId, LayerRule, ShareRange,
    Table, Tables, When,
};

/// One condition and figures of a layer, as one table gives them.
pub(crate) struct Variant<'t> {
    pub when: Cond,
    /// The condition as the table has it: a cap counts what it is about.
    pub said: &'t When,
    pub figures: &'t Figures,
    pub evidence: Evidence,
    pub cites: &'t [CiteId],
}

/// What one table says of a layer.
pub(crate) struct Record<'t> {
    /// For a hospital's table: treated there.
    pub guard: Cond,
    pub base: Option<Base>,
    /// The day it holds from.
    pub from: Option<Day>,
    pub variants: Vec<Variant<'t>>,
    pub evidence: Evidence,
    pub cites: &'t [CiteId],
}

/// A layer, merged from every table that speaks of it.
pub(crate) struct LayerLayout<'t> {
    pub layer: LayerId,
    pub name: &'t str,
    /// Whom it is for, and how well that is known.
    pub when: (Cond, Evidence),
    pub records: Vec<Record<'t>>,
    pub fixed: Option<Fen>,
    pub entered: Entered,
    /// What it pays of, where no table speaks of it and its figures were filled in.
    pub base: Option<Base>,
    /// What it paid earlier in the year.
    pub earlier: EarlierPayments,
    /// Layers (by place in the layout) that this joint payment stands for.
    pub stands_for: Option<Vec<usize>>,
    /// Only hospitals' tables speak of it.
    pub of_hospitals: bool,
    /// The answer lists some table that speaks of it.
    pub listed: bool,
}

impl LayerLayout<'_> {
    /// The record that a variant belongs to, by the variant's place from 1 on among all.
    pub fn record(&self, mut place: usize) -> Option<&Record<'_>> {
        self.records.iter().find(|record| {
            let here = place <= record.variants.len();
            place = place.saturating_sub(record.variants.len());
            here
        })
    }
}

/// Orders lists of layers into one: each list places what the lists before it left out.
fn merge_orders<'a>(orders: impl Iterator<Item = &'a [LayerId]>) -> Vec<LayerId> {
    let mut merged: Vec<LayerId> = Vec::new();
    for order in orders {
        for (index, layer) in order.iter().enumerate() {
            if merged.contains(layer) {
                continue;
            }
            let after = order[..index]
                .iter()
                .rev()
                .find_map(|l| merged.iter().position(|m| m == l));
            let before = || {
                order[index + 1..]
                    .iter()
                    .find_map(|l| merged.iter().position(|m| m == l))
            };
            let at = match after {
                Some(at) => at + 1,
                None => before().unwrap_or(merged.len()),
            };
            merged.insert(at, *layer);
        }
    }
    merged
}

/// Returns the layers of the tables in force, in the order money flows. Beside each table: its
/// number, its owner's condition and whether the answer lists it.
pub(crate) fn layers<'t>(
    compiler: &mut Compiler<'t, '_>,
    day: Day,
    guarded: &[(u16, &'t Table, Cond, bool)],
) -> Vec<LayerLayout<'t>> {
    let (tables, visit) = (compiler.tables, compiler.visit);
    let own_layer = |layer: LayerId| own_layer(tables, layer);
    let mut layers: Vec<LayerLayout> = Vec::new();
    let in_force =
        |rule: &LayerRule, table: &Table| table.span.holds(day) && rule.rule.span.holds(day);
    let orders = guarded
        .iter()
        .filter(|g| g.1.span.holds(day))
        .map(|g| &g.1.order[..]);
    let mut order = merge_orders(orders);
    let placed = order.len();
    for (_, table, ..) in guarded {
        for rule in table.layers.iter().filter(|rule| in_force(rule, table)) {
            insert(&mut order, rule.layer);
        }
    }
    if let Some(bill) = &visit.bill {
        for (layer, _) in &bill.paid {
            insert(&mut order, *layer);
        }
    }
    let local = office_figures(tables, visit, day);
    let entered = local.iter().filter_map(|told| match told.rule {
        LocalRule::Layer(layer) => Some(layer),
        LocalRule::TopUp(..) => None,
    });
    for layer in entered.filter(|layer| own_layer(*layer).is_some()) {
        insert(&mut order, layer);
    }
    // What people buy for themselves pays after all else, unless a table gives it a place.
    if let Some(rest) = order.get_mut(placed..) {
        rest.sort_by_key(|layer| own_layer(*layer).is_some().then_some(layer.0));
    }
    let mut joint_orders: Vec<(LayerId, &[LayerId])> = Vec::new();
    for layer in order {
        let mut layout = new_layer(tables, visit, day, layer);
        let mut stated: Option<(Cond, Evidence)> = None;
        let mut at_hospitals: Vec<Cond> = Vec::new();
        for (_, table, guard, listed) in guarded {
            for rule in table
                .layers
                .iter()
                .filter(|r| r.layer == layer && in_force(r, table))
            {
                let own = evidence(tables, &rule.rule.cites);
                let mut when = compiler.cond(&rule.rule.when);
                if let Some(scheme) = rule.follows {
                    when = when.and(compiler.scheme_cond(table, scheme));
                }
                if *guard != Cond::YES {
                    at_hospitals.push(guard.clone().and(when));
                } else {
                    layout.of_hospitals = false;
                    if rule.states_when && stated.is_none() {
                        stated = Some((when, own));
                    }
                }
                layout.listed |= listed;
                if layout.name.is_empty() {
                    layout.name = &rule.rule.name;
                }
                if rule.joint {
                    layout.stands_for = Some(Vec::new());
                    joint_orders.push((layer, &table.order));
                }
                let variants = rule
                    .variants
                    .iter()
                    .map(|variant| Variant {
                        when: compiler.cond(&variant.when),
                        said: &variant.when,
                        figures: &variant.figures,
                        evidence: evidence(tables, &variant.cites),
                        cites: &variant.cites,
                    })
                    .collect();
                layout.records.push(Record {
                    guard: guard.clone(),
                    base: rule.base,
                    from: table.span.from.max(rule.rule.span.from),
                    variants,
                    evidence: own,
                    cites: &rule.rule.cites,
                });
            }
        }
        let own = own_layer(layer);
        let own = own.filter(|_| layout.records.is_empty() && !layout.entered.when.is_empty());
        if layout.records.is_empty() && layout.fixed.is_none() && own.is_none() {
            continue;
        }
        if layout.name.is_empty() {
            layout.name = &tables.vocabulary.layers[layer.index()].name.name;
        }
        layout.when = match (stated, own) {
            (Some(stated), _) => stated,
            (None, Some(own)) => {
                layout.base = Some(own.base);
                layout.of_hospitals = false;
                layout.listed = true;
                let has = compiler.cond(&When::Question(own.asks));
                let told = match layout.entered.when.contains(&Cond::YES) {
                    true => Cond::YES,
                    false => Cond::Any(layout.entered.when.clone()),
                };
                (told.and(has), Evidence::Document)
            }
            (None, None) if layout.of_hospitals && !layout.records.is_empty() => {
                let known = layout.records.iter().map(|r| r.evidence).max();
                (Cond::Any(at_hospitals), known.unwrap_or(Evidence::Document))
            }
            (None, None) => (Cond::YES, Evidence::Document),
        };
        layers.push(layout);
    }
    for (joint, order) in joint_orders {
        let stands_for: Vec<usize> = (0..layers.len())
            .filter(|at| {
                let one = &layers[*at];
                one.layer != joint
                    && one.fixed.is_none()
                    && !order.contains(&one.layer)
                    && own_layer(one.layer).is_none()
            })
            .collect();
        if let Some(layout) = layers.iter_mut().find(|layout| layout.layer == joint) {
            layout.stands_for = Some(stands_for);
        }
    }
    if visit.insurance == Some(Insurance::Employee) {
        // No table says anything of employees: one payer, all unknown.
        layers.retain(|layer| layer.fixed.is_some() || layer.base.is_some());
        let basic = guarded.iter().find_map(|g| g.1.order.first().copied());
        if let Some(basic) = basic.filter(|basic| layers.iter().all(|l| l.layer != *basic)) {
            let mut layout = new_layer(tables, visit, day, basic);
            layout.name = &tables.vocabulary.layers[basic.index()].name.name;
            layout.of_hospitals = false;
            layout.listed = true;
            layout.when = (Cond::UNCLEAR, Evidence::Document);
            layers.insert(0, layout);
        }
    }
    layers
}

/// What a layer is, where people buy it for themselves.
fn own_layer(tables: &Tables, layer: LayerId) -> Option<OwnLayer> {
    tables.vocabulary.layers.get(layer.index())?.own
}

/// A layer of which no table has said anything yet.
fn new_layer<'t>(tables: &Tables, visit: &Visit, day: Day, layer: LayerId) -> LayerLayout<'t> {
    let mut entered = Entered::default();
    for told in office_figures(tables, visit, day) {
        if told.rule == LocalRule::Layer(layer) {
            let when = told.when;
            entered.when.push(when.clone());
            match told.figure {
                LocalFigure::Deductible(fen) => entered.deductible.add(when, fen),
                LocalFigure::Cap(fen) => entered.cap.add(when, (fen, told.cares)),
                LocalFigure::FirstSelfPay(share) => entered.first_self_pay.add(when, share),
                LocalFigure::Share(share) => {
                    let step = Bracket {
                        to: Fen::MAX,
                        share: ShareRange::exact(share),
                    };
                    entered.brackets.add(when, [step]);
                }
            }
        }
    }
    let mut layout = LayerLayout {
        layer,
        name: "",
        when: (Cond::YES, Evidence::Document),
        records: Vec::new(),
        fixed: None,
        entered,
        base: None,
        earlier: EarlierPayments(Vec::new()),
        stands_for: None,
        of_hospitals: true,
        listed: false,
    };
    set_amounts(&mut layout, visit);
    layout
}

/// Sets what a sheet says a layer paid, and what the layer paid earlier in the year.
pub(crate) fn set_amounts(layout: &mut LayerLayout, visit: &Visit) {
    let sheet = visit.bill.iter().flat_map(|bill| &bill.paid);
    let mine = sheet.filter(|(layer, _)| *layer == layout.layer);
    layout.fixed = mine.map(|(_, fen)| *fen).reduce(|sum, fen| sum + fen);
    layout.earlier = EarlierPayments::of(&visit.year, layout.layer);
}
