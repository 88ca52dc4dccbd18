//! One set of facts makes the terms of a settlement, or names the fact that must be split first.
use crate::LineGrade;
use crate::Verdict;
use crate::facts::{Atom, Cond, Facts};
use crate::plan::{Later, LayerPlan, Plan};
use crate::settle::{ExcessTerms, LayerTerms, Shape};
use mingbai_policy::{Amount, Base, Evidence, Fen, Figures, Share, ShareRange, Shares};

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
pub(crate) struct Terms<'p> {
    pub layers: Vec<LayerTerms<'p>>,
    pub excesses: Vec<ExcessTerms>,
    /// Waivers that apply (index into the plan), and whether for certain.
    pub waivers: Vec<(u8, bool)>,
    /// Schemes whose benefit applies (index into the plan's `frees`), and whether for certain.
    pub frees: Vec<(u8, bool)>,
    /// The least known figure of each layer line.
    pub grades: Vec<(u8, LineGrade)>,
}

impl Terms<'_> {
    fn clear(&mut self) {
        self.layers.clear();
        self.excesses.clear();
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

/// A figure's search from the nearest table to the farthest.
struct Search<'a, 'p> {
    layer: &'p LayerPlan<'p>,
    facts: &'a Facts,
    reading: Reading,
}

type Amounts = (Fen, Fen);
const ANY: Amounts = (Fen::ZERO, Fen::MAX);

/// Shares as found.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Found<'p> {
    shape: Shape<'p>,
    plus: Share,
    grade: LineGrade,
    /// Out-of-scope money may be paid too: told by parts that are only reported.
    all: bool,
}

impl<'p> Search<'_, 'p> {
    /// Variants in search order, from place `at` on: (place, figures, verdict, evidence).
    #[allow(clippy::type_complexity)]
    fn next<T>(
        &self,
        at: usize,
        stated: impl Fn(&'p Figures) -> Option<T>,
    ) -> Result<Option<(usize, T, Verdict, Evidence)>, Atom> {
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
                    return Ok(Some((place, value, verdict, variant.evidence)));
                }
            }
        }
        Ok(None)
    }

    fn unknown_to(&self, evidence: Evidence) -> bool {
        self.reading == Reading::Certain && evidence == Evidence::Reported
    }

    fn amount(
        &self,
        at: usize,
        stated: fn(&Figures) -> Option<Amount>,
        grade: &mut LineGrade,
    ) -> Result<Amounts, Atom> {
        let Some((at, value, verdict, evidence)) = self.next(at, stated)? else {
            *grade = LineGrade::Unknown;
            return Ok(ANY);
        };
        if self.unknown_to(evidence) {
            *grade = LineGrade::Unknown;
            return Ok(ANY);
        }
        if evidence == Evidence::Reported {
            *grade = (*grade).max(LineGrade::Reported);
        }
        let found = match value {
            Amount::Range(low, high) => (low, high),
            Amount::Half => {
                let (low, high) = self.amount(at, stated, grade)?;
                let half = |fen: Fen| {
                    if fen == Fen::MAX {
                        fen
                    } else {
                        Fen((fen.0 + 1) / 2)
                    }
                };
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
        let rest = self.amount(at, stated, grade)?;
        Ok((found.0.min(rest.0), found.1.max(rest.1)))
    }

    /// 先行自付: nothing where nobody states one.
    fn first_self_pay(&self, at: usize) -> Result<(Share, Share), Atom> {
        let none = (Share::ZERO, Share::ZERO);
        let Some((at, value, verdict, evidence)) = self.next(at, |f| f.first_self_pay)? else {
            return Ok(none);
        };
        if self.unknown_to(evidence) {
            return Ok((Share::ZERO, Share::ONE));
        }
        let found = (value.low, value.high);
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        let rest = self.first_self_pay(at)?;
        Ok((found.0.min(rest.0), found.1.max(rest.1)))
    }

    fn shares(&self, plan: &'p Plan<'p>, at: usize, depth: u8) -> Result<Found<'p>, Atom> {
        let unknown = |all| Found {
            shape: Shape::Unknown,
            plus: Share::ZERO,
            grade: LineGrade::Unknown,
            all,
        };
        let Some((at, value, verdict, evidence)) = self.next(at, |f| f.shares.as_ref())? else {
            return Ok(unknown(false));
        };
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
            Shares::Steps(steps) if steps.iter().all(|s| s.share == ShareRange::UNKNOWN) => {
                unknown(false)
            }
            Shares::Steps(steps) => Found {
                shape: Shape::Steps(steps),
                plus: Share::ZERO,
                grade,
                all: false,
            },
            Shares::Parts(parts) => Found {
                shape: Shape::Parts(parts),
                plus: Share::ZERO,
                grade,
                all: true,
            },
            Shares::Plus(points) => {
                let below = self.shares(plan, at, depth)?;
                let plus = below.plus.plus(*points);
                Found {
                    plus,
                    grade: below.grade.max(grade),
                    ..below
                }
            }
            Shares::SameAs(other) => {
                let other = plan
                    .layers
                    .iter()
                    .find(|l| l.layer == *other)
                    .filter(|_| depth > 0);
                match other {
                    Some(layer) => {
                        let search = Search {
                            layer,
                            facts: self.facts,
                            reading: self.reading,
                        };
                        search.shares(plan, 0, depth - 1)?
                    }
                    None => unknown(false),
                }
            }
        };
        if verdict == Verdict::Yes {
            return Ok(found);
        }
        let rest = self.shares(plan, at, depth)?;
        if rest.shape == found.shape && rest.plus == found.plus {
            return Ok(found);
        }
        Ok(unknown(found.all || rest.all))
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

fn layer_terms<'p>(
    plan: &'p Plan<'p>,
    slot: usize,
    facts: &Facts,
    reading: Reading,
    optional: bool,
) -> Result<(LayerTerms<'p>, LineGrade), Atom> {
    let layer = &plan.layers[slot];
    let search = Search {
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
    let mut terms = LayerTerms {
        slot: slot as u8,
        layer: layer.layer,
        optional,
        absent: false,
        fixed: layer.fixed,
        deductible: (Fen::ZERO, Fen::ZERO),
        first_self_pay: (Share::ZERO, Share::ZERO),
        cap: (Fen::MAX, Fen::MAX),
        paid_before: layer.paid_before,
        shape: Shape::Unknown,
        plus: Share::ZERO,
        base: Base::All,
    };
    terms.base = search.base()?;
    if layer.fixed.is_some() {
        return Ok((terms, LineGrade::Entered));
    }
    let found = match &entered.steps {
        Some(steps) => {
            grade = grade.max(LineGrade::Entered);
            Found {
                shape: Shape::Steps(steps),
                plus: Share::ZERO,
                grade,
                all: false,
            }
        }
        None => search.shares(plan, 0, 2)?,
    };
    grade = grade.max(found.grade);
    terms.shape = found.shape;
    terms.plus = found.plus;
    if found.all && found.shape == Shape::Unknown {
        terms.base = Base::All;
    }
    if let Shape::Steps(steps) = found.shape
        && steps.iter().any(|step| step.share.low != step.share.high)
    {
        grade = LineGrade::Unknown;
    }
    if !matches!(found.shape, Shape::Parts(_)) {
        terms.deductible = match entered.deductible {
            Some(fen) => {
                grade = grade.max(LineGrade::Entered);
                (fen, fen)
            }
            None => search.amount(0, |f| f.deductible, &mut grade)?,
        };
    }
    // A cap's low end helps least: the person's low end takes the high cap.
    let (low, high) = match entered.cap {
        Some(fen) => (fen, fen),
        None => search.amount(0, |f| f.cap, &mut grade)?,
    };
    terms.cap = (high, low);
    terms.first_self_pay = match entered.first_self_pay {
        Some(share) => (share, share),
        None => search.first_self_pay(0)?,
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
    plan: &'p Plan<'p>,
    slot: usize,
    facts: &Facts,
    reading: Reading,
    terms: &mut Terms<'p>,
) -> Result<(), Atom> {
    let layer = &plan.layers[slot];
    if layer.paid_before.1 > Fen::ZERO {
        let base = Search {
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
                paid_before: layer.paid_before,
                shape: Shape::Unknown,
                plus: Share::ZERO,
                base,
            });
        }
    }
    Ok(())
}

