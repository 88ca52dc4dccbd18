//! Refuses what only several rules together can get wrong: two rules for one day, falling shares on
//! yearly money, deductibles that meet parts, factors too fine, circles.
use super::{
    bounds::bounds,
    ceilings::ceilings,
    cursor::{Fields, Node, Spot},
    cycle,
    factors::{Factor, factors},
    looks::{Look, looks},
    nearest::nearest,
    words::Words,
};
use crate::fen::Fen;
use crate::ids::LayerId;
use crate::share::Share;
use crate::table::{
    Amount, Base, Bracket, LayerRule, Owner, Rounding, Rule, ShareRange, Shares, Span, Table,
    Variant,
};
use crate::when::{Insurance, When};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

/// A rule, as far as another rule can clash with it.
struct Told<'a> {
    spot: Spot<'a>,
    table: usize,
    owner: Option<Owner>,
    id: String,
    layer: Option<LayerId>,
    span: Span,
    /// Bits of [`Insurance`]: every one where the rule and its table name none.
    insurance: u8,
}

/// A schedule of brackets, kept until the base of every layer is known.
pub(super) struct ScheduleRule<'a> {
    spot: Spot<'a>,
    layer: LayerId,
    base: Option<Base>,
    shares: Vec<ShareRange>,
}

impl<'a> ScheduleRule<'a> {
    pub(super) fn new(
        spot: Spot<'a>,
        layer: LayerId,
        base: Option<Base>,
        steps: &[Bracket],
    ) -> ScheduleRule<'a> {
        ScheduleRule {
            spot,
            layer,
            base,
            shares: steps.iter().map(|step| step.share).collect(),
        }
    }

    fn falls(&self) -> bool {
        self.shares.windows(2).any(|pair| match pair {
            [before, after] => after.low < before.low || after.high < before.high,
            _ => false,
        })
    }
}

/// A layer rule, as far as a deductible and several parts may meet across tables.
pub(super) struct PartsRule<'a> {
    spot: Spot<'a>,
    layer: LayerId,
    span: Span,
    insurance: u8,
    owner: Option<Owner>,
    table: usize,
    several: bool,
    settles_deductible: bool,
    deductible: bool,
    settles_lowered: bool,
    lowered: bool,
    settles_shares: bool,
    rounding: Option<(Rounding, Spot<'a>)>,
}

impl<'a> PartsRule<'a> {
    pub(super) fn new(
        spot: Spot<'a>,
        layer: LayerId,
        span: Span,
        insurance: u8,
        variants: &[Variant],
        rounding: Option<(Rounding, Spot<'a>)>,
    ) -> PartsRule<'a> {
        let none = Amount::exact(Fen::ZERO);
        let parts = |variant: &Variant| matches!(&variant.figures.shares, Some(Shares::Parts(parts)) if parts.len() > 1);
        PartsRule {
            spot,
            layer,
            span,
            insurance,
            owner: None,
            table: 0,
            several: variants.iter().any(parts),
            settles_deductible: variants.iter().any(|variant| {
                variant.when == When::ALWAYS && variant.figures.deductible.is_some()
            }),
            deductible: variants
                .iter()
                .any(|variant| variant.figures.deductible.is_some_and(|d| d != none)),
            settles_lowered: variants
                .iter()
                .any(|variant| variant.when == When::ALWAYS && variant.figures.lowered.is_some()),
            lowered: variants.iter().any(|variant| {
                let lowered = variant.figures.lowered;
                lowered.is_some_and(|points| points.low != points.high)
            }),
            settles_shares: variants.iter().any(|variant| {
                let shares = variant.figures.shares.as_ref();
                variant.when == When::ALWAYS && shares.is_some_and(|it| !it.is_relative())
            }),
            rounding,
        }
    }

    /// Returns where a rounding other than half up is written.
    fn rounds_otherwise(&self) -> Option<&Spot<'a>> {
        let (rounding, spot) = self.rounding.as_ref()?;
        (*rounding != Rounding::HalfUp).then_some(spot)
    }

    /// Refuses a rounding of its own next to several parts. The parts share one rounding: where the
    /// rounding is open, its two ends may give a fen to different parts, and the engine's two ends
    /// would no longer bound the truth.
    pub(super) fn rounding_alone(&self) {
        if let (true, Some(spot)) = (self.several, self.rounds_otherwise()) {
            spot.refuse(
                "分几部分（parts）的保障线合着四舍五入一次，不能写 rounding；请删去，或者拆成几道保障线",
            );
        }
    }
}

