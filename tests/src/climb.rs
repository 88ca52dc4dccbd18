//! A neighbourhood search over the legal fillings of a visit, one step at a time, towards one end of
//! the range. The second reckoning judges each filling; must not use the engine's arithmetic.
use crate::bill_lines;
use crate::chooser::{Chooser, Decision, Decisions, Mood};
use crate::reckoning::compute_guessing;
use crate::rng::Rng;
use crate::visits::{Lot, OTHER_PLAN};
use mingbai_engine::{Hospital, Visit, Year};
use mingbai_policy::{
    Care, Day, DiseaseId, Fen, Grade, GroupId, HospitalTier, LayerId, Place, Sex, YesNo,
};

/// The end of the range that a search looks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Towards {
    /// The least a person may pay.
    Low,
    /// The most a person may pay.
    High,
}

impl Towards {
    /// Returns the opposite end.
    pub fn other(self) -> Towards {
        match self {
            Towards::Low => Towards::High,
            Towards::High => Towards::Low,
        }
    }
}

/// A visit without open facts, and the decisions where the tables leave something open.
#[derive(Clone, Debug)]
pub struct Filling {
    /// The visit.
    pub visit: Visit,
    /// Open figures and conditions, as decided.
    pub decisions: Decisions,
    /// The person's payment in fen; `None` where the items are more than the layers leave.
    pub pays: Option<Fen>,
    /// The cost to minimise, in fen: lower is closer to the end.
    cost: i64,
}

/// An amount that the search can move.
#[derive(Clone, PartialEq, Eq, Debug)]
enum OpenAmount {
    InScope(Fen, Fen),
    Before,
    PaidThisYear(LayerId),
    Figure(String),
}

/// The cost of an impossible filling, plus a fen for each fen that the layers lack.
const ILLEGAL: i64 = i64::MAX / 4;
/// Receives a change of a visit.
type AddChange<'a> = dyn FnMut(&dyn Fn(&mut Visit)) + 'a;

/// The longest move of an amount, in fen.
const REACH: i64 = 400_000_000;

/// A search among the fillings of one visit.
pub struct Climb<'a> {
    lot: &'a Lot<'a>,
    open: &'a Visit,
    towards: Towards,
    /// The number of worlds computed.
    pub tried: usize,
    most: usize,
    /// Whether a figure may help most between its ends: a ladder above an open deductible pays most
    /// where a cap on the cost leaves its highest brackets.
    figures_bend: bool,
}

