//! Refuses factors on shares (`times`, `own_times`) whose product could be finer than a share can be.
//! Must not know how a figure is read.
use super::{cursor::Spot, words::Words};
use crate::day::Day;
use crate::ids::{HospitalId, LayerId, RegionId};
use crate::limits::SHARE_PLACES;
use crate::table::{Bracket, Owner, Shares, Table};
use crate::when::{Insurance, When};
use std::collections::BTreeSet;

/// A factor as written: its place, the index of its table, and its layer.
pub(super) type Factor<'a> = (Spot<'a>, usize, LayerId);

/// Factors of one place beyond which the search for those that exclude one another is given up.
const SEARCHED: usize = 12;

/// What one layer's shares are made of, for people of one basic insurance in one place on one day.
#[derive(Default)]
struct Chain<'t> {
    /// The decimal places of the finest share, or of the finest points added to one.
    share: u32,
    /// The decimal places of every factor, each with its condition.
    factors: Vec<(u32, &'t When)>,
    same_as: bool,
    /// The tables that state a factor.
    tables: Vec<usize>,
}

impl<'t> Chain<'t> {
    /// Adds what one table says of the layer on a day. Returns whether nothing behind it counts.
    fn add(
        &mut self,
        at: usize,
        table: &'t Table,
        (layer, insurance): (LayerId, Insurance),
        day: Day,
    ) -> bool {
        let rules = table.layers.iter().filter(|rule| {
            rule.layer == layer
                && rule.insurance & insurance.bit() != 0
                && table.span.holds(day)
                && rule.rule.span.holds(day)
        });
        for variant in rules.flat_map(|rule| &rule.variants) {
            let Some(shares) = &variant.figures.shares else {
                continue;
            };
            let mut brackets: Vec<&Bracket> = Vec::new();
            match shares {
                Shares::Times(factor) | Shares::OwnTimes(factor) => {
                    self.factors.push((factor.places(), &variant.when));
                    self.tables.push(at);
                }
                Shares::Plus(points) => self.share = self.share.max(points.places()),
                Shares::SameAs(_) => self.same_as = true,
                Shares::Schedule(schedule) => brackets.extend(schedule),
                Shares::Parts(parts) => brackets.extend(parts.iter().flat_map(|it| &it.schedule)),
            }
            for bracket in brackets {
                let ends = [bracket.share.low, bracket.share.high];
                self.share = ends
                    .iter()
                    .fold(self.share, |most, end| most.max(end.places()));
            }
            if !shares.is_relative() && variant.when == When::ALWAYS {
                return true;
            }
        }
        false
    }
}

