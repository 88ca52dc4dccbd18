//! Turns one set of facts into the terms of a settlement, or names the fact that must be split
//! first. Must not know how money is settled.
use crate::answer::{LineGrade, Range, Verdict};
use crate::layout::accounts::Counted;
use crate::layout::entered::ByCondition;
use crate::layout::merge::{LayerLayout, Variant};
use crate::layout::{AfterLayersRule, Layout};
use crate::logic::facts::{Atom, Cond, Facts};
use crate::settle::round::part_of;
use crate::settle::{
    DeductibleOfPeriod, End, LayerTerms, NO_CEILING, Points, Shape, TopUpTerms, looking,
};
use crate::worlds::looks::settle_looks;
use mingbai_policy::{
    Amount, Base, BillCost, Care, CiteId, Day, Evidence, Fen, Figures, NumberFact, Period,
    Rounding, Share, ShareRange, Shares, Tables, Vocabulary, YesNo,
};

/// Which evidence counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// Documents and entered figures alone; reported figures count as unknown.
    Certain,
    /// Reported figures count too.
    Estimate,
    /// Reported figures count too, and a matter that no document settles stays open in one world,
    /// at both its ends.
    OneWorld,
}

/// The terms of every money rule in one world.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct WorldTerms<'p> {
    pub layers: Vec<LayerTerms<'p>>,
    pub top_ups: Vec<TopUpTerms>,
    /// Waivers that apply (index into the layout), each with whether it applies for certain.
    pub waivers: Vec<(u8, bool)>,
    /// Schemes whose benefit applies (index into the layout's `frees`), each with whether it
    /// applies for certain.
    pub frees: Vec<(u8, bool)>,
    /// The grade of the least known figure of each slot.
    pub grades: Vec<(u8, LineGrade)>,
    /// The in-scope amounts of these worlds; `None` for any amount. Fen.
    pub in_scope: Option<Range>,
}

impl WorldTerms<'_> {
    fn clear(&mut self) {
        self.layers.clear();
        self.top_ups.clear();
        self.waivers.clear();
        self.frees.clear();
        self.grades.clear();
        self.in_scope = None;
    }

    /// Checks whether an in-scope amount is one of these worlds'.
    pub fn holds_at(&self, in_scope: Fen) -> bool {
        let within = |range: Range| range.low <= in_scope && in_scope <= range.high;
        self.in_scope.is_none_or(within)
    }
}

/// Decides a condition, or returns the open fact that the condition turns on.
fn decide(cond: &Cond, facts: &Facts, reading: Reading) -> Result<Verdict, Atom> {
    let verdict = cond.of(facts);
    if verdict != Verdict::Unknown {
        return Ok(verdict);
    }
    let askable = |atom: Atom| !matches!(atom, Atom::Unclear(_));
    let open = match reading {
        Reading::Estimate => cond
            .open(facts, askable)
            .or_else(|| cond.open(facts, |_| true)),
        Reading::Certain | Reading::OneWorld => cond.open(facts, askable),
    };
    open.map_or(Ok(Verdict::Unknown), Err)
}

/// Decides the condition of a rule with this evidence: in the certain reading, a reported condition
/// is unknown.
fn decide_known(
    cond: &Cond,
    evidence: Evidence,
    facts: &Facts,
    reading: Reading,
) -> Result<Verdict, Atom> {
    if reading == Reading::Certain && evidence == Evidence::Reported {
        return Ok(Verdict::Unknown);
    }
    decide(cond, facts, reading)
}

/// Returns the first entered figure that holds, or the open fact that its condition turns on.
fn entered_figure<'a, T>(
    said: &'a ByCondition<T>,
    facts: &Facts,
    reading: Reading,
) -> Result<Option<&'a T>, Atom> {
    for (when, figure) in said.iter() {
        // Care and grade can be asked for, so a decided world leaves neither open.
        if decide(when, facts, reading)? == Verdict::Yes {
            return Ok(Some(figure));
        }
    }
    Ok(None)
}

/// Looks up the figures of a layer, from the nearest table to the farthest.
#[derive(Clone, Copy)]
struct FigureLookup<'a, 'p> {
    layer: &'p LayerLayout<'p>,
    facts: &'a Facts,
    reading: Reading,
}

/// The least and the most of an amount. Fen.
type Amounts = (Fen, Fen);
const ANY_AMOUNT: Amounts = (Fen::ZERO, Fen::MAX);

/// The rounding of a layer of which no table states a rounding.
const AS_EVERYWHERE: (Rounding, Rounding) = (Rounding::HalfUp, Rounding::HalfUp);

/// A cap (封顶线) between its ends, and the rest of the cap after the payments of its account in its
/// period. Fen.
#[derive(Clone, Copy)]
struct CapLeft {
    /// The period whose payments count.
    per: Period,
    least: Fen,
    most: Fen,
    least_left: Fen,
    most_left: Fen,
    /// Whether the cap counts payments for a disease only.
    of_disease: bool,
    /// Whether the cap limits the cost, not the payment.
    on_cost: bool,
}