/// Fills `terms` for these facts, or names the open fact to split.
pub(crate) fn resolve<'p>(
    plan: &'p Plan<'p>,
    facts: &Facts,
    reading: Reading,
    after_sheet: bool,
    terms: &mut Terms<'p>,
) -> Result<(), Atom> {
    terms.clear();
    if !after_sheet {
        let mut replaced: Option<(&[usize], Verdict)> = None;
        for layer in &plan.layers {
            if let Some(stands_for) = &layer.stands_for {
                let verdict = decide_known(&layer.when.0, layer.when.1, facts, reading)?;
                if verdict != Verdict::No {
                    replaced = Some((stands_for, verdict));
                }
            }
        }
        for (slot, layer) in plan.layers.iter().enumerate() {
            let verdict = match layer.fixed {
                Some(_) => Verdict::Yes,
                None => decide_known(&layer.when.0, layer.when.1, facts, reading)?,
            };
            if verdict == Verdict::No {
                absent(plan, slot, facts, reading, terms)?;
                continue;
            }
            let mut optional = verdict == Verdict::Unknown;
            match replaced {
                Some((stands_for, Verdict::Yes)) if stands_for.contains(&slot) => {
                    absent(plan, slot, facts, reading, terms)?;
                    continue;
                }
                Some((stands_for, _)) => optional |= stands_for.contains(&slot),
                None => {}
            }
            let (layer, grade) = layer_terms(plan, slot, facts, reading, optional)?;
            terms.layers.push(layer);
            terms.grades.push((slot as u8, grade));
        }
    }
    for ((later, slot), entered) in plan.excesses.iter().zip(&plan.excess_entered) {
        let verdict = decide_known(&later.when, later.evidence, facts, reading)?;
        if verdict == Verdict::No {
            continue;
        }
        let rule =
            &plan.tables.tables[later.rule.table as usize].excesses[later.rule.index as usize];
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
        terms.excesses.push(ExcessTerms {
            slot: *slot,
            rule: later.rule,
            optional,
            above: rule.above,
            share: (share.high, share.low),
        });
    }
    applying(&plan.waivers, facts, reading, &mut terms.waivers)?;
    for (index, (_, later)) in plan.frees.iter().enumerate() {
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
