//! Made-up tables: one county in one province, with anything the build gate would accept. Must not
//! know the shipped tables.
use crate::rng::Rng;
use mingbai_policy::ordinary::{Direction, Ordinary, OrdinaryFact, Take};
use mingbai_policy::vocabulary::{
    Disease, Group, Hospital, Item, Layer, Level, Name, OwnLayer, Region,
};
use mingbai_policy::{
    Amount, Base, BillCost, Bracket, Care, Cite, CiteId, DiseaseEntry, DiseaseId, DiseaseList,
    Evidence, Fen, Figures, Free, GroupId, HospitalId, HospitalTier, Insurance, ItemClass, ItemId,
    LayerId, LayerRule, LeftPart, NumberFact, OwnShare, Owner, Period, RegionId, RoundedBy,
    Rounding, Rule, Scheme, Share, SharePart, ShareRange, Shares, Span, StayRule, StayYear, Table,
    TableQuestion, Tables, TopUp, TopUpBase, Unit, Variant, Vocabulary, Waiver, When, YesNo,
};

/// The county where everyone is insured.
pub const COUNTY: RegionId = RegionId(2);

/// How much of a made-up county is unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gaps {
    /// Every figure and condition is known.
    None,
    /// Figures may be unknown, and conditions undecided.
    Some,
}

/// Keeps classes' own shares in 基本医保 only as the build gate does: their part in scope is exact, and
/// 基本医保 has a schedule of its own without 先行自付.
fn settle_own_shares(tables: &mut [Table]) {
    let classes = tables.iter().flat_map(|it| &it.classes);
    if classes.filter(|it| it.own_share.is_some()).count() == 0 {
        return;
    }
    let basic = |rule: &LayerRule| rule.layer == LayerId(0);
    let rules = tables.iter().flat_map(|it| &it.layers);
    let mut figures = rules.filter(|it| basic(it)).flat_map(|it| &it.variants);
    let borrows = figures.any(|it| {
        let shares = &it.figures.shares;
        matches!(shares, Some(Shares::SameAs(_) | Shares::Parts(_)))
    });
    for table in tables {
        let rules = table.layers.iter_mut().filter(|it| basic(it));
        for variant in rules.flat_map(|it| &mut it.variants) {
            if !borrows {
                variant.figures.first_self_pay = None;
            }
        }
        for class in &mut table.classes {
            if borrows {
                class.own_share = None;
            }
            if class.own_share.is_some() {
                class.first_self_pay = Some(ShareRange::exact(match class.first_self_pay {
                    Some(share) if share.low == share.high => share.low,
                    _ => Share::ZERO,
                }));
            }
        }
    }
}

/// Returns random tables of a made-up county.
pub fn county(rng: &mut Rng, gaps: Gaps) -> Tables {
    let vocabulary = vocabulary();
    let waives = rng.coin();
    let supplement = if rng.coin() { Base::Year } else { Base::All };
    let aid = if rng.one_in(3) {
        Base::InScopeCost
    } else {
        Base::InScope
    };
    let ceilings = rng.one_in(3);
    let costs = rng.one_in(3);
    let basic = match rng.one_in(4) {
        true => Base::YearCost,
        false => Base::InScope,
    };
    // The build gate allows a part of its own neither under a ceiling nor under a cap on the cost.
    let one_parts = !ceilings && !costs && rng.coin();
    let by_cost = rng.one_in(4);
    let mut maker = CountyMaker {
        rng,
        gaps,
        vocabulary: &vocabulary,
        waives,
        basic,
        supplement,
        aid,
        ceilings,
        costs,
        factors: [3, 3, 3, 0],
        one_parts,
        by_cost,
    };
    let mut tables = vec![
        maker.table("nation", Owner::Region(RegionId(0))),
        maker.table("province", Owner::Region(RegionId(1))),
        maker.table("county", Owner::Region(COUNTY)),
        maker.table("hospital", Owner::Hospital(HospitalId(0))),
    ];
    // What the hospital bears is out of scope first, which the build gate allows under no ceiling.
    if maker.one_parts && !maker.ceilings && maker.rng.coin() {
        let priced = maker.fixed_price();
        tables[2].layers.push(priced);
    }
    let plain = maker.basic == Base::InScope && maker.gaps == Gaps::None && !maker.ceilings;
    if plain && !maker.one_parts && maker.rng.one_in(3) {
        maker.look(&mut tables);
    }
    if maker.rng.one_in(3) {
        let employees = maker.table("employees", Owner::Region(COUNTY));
        let everyone = Insurance::Resident.bit() | Insurance::Employee.bit();
        // The nation's table states every figure, for employees too.
        insure(&mut tables[0], everyone);
        if maker.rng.coin() {
            insure(&mut tables[3], everyone);
        }
        tables.push(employees);
        insure(&mut tables[4], Insurance::Employee.bit());
    }
    settle_own_shares(&mut tables);
    Tables {
        questions: vec![TableQuestion {
            id: "q".into(),
            text: "吗？".into(),
            help: "问医院".into(),
        }],
        cites: vec![Cite {
            id: "d:1".into(),
            title: "文件".into(),
            issuer: None,
            date: None,
            by_content: false,
            place: "1".into(),
            evidence: Evidence::Document,
            named: false,
            rows: Vec::new(),
            checked: None,
        }],
        tables,
        vocabulary,
        joined: Vec::new(),
    }
}

