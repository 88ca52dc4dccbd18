//! Made-up tables: one county in one province, with anything the build gate would accept. Must not
//! know the shipped tables.
use crate::rng::Rng;
use mingbai_policy::ordinary::{Direction, Ordinary, OrdinaryFact, Take};
use mingbai_policy::vocabulary::{
    Disease, Group, Hospital, Item, Layer, Level, Name, OwnLayer, Region,
};
use mingbai_policy::{
    Amount, Base, Bracket, Care, Cite, CiteId, DiseaseEntry, DiseaseId, DiseaseList, Evidence, Fen,
    Figures, Free, GroupId, HospitalId, HospitalTier, Insurance, ItemId, LayerId, LayerRule,
    NumberFact, Owner, RegionId, Rounding, Rule, Scheme, Share, SharePart, ShareRange, Shares,
    Span, Table, TableQuestion, Tables, TopUp, TopUpBase, Unit, Variant, Vocabulary, Waiver, When,
    YesNo,
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
    };
    let mut tables = vec![
        maker.table("nation", Owner::Region(RegionId(0))),
        maker.table("province", Owner::Region(RegionId(1))),
        maker.table("county", Owner::Region(COUNTY)),
        maker.table("hospital", Owner::Hospital(HospitalId(0))),
    ];
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
        ]
        .map(|(id, own)| Layer {
            name: name(id),
            field: None,
            own: own.map(|base| OwnLayer { base, asks: 0 }),
            everyone: id == "basic",
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
    /// Whether caps may be on the cost: then the first and the last layer have one share each, so that
    /// a smaller deductible always helps, as the second reckoning looks for ends.
    costs: bool,
    /// How many more factors the shares of each layer may meet: a share has three decimal places, a
    /// factor one, and the build gate allows six in all. The shares of the last layer may be those of
    /// another, which no factor may meet.
    factors: [u32; 4],
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

    /// Returns whether a deductible is a year's; on a year's base every one is.
    fn yearly(&mut self, base: Base) -> bool {
        !of_year(base) && self.rng.one_in(4)
    }

    /// Returns whether a cap is on the cost: of the layers on one visit's in-scope cost every one is, or
    /// none. A cap that may be either is wider in one world than in the two it stands for.
    fn on_cost(&self, base: Base, cap: Option<Amount>) -> bool {
        self.costs
            && matches!(base, Base::InScope | Base::InScopeCost)
            && matches!(cap, Some(Amount::Range(..)))
    }

    /// Returns a deductible made from the one without its variant.
    fn made_from_another(&mut self) -> Amount {
        match self.rng.below(3) {
            0 => Amount::HALF,
            1 => Amount::Times(self.share()),
            _ => Amount::Less {
                less: Fen(self.rng.within(0, 1_000) * 100),
                at_least: Fen(self.rng.within(0, 1_000) * 100),
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
        let several = !self.costs || rising || base == Base::All;
        let mut steps = Vec::new();
        let mut edge = 0;
        for _ in 0..if several { self.rng.below(3) } else { 0 } {
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
                let when = self.when(1);
                let deductible = self.rng.one_in(3).then(|| {
                    if self.rng.coin() {
                        self.made_from_another()
                    } else {
                        self.amount(100_000, false)
                    }
                });
                let cap = self.rng.one_in(4).then(|| match self.rng.below(3) {
                    0 => Amount::Times(self.share()),
                    _ => self.amount(20_000_000, true),
                });
                let figures = Figures {
                    cap_on_cost: self.on_cost(base, cap),
                    deductible_yearly: matches!(deductible, Some(Amount::Range(..)))
                        && self.yearly(base),
                    deductible,
                    first_self_pay: (layer.0 == 0 && !of_year(base) && self.rng.one_in(4))
                        .then(|| ShareRange::exact(self.share())),
                    shares: self.rng.coin().then(|| match self.rng.below(4) {
                        0 => Shares::Plus(self.share()),
                        1 if layer.0 == 3 => Shares::SameAs(LayerId(0)),
                        1 if self.factors[layer.index()] > 0 => self.factor(layer),
                        _ => Shares::Schedule(self.ladder(base)),
                    }),
                    lowered: self.rng.one_in(4).then(|| self.lowered(layer.0 == 2)),
                    ceiling: (self.ceilings && self.gaps == Gaps::None && self.rng.one_in(3))
                        .then(|| self.share()),
                    cap,
                };
                variants.push(Variant {
                    when,
                    figures,
                    cites: vec![CiteId(0)],
                });
            }
        }
        if nation || self.rng.coin() {
            let cap = Some(self.amount(30_000_000, true));
            let figures = Figures {
                cap_on_cost: self.on_cost(base, cap),
                deductible: Some(self.amount(300_000, false)),
                deductible_yearly: self.yearly(base),
                first_self_pay: None,
                shares: Some(Shares::Schedule(self.ladder(base))),
                lowered: None,
                cap,
                ceiling: (self.ceilings && self.rng.coin()).then(|| self.share()),
            };
            variants.push(Variant {
                when: When::ALWAYS,
                figures,
                cites: vec![CiteId(0)],
            });
        }
        let follows = (states_when && schemes > 0 && self.rng.one_in(3)).then_some(0);
        let when = if states_when && follows.is_none() {
            self.when(1)
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
            deductible_yearly: false,
            first_self_pay: None,
            shares: Some(Shares::Parts(parts.to_vec())),
            lowered: Some(ShareRange::exact(Share::ZERO)),
            cap: Some(self.amount(30_000_000, true)),
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
