//! The second reckoning: computes one world again, in exact fractions, the slow and obvious way.
//! Must not use the engine's arithmetic.
//!
//! Reads only the packed tables and the visit. Where a world is left open (an unknown figure, a
//! condition no document settles) a [`Chooser`] decides and records that something was open, so that
//! a world without choices has exactly one result.
use crate::accounts;
use crate::bill_lines;
use crate::chooser::Chooser;
use crate::truth::{OfficeFigure, Truth, World};
use mingbai_engine::{LocalFigure, LocalRule, Scope, Visit, Year};
use mingbai_policy::vocabulary::OwnLayer;
use mingbai_policy::{
    Amount, Base, Bracket, Fen, Figures, Free, Insurance, ItemId, LayerId, LayerRule, LeftPart,
    Period, Rounding, Share, SharePart, ShareRange, Shares, Table, Tables, TopUp, TopUpBase,
    Variant, When,
};
use num_rational::Ratio;

/// An exact fraction. Overflow stops the test: this crate checks for overflow in every build.
type Exact = Ratio<i128>;

/// The payments in one world, in fen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct WorldPayments {
    /// Payments of layers, in the order of payment.
    pub layers: Vec<(LayerId, Fen)>,
    /// Parts of yearly deductibles that the visit used.
    pub deductibles: Vec<(LayerId, Fen)>,
    /// The in-scope cost that each layer looked at.
    pub costs: Vec<(LayerId, Fen)>,
    /// In-scope money left after 基本医保, which the year accumulates.
    pub after_basic: Fen,
    /// Money left after all layers.
    pub after_layers: Fen,
    /// Payments of top-up rules (兜底), by payer.
    pub top_ups: Vec<(LayerId, Fen)>,
    /// Waived money (减免).
    pub waived: Fen,
    /// Money made free (免费).
    pub free: Fen,
    /// The person's payment.
    pub pays: Fen,
    /// Whether the items' self-pay is more than the layers leave, so that no such world exists.
    pub illegal: bool,
}

/// A layer rule in one table, with the indexes of both.
struct LayerRuleAt<'t> {
    at: (usize, usize),
    table: &'t Table,
    rule: &'t LayerRule,
}

/// Computes one world of the visit; `None` without a bill.
pub fn compute(tables: &Tables, visit: &Visit, chooser: &mut Chooser) -> Option<WorldPayments> {
    compute_guessing(tables, visit, visit.diseases.is_some(), chooser)
}

/// Computes one world of the visit. Without `disease_told` the visit's disease is only a guess:
/// conditions see it, but nothing becomes free.
pub fn compute_guessing(
    tables: &Tables,
    visit: &Visit,
    disease_told: bool,
    chooser: &mut Chooser,
) -> Option<WorldPayments> {
    let bill = visit.bill.as_ref()?;
    let world = World::new(tables, visit);
    let mut out = WorldPayments::default();
    let total = bill.total.or(bill.self_pay)?;
    let mut left = match bill.self_pay {
        Some(self_pay) => self_pay,
        None => {
            let said = bill.in_scope.map(|at| (at, bill.in_scope_to.unwrap_or(at)));
            let (in_scope, most) = said.or_else(|| bill_lines::in_scope(tables, visit))?;
            if in_scope != most {
                return None;
            }
            let mut purse = LeftToPay {
                total,
                cost: in_scope,
                in_scope,
                out_of_scope: total - in_scope,
                looked: Vec::new(),
            };
            layers(&world, &mut purse, chooser, &mut out);
            purse.in_scope + purse.out_of_scope
        }
    };
    out.after_layers = left;
    if bill.items.iter().map(|(_, fen)| *fen).sum::<Fen>() > left {
        out.illegal = true;
        return Some(out);
    }
    if bill.total.is_some() {
        left = top_ups(&world, total, left, chooser, &mut out.top_ups);
    }
    let (waived, rest) = waivers(&world, out.after_layers, left, chooser);
    out.waived = waived;
    left -= waived;
    if disease_told {
        out.free = free(&world, left, rest, chooser);
    }
    out.pays = left - out.free;
    Some(out)
}

/// The money left to pay, by scope.
struct LeftToPay {
    /// The whole bill.
    total: Fen,
    /// The in-scope cost of the whole bill.
    cost: Fen,
    in_scope: Fen,
    out_of_scope: Fen,
    /// The money of each layer so far, by what the layer did with it.
    looked: Vec<Looked>,
}

/// The money that a layer looked at.
struct Looked {
    layer: LayerId,
    /// From where to where in the whole deductible the visit's money went.
    deductible: (Exact, Exact),
    own: Fen,
    over_cap: Fen,
    /// Whether that says all: the layer has one schedule on money of one visit, and nothing else.
    plain: bool,
    /// Whether the layer itself looks at earlier layers alone.
    looks: bool,
}

impl LeftToPay {
    /// Returns the part of a layer's money that another layer looks at.
    fn left_by(&self, layer: LayerId, part: LeftPart) -> Fen {
        let Some(of) = self.looked.iter().find(|it| it.layer == layer) else {
            return Fen::ZERO;
        };
        match part {
            LeftPart::OwnShare => of.own,
            LeftPart::OverCap => of.over_cap,
            LeftPart::Deductible { from, to } => {
                let (start, end) = of.deductible;
                round(&(end.min(money(to)) - start.max(money(from))).max(zero()))
            }
        }
    }

