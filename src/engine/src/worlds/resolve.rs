//! One set of facts makes the terms of a settlement, or names the fact that must be split first.
use crate::answer::{LineGrade, Range, Verdict};
use crate::layout::accounts::Counted;
use crate::layout::entered::Said;
use crate::layout::merge::{LayerLayout, Variant};
use crate::layout::{Later, Layout};
use crate::logic::facts::{Atom, Cond, Facts};
use crate::settle::round::half;
use crate::settle::{LayerTerms, Points, Shape, TopUpTerms};
use mingbai_policy::{
    Amount, Base, Care, CiteId, Day, Evidence, Fen, Figures, Share, ShareRange, Shares, Tables,
    Vocabulary,
};

/// Which evidence counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reading {
    /// Documents and entered figures alone; whatever is reported is unknown.
    Certain,
    /// Reported figures too.
    Estimate,
    /// The same, but what no document settles is left open in one world, at both its ends.
    OneWorld,
}

/// Everything that money needs to know of one world.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct WorldTerms<'p> {
    pub layers: Vec<LayerTerms<'p>>,
    pub top_ups: Vec<TopUpTerms>,
    /// Waivers that apply (index into the layout), and whether for certain.
    pub waivers: Vec<(u8, bool)>,
    /// Schemes whose benefit applies (index into the layout's `frees`), and whether for certain.
    pub frees: Vec<(u8, bool)>,
    /// The least known figure of each layer line.
    pub grades: Vec<(u8, LineGrade)>,
}

impl WorldTerms<'_> {
    fn clear(&mut self) {
        self.layers.clear();
        self.top_ups.clear();
        self.waivers.clear();
        self.frees.clear();
        self.grades.clear();
    }
}

/// Decided, or the open fact it turns on.
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

/// Decided for a rule known so well: in the certain reading a reported condition is unknown.
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

/// The figure an office gave that holds here, or the open fact it turns on.
fn given<'a, T>(said: &'a Said<T>, facts: &Facts, reading: Reading) -> Result<Option<&'a T>, Atom> {
    for (when, figure) in said.iter() {
        // Care and grade can be asked, so that one world leaves neither open.
        if decide(when, facts, reading)? == Verdict::Yes {
            return Ok(Some(figure));
        }
    }
    Ok(None)
}

/// A figure's search from the nearest table to the farthest.
struct FigureLookup<'a, 'p> {
    layer: &'p LayerLayout<'p>,
    facts: &'a Facts,
    reading: Reading,
}

type Amounts = (Fen, Fen);
const ANY: Amounts = (Fen::ZERO, Fen::MAX);

/// 封顶线 between its ends, and what its account of the year leaves of it. Fen.
#[derive(Clone, Copy)]
struct YearCap {
    least: Fen,
    most: Fen,
    least_left: Fen,
    most_left: Fen,
    /// It counts payments for a disease only.
    of_disease: bool,
}

impl YearCap {
    const UNKNOWN: YearCap = YearCap {
        least: Fen::ZERO,
        most: Fen::MAX,
        least_left: Fen::ZERO,
        most_left: Fen::MAX,
        of_disease: false,
    };

    fn new((least, most): Amounts, paid: Range) -> YearCap {
        let left = |cap: Fen, paid| {
            if cap == Fen::MAX {
                cap
            } else {
                cap.above(paid)
            }
        };
        YearCap {
            least,
            most,
            least_left: left(least, paid.high),
            most_left: left(most, paid.low),
            of_disease: false,
        }
    }

    fn hull(self, other: YearCap) -> YearCap {
        YearCap {
            least: self.least.min(other.least),
            most: self.most.max(other.most),
            least_left: self.least_left.min(other.least_left),
            most_left: self.most_left.max(other.most_left),
            of_disease: self.of_disease || other.of_disease,
        }
    }
}

/// Shares as found.
#[derive(Clone, Copy, PartialEq, Eq)]
struct FoundShares<'p> {
    shape: Shape<'p>,
    points: Points,
    grade: LineGrade,
    /// Out-of-scope money may be paid too: told by parts that are only reported.
    all: bool,
}

