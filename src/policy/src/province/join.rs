//! Joins a province to tables: appends its lists and turns its ids. Must not know how provinces are
//! fetched or packed.
use super::added::Province;
use super::turn::{IdKind, Turn};
use crate::limits;
use crate::tables::{Joined, Tables};
use std::collections::BTreeSet;
use std::fmt;

/// Why a province does not fit these tables. After an error nothing of the province is joined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JoinError {
    /// The bytes are not a province's, or were cut off or changed.
    Damaged,
    /// The province was made for other built-in tables: these lack this name.
    Foreign(String),
    /// These tables already have this name.
    Twice(String),
    /// There are more things of a kind than an id can tell apart.
    TooMany,
}

impl fmt::Display for JoinError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JoinError::Damaged => out.write_str("政策表不完整，或者被改动过。"),
            JoinError::Foreign(id) => write!(out, "政策表和程序不是一版，程序里没有“{id}”。"),
            JoinError::Twice(id) => write!(out, "政策表里的“{id}”已经有了。"),
            JoinError::TooMany => out.write_str("政策表太多，装不下了。"),
        }
    }
}

impl std::error::Error for JoinError {}

/// The joined id for each of the province's own ids, by kind.
#[derive(Default)]
struct Ids {
    regions: Vec<u16>,
    hospitals: Vec<u16>,
    groups: Vec<u16>,
    diseases: Vec<u16>,
    items: Vec<u16>,
    layers: Vec<u16>,
    plans: Vec<u16>,
    questions: Vec<u16>,
    cites: Vec<u16>,
}

impl Ids {
    fn of(&self, kind: IdKind, id: u16) -> Option<u16> {
        let all = match kind {
            IdKind::Region => &self.regions,
            IdKind::Hospital => &self.hospitals,
            IdKind::Group => &self.groups,
            IdKind::Disease => &self.diseases,
            IdKind::Item => &self.items,
            IdKind::Layer => &self.layers,
            IdKind::Plan => &self.plans,
            IdKind::Question => &self.questions,
            IdKind::Cite => &self.cites,
        };
        all.get(usize::from(id)).copied()
    }
}

/// Returns the ids of a kind: the positions of the taken names in `known`, then the positions behind
/// `known` for the new names. No two things of a kind share an id.
fn places(known: &[&str], taken: &[String], new: &[&str]) -> Result<Vec<u16>, JoinError> {
    let mut ids = Vec::with_capacity(taken.len() + new.len());
    for id in taken {
        let at = known.iter().position(|it| it == id);
        ids.push(short(at.ok_or_else(|| JoinError::Foreign(id.clone()))?)?);
    }
    let mut seen: BTreeSet<&str> = known.iter().copied().collect();
    for (at, id) in (known.len()..).zip(new) {
        if !seen.insert(id) {
            return Err(JoinError::Twice((*id).to_owned()));
        }
        ids.push(short(at)?);
    }
    Ok(ids)
}

fn short(at: usize) -> Result<u16, JoinError> {
    u16::try_from(at).map_err(|_| JoinError::TooMany)
}

fn ids<T>(all: &[T], id: fn(&T) -> &String) -> Vec<&str> {
    all.iter().map(|it| id(it).as_str()).collect()
}

impl Tables {
    /// Returns these tables with a province joined. `mark` identifies the province's bytes.
    ///
    /// # Errors
    ///
    /// When the province was made for other tables, was joined before, or is damaged.
    pub fn with(&self, province: Province, mark: u32) -> Result<Tables, JoinError> {
        if self.has_province(&province.id) {
            return Err(JoinError::Twice(province.id.clone()));
        }
        let vocabulary = &self.vocabulary;
        let taken = &province.taken;
        let mut plans = vocabulary.plans.clone();
        let mut plan_ids = Vec::new();
        for plan in &province.plans {
            let at = plans.iter().position(|it| it == plan).unwrap_or_else(|| {
                plans.push(plan.clone());
                plans.len() - 1
            });
            plan_ids.push(short(at)?);
        }
        if plans.len() > limits::PLANS {
            return Err(JoinError::TooMany);
        }
        places(
            &ids(&self.tables, |it| &it.id),
            &[],
            &ids(&province.tables, |it| &it.id),
        )?;
        let (old, new) = (self.cites.len(), province.cites.len());
        let ids = Ids {
            regions: places(
                &ids(&vocabulary.regions, |it| &it.name.id),
                &taken.regions,
                &ids(&province.regions, |it| &it.name.id),
            )?,
            hospitals: places(
                &ids(&vocabulary.hospitals, |it| &it.name.id),
                &taken.hospitals,
                &ids(&province.hospitals, |it| &it.name.id),
            )?,
            groups: places(
                &ids(&vocabulary.groups, |it| &it.name.id),
                &taken.groups,
                &[],
            )?,
            diseases: places(
                &ids(&vocabulary.diseases, |it| &it.name.id),
                &taken.diseases,
                &[],
            )?,
            items: places(&ids(&vocabulary.items, |it| &it.name.id), &taken.items, &[])?,
            layers: places(
                &ids(&vocabulary.layers, |it| &it.name.id),
                &taken.layers,
                &ids(&province.layers, |it| &it.name.id),
            )?,
            plans: plan_ids,
            questions: places(
                &ids(&self.questions, |it| &it.id),
                &taken.questions,
                &ids(&province.questions, |it| &it.id),
            )?,
            cites: (old..old + new).map(short).collect::<Result<_, _>>()?,
        };
        let mut joined = self.clone();
        joined.joined.push(Joined {
            id: province.id.clone(),
            mark,
            regions: vocabulary.regions.len(),
            hospitals: vocabulary.hospitals.len(),
            layers: vocabulary.layers.len(),
            plans: vocabulary.plans.len(),
            questions: self.questions.len(),
            tables: self.tables.len(),
        });
        joined.vocabulary.plans = plans;
        joined.append(province, &ids).ok_or(JoinError::Damaged)?;
        Ok(joined)
    }

    fn append(&mut self, province: Province, ids: &Ids) -> Option<()> {
        let mut of = |kind: IdKind, id: u16| ids.of(kind, id);
        let mut turn = Turn(&mut of);
        for mut region in province.regions {
            turn.place(&mut region)?;
            // The parent exists already and has a higher level, so parents form no circle.
            let above = self.vocabulary.regions.get(region.parent?.index())?;
            (above.level < region.level).then_some(())?;
            self.vocabulary.regions.push(region);
        }
        for mut hospital in province.hospitals {
            turn.stands(&mut hospital)?;
            self.vocabulary.hospitals.push(hospital);
        }
        for mut set in province.disease_sets {
            turn.set(&mut set)?;
            self.vocabulary.disease_sets.push(set);
        }
        for mut layer in province.layers {
            turn.bought(&mut layer)?;
            self.vocabulary.layers.push(layer);
        }
        self.questions.extend(province.questions);
        self.cites.extend(province.cites);
        for mut table in province.tables {
            turn.table(&mut table)?;
            self.tables.push(table);
        }
        Some(())
    }
}