    fn of(&self, base: Base) -> Fen {
        match base {
            Base::InScope | Base::Year | Base::YearCost => self.in_scope,
            Base::InScopeCost => self.cost,
            Base::OutOfScope => self.out_of_scope,
            Base::All | Base::OverPrice => self.in_scope + self.out_of_scope,
            Base::LeftBy(layer, part) => self.left_by(layer, part).min(self.in_scope),
        }
    }

    /// Takes money of the base's scope, and the missing rest of the other scope's money.
    fn take(&mut self, base: Base, amount: Fen) {
        let (first, second) = match base {
            Base::OutOfScope | Base::OverPrice => (&mut self.out_of_scope, &mut self.in_scope),
            _ => (&mut self.in_scope, &mut self.out_of_scope),
        };
        let from_first = amount.min(*first);
        *first -= from_first;
        *second -= amount - from_first;
    }
}

fn layers(world: &World, purse: &mut LeftToPay, chooser: &mut Chooser, out: &mut WorldPayments) {
    let records = records(world);
    let told = world.office_figures(chooser);
    let mut order = order(world, &records, &told);
    let active = |layer: LayerId, chooser: &mut Chooser| {
        let Some(record) = records
            .iter()
            .find(|r| r.rule.layer == layer && (r.rule.states_when || r.rule.follows.is_some()))
        else {
            return true;
        };
        match record.rule.follows {
            Some(scheme) => world.covers(record.table, scheme as usize, chooser),
            None => world.holds(&record.rule.rule.when, chooser),
        }
    };
    let mut joint = None;
    for record in records.iter().filter(|r| r.rule.joint) {
        if joint.is_none() && active(record.rule.layer, chooser) {
            joint = Some(record.rule.layer);
            let known = &record.table.order;
            order.retain(|l| {
                *l == record.rule.layer
                    || known.contains(l)
                    || is_basic(world.tables, *l)
                    || bought(world.tables, *l).is_some()
            });
        }
    }
    let mut year_paid_before = Fen::ZERO;
    out.after_basic = purse.in_scope;
    for layer in order {
        let mine: Vec<&LayerRuleAt> = records.iter().filter(|r| r.rule.layer == layer).collect();
        // A layer that people buy needs no table: filled-in figures and an answer are enough.
        let own = bought(world.tables, layer)
            .filter(|_| mine.is_empty() && filled_in(&told).any(|l| l == layer));
        if mine.is_empty() && own.is_none() {
            continue;
        }
        let stated = mine.iter().find_map(|r| r.rule.base);
        let base = stated.or(own.map(|own| own.base)).unwrap_or(Base::All);
        let has = |chooser: &mut Chooser| match own {
            Some(own) => world.holds(&When::Question(own.asks), chooser),
            None => active(layer, chooser),
        };
        let so_far = accounts::paid(world.visit, layer, chooser);
        let sheet = world
            .visit
            .bill
            .iter()
            .flat_map(|b| &b.paid)
            .find(|(l, _)| *l == layer);
        let paid = if let Some((_, paid)) = sheet {
            purse.take(base, *paid);
            purse.looked.push(Looked::nothing(layer, false));
            *paid
        } else if !has(chooser) {
            Fen::ZERO
        } else if mine.iter().any(|r| r.rule.joint) && filled_in(&told).all(|l| l != layer) {
            let all = purse.of(Base::All);
            let paid = Fen(chooser.payment(|| format!("joint {}", layer.0), all.0));
            purse.take(Base::All, paid);
            paid
        } else {
            let mut figures = LayerFigures::search(world, &records, layer, chooser);
            let mut base = base;
            if let [(own, _)] = &mut figures.parts[..] {
                base = own.take().unwrap_or(base);
            }
            let own = own_shares(world, layer, base, chooser);
            let hidden: Fen = own.iter().map(|(fen, _)| *fen).sum();
            if !looks_are_plain(purse, base, &figures) {
                let most = purse.in_scope.min(figures.cap_left);
                let paid = Fen(chooser.payment(|| format!("looks {}", layer.0), most.0));
                purse.take(Base::InScope, paid);
                purse.looked.push(Looked::nothing(layer, false));
                out.layers.push((layer, paid));
                continue;
            }
            let start = purse.of(base);
            if matches!(base, Base::InScope | Base::InScopeCost | Base::YearCost) {
                let cost = money(purse.of(base));
                let whole = base == Base::YearCost || figures.deductible_carries;
                let off = if whole {
                    zero()
                } else {
                    figures.deductible.min(cost)
                };
                out.costs.push((layer, round(&(cost - off))));
            }
            if figures.deductible_carries {
                let start = money(purse.of(base) - hidden) * (one() - figures.first_self_pay);
                let used = round(&figures.deductible.min(start));
                out.deductibles.push((layer, used));
            }
            let rounding = mine.iter().find_map(|r| r.rule.rounding);
            let rounding = rounding.unwrap_or_default();
            let before = year_paid_before;
            let paid = pay(world, purse, base, &figures, rounding, before, &own);
            let looked = Looked::by(layer, (base, start), &figures, paid, own.is_empty());
            purse.looked.push(looked);
            paid
        };
        if base == Base::Year {
            year_paid_before += so_far;
        }
        out.layers.push((layer, paid));
        if is_basic(world.tables, layer) {
            out.after_basic = purse.in_scope;
        }
    }
}

/// Checks whether the money that a layer looks at is known: of earlier layers that are plain, with
/// none but layers that look between.
fn looks_are_plain(purse: &LeftToPay, base: Base, figures: &LayerFigures) -> bool {
    let parts = figures.parts.iter().map(|(own, _)| own.unwrap_or(base));
    let mut looks = parts.filter_map(Base::left_by).map(|(of, _)| of);
    looks.all(|of| {
        let Some(at) = purse.looked.iter().position(|it| it.layer == of) else {
            return true;
        };
        purse.looked[at].plain && purse.looked[at + 1..].iter().all(|it| it.looks)
    })
}