/// Refuses the factors of a layer where, in some place on some day, a share times all factors that
/// may hold together needs more than [`SHARE_PLACES`] decimal places, or where the share may be
/// another layer's: that one may be filled in by a person, as fine as a share can be. Tables with
/// other problems are not looked at.
pub(super) fn factors(words: &Words, tables: &[Table], written: &[Factor<'_>]) {
    if !written.iter().all(|(spot, ..)| spot.all_is_well()) {
        return;
    }
    let layers: BTreeSet<LayerId> = written.iter().map(|it| it.2).collect();
    let mut refused = BTreeSet::new();
    let of = |layer| {
        Insurance::ALL
            .iter()
            .map(move |insurance| (layer, *insurance))
    };
    for (layer, insurance) in layers.into_iter().flat_map(of) {
        for day in first_days(tables, layer) {
            for (place, hospital) in places(tables, layer) {
                let about = (layer, insurance);
                let chain = chain(words, tables, about, day, place, hospital);
                let Some(problem) = problem(&chain) else {
                    continue;
                };
                for (at, (spot, table, of)) in written.iter().enumerate() {
                    if *of == layer && chain.tables.contains(table) && refused.insert(at) {
                        spot.refuse(&problem);
                    }
                }
            }
        }
    }
}

/// Returns the days on which what the tables say of a layer begins to change.
fn first_days(tables: &[Table], layer: LayerId) -> BTreeSet<Day> {
    let rules = tables.iter().flat_map(|table| &table.layers);
    let rules = rules.filter(|rule| rule.layer == layer);
    rules
        .map(|rule| rule.rule.span.from.unwrap_or(Day::new(1, 1, 1)))
        .collect()
}

/// Returns every place with tables about a layer, with each hospital with such tables and with none.
fn places(tables: &[Table], layer: LayerId) -> Vec<(Option<RegionId>, Option<HospitalId>)> {
    let (mut regions, mut hospitals) = (vec![None], vec![None]);
    for table in tables {
        if table.layers.iter().any(|rule| rule.layer == layer) {
            match table.owner {
                Owner::Region(region) if !regions.contains(&Some(region)) => {
                    regions.push(Some(region));
                }
                Owner::Hospital(hospital) if !hospitals.contains(&Some(hospital)) => {
                    hospitals.push(Some(hospital));
                }
                _ => {}
            }
        }
    }
    let pairs = regions.iter().flat_map(|region| {
        let hospitals = hospitals.iter();
        hospitals.map(|hospital| (*region, *hospital))
    });
    pairs.collect()
}

/// Gathers a layer's shares as figures are looked up: from the place to the nation, then the
/// hospital's, up to the first share that always holds.
fn chain<'t>(
    words: &Words,
    tables: &'t [Table],
    about: (LayerId, Insurance),
    day: Day,
    place: Option<RegionId>,
    hospital: Option<HospitalId>,
) -> Chain<'t> {
    let lineage = place
        .into_iter()
        .flat_map(|it| words.vocabulary.lineage(it));
    let owners = lineage.map(Owner::Region);
    let owners = owners.chain(hospital.map(Owner::Hospital));
    let mut chain = Chain::default();
    for owner in owners {
        for (at, table) in tables.iter().enumerate().filter(|it| it.1.owner == owner) {
            if chain.add(at, table, about, day) {
                return chain;
            }
        }
    }
    chain
}

fn problem(chain: &Chain) -> Option<String> {
    if chain.same_as && !chain.factors.is_empty() {
        return Some(
            "这道保障线的比例可能照另一道（same_as），那样的比例不能再用 times、own_times 乘；请直接写出比例".into(),
        );
    }
    let factors = most_places(&chain.factors);
    (chain.share + factors > SHARE_PLACES).then(|| {
        format!(
            "乘出来的比例太细：这里的比例写成小数有 {} 位，能一起乘上来的 times、own_times 共有 {factors} 位，合起来最多 {SHARE_PLACES} 位；请少乘几次，或者直接写出比例",
            chain.share
        )
    })
}

/// Returns the most decimal places that factors which may hold together bring.
fn most_places(factors: &[(u32, &When)]) -> u32 {
    if factors.len() > SEARCHED {
        return factors.iter().map(|it| it.0).sum();
    }
    let Some(((places, when), rest)) = factors.split_first() else {
        return 0;
    };
    let together: Vec<_> = rest
        .iter()
        .filter(|(_, other)| !exclude(when, other))
        .copied()
        .collect();
    let with = places + most_places(&together);
    if together.len() == rest.len() {
        return with;
    }
    with.max(most_places(rest))
}

/// Checks whether two conditions can be seen never to hold together: different grades, places,
/// kinds of care …, or one the negation of the other.
fn exclude(one: &When, other: &When) -> bool {
    match (one, other) {
        (When::All(parts), whole) | (whole, When::All(parts)) => {
            parts.iter().any(|part| exclude(part, whole))
        }
        (When::Not(inner), whole) | (whole, When::Not(inner)) => **inner == *whole,
        (When::Grade(a), When::Grade(b))
        | (When::HospitalTier(a), When::HospitalTier(b))
        | (When::Place(a), When::Place(b))
        | (When::Care(a), When::Care(b))
        | (When::Insurance(a), When::Insurance(b)) => a & b == 0,
        (When::Sex(a), When::Sex(b)) => a != b,
        _ => false,
    }
}