impl CapLeft {
    const UNKNOWN: CapLeft = CapLeft {
        per: Period::Year,
        least: Fen::ZERO,
        most: Fen::MAX,
        least_left: Fen::ZERO,
        most_left: Fen::MAX,
        of_disease: false,
        on_cost: false,
    };

    fn new((least, most): Amounts, per: Period, paid: Range) -> CapLeft {
        let left = |cap: Fen, paid| {
            if cap == Fen::MAX {
                cap
            } else {
                cap.above(paid)
            }
        };
        CapLeft {
            per,
            least,
            most,
            least_left: left(least, paid.high),
            most_left: left(most, paid.low),
            of_disease: false,
            on_cost: false,
        }
    }

    /// Returns the cap as one on the payment. A payment is at most the cost, and may be nothing.
    fn on_payment(self) -> CapLeft {
        match self.on_cost {
            false => self,
            true => CapLeft {
                least: Fen::ZERO,
                least_left: Fen::ZERO,
                on_cost: false,
                ..self
            },
        }
    }

    fn hull(self, other: CapLeft) -> CapLeft {
        if self.on_cost != other.on_cost {
            return self.on_payment().hull(other.on_payment());
        }
        CapLeft {
            per: self.per.max(other.per),
            on_cost: self.on_cost,
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            least_left: self.least_left.min(other.least_left),
            most_left: self.most_left.max(other.most_left),
            of_disease: self.of_disease || other.of_disease,
        }
    }
}

/// The base of a layer with a cap on the cost, and whether 先行自付 may have come off first.
#[derive(Clone, Copy)]
struct CostUsed {
    base: Base,
    withheld: bool,
}

impl CostUsed {
    fn of(terms: &LayerTerms) -> CostUsed {
        CostUsed {
            base: terms.base,
            withheld: terms.first_self_pay.1 > Share::ZERO,
        }
    }

    /// Returns the cost that counted, of the cost that may have.
    fn bound(self, cost: Range) -> Range {
        Range {
            low: if self.withheld { Fen::ZERO } else { cost.low },
            ..cost
        }
    }
}

/// A deductible (起付线) between its ends, and what is left of it for this visit. Fen.
#[derive(Clone, Copy)]
struct Deductible {
    whole: Amounts,
    left: Amounts,
    /// The period in which the deductible is met once: `left` is less by the deductibles used before
    /// in a period of several visits.
    per: Period,
    /// Whether the figure of a period counts visits for a disease only.
    of_disease: bool,
}

impl Deductible {
    const UNKNOWN: Deductible = Deductible::of_visit(ANY_AMOUNT);

    const fn of_visit(whole: Amounts) -> Deductible {
        Deductible {
            whole,
            left: whole,
            per: Period::Visit,
            of_disease: false,
        }
    }

    fn of_period(whole: Amounts, per: Period, used: Range) -> Deductible {
        let left = |fen: Fen, used| match fen {
            Fen::MAX => fen,
            fen => fen.above(used),
        };
        Deductible {
            whole,
            left: (left(whole.0, used.high), left(whole.1, used.low)),
            per,
            of_disease: false,
        }
    }

    fn hull(self, other: Deductible) -> Deductible {
        let hull = |one: Amounts, other: Amounts| (one.0.min(other.0), one.1.max(other.1));
        Deductible {
            whole: hull(self.whole, other.whole),
            left: hull(self.left, other.left),
            per: self.per.max(other.per),
            of_disease: self.of_disease || other.of_disease,
        }
    }
}

/// The shares of a layer, as the tables state them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FoundShares<'p> {
    shape: Shape<'p>,
    points: Points,
    grade: LineGrade,
    /// Whether out-of-scope money may be paid too: a table gives parts, if only by a report.
    all: bool,
}

impl FoundShares<'_> {
    /// Another layer's share is taken without the base of that layer's one part.
    fn without_base(self) -> Self {
        match self.shape {
            Shape::Parts([part]) => FoundShares {
                shape: Shape::Schedule(&part.schedule),
                all: false,
                ..self
            },
            _ => self,
        }
    }
}