impl<'p> FigureLookup<'_, 'p> {
    /// Variants in search order, from place `at` on: (place, figures, verdict, variant).
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

    fn unknown_to(&self, evidence: Evidence) -> bool {
        self.reading == Reading::Certain && evidence == Evidence::Reported
    }

    fn deductible(&self, at: usize, grade: &mut LineGrade) -> Result<Amounts, Atom> {
        let Some((at, value, verdict, variant)) = self.next(at, |f| f.deductible)? else {
            *grade = LineGrade::Unknown;
            return Ok(ANY);
        };
        if !self.known_to(variant.evidence, grade) {
            return Ok(ANY);
        }
        let found = match value {
            Amount::Range(low, high) => (low, high),
            Amount::Half => {
                let (low, high) = self.deductible(at, grade)?;
                (half(low), half(high))
            }
        };
        if found.0 != found.1 {
            *grade = LineGrade::Unknown;
        }
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        *grade = LineGrade::Unknown;
        let rest = self.deductible(at, grade)?;
        Ok((found.0.min(rest.0), found.1.max(rest.1)))
    }

    /// 封顶线 from place `at` on, halved so many times; it counts what the nearest condition that
    /// is about a kind of care or a disease says.
    fn cap(
        &self,
        terms: &Vocabulary,
        at: usize,
        halvings: u32,
        counted: Option<&Counted>,
        grade: &mut LineGrade,
    ) -> Result<YearCap, Atom> {
        let Some((at, value, verdict, variant)) = self.next(at, |f| f.cap)? else {
            *grade = LineGrade::Unknown;
            return Ok(YearCap::UNKNOWN);
        };
        if !self.known_to(variant.evidence, grade) {
            return Ok(YearCap::UNKNOWN);
        }
        let own = Counted::under(variant.said);
        let counts = counted.unwrap_or(&own);
        let found = match value {
            Amount::Range(low, high) => {
                let halved = |fen| (0..halvings).fold(fen, |fen, _| half(fen));
                let paid = self.layer.earlier.counted(terms, counts);
                YearCap {
                    of_disease: !counts.diseases.is_empty(),
                    ..YearCap::new((halved(low), halved(high)), paid)
                }
            }
            Amount::Half => {
                let narrower = (*counts != Counted::WHOLE).then_some(counts);
                self.cap(terms, at, halvings + 1, narrower, grade)?
            }
        };
        if found.most != found.least {
            *grade = LineGrade::Unknown;
        }
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        *grade = LineGrade::Unknown;
        Ok(found.hull(self.cap(terms, at, halvings, counted, grade)?))
    }

    /// Whether a figure known so well counts; notes what that makes of the line's grade.
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

    /// 先行自付: nothing where nobody states one.
    fn first_self_pay(&self) -> Result<(Share, Share), Atom> {
        self.withheld(0, |f| f.first_self_pay)
    }

    /// Points by which the share is lower: none where nobody states any.
    fn lowered(&self) -> Result<(Share, Share), Atom> {
        self.withheld(0, |f| f.lowered)
    }

    /// A figure that withholds something where a table states it, and nothing where none does.
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
            // Told for others only, it is stated by nobody for this person.
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

    /// Shares as they are in the end: lower by the points that some table states.
    fn shares_there(&self, layout: &'p Layout<'p>, depth: u8) -> Result<FoundShares<'p>, Atom> {
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

    /// Shares from place `at` on, before any points are taken off.
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
            // Openly unknown in the document: between nothing and all.
            Shares::Schedule(steps) if steps.iter().all(|s| s.share == ShareRange::UNKNOWN) => {
                unknown(false)
            }
            Shares::Schedule(steps) => FoundShares {
                shape: Shape::Steps(steps),
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
            Shares::Plus(points) => {
                let below = self.shares(layout, at, depth)?;
                let plus = below.points.plus.plus(*points);
                FoundShares {
                    points: Points {
                        plus,
                        ..below.points
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
                        let entered = given(&layer.entered.steps, self.facts, self.reading)?;
                        let search = FigureLookup {
                            layer,
                            facts: self.facts,
                            reading: self.reading,
                        };
                        match entered {
                            Some(steps) => FoundShares {
                                shape: Shape::Steps(steps),
                                points: Points::default(),
                                grade: LineGrade::Entered,
                                all: false,
                            },
                            None => search.shares_there(layout, depth - 1)?,
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

    /// What an entered cap counts: payments of the kinds of care it was said to hold for. Where
    /// that was not said, nobody knows whether it is this care's payments or the whole year's.
    /// What people buy for themselves has one cap for all.
    fn counted_by_entered(&self, layout: &Layout, cares: u8) -> Range {
        let (terms, earlier) = (&layout.tables.vocabulary, &self.layer.earlier);
        let whole = earlier.whole();
        let said = Counted {
            cares,
            ..Counted::WHOLE
        };
        if said != Counted::WHOLE {
            return earlier.counted(terms, &said);
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
                    ..Counted::WHOLE
                };
                earlier.counted(terms, &counted).low
            });
        Range {
            low: of_care.min().unwrap_or_default(),
            high: whole.high,
        }
    }

    /// Whether any later record gives parts: then an unknown share may reach out-of-scope money.
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
                // A document further up confirms what was only told, or leaves it open.
                Verdict::Yes if told.is_none_or(|told| told == base) => return Ok(base),
                _ => return Ok(Base::All),
            }
        }
        Ok(Base::All)
    }
}

