//! Cuts a province out of tables that were read as a whole, and refuses a folder that is not just
//! one more province. Must not know how provinces are packed.
use super::added::{Province, Taken};
use super::turn::{IdKind, Turn};
use crate::ids::RegionId;
use crate::table::{Owner, Table};
use crate::tables::Tables;
use crate::vocabulary::{Level, Vocabulary};
use std::collections::BTreeSet;
use std::fmt;

/// Why a folder is not one more province; each error is a sentence for the author.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CutError {
    /// The folder adds a name to the nation's vocabulary.
    Word(String),
    /// The folder has no place, or places of several provinces.
    NotOne(Vec<String>),
    /// The folder has a table of a place or hospital outside the province.
    Elsewhere(String),
    /// The folder has a table for a hospital in a province that is built in.
    Hospital(String),
    /// The folder has a disease set that would hold outside the province too.
    Set(String),
}

impl fmt::Display for CutError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CutError::Word(word) => write!(
                out,
                "“{word}”是全国共用的词（人群、病、收费项目），请写进内置的 terms 文件夹"
            ),
            CutError::NotOne(names) if names.is_empty() => {
                out.write_str("没有自己的地方，请写 [[region]]")
            }
            CutError::NotOne(names) => write!(
                out,
                "有几个省的地方：{}；一个文件夹只能是一个省，请分开",
                names.join("、")
            ),
            CutError::Elsewhere(table) => write!(
                out,
                "政策表 {table} 不是这个省自己的，请放进它的地方所在的文件夹"
            ),
            CutError::Hospital(table) => write!(
                out,
                "政策表 {table} 是内置省份里的医院的，会改变内置地方的答案，请放进内置的文件夹"
            ),
            CutError::Set(name) => write!(
                out,
                "合称“{name}”要用 regions 写明只在这个省的哪些地方，不然别的省也会用它"
            ),
        }
    }
}

impl std::error::Error for CutError {}

/// The ids of one kind while a province is cut: ids used from the base, and ids the province adds.
struct Cut<'a> {
    names: Vec<&'a str>,
    base: Vec<bool>,
    taken: Vec<u16>,
    own: Vec<u16>,
}

impl<'a> Cut<'a> {
    fn new<T>(whole: &'a [T], base: &[T], id: fn(&T) -> &str) -> Cut<'a> {
        let known: BTreeSet<&str> = base.iter().map(id).collect();
        let names: Vec<&str> = whole.iter().map(id).collect();
        let base: Vec<bool> = names.iter().map(|name| known.contains(name)).collect();
        let own = (0u16..).zip(&base).filter(|(_, base)| !**base);
        let own = own.map(|(id, _)| id).collect();
        Cut {
            names,
            base,
            taken: Vec::new(),
            own,
        }
    }

    /// Notes that an id is used.
    fn see(&mut self, id: u16) {
        let base = self.base.get(usize::from(id)).copied().unwrap_or(true);
        if base && !self.taken.contains(&id) {
            self.taken.push(id);
        }
    }

    /// Returns the id inside the province.
    fn turned(&self, id: u16) -> Option<u16> {
        let taken = self.taken.iter().position(|it| *it == id);
        let at = taken.or_else(|| Some(self.taken.len() + self.own.binary_search(&id).ok()?));
        u16::try_from(at?).ok()
    }

    fn taken(&self) -> Vec<String> {
        let name = |id: &u16| self.names.get(usize::from(*id)).map(|it| (*it).to_owned());
        self.taken.iter().filter_map(name).collect()
    }

    fn brings(&self) -> Vec<&'a str> {
        let name = |id: &u16| self.names.get(usize::from(*id)).copied();
        self.own.iter().filter_map(name).collect()
    }
}