impl<'p> FigureLookup<'_, 'p> {
    /// Returns the next variant, in search order from place `at` on, that states a figure and may
    /// hold: its place, the figure, its verdict and the variant.
    #[allow(clippy::type_complexity)]
    fn next<T>(
        &self,
        at: usize,
        stated: impl Fn(&'p Figures) -> Option<T>,
    ) -> Result<Option<(usize, T, Verdict, &'p Variant<'p>)>, Atom> {
        let mut place = 0;
        for record in &self.layer.records {
            for variant in &record.variants {
                place += 1;
                if place <= at {
                    continue;
                }
                let Some(value) = stated(variant.figures) else {
                    continue;
                };
                let guard = decide(&record.guard, self.facts, self.reading)?;
                if guard == Verdict::No {
                    continue;
                }
                let verdict = guard.and(decide_known(
                    &variant.when,
                    variant.evidence,
                    self.facts,
                    self.reading,
                )?);
                if verdict != Verdict::No {
                    return Ok(Some((place, value, verdict, variant)));
                }
            }
        }
        Ok(None)
    }

    /// Returns whether a figure of this evidence is unknown in this reading.
    fn unknown_to(&self, evidence: Evidence) -> bool {
        self.reading == Reading::Certain && evidence == Evidence::Reported
    }

    /// Returns the deductible (起付线) from place `at` on, as nearer variants change it (`changed`).
    /// Which deductibles used before the deductible of a period counts is set by the nearest condition about a kind
    /// of care or a disease.
    fn deductible(
        &self,
        (terms, base): (&Vocabulary, Base),
        at: usize,
        changed: &dyn Fn(Fen, End) -> Fen,
        counted: Option<&Counted>,
        grade: &mut LineGrade,
    ) -> Result<Deductible, Atom> {
        let Some((at, value, verdict, variant)) = self.next(at, |f| f.deductible)? else {
            *grade = LineGrade::Unknown;
            return Ok(Deductible::UNKNOWN);
        };
        if !self.known_to(variant.evidence, grade) {
            return Ok(Deductible::UNKNOWN);
        }
        let own = Counted::under(variant.said);
        let counts = counted.unwrap_or(&own);
        let found = match value {
            Amount::Range(low, high) => {
                let whole = (changed(low, End::Low), changed(high, End::High));
                match variant.figures.deductible_period() {
                    Period::Visit => Deductible::of_visit(whole),
                    per => {
                        let earlier = &self.layer.earlier;
                        let used = earlier.deductible_used(terms, (counts, per), base);
                        Deductible {
                            of_disease: !counts.diseases.is_empty(),
                            ..Deductible::of_period(whole, per, used)
                        }
                    }
                }
            }
            relative => {
                let narrower = (*counts != Counted::EVERYTHING).then_some(counts);
                // The more was paid before the transfer, the less is left to pay.
                let before_transfer = |end| match end {
                    End::Low => self.layer.before_transfer.high,
                    End::High => self.layer.before_transfer.low,
                };
                let changed = |fen, end| match relative {
                    Amount::Rest if fen == Fen::MAX && end == End::High => changed(fen, end),
                    Amount::Rest => changed(fen.above(before_transfer(end)), end),
                    relative => changed(made_from(fen, relative), end),
                };
                self.deductible((terms, base), at, &changed, narrower, grade)?
            }
        };
        if found.whole.0 != found.whole.1 {
            *grade = LineGrade::Unknown;
        }
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        *grade = LineGrade::Unknown;
        Ok(found.hull(self.deductible((terms, base), at, changed, counted, grade)?))
    }

    /// Returns the deductible of a visit that counts as several stays: of each of them what a stay of
    /// that number has. `first` is the deductible of the stay that the visit begins with.
    fn of_every_stay(
        &self,
        further_after: Option<u16>,
        about: (&Vocabulary, Base),
        first: Amounts,
        grade: &mut LineGrade,
    ) -> Result<Amounts, Atom> {
        let mut sum = first;
        let Some(after) = further_after else {
            return Ok(sum);
        };
        let of_year = matches!(about.1, Base::Year | Base::YearCost);
        let stay = Cond::Atom(Atom::Care(Care::Inpatient.bit()));
        if of_year || decide(&stay, self.facts, self.reading)? != Verdict::Yes {
            return Ok(sum);
        }
        for more in 1..=NumberFact::StayDays.most() / after {
            let begins = Atom::AtLeast(NumberFact::StayDays, after * more + 1);
            if decide(&Cond::Atom(begins), self.facts, self.reading)? != Verdict::Yes {
                break;
            }
            let facts = further_stay(self.facts, more);
            let lookup = FigureLookup {
                facts: &facts,
                ..*self
            };
            let found = lookup.deductible(about, 0, &|fen, _| fen, None, grade);
            // The fact to split is the number of the stay that the visit begins with.
            let found = found.map_err(|atom| match atom {
                Atom::AtLeast(NumberFact::Stay, least) => {
                    Atom::AtLeast(NumberFact::Stay, least - more.min(least))
                }
                atom => atom,
            })?;
            if found.per == Period::Visit {
                let plus = |one: Fen, other: Fen| (one + other).min(Fen::MAX);
                sum = (plus(sum.0, found.whole.0), plus(sum.1, found.whole.1));
            }
        }
        Ok(sum)
    }

    /// Returns the cap (封顶线) from place `at` on, as nearer variants change it (`changed`). The
    /// payments that count are set by the nearest condition about a kind of care or a disease.
    fn cap(
        &self,
        (terms, used): (&Vocabulary, CostUsed),
        at: usize,
        changed: &dyn Fn(Fen) -> Fen,
        counted: Option<&Counted>,
        grade: &mut LineGrade,
    ) -> Result<CapLeft, Atom> {
        let Some((at, value, verdict, variant)) = self.next(at, |f| f.cap)? else {
            *grade = LineGrade::Unknown;
            return Ok(CapLeft::UNKNOWN);
        };
        if !self.known_to(variant.evidence, grade) {
            return Ok(CapLeft::UNKNOWN);
        }
        let own = Counted::under(variant.said);
        let counts = counted.unwrap_or(&own);
        let found = match value {
            Amount::Range(low, high) => {
                let (per, earlier) = (variant.figures.cap_period(), &self.layer.earlier);
                let on_cost = variant.figures.cap_on_cost;
                let paid = match on_cost {
                    false => earlier.paid.counted(terms, counts, (per, earlier.day)),
                    true => used.bound(earlier.cost_used(terms, (counts, per), used.base)),
                };
                CapLeft {
                    of_disease: !counts.diseases.is_empty(),
                    on_cost,
                    ..CapLeft::new((changed(low), changed(high)), per, paid)
                }
            }
            relative => {
                let narrower = (*counts != Counted::EVERYTHING).then_some(counts);
                let changed = |fen| changed(made_from(fen, relative));
                self.cap((terms, used), at, &changed, narrower, grade)?
            }
        };
        if found.most != found.least {
            *grade = LineGrade::Unknown;
        }
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        *grade = LineGrade::Unknown;
        Ok(found.hull(self.cap((terms, used), at, changed, counted, grade)?))
    }

    /// Returns whether a figure of this evidence counts, and lowers the grade of the line to the
    /// evidence.
    fn known_to(&self, evidence: Evidence, grade: &mut LineGrade) -> bool {
        if self.unknown_to(evidence) {
            *grade = LineGrade::Unknown;
            return false;
        }
        if evidence == Evidence::Reported {
            *grade = (*grade).max(LineGrade::Reported);
        }
        true
    }

    /// Returns 先行自付; nothing where no table states any.
    fn first_self_pay(&self) -> Result<(Share, Share), Atom> {
        self.withheld(0, |f| f.first_self_pay)
    }

    /// Returns the points by which the share is lower; none where no table states any.
    fn lowered(&self) -> Result<(Share, Share), Atom> {
        self.withheld(0, |f| f.lowered)
    }

    /// Returns a share that withholds money where a table states one, and nothing where no table
    /// does.
    fn withheld(
        &self,
        at: usize,
        stated: fn(&Figures) -> Option<ShareRange>,
    ) -> Result<(Share, Share), Atom> {
        let none = (Share::ZERO, Share::ZERO);
        let Some((at, value, verdict, variant)) = self.next(at, stated)? else {
            return Ok(none);
        };
        if self.unknown_to(variant.evidence) {
            // A figure that is reported for other people only is not stated for this person.
            return match decide(&variant.when, self.facts, self.reading)? {
                Verdict::No => self.withheld(at, stated),
                _ => Ok((Share::ZERO, Share::ONE)),
            };
        }
        let found = (value.low, value.high);
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        let rest = self.withheld(at, stated)?;
        Ok((found.0.min(rest.0), found.1.max(rest.1)))
    }

    /// Returns the in-scope cost that the layer looked at earlier in the year, as far as the schedule
    /// from place `at` on counts it: the nearest condition about a kind of care or a disease decides.
    fn cost_before(
        &self,
        terms: &Vocabulary,
        at: usize,
        counted: Option<&Counted>,
    ) -> Result<Range, Atom> {
        let Some((at, value, verdict, variant)) = self.next(at, |f| f.shares.as_ref())? else {
            return Ok(self.layer.earlier.cost.total());
        };
        let own = Counted::under(variant.said);
        let counts = counted.unwrap_or(&own);
        let found = if value.is_relative() {
            let narrower = (*counts != Counted::EVERYTHING).then_some(counts);
            self.cost_before(terms, at, narrower)?
        } else {
            let (earlier, year) = (&self.layer.earlier, Period::Year);
            earlier.cost.counted(terms, counts, (year, earlier.day))
        };
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        Ok(found.hull(self.cost_before(terms, at, counted)?))
    }

    /// Returns the share of the bill that the layer and those before it pay together at most, from
    /// place `at` on, the larger first; the whole bill where no table states any.
    fn ceiling(&self, at: usize) -> Result<(Share, Share), Atom> {
        let Some((at, value, verdict, variant)) = self.next(at, |f| f.ceiling)? else {
            return Ok((Share::ONE, Share::ONE));
        };
        let found = match self.unknown_to(variant.evidence) {
            false => (value, value),
            true => match decide(&variant.when, self.facts, self.reading)? {
                Verdict::No => return self.ceiling(at),
                _ => return Ok((Share::ONE, Share::ZERO)),
            },
        };
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        let rest = self.ceiling(at)?;
        Ok((found.0.max(rest.0), found.1.min(rest.1)))
    }

    /// Returns the final shares: lower by the points that some table states.
    fn lowered_shares(&self, layout: &'p Layout<'p>, depth: u8) -> Result<FoundShares<'p>, Atom> {
        let mut found = self.shares(layout, 0, depth)?;
        if found.shape == Shape::Unknown {
            return Ok(found);
        }
        let (few, many) = self.lowered()?;
        let less = &mut found.points.less;
        *less = (less.0.plus(few), less.1.plus(many));
        if many > Share::ZERO {
            found.grade = found.grade.max(LineGrade::Reported);
        }
        Ok(found)
    }

    /// Returns the shares from place `at` on, before any points are taken off.
    fn shares(
        &self,
        layout: &'p Layout<'p>,
        at: usize,
        depth: u8,
    ) -> Result<FoundShares<'p>, Atom> {
        let unknown = |all| FoundShares {
            shape: Shape::Unknown,
            points: Points::default(),
            grade: LineGrade::Unknown,
            all,
        };
        let Some((at, value, verdict, variant)) = self.next(at, |f| f.shares.as_ref())? else {
            return Ok(unknown(false));
        };
        let evidence = variant.evidence;
        if self.unknown_to(evidence) {
            return Ok(unknown(
                matches!(value, Shares::Parts(_)) || self.parts_above(at),
            ));
        }
        let grade = match evidence {
            Evidence::Document => LineGrade::Document,
            Evidence::Reported => LineGrade::Reported,
        };
        let found = match value {
            // The document itself leaves the share open: between nothing and the whole.
            Shares::Schedule(steps) if steps.iter().all(|s| s.share == ShareRange::UNKNOWN) => {
                unknown(false)
            }
            Shares::Schedule(steps) => FoundShares {
                shape: Shape::Schedule(steps),
                points: Points::default(),
                grade,
                all: false,
            },
            Shares::Parts(parts) => FoundShares {
                shape: Shape::Parts(parts),
                points: Points::default(),
                grade,
                all: true,
            },
            Shares::Plus(by) | Shares::Times(by) | Shares::OwnTimes(by) => {
                let below = self.shares(layout, at, depth)?;
                FoundShares {
                    points: match value {
                        Shares::Times(_) => below.points.then_times(*by),
                        Shares::OwnTimes(_) => below.points.then_own_times(*by),
                        _ => below.points.then_plus(*by),
                    },
                    grade: below.grade.max(grade),
                    ..below
                }
            }
            Shares::SameAs(other) => {
                let other = layout
                    .layers
                    .iter()
                    .find(|l| l.layer == *other)
                    .filter(|_| depth > 0);
                match other {
                    Some(layer) => {
                        let entered =
                            entered_figure(&layer.entered.brackets, self.facts, self.reading)?;
                        let search = FigureLookup {
                            layer,
                            facts: self.facts,
                            reading: self.reading,
                        };
                        match entered {
                            Some(steps) => FoundShares {
                                shape: Shape::Schedule(steps),
                                points: Points::default(),
                                grade: LineGrade::Entered,
                                all: false,
                            },
                            None => search.lowered_shares(layout, depth - 1)?.without_base(),
                        }
                    }
                    None => unknown(false),
                }
            }
        };
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        let rest = self.shares(layout, at, depth)?;
        if rest.shape == found.shape && rest.points == found.points {
            return Ok(found);
        }
        Ok(unknown(found.all || rest.all))
    }

    /// Returns the year's payments that an entered cap counts: those of the kinds of care for which
    /// it was entered. Where no care was entered, the cap may count this care's payments or the
    /// whole year's. A layer that people buy for themselves has one cap for all care.
    fn counted_by_entered(&self, layout: &Layout, cares: u8) -> Range {
        let (terms, earlier) = (&layout.tables.vocabulary, &self.layer.earlier.paid);
        let year = (Period::Year, self.layer.earlier.day);
        let whole = earlier.total();
        let said = Counted {
            cares,
            ..Counted::EVERYTHING
        };
        if said != Counted::EVERYTHING {
            return earlier.counted(terms, &said, year);
        }
        if terms.layers[self.layer.layer.index()].own.is_some() {
            return whole;
        }
        let possible = Care::ALL.iter().map(|care| care.bit());
        let of_care = possible
            .filter(|bit| bit & self.facts.care != 0)
            .map(|cares| {
                let counted = Counted {
                    cares,
                    ..Counted::EVERYTHING
                };
                earlier.counted(terms, &counted, year).low
            });
        Range {
            low: of_care.min().unwrap_or_default(),
            high: whole.high,
        }
    }

    /// Returns whether any record from place `at` on gives parts: then an unknown share may reach
    /// out-of-scope money.
    fn parts_above(&self, at: usize) -> bool {
        let variants = self
            .layer
            .records
            .iter()
            .flat_map(|record| &record.variants);
        variants
            .skip(at)
            .any(|v| matches!(v.figures.shares, Some(Shares::Parts(_))))
    }

    /// Returns the base of the layer.
    fn base(&self) -> Result<Base, Atom> {
        if let Some(base) = self.layer.base {
            return Ok(base);
        }
        let mut told: Option<Base> = None;
        for record in &self.layer.records {
            let Some(base) = record.base else { continue };
            match decide(&record.guard, self.facts, self.reading)? {
                Verdict::No => {}
                Verdict::Yes if self.unknown_to(record.evidence) => {
                    told.get_or_insert(base);
                }
                // A document further up confirms a base that was only reported, or leaves the base
                // open.
                Verdict::Yes if told.is_none_or(|told| told == base) => return Ok(base),
                _ => return Ok(Base::All),
            }
        }
        Ok(Base::All)
    }

    /// Returns how the payment becomes whole fen, the rounding that pays most first: as the nearest
    /// table states it, and half up where none does. A rounding that is only reported may for
    /// certain be any.
    fn rounding(&self) -> Result<(Rounding, Rounding), Atom> {
        let mut may: Option<(Rounding, Rounding)> = None;
        let hull = |may: Option<(Rounding, Rounding)>, found: (Rounding, Rounding)| {
            may.map_or(found, |may| (may.0.max(found.0), may.1.min(found.1)))
        };
        for record in &self.layer.records {
            let Some(rounding) = record.rounding else {
                continue;
            };
            let verdict = decide(&record.guard, self.facts, self.reading)?;
            if verdict == Verdict::No {
                continue;
            }
            let found = match self.unknown_to(record.evidence) {
                true => (Rounding::Up, Rounding::Down),
                false => (rounding, rounding),
            };
            may = Some(hull(may, found));
            if verdict == Verdict::Yes {
                return Ok(hull(may, found));
            }
        }
        Ok(hull(may, AS_EVERYWHERE))
    }
}