impl<'a> Climb<'a> {
    /// Returns a search that computes about `most` worlds.
    pub fn new(lot: &'a Lot<'a>, open: &'a Visit, towards: Towards, most: usize) -> Climb<'a> {
        Climb {
            lot,
            open,
            towards,
            tried: 0,
            most,
            figures_bend: !lot.costly().is_empty(),
        }
    }

    /// Returns the days whose tables may count: where the tables changed between admission and
    /// discharge, no rule says which.
    pub fn days(&self) -> Vec<Option<Day>> {
        let asked = self.open.tables_as_of;
        let admitted = self.open.admitted.filter(|_| asked.is_none());
        [Some(asked), admitted.map(Some)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// Computes one filling; undecided matters help, or hurt, as the end demands.
    fn compute(&mut self, visit: Visit, decisions: Decisions) -> Option<Filling> {
        let mood = match self.towards {
            Towards::Low => Mood::Generous,
            Towards::High => Mood::Stingy,
        };
        self.begin(visit, decisions, mood)
    }

    /// Computes one filling in the given mood, as a start of the search.
    pub fn begin(&mut self, visit: Visit, decisions: Decisions, mood: Mood) -> Option<Filling> {
        self.tried += 1;
        let mut chooser = Chooser::given(decisions, mood);
        let told = self.open.diseases.is_some();
        let settled = compute_guessing(self.lot.tables, &visit, told, &mut chooser)?;
        let items = visit.bill.iter().flat_map(|bill| &bill.items);
        let (pays, cost) = if settled.illegal {
            let items: Fen = items.map(|item| item.1).sum();
            (None, ILLEGAL + items.0 - settled.after_layers.0)
        } else {
            let cost = match self.towards {
                Towards::Low => settled.pays.0,
                Towards::High => -settled.pays.0,
            };
            (Some(settled.pays), cost)
        };
        Some(Filling {
            visit,
            decisions: chooser.made,
            pays,
            cost,
        })
    }

    /// Returns the starting points for a visit: all open matters for and against the person, then each
    /// combination of the first few open conditions, with every figure as the end demands.
    pub fn starts(&mut self, visit: &Visit) -> Vec<Filling> {
        let mut starts: Vec<Filling> = [Mood::Generous, Mood::Stingy]
            .into_iter()
            .filter_map(|mood| self.begin(visit.clone(), Decisions::new(), mood))
            .collect();
        if self.towards == Towards::High {
            starts.reverse();
        }
        let mut open: Vec<String> = Vec::new();
        for (key, decision) in starts.iter().flat_map(|start| &start.decisions) {
            if matches!(decision, Decision::Holds(_)) && !open.contains(key) {
                open.push(key.clone());
            }
        }
        open.truncate(5);
        for set in 0..1_u32 << open.len() {
            let held =
                |(at, key): (usize, &String)| (key.clone(), Decision::Holds(set >> at & 1 == 1));
            let decisions = open.iter().enumerate().map(held).collect();
            starts.extend(self.compute(visit.clone(), decisions));
        }
        starts
    }

    /// Climbs from one filling until no step improves the cost.
    pub fn climb(&mut self, start: Filling, rng: &mut Rng) -> Filling {
        let mut best = start;
        loop {
            let before = best.cost;
            self.change_facts(&mut best);
            self.change_decisions(&mut best, rng);
            self.slide_amounts(&mut best, rng);
            if best.cost == before || self.tried > self.most {
                return best;
            }
        }
    }

    /// Climbs over what the tables leave open, without changing the visit.
    pub fn decide(&mut self, start: Filling, rng: &mut Rng) -> Filling {
        let mut best = start;
        loop {
            let before = best.cost;
            self.change_decisions(&mut best, rng);
            if best.cost == before || self.tried > self.most {
                return best;
            }
        }
    }

    /// Turns open figures against the person, one by one, until the layers leave enough for the
    /// items' self-pay; the last figure only as far as needed.
    pub fn hold_back(&mut self, start: Filling) -> Filling {
        // Turning an amount may open another: how much of a layer's payments a cap counts. A second
        // round takes those, and leaves alone what the first has turned.
        let mut turned = Vec::new();
        let once = self.hold_back_once(start, &mut turned);
        self.hold_back_once(once, &mut turned)
    }

    fn hold_back_once(&mut self, start: Filling, turned: &mut Vec<OpenAmount>) -> Filling {
        let mut at = start;
        let mut dials: Vec<OpenAmount> = at
            .decisions
            .keys()
            .cloned()
            .map(OpenAmount::Figure)
            .collect();
        dials.extend(self.dials());
        // The filling fixes the amount in scope.
        dials.retain(|dial| !matches!(dial, OpenAmount::InScope(..)) && !turned.contains(dial));
        for dial in dials {
            let Some((least, most, from)) = read(&at, &dial).filter(|_| at.pays.is_none()) else {
                continue;
            };
            let (mut short, mut enough) = (from, if from == least { most } else { least });
            let Some(mut held) = self.turned(&at, &dial, enough) else {
                continue;
            };
            while held.pays.is_some() && (enough - short).abs() > 1 {
                let middle = short + (enough - short) / 2;
                match self.turned(&at, &dial, middle) {
                    Some(next) if next.pays.is_some() => (held, enough) = (next, middle),
                    _ => short = middle,
                }
            }
            at = held;
            turned.push(dial);
        }
        at
    }

    fn step(&mut self, best: &mut Filling, visit: Visit, decisions: Decisions) -> bool {
        match self.compute(visit, decisions) {
            Some(next) if next.cost < best.cost => {
                *best = next;
                true
            }
            _ => false,
        }
    }

    fn change_facts(&mut self, best: &mut Filling) {
        for visit in self.neighbours(&best.visit) {
            let decisions = best.decisions.clone();
            if self.tried <= self.most && self.step(best, visit, decisions) {
                return self.change_facts(best);
            }
        }
    }

    /// Returns the visits that differ in one fact, and in the facts that depend on it.
    fn neighbours(&self, at: &Visit) -> Vec<Visit> {
        let (open, vocabulary) = (self.open, &self.lot.tables.vocabulary);
        let mut found = Vec::new();
        let mut push = |change: &dyn Fn(&mut Visit)| {
            let mut visit = at.clone();
            change(&mut visit);
            if visit != *at {
                found.push(visit);
            }
        };
        if open.hospital.is_none() {
            push(&|visit| visit.hospital = Some(Hospital::Other));
            for id in self.lot.fitting(open) {
                let hospital = &vocabulary.hospitals[id.index()];
                for place in self.lot.places(open.insured_in, hospital.region) {
                    push(&|visit| {
                        visit.hospital = Some(Hospital::Named(id));
                        visit.grade = open.grade.or(hospital.grade).or(visit.grade);
                        visit.tier = open.tier.or(hospital.tier).or(visit.tier);
                        visit.place = open.place.or(Some(place));
                    });
                }
            }
        }
        fn each<T: Copy>(
            known: Option<T>,
            values: &[T],
            push: &mut AddChange,
            set: fn(&mut Visit) -> &mut Option<T>,
        ) {
            if known.is_none() {
                for value in values {
                    push(&|visit| *set(visit) = Some(*value));
                }
            }
        }
        each(open.grade, Grade::ALL, &mut push, |v| &mut v.grade);
        each(open.tier, HospitalTier::ALL, &mut push, |v| &mut v.tier);
        each(open.place, Place::ALL, &mut push, |v| &mut v.place);
        each(open.care, Care::ALL, &mut push, |v| &mut v.care);
        each(open.sex, Sex::ALL, &mut push, |v| &mut v.sex);
        for (fact, values) in &self.lot.numbers {
            let (least, most) = open.bounds(*fact);
            let fits = |it: &&u16| open.number(*fact).is_none() && (least..=most).contains(*it);
            for value in values.iter().filter(fits) {
                push(&|visit| visit.said[*fact] = Some(*value));
            }
        }
        let plans: Vec<u8> = match self.lot.only_plans(open) {
            only if !only.is_empty() => only,
            _ => (0..vocabulary.plans.len() as u8)
                .chain([OTHER_PLAN])
                .collect(),
        };
        each(open.plan, &plans, &mut push, |v| &mut v.plan);
        let flags = [true, false];
        for fact in YesNo::conditions().filter(|it| open.said[*it].is_none()) {
            for flag in flags {
                push(&|visit| visit.said[fact] = Some(flag));
            }
            // Together with what it implies: who is not enrolled has paid no premium.
            let open = |it: &YesNo| fact.implies() & it.bit() != 0 && open.said[*it].is_none();
            let tied: Vec<YesNo> = YesNo::conditions().filter(open).collect();
            for flag in flags.into_iter().filter(|_| tied.len() > 1) {
                push(&|visit| tied.iter().for_each(|it| visit.said[*it] = Some(flag)));
            }
        }
        if open.diseases.is_none() {
            push(&|visit| visit.diseases = Some(Vec::new()));
            for disease in 0..vocabulary.diseases.len() as u16 {
                push(&|visit| visit.diseases = Some(vec![DiseaseId(disease)]));
            }
        }
        for (at, (question, answer)) in at.answers.iter().enumerate() {
            if !open.answers.iter().any(|(known, _)| known == question) {
                push(&|visit| visit.answers[at].1 = !answer);
            }
        }
        for day in self.days() {
            push(&|visit| visit.tables_as_of = day);
        }
        for group in 0..vocabulary.groups.len() as u16 {
            let own = 1 << group;
            let implied = vocabulary.group_closure(GroupId(group));
            let mut yes = at.groups.yes;
            if yes & own == 0 {
                yes |= implied;
            } else {
                for other in 0..vocabulary.groups.len() as u16 {
                    if vocabulary.group_closure(GroupId(other)) & own != 0 {
                        yes &= !(1 << other);
                    }
                }
            }
            if yes & open.groups.no == 0 && open.groups.yes & !yes == 0 {
                push(&|visit| {
                    visit.groups.yes = yes;
                    visit.groups.no = !yes;
                });
            }
        }
        found.retain(|visit| self.legal(visit));
        found
    }

    /// Checks that facts which depend on one another agree.
    pub fn legal(&self, visit: &Visit) -> bool {
        let open = &self.open;
        let agree = |narrow: YesNo, wide: YesNo| {
            visit.said[narrow] != Some(true)
                || visit.said[wide] != Some(false)
                || (open.said[narrow].is_some() && open.said[wide].is_some())
        };
        let cover = YesNo::conditions().all(|narrow| {
            let mut wide = YesNo::conditions().filter(|it| narrow.implies() & it.bit() != 0);
            wide.all(|wide| agree(narrow, wide))
        });
        let Some(Hospital::Named(id)) = visit.hospital else {
            return cover;
        };
        let hospital = &self.lot.tables.vocabulary.hospitals[id.index()];
        let places = self.lot.places(visit.insured_in, hospital.region);
        cover
            && (hospital.grade.is_none() || hospital.grade == visit.grade)
            && (hospital.tier.is_none() || hospital.tier == visit.tier)
            && visit.place.is_some_and(|place| places.contains(&place))
    }

    fn change_decisions(&mut self, best: &mut Filling, rng: &mut Rng) {
        let keys: Vec<String> = best.decisions.keys().cloned().collect();
        for key in keys {
            match best.decisions.get(&key) {
                Some(Decision::Holds(holds)) => {
                    let mut decisions = best.decisions.clone();
                    decisions.insert(key, Decision::Holds(!holds));
                    let visit = best.visit.clone();
                    self.step(best, visit, decisions);
                }
                Some(Decision::Figure(..)) => self.slide(best, &OpenAmount::Figure(key), rng),
                None => {}
            }
            if self.tried > self.most {
                return;
            }
        }
    }

    /// Returns the amounts that the visit leaves open.
    fn dials(&self) -> Vec<OpenAmount> {
        let mut dials = Vec::new();
        let bill = self.open.bill.as_ref();
        if let Some(bill) = bill.filter(|bill| bill.self_pay.is_none()) {
            let by_lines = bill_lines::in_scope(self.lot.tables, self.open);
            match (bill.said_in_scope(), bill.total) {
                (None, _) if by_lines.is_some() => {
                    let open = by_lines.filter(|(low, high)| low < high);
                    dials.extend(open.map(|(low, high)| OpenAmount::InScope(low, high)));
                }
                (None, Some(total)) => dials.push(OpenAmount::InScope(Fen::ZERO, total)),
                (Some(said), _) if said.low < said.high => {
                    dials.push(OpenAmount::InScope(said.low, said.high));
                }
                _ => {}
            }
        }
        match &self.open.year {
            Year::Unknown => {
                dials.push(OpenAmount::Before);
                let layers = 0..self.lot.tables.vocabulary.layers.len() as u16;
                dials.extend(layers.map(|layer| OpenAmount::PaidThisYear(LayerId(layer))));
            }
            Year::Known {
                in_scope_self_pay: None,
                ..
            } => dials.push(OpenAmount::Before),
            _ => {}
        }
        dials
    }

    fn slide_amounts(&mut self, best: &mut Filling, rng: &mut Rng) {
        for dial in self.dials() {
            self.slide(best, &dial, rng);
            if self.tried > self.most {
                return;
            }
        }
    }

    /// Moves one amount: to its bounds, to edges of brackets and caps, and by ever smaller steps.
    fn slide(&mut self, best: &mut Filling, dial: &OpenAmount, rng: &mut Rng) {
        let Some((least, most, _)) = read(best, dial) else {
            return;
        };
        let mut points = vec![least, most];
        if matches!(dial, OpenAmount::InScope(..) | OpenAmount::Before) {
            points.extend(self.lot.edges.iter().map(|fen| fen.0));
        } else {
            points.push(rng.within(least, most.min(least.saturating_add(REACH))));
        }
        for point in points {
            self.turn(best, dial, point);
        }
        let items = best.visit.bill.iter().any(|bill| !bill.items.is_empty());
        // Otherwise a figure helps most at one of its ends; the points above try to refute that.
        let bends = items || self.figures_bend;
        if matches!(dial, OpenAmount::Figure(_) | OpenAmount::PaidThisYear(_)) && !bends {
            return;
        }
        let mut step = (most - least).min(REACH) / 2;
        while step > 0 && self.tried <= self.most {
            let Some((_, _, at)) = read(best, dial) else {
                return;
            };
            let moved = self.turn(best, dial, at - step) || self.turn(best, dial, at + step);
            if !moved {
                step /= 2;
            }
        }
    }

    fn turn(&mut self, best: &mut Filling, dial: &OpenAmount, to: i64) -> bool {
        let Some((least, most, at)) = read(best, dial) else {
            return false;
        };
        if to < least || to > most || to == at {
            return false;
        }
        match self.turned(best, dial, to) {
            Some(next) if next.cost < best.cost => {
                *best = next;
                true
            }
            _ => false,
        }
    }

    /// Returns the filling with one amount set to another value.
    fn turned(&mut self, from: &Filling, dial: &OpenAmount, to: i64) -> Option<Filling> {
        let (least, most, _) = read(from, dial)?;
        let (mut visit, mut decisions) = (from.visit.clone(), from.decisions.clone());
        match dial {
            OpenAmount::InScope(..) => {
                if let Some(bill) = &mut visit.bill {
                    bill.set_in_scope(Some(Fen(to)));
                }
            }
            OpenAmount::Before => {
                if let Year::Known {
                    in_scope_self_pay, ..
                } = &mut visit.year
                {
                    *in_scope_self_pay = Some(Fen(to));
                }
            }
            OpenAmount::PaidThisYear(layer) => {
                if let Year::Known { paid, .. } = &mut visit.year {
                    paid.retain(|(known, _)| known != layer);
                    paid.push((*layer, Fen(to)));
                }
            }
            OpenAmount::Figure(key) => {
                decisions.insert(key.clone(), Decision::Figure(least, most, to));
            }
        }
        self.compute(visit, decisions)
    }
}

/// Returns the least, the most and the present value of an amount, in fen.
fn read(filling: &Filling, dial: &OpenAmount) -> Option<(i64, i64, i64)> {
    let visit = &filling.visit;
    match (dial, &visit.year) {
        (OpenAmount::InScope(low, high), _) => {
            let bill = visit.bill.as_ref()?;
            Some((low.0, high.0, bill.in_scope?.0))
        }
        (
            OpenAmount::Before,
            Year::Known {
                in_scope_self_pay, ..
            },
        ) => Some((0, Fen::MAX.0, (*in_scope_self_pay)?.0)),
        (OpenAmount::PaidThisYear(layer), Year::Known { paid, .. }) => {
            let paid = paid.iter().filter(|(known, _)| known == layer);
            Some((0, Fen::MAX.0, paid.map(|p| p.1).sum::<Fen>().0))
        }
        (OpenAmount::Figure(key), _) => match filling.decisions.get(key)? {
            Decision::Figure(least, most, at) => Some((*least, *most, *at)),
            Decision::Holds(_) => None,
        },
        _ => None,
    }
}
