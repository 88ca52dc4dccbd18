//! Merges layers by id: from the nearest table to the nation's, then the hospitals'. Must not know
//! facts beyond what a condition is compiled from.
use crate::answer::Range;
use crate::layout::accounts::{Earlier, StatedOn};
use crate::layout::entered::{Entered, office_figures, own_layer};
use crate::logic::compile::{Compiler, evidence, insert};
use crate::logic::facts::Cond;
use crate::visit::{LocalFigure, LocalRule, OwnShareMoney, Visit};
use mingbai_policy::{
    Base, Bracket, CiteId, Day, Evidence, Fen, Figures, Insurance, LayerId, LayerRule, Rounding,
    ShareRange, Table, Tables, When,
};

/// One set of figures of a layer under one condition, from one table.
pub(crate) struct Variant<'t> {
    pub when: Cond,
    /// The condition as the table states it: a cap counts the payments that it is about.
    pub said: &'t When,
    pub figures: &'t Figures,
    pub evidence: Evidence,
    pub cites: &'t [CiteId],
    /// The first day for which the figures are told.
    pub from: Option<Day>,
}

/// The statements of one table about a layer.
pub(crate) struct Record<'t> {
    /// For a hospital's table: the condition of being treated there.
    pub guard: Cond,
    pub base: Option<Base>,
    pub rounding: Option<Rounding>,
    /// The table of the record, an index into `Tables::tables`.
    pub table: u16,
    /// The last day of the record; `None` where the record is said to go on.
    pub until: Option<Day>,
    pub variants: Vec<Variant<'t>>,
    pub evidence: Evidence,
    pub cites: &'t [CiteId],
}

/// A layer, merged from every table that mentions it.
pub(crate) struct LayerLayout<'t> {
    pub layer: LayerId,
    pub name: &'t str,
    /// The condition of the layer, and the evidence of that condition.
    pub when: (Cond, Evidence),
    pub records: Vec<Record<'t>>,
    pub fixed: Option<Fen>,
    pub entered: Entered,
    /// The base of a layer that no table mentions and whose figures the person entered.
    pub base: Option<Base>,
    /// What the layer did earlier in the year.
    pub earlier: Earlier,
    /// What lines bring into the scope that the layer pays by shares of their classes' own.
    pub own_shares: Vec<OwnShareMoney>,
    /// The deductible paid at the hospital before a transfer, between its ends. Fen.
    pub before_transfer: Range,
    /// The layers, by index in the layout, that this joint payment replaces.
    pub stands_for: Option<Vec<usize>>,
    /// Whether only hospitals' tables mention the layer.
    pub of_hospitals: bool,
    /// Whether the answer lists some table that mentions the layer.
    pub listed: bool,
}

/// Merges lists of layers into one order: each list places the layers that earlier lists left out.
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