/// Returns the facts of a later stay of a visit that counts as several: a stay so much later in the
/// year, which nobody was moved to from another hospital.
fn further_stay(facts: &Facts, more: u16) -> Facts {
    let mut later = *facts;
    let (low, high) = &mut later.numbers[NumberFact::Stay.index()];
    let most = NumberFact::Stay.most();
    (*low, *high) = ((*low + more).min(most), (*high + more).min(most));
    later.yes_no.yes &= !YesNo::Transferred.bit();
    later.yes_no.no |= YesNo::Transferred.bit();
    later
}

/// Returns a figure as a variant makes it from the figure without that variant. Never falls as that
/// figure grows, so that the ends of an open one become ends.
fn made_from(without: Fen, figure: Amount) -> Fen {
    match figure {
        Amount::Range(..) | Amount::Rest => without,
        Amount::Times(factor) => part_of(without, factor),
        Amount::Less { .. } | Amount::Plus { .. } if without == Fen::MAX => without,
        Amount::Plus { plus, at_most } => without.max((without + plus).min(at_most)),
        Amount::Less { less, at_least } => without.min(without.above(less).max(at_least)),
    }
}

/// Returns the sources of a layer's deductible and share, as far as these facts decide them, and
/// the years in which those figures were last stated.
pub(crate) fn figure_cites(
    tables: &Tables,
    layer: &LayerLayout,
    facts: &Facts,
) -> (Vec<CiteId>, Vec<u16>) {
    let search = FigureLookup {
        layer,
        facts,
        reading: Reading::OneWorld,
    };
    let shares = search.next(0, |figures| figures.shares.as_ref().map(|_| ()));
    let deductible = search.next(0, |figures| figures.deductible.map(|_| ()));
    let (mut cites, mut years) = (Vec::new(), Vec::new());
    for (_, _, verdict, variant) in [shares, deductible].into_iter().flatten().flatten() {
        if verdict != Verdict::Yes {
            continue;
        }
        cites.extend(variant.cites);
        let stated = tables.last_stated(variant.cites, variant.from);
        years.extend(stated.map(Day::year));
    }
    (cites, years)
}