/// Returns where a layer's deductible and share stand for these facts, as far as they decide it, and
/// the latest year that says how old they are: the source's own, else the rule's first.
pub(crate) fn figure_cites(
    tables: &Tables,
    layer: &LayerLayout,
    facts: &Facts,
) -> (Vec<CiteId>, Option<u16>) {
    let search = FigureLookup {
        layer,
        facts,
        reading: Reading::OneWorld,
    };
    let shares = search.next(0, |figures| figures.shares.as_ref().map(|_| ()));
    let deductible = search.next(0, |figures| figures.deductible.map(|_| ()));
    let (mut cites, mut latest) = (Vec::new(), None);
    for (at, _, verdict, variant) in [shares, deductible].into_iter().flatten().flatten() {
        if verdict != Verdict::Yes {
            continue;
        }
        cites.extend(variant.cites);
        let dates = variant.cites.iter().filter_map(|cite| {
            let cite = tables.cites.get(usize::from(cite.0))?;
            cite.date.as_deref()?.get(..4)?.parse().ok()
        });
        let from = layer.record(at).and_then(|record| record.from);
        latest = latest.max(dates.max().or(from.map(Day::year)));
    }
    (cites, latest)
}

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
    let paid = layer.earlier.whole();
    let mut terms = LayerTerms {
        slot: slot as u8,
        layer: layer.layer,
        optional,
        absent: false,
        fixed: layer.fixed,
        deductible: (Fen::ZERO, Fen::ZERO),
        first_self_pay: (Share::ZERO, Share::ZERO),
        cap: (Fen::MAX, Fen::MAX),
        cap_left: (Fen::MAX, Fen::MAX),
        cap_of_disease: false,
        paid_before: (paid.low, paid.high),
        shape: Shape::Unknown,
        points: Points::default(),
        base: Base::All,
        held: None,
        apart: None,
    };
    terms.base = search.base()?;
    if layer.fixed.is_some() {
        return Ok((terms, LineGrade::Entered));
    }
    let found = match given(&entered.steps, facts, reading)? {
        Some(steps) => {
            grade = grade.max(LineGrade::Entered);
            FoundShares {
                shape: Shape::Steps(steps),
                points: Points::default(),
                grade,
                all: false,
            }
        }
        None => search.shares_there(layout, 2)?,
    };
    grade = grade.max(found.grade);
    terms.shape = found.shape;
    terms.points = found.points;
    if found.all && found.shape == Shape::Unknown {
        terms.base = Base::All;
    }
    if let Shape::Steps(steps) = found.shape
        && steps.iter().any(|step| step.share.low != step.share.high)
    {
        grade = LineGrade::Unknown;
    }
    if !terms.points.known() {
        grade = LineGrade::Unknown;
    }
    if !matches!(found.shape, Shape::Parts(_)) {
        terms.deductible = match given(&entered.deductible, facts, reading)? {
            Some(fen) => {
                grade = grade.max(LineGrade::Entered);
                (*fen, *fen)
            }
            None => search.deductible(0, &mut grade)?,
        };
    }
    let cap = match given(&entered.cap, facts, reading)? {
        Some((fen, cares)) => YearCap::new((*fen, *fen), search.counted_by_entered(layout, *cares)),
        None => search.cap(&layout.tables.vocabulary, 0, 0, None, &mut grade)?,
    };
    // A cap's low end helps least: the person's low end takes the high cap.
    terms.cap = (cap.most, cap.least);
    terms.cap_left = (cap.most_left, cap.least_left);
    terms.cap_of_disease = cap.of_disease;
    terms.first_self_pay = match given(&entered.first_self_pay, facts, reading)? {
        Some(share) => (*share, *share),
        None => search.first_self_pay()?,
    };
    if terms.shape == Shape::Unknown {
        grade = LineGrade::Unknown;
    }
    if optional {
        // Where it does not apply it withholds nothing.
        terms.first_self_pay.0 = Share::ZERO;
    }
    Ok((terms, grade))
}

/// Notes a layer that does not apply, where what it paid this year still counts.
fn absent<'p>(
    layout: &'p Layout<'p>,
    slot: usize,
    facts: &Facts,
    reading: Reading,
    terms: &mut WorldTerms<'p>,
) -> Result<(), Atom> {
    let layer = &layout.layers[slot];
    let paid = layer.earlier.whole();
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
                first_self_pay: (Share::ZERO, Share::ZERO),
                cap: (Fen::MAX, Fen::MAX),
                cap_left: (Fen::MAX, Fen::MAX),
                cap_of_disease: false,
                paid_before: (paid.low, paid.high),
                shape: Shape::Unknown,
                points: Points::default(),
                base,
                held: None,
                apart: None,
            });
        }
    }
    Ok(())
}

/// Fills `terms` for these facts, or names the open fact to split.
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
    for ((later, slot), entered) in layout.top_ups.iter().zip(&layout.top_up_entered) {
        let verdict = decide_known(&later.when, later.evidence, facts, reading)?;
        if verdict == Verdict::No {
            continue;
        }
        let rule =
            &layout.tables.tables[later.rule.table as usize].top_ups[later.rule.index as usize];
        let entered = given(entered, facts, reading)?;
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

fn applying(
    rules: &[Later],
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