impl Looked {
    fn nothing(layer: LayerId, plain: bool) -> Looked {
        Looked {
            layer,
            deductible: (zero(), zero()),
            own: Fen::ZERO,
            over_cap: Fen::ZERO,
            plain,
            looks: false,
        }
    }

    /// Splits the money of a layer that was just paid.
    fn by(
        layer: LayerId,
        (base, start): (Base, Fen),
        figures: &LayerFigures,
        paid: Fen,
        no_own_shares: bool,
    ) -> Looked {
        let mut bases = figures.parts.iter().map(|(own, _)| own.unwrap_or(base));
        let looks = bases.all(|it| it.left_by().is_some());
        let [(None, steps)] = &figures.parts[..] else {
            return Looked {
                looks,
                ..Looked::nothing(layer, false)
            };
        };
        let plain = no_own_shares
            && figures.ceiling.is_none()
            && figures.first_self_pay == zero()
            && figures.shares_known
            && (base == Base::InScope || base.left_by().is_some());
        let start = money(start);
        let taken = figures.deductible.min(start);
        let within = match figures.cap_left {
            Fen::MAX => start,
            cap if figures.cap_on_cost => start.min(figures.deductible + money(cap)),
            cap => within_cap(steps, figures, start, money(cap)),
        };
        let within = money(round_as(&within, Rounding::Down));
        let used = figures.deductible_used;
        Looked {
            layer,
            deductible: (used, used + taken),
            own: round(&(within - taken - money(paid)).max(zero())),
            over_cap: round(&(start - within)),
            plain,
            looks,
        }
    }
}

/// Returns the cost at which the payment of a schedule reaches a cap; the whole cost where it does not.
fn within_cap(steps: &Ladder, figures: &LayerFigures, start: Exact, cap: Exact) -> Exact {
    let (mut from, mut left) = (zero(), cap);
    for (to, share) in steps {
        let share = (*share - figures.lowered).max(zero());
        let to = match *to {
            Fen::MAX => start,
            to => money(to).min(start),
        };
        let low = from.max(figures.deductible);
        if to > low {
            let pays = (to - low) * share;
            if pays > left {
                return low + left / share;
            }
            left -= pays;
        }
        from = from.max(to);
    }
    start
}

/// Returns the conditions under which a layer's cap is stated for this visit, nearest first: one,
/// unless that cap is made from another; and the period whose payments the cap counts.
pub fn capping<'t>(
    tables: &'t Tables,
    visit: &'t Visit,
    layer: LayerId,
    chooser: &mut Chooser,
) -> (Vec<&'t When>, Period) {
    let world = World::new(tables, visit);
    capping_of(&matching_at(&world, &records(&world), layer, chooser))
}

/// Returns the variants of a layer that hold, in the order in which figures are looked up.
fn matching_at<'t>(
    world: &World<'t>,
    records: &[LayerRuleAt<'t>],
    layer: LayerId,
    chooser: &mut Chooser,
) -> Vec<(String, &'t Variant)> {
    let mut matching = Vec::new();
    for record in records.iter().filter(|r| r.rule.layer == layer) {
        for (index, variant) in record.rule.variants.iter().enumerate() {
            if world.holds(&variant.when, chooser) {
                matching.push((format!("{:?} {index}", record.at), variant));
            }
        }
    }
    matching
}

/// Returns the conditions under which a layer's deductible is stated, nearest first, and the period
/// in which the deductible is met once.
fn deducting_of<'t>(matching: &[(String, &'t Variant)]) -> (Vec<&'t When>, Period) {
    let mut found = Vec::new();
    for (_, variant) in matching {
        if let Some(deductible) = variant.figures.deductible {
            found.push(&variant.when);
            if matches!(deductible, Amount::Range(..)) {
                let per = variant.figures.deductible_per;
                return (found, per.unwrap_or(Period::Visit));
            }
        }
    }
    (found, Period::Visit)
}

/// Returns the most that earlier visits may have used of the deductibles of a layer.
fn most_left(world: &World, base: Base) -> Fen {
    match &world.visit.year {
        Year::Known {
            in_scope_self_pay: Some(left),
            ..
        } if base == Base::InScope => *left,
        _ => Fen::MAX,
    }
}

/// Returns whether the cap limits the cost, as the nearest cap that is not made from another says.
fn on_cost(matching: &[(String, &Variant)]) -> bool {
    let mut figures = matching.iter().map(|(_, variant)| &variant.figures);
    let stated = figures.find(|it| it.cap.is_some_and(|cap| !cap.is_relative()));
    stated.is_some_and(|it| it.cap_on_cost)
}

/// Returns the conditions under which a layer's shares are stated, nearest first.
fn sharing_of<'t>(matching: &[(String, &'t Variant)]) -> Vec<&'t When> {
    let mut found = Vec::new();
    for (_, variant) in matching {
        if let Some(shares) = &variant.figures.shares {
            found.push(&variant.when);
            if !shares.is_relative() {
                break;
            }
        }
    }
    found
}