/// Returns the terms of a layer that applies, or may apply (`optional`), and the grade of its line.
fn layer_terms<'p>(
    layout: &'p Layout<'p>,
    slot: usize,
    facts: &Facts,
    reading: Reading,
    optional: bool,
) -> Result<(LayerTerms<'p>, LineGrade), Atom> {
    let layer = &layout.layers[slot];
    let search = FigureLookup {
        layer,
        facts,
        reading,
    };
    let mut grade = if optional {
        LineGrade::Unknown
    } else {
        LineGrade::Document
    };
    let entered = &layer.entered;
    let paid = layer.earlier.paid.total();
    let mut terms = LayerTerms {
        slot: slot as u8,
        layer: layer.layer,
        optional,
        absent: false,
        fixed: layer.fixed,
        deductible: (Fen::ZERO, Fen::ZERO),
        deductible_of_period: None,
        first_self_pay: (Share::ZERO, Share::ZERO),
        cap: (Fen::MAX, Fen::MAX),
        cap_per: Period::Year,
        cap_left: (Fen::MAX, Fen::MAX),
        cap_of_disease: false,
        cap_on_cost: false,
        cost_before: (Fen::ZERO, Fen::ZERO),
        ceiling: NO_CEILING,
        paid_before: (paid.low, paid.high),
        shape: Shape::Unknown,
        points: Points::default(),
        base: Base::All,
        rounding: AS_EVERYWHERE,
        held: None,
        own_shares: &layer.own_shares,
        looked_at: false,
        looks_at_open: false,
        apart: None,
    };
    terms.base = search.base()?;
    if layer.fixed.is_some() {
        return Ok((terms, LineGrade::Entered));
    }
    terms.rounding = search.rounding()?;
    let found = match entered_figure(&entered.brackets, facts, reading)? {
        Some(steps) => {
            grade = grade.max(LineGrade::Entered);
            FoundShares {
                shape: Shape::Schedule(steps),
                points: Points::default(),
                grade,
                all: false,
            }
        }
        None => search.lowered_shares(layout, 2)?,
    };
    grade = grade.max(found.grade);
    terms.shape = found.shape;
    terms.points = found.points;
    if found.all && found.shape == Shape::Unknown {
        terms.base = Base::All;
    }
    // One part alone is a layer with a base of its own: it has a deductible like any other.
    if let Shape::Parts([part]) = found.shape {
        terms.base = part.base;
        terms.shape = Shape::Schedule(&part.schedule);
    }
    if let Shape::Schedule(steps) = terms.shape
        && steps.iter().any(|step| step.share.low != step.share.high)
    {
        grade = LineGrade::Unknown;
    }
    if !terms.points.known() {
        grade = LineGrade::Unknown;
    }
    if matches!(terms.shape, Shape::Parts(_)) {
        terms.rounding = AS_EVERYWHERE;
    } else if terms.base.left_by().is_none() {
        let (base, mut whole_of_period) = (terms.base, None);
        terms.deductible = match entered_figure(&entered.deductible, facts, reading)? {
            Some(fen) => {
                grade = grade.max(LineGrade::Entered);
                (*fen, *fen)
            }
            None => {
                let vocabulary = &layout.tables.vocabulary;
                let found =
                    search.deductible((vocabulary, base), 0, &|fen, _| fen, None, &mut grade)?;
                match found.per {
                    Period::Visit => {
                        let after = layout.stays.further_after();
                        search.of_every_stay(after, (vocabulary, base), found.whole, &mut grade)?
                    }
                    per => {
                        whole_of_period = Some(DeductibleOfPeriod {
                            per,
                            whole: found.whole,
                            of_disease: found.of_disease,
                        });
                        found.left
                    }
                }
            }
        };
        terms.deductible_of_period = whole_of_period;
    }
    // 先行自付 is a share of in-scope money: a base of its own has none.
    if !matches!(found.shape, Shape::Parts([_])) && terms.base.left_by().is_none() {
        terms.first_self_pay = match entered_figure(&entered.first_self_pay, facts, reading)? {
            Some(share) => (*share, *share),
            None => search.first_self_pay()?,
        };
    }
    let cap = match entered_figure(&entered.cap, facts, reading)? {
        Some((fen, cares)) => CapLeft::new(
            (*fen, *fen),
            Period::Year,
            search.counted_by_entered(layout, *cares),
        ),
        None => {
            let about = (&layout.tables.vocabulary, CostUsed::of(&terms));
            let cap = search.cap(about, 0, &|fen| fen, None, &mut grade)?;
            match found.shape {
                Shape::Parts(_) => cap.on_payment(),
                _ => cap,
            }
        }
    };
    terms.cap_on_cost = cap.on_cost;
    terms.cost_before = match terms.base {
        Base::YearCost => {
            let cost = search.cost_before(&layout.tables.vocabulary, 0, None)?;
            let cost = CostUsed::of(&terms).bound(cost);
            (cost.low, cost.high)
        }
        _ => (Fen::ZERO, Fen::ZERO),
    };
    // The low end of a cap helps least, so the person's low end takes the high cap.
    terms.cap = (cap.most, cap.least);
    terms.cap_left = (cap.most_left, cap.least_left);
    terms.cap_of_disease = cap.of_disease;
    terms.cap_per = cap.per;
    terms.ceiling = search.ceiling(0)?;
    if terms.ceiling.0 != terms.ceiling.1 {
        grade = LineGrade::Unknown;
    }
    if layer.own_shares.iter().any(|it| it.share.is_none()) {
        // Which money the layer pays by a share of its own is open: it pays nothing, or all.
        terms.own_shares = &[];
        terms.shape = Shape::Unknown;
        terms.points = Points::default();
        terms.deductible = (Fen::ZERO, Fen::ZERO);
        terms.deductible_of_period = None;
        terms.first_self_pay.0 = Share::ZERO;
    }
    if terms.shape == Shape::Unknown {
        grade = LineGrade::Unknown;
    }
    if optional {
        // Where the layer does not apply it withholds nothing.
        terms.first_self_pay.0 = Share::ZERO;
    }
    Ok((terms, grade))
}

