//! Random visits: fully known ones, the same with facts forgotten, and fillings of open facts. Must
//! not know the laws.
use crate::bill_lines;
use crate::reckoning::is_basic;
use crate::rng::Rng;
use crate::truth::World;
use mingbai_engine::{
    Account, Bill, Groups, Hospital, LocalFigure, LocalRule, OfPeriod, Question, Scope,
    ScopedFigure, Value, Visit, Year,
};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{
    Amount, Base, Care, Day, DiseaseId, Fen, Figures, Grade, GroupId, HospitalId, HospitalTier,
    Insurance, ItemId, LayerId, NumberFact, Owner, Period, Place, RegionId, Said, Sex, Share,
    Shares, Span, Tables, When, YesNo,
};

use std::collections::BTreeSet;

/// A plan (档次) that no table names.
pub const OTHER_PLAN: u8 = 31;

/// Tables, and the values at which visits to them change.
pub struct Lot<'t> {
    /// The tables.
    pub tables: &'t Tables,
    /// Every bracket edge, deductible and cap.
    pub edges: Vec<Fen>,
    /// The first and last days of tables.
    pub days: Vec<Day>,
    /// Values of each number at which conditions change.
    pub numbers: Vec<(NumberFact, Vec<u16>)>,
}

/// Returns the numbers that conditions mention, and one less.
fn numbers(tables: &Tables) -> Vec<(NumberFact, Vec<u16>)> {
    let of = |fact: &NumberFact| (*fact, numbers_of(tables, *fact));
    NumberFact::ALL.iter().map(of).collect()
}

fn numbers_of(tables: &Tables, fact: NumberFact) -> Vec<u16> {
    let see = |when: &When, found: &mut Vec<u16>| thresholds(when, fact, found);
    let mut found = vec![fact.least(), fact.most().min(100)];
    for table in &tables.tables {
        let layers = table.layers.iter();
        layers
            .flat_map(|layer| &layer.variants)
            .for_each(|variant| see(&variant.when, &mut found));
        let rules = (table.layers.iter().map(|one| &one.rule))
            .chain(table.top_ups.iter().map(|one| &one.rule))
            .chain(table.waivers.iter().map(|one| &one.rule))
            .chain(table.schemes.iter().map(|one| &one.rule));
        rules.for_each(|rule| see(&rule.when, &mut found));
        table
            .schemes
            .iter()
            .for_each(|scheme| see(&scheme.scope, &mut found));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Collects the limits that a condition holds an amount of the bill against.
fn limits(when: &When, found: &mut Vec<Fen>) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| limits(part, found)),
        When::Not(inner) => limits(inner, found),
        When::Above(_, limit) => found.push(*limit),
        _ => {}
    }
}

fn thresholds(when: &When, fact: NumberFact, found: &mut Vec<u16>) {
    match when {
        When::All(parts) | When::Any(parts) => {
            parts.iter().for_each(|part| thresholds(part, fact, found));
        }
        When::Not(inner) => thresholds(inner, fact, found),
        When::AtLeast(of, least) if *of == fact => found.extend([least.saturating_sub(1), *least]),
        When::Child if fact == NumberFact::Age => found.extend([17, 18]),
        _ => {}
    }
}

/// Returns a number as near as what was said of other numbers lets it be.
fn within(visit: &Visit, fact: NumberFact, number: u16) -> u16 {
    let (least, most) = visit.bounds(fact);
    number.clamp(least, most)
}

/// Returns a number to say. Rules about stays tell the first few apart.
fn some_number(rng: &mut Rng, fact: NumberFact) -> u16 {
    let most = match fact {
        NumberFact::Stay => 5,
        fact => fact.most().min(100),
    };
    rng.within(fact.least().into(), most.into()) as u16
}

/// Collects the plans a condition mentions.
fn plans(when: &When, found: &mut BTreeSet<u8>) {
    match when {
        When::All(parts) | When::Any(parts) => parts.iter().for_each(|it| plans(it, found)),
        When::Not(inner) => plans(inner, found),
        When::BenefitPlan(named) => found.extend(named),
        _ => {}
    }
}