/// Returns the conditions under which a layer's cap is stated, nearest first, and the period whose
/// payments the cap counts.
fn capping_of<'t>(matching: &[(String, &'t Variant)]) -> (Vec<&'t When>, Period) {
    let mut found = Vec::new();
    for (_, variant) in matching {
        if let Some(cap) = variant.figures.cap {
            found.push(&variant.when);
            if !cap.is_relative() {
                let per = variant.figures.cap_per;
                return (found, per.unwrap_or(Period::Year));
            }
        }
    }
    (found, Period::Year)
}

/// Checks by id whether the layer is 基本医保, which always pays first.
pub fn is_basic(tables: &Tables, layer: LayerId) -> bool {
    tables.vocabulary.layers[layer.index()].name.id == "basic"
}

/// Returns the base and question of a layer that people buy for themselves.
fn bought(tables: &Tables, layer: LayerId) -> Option<OwnLayer> {
    tables.vocabulary.layers[layer.index()].own
}

/// Returns the layers of which the visit fills in figures.
fn filled_in(told: &[OfficeFigure]) -> impl Iterator<Item = LayerId> + '_ {
    told.iter().filter_map(|(rule, ..)| match rule {
        LocalRule::Layer(layer) => Some(*layer),
        LocalRule::TopUp(..) => None,
    })
}

/// Returns the layer rules in force: of the place and its parents, nearest first, then of the
/// hospital.
fn records<'t>(world: &World<'t>) -> Vec<LayerRuleAt<'t>> {
    let mut found = Vec::new();
    for index in world.in_force() {
        let table = &world.tables.tables[index];
        for (at, rule) in table.layers.iter().enumerate() {
            if rule.rule.span.holds(world.day) && rule.insurance & world.insured() != 0 {
                found.push(LayerRuleAt {
                    at: (index, at),
                    table,
                    rule,
                });
            }
        }
    }
    found
}

/// Returns the order of layers: the nearest table's, with layers from further up inserted.
fn order(world: &World, records: &[LayerRuleAt], told: &[OfficeFigure]) -> Vec<LayerId> {
    let mut order: Vec<LayerId> = Vec::new();
    for index in world.in_force() {
        let table = &world.tables.tables[index];
        let mut mine = table.layers.iter().map(|rule| rule.insurance);
        let pays = table.insurance.unwrap_or(Insurance::Resident.bit());
        if pays & world.insured() == 0 && mine.all(|bits| bits & world.insured() == 0) {
            continue;
        }
        let given = &table.order;
        for (at, layer) in given.iter().enumerate() {
            if order.contains(layer) {
                continue;
            }
            let before = given[..at]
                .iter()
                .rev()
                .find_map(|l| order.iter().position(|o| o == l));
            order.insert(before.map_or(0, |p| p + 1), *layer);
        }
    }
    let mut last: Vec<LayerId> = filled_in(told).collect();
    last.retain(|layer| bought(world.tables, *layer).is_some() && !order.contains(layer));
    for record in records {
        if bought(world.tables, record.rule.layer).is_some() && !order.contains(&record.rule.layer)
        {
            last.push(record.rule.layer);
        } else if !order.contains(&record.rule.layer) {
            order.push(record.rule.layer);
        }
    }
    // Layers that people buy pay after all others.
    last.sort_unstable();
    last.dedup();
    order.extend(last);
    // A stable sort: what the hospital bears comes before 基本医保, and nothing else moves.
    let hospital = |l: LayerId| world.tables.vocabulary.layers[l.index()].hospital;
    order.sort_by_key(|l| (!hospital(*l), !is_basic(world.tables, *l)));
    order
}

/// The figures of a layer in this world.
struct LayerFigures {
    deductible: Exact,
    /// How much of the whole deductible earlier visits of its period used.
    deductible_used: Exact,
    /// Whether the deductible is what a period of several visits leaves of one.
    deductible_carries: bool,
    first_self_pay: Exact,
    parts: Vec<(Option<Base>, Ladder)>,
    /// Whether some table states the shares, and not as unknown.
    shares_known: bool,
    /// The points by which every share is lower.
    lowered: Exact,
    /// The cap, less the payments of the year that count.
    cap_left: Fen,
    /// Whether the cap limits the cost.
    cap_on_cost: bool,
    /// The in-scope cost of the year before this visit, of a layer on that cost.
    cost_before: Fen,
    /// The share of the bill that the layer and those before pay at most.
    ceiling: Option<Exact>,
}