/// Makes a table one for people of these basic insurances.
fn insure(table: &mut Table, insurance: u8) {
    table.insurance = Some(insurance);
    for layer in &mut table.layers {
        layer.insurance = insurance;
    }
}

/// Leaves 基本医保 figures of a visit alone, so that what a layer looks at is known wherever the visit
/// is.
fn settle_looked_at(table: &mut Table) {
    let basic = table.layers.iter_mut().filter(|it| it.layer == LayerId(0));
    for figures in basic
        .flat_map(|it| &mut it.variants)
        .map(|it| &mut it.figures)
    {
        figures.first_self_pay = None;
        figures.deductible_per = None;
        if figures.deductible == Some(Amount::Rest) {
            figures.deductible = None;
        }
        let exact = matches!(figures.cap, Some(Amount::Range(cap, _)) if cap != Fen::MAX);
        figures.cap_per = exact.then_some(Period::Visit);
    }
    for class in &mut table.classes {
        class.own_share = None;
    }
}

/// Checks whether a layer's schedule is measured on a sum of the year.
fn of_year(base: Base) -> bool {
    matches!(base, Base::Year | Base::YearCost)
}

fn name(id: &str) -> Name {
    Name {
        id: id.into(),
        name: id.into(),
        aliases: Vec::new(),
    }
}

fn vocabulary() -> Vocabulary {
    let region = |id, level, parent: Option<u16>| Region {
        name: name(id),
        level,
        parent: parent.map(RegionId),
    };
    let group = |id, implies: &[u16]| Group {
        name: name(id),
        implies: implies.iter().map(|g| GroupId(*g)).collect(),
    };
    let disease = |id, broader: &[u16]| Disease {
        name: name(id),
        broader: broader.iter().map(|d| DiseaseId(*d)).collect(),
        icd: Vec::new(),
    };
    let item = |id, broader: Option<u16>| Item {
        name: name(id),
        broader: broader.map(ItemId),
    };
    Vocabulary {
        regions: vec![
            region("nation", Level::Nation, None),
            region("province", Level::Province, Some(0)),
            region("county", Level::County, Some(1)),
        ],
        hospitals: vec![Hospital {
            name: name("hospital"),
            region: COUNTY,
            grade: None,
            tier: Some(HospitalTier::County),
        }],
        groups: vec![
            group("g0", &[]),
            group("g1", &[0]),
            group("g2", &[]),
            group("g3", &[1]),
        ],
        diseases: vec![disease("d0", &[]), disease("d1", &[0]), disease("d2", &[])],
        disease_sets: Vec::new(),
        items: vec![item("i0", None), item("i1", Some(0)), item("i2", None)],
        layers: [
            ("basic", None),
            ("catastrophic", None),
            ("supplement", None),
            ("aid", None),
            ("bought", Some(Base::InScope)),
            ("bought-out", Some(Base::OutOfScope)),
            ("borne", None),
            ("large", None),
            ("civil", None),
        ]
        .map(|(id, own)| Layer {
            name: name(id),
            field: None,
            own: own.map(|base| OwnLayer { base, asks: 0 }),
            everyone: id == "basic",
            hospital: id == "borne",
        })
        .to_vec(),
        plans: vec!["p0".into(), "p1".into()],
        ordinary: ordinary(),
    }
}

