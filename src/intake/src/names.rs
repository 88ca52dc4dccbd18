//! Looks up names of the vocabulary as people write them: by id, name or alias, whatever the width,
//! case and spaces; offers near names for an unknown one. Must not know the visit.
use crate::fold::{fold, quote};
use crate::other::OTHER;
use mingbai_policy::classes::CATALOGUE;
use mingbai_policy::slip::slips;
use mingbai_policy::vocabulary::Name;
use mingbai_policy::{
    DiseaseId, GroupId, HospitalId, ItemId, LayerId, RegionId, Tables, Vocabulary,
};
use thiserror::Error;

/// A name that is not in the vocabulary, or is the name of more than one thing.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{message}")]
pub struct NameError {
    /// The mistake and how to mend it, in Chinese.
    pub message: String,
    /// Names that may have been meant, the likeliest first.
    pub nearest: Vec<String>,
}

/// The most characters compared; no name is longer.
const LONGEST: usize = 100;

/// Looks up a place (统筹地区), also with its parents before: 九江市修水县.
pub fn region(vocabulary: &Vocabulary, text: &str) -> Result<RegionId, NameError> {
    if let Some(id) = by_id(text, vocabulary.regions.iter().map(|r| &r.name)) {
        return Ok(RegionId(id));
    }
    let sought = fold(text);
    let full = (0..vocabulary.regions.len() as u16)
        .map(RegionId)
        .find(|id| {
            let mut written = String::new();
            sought.chars().count() <= LONGEST
                && vocabulary.lineage(*id).any(|r| {
                    written.insert_str(0, &fold(&vocabulary.regions[r.index()].name.name));
                    r != *id && written == sought
                })
        });
    match full {
        Some(id) => Ok(id),
        None => find(
            "地方",
            text,
            vocabulary.regions.iter().map(|r| &r.name),
            &format!("没有的地方请写“{OTHER}”。"),
        )
        .map(RegionId),
    }
}

/// Looks up a hospital (医院).
pub fn hospital(vocabulary: &Vocabulary, text: &str) -> Result<HospitalId, NameError> {
    let names = vocabulary.hospitals.iter().map(|h| &h.name);
    find(
        "医院",
        text,
        names,
        &format!("不在其中的医院请写“{OTHER}”。"),
    )
    .map(HospitalId)
}

/// Looks up a group of people (人群).
pub fn group(vocabulary: &Vocabulary, text: &str) -> Result<GroupId, NameError> {
    find("人群", text, vocabulary.groups.iter().map(|g| &g.name), "").map(GroupId)
}

/// Looks up a bill item (收费项目).
pub fn item(vocabulary: &Vocabulary, text: &str) -> Result<ItemId, NameError> {
    let names = vocabulary.items.iter().map(|i| &i.name);
    find("收费项目", text, names, "没有列出的项目不必填。").map(ItemId)
}

/// Looks up a class of bill items (甲类, 乙类, 丙类, 放宽 …): one of the national catalogue, or one that
/// some table states. Returns its full name.
pub fn item_class(tables: &Tables, text: &str) -> Result<String, NameError> {
    let sought = fold(text);
    let catalogue = CATALOGUE.iter();
    let mut catalogue = catalogue.filter(|it| fold(it.name) == sought || fold(it.short) == sought);
    if let Some(class) = catalogue.next() {
        return Ok(class.name.to_owned());
    }
    let stated = || {
        let tables = tables.tables.iter();
        tables.flat_map(|table| table.classes.iter().map(|it| it.rule.name.as_str()))
    };
    match stated().find(|it| fold(it) == sought) {
        Some(class) => Ok(class.to_owned()),
        None => {
            let names = CATALOGUE.iter().map(|it| it.name).chain(stated());
            let otherwise = "甲类、乙类、丙类之外，要有政策表写了它；不知道是哪一类就不写。";
            Err(unknown(
                "项目分类",
                text,
                near_names(text, names),
                otherwise,
            ))
        }
    }
}

/// Looks up a layer (保障线).
pub fn layer(vocabulary: &Vocabulary, text: &str) -> Result<LayerId, NameError> {
    find(
        "保障线",
        text,
        vocabulary.layers.iter().map(|l| &l.name),
        "",
    )
    .map(LayerId)
}

/// Looks up a plan (档次) that some table names.
pub fn plan(vocabulary: &Vocabulary, text: &str) -> Result<u8, NameError> {
    let sought = fold(text);
    let found = vocabulary
        .plans
        .iter()
        .position(|plan| fold(plan) == sought);
    found.and_then(|at| u8::try_from(at).ok()).ok_or_else(|| {
        // 三档 is no typo of 一档: the error lists all plans, not the nearest.
        NameError {
            message: format!(
                "没有叫{}的档次。有的是：{}。不在其中请写“{OTHER}”。",
                quote(text),
                vocabulary.plans.join("、")
            ),
            nearest: Vec::new(),
        }
    })
}