impl LayerFigures {
    fn search(
        world: &World,
        records: &[LayerRuleAt],
        layer: LayerId,
        chooser: &mut Chooser,
    ) -> LayerFigures {
        let variants = matching_at(world, records, layer, chooser);
        let (capping, deducting) = (capping_of(&variants), deducting_of(&variants));
        let (cap_on_cost, sharing) = (on_cost(&variants), sharing_of(&variants));
        let mut mine = records.iter().filter(|r| r.rule.layer == layer);
        let base = mine.find_map(|r| r.rule.base).unwrap_or(Base::All);
        let matching: Vec<(String, &Figures)> = variants
            .into_iter()
            .map(|(key, variant)| (key, &variant.figures))
            .collect();
        let about = |what: &str| format!("layer {} {what}", layer.0);
        let told = world.office_figures(chooser);
        let local = |pick: &dyn Fn(LocalFigure) -> Option<Exact>| {
            told.iter()
                .filter(|(rule, ..)| *rule == LocalRule::Layer(layer))
                .find_map(|(_, figure, _)| pick(*figure))
        };
        let entered_share = local(&|f| match f {
            LocalFigure::Share(share) => Some(fraction(share)),
            _ => None,
        });
        // One part alone sets the base of the whole layer.
        let mut stated = matching.iter().filter_map(|(_, f)| f.shares.as_ref());
        let (base, one_part) = match stated.find(|shares| !shares.is_relative()) {
            Some(Shares::Parts(parts)) if parts.len() == 1 && entered_share.is_none() => {
                (parts[0].base, true)
            }
            _ => (base, false),
        };
        let entered_deductible = local(&|f| match f {
            LocalFigure::Deductible(fen) => Some(money(fen)),
            _ => None,
        });
        let looks = base.left_by().is_some();
        let mut whole_and_left = || {
            let what = about("deductible");
            let bill = world.visit.bill.as_ref();
            let before_transfer = bill.and_then(|bill| bill.deductible_before_transfer);
            let whole = money(amount(
                (&matching, before_transfer),
                &what,
                |f| f.deductible,
                chooser,
                false,
            ));
            if matches!(base, Base::Year | Base::YearCost) {
                return (whole, whole);
            }
            if deducting.1 == Period::Visit {
                let mut sum = whole;
                for stay in world.further_stays() {
                    let later = World {
                        tables: world.tables,
                        visit: &stay,
                        day: world.day,
                    };
                    let variants = matching_at(&later, records, layer, chooser);
                    if deducting_of(&variants).1 != Period::Visit {
                        continue;
                    }
                    let figures: Vec<(String, &Figures)> = variants
                        .into_iter()
                        .map(|(key, variant)| (key, &variant.figures))
                        .collect();
                    let stated = (&figures[..], before_transfer);
                    let fen = amount(stated, &what, |f| f.deductible, chooser, false);
                    sum += money(fen);
                }
                return (sum, sum);
            }
            let most = most_left(world, base);
            let about = (layer, most, deducting.1);
            let used = accounts::deductible_used(world, about, &deducting.0, chooser);
            (whole, (whole - money(used)).max(zero()))
        };
        let (whole, deductible) = match entered_deductible {
            // What looks at an earlier layer has no deductible.
            _ if looks => (zero(), zero()),
            Some(entered) => (entered, entered),
            None => whole_and_left(),
        };
        let entered = told.iter().find_map(|(rule, figure, cares)| match figure {
            LocalFigure::Cap(fen) if *rule == LocalRule::Layer(layer) => Some((*fen, *cares)),
            _ => None,
        });
        let cap = match entered {
            Some((fen, _)) => fen,
            None => amount((&matching, None), &about("cap"), |f| f.cap, chooser, true),
        };
        let counted = match entered {
            _ if cap == Fen::MAX => Fen::ZERO,
            Some((_, cares)) if cares != Scope::ANY.care => {
                let said = When::Care(cares);
                accounts::counted(world, (layer, Period::Year), &[&said], chooser)
            }
            Some(_) if bought(world.tables, layer).is_some() => {
                accounts::paid(world.visit, layer, chooser)
            }
            Some(_) => {
                let (care, year) = (
                    world.visit.care,
                    accounts::paid(world.visit, layer, chooser),
                );
                let of_care = care.map(|care| When::Care(care.bit()));
                let stated: Vec<&When> = of_care.iter().collect();
                let of = (layer, Period::Year);
                let least = accounts::counted(world, of, &stated, chooser);
                Fen(chooser.figure(|| about("entered cap"), (least.0, year.0), false))
            }
            None if cap_on_cost => Fen::ZERO,
            None => {
                let of = (layer, capping.1);
                accounts::counted(world, of, &capping.0, chooser)
            }
        };
        let cap_on_cost = cap_on_cost && entered.is_none();
        let first_self_pay = local(&|f| match f {
            LocalFigure::FirstSelfPay(share) => Some(fraction(share)),
            _ => None,
        })
        .unwrap_or_else(|| {
            matching
                .iter()
                .find_map(|(key, f)| f.first_self_pay.map(|share| (key, share)))
                .map_or_else(zero, |(key, range)| {
                    share(range, key, "first", chooser, false)
                })
        });
        // 先行自付 is a share of in-scope money: a base of its own has none.
        let first_self_pay = if one_part || looks {
            zero()
        } else {
            first_self_pay
        };
        let parts = entered_share
            .map(|share| (vec![(None, vec![(Fen::MAX, share)])], true, None))
            .unwrap_or_else(|| {
                let (parts, known, there) =
                    parts(world, records, &matching, &about("share"), chooser);
                (parts, known, Some(there))
            });
        let (parts, shares_known, there) = parts;
        // An office states the share that is paid; a share that nobody states is not lowered either.
        let lowered = match there {
            Some(there) if shares_known => {
                let own = matching
                    .iter()
                    .find_map(|(key, f)| f.lowered.map(|points| (key, points)));
                let own = own.map_or_else(zero, |(key, points)| {
                    share(points, key, "lowered", chooser, false)
                });
                there + own
            }
            _ => zero(),
        };
        let counted = match cap_on_cost && cap != Fen::MAX {
            false => counted,
            true => {
                let (stated, period) = (&capping.0, capping.1);
                let of = (layer, false, period);
                let cost = accounts::cost(world, of, stated, chooser);
                let of = (layer, most_left(world, base), period);
                let used = accounts::deductible_used(world, of, stated, chooser);
                let most = cost.above(used);
                if first_self_pay > zero() && most > Fen::ZERO {
                    Fen(chooser.figure(|| about("cost used"), (0, most.0), false))
                } else {
                    most
                }
            }
        };
        let cost_before = if base == Base::YearCost {
            let of = (layer, true, Period::Year);
            let cost = accounts::cost(world, of, &sharing, chooser);
            if first_self_pay > zero() && cost > Fen::ZERO {
                Fen(chooser.figure(|| about("cost before"), (0, cost.0), true))
            } else {
                cost
            }
        } else {
            Fen::ZERO
        };
        // Several parts with their own bases have no deductible.
        let deductible = if parts.len() > 1 && parts.iter().any(|(own, _)| own.is_some()) {
            zero()
        } else {
            deductible
        };
        LayerFigures {
            deductible_used: whole - deductible,
            deductible,
            deductible_carries: !looks
                && deducting.1 != Period::Visit
                && !matches!(base, Base::Year | Base::YearCost)
                && entered_deductible.is_none(),
            first_self_pay,
            parts,
            shares_known,
            lowered,
            cap_on_cost,
            cost_before,
            ceiling: matching.iter().find_map(|(_, f)| f.ceiling).map(fraction),
            cap_left: if cap == Fen::MAX {
                cap
            } else {
                cap.above(counted)
            },
        }
    }
}