/// Returns the default values of the shipped vocabulary, with its amounts.
fn ordinary() -> Vec<Ordinary> {
    let take = |fact, take, up_to, truth| Ordinary {
        fact,
        take,
        care: Care::Inpatient.bit(),
        up_to,
        words: fact.word().into(),
        truth: Some(truth),
    };
    let shares = [1_000_000, 900_000, 800_000, 500_000];
    let shares = shares.into_iter().filter_map(Share::from_millionths);
    let (more, less) = (Direction::More, Direction::Less);
    let (cap, own) = (Some(Fen(6_000_000)), Some(Fen(1_000_000)));
    vec![
        take(
            OrdinaryFact::InScope,
            Take::Shares(shares.collect()),
            None,
            more,
        ),
        take(OrdinaryFact::Groups, Take::Nothing, None, less),
        take(
            OrdinaryFact::Is(YesNo::LiableThirdParty),
            Take::Nothing,
            None,
            more,
        ),
        take(OrdinaryFact::Cap, Take::Nothing, cap, more),
        take(OrdinaryFact::YearDeductible, Take::Nothing, own, less),
    ]
}

struct CountyMaker<'a> {
    rng: &'a mut Rng,
    gaps: Gaps,
    vocabulary: &'a Vocabulary,
    /// Whether the county waives items instead of having top-up rules (兜底). No document says which
    /// comes off an item first, so no county has both.
    waives: bool,
    /// The bases of the first, the third and the fourth layer, one for all tables.
    basic: Base,
    supplement: Base,
    aid: Base,
    /// Whether layers may have ceilings (合计封顶): then none has parts.
    ceilings: bool,
    /// Whether caps may be on the cost.
    costs: bool,
    /// How many more factors the shares of each layer may meet: a share has three decimal places, a
    /// factor one, and the build gate allows six in all. The shares of the last layer may be those of
    /// another, which no factor may meet.
    factors: [u32; 4],
    /// Whether variants may have one part with a base of its own, and diseases a fixed price. Then no
    /// class of items has a share of its own in a layer, which the build gate allows beside neither,
    /// only on in-scope money of one visit, and without a cap on the cost.
    one_parts: bool,
    /// Whether conditions of layers may turn on the cost of the visit.
    by_cost: bool,
}

