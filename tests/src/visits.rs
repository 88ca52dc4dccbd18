//! Chance visits: fully known ones, what is left when some facts are forgotten, and fillings.
use crate::rng::Rng;
use mingbai_engine::{
    Bill, Groups, Hospital, LocalFigure, LocalRule, Question, Value, Visit, Year,
};
use mingbai_policy::terms::Level;
use mingbai_policy::{
    Amount, Care, Day, DiseaseId, Fen, Grade, GroupId, HospitalId, Insurance, ItemId, LayerId,
    Place, RegionId, Sex, Share, Shares, Tables, Tier, When,
};

/// A plan (档次) that no table names.
pub const OTHER_PLAN: u8 = 31;

/// Tables with what makes visits to them interesting.
pub struct Lot<'t> {
    /// The tables.
    pub tables: &'t Tables,
    /// Every edge, deductible and cap.
    pub edges: Vec<Fen>,
    /// First and last days of tables.
    pub days: Vec<Day>,
    /// Ages that a condition about money turns on.
    pub ages: Vec<u8>,
}

/// The ages conditions about money name, and one year less.
fn ages(tables: &Tables) -> Vec<u8> {
    fn see(when: &When, ages: &mut Vec<u8>) {
        match when {
            When::All(parts) | When::Any(parts) => parts.iter().for_each(|part| see(part, ages)),
            When::Not(inner) => see(inner, ages),
            When::AgeAtLeast(age) => ages.extend([age.saturating_sub(1), *age]),
            When::Child => ages.extend([17, 18]),
            _ => {}
        }
    }
    let mut ages = vec![0, 100];
    for table in &tables.tables {
        let layers = table.layers.iter();
        layers
            .flat_map(|layer| &layer.variants)
            .for_each(|variant| see(&variant.when, &mut ages));
        let rules = (table.layers.iter().map(|one| &one.rule))
            .chain(table.excesses.iter().map(|one| &one.rule))
            .chain(table.waivers.iter().map(|one| &one.rule))
            .chain(table.schemes.iter().map(|one| &one.rule));
        rules.for_each(|rule| see(&rule.when, &mut ages));
        table
            .schemes
            .iter()
            .for_each(|scheme| see(&scheme.scope, &mut ages));
    }
    ages.sort_unstable();
    ages.dedup();
    ages
}