/// Returns the first amount stated; one made from another waits for the next one. A deductible or
/// cap that no table states is unknown.
fn amount(
    (matching, before_transfer): (&[(String, &Figures)], Option<Fen>),
    what: &str,
    pick: impl Fn(&Figures) -> Option<Amount>,
    chooser: &mut Chooser,
    more_helps: bool,
) -> Fen {
    let mut changes = Vec::new();
    let mut found = None;
    for (key, figures) in matching {
        match pick(figures) {
            None => {}
            Some(Amount::Range(low, high)) => {
                found = Some(if low == high {
                    low
                } else {
                    let bounds = (low.0, high.0);
                    Fen(chooser.figure(|| format!("{key} {what}"), bounds, more_helps))
                });
                break;
            }
            Some(change) => changes.push(change),
        }
    }
    let nowhere = || format!("{what} nowhere");
    let mut fen =
        found.unwrap_or_else(|| Fen(chooser.figure(nowhere, (0, Fen::MAX.0), more_helps)));
    for change in changes.iter().rev() {
        fen = match *change {
            // No limit stays no limit.
            _ if fen == Fen::MAX => fen,
            Amount::Range(..) => fen,
            Amount::Times(factor) => round(&(money(fen) * fraction(factor))),
            Amount::Less { less, at_least } => match fen.0 - less.0 {
                lower if lower >= at_least.0 => Fen(lower),
                _ => fen.min(at_least),
            },
            Amount::Rest => {
                let nobody_said = || "deductible before the transfer".to_owned();
                fen.above(
                    before_transfer
                        .unwrap_or_else(|| Fen(chooser.figure(nobody_said, (0, Fen::MAX.0), true))),
                )
            }
            Amount::Plus { plus, at_most } => match fen.0 + plus.0 {
                higher if higher <= at_most.0 => Fen(higher),
                _ => fen.max(at_most),
            },
        };
    }
    fen
}

fn share(
    range: ShareRange,
    key: &str,
    what: &str,
    chooser: &mut Chooser,
    more_helps: bool,
) -> Exact {
    if range.low == range.high {
        return fraction(range.low);
    }
    let bounds = [range.low, range.high].map(|share| i64::from(share.millionths()));
    let millionths = chooser.figure(|| format!("{key} {what}"), bounds.into(), more_helps);
    Exact::new(i128::from(millionths), i128::from(Share::UNIT))
}

type Ladder = Vec<(Fen, Exact)>;

fn ladder(steps: &[Bracket], key: &str, what: &str, chooser: &mut Chooser) -> Ladder {
    steps
        .iter()
        .enumerate()
        .map(|(i, step)| {
            (
                step.to,
                share(step.share, key, &format!("{what}{i}"), chooser, true),
            )
        })
        .collect()
}

/// Returns the parts of a layer with points added and factors applied, whether the shares are known at
/// all (nothing is made from an unstated share), and the points by which shares of another layer are
/// lower.
fn parts(
    world: &World,
    records: &[LayerRuleAt],
    matching: &[(String, &Figures)],
    what: &str,
    chooser: &mut Chooser,
) -> (Vec<(Option<Base>, Ladder)>, bool, Exact) {
    let mut changes = Vec::new();
    let mut lowered = zero();
    for (key, figures) in matching {
        let (found, known) = match &figures.shares {
            None => continue,
            Some(change @ (Shares::Plus(_) | Shares::Times(_) | Shares::OwnTimes(_))) => {
                changes.push(change);
                continue;
            }
            Some(Shares::Schedule(steps)) => (
                vec![(None, ladder(steps, key, "share", chooser))],
                !steps.iter().all(|s| s.share == ShareRange::UNKNOWN),
            ),
            Some(Shares::Parts(parts)) => {
                let part = |(
                    i,
                    SharePart {
                        base,
                        schedule: steps,
                    },
                ): (usize, &SharePart)| {
                    let what = format!("part{i} ");
                    (Some(*base), ladder(steps, key, &what, chooser))
                };
                (parts.iter().enumerate().map(part).collect(), true)
            }
            Some(Shares::SameAs(other)) => {
                let other = LayerFigures::search(world, records, *other, chooser);
                lowered = other.lowered;
                let mut parts = other.parts;
                if let [(own, _)] = &mut parts[..] {
                    *own = None;
                }
                (parts, other.shares_known)
            }
        };
        if !known {
            changes.clear();
        }
        // The farthest change comes first.
        let more = |share: Exact| {
            changes
                .iter()
                .rev()
                .fold(share, |share, change| match change {
                    Shares::Plus(points) => (share + fraction(*points)).min(one()),
                    Shares::Times(factor) => share * fraction(*factor),
                    Shares::OwnTimes(factor) => one() - (one() - share) * fraction(*factor),
                    _ => share,
                })
        };
        let raise = |(base, steps): (Option<Base>, Ladder)| {
            let steps = steps.into_iter().map(|(to, share)| (to, more(share)));
            (base, steps.collect())
        };
        return (found.into_iter().map(raise).collect(), known, lowered);
    }
    let nowhere = share(ShareRange::UNKNOWN, what, "nowhere", chooser, true);
    (vec![(None, vec![(Fen::MAX, nowhere)])], false, lowered)
}