/// Adds a layer that does not apply, where its payments of this year still count.
fn absent<'p>(
    layout: &'p Layout<'p>,
    slot: usize,
    facts: &Facts,
    reading: Reading,
    terms: &mut WorldTerms<'p>,
) -> Result<(), Atom> {
    let layer = &layout.layers[slot];
    let paid = layer.earlier.paid.total();
    if paid.high > Fen::ZERO {
        let base = FigureLookup {
            layer,
            facts,
            reading,
        }
        .base()?;
        if base == Base::Year {
            terms.layers.push(LayerTerms {
                slot: slot as u8,
                layer: layer.layer,
                optional: false,
                absent: true,
                fixed: None,
                deductible: (Fen::ZERO, Fen::ZERO),
                deductible_of_period: None,
                first_self_pay: (Share::ZERO, Share::ZERO),
                cap: (Fen::MAX, Fen::MAX),
                cap_per: Period::Year,
                cap_left: (Fen::MAX, Fen::MAX),
                cap_of_disease: false,
                cap_on_cost: false,
                cost_before: (Fen::ZERO, Fen::ZERO),
                ceiling: NO_CEILING,
                paid_before: (paid.low, paid.high),
                shape: Shape::Unknown,
                points: Points::default(),
                base,
                rounding: AS_EVERYWHERE,
                held: None,
                own_shares: &[],
                looked_at: false,
                looks_at_open: false,
                apart: None,
            });
        }
    }
    Ok(())
}

