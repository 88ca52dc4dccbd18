//! Joining a province to tables: its lists follow theirs, its ids are turned into theirs.
use super::turn::{Kind, Turn};
use super::{Joined, Province};
use crate::terms::Name;
use crate::{RegionId, Tables};
use std::fmt;

/// Why a province does not fit these tables. Nothing of it is taken then.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JoinError {
    /// The bytes are not a province's, or were cut or changed.
    Damaged,
    /// It was made for other built-in tables: these have no such name.
    Foreign(String),
    /// These tables have one of its names already.
    Twice(String),
    /// More things of a kind than an id can tell apart.
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

/// What each of the province's own ids becomes, by kind.
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
    fn of(&self, kind: Kind, id: u16) -> Option<u16> {
        let all = match kind {
            Kind::Region => &self.regions,
            Kind::Hospital => &self.hospitals,
            Kind::Group => &self.groups,
            Kind::Disease => &self.diseases,
            Kind::Item => &self.items,
            Kind::Layer => &self.layers,
            Kind::Plan => &self.plans,
            Kind::Question => &self.questions,
            Kind::Cite => &self.cites,
        };
        all.get(usize::from(id)).copied()
    }
}

/// Where each taken name stands, then the places the new ones get behind `known`.
fn places<'a>(
    known: impl Iterator<Item = &'a str> + Clone,
    taken: &[String],
    new: usize,
) -> Result<Vec<u16>, JoinError> {
    let mut ids = Vec::with_capacity(taken.len() + new);
    for id in taken {
        let at = known.clone().position(|it| it == id);
        let at = at.ok_or_else(|| JoinError::Foreign(id.clone()))?;
        ids.push(short(at)?);
    }
    let count = known.count();
    for at in count..count + new {
        ids.push(short(at)?);
    }
    Ok(ids)
}

fn short(at: usize) -> Result<u16, JoinError> {
    u16::try_from(at).map_err(|_| JoinError::TooMany)
}

/// No two things of a kind share an id, in the tables and among those that come.
fn once<'a>(
    known: impl Iterator<Item = &'a str> + Clone,
    new: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), JoinError> {
    for (at, id) in new.clone().enumerate() {
        if known.clone().any(|it| it == id) || new.clone().take(at).any(|it| it == id) {
            return Err(JoinError::Twice(id.to_owned()));
        }
    }
    Ok(())
}

fn id(name: &Name) -> &str {
    &name.id
}

/// Plans are bits, so that there are few; see [`crate::Terms::plans`].
const MOST_PLANS: usize = 16;

impl Tables {
    /// These tables with a province joined; `mark` tells which bytes it came from.
    ///
    /// # Errors
    ///
    /// When the province was made for other tables, is joined already, or is damaged.
    pub fn with(&self, province: &Province, mark: u32) -> Result<Tables, JoinError> {
        if self.has_province(&province.id) {
            return Err(JoinError::Twice(province.id.clone()));
        }
        let terms = &self.terms;
        let taken = &province.taken;
        let regions = terms.regions.iter().map(|it| id(&it.name));
        let hospitals = terms.hospitals.iter().map(|it| id(&it.name));
        let layers = terms.layers.iter().map(|it| id(&it.name));
        let questions = self.questions.iter().map(|it| it.id.as_str());
        let tables = self.tables.iter().map(|it| it.id.as_str());
        once(
            regions.clone(),
            province.regions.iter().map(|it| id(&it.name)),
        )?;
        once(
            hospitals.clone(),
            province.hospitals.iter().map(|it| id(&it.name)),
        )?;
        once(
            layers.clone(),
            province.layers.iter().map(|it| id(&it.name)),
        )?;
        once(
            questions.clone(),
            province.questions.iter().map(|it| it.id.as_str()),
        )?;
        once(tables, province.tables.iter().map(|it| it.id.as_str()))?;
        let mut plans = terms.plans.clone();
        let mut plan_ids = Vec::new();
        for plan in &province.plans {
            let at = plans.iter().position(|it| it == plan).unwrap_or_else(|| {
                plans.push(plan.clone());
                plans.len() - 1
            });
            plan_ids.push(short(at)?);
        }
        if plans.len() > MOST_PLANS {
            return Err(JoinError::TooMany);
        }
        let names = |all: &mut dyn Iterator<Item = &Name>| -> Vec<String> {
            all.map(|name| name.id.clone()).collect()
        };
        let groups = names(&mut terms.groups.iter().map(|it| &it.name));
        let diseases = names(&mut terms.diseases.iter().map(|it| &it.name));
        let items = names(&mut terms.items.iter().map(|it| &it.name));
        let known =
            |all: &'_ [String], taken: &[String]| places(all.iter().map(String::as_str), taken, 0);
        let ids = Ids {
            regions: places(regions, &taken.regions, province.regions.len())?,
            hospitals: places(hospitals, &taken.hospitals, province.hospitals.len())?,
            groups: known(&groups, &taken.groups)?,
            diseases: known(&diseases, &taken.diseases)?,
            items: known(&items, &taken.items)?,
            layers: places(layers, &taken.layers, province.layers.len())?,
            plans: plan_ids,
            questions: places(questions, &taken.questions, province.questions.len())?,
            cites: (self.cites.len()..self.cites.len() + province.cites.len())
                .map(short)
                .collect::<Result<_, _>>()?,
        };
        let mut joined = self.clone();
        joined.joined.push(Joined {
            id: province.id.clone(),
            mark,
            regions: terms.regions.len(),
            hospitals: terms.hospitals.len(),
            layers: terms.layers.len(),
            plans: terms.plans.len(),
            questions: self.questions.len(),
            tables: self.tables.len(),
        });
        joined.terms.plans = plans;
        joined.append(province, &ids).ok_or(JoinError::Damaged)?;
        // The page says 16-bit ids of tables too.
        short(joined.tables.len())?;
        Ok(joined)
    }

    fn append(&mut self, province: &Province, ids: &Ids) -> Option<()> {
        let mut of = |kind: Kind, id: u16| ids.of(kind, id);
        let mut turn = Turn(&mut of);
        for region in &province.regions {
            let mut region = region.clone();
            turn.place(&mut region)?;
            // Parents come first: a place never leads in a circle, and never nowhere.
            let above: &RegionId = region.parent.as_ref()?;
            let above = self.terms.regions.get(above.index())?;
            (above.level < region.level).then_some(())?;
            self.terms.regions.push(region);
        }
        for hospital in &province.hospitals {
            let mut hospital = hospital.clone();
            turn.stands(&mut hospital)?;
            self.terms.hospitals.push(hospital);
        }
        for set in &province.disease_sets {
            let mut set = set.clone();
            turn.set(&mut set)?;
            self.terms.disease_sets.push(set);
        }
        for layer in &province.layers {
            let mut layer = layer.clone();
            turn.bought(&mut layer)?;
            self.terms.layers.push(layer);
        }
        self.questions.extend(province.questions.iter().cloned());
        self.cites.extend(province.cites.iter().cloned());
        for table in &province.tables {
            let mut table = table.clone();
            turn.table(&mut table)?;
            self.tables.push(table);
        }
        Some(())
    }
}