/// Returns what a layer pays by shares that classes of bill items have of their own: money and share.
fn own_shares(
    world: &World,
    layer: LayerId,
    base: Base,
    chooser: &mut Chooser,
) -> Vec<(Fen, Exact)> {
    if base != Base::InScope {
        return Vec::new();
    }
    let found = bill_lines::own_shares(world.tables, world.visit).into_iter();
    let mine = found.filter(|(of, ..)| of.layer == layer);
    mine.map(|(own, key, fen)| (fen, share(own.share, &key, "own share", chooser, true)))
        .collect()
}

/// Pays one layer. Returns its payment.
fn pay(
    world: &World,
    purse: &mut LeftToPay,
    base: Base,
    figures: &LayerFigures,
    rounding: Rounding,
    year_layers_before: Fen,
    own: &[(Fen, Exact)],
) -> Fen {
    let hidden: Fen = own.iter().map(|(fen, _)| *fen).sum();
    // 先行自付 is out of scope from here on; the base itself loses the exact amount.
    let first = money(purse.of(base) - hidden) * figures.first_self_pay;
    let withheld = if base == Base::InScope {
        round(&first)
    } else {
        Fen::ZERO
    };
    let paid_so_far = purse.total - purse.in_scope - purse.out_of_scope;
    let payment_cap = match figures.cap_on_cost {
        true => Fen::MAX,
        false => figures.cap_left,
    };
    let left_of_cap = match figures.ceiling {
        Some(share) => {
            let together = round(&(money(purse.total) * share));
            payment_cap.min(together.above(paid_so_far))
        }
        None => payment_cap,
    };
    let starts: Vec<Exact> = figures
        .parts
        .iter()
        .map(|(own, _)| match own {
            Some(own) => money(purse.of(*own)),
            None => money(purse.of(base) - hidden) - first,
        })
        .collect();
    let by_own = own.iter().map(|(fen, share)| money(*fen) * share);
    let mut sum = by_own.fold(zero(), |sum, paid| sum + paid);
    let mut paid = Fen::ZERO;
    for ((own, steps), start) in figures.parts.iter().zip(starts) {
        let less = |share: &Exact| (*share - figures.lowered).max(zero());
        let steps: Ladder = steps.iter().map(|(to, share)| (*to, less(share))).collect();
        let own = own.unwrap_or(base);
        sum += if own == Base::Year {
            let before = match &world.visit.year {
                Year::Known {
                    in_scope_self_pay, ..
                } => in_scope_self_pay
                    .unwrap_or(Fen::ZERO)
                    .above(year_layers_before),
                _ => Fen::ZERO,
            };
            climb(&steps, &figures.deductible, &(money(before) + start))
                - climb(&steps, &figures.deductible, &money(before))
        } else if own == Base::YearCost {
            let before = money(figures.cost_before);
            climb(&steps, &figures.deductible, &(before + start))
                - climb(&steps, &figures.deductible, &before)
        } else if figures.cap_on_cost && figures.cap_left != Fen::MAX {
            let most = figures.deductible + money(figures.cap_left);
            climb(&steps, &figures.deductible, &start.min(most))
        } else {
            climb(&steps, &figures.deductible, &start)
        };
        let mut so_far = round_as(&sum, rounding).min(left_of_cap);
        if own == Base::InScopeCost {
            so_far = so_far.min(purse.in_scope);
        }
        purse.take(own, so_far - paid);
        paid = so_far;
    }
    let withheld = withheld.min(purse.in_scope);
    purse.in_scope -= withheld;
    purse.out_of_scope += withheld;
    paid
}

/// Returns the payment of a schedule on an amount, before any cap.
fn climb(steps: &[(Fen, Exact)], deductible: &Exact, money_in: &Exact) -> Exact {
    let mut sum = zero();
    let mut from = zero();
    for (to, share) in steps {
        let to = money(*to);
        let low = from.max(*deductible);
        let high = if *steps.last().map_or(&Fen::MAX, |(last, _)| last) == Fen::MAX
            && to == money(Fen::MAX)
        {
            *money_in
        } else {
            to.min(*money_in)
        };
        if high > low {
            sum += (high - low) * share;
        }
        from = to;
    }
    sum
}

/// Returns the in-scope cost of the bill; where only the self-pay is known, the chooser picks.
fn in_scope_cost(world: &World, total: Fen, chooser: &mut Chooser) -> Fen {
    let bill = world.visit.bill.as_ref();
    let said = bill.and_then(|bill| Some((bill.in_scope?, bill.in_scope_to.or(bill.in_scope)?)));
    let found = said.or_else(|| bill_lines::in_scope(world.tables, world.visit));
    let (least, most) = found.unwrap_or((Fen::ZERO, total));
    let bounds = (least.0, most.0);
    if bounds.0 == bounds.1 {
        return Fen(bounds.0);
    }
    Fen(chooser.figure(|| "in-scope cost".into(), bounds, true))
}