impl<'t> Lot<'t> {
    /// Collects edges, days and numbers from the tables.
    pub fn new(tables: &'t Tables) -> Lot<'t> {
        let mut edges = vec![Fen(0), Fen(1), Fen(100)];
        let mut days = vec![Day::new(2020, 5, 10), Day::new(2026, 6, 1)];
        for table in &tables.tables {
            days.extend(table.span.from);
            days.extend(table.span.until);
            for layer in &table.layers {
                limits(&layer.rule.when, &mut edges);
                let variants = layer.variants.iter();
                variants.for_each(|variant| limits(&variant.when, &mut edges));
            }
            for figures in table
                .layers
                .iter()
                .flat_map(|l| &l.variants)
                .map(|v| &v.figures)
            {
                for amount in [figures.deductible, figures.cap].into_iter().flatten() {
                    if let Amount::Range(low, high) = amount {
                        edges.extend([low, high]);
                    }
                }
                match &figures.shares {
                    Some(Shares::Schedule(steps)) => edges.extend(steps.iter().map(|s| s.to)),
                    Some(Shares::Parts(parts)) => {
                        edges.extend(parts.iter().flat_map(|p| &p.schedule).map(|s| s.to));
                    }
                    _ => {}
                }
            }
        }
        edges.retain(|fen| *fen < Fen(100_000_000));
        edges.sort_unstable();
        edges.dedup();
        days.sort_unstable();
        days.dedup();
        Lot {
            tables,
            edges,
            days,
            numbers: numbers(tables),
        }
    }

    /// Returns the places inside a place, the place itself included.
    pub fn inside(&self, outer: RegionId) -> Vec<RegionId> {
        (0..self.tables.vocabulary.regions.len() as u16)
            .map(RegionId)
            .filter(|inner| self.tables.vocabulary.within(*inner, outer))
            .collect()
    }

    /// Returns an amount: near an edge, or anywhere up to half a million yuan.
    pub fn amount(&self, rng: &mut Rng) -> Fen {
        match rng.below(4) {
            0 => Fen((rng.of(&self.edges).0 + rng.within(-1, 1)).max(0)),
            1 => Fen((rng.of(&self.edges).0 + rng.of(&self.edges).0 + rng.within(-1, 1)).max(0)),
            2 => Fen(rng.within(0, 2_000_000)),
            _ => Fen(rng.within(0, 50_000_000)),
        }
    }

    /// Returns an amount of at most `most`.
    pub fn amount_up_to(&self, rng: &mut Rng, most: Fen) -> Fen {
        match rng.below(5) {
            0 => most,
            1 => Fen(0),
            2 => self.amount(rng).min(most),
            3 => Fen(rng.within(most.0 / 2, most.0)),
            _ => Fen(rng.within(0, most.0)),
        }
    }

    /// Returns a visit with every fact known, insured in `insured_in` (`None`: 其他).
    pub fn known(&self, rng: &mut Rng, insured_in: Option<RegionId>) -> Visit {
        let vocabulary = &self.tables.vocabulary;
        let date = if rng.one_in(3) {
            rng.of(&self.days)
        } else {
            self.mid_day(rng, insured_in)
        };
        let mut visit = Visit::new(date, insured_in);
        // Without shares of 基本医保 an employee's visit is between nothing and all of the bill.
        let mut layers = self.tables.tables.iter().flat_map(|table| &table.layers);
        let employees = layers.any(|rule| {
            is_basic(self.tables, rule.layer)
                && rule.insurance & Insurance::Employee.bit() != 0
                && rule.variants.iter().any(|it| it.figures.shares.is_some())
        });
        visit.insurance = Some(match employees && rng.coin() {
            true => Insurance::Employee,
            false => Insurance::Resident,
        });
        visit.said[YesNo::LiableThirdParty] = Some(false);
        visit.grade = rng.pick(Grade::ALL).copied();
        visit.tier = rng.pick(HospitalTier::ALL).copied();
        visit.place = rng.pick(Place::ALL).copied();
        visit.hospital = Some(Hospital::Other);
        if !vocabulary.hospitals.is_empty() && rng.coin() {
            let id = HospitalId(rng.below(vocabulary.hospitals.len()) as u16);
            self.settle_hospital(&mut visit, id, rng);
        }
        visit.said[YesNo::Referred] = Some(rng.coin());
        visit.care = Some(if rng.coin() {
            Care::Inpatient
        } else {
            rng.of(Care::ALL)
        });
        if !vocabulary.diseases.is_empty() {
            visit.diseases = Some(vec![DiseaseId(rng.below(vocabulary.diseases.len()) as u16)]);
        } else {
            visit.diseases = Some(Vec::new());
        }
        let mut groups = Groups::default();
        for group in 0..vocabulary.groups.len() as u16 {
            if rng.one_in(6) {
                groups.join(vocabulary, GroupId(group));
            }
        }
        groups.no = !groups.yes;
        visit.groups = groups;
        visit.sex = rng.pick(Sex::ALL).copied();
        for fact in NumberFact::ALL {
            visit.said[*fact] = Some(some_number(rng, *fact));
        }
        let said = visit.said[NumberFact::AgeDays].take();
        visit.said[NumberFact::AgeDays] = said.map(|it| within(&visit, NumberFact::AgeDays, it));
        // Most people are covered. Nobody pays for a cover without being enrolled.
        let enrolled = !rng.one_in(6);
        visit.said[YesNo::Enrolled] = Some(enrolled);
        visit.said[YesNo::PremiumPaid] = Some(enrolled && !rng.one_in(6));
        for fact in YesNo::conditions() {
            visit.said[fact] = visit.said[fact].or_else(|| Some(rng.coin()));
        }
        visit.plan = Some(rng.below(vocabulary.plans.len().max(1)) as u8);
        for question in 0..self.tables.questions.len() as u16 {
            visit.answers.push((question, rng.coin()));
        }
        let total = self.amount(rng);
        visit.bill = Some(Bill {
            total: Some(total),
            in_scope: Some(self.amount_up_to(rng, total)),
            ..Bill::default()
        });
        if self.counts_transfers() {
            let before = Fen(rng.within(0, 1_000) * 100);
            let bill = visit.bill.get_or_insert_default();
            bill.deductible_before_transfer = Some(before);
        }
        if rng.coin() {
            let counts_on = World::new(self.tables, &visit).counts_on();
            visit.year = self.year(rng, counts_on.unwrap_or(visit.date));
        } else {
            visit.said[NumberFact::Stay] = Some(1);
        }
        if rng.one_in(3) {
            self.buy(rng, &mut visit);
        }
        if rng.one_in(3) {
            self.tell(rng, &mut visit);
        }
        visit
    }

    /// Fills in figures of layers that people buy for themselves (惠民保), often only some of them.
    fn buy(&self, rng: &mut Rng, visit: &mut Visit) {
        for (at, layer) in (0u16..).zip(&self.tables.vocabulary.layers) {
            if layer.own.is_none() || rng.one_in(3) {
                continue;
            }
            let share = Share::from_millionths(rng.within(0, 1000) as u32 * 1000);
            let figures = [
                LocalFigure::Deductible(self.amount(rng)),
                LocalFigure::Share(share.unwrap_or(Share::ONE)),
                LocalFigure::Cap(self.amount(rng)),
            ];
            for figure in figures {
                if !rng.one_in(6) {
                    visit.local.push((LocalRule::Layer(LayerId(at)), figure));
                }
            }
        }
    }

    /// Checks whether some layer looks at a part of 基本医保's money.
    fn looks(&self) -> bool {
        let mut layers = self.tables.tables.iter().flat_map(|table| &table.layers);
        layers.any(|layer| {
            let mut shares = layer
                .variants
                .iter()
                .filter_map(|it| it.figures.shares.as_ref());
            layer.base.is_some_and(|base| base.left_by().is_some()) || shares.any(Shares::looks)
        })
    }

    /// Fills in office figures with scopes, some for other visits than this one.
    fn tell(&self, rng: &mut Rng, visit: &mut Visit) {
        let layers = self.tables.vocabulary.layers.len();
        let regions = self.tables.vocabulary.regions.len();
        for _ in 0..1 + rng.below(4) {
            let layer = LayerId(rng.below(layers) as u16);
            let share = Share::from_millionths(rng.within(0, 1000) as u32 * 1000);
            let figure = match rng.below(4) {
                0 => LocalFigure::Deductible(self.amount(rng)),
                // A yearly cap of a layer that is looked at leaves open what goes beyond.
                1 if layer != LayerId(0) || !self.looks() => LocalFigure::Cap(self.amount(rng)),
                _ => LocalFigure::Share(share.unwrap_or(Share::ONE)),
            };
            let some = |rng: &mut Rng, all: u8| match rng.within(0, i64::from(all)) as u8 {
                0 => all,
                bits => bits,
            };
            let place = match rng.below(4) {
                0 => None,
                1 => Some(RegionId(rng.below(regions) as u16)),
                2 => visit.insured_in,
                _ => visit.insured_in.and_then(|home| {
                    let mut wider = self.tables.vocabulary.lineage(home).skip(1);
                    wider.next()
                }),
            };
            let scope = Scope {
                insurance: visit.basic_insurance(),
                care: some(rng, Scope::ANY.care),
                grade: some(rng, Scope::ANY.grade),
                place,
                within: place.is_some() && rng.coin(),
                span: Span {
                    from: rng.coin().then(|| rng.of(&self.days)),
                    until: rng.one_in(4).then(|| rng.of(&self.days)),
                },
            };
            let over = matches!((scope.span.from, scope.span.until), (Some(a), Some(b)) if a > b);
            let rule = LocalRule::Layer(layer);
            let same = |it: &ScopedFigure| {
                let kind = std::mem::discriminant(&it.figure) == std::mem::discriminant(&figure);
                kind && it.rule == rule && it.scope == scope
            };
            if scope != Scope::ANY && !over && !visit.scoped.iter().any(same) {
                visit.scoped.push(ScopedFigure {
                    rule,
                    figure,
                    scope,
                });
            }
        }
        let kind = |it: &ScopedFigure| match it.figure {
            LocalFigure::Deductible(_) => 0,
            LocalFigure::Share(_) => 1,
            _ => 2,
        };
        visit.scoped.sort_by_key(|it| match it.rule {
            LocalRule::Layer(layer) => (layer.0, kind(it)),
            LocalRule::TopUp(..) => (u16::MAX, kind(it)),
        });
    }

    fn mid_day(&self, rng: &mut Rng, insured_in: Option<RegionId>) -> Day {
        let vocabulary = &self.tables.vocabulary;
        let home = insured_in.unwrap_or(RegionId(0));
        let mut spans = self.tables.tables.iter().filter(|t| match t.owner {
            mingbai_policy::Owner::Region(region) => vocabulary.within(home, region),
            mingbai_policy::Owner::Hospital(_) => true,
        });
        let count = spans.clone().count();
        let Some(table) = spans.nth(rng.below(count)) else {
            return Day::new(2020, 5, 10);
        };
        let year = match (table.span.from, table.span.until) {
            (Some(from), Some(until)) => rng.within(from.year() as i64, until.year() as i64),
            (Some(from), None) => from.year() as i64 + rng.within(0, 2),
            (None, Some(until)) => until.year() as i64,
            (None, None) => 2020,
        };
        Day::new(year as u16, 6, 15)
    }

    /// Returns a possible year before a visit of the day, with every account known.
    pub fn year(&self, rng: &mut Rng, day: Day) -> Year {
        let mut year = self.year_in_sums(rng);
        if let Year::Known { paid, accounts, .. } = &mut year {
            for (layer, fen) in paid.iter() {
                accounts.extend(self.accounts(rng, *layer, *fen));
            }
            // Known accounts make a sum superfluous.
            paid.retain(|_| !rng.one_in(5));
        }
        self.use_deductibles(rng, &mut year);
        self.spend(rng, &mut year);
        self.split_by_period(rng, day, &mut year);
        year
    }

    /// Returns whether some table counts the deductible paid before a transfer.
    fn counts_transfers(&self) -> bool {
        let rules = self.tables.tables.iter().flat_map(|table| &table.layers);
        let mut variants = rules.flat_map(|rule| &rule.variants);
        variants.any(|it| it.figures.deductible == Some(Amount::Rest))
    }

    /// Returns the layers of which some table states a deductible of several visits.
    fn carried_deductibles(&self) -> BTreeSet<LayerId> {
        let rules = self.tables.tables.iter().flat_map(|table| &table.layers);
        let counts = |it: &Figures| it.deductible_per.is_some() || it.cap_on_cost;
        let rules = rules.filter(|rule| rule.variants.iter().any(|it| counts(&it.figures)));
        rules.map(|rule| rule.layer).collect()
    }

    /// Returns the layers of which some table counts the cost of the year.
    pub fn costly(&self) -> BTreeSet<LayerId> {
        let rules = self.tables.tables.iter().flat_map(|table| &table.layers);
        let costly = rules.filter(|rule| {
            rule.base == Some(Base::YearCost)
                || rule.variants.iter().any(|it| it.figures.cap_on_cost)
        });
        costly.map(|rule| rule.layer).collect()
    }

    /// States the in-scope cost of earlier visits in every account that leaves it open, and adds the
    /// accounts of layers that have none.
    fn spend(&self, rng: &mut Rng, year: &mut Year) {
        let Year::Known { paid, accounts, .. } = year else {
            return;
        };
        for layer in self.costly() {
            if accounts.iter().all(|it| it.layer != layer)
                && paid.iter().all(|(of, _)| *of != layer)
            {
                let cares = Care::ALL.iter();
                accounts.extend(cares.map(|care| account(layer, *care, None, Fen::ZERO)));
            }
            for care in Care::ALL {
                let mine = |it: &&mut Account| it.layer == layer && it.care == *care;
                let used = |it: &Account| it.deductible_used.unwrap_or_default();
                // No visit uses more of a deductible than its cost.
                let whole = accounts
                    .iter_mut()
                    .filter(mine)
                    .find(|it| it.disease.is_none());
                let above = whole.and_then(|it| Some(it.in_scope?.above(used(it))));
                let mut left = above.unwrap_or(Fen(10_000_000));
                let (mut costs, mut deductibles) = (Fen::ZERO, Fen::ZERO);
                let narrow = accounts.iter_mut().filter(mine);
                for one in narrow.filter(|it| it.disease.is_some()) {
                    let more = self.amount_up_to(rng, left);
                    let cost = *one.in_scope.get_or_insert(used(one) + more);
                    left = left.above(cost.above(used(one)));
                    costs += cost;
                    deductibles += used(one);
                }
                let wholes = accounts.iter_mut().filter(mine);
                for whole in wholes.filter(|it| it.disease.is_none()) {
                    let more = self.amount_up_to(rng, Fen(10_000_000));
                    let rest = used(whole).above(deductibles);
                    whole.in_scope.get_or_insert(costs + rest + more);
                }
            }
        }
    }

    /// States how much earlier visits used of each deductible of several visits, in every account that leaves
    /// that open, and adds the accounts of layers that paid nothing.
    fn use_deductibles(&self, rng: &mut Rng, year: &mut Year) {
        let Year::Known {
            in_scope_self_pay,
            paid,
            accounts,
        } = year
        else {
            return;
        };
        for layer in self.carried_deductibles() {
            if accounts.iter().all(|it| it.layer != layer)
                && paid.iter().all(|(of, _)| *of != layer)
            {
                accounts.extend(
                    Care::ALL
                        .iter()
                        .map(|care| account(layer, *care, None, Fen::ZERO)),
                );
            }
            let mut left = in_scope_self_pay.unwrap_or(Fen(100_000_000));
            left = left.above(deductibles_told(accounts, layer));
            for care in Care::ALL {
                let of_diseases = deductibles_of_care(accounts, (layer, *care), false);
                let mine = |it: &&mut Account| it.layer == layer && it.care == *care;
                let wholes = accounts.iter_mut().filter(mine);
                let open = |it: &&mut Account| it.deductible_used.is_none();
                for whole in wholes.filter(|it| it.disease.is_none()).filter(open) {
                    let more = self.amount_up_to(rng, left);
                    left -= more;
                    whole.deductible_used = Some(of_diseases + more);
                }
                let whole = deductibles_of_care(accounts, (layer, *care), true);
                let mut rest = whole.above(of_diseases);
                let narrow = accounts.iter_mut().filter(mine).filter(open);
                for one in narrow.filter(|it| it.disease.is_some()) {
                    let part = Fen(rng.within(0, rest.0));
                    rest -= part;
                    one.deductible_used = Some(least_used(one) + part);
                }
            }
        }
    }

    /// States what lies in the visit's day, month and quarter of every account of the layers that
    /// have a figure of such a period.
    fn split_by_period(&self, rng: &mut Rng, day: Day, year: &mut Year) {
        let Year::Known { accounts, .. } = year else {
            return;
        };
        let within = |it: &Figures| {
            let periods = [it.deductible_per, it.cap_per];
            periods
                .into_iter()
                .flatten()
                .any(|it| it.within_year().is_some())
        };
        let rules = self.tables.tables.iter().flat_map(|table| &table.layers);
        let rules = rules.filter(|rule| rule.variants.iter().any(|it| within(&it.figures)));
        let layers: BTreeSet<LayerId> = rules.map(|rule| rule.layer).collect();
        for layer in layers {
            for care in Care::ALL {
                let mine = |it: &&mut Account| it.layer == layer && it.care == *care;
                let narrow = |it: &&mut Account| it.disease.is_some();
                let mut of_diseases = [[Fen::ZERO; 2]; 4];
                for account in accounts.iter_mut().filter(mine).filter(narrow) {
                    let parts = split(rng, day, account, [[Fen::ZERO; 2]; 4]);
                    for (sums, parts) in of_diseases.iter_mut().zip(parts) {
                        for (sum, part) in sums.iter_mut().zip(parts) {
                            *sum += part;
                        }
                    }
                }
                let whole = |it: &&mut Account| it.disease.is_none();
                for account in accounts.iter_mut().filter(mine).filter(whole) {
                    split(rng, day, account, of_diseases);
                }
            }
        }
    }

    /// Returns a possible year so far: what each layer paid in total.
    fn year_in_sums(&self, rng: &mut Rng) -> Year {
        let in_scope_self_pay = self.amount(rng);
        let mut left = in_scope_self_pay;
        let mut paid = Vec::new();
        for layer in 0..self.tables.vocabulary.layers.len() as u16 {
            if rng.one_in(4) {
                let fen = self.amount_up_to(rng, left);
                left -= fen;
                paid.push((LayerId(layer), fen));
            }
        }
        Year::Known {
            in_scope_self_pay: Some(in_scope_self_pay),
            paid,
            accounts: Vec::new(),
        }
    }

    /// Splits a layer's payments of the year among every kind of care, and each of these among diseases
    /// that have no narrower ones.
    pub fn accounts(&self, rng: &mut Rng, layer: LayerId, paid: Fen) -> Vec<Account> {
        let mut accounts = Vec::new();
        let mut left = paid;
        let diseases = self.narrow_diseases();
        for (at, care) in Care::ALL.iter().enumerate() {
            let last = at + 1 == Care::ALL.len();
            let fen = match rng.below(3) {
                _ if last => left,
                0 => Fen::ZERO,
                1 => left,
                _ => Fen(rng.within(0, left.0)),
            };
            left -= fen;
            let mut add = |disease, paid| accounts.push(account(layer, *care, disease, paid));
            add(None, fen);
            let mut rest = fen;
            let from = rng.below(diseases.len().max(1));
            let some = diseases
                .iter()
                .cycle()
                .skip(from)
                .take(diseases.len().min(3));
            let some: Vec<DiseaseId> = some.copied().collect();
            for (at, disease) in some.iter().enumerate() {
                let part = match at + 1 == some.len() {
                    true => rest,
                    false => Fen(rng.within(0, rest.0)),
                };
                rest -= part;
                add(Some(*disease), part);
            }
        }
        accounts.sort_unstable();
        accounts
    }

    fn narrow_diseases(&self) -> Vec<DiseaseId> {
        let all = &self.tables.vocabulary.diseases;
        let ids = (0..all.len() as u16).map(DiseaseId);
        let has_kinds = |id: &DiseaseId| all.iter().any(|it| it.broader.contains(id));
        ids.filter(|id| !has_kinds(id)).collect()
    }

    /// Sets the hospital of a visit, with the known facts of the hospital.
    pub fn settle_hospital(&self, visit: &mut Visit, id: HospitalId, rng: &mut Rng) {
        let hospital = &self.tables.vocabulary.hospitals[id.index()];
        visit.hospital = Some(Hospital::Named(id));
        visit.grade = hospital.grade.or(visit.grade);
        visit.tier = hospital.tier.or(visit.tier);
        let places = self.places(visit.insured_in, hospital.region);
        if !visit.place.is_some_and(|place| places.contains(&place)) {
            visit.place = Some(rng.of(&places));
        }
    }

    /// Returns the possible places of a hospital in `stands`, seen from home.
    pub fn places(&self, home: Option<RegionId>, stands: RegionId) -> Vec<Place> {
        let vocabulary = &self.tables.vocabulary;
        let Some(home) = home else {
            return Place::ALL.to_vec();
        };
        let at = |region: RegionId, level: Level| {
            vocabulary
                .lineage(region)
                .find(|r| vocabulary.regions[r.index()].level == level)
        };
        let province = |region| at(region, Level::Province);
        match (province(home), province(stands)) {
            (Some(one), Some(other)) if one != other => return vec![Place::OtherProvince],
            (Some(_), Some(_)) => {}
            _ => return Place::ALL.to_vec(),
        }
        let prefectures = (at(home, Level::Prefecture), at(stands, Level::Prefecture));
        match (
            at(home, Level::County),
            at(stands, Level::County),
            prefectures,
        ) {
            (Some(one), Some(other), _) if one == other => vec![Place::SameCounty],
            (_, _, (Some(one), Some(other))) if one != other => vec![Place::SameProvince],
            (Some(_), Some(_), (Some(_), Some(_))) => vec![Place::SamePrefecture],
            // A municipality has no prefectures between county and province.
            (Some(_), Some(_), _) => vec![Place::SameProvince],
            (_, _, (Some(_), Some(_))) => vec![Place::SameCounty, Place::SamePrefecture],
            _ => vec![
                Place::SameCounty,
                Place::SamePrefecture,
                Place::SameProvince,
            ],
        }
    }

    /// Forgets some facts; `disease` allows forgetting the disease.
    pub fn forget(&self, rng: &mut Rng, known: &Visit, disease: bool) -> Visit {
        let mut visit = known.clone();
        let often = 1 + rng.below(4);
        if rng.one_in(often) {
            visit.hospital = None;
        }
        // A named hospital implies its grade, tier and place; an unnamed one lets them be forgotten.
        if rng.one_in(often) {
            visit.grade = None;
        }
        if rng.one_in(often) {
            visit.tier = None;
        }
        if rng.one_in(often) {
            visit.place = None;
        }
        if rng.one_in(often) {
            visit.care = None;
        }
        if rng.one_in(often) {
            visit.sex = None;
        }
        for fact in NumberFact::ALL {
            if rng.one_in(often) {
                visit.said[*fact] = None;
            }
        }
        for fact in YesNo::conditions() {
            if rng.one_in(often) {
                visit.said[fact] = None;
            }
        }
        if rng.one_in(often) {
            visit.plan = None;
        }
        if disease && rng.one_in(often) {
            visit.diseases = None;
        }
        self.forget_groups(rng, &mut visit, often);
        visit.answers.retain(|_| !rng.one_in(often));
        if let Some(bill) = &mut visit.bill
            && rng.one_in(often)
        {
            match (bill.total, bill.in_scope) {
                _ if !bill.lines.is_empty() => bill_lines::forget(self.tables, rng, bill),
                // A sheet may leave the amount in scope between two bounds.
                (Some(total), Some(at)) if rng.one_in(3) => {
                    let more = self.amount_up_to(rng, total - at);
                    bill.in_scope = Some(self.amount_up_to(rng, at));
                    bill.in_scope_to = Some(at + more);
                }
                _ => bill.set_in_scope(None),
            }
        }
        if self.counts_transfers()
            && let Some(bill) = &mut visit.bill
            && rng.one_in(often)
        {
            bill.deductible_before_transfer = None;
        }
        if let Year::Known { paid, accounts, .. } = &mut visit.year
            && rng.one_in(often)
        {
            // Keeps only the sums, or some of the accounts too.
            let keep = rng.below(3);
            for account in accounts.iter().filter(|it| it.disease.is_none()) {
                if !paid.iter().any(|(layer, _)| *layer == account.layer) {
                    let mine = accounts.iter().filter(|it| it.layer == account.layer);
                    let wholes = mine.filter(|it| it.disease.is_none());
                    paid.push((account.layer, wholes.filter_map(|it| it.paid).sum()));
                }
            }
            paid.sort_unstable();
            accounts.retain(|_| keep > 0 && !rng.one_in(keep + 1));
            let split = |it: &Account| it.periods != OfPeriod::UNSAID;
            // Of a layer either every account states its periods, or none does.
            let layers: BTreeSet<LayerId> = accounts.iter().map(|it| it.layer).collect();
            for layer in layers {
                let mine = |it: &&mut Account| it.layer == layer;
                if accounts.iter().any(|it| it.layer == layer && split(it)) && rng.coin() {
                    for account in accounts.iter_mut().filter(mine) {
                        account.periods = OfPeriod::UNSAID;
                    }
                }
            }
            for account in accounts {
                account.deductible_used = account.deductible_used.filter(|_| rng.coin());
                if account.deductible_used.is_none() {
                    for of in &mut account.periods {
                        of.deductible_used = None;
                    }
                }
                account.in_scope = account.in_scope.filter(|_| rng.coin());
            }
        }
        if let Year::Known {
            in_scope_self_pay, ..
        } = &mut visit.year
            && rng.one_in(often)
        {
            // A person who knows the payments may still not know the self-pay.
            *in_scope_self_pay = None;
            if rng.coin() {
                visit.year = Year::Unknown;
            }
        }
        visit
    }

    fn forget_groups(&self, rng: &mut Rng, visit: &mut Visit, often: usize) {
        let vocabulary = &self.tables.vocabulary;
        let full = visit.groups;
        let mut kept = Groups::default();
        for group in 0..vocabulary.groups.len() as u16 {
            if rng.one_in(often) {
                continue;
            }
            if full.yes & (1 << group) != 0 {
                kept.join(vocabulary, GroupId(group));
            } else {
                kept.leave(vocabulary, GroupId(group));
            }
        }
        visit.groups = kept;
    }

    /// Checks whether a hospital is in the home province: an unnamed hospital is taken to be there (a
    /// stated default of every answer).
    fn near(&self, home: Option<RegionId>, stands: RegionId) -> bool {
        let vocabulary = &self.tables.vocabulary;
        let province = |region| {
            vocabulary
                .lineage(region)
                .find(|r| vocabulary.regions[r.index()].level == Level::Province)
        };
        home.is_some_and(|home| province(home).is_some() && province(home) == province(stands))
    }

    /// Fills every open fact from another random visit, without contradicting the known facts.
    pub fn fill(&self, rng: &mut Rng, open: &Visit, disease: bool) -> Visit {
        let mut visit = self.fill_facts(rng, open, disease);
        self.split(rng, &mut visit.year);
        self.use_deductibles(rng, &mut visit.year);
        self.spend(rng, &mut visit.year);
        visit
    }

    /// Fills every open fact like [`Lot::fill`], but splits no sum of the year further.
    pub fn fill_facts(&self, rng: &mut Rng, open: &Visit, disease: bool) -> Visit {
        let vocabulary = &self.tables.vocabulary;
        let other = self.known(rng, open.insured_in);
        let mut visit = open.clone();
        if visit.hospital.is_none() {
            visit.hospital = Some(Hospital::Other);
            let fitting = self.fitting(open);
            if rng.coin()
                && let Some(id) = rng.pick(&fitting)
            {
                self.settle_hospital(&mut visit, *id, rng);
            }
        } else if let Some(Hospital::Named(id)) = visit.hospital {
            self.settle_hospital(&mut visit, id, rng);
        }
        visit.grade = visit.grade.or(other.grade);
        visit.tier = visit.tier.or(other.tier);
        visit.place = visit.place.or(other.place);
        visit.care = visit.care.or(other.care);
        visit.sex = visit.sex.or(other.sex);
        for fact in NumberFact::ALL {
            let new = other.said[*fact].map(|it| within(&visit, *fact, it));
            visit.said[*fact] = visit.number(*fact).or(new);
        }
        for fact in YesNo::conditions() {
            let follows = follows(&visit.said, fact);
            visit.said[fact] = visit.said[fact].or(follows).or(other.said[fact]);
        }
        visit.plan = visit.plan.or(match self.only_plans(open).as_slice() {
            [] if rng.one_in(3) => Some(OTHER_PLAN),
            [] => other.plan,
            only => Some(rng.of(only)),
        });
        if disease {
            visit.diseases = visit.diseases.or(other.diseases);
        }
        for (question, answer) in other.answers {
            if !visit.answers.iter().any(|(q, _)| *q == question) {
                visit.answers.push((question, answer));
            }
        }
        let often = 1 + rng.below(8);
        for group in 0..vocabulary.groups.len() as u16 {
            let all = vocabulary.group_closure(GroupId(group));
            if rng.one_in(often) && all & visit.groups.no == 0 {
                visit.groups.yes |= all;
            }
        }
        visit.groups.no = !visit.groups.yes;
        bill_lines::fill(self, &mut visit, rng);
        if let Some(bill) = &mut visit.bill
            && let Some(total) = bill.total
        {
            match bill.said_in_scope() {
                None => bill.in_scope = Some(self.amount_up_to(rng, total)),
                Some(said) if said.low < said.high => {
                    let more = self.amount_up_to(rng, said.width());
                    bill.set_in_scope(Some(said.low + more));
                }
                Some(_) => bill.in_scope_to = None,
            }
        }
        match &mut visit.year {
            Year::Unknown => visit.year = self.year_in_sums(rng),
            Year::Known {
                in_scope_self_pay: before @ None,
                accounts,
                ..
            } => {
                // What a deductible took is part of what 基本医保 left.
                let layers = self.carried_deductibles().into_iter();
                let least = layers.map(|layer| deductibles_told(accounts, layer)).max();
                *before = Some(self.amount(rng).max(least.unwrap_or_default()));
            }
            _ => {}
        }
        visit
    }

    /// Splits sums of the year among kinds of care, in one possible way.
    fn split(&self, rng: &mut Rng, year: &mut Year) {
        let Year::Known { paid, accounts, .. } = year else {
            return;
        };
        for (layer, sum) in paid.iter() {
            if accounts.iter().all(|it| it.layer != *layer) {
                accounts.extend(self.accounts(rng, *layer, *sum));
                continue;
            }
            let fen = |care: Care, whole: bool| -> Option<Fen> {
                let mine = accounts
                    .iter()
                    .filter(|it| it.layer == *layer && it.care == care);
                let mine: Vec<Fen> = mine
                    .filter(|it| it.disease.is_none() == whole)
                    .filter_map(|it| it.paid)
                    .collect();
                (!whole || !mine.is_empty()).then(|| mine.into_iter().sum())
            };
            let told = |care: &Care| fen(*care, true).or(fen(*care, false)).unwrap_or_default();
            let mut left = *sum - Care::ALL.iter().map(told).sum::<Fen>();
            let open = Care::ALL.iter().filter(|care| fen(**care, true).is_none());
            let mut wholes: Vec<(Care, Fen)> = open
                .map(|care| (*care, fen(*care, false).unwrap_or_default()))
                .collect();
            let last = wholes.len();
            for (at, (_, whole)) in wholes.iter_mut().enumerate() {
                let more = match at + 1 == last {
                    true => left,
                    false => Fen(rng.within(0, left.0)),
                };
                left -= more;
                *whole += more;
            }
            let wholes = wholes.into_iter();
            accounts.extend(wholes.map(|(care, whole)| account(*layer, care, None, whole)));
        }
        accounts.sort_unstable();
    }

    /// Returns the plans the visit may be on, where the layers in force at its place mention two or more:
    /// those are then all plans there are. Empty where any plan is possible.
    pub fn only_plans(&self, visit: &Visit) -> Vec<u8> {
        let vocabulary = &self.tables.vocabulary;
        let home = visit.insured_in.unwrap_or(RegionId(0));
        let days = match visit.tables_as_of {
            Some(day) => vec![day],
            None => visit.admitted.into_iter().chain([visit.date]).collect(),
        };
        let on = |day: &Day| {
            let tables = self.tables.tables.iter().filter(|table| {
                let here = matches!(table.owner, Owner::Region(it) if vocabulary.within(home, it));
                here && table.span.holds(*day)
            });
            let layers = tables.flat_map(|table| &table.layers);
            let layers = layers.filter(|layer| layer.rule.span.holds(*day));
            let mut found = BTreeSet::new();
            layers
                .flat_map(|layer| &layer.variants)
                .for_each(|variant| plans(&variant.when, &mut found));
            found
        };
        let found = days.iter().map(on).filter(|it| it.len() > 1);
        let all: BTreeSet<u8> = found.flatten().collect();
        all.into_iter().collect()
    }

    /// Returns the hospitals that a visit without one may have been to.
    pub fn fitting(&self, open: &Visit) -> Vec<HospitalId> {
        let hospitals = &self.tables.vocabulary.hospitals;
        let fits = |id: &HospitalId| {
            let hospital = &hospitals[id.index()];
            let places = self.places(open.insured_in, hospital.region);
            self.near(open.insured_in, hospital.region)
                && (open.grade.is_none()
                    || hospital.grade.is_none()
                    || hospital.grade == open.grade)
                && (open.tier.is_none() || hospital.tier.is_none() || hospital.tier == open.tier)
                && open.place.is_none_or(|place| places.contains(&place))
        };
        (0..hospitals.len() as u16)
            .map(HospitalId)
            .filter(fits)
            .collect()
    }

    /// Returns the visit with the facts of a witness filled in.
    pub fn witness(&self, open: &Visit, facts: &[(Question, Value)]) -> Visit {
        let vocabulary = &self.tables.vocabulary;
        let mut visit = open.clone();
        for (question, value) in facts {
            let truth = Some(*value == Value::Yes);
            match (question, value) {
                (Question::Hospital, Value::Hospital(id)) => {
                    visit.hospital = Some(Hospital::Named(*id));
                }
                (Question::Hospital, _) => visit.hospital = Some(Hospital::Other),
                (Question::Grade, Value::Grade(grade)) => visit.grade = Some(*grade),
                (Question::Tier, Value::Tier(tier)) => visit.tier = Some(*tier),
                (Question::Place, Value::Place(place)) => visit.place = Some(*place),
                (Question::Care, Value::Care(care)) => visit.care = Some(*care),
                (Question::Sex, Value::Sex(sex)) => visit.sex = Some(*sex),
                (Question::Number(fact), Value::Number(_, from, _)) => {
                    visit.said[*fact] = Some(*from);
                }
                (Question::BenefitPlan, Value::BenefitPlan(plan)) => visit.plan = Some(*plan),
                (Question::BenefitPlan, _) => visit.plan = Some(OTHER_PLAN),
                (Question::Disease, Value::Disease(disease)) => {
                    visit.diseases = Some(vec![*disease]);
                }
                (Question::Is(fact), _) => visit.said[*fact] = truth,
                (Question::Group(group), Value::Yes) => visit.groups.join(vocabulary, *group),
                (Question::Group(group), _) => visit.groups.leave(vocabulary, *group),
                (Question::Own(question), value) => {
                    visit.answers.push((*question, *value == Value::Yes));
                }
                (Question::InScope, Value::Amount(fen)) => {
                    if let Some(bill) = &mut visit.bill {
                        bill.set_in_scope(Some(*fen));
                    }
                }
                (Question::YearToDate, Value::Amount(fen)) => {
                    visit.year = Year::Known {
                        in_scope_self_pay: Some(*fen),
                        paid: Vec::new(),
                        accounts: Vec::new(),
                    };
                }
                (Question::YearToDate, Value::Nothing) => {
                    visit.year = Year::Known {
                        in_scope_self_pay: Some(Fen::ZERO),
                        paid: Vec::new(),
                        accounts: Vec::new(),
                    };
                }
                _ => {}
            }
        }
        visit
    }

    /// Splits up to `left` fen among random items.
    pub fn items(&self, rng: &mut Rng, mut left: Fen) -> Vec<(ItemId, Fen)> {
        let mut items = Vec::new();
        let count = self.tables.vocabulary.items.len();
        if count == 0 {
            return items;
        }
        for _ in 0..1 + rng.below(4) {
            let fen = Fen(rng.within(0, left.0));
            left -= fen;
            items.push((ItemId(rng.below(count) as u16), fen));
        }
        items
    }
}

/// Returns the value that the other yes/no facts imply for a fact; `None` where they imply none.
pub fn follows(said: &Said, fact: YesNo) -> Option<bool> {
    let says = |mask: u64, yes: bool| {
        let mut all = YesNo::conditions().filter(|it| mask & it.bit() != 0);
        all.any(|it| said[it] == Some(yes)).then_some(yes)
    };
    says(fact.implied_by(), true).or_else(|| says(fact.implies(), false))
}

/// States what lies in each period of an account, no less than `least`, of which a day's is the
/// first and a year's the last. Returns what lies in each: of payments and of deductibles.
fn split(rng: &mut Rng, day: Day, account: &mut Account, least: [[Fen; 2]; 4]) -> [[Fen; 2]; 4] {
    let year = [account.paid, account.deductible_used];
    let mut parts = [year.map(Option::unwrap_or_default); 4];
    let longer = [Period::Month, Period::Quarter, Period::Year];
    for at in (0..3).rev() {
        // On the first of a month, the month has what the day has.
        let begun = Period::WITHIN_YEAR[at].first_day(day) == longer[at].first_day(day);
        for kind in 0..2 {
            // What lies outside the least may lie in any of the shorter periods.
            let rest = parts[at + 1][kind].above(least[at + 1][kind]);
            let more = match rng.below(3) {
                _ if begun => rest,
                0 => Fen::ZERO,
                1 => rest,
                _ => Fen(rng.within(0, rest.0)),
            };
            parts[at][kind] = least[at][kind] + more;
        }
        account.periods[at] = OfPeriod {
            paid: year[0].map(|_| parts[at][0]),
            deductible_used: year[1].map(|_| parts[at][1]),
        };
    }
    parts
}

/// Returns the least that the accounts of a layer tell of deductibles used in the year.
fn deductibles_told(accounts: &[Account], layer: LayerId) -> Fen {
    let of_care = |care: &Care| {
        let [diseases, whole] =
            [false, true].map(|whole| deductibles_of_care(accounts, (layer, *care), whole));
        diseases.max(whole)
    };
    Care::ALL.iter().map(of_care).sum()
}

/// Returns the least that the accounts of one kind of care, `whole` or those of single diseases, tell of
/// deductibles used.
fn deductibles_of_care(accounts: &[Account], of: (LayerId, Care), whole: bool) -> Fen {
    let mine = accounts.iter().filter(|it| (it.layer, it.care) == of);
    let mine = mine.filter(|it| it.disease.is_none() == whole);
    mine.map(least_used).sum()
}

/// Returns the least that an account tells of deductibles used in the year.
fn least_used(account: &Account) -> Fen {
    let within = account.periods.iter().map(|of| of.deductible_used);
    let told = within.chain([account.deductible_used]).flatten();
    told.max().unwrap_or_default()
}

/// Returns an account that states its payments alone.
fn account(layer: LayerId, care: Care, disease: Option<DiseaseId>, paid: Fen) -> Account {
    Account {
        paid: Some(paid),
        ..Account::new(layer, care, disease)
    }
}