/// Rules and schedules gathered while the tables are read, for the checks at the end.
#[derive(Default)]
pub(super) struct Checks<'a> {
    here: Cell<(usize, Option<Owner>, Option<u8>)>,
    heads: RefCell<BTreeMap<usize, Spot<'a>>>,
    rules: RefCell<Vec<Told<'a>>>,
    ladders: RefCell<Vec<ScheduleRule<'a>>>,
    parts: RefCell<Vec<PartsRule<'a>>>,
    same_as: RefCell<Vec<(Spot<'a>, LayerId, LayerId)>>,
    of_period: RefCell<Vec<(Spot<'a>, usize, LayerId)>>,
    after_transfer: RefCell<Vec<(Spot<'a>, usize, LayerId)>>,
    caps_on_cost: RefCell<Vec<(Spot<'a>, usize, LayerId)>>,
    ceilings: RefCell<Vec<(Spot<'a>, usize, LayerId)>>,
    looks: RefCell<Vec<Look<'a>>>,
    factors: RefCell<Vec<Factor<'a>>>,
    hints: RefCell<Vec<Node<'a>>>,
    classes: RefCell<Vec<ClassRule<'a>>>,
    own_shares: RefCell<Vec<OwnShareRule<'a>>>,
    stays: RefCell<Vec<StayWords<'a>>>,
}

/// How a table counts stays, as far as another table can clash with it.
struct StayWords<'a> {
    spot: Spot<'a>,
    owner: Option<Owner>,
    span: Span,
    insurance: u8,
}

/// A share of a class's own in a layer, as far as the layer's rules can clash with it.
struct OwnShareRule<'a> {
    spot: Spot<'a>,
    owner: Option<Owner>,
    span: Span,
    layer: LayerId,
    insurance: u8,
}

/// A rule for a class of bill items, as far as another rule for that class can clash with it.
struct ClassRule<'a> {
    spot: Spot<'a>,
    table: usize,
    owner: Option<Owner>,
    name: String,
    span: Span,
    insurance: u8,
}

impl<'a> Checks<'a> {
    /// Starts a table: the rules gathered next belong to it.
    pub(super) fn enter(
        &self,
        table: usize,
        head: &Fields<'a>,
        owner: Option<Owner>,
        insurance: Option<u8>,
    ) {
        self.here.set((table, owner, insurance));
        self.heads.borrow_mut().insert(table, head.spot.clone());
    }

    pub(super) fn tell(
        &self,
        fields: &Fields<'a>,
        rule: &Rule,
        layer: Option<LayerId>,
        insurance: Option<u8>,
    ) {
        let (table, owner, whole_table) = self.here.get();
        let everyone = Insurance::ALL.iter().fold(0, |bits, it| bits | it.bit());
        let (spot, id, span) = (fields.spot.clone(), rule.id.clone(), rule.span);
        self.rules.borrow_mut().push(Told {
            spot,
            table,
            owner,
            id,
            layer,
            span,
            insurance: insurance.or(whole_table).unwrap_or(everyone),
        });
    }

    pub(super) fn class(&self, fields: &Fields<'a>, rule: &Rule, insurance: u8) {
        let (table, owner, _) = self.here.get();
        self.classes.borrow_mut().push(ClassRule {
            spot: fields.spot.clone(),
            table,
            owner,
            name: rule.name.clone(),
            span: rule.span,
            insurance,
        });
    }

    pub(super) fn own_share(&self, spot: Spot<'a>, span: Span, layer: LayerId, insurance: u8) {
        let (_, owner, _) = self.here.get();
        self.own_shares.borrow_mut().push(OwnShareRule {
            spot,
            owner,
            span,
            layer,
            insurance,
        });
    }

    pub(super) fn stay(&self, spot: Spot<'a>, span: Span, insurance: u8) {
        let (_, owner, _) = self.here.get();
        self.stays.borrow_mut().push(StayWords {
            spot,
            owner,
            span,
            insurance,
        });
    }

    pub(super) fn ladder(&self, ladder: ScheduleRule<'a>) {
        self.ladders.borrow_mut().push(ladder);
    }

    pub(super) fn parts(&self, rule: PartsRule<'a>) {
        let (table, owner, _) = self.here.get();
        self.parts.borrow_mut().push(PartsRule {
            table,
            owner,
            ..rule
        });
    }

    pub(super) fn same_as(&self, spot: Spot<'a>, from: LayerId, to: LayerId) {
        self.same_as.borrow_mut().push((spot, from, to));
    }

    /// Keeps a deductible that is met once in a period of several visits.
    pub(super) fn of_period(&self, spot: Spot<'a>, layer: LayerId) {
        let (table, ..) = self.here.get();
        self.of_period.borrow_mut().push((spot, table, layer));
    }

    /// Keeps a deductible of which only the rest is paid after a transfer.
    pub(super) fn after_transfer(&self, spot: Spot<'a>, layer: LayerId) {
        let (table, ..) = self.here.get();
        self.after_transfer.borrow_mut().push((spot, table, layer));
    }

    /// Keeps a cap that limits the cost.
    pub(super) fn cap_on_cost(&self, spot: Spot<'a>, layer: LayerId) {
        let (table, ..) = self.here.get();
        self.caps_on_cost.borrow_mut().push((spot, table, layer));
    }

    /// Keeps a ceiling on what the layer and those before it pay together.
    pub(super) fn ceiling(&self, spot: Spot<'a>, layer: LayerId) {
        let (table, ..) = self.here.get();
        self.ceilings.borrow_mut().push((spot, table, layer));
    }

    /// Keeps a base that looks at an earlier layer.
    pub(super) fn look(&self, spot: Spot<'a>, layer: LayerId, base: Option<Base>) {
        if let Some(of) = base.and_then(Base::left_by) {
            let (table, ..) = self.here.get();
            let look = Look {
                spot,
                table,
                layer,
                of,
            };
            self.looks.borrow_mut().push(look);
        }
    }

    pub(super) fn factor(&self, spot: Spot<'a>, layer: LayerId) {
        let (table, ..) = self.here.get();
        self.factors.borrow_mut().push((spot, table, layer));
    }

    pub(super) fn hints(&self, hints: &[Node<'a>]) {
        self.hints.borrow_mut().extend(hints.iter().cloned());
    }

    /// Runs every check and reports what clashes.
    pub(super) fn finish(&self, words: &Words, tables: &[Table]) {
        self.twice(tables);
        self.class_twice();
        self.stay_twice();
        self.own_share_layers(words, tables);
        self.falling(tables);
        self.twice_a_year(words, tables);
        self.after_transfers(words, tables);
        self.costs_capped(words, tables);
        self.deductibles(words);
        ceilings(words, tables, &self.ceilings.borrow());
        looks(words, tables, &self.looks.borrow());
        self.roundings(words);
        self.circles(words);
        self.lost_hints(tables);
        factors(words, tables, &self.factors.borrow());
        bounds(words, tables, &self.heads.borrow());
    }

    /// Refuses two rules of one id, or of one layer, and one place in force on the same day.
    fn twice(&self, tables: &[Table]) {
        let rules = self.rules.borrow();
        for (place, rule) in rules.iter().enumerate() {
            for other in rules.iter().take(place) {
                let same_table = rule.table == other.table;
                let same_place = same_table || (rule.owner.is_some() && rule.owner == other.owner);
                // Nobody is insured in both, so that rules of two insurances never meet.
                if !same_place || rule.insurance & other.insurance == 0 && !same_table {
                    continue;
                }
                let table = tables
                    .get(other.table)
                    .map_or("", |table| table.id.as_str());
                let same_day = rule.span.overlaps(other.span);
                if !rule.id.is_empty() && rule.id == other.id && (same_table || same_day) {
                    rule.spot.refuse(format!(
                        "id “{}”在表 {table} 里已经有了，请写一个别的 id（不写 id 的保障线，代号就是它自己的；不同时间的也要不同）",
                        rule.id
                    ));
                } else if rule.layer.is_some()
                    && rule.layer == other.layer
                    && rule.insurance & other.insurance != 0
                    && same_day
                {
                    rule.spot.refuse(format!(
                        "这道保障线在表 {table} 里已经写过，同一天只能有一条；请写成 [[layer.variant]]，或者分开 from、until"
                    ));
                }
            }
        }
    }

    /// Refuses two rules of one class and one place in force on the same day.
    fn class_twice(&self) {
        let classes = self.classes.borrow();
        for (at, class) in classes.iter().enumerate() {
            let clash = classes.iter().take(at).any(|other| {
                (other.table == class.table || class.owner.is_some() && other.owner == class.owner)
                    && other.name == class.name
                    && other.insurance & class.insurance != 0
                    && other.span.overlaps(class.span)
            });
            if clash && !class.name.is_empty() {
                class.spot.refuse(
                    "这一类在这个地方已经写过，同一天只能有一条；请删去一条，或者分开 from、until",
                );
            }
        }
    }

    /// Refuses two tables of one place that count stays on the same day.
    fn stay_twice(&self) {
        let stays = self.stays.borrow();
        for (at, stay) in stays.iter().enumerate() {
            let clash = stays.iter().take(at).any(|other| {
                stay.owner.is_some()
                    && other.owner == stay.owner
                    && other.insurance & stay.insurance != 0
                    && other.span.overlaps(stay.span)
            });
            if clash {
                stay.spot
                    .refuse("住院怎么数，这个地方同一天的另一张表已经写过，只能有一处，请删去一处");
            }
        }
    }

    /// Refuses a class's own share in a layer that pays on another base than the amount in scope, in
    /// parts, after a 先行自付 of its own, or with a cap on the cost: what the schedule, or the cap, sees of
    /// the rest would not be stated. Of a class's money, a fixed price leaves an amount that nobody states.
    fn own_share_layers(&self, words: &Words, tables: &[Table]) {
        for own in self.own_shares.borrow().iter() {
            let meets = |table: &Table| match (own.owner, table.owner) {
                (Some(Owner::Region(one)), Owner::Region(other)) => {
                    words.within(one, other) || words.within(other, one)
                }
                _ => true,
            };
            let rules = tables.iter().filter(|it| meets(it));
            let mut rules = rules.flat_map(|it| &it.layers).filter(|rule| {
                rule.layer == own.layer
                    && rule.insurance & own.insurance != 0
                    && rule.rule.span.overlaps(own.span)
            });
            let fits = |rule: &LayerRule| {
                !rule.joint
                    && rule.base.is_none_or(|base| base == Base::InScope)
                    && rule.variants.iter().all(|it| {
                        !matches!(
                            it.figures.shares,
                            Some(Shares::Parts(_) | Shares::SameAs(_))
                        ) && !it.figures.cap_on_cost
                            && it
                                .figures
                                .first_self_pay
                                .is_none_or(|it| it.high == Share::ZERO)
                    })
            };
            let mut met = tables
                .iter()
                .filter(|it| meets(it))
                .flat_map(|it| &it.layers);
            if met.any(|rule| {
                rule.base == Some(Base::OverPrice)
                    && rule.insurance & own.insurance != 0
                    && rule.rule.span.overlaps(own.span)
            }) {
                own.spot.refuse(
                    "这里有一口价（定额），超过的由医院承担，承担的是哪一类的钱没有写：和某一类自己的比例合在一起，这一类还剩多少不知道，请删去 own_share",
                );
            }
            let bought = words.vocabulary.layers.get(own.layer.index());
            if bought.is_some_and(|it| it.own.is_some()) || !rules.all(fits) {
                own.spot.refuse(
                    "这道保障线不是只按政策范围内（base = \"in_scope\"）报，或者分了块（parts）、照别的（same_as）、有先行自付、封顶线管费用（cap_on = \"cost\"）、合在一起（joint）：这样的保障线不能有某一类自己的比例，请删去 own_share",
                );
            }
        }
    }

    /// Refuses falling schedules on a year's accumulated money: a fall would make one end of the range
    /// wrong.
    fn falling(&self, tables: &[Table]) {
        let on_year = |layer| on_year(tables, layer);
        for ladder in self.ladders.borrow().iter().filter(|ladder| ladder.falls()) {
            if ladder
                .base
                .map_or_else(|| on_year(ladder.layer), |base| base == Base::Year)
            {
                ladder.spot.refuse(
                    "按全年累计（base = \"year\"）的分段比例不能越高越低，否则算出的两头不再可靠；请核对各段",
                );
            }
        }
    }

    /// Refuses a deductible of a period for a layer on the year's accumulated money, which meets its
    /// deductible once a year as it is.
    fn twice_a_year(&self, words: &Words, tables: &[Table]) {
        for (spot, at, layer) in self.of_period.borrow().iter() {
            let mut bases = bases(words, tables, *at, *layer);
            if bases.any(|base| base == Base::YearCost) {
                spot.refuse(
                    "按全年费用算（base = \"year_cost\"）的保障线，起付线本来就是一年一条，请删去 deductible_per",
                );
            }
            if on_year(tables, *layer) {
                spot.refuse(
                    "按全年累计（base = \"year\"）的保障线，起付线本来就是一年一条，请删去 deductible_per",
                );
            }
        }
    }

    /// Refuses the rest of a deductible for a layer on the year's cost: the cost before the transfer has
    /// met that part of the year's deductible already.
    fn after_transfers(&self, words: &Words, tables: &[Table]) {
        for (spot, at, layer) in self.after_transfer.borrow().iter() {
            if bases(words, tables, *at, *layer).any(|base| base == Base::YearCost) {
                spot.refuse(
                    "按全年费用算（base = \"year_cost\"）的保障线，转院以前的费用已经算在全年里，起付线不会再付一次，请删去 deductible = \"rest\"",
                );
            }
        }
    }

    /// Refuses a cap on the cost of a layer that does not look at one visit's in-scope cost: what was
    /// used of the cap is the in-scope cost of its account.
    fn costs_capped(&self, words: &Words, tables: &[Table]) {
        let layers = &words.vocabulary.layers;
        for (spot, at, layer) in self.caps_on_cost.borrow().iter() {
            let own = layers
                .get(layer.index())
                .and_then(|it| it.own)
                .map(|it| it.base);
            let mut stated = bases(words, tables, *at, *layer).chain(own).peekable();
            let in_scope = |base| matches!(base, Base::InScope | Base::InScopeCost);
            if stated.peek().is_none() || !stated.all(in_scope) {
                spot.refuse(
                    "封顶线管费用（cap_on = \"cost\"）的，只能按一次就诊的范围内费用报，请写 base = \"in_scope\" 或 \"in_scope_cost\"",
                );
            }
        }
    }

    /// Refuses a deductible, or a `lowered` with two bounds, that meets several parts: figures come from
    /// the nearest table that states them, so both may stem from different tables.
    fn deductibles(&self, words: &Words) {
        let rules = self.parts.borrow();
        for rule in rules.iter().filter(|rule| rule.several) {
            let near = |other: &PartsRule<'_>| {
                other.table != rule.table
                    && other.layer == rule.layer
                    && other.insurance & rule.insurance != 0
                    && other.span.overlaps(rule.span)
                    && match (rule.owner, other.owner) {
                        (Some(Owner::Region(near)), Some(Owner::Region(far))) => {
                            words.within(near, far)
                        }
                        _ => true,
                    }
            };
            let meets = |far: fn(&PartsRule<'_>) -> bool| {
                rules.iter().any(|other| far(other) && near(other))
            };
            if !rule.settles_lowered && meets(|other| other.lowered) {
                rule.spot.refuse(
                    "上级的表给这道保障线写了 lowered，而这里分几部分（parts），请加 lowered = \"none\"，否则算出的两头不再可靠",
                );
            }
            if !rule.settles_deductible && meets(|other| other.deductible) {
                rule.spot.refuse(
                    "上级的表给这道保障线写了起付线，而这里分几部分（parts），请加 deductible = 0，否则算出的两头不再可靠",
                );
            }
        }
    }

    /// Refuses a rounding of its own that meets several parts of another table, above or below, or of
    /// another layer by `same_as`.
    fn roundings(&self, words: &Words) {
        let rules = self.parts.borrow();
        let mut parted: Vec<LayerId> = Vec::new();
        parted.extend(rules.iter().filter(|it| it.several).map(|it| it.layer));
        let own = parted.len();
        let same_as = self.same_as.borrow();
        for _ in 0..same_as.len() {
            for (_, from, to) in same_as.iter() {
                if parted.contains(to) && !parted.contains(from) {
                    parted.push(*from);
                }
            }
        }
        for rule in rules.iter().filter(|it| parted[own..].contains(&it.layer)) {
            if let Some(spot) = rule.rounds_otherwise() {
                spot.refuse(
                    "这道保障线的比例照另一道（same_as），那一道分几部分（parts），合着四舍五入一次，不能写 rounding，请删去",
                );
            }
        }
        for rule in rules.iter().filter(|rule| rule.several) {
            for other in rules.iter().filter(|other| {
                other.table != rule.table
                    && other.layer == rule.layer
                    && other.insurance & rule.insurance != 0
                    && other.span.overlaps(rule.span)
            }) {
                let Some(spot) = other.rounds_otherwise() else {
                    continue;
                };
                // Figures are looked up from the place to the nation, then in the hospital's table.
                let within = |near, far| match (near, far) {
                    (Some(Owner::Region(near)), Some(Owner::Region(far))) => {
                        words.within(near, far)
                    }
                    (Some(Owner::Region(_)), _) => true,
                    (_, Some(Owner::Region(_))) => false,
                    _ => near == far,
                };
                if within(rule.owner, other.owner) && rule.rounding.is_none() {
                    rule.spot.refuse(
                        "别的表给这道保障线写了 rounding，而这里分几部分（parts），请加 rounding = \"half_up\"",
                    );
                }
                if within(other.owner, rule.owner) && !other.settles_shares {
                    spot.refuse(
                        "别的表给这道保障线分了几部分（parts），合着四舍五入一次，这里不能写 rounding，请删去",
                    );
                }
            }
        }
    }

    /// Refuses circles of `same_as`.
    fn circles(&self, words: &Words) {
        let same_as = self.same_as.borrow();
        let mut edges = vec![Vec::new(); words.vocabulary.layers.len()];
        for (_, from, to) in same_as.iter() {
            if let Some(edges) = edges.get_mut(from.index()) {
                edges.push(to.index());
            }
        }
        let circle = cycle::members(&edges);
        for (spot, from, to) in same_as.iter() {
            if circle.contains(&from.index()) && circle.contains(&to.index()) {
                spot.refuse("same_as 绕成了圈，请把其中一个写成数");
            }
        }
    }

    fn lost_hints(&self, tables: &[Table]) {
        let mut known = Vec::new();
        for table in tables {
            let schemes = table
                .schemes
                .iter()
                .filter(|scheme| scheme.diseases.is_some())
                .map(|scheme| &scheme.rule);
            let rules = schemes.chain(table.lists.iter().map(|list| &list.rule));
            known.extend(rules.map(|rule| format!("{}.{}", table.id, rule.id)));
        }
        for node in self.hints.borrow().iter() {
            let Some(hint) = node.as_str() else { continue };
            if !known.iter().any(|id| id == hint) {
                node.spot.refuse_with(
                    format!("没有“{hint}”这张单子，请写成 <表的 id>.<清单或有病种的 scheme 的 id>"),
                    nearest(hint, known.iter().map(String::as_str))
                        .map(|near| format!("是不是 {near}？")),
                );
            }
        }
    }
}

/// Returns the bases that tables state of a layer of the table at place `at`, for people of the same
/// insurance who may meet both tables.
fn bases<'t>(
    words: &'t Words,
    tables: &'t [Table],
    at: usize,
    layer: LayerId,
) -> impl Iterator<Item = Base> + 't {
    let own = tables.get(at);
    let mine = own.into_iter().flat_map(|table| &table.layers);
    let mine = mine.filter(move |rule| rule.layer == layer);
    let insured = mine.fold(0, |bits, rule| bits | rule.insurance);
    let near = tables.iter().filter(move |table| {
        own.is_some_and(|own| words.meet(own.owner, table.owner) && own.span.overlaps(table.span))
    });
    near.flat_map(|table| &table.layers)
        .filter(move |rule| rule.layer == layer && rule.insurance & insured != 0)
        .filter_map(|rule| rule.base)
}

/// Checks whether any table puts the layer on the year's accumulated self-pay.
fn on_year(tables: &[Table], layer: LayerId) -> bool {
    let mut rules = tables.iter().flat_map(|table| &table.layers);
    rules.any(|rule| rule.layer == layer && rule.base == Some(Base::Year))
}