/// Returns the layers of the tables in force, in the order of payment, and whether 基本医保 of an
/// employee is only a stand-in of unknown figures, since no table states that layer for employees.
/// `guarded` holds each table with its number, its owner's condition and whether the answer lists
/// it. Rules for the other basic insurance state nothing for this person.
pub(crate) fn layers<'t>(
    compiler: &mut Compiler<'t, '_>,
    (day, on): (Day, StatedOn),
    guarded: &[(u16, &'t Table, Cond, bool)],
) -> (Vec<LayerLayout<'t>>, bool) {
    let (tables, visit) = (compiler.tables, compiler.visit);
    let own_layer = |layer: LayerId| own_layer(tables, layer);
    let mut layers: Vec<LayerLayout> = Vec::new();
    let insured = visit.basic_insurance().bit();
    let in_force = |rule: &LayerRule, table: &Table| {
        table.span.holds(day) && rule.rule.span.holds(day) && rule.insurance & insured != 0
    };
    let orders = guarded
        .iter()
        .filter(|g| g.1.span.holds(day) && orders_for(g.1, insured))
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
    // A layer that people buy for themselves pays last, unless a table gives it a place.
    if let Some(rest) = order.get_mut(placed..) {
        rest.sort_by_key(|layer| own_layer(*layer).is_some().then_some(layer.0));
    }
    // What lies above a fixed price leaves the bill before any layer pays.
    let hospital = |layer: LayerId| tables.vocabulary.layers[layer.index()].hospital;
    order.sort_by_key(|layer| !hospital(*layer));
    let mut joint_orders: Vec<(LayerId, &[LayerId])> = Vec::new();
    for layer in order {
        let mut layout = new_layer(tables, visit, (day, on), layer);
        let mut stated: Option<(Cond, Evidence)> = None;
        let mut at_hospitals: Vec<Cond> = Vec::new();
        for (number, table, guard, listed) in guarded {
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
                        from: variant.first_day(table.span.from.max(rule.rule.span.from)),
                    })
                    .collect();
                layout.records.push(Record {
                    guard: guard.clone(),
                    base: rule.base,
                    rounding: rule.rounding,
                    table: *number,
                    until: table.span.earlier_end(rule.rule.span),
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
                    && !hospital(one.layer)
            })
            .collect();
        if let Some(layout) = layers.iter_mut().find(|layout| layout.layer == joint) {
            layout.stands_for = Some(stands_for);
        }
    }
    let mut stand_in = false;
    if visit.basic_insurance() == Insurance::Employee {
        let basic = guarded.iter().find_map(|g| g.1.order.first().copied());
        let states_shares = |layer: &LayerLayout| {
            let mut variants = layer.records.iter().flat_map(|record| &record.variants);
            variants.any(|variant| variant.figures.shares.is_some())
        };
        if !layers
            .iter()
            .any(|it| Some(it.layer) == basic && states_shares(it))
        {
            // Without 基本医保 nothing can be said of the layers after it.
            layers.retain(|layer| layer.fixed.is_some() || layer.base.is_some());
            stand_in = true;
        }
        if let Some(basic) = basic.filter(|basic| layers.iter().all(|l| l.layer != *basic)) {
            let mut layout = new_layer(tables, visit, (day, on), basic);
            layout.name = &tables.vocabulary.layers[basic.index()].name.name;
            layout.of_hospitals = false;
            layout.listed = true;
            layout.when = (Cond::UNCLEAR, Evidence::Document);
            layers.insert(0, layout);
        }
    }
    (layers, stand_in)
}

/// Checks whether a table's order of layers is that of people of this basic insurance (a bit of
/// [`Insurance`]): the table pays for them, or some of its layers does.
fn orders_for(table: &Table, insured: u8) -> bool {
    table.pays_for() & insured != 0
        || table
            .layers
            .iter()
            .any(|rule| rule.insurance & insured != 0)
}

/// Returns a layer with the visit's figures and no table's.
fn new_layer<'t>(
    tables: &Tables,
    visit: &Visit,
    (day, on): (Day, StatedOn),
    layer: LayerId,
) -> LayerLayout<'t> {
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
        earlier: Earlier::nothing(Day::new(1, 1, 1)),
        own_shares: Vec::new(),
        before_transfer: Range::exact(Fen::ZERO),
        stands_for: None,
        of_hospitals: true,
        listed: false,
    };
    set_amounts(&mut layout, visit, on);
    layout
}

/// Sets the layer's payment on the sheet, and what it did earlier in the year.
pub(crate) fn set_amounts(layout: &mut LayerLayout, visit: &Visit, on: StatedOn) {
    let sheet = visit.bill.iter().flat_map(|bill| &bill.paid);
    let mine = sheet.filter(|(layer, _)| *layer == layout.layer);
    layout.fixed = mine.map(|(_, fen)| *fen).reduce(|sum, fen| sum + fen);
    let bill = visit.bill.as_ref();
    let before_transfer = bill.and_then(|bill| bill.deductible_before_transfer);
    layout.before_transfer = before_transfer.map_or(
        Range {
            low: Fen::ZERO,
            high: Fen::MAX,
        },
        Range::exact,
    );
    layout.earlier = Earlier::of(visit.year_before(), on, layout.layer);
    let own = visit.bill.iter().flat_map(|bill| &bill.own_shares);
    layout.own_shares = own.filter(|it| it.layer == layout.layer).copied().collect();
}