/// Looks up a disease, or a disease set (两癌). Some sets have a meaning only in some places (两病), so
/// the place of insurance decides.
pub fn diseases(
    vocabulary: &Vocabulary,
    text: &str,
    insured_in: Option<RegionId>,
) -> Result<Vec<DiseaseId>, NameError> {
    let sought = fold(text);
    let sets: Vec<_> = vocabulary
        .disease_sets
        .iter()
        .filter(|set| is_called(&set.name, &sought))
        .collect();
    let here = |regions: &[RegionId]| {
        regions.is_empty()
            || insured_in.is_some_and(|place| regions.iter().any(|r| vocabulary.within(place, *r)))
    };
    if let Some(set) = sets.iter().find(|set| here(&set.regions)) {
        return Ok(set.diseases.clone());
    }
    let single = vocabulary.diseases.iter().map(|d| &d.name);
    if let Some(id) = exact("病", text, single.clone())? {
        return Ok(vec![DiseaseId(id)]);
    }
    if sets.is_empty() {
        let nearest = near_names(
            text,
            single
                .chain(vocabulary.disease_sets.iter().map(|s| &s.name))
                .flat_map(spellings),
        );
        return Err(unknown(
            "病",
            text,
            nearest,
            "请写诊断书上的病名；不清楚就留空。",
        ));
    }
    let mut places = Vec::new();
    let mut nearest = Vec::new();
    for set in sets {
        places.extend(
            set.regions
                .iter()
                .map(|r| vocabulary.regions[r.index()].name.name.as_str()),
        );
        nearest.extend(
            set.diseases
                .iter()
                .map(|d| vocabulary.diseases[d.index()].name.name.clone()),
        );
    }
    let message = format!(
        "{}在各地说的不是同样的病，只有{}写明了是哪些。请直接写病名，如{}。",
        quote(text),
        places.join("、"),
        nearest.join("、"),
    );
    Err(NameError { message, nearest })
}

/// Checks whether the folded text is an id, a name or an alias.
fn is_called(name: &Name, folded: &str) -> bool {
    fold(&name.id) == folded
        || fold(&name.name) == folded
        || name.aliases.iter().any(|a| fold(a) == folded)
}

/// Returns the index of the one thing of this name; the error offers near names.
fn find<'a>(
    kind: &str,
    text: &str,
    names: impl Iterator<Item = &'a Name> + Clone,
    otherwise: &str,
) -> Result<u16, NameError> {
    let found = exact(kind, text, names.clone())?;
    found.ok_or_else(|| {
        unknown(
            kind,
            text,
            near_names(text, names.flat_map(spellings)),
            otherwise,
        )
    })
}

/// Returns the index of an exact id, as links carry it; folds no name, so that links read fast.
fn by_id<'a>(text: &str, mut names: impl Iterator<Item = &'a Name>) -> Option<u16> {
    let at = names.position(|name| name.id == text)?;
    u16::try_from(at).ok()
}

/// Returns the index of the one thing of this name: an id before a name, a name before an alias.
fn exact<'a>(
    kind: &str,
    text: &str,
    names: impl Iterator<Item = &'a Name> + Clone,
) -> Result<Option<u16>, NameError> {
    if let Some(at) = by_id(text, names.clone()) {
        return Ok(Some(at));
    }
    let sought = fold(text);
    type Test = fn(&Name, &str) -> bool;
    let tests: [Test; 3] = [
        |name, sought| fold(&name.id) == sought,
        |name, sought| fold(&name.name) == sought,
        |name, sought| name.aliases.iter().any(|alias| fold(alias) == sought),
    ];
    for test in tests {
        let found: Vec<_> = (0u16..)
            .zip(names.clone())
            .filter(|(_, name)| test(name, &sought))
            .collect();
        match found.as_slice() {
            [] => {}
            [(at, _)] => return Ok(Some(*at)),
            several => {
                let nearest: Vec<String> = several
                    .iter()
                    .map(|(_, n)| format!("{}（{}）", n.name, n.id))
                    .collect();
                let message = format!(
                    "叫{}的{kind}不止一个。请写其中一个的代号：{}。",
                    quote(text),
                    nearest.join("、")
                );
                return Err(NameError { message, nearest });
            }
        }
    }
    Ok(None)
}

fn spellings(name: &Name) -> impl Iterator<Item = &str> {
    std::iter::once(name.name.as_str()).chain(name.aliases.iter().map(String::as_str))
}

fn unknown(kind: &str, text: &str, nearest: Vec<String>, otherwise: &str) -> NameError {
    let offer = if nearest.is_empty() {
        String::new()
    } else {
        format!("您要写的是不是：{}？", nearest.join("、"))
    };
    NameError {
        message: format!("没有叫{}的{kind}。{offer}{otherwise}", quote(text)),
        nearest,
    }
}

/// Returns up to three names of which the text may be a typo, by [`mingbai_policy::slip`].
fn near_names<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let folded: Vec<(String, &str)> = names.map(|name| (fold(name), name)).collect();
    let near = slips(
        &fold(text),
        folded.iter().map(|(folded, _)| folded.as_str()),
    );
    let whole = |near: &str| folded.iter().find(|(folded, _)| folded == near);
    near.into_iter()
        .filter_map(|it| Some(whole(it)?.1.to_owned()))
        .collect()
}

/// Returns up to three keys or ids near to the text, nearest first. Never for names of groups,
/// diseases and places: names that share characters may mean other rights.
pub fn nearest<'a>(text: &str, names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let sought = fold(text);
    let length = sought.chars().count();
    if length == 0 || length > LONGEST {
        return Vec::new();
    }
    let mut near: Vec<(usize, &str)> = names
        .filter_map(|name| {
            let folded = fold(name);
            let distance = strsim::osa_distance(&sought, &folded);
            let holds =
                folded.contains(&sought) || (!folded.is_empty() && sought.contains(&folded));
            let longest = length.max(folded.chars().count());
            // A part of a name counts as near, however long the rest.
            if holds {
                Some((distance.min(1), name))
            } else {
                (distance * 2 <= longest).then_some((distance, name))
            }
        })
        .collect();
    near.sort_by_key(|(distance, name)| (*distance, name.chars().count()));
    let mut offered: Vec<String> = Vec::new();
    for (_, name) in near {
        if offered.len() < 3 && !offered.iter().any(|o| o == name) {
            offered.push(name.to_owned());
        }
    }
    offered
}