impl CountyMaker<'_> {
    fn gap(&mut self, n: usize) -> bool {
        self.gaps == Gaps::Some && self.rng.one_in(n)
    }

    fn share(&mut self) -> Share {
        let tenths_of_percent = self.rng.within(0, 1000) as u32;
        let share = Share::from_millionths(tenths_of_percent * 1000);
        if self.rng.one_in(8) {
            Share::ONE
        } else {
            share.unwrap_or(Share::ONE)
        }
    }

    fn range(&mut self) -> ShareRange {
        if self.gap(12) {
            return ShareRange::UNKNOWN;
        }
        let share = self.share();
        if self.gap(12) {
            ShareRange {
                low: share,
                high: Share::ONE,
            }
        } else {
            ShareRange::exact(share)
        }
    }

    /// Returns an amount in whole, even yuan.
    fn amount(&mut self, most: i64, unbounded: bool) -> Amount {
        if self.gap(12) {
            return Amount::UNKNOWN;
        }
        if unbounded && self.rng.one_in(3) {
            return Amount::exact(Fen::MAX);
        }
        let fen = Fen(self.rng.within(0, most / 200) * 200);
        if self.gap(15) {
            Amount::Range(fen, Fen(fen.0 * 2))
        } else {
            Amount::exact(fen)
        }
    }

    /// Returns the period in which a deductible is met once; on a sum of the year that is always a
    /// year, and never said.
    fn deductible_per(&mut self, base: Base) -> Option<Period> {
        let periods = [Period::Day, Period::Month, Period::Quarter, Period::Year];
        (!of_year(base) && self.rng.one_in(3)).then(|| self.rng.of(&periods))
    }

    /// Returns whether a cap is on the cost: one in two, by its amount.
    fn on_cost(&self, base: Base, cap: Option<Amount>) -> bool {
        let even = |cap| matches!(cap, Amount::Range(low, _) if low.0 / 100 % 2 == 0);
        self.costs && matches!(base, Base::InScope | Base::InScopeCost) && cap.is_some_and(even)
    }

    /// Returns the period whose payments a cap counts, where that is no year.
    fn cap_per(&mut self, base: Base, cap: Amount) -> Option<Period> {
        let periods = [Period::Visit, Period::Day, Period::Month, Period::Quarter];
        // No account states the cost of a shorter period, so that the build gate allows none.
        let periods = match self.on_cost(base, Some(cap)) {
            true => &periods[..1],
            false => &periods,
        };
        let stated = !cap.is_relative() && cap != Amount::exact(Fen::MAX);
        (stated && self.rng.one_in(4)).then(|| self.rng.of(periods))
    }

    /// Returns an amount made from the one without its variant, up to so many fen away.
    fn made_from_another(&mut self, most: i64) -> Amount {
        let mut some = |most: i64| Fen(self.rng.within(0, 1_000) * most / 1_000);
        let (change, end) = (some(most), some(4 * most));
        match self.rng.below(5) {
            0 => Amount::HALF,
            1 => Amount::Times(self.share()),
            2 => Amount::Plus {
                plus: change,
                at_most: Fen::MAX,
            },
            3 => Amount::Plus {
                plus: change,
                at_most: end,
            },
            _ => Amount::Less {
                less: change,
                at_least: end,
            },
        }
    }

    /// Returns shares made from those without their variant, by a factor of whole tenths.
    fn factor(&mut self, layer: LayerId) -> Shares {
        self.factors[layer.index()] -= 1;
        let tenths = self.rng.within(1, 9) as u32;
        let factor = Share::from_millionths(tenths * 100_000).unwrap_or(Share::ONE);
        if self.rng.coin() {
            Shares::Times(factor)
        } else {
            Shares::OwnTimes(factor)
        }
    }

    /// Returns the points by which a share is lower: none, a few, or any. `known`: the layer may have
    /// parts, where the build gate demands one number.
    fn lowered(&mut self, known: bool) -> ShareRange {
        if self.rng.one_in(4) {
            return ShareRange::exact(Share::ZERO);
        }
        if !known && self.gap(4) {
            return ShareRange::UNKNOWN;
        }
        let tenths_of_percent = self.rng.within(0, 400) as u32;
        let points = Share::from_millionths(tenths_of_percent * 1000).unwrap_or(Share::ONE);
        if !known && self.gap(2) {
            return ShareRange {
                low: Share::ZERO,
                high: points,
            };
        }
        ShareRange::exact(points)
    }

    /// Returns a schedule of brackets; on a sum of the year shares never fall, as the build gate demands
    /// of yearly ones.
    fn ladder(&mut self, base: Base) -> Vec<Bracket> {
        let rising = of_year(base);
        let mut steps = Vec::new();
        let mut edge = 0;
        for _ in 0..self.rng.below(3) {
            edge += self.rng.within(1, 20_000) * 100;
            steps.push(Bracket {
                to: Fen(edge),
                share: self.range(),
            });
        }
        steps.push(Bracket {
            to: Fen::MAX,
            share: self.range(),
        });
        if rising {
            let mut shares: Vec<Share> = steps.iter().map(|s| s.share.low).collect();
            shares.sort_unstable();
            for (step, share) in steps.iter_mut().zip(shares) {
                step.share = ShareRange::exact(share);
            }
        }
        steps
    }

    /// Returns a condition of a layer or of its figures, which may turn on the cost of the visit.
    fn layer_when(&mut self) -> When {
        let when = self.when(1);
        if !self.by_cost || !self.rng.one_in(4) {
            return when;
        }
        let limit = Fen(self.rng.within(0, 20_000) * 100);
        let above = When::Above(self.rng.of(BillCost::ALL), limit);
        match self.rng.below(4) {
            0 => When::All(vec![when, above]),
            1 => When::Any(vec![when, above]),
            2 => When::Not(Box::new(above)),
            _ => above,
        }
    }

    fn when(&mut self, depth: usize) -> When {
        if self.gap(20) {
            return When::Unclear("未写明".into());
        }
        match self.rng.below(if depth == 0 { 9 } else { 12 }) {
            0 | 1 => When::Group(GroupId(self.rng.below(self.vocabulary.groups.len()) as u16)),
            2 => When::Grade(self.rng.within(1, 7) as u8),
            3 => When::HospitalTier(self.rng.within(1, 31) as u8),
            4 => When::Care(self.rng.within(1, 15) as u8),
            5 => When::Place(self.rng.within(1, 15) as u8),
            6 => {
                let at = self.rng.below(YesNo::conditions().count() + 1);
                let fact = YesNo::conditions().nth(at);
                fact.map_or(When::Question(0), When::Is)
            }
            7 => {
                let fact = self.rng.of(NumberFact::ALL);
                When::AtLeast(fact, self.threshold(fact))
            }
            8 => When::BenefitPlan(vec![self.rng.below(2) as u8]),
            9 => When::All(vec![self.when(depth - 1), self.when(depth - 1)]),
            10 => When::Any(vec![self.when(depth - 1), self.when(depth - 1)]),
            _ => When::Not(Box::new(self.when(depth - 1))),
        }
    }

    /// Returns a threshold of a number. Rules about stays tell the first few apart.
    fn threshold(&mut self, fact: NumberFact) -> u16 {
        let most = match fact {
            NumberFact::Stay => 4,
            fact => fact.most().min(90),
        };
        self.rng.within(1, most.into()) as u16
    }

    fn rule(&mut self, id: String, when: When) -> Rule {
        Rule {
            name: id.clone(),
            id,
            span: Span::default(),
            when,
            cites: vec![CiteId(0)],
            caveat: None,
        }
    }

    fn layer(&mut self, layer: LayerId, nation: bool, schemes: usize) -> LayerRule {
        // The nation's table states every figure without conditions, so that each look-up ends there.
        let several = layer.0 == 2 && self.rng.one_in(3);
        let base = match layer.0 {
            0 => self.basic,
            1 => Base::Year,
            2 => self.supplement,
            _ => self.aid,
        };
        let states_when = !nation && self.rng.one_in(3);
        let mut variants = Vec::new();
        if !several || !nation {
            for _ in 0..self.rng.below(3) {
                let when = self.layer_when();
                let deductible = self.rng.one_in(3).then(|| {
                    if layer.0 == 0 && base != Base::YearCost && self.rng.one_in(6) {
                        Amount::Rest
                    } else if self.rng.coin() {
                        self.made_from_another(100_000)
                    } else {
                        self.amount(100_000, false)
                    }
                });
                let exact = matches!(deductible, Some(Amount::Range(..)));
                let deductible_per = exact.then(|| self.deductible_per(base)).flatten();
                let cap = self.rng.one_in(4).then(|| match self.rng.below(3) {
                    0 => self.made_from_another(5_000_000),
                    _ => self.amount(20_000_000, true),
                });
                // What a visit with 先行自付 used of a cap on the cost is open for the visits after.
                let withholds = layer.0 == 0
                    && !of_year(base)
                    && !(self.costs && when.turns_on_cost())
                    && self.rng.one_in(4);
                let figures = Figures {
                    cap_on_cost: self.on_cost(base, cap),
                    deductible,
                    deductible_per,
                    first_self_pay: withholds.then(|| ShareRange::exact(self.share())),
                    shares: self.rng.coin().then(|| match self.rng.below(4) {
                        0 => Shares::Plus(self.share()),
                        1 if layer.0 == 3 => Shares::SameAs(LayerId(0)),
                        1 if self.factors[layer.index()] > 0 => self.factor(layer),
                        2 if [0, 3].contains(&layer.0) && self.one_parts && self.rng.coin() => {
                            self.one_part(layer)
                        }
                        _ => Shares::Schedule(self.ladder(base)),
                    }),
                    lowered: self.rng.one_in(4).then(|| self.lowered(layer.0 == 2)),
                    ceiling: (self.ceilings && self.gaps == Gaps::None && self.rng.one_in(3))
                        .then(|| self.share()),
                    cap,
                    cap_per: cap.and_then(|cap| self.cap_per(base, cap)),
                };
                variants.push(Variant {
                    when,
                    figures,
                    cites: vec![CiteId(0)],
                    since: None,
                });
            }
        }
        if nation || self.rng.coin() {
            let cap = Some(self.amount(30_000_000, true));
            let figures = Figures {
                cap_on_cost: self.on_cost(base, cap),
                deductible: Some(self.amount(300_000, false)),
                deductible_per: self.deductible_per(base),
                first_self_pay: None,
                shares: Some(Shares::Schedule(self.ladder(base))),
                lowered: None,
                cap,
                cap_per: cap.and_then(|cap| self.cap_per(base, cap)),
                ceiling: (self.ceilings && self.rng.coin()).then(|| self.share()),
            };
            variants.push(Variant {
                when: When::ALWAYS,
                figures,
                cites: vec![CiteId(0)],
                since: None,
            });
        }
        let follows = (states_when && schemes > 0 && self.rng.one_in(3)).then_some(0);
        let when = if states_when && follows.is_none() {
            self.layer_when()
        } else {
            When::ALWAYS
        };
        // The third layer may have parts, which always share a rounding half up.
        let rounds = layer.0 != 2 && self.rng.one_in(4);
        let rounding = rounds.then(|| self.rng.of(Rounding::ALL));
        LayerRule {
            rule: self.rule(format!("l{}", layer.0), when),
            layer,
            insurance: Insurance::Resident.bit(),
            states_when,
            follows,
            base: nation.then_some(base),
            rounding,
            variants,
            joint: false,
            declared: None,
        }
    }

    /// Returns one part: shares with a base of their own.
    fn one_part(&mut self, layer: LayerId) -> Shares {
        let base = match layer.0 {
            0 => Base::All,
            _ => self.rng.of(&[Base::InScope, Base::OutOfScope]),
        };
        let schedule = self.ladder(base);
        Shares::Parts(vec![SharePart { base, schedule }])
    }

    /// Adds layers that look at parts of what 基本医保 looked at: perhaps one for the cost beyond its
    /// cap, and one for its deductible, its own share, and the own share of the other.
    fn look(&mut self, tables: &mut [Table]) {
        for table in tables.iter_mut() {
            settle_looked_at(table);
        }
        let of = |layer, part| Base::LeftBy(LayerId(layer), part);
        let beyond = self.rng.coin();
        if beyond {
            let large = self.looking(LayerId(7), &[of(0, LeftPart::OverCap)]);
            tables[2].layers.push(large);
        }
        let edge = Fen(self.rng.within(1, 1_000) * 200);
        let band = |from, to| of(0, LeftPart::Deductible { from, to });
        let mut looks = match self.rng.below(4) {
            0 => vec![band(Fen::ZERO, Fen::MAX)],
            1 => vec![of(0, LeftPart::OwnShare)],
            2 => vec![band(edge, Fen::MAX), of(0, LeftPart::OwnShare)],
            _ => vec![band(Fen::ZERO, edge), band(edge, Fen(edge.0 * 2))],
        };
        if beyond && self.rng.coin() {
            looks.push(of(7, LeftPart::OwnShare));
        }
        let civil = self.looking(LayerId(8), &looks);
        tables[2].layers.push(civil);
        for table in tables {
            if let Some(at) = table.order.iter().position(|it| *it == LayerId(0)) {
                table.order.splice(at + 1..at + 1, [LayerId(7), LayerId(8)]);
            }
        }
    }

    /// Returns a layer that looks at these parts of earlier layers' money.
    fn looking(&mut self, layer: LayerId, bases: &[Base]) -> LayerRule {
        let parts = bases.iter().map(|base| SharePart {
            base: *base,
            schedule: self.ladder(Base::InScope),
        });
        let parts: Vec<SharePart> = parts.collect();
        let states_when = self.rng.one_in(3);
        let when = match states_when {
            true => self.layer_when(),
            false => When::ALWAYS,
        };
        let base = (bases.len() == 1 && self.rng.coin()).then(|| bases[0]);
        let shares = match (base, &parts[..]) {
            (Some(_), [part]) => Shares::Schedule(part.schedule.clone()),
            _ => Shares::Parts(parts),
        };
        let cap = self.amount(2_000_000, true);
        LayerRule {
            rule: self.rule(format!("l{}", layer.0), when),
            layer,
            insurance: Insurance::Resident.bit(),
            states_when,
            follows: None,
            base,
            rounding: None,
            variants: vec![Variant {
                when: When::ALWAYS,
                figures: Figures {
                    deductible: Some(Amount::exact(Fen::ZERO)),
                    shares: Some(shares),
                    cap: Some(cap),
                    ..Figures::default()
                },
                cites: vec![CiteId(0)],
                since: None,
            }],
            joint: false,
            declared: None,
        }
    }

    /// Returns a fixed price for a disease: the hospital bears what lies above.
    fn fixed_price(&mut self) -> LayerRule {
        let disease = When::Disease(vec![DiseaseId(self.rng.below(3) as u16)]);
        let price = Fen(self.rng.within(0, 100_000) * 200);
        LayerRule {
            rule: self.rule("l6".into(), disease),
            layer: LayerId(6),
            insurance: Insurance::Resident.bit(),
            states_when: true,
            follows: None,
            base: Some(Base::OverPrice),
            rounding: None,
            variants: vec![Variant {
                when: When::ALWAYS,
                figures: Figures {
                    deductible: Some(Amount::exact(price)),
                    shares: Some(Shares::Schedule(vec![Bracket {
                        to: Fen::MAX,
                        share: ShareRange::exact(Share::ONE),
                    }])),
                    cap: Some(Amount::exact(Fen::MAX)),
                    ..Figures::default()
                },
                cites: vec![CiteId(0)],
                since: None,
            }],
            joint: false,
            declared: None,
        }
    }

    /// Returns a layer with two parts and no deductible.
    fn parted(&mut self) -> LayerRule {
        // Out of scope is never paid better than in scope, so that money withheld as 先行自付 never helps.
        // Both shares are known, since parts under one cap trade against one another.
        let (one, two) = (self.share(), self.share());
        let within = ShareRange::exact(one.max(two));
        let outside = ShareRange::exact(one.min(two));
        let parts =
            [(Base::InScope, within), (Base::OutOfScope, outside)].map(|(base, share)| SharePart {
                base,
                schedule: vec![Bracket {
                    to: Fen::MAX,
                    share,
                }],
            });
        let figures = Figures {
            deductible: Some(Amount::exact(Fen::ZERO)),
            deductible_per: None,
            first_self_pay: None,
            shares: Some(Shares::Parts(parts.to_vec())),
            lowered: Some(ShareRange::exact(Share::ZERO)),
            cap: Some(self.amount(30_000_000, true)),
            cap_per: None,
            cap_on_cost: false,
            ceiling: None,
        };
        LayerRule {
            rule: self.rule("l2".into(), When::ALWAYS),
            layer: LayerId(2),
            insurance: Insurance::Resident.bit(),
            states_when: false,
            follows: None,
            base: Some(Base::InScope),
            rounding: None,
            variants: vec![Variant {
                when: When::ALWAYS,
                figures,
                cites: vec![CiteId(0)],
                since: None,
            }],
            joint: false,
            declared: None,
        }
    }

    fn scheme(&mut self) -> Scheme {
        let complete = self.gaps == Gaps::None || self.rng.coin();
        let entries: Vec<DiseaseEntry> = [DiseaseId(1), DiseaseId(2)][..1 + self.rng.below(2)]
            .iter()
            .map(|disease| DiseaseEntry {
                disease: *disease,
                when: When::ALWAYS,
                benefit: None,
            })
            .collect();
        Scheme {
            scope: When::ALWAYS,
            diseases: self.rng.coin().then_some(DiseaseList {
                declared: Some(entries.len() as u16),
                unit: Unit::Kind,
                entries,
                complete,
            }),
            benefit: "救治".into(),
            free: if self.rng.one_in(3) {
                Free::Visit
            } else {
                Free::Nothing
            },
            designated: Vec::new(),
            hints: Vec::new(),
            rule: {
                let when = self.when(1);
                self.rule("s0".into(), when)
            },
        }
    }

    /// Returns what a table states of some classes of bill items.
    fn classes(&mut self) -> Vec<ItemClass> {
        let own_shares = !self.one_parts && !self.costs && self.basic == Base::InScope;
        let mut classes = Vec::new();
        for (id, name) in [("b", "乙类"), ("wide", "放宽"), ("half", "半费")] {
            if self.rng.one_in(3) {
                continue;
            }
            let first_self_pay = (!self.rng.one_in(6)).then(|| match self.range() {
                all if all.low == Share::ONE => ShareRange::exact(Share::HALF),
                range => range,
            });
            classes.push(ItemClass {
                rule: Rule {
                    name: name.into(),
                    ..self.rule(id.into(), When::ALWAYS)
                },
                first_self_pay,
                rounding: self.rng.coin().then(|| self.rng.of(Rounding::ALL)),
                rounded_by: self.rng.coin().then(|| self.rng.of(RoundedBy::ALL)),
                own_share: (own_shares && self.rng.one_in(3)).then(|| OwnShare {
                    layer: LayerId(0),
                    share: self.range(),
                }),
            });
        }
        classes
    }

    fn table(&mut self, id: &str, owner: Owner) -> Table {
        let nation = owner == Owner::Region(RegionId(0));
        let hospital = matches!(owner, Owner::Hospital(_));
        let mut table = Table {
            id: id.into(),
            name: id.into(),
            owner,
            span: Span::default(),
            checked: None,
            insurance: None,
            blanks: Vec::new(),
            order: Vec::new(),
            layers: Vec::new(),
            top_ups: Vec::new(),
            waivers: Vec::new(),
            schemes: Vec::new(),
            lists: Vec::new(),
            targets: Vec::new(),
            procedures: Vec::new(),
            classes: Vec::new(),
            // Seldom: an open length of stay splits a visit into many worlds.
            stay: (owner == Owner::Region(COUNTY) && self.rng.one_in(6)).then(|| StayRule {
                year: self.rng.coin().then(|| self.rng.of(StayYear::ALL)),
                further_after: self.rng.one_in(4).then(|| self.rng.of(&[60, 90])),
                cites: vec![CiteId(0)],
            }),
        };
        if !nation && self.rng.one_in(3) {
            table.schemes.push(self.scheme());
        }
        if !hospital {
            let county_parts =
                !self.ceilings && owner == Owner::Region(COUNTY) && self.rng.one_in(4);
            for layer in 0..4 {
                if county_parts && layer == 2 {
                    table.layers.push(self.parted());
                } else if nation || self.rng.coin() {
                    let record = self.layer(LayerId(layer), nation, table.schemes.len());
                    table.layers.push(record);
                }
            }
            if nation {
                table.order = vec![LayerId(0), LayerId(1), LayerId(3)];
            } else if self.rng.one_in(3) {
                table.order = vec![LayerId(0), LayerId(2), LayerId(1)];
            }
        }
        if !hospital && self.rng.coin() {
            table.classes = self.classes();
        }
        if !self.waives && self.rng.one_in(4) {
            let when = self.when(1);
            table.top_ups.push(TopUp {
                rule: self.rule("e0".into(), when),
                follows: None,
                payer: LayerId(3),
                above: self.share(),
                base: self.rng.of(TopUpBase::ALL),
                share: self.range(),
            });
        }
        if self.waives && self.rng.one_in(3) {
            let when = self.when(1);
            table.waivers.push(Waiver {
                rule: self.rule("w0".into(), when),
                declared: Some(1),
                items: vec![ItemId(1)],
                complete: true,
                share: ShareRange::exact(Share::ONE),
                by_hospital: true,
            });
        }
        table
    }
}