/// Returns what `whole` has beyond `base`. Both were read by the build gate, `whole` from the base's
/// files and one folder more. `readings` gives the pinyin of the new names.
///
/// # Errors
///
/// Everything that would make an answer depend on which provinces were joined before, all at once.
pub fn cut(
    base: &Tables,
    whole: &Tables,
    id: &str,
    readings: impl FnOnce(&Vocabulary) -> String,
) -> Result<Province, Vec<CutError>> {
    let (old, new) = (&base.vocabulary, &whole.vocabulary);
    let mut cuts = Cuts {
        region: Cut::new(&new.regions, &old.regions, |it| &it.name.id),
        hospital: Cut::new(&new.hospitals, &old.hospitals, |it| &it.name.id),
        group: Cut::new(&new.groups, &old.groups, |it| &it.name.id),
        disease: Cut::new(&new.diseases, &old.diseases, |it| &it.name.id),
        item: Cut::new(&new.items, &old.items, |it| &it.name.id),
        layer: Cut::new(&new.layers, &old.layers, |it| &it.name.id),
        question: Cut::new(&whole.questions, &base.questions, |it| &it.id),
        // Each province carries its own plans and cites, as far as its tables use them.
        plan: Cut::new(&new.plans, &[], |it| it),
        cite: Cut::new(&whole.cites, &[], |it| &it.id),
    };
    let known: BTreeSet<&str> = base.tables.iter().map(|it| it.id.as_str()).collect();
    let added = whole.tables.iter();
    let added = added.filter(|table| !known.contains(table.id.as_str()));
    let tables: Vec<_> = added.cloned().collect();
    let province = cuts.province(new);
    let mut wrong = cuts.refusals(whole, &tables);
    let name = match province.as_slice() {
        [one] => new.regions.get(one.index()).map(|it| it.name.name.clone()),
        several => {
            let name = |id: &RegionId| Some(new.regions.get(id.index())?.name.name.clone());
            let names = several.iter().filter_map(name).collect();
            wrong.push(CutError::NotOne(names));
            None
        }
    };
    let sets = new.disease_sets.iter();
    let sets = sets.filter(|set| !old.disease_sets.iter().any(|it| it.name == set.name));
    let sets: Vec<_> = sets.cloned().collect();
    let here = |id: &RegionId| cuts.region.own.binary_search(&id.0).is_ok();
    let wide = sets.iter();
    let wide = wide.filter(|set| set.regions.is_empty() || !set.regions.iter().all(here));
    wrong.extend(wide.map(|set| CutError::Set(set.name.name.clone())));
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let mut found = Province {
        id: id.to_owned(),
        name: name.unwrap_or_default(),
        regions: picked(&new.regions, &cuts.region.own),
        hospitals: picked(&new.hospitals, &cuts.hospital.own),
        layers: picked(&new.layers, &cuts.layer.own),
        questions: picked(&whole.questions, &cuts.question.own),
        disease_sets: sets,
        tables,
        ..Province::default()
    };
    // The first walk collects the ids in use, the second turns them.
    let (mut plans, mut cites) = (BTreeSet::new(), BTreeSet::new());
    turn_all(&mut found, &mut |kind, id| {
        match kind {
            IdKind::Plan => drop(plans.insert(id)),
            IdKind::Cite => drop(cites.insert(id)),
            _ => cuts.of(kind).see(id),
        }
        Some(id)
    });
    cuts.plan.own = plans.into_iter().collect();
    cuts.cite.own = cites.into_iter().collect();
    found.plans = picked(&new.plans, &cuts.plan.own);
    found.cites = picked(&whole.cites, &cuts.cite.own);
    found.taken = Taken {
        regions: cuts.region.taken(),
        hospitals: cuts.hospital.taken(),
        groups: cuts.group.taken(),
        diseases: cuts.disease.taken(),
        items: cuts.item.taken(),
        layers: cuts.layer.taken(),
        questions: cuts.question.taken(),
    };
    turn_all(&mut found, &mut |kind, id| cuts.of(kind).turned(id));
    found.readings = readings(&Vocabulary {
        regions: found.regions.clone(),
        hospitals: found.hospitals.clone(),
        disease_sets: found.disease_sets.clone(),
        ..Vocabulary::default()
    });
    Ok(found)
}

/// Turns every id in a province. Tables that passed the build gate have no id out of range.
fn turn_all(found: &mut Province, with: &mut dyn FnMut(IdKind, u16) -> Option<u16>) {
    let mut turn = Turn(with);
    for region in &mut found.regions {
        let _ = turn.place(region);
    }
    for hospital in &mut found.hospitals {
        let _ = turn.stands(hospital);
    }
    for layer in &mut found.layers {
        let _ = turn.bought(layer);
    }
    for set in &mut found.disease_sets {
        let _ = turn.set(set);
    }
    for table in &mut found.tables {
        let _ = turn.table(table);
    }
}

fn picked<T: Clone>(all: &[T], ids: &[u16]) -> Vec<T> {
    let one = |id: &u16| all.get(usize::from(*id)).cloned();
    ids.iter().filter_map(one).collect()
}

struct Cuts<'a> {
    region: Cut<'a>,
    hospital: Cut<'a>,
    group: Cut<'a>,
    disease: Cut<'a>,
    item: Cut<'a>,
    layer: Cut<'a>,
    plan: Cut<'a>,
    question: Cut<'a>,
    cite: Cut<'a>,
}

impl<'a> Cuts<'a> {
    fn of(&mut self, kind: IdKind) -> &mut Cut<'a> {
        match kind {
            IdKind::Region => &mut self.region,
            IdKind::Hospital => &mut self.hospital,
            IdKind::Group => &mut self.group,
            IdKind::Disease => &mut self.disease,
            IdKind::Item => &mut self.item,
            IdKind::Layer => &mut self.layer,
            IdKind::Plan => &mut self.plan,
            IdKind::Question => &mut self.question,
            IdKind::Cite => &mut self.cite,
        }
    }

    /// Returns the provinces that hold the new places.
    fn province(&self, vocabulary: &Vocabulary) -> Vec<RegionId> {
        let above = |id: &u16| {
            let mut lineage = vocabulary.lineage(RegionId(*id));
            lineage.find(|it| {
                vocabulary
                    .regions
                    .get(it.index())
                    .is_some_and(|it| it.level == Level::Province)
            })
        };
        let mut all: Vec<RegionId> = self.region.own.iter().filter_map(above).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn refusals(&self, whole: &Tables, tables: &[Table]) -> Vec<CutError> {
        let words = [&self.group, &self.disease, &self.item];
        let words = words.iter().flat_map(|it| it.brings());
        let mut wrong: Vec<CutError> = words.map(|it| CutError::Word(it.to_owned())).collect();
        let vocabulary = &whole.vocabulary;
        let own = |region: RegionId| self.region.own.binary_search(&region.0).is_ok();
        for table in tables {
            match table.owner {
                Owner::Region(region) if own(region) => {}
                Owner::Hospital(id) if self.hospital.own.binary_search(&id.0).is_ok() => {
                    let region = vocabulary.hospitals.get(id.index()).map(|it| it.region);
                    let mut above = region.into_iter().flat_map(|it| vocabulary.lineage(it));
                    let level =
                        |it: &RegionId| vocabulary.regions.get(it.index()).map(|it| it.level);
                    let province = above.find(|it| level(it) == Some(Level::Province));
                    if !province.is_some_and(own) {
                        wrong.push(CutError::Hospital(table.id.clone()));
                    }
                }
                _ => wrong.push(CutError::Elsewhere(table.id.clone())),
            }
        }
        wrong
    }
}
