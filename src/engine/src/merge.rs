//! Layers merged by id: from the nearest table to the nation's, then the hospitals'.
use crate::compile::{Compiler, evidence, insert};
use crate::facts::Cond;
use crate::plan::{Entered, LayerPlan, Plan, Record, Variant};
use crate::{LocalFigure, LocalRule, Visit};
use mingbai_policy::terms::OwnLayer;
use mingbai_policy::{Evidence, Fen, LayerId, LayerRule, ShareRange, Step, Table, When};

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

impl<'t> Plan<'t> {
    pub(crate) fn add_layers(
        &mut self,
        compiler: &mut Compiler<'t, '_>,
        guarded: &[(u16, &'t Table, Cond, bool)],
    ) {
        let visit = compiler.visit;
        let day = self.day;
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
        let entered = visit.local.iter().filter_map(|(rule, _)| match rule {
            LocalRule::Layer(layer) => Some(*layer),
            LocalRule::Excess(..) => None,
        });
        for layer in entered.filter(|layer| self.own(*layer).is_some()) {
            insert(&mut order, layer);
        }
        // What people buy for themselves pays after all else, unless a table gives it a place.
        if let Some(rest) = order.get_mut(placed..) {
            rest.sort_by_key(|layer| self.own(*layer).is_some().then_some(layer.0));
        }
        let mut joint_orders: Vec<(LayerId, &[LayerId])> = Vec::new();
        for layer in order {
            let mut plan = self.layer(layer, visit);
            let mut stated: Option<(Cond, Evidence)> = None;
            let mut at_hospitals: Vec<Cond> = Vec::new();
            for (_, table, guard, listed) in guarded {
                for rule in table
                    .layers
                    .iter()
                    .filter(|r| r.layer == layer && in_force(r, table))
                {
                    let own = evidence(self.tables, &rule.rule.cites);
                    let mut when = compiler.cond(&rule.rule.when);
                    if let Some(scheme) = rule.follows {
                        when = when.and(compiler.scheme_cond(table, scheme));
                    }
                    if *guard != Cond::YES {
                        at_hospitals.push(guard.clone().and(when));
                    } else {
                        plan.of_hospitals = false;
                        if rule.states_when && stated.is_none() {
                            stated = Some((when, own));
                        }
                    }
                    plan.listed |= listed;
                    if plan.name.is_empty() {
                        plan.name = &rule.rule.name;
                    }
                    if rule.joint {
                        plan.stands_for = Some(Vec::new());
                        joint_orders.push((layer, &table.order));
                    }
                    let variants = rule
                        .variants
                        .iter()
                        .map(|variant| Variant {
                            when: compiler.cond(&variant.when),
                            figures: &variant.figures,
                            evidence: evidence(self.tables, &variant.cites),
                            cites: &variant.cites,
                        })
                        .collect();
                    plan.records.push(Record {
                        guard: guard.clone(),
                        base: rule.base,
                        variants,
                        evidence: own,
                        cites: &rule.rule.cites,
                    });
                }
            }
            let own = self.own(layer);
            let own = own.filter(|_| plan.records.is_empty() && plan.entered != Entered::default());
            if plan.records.is_empty() && plan.fixed.is_none() && own.is_none() {
                continue;
            }
            if plan.name.is_empty() {
                plan.name = &self.tables.terms.layers[layer.index()].name.name;
            }
            plan.when = match (stated, own) {
                (Some(stated), _) => stated,
                (None, Some(own)) => {
                    plan.base = Some(own.base);
                    plan.of_hospitals = false;
                    plan.listed = true;
                    let has = compiler.cond(&When::Question(own.asks));
                    (has, Evidence::Document)
                }
                (None, None) if plan.of_hospitals && !plan.records.is_empty() => {
                    let known = plan.records.iter().map(|r| r.evidence).max();
                    (Cond::Any(at_hospitals), known.unwrap_or(Evidence::Document))
                }
                (None, None) => (Cond::YES, Evidence::Document),
            };
            self.layers.push(plan);
        }
        for (joint, order) in joint_orders {
            let stands_for: Vec<usize> = (0..self.layers.len())
                .filter(|at| {
                    let one = &self.layers[*at];
                    one.layer != joint
                        && one.fixed.is_none()
                        && !order.contains(&one.layer)
                        && self.own(one.layer).is_none()
                })
                .collect();
            if let Some(plan) = self.layers.iter_mut().find(|plan| plan.layer == joint) {
                plan.stands_for = Some(stands_for);
            }
        }
        if self.employee {
            // No table says anything of employees: one payer, all unknown.
            self.layers
                .retain(|layer| layer.fixed.is_some() || layer.base.is_some());
            let basic = guarded.iter().find_map(|g| g.1.order.first().copied());
            if let Some(basic) = basic.filter(|basic| self.layers.iter().all(|l| l.layer != *basic))
            {
                let mut plan = self.layer(basic, visit);
                plan.name = &self.tables.terms.layers[basic.index()].name.name;
                plan.of_hospitals = false;
                plan.listed = true;
                plan.when = (Cond::UNCLEAR, Evidence::Document);
                self.layers.insert(0, plan);
            }
        }
    }

    /// What a layer is, where people buy it for themselves.
    fn own(&self, layer: LayerId) -> Option<OwnLayer> {
        self.tables.terms.layers.get(layer.index())?.own
    }

    fn layer(&self, layer: LayerId, visit: &Visit) -> LayerPlan<'t> {
        let mut entered = Entered::default();
        for (rule, figure) in &visit.local {
            if *rule == LocalRule::Layer(layer) {
                match *figure {
                    LocalFigure::Deductible(fen) => entered.deductible = Some(fen),
                    LocalFigure::Cap(fen) => entered.cap = Some(fen),
                    LocalFigure::FirstSelfPay(share) => entered.first_self_pay = Some(share),
                    LocalFigure::Share(share) => {
                        entered.steps = Some([Step {
                            to: Fen::MAX,
                            share: ShareRange::exact(share),
                        }]);
                    }
                }
            }
        }
        let paid =
            |paid: &[(LayerId, Fen)]| paid.iter().filter(|p| p.0 == layer).map(|p| p.1).sum();
        let before = match &visit.year {
            crate::Year::TakenAsFirst => Fen::ZERO,
            crate::Year::Known { paid: before, .. } => paid(before),
            crate::Year::Unknown => Fen::MAX,
        };
        LayerPlan {
            layer,
            name: "",
            when: (Cond::YES, Evidence::Document),
            records: Vec::new(),
            fixed: visit
                .bill
                .as_ref()
                .filter(|bill| bill.paid.iter().any(|p| p.0 == layer))
                .map(|bill| paid(&bill.paid)),
            entered,
            base: None,
            paid_before: if before == Fen::MAX {
                (Fen::ZERO, Fen::MAX)
            } else {
                (before, before)
            },
            stands_for: None,
            of_hospitals: true,
            listed: false,
        }
    }
}