impl<'t> Lot<'t> {
    /// Looks the tables over.
    pub fn new(tables: &'t Tables) -> Lot<'t> {
        let mut edges = vec![Fen(0), Fen(1), Fen(100)];
        let mut days = vec![Day::new(2020, 5, 10), Day::new(2026, 6, 1)];
        for table in &tables.tables {
            days.extend(table.span.from);
            days.extend(table.span.until);
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
                    Some(Shares::Steps(steps)) => edges.extend(steps.iter().map(|s| s.to)),
                    Some(Shares::Parts(parts)) => {
                        edges.extend(parts.iter().flat_map(|p| &p.steps).map(|s| s.to));
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
            ages: ages(tables),
        }
    }

    /// Places inside this one, itself too.
    pub fn inside(&self, outer: RegionId) -> Vec<RegionId> {
        (0..self.tables.terms.regions.len() as u16)
            .map(RegionId)
            .filter(|inner| self.tables.terms.within(*inner, outer))
            .collect()
    }

    /// An amount: near an edge, or anywhere up to half a million yuan.
    pub fn amount(&self, rng: &mut Rng) -> Fen {
        match rng.below(4) {
            0 => Fen((rng.of(&self.edges).0 + rng.within(-1, 1)).max(0)),
            1 => Fen((rng.of(&self.edges).0 + rng.of(&self.edges).0 + rng.within(-1, 1)).max(0)),
            2 => Fen(rng.within(0, 2_000_000)),
            _ => Fen(rng.within(0, 50_000_000)),
        }
    }

    /// An amount of at most this.
    pub fn amount_up_to(&self, rng: &mut Rng, most: Fen) -> Fen {
        match rng.below(5) {
            0 => most,
            1 => Fen(0),
            2 => self.amount(rng).min(most),
            3 => Fen(rng.within(most.0 / 2, most.0)),
            _ => Fen(rng.within(0, most.0)),
        }
    }

    /// A visit with every fact known, insured here (`None`: 其他).
    pub fn known(&self, rng: &mut Rng, insured_in: Option<RegionId>) -> Visit {
        let terms = &self.tables.terms;
        let date = if rng.one_in(3) {
            rng.of(&self.days)
        } else {
            self.mid_day(rng, insured_in)
        };
        let mut visit = Visit::new(date, insured_in);
        visit.insurance = Some(Insurance::Resident);
        visit.liable_third_party = Some(false);
        visit.grade = rng.pick(Grade::ALL).copied();
        visit.tier = rng.pick(Tier::ALL).copied();
        visit.place = rng.pick(Place::ALL).copied();
        visit.hospital = Some(Hospital::Other);
        if !terms.hospitals.is_empty() && rng.coin() {
            let id = HospitalId(rng.below(terms.hospitals.len()) as u16);
            self.settle_hospital(&mut visit, id, rng);
        }
        visit.referred = Some(rng.coin());
        visit.care = Some(if rng.coin() {
            Care::Inpatient
        } else {
            rng.of(Care::ALL)
        });
        if !terms.diseases.is_empty() {
            visit.diseases = Some(vec![DiseaseId(rng.below(terms.diseases.len()) as u16)]);
        } else {
            visit.diseases = Some(Vec::new());
        }
        let mut groups = Groups::default();
        for group in 0..terms.groups.len() as u16 {
            if rng.one_in(6) {
                groups.join(terms, GroupId(group));
            }
        }
        groups.no = !groups.yes;
        visit.groups = groups;
        visit.sex = rng.pick(Sex::ALL).copied();
        visit.age = Some(rng.within(0, 100) as u8);
        visit.enrolled = Some(!rng.one_in(6));
        // Nobody pays for a cover without being enrolled.
        visit.premium_paid = Some(visit.enrolled == Some(true) && !rng.one_in(6));
        visit.plan = Some(rng.below(terms.plans.len().max(1)) as u8);
        for question in 0..self.tables.questions.len() as u16 {
            visit.answers.push((question, rng.coin()));
        }
        let total = self.amount(rng);
        visit.bill = Some(Bill {
            total: Some(total),
            in_scope: Some(self.amount_up_to(rng, total)),
            ..Bill::default()
        });
        if rng.coin() {
            visit.year = self.year(rng);
        }
        if rng.one_in(3) {
            self.buy(rng, &mut visit);
        }
        visit
    }

    /// Fills in figures of layers that people buy for themselves (惠民保), often not all of them.
    fn buy(&self, rng: &mut Rng, visit: &mut Visit) {
        for (at, layer) in (0u16..).zip(&self.tables.terms.layers) {
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

    fn mid_day(&self, rng: &mut Rng, insured_in: Option<RegionId>) -> Day {
        let terms = &self.tables.terms;
        let home = insured_in.unwrap_or(RegionId(0));
        let mut spans = self.tables.tables.iter().filter(|t| match t.owner {
            mingbai_policy::Owner::Region(region) => terms.within(home, region),
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

    /// A year so far that could be.
    pub fn year(&self, rng: &mut Rng) -> Year {
        let in_scope_self_pay = self.amount(rng);
        let mut left = in_scope_self_pay;
        let mut paid = Vec::new();
        for layer in 0..self.tables.terms.layers.len() as u16 {
            if rng.one_in(4) {
                let fen = self.amount_up_to(rng, left);
                left -= fen;
                paid.push((mingbai_policy::LayerId(layer), fen));
            }
        }
        Year::Known {
            in_scope_self_pay: Some(in_scope_self_pay),
            paid,
        }
    }

    /// Treats the person in this hospital, with what is known of it.
    pub fn settle_hospital(&self, visit: &mut Visit, id: HospitalId, rng: &mut Rng) {
        let hospital = &self.tables.terms.hospitals[id.index()];
        visit.hospital = Some(Hospital::Named(id));
        visit.grade = hospital.grade.or(visit.grade);
        visit.tier = hospital.tier.or(visit.tier);
        let places = self.places(visit.insured_in, hospital.region);
        if !visit.place.is_some_and(|place| places.contains(&place)) {
            visit.place = Some(rng.of(&places));
        }
    }

    /// Where a hospital may stand, seen from home.
    pub fn places(&self, home: Option<RegionId>, stands: RegionId) -> Vec<Place> {
        let terms = &self.tables.terms;
        let Some(home) = home else {
            return Place::ALL.to_vec();
        };
        let at = |region: RegionId, level: Level| {
            terms
                .lineage(region)
                .find(|r| terms.regions[r.index()].level == level)
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
            // A municipality's counties have no prefecture between.
            (Some(_), Some(_), _) => vec![Place::SameProvince],
            (_, _, (Some(_), Some(_))) => vec![Place::SameCounty, Place::SamePrefecture],
            _ => vec![
                Place::SameCounty,
                Place::SamePrefecture,
                Place::SameProvince,
            ],
        }
    }

    /// Forgets some facts; `disease` among them only where that is asked.
    pub fn forget(&self, rng: &mut Rng, known: &Visit, disease: bool) -> Visit {
        let mut visit = known.clone();
        let often = 1 + rng.below(4);
        if rng.one_in(often) {
            visit.hospital = None;
        }
        // A named hospital brings its own grade, tier and place; a hospital not named lets them go.
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
            visit.referred = None;
        }
        if rng.one_in(often) {
            visit.care = None;
        }
        if rng.one_in(often) {
            visit.sex = None;
        }
        if rng.one_in(often) {
            visit.age = None;
        }
        if rng.one_in(often) {
            visit.enrolled = None;
        }
        if rng.one_in(often) {
            visit.premium_paid = None;
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
            bill.in_scope = None;
        }
        if let Year::Known {
            in_scope_self_pay, ..
        } = &mut visit.year
            && rng.one_in(often)
        {
            // Who knows what was paid may still not know what was left to pay.
            *in_scope_self_pay = None;
            if rng.coin() {
                visit.year = Year::Unknown;
            }
        }
        visit
    }

    fn forget_groups(&self, rng: &mut Rng, visit: &mut Visit, often: usize) {
        let terms = &self.tables.terms;
        let full = visit.groups;
        let mut kept = Groups::default();
        for group in 0..terms.groups.len() as u16 {
            if rng.one_in(often) {
                continue;
            }
            if full.yes & (1 << group) != 0 {
                kept.join(terms, GroupId(group));
            } else {
                kept.leave(terms, GroupId(group));
            }
        }
        visit.groups = kept;
    }

    /// In the same province as home: a hospital left out is none of another province (a stated
    /// default of every answer).
    fn near(&self, home: Option<RegionId>, stands: RegionId) -> bool {
        let terms = &self.tables.terms;
        let province = |region| {
            terms
                .lineage(region)
                .find(|r| terms.regions[r.index()].level == Level::Province)
        };
        home.is_some_and(|home| province(home).is_some() && province(home) == province(stands))
    }

    /// Fills every open fact from another known visit, as far as that contradicts nothing.
    pub fn fill(&self, rng: &mut Rng, open: &Visit, disease: bool) -> Visit {
        let terms = &self.tables.terms;
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
        visit.referred = visit.referred.or(other.referred);
        visit.care = visit.care.or(other.care);
        visit.sex = visit.sex.or(other.sex);
        visit.age = visit.age.or(other.age);
        let paid = visit.premium_paid == Some(true);
        visit.enrolled = visit
            .enrolled
            .or(if paid { Some(true) } else { other.enrolled });
        let out = visit.enrolled == Some(false);
        visit.premium_paid =
            visit
                .premium_paid
                .or(if out { Some(false) } else { other.premium_paid });
        visit.plan = visit.plan.or(if rng.one_in(3) {
            Some(OTHER_PLAN)
        } else {
            other.plan
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
        for group in 0..terms.groups.len() as u16 {
            let all = terms.group_closure(GroupId(group));
            if rng.one_in(often) && all & visit.groups.no == 0 {
                visit.groups.yes |= all;
            }
        }
        visit.groups.no = !visit.groups.yes;
        if let Some(bill) = &mut visit.bill
            && let (Some(total), None) = (bill.total, bill.in_scope)
        {
            bill.in_scope = Some(self.amount_up_to(rng, total));
        }
        match &mut visit.year {
            Year::Unknown => visit.year = self.year(rng),
            Year::Known {
                in_scope_self_pay: before @ None,
                ..
            } => *before = Some(self.amount(rng)),
            _ => {}
        }
        visit
    }

    /// Hospitals that a visit without one may have been to.
    pub fn fitting(&self, open: &Visit) -> Vec<HospitalId> {
        let hospitals = &self.tables.terms.hospitals;
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

    /// The visit with the facts of a witness filled in.
    pub fn witness(&self, open: &Visit, facts: &[(Question, Value)]) -> Visit {
        let terms = &self.tables.terms;
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
                (Question::Age, Value::Age(from, _)) => visit.age = Some(*from),
                (Question::Plan, Value::Plan(plan)) => visit.plan = Some(*plan),
                (Question::Plan, _) => visit.plan = Some(OTHER_PLAN),
                (Question::Disease, Value::Disease(disease)) => {
                    visit.diseases = Some(vec![*disease]);
                }
                (Question::Referred, _) => visit.referred = truth,
                (Question::Enrolled, _) => visit.enrolled = truth,
                (Question::PremiumPaid, _) => visit.premium_paid = truth,
                (Question::Group(group), Value::Yes) => visit.groups.join(terms, *group),
                (Question::Group(group), _) => visit.groups.leave(terms, *group),
                (Question::Own(question), value) => {
                    visit.answers.push((*question, *value == Value::Yes));
                }
                (Question::InScope, Value::Amount(fen)) => {
                    if let Some(bill) = &mut visit.bill {
                        bill.in_scope = Some(*fen);
                    }
                }
                (Question::YearToDate, Value::Amount(fen)) => {
                    visit.year = Year::Known {
                        in_scope_self_pay: Some(*fen),
                        paid: Vec::new(),
                    };
                }
                (Question::YearToDate, Value::Nothing) => {
                    visit.year = Year::Known {
                        in_scope_self_pay: Some(Fen::ZERO),
                        paid: Vec::new(),
                    };
                }
                _ => {}
            }
        }
        visit
    }

    /// The bill's items, so many fen shared among chance items.
    pub fn items(&self, rng: &mut Rng, mut left: Fen) -> Vec<(ItemId, Fen)> {
        let mut items = Vec::new();
        let count = self.tables.terms.items.len();
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