/// Fills `terms` for a set of facts.
///
/// # Errors
///
/// Names the open fact that must be split first.
pub(crate) fn resolve<'p>(
    layout: &'p Layout<'p>,
    facts: &Facts,
    reading: Reading,
    after_sheet: bool,
    terms: &mut WorldTerms<'p>,
) -> Result<(), Atom> {
    terms.clear();
    if !after_sheet {
        let mut replaced: Option<(&[usize], Verdict)> = None;
        for layer in &layout.layers {
            if let Some(stands_for) = &layer.stands_for {
                let verdict = decide_known(&layer.when.0, layer.when.1, facts, reading)?;
                if verdict != Verdict::No {
                    replaced = Some((stands_for, verdict));
                }
            }
        }
        for (slot, layer) in layout.layers.iter().enumerate() {
            let verdict = match layer.fixed {
                Some(_) => Verdict::Yes,
                None => decide_known(&layer.when.0, layer.when.1, facts, reading)?,
            };
            if verdict == Verdict::No {
                absent(layout, slot, facts, reading, terms)?;
                continue;
            }
            let mut optional = verdict == Verdict::Unknown;
            match replaced {
                Some((stands_for, Verdict::Yes)) if stands_for.contains(&slot) => {
                    absent(layout, slot, facts, reading, terms)?;
                    continue;
                }
                Some((stands_for, _)) => optional |= stands_for.contains(&slot),
                None => {}
            }
            let (layer, grade) = layer_terms(layout, slot, facts, reading, optional)?;
            terms.layers.push(layer);
            terms.grades.push((slot as u8, grade));
        }
    }
    terms.in_scope = layout.between_borders(facts.costs[BillCost::InScope as usize]);
    open_ceilings(&mut terms.layers);
    for slot in settle_looks(&mut terms.layers) {
        let mut grades = terms.grades.iter_mut();
        if let Some((_, grade)) = grades.find(|(of, _)| *of == slot) {
            *grade = LineGrade::Unknown;
        }
    }
    for ((later, slot), entered) in layout.top_ups.iter().zip(&layout.top_up_entered) {
        let verdict = decide_known(&later.when, later.evidence, facts, reading)?;
        if verdict == Verdict::No {
            continue;
        }
        let rule =
            &layout.tables.tables[later.rule.table as usize].top_ups[later.rule.index as usize];
        let entered = entered_figure(entered, facts, reading)?;
        let share = match entered {
            Some(share) => ShareRange::exact(*share),
            None if reading == Reading::Certain && later.evidence == Evidence::Reported => {
                ShareRange::UNKNOWN
            }
            None => rule.share,
        };
        let optional = verdict == Verdict::Unknown;
        let grade = match later.evidence {
            _ if optional || share.low != share.high => LineGrade::Unknown,
            _ if entered.is_some() => LineGrade::Entered,
            Evidence::Reported => LineGrade::Reported,
            Evidence::Document => LineGrade::Document,
        };
        terms.grades.push((*slot, grade));
        terms.top_ups.push(TopUpTerms {
            slot: *slot,
            rule: later.rule,
            optional,
            above: rule.above,
            base: rule.base,
            share: (share.high, share.low),
        });
    }
    applying(&layout.waivers, facts, reading, &mut terms.waivers)?;
    for (index, (_, later)) in layout.frees.iter().enumerate() {
        let verdict = decide_known(&later.when, later.evidence, facts, reading)?;
        if verdict != Verdict::No {
            terms.frees.push((index as u8, verdict == Verdict::Yes));
        }
    }
    Ok(())
}

/// Opens every ceiling that an earlier payment out of scope, apart from in-scope money, may move: two
/// ends of that payment would not be enough. No table says so; a person may enter 先行自付.
fn open_ceilings(layers: &mut [LayerTerms]) {
    let mut apart = false;
    for (at, layer) in layers.iter_mut().enumerate() {
        let fixed = layer.fixed.is_some() || layer.absent;
        let parts = matches!(layer.shape, Shape::Parts(parts) if !looking(parts));
        apart |= !fixed && (parts || layer.base == Base::OutOfScope);
        apart |= !fixed && at > 0 && layer.first_self_pay.1 > Share::ZERO;
        if apart && layer.ceiling != NO_CEILING {
            layer.ceiling = (Share::ONE, Share::ZERO);
        }
    }
}

/// Collects the rules that apply or may apply, each with whether it applies for certain.
fn applying(
    rules: &[AfterLayersRule],
    facts: &Facts,
    reading: Reading,
    found: &mut Vec<(u8, bool)>,
) -> Result<(), Atom> {
    for (index, rule) in rules.iter().enumerate() {
        let verdict = decide_known(&rule.when, rule.evidence, facts, reading)?;
        if verdict != Verdict::No {
            found.push((index as u8, verdict == Verdict::Yes));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