/// Pays the top-up rules. Returns the amount left.
fn top_ups(
    world: &World,
    total: Fen,
    mut left: Fen,
    chooser: &mut Chooser,
    paid: &mut Vec<(LayerId, Fen)>,
) -> Fen {
    for index in world.in_force() {
        let table = &world.tables.tables[index];
        for (at, top_up) in table.top_ups.iter().enumerate() {
            let payers = table.insurance.unwrap_or(Insurance::Resident.bit());
            if payers & world.insured() == 0 {
                continue;
            }
            let TopUp {
                rule,
                follows,
                payer,
                above,
                base,
                share: range,
            } = top_up;
            if !rule.span.holds(world.day) {
                continue;
            }
            let holds = match follows {
                Some(scheme) => world.covers(table, *scheme as usize, chooser),
                None => world.holds(&rule.when, chooser),
            };
            let line = match base {
                TopUpBase::Total => round(&(money(total) * fraction(*above))),
                TopUpBase::InScope if !holds => continue,
                TopUpBase::InScope => {
                    let cost = in_scope_cost(world, total, chooser);
                    round(&(money(total - cost) + money(cost) * fraction(*above)))
                }
            };
            if holds && left > line {
                let told = world.office_figures(chooser);
                let own = told
                    .iter()
                    .filter(|(rule, ..)| *rule == LocalRule::TopUp(index as u16, at as u16))
                    .find_map(|(_, figure, _)| match figure {
                        LocalFigure::Share(share) => Some(fraction(*share)),
                        _ => None,
                    });
                let part = own.unwrap_or_else(|| {
                    share(
                        *range,
                        &format!("excess {index} {at}"),
                        "share",
                        chooser,
                        true,
                    )
                });
                let amount = round(&(money(left - line) * part));
                paid.push((*payer, amount));
                left -= amount;
            }
        }
    }
    left
}

/// Waives items. Returns the waived sum and the rest of each item (`None`: the rest of the bill).
/// Items are stated before any top-up pays, so the rest of the bill is measured there too.
fn waivers(
    world: &World,
    after_layers: Fen,
    left: Fen,
    chooser: &mut Chooser,
) -> (Fen, Vec<(Option<ItemId>, Fen)>) {
    let mut items: Vec<(Option<ItemId>, Fen)> = Vec::new();
    for (item, fen) in world.visit.bill.iter().flat_map(|b| &b.items) {
        items.push((Some(*item), *fen));
    }
    let itemised: Fen = items.iter().map(|(_, fen)| *fen).sum();
    items.push((None, after_layers.above(itemised)));
    let mut waived = Fen::ZERO;
    for index in world.in_force() {
        let table = &world.tables.tables[index];
        for (at, waiver) in table.waivers.iter().enumerate() {
            if !waiver.rule.span.holds(world.day) || !world.holds(&waiver.rule.when, chooser) {
                continue;
            }
            for (place, (item, rest)) in items.iter_mut().enumerate() {
                let named = match item {
                    None => Truth::Unknown,
                    Some(item) => world.item_among(*item, &waiver.items, waiver.complete),
                };
                if *rest > Fen::ZERO
                    && chooser.decide(named, || format!("waived {index} {at} {place}"))
                {
                    let part = share(
                        waiver.share,
                        &format!("waiver {index} {at}"),
                        "",
                        chooser,
                        true,
                    );
                    let amount = round(&(money(*rest) * part));
                    *rest -= amount;
                    waived += amount;
                }
            }
        }
    }
    (waived.min(left), items)
}

/// Returns the amount that schemes make free of the rest.
fn free(
    world: &World,
    left: Fen,
    mut items: Vec<(Option<ItemId>, Fen)>,
    chooser: &mut Chooser,
) -> Fen {
    let mut freed = Fen::ZERO;
    for index in world.in_force() {
        let table = &world.tables.tables[index];
        for (at, scheme) in table.schemes.iter().enumerate() {
            let (all, list) = match &scheme.free {
                Free::Nothing => continue,
                Free::Visit => (true, &[][..]),
                Free::Part(list) => (false, &list[..]),
            };
            if !world.covers(table, at, chooser) {
                continue;
            }
            if all {
                return left;
            }
            for (place, (item, rest)) in items.iter_mut().enumerate() {
                let named = match item {
                    Some(item) if !list.is_empty() => world.item_among(*item, list, true),
                    _ => Truth::Unknown,
                };
                if chooser.decide(named, || format!("free {index} {at} {place}")) {
                    freed += *rest;
                    *rest = Fen::ZERO;
                }
            }
        }
    }
    freed.min(left)
}

fn zero() -> Exact {
    Exact::from(0)
}

fn one() -> Exact {
    Exact::from(1)
}

fn money(fen: Fen) -> Exact {
    Exact::from(i128::from(fen.0))
}

fn fraction(share: Share) -> Exact {
    Exact::new(i128::from(share.millionths()), i128::from(Share::UNIT))
}

/// Rounds to the fen as a rule says.
fn round_as(exact: &Exact, rounding: Rounding) -> Fen {
    let whole = match rounding {
        Rounding::HalfUp => return round(exact),
        Rounding::Down => exact.floor(),
        Rounding::Up => exact.ceil(),
    };
    Fen(i64::try_from(whole.to_integer()).unwrap_or(i64::MAX))
}

/// Rounds half up, to the fen.
fn round(exact: &Exact) -> Fen {
    let half = Exact::new(1, 2);
    let whole = (exact + half).floor().to_integer();
    Fen(i64::try_from(whole).unwrap_or(i64::MAX))
}
