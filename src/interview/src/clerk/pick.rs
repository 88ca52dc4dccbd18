//! What a field of names can be: places, hospitals, groups, diseases, items, and the answers of
//! questions with few; found by number, name, pinyin or its first letters.
use crate::clerk::slot::Slot;
use crate::facts;
use crate::flow;
use crate::text;
use crate::world::World;
use mingbai_engine::{Groups, Question, Value, Visit};
use mingbai_intake::find::{Findable, MatchKind, Sought};
use mingbai_policy::vocabulary::Level;
use mingbai_policy::{
    Care, DiseaseId, FactGroup, GroupId, HospitalId, Insurance, ItemId, RegionId,
};
use mingbai_wording::answer_label;

/// None of the hospitals or places named.
const OTHER: &str = "别的";
/// What else that is called: of hospitals, of places.
const ALSO_OTHER: [[&str; 2]; 2] = [["其他", "别的医院"], ["其他", "别的地方"]];
/// In none of the other groups.
pub const NO_OTHER_GROUP: &str = "其他都不是";
/// None of the diseases any list names.
const NO_DISEASE: &str = "名单里都没有";
/// So many are offered at once.
const MOST: usize = 6;

/// What choosing a name says.
#[derive(Clone, PartialEq, Debug)]
pub enum Says {
    /// Insured there.
    Place(Option<RegionId>),
    /// Insured so.
    Insurance(Insurance),
    /// In this group.
    Group(GroupId),
    /// In no group that was not named.
    NoOtherGroup,
    /// With these diseases.
    Diseases(Vec<DiseaseId>),
    /// With none that any list names.
    NoDisease,
    /// This item.
    Item(ItemId),
    /// This answer.
    Answer(Question, Value),
}

impl Says {
    /// Lays it over a visit; an item says nothing without its amount.
    pub fn lay(&self, world: &World, visit: &mut Visit) {
        match self {
            Says::Place(_) | Says::Item(_) => {}
            Says::Insurance(it) => visit.insurance = Some(*it),
            Says::Group(group) => visit.groups.join(&world.tables.vocabulary, *group),
            Says::NoOtherGroup if visit.groups.yes == 0 => visit.groups = Groups::NONE,
            Says::NoOtherGroup => visit.groups.no = !visit.groups.yes,
            Says::Diseases(more) => {
                let all = visit.diseases.get_or_insert_default();
                for disease in more {
                    if !all.contains(disease) {
                        all.push(*disease);
                    }
                }
            }
            Says::NoDisease => {
                visit.diseases.get_or_insert_default();
            }
            Says::Answer(question, value) => *visit = flow::with(visit, *question, *value),
        }
    }
}

/// What 普通门诊 is called too: it is no 门诊慢特病, whose name it begins.
const OUTPATIENT: &str = "门诊";

/// Whether a text in the hospital's field names one, not just another than those named.
pub fn names_one(text: &str) -> bool {
    let text = text.trim();
    let [other, _] = ALSO_OTHER;
    !text.is_empty() && text != OTHER && !other.contains(&text)
}

/// A name on offer.
#[derive(Clone, PartialEq)]
pub struct Offer {
    /// Its number in a short list, by which it can be typed.
    pub number: Option<usize>,
    /// What it is called.
    pub name: String,
    /// What it was found by, or what tells it from its like.
    pub note: String,
    /// What it says.
    pub says: Says,
}

struct Name<'a> {
    name: &'a str,
    also: &'a [String],
    codes: &'a [String],
    says: Says,
}

fn plain(name: &str, says: Says) -> Name<'_> {
    Name {
        name,
        also: &[],
        codes: &[],
        says,
    }
}

/// The names a field knows; `home` is where the patient is insured.
fn with_names<T>(
    world: &World,
    slot: Slot,
    home: Option<RegionId>,
    then: impl FnOnce(&[Name<'_>]) -> T,
) -> T {
    let tables = &world.tables;
    let vocabulary = &tables.vocabulary;
    let labels: Vec<(String, Says)> = few(world, slot);
    let [other_hospital, other_place] = ALSO_OTHER.map(|all| all.map(str::to_owned));
    let outpatient = [OUTPATIENT.to_owned()];
    let mut all: Vec<Name> = labels
        .iter()
        .map(|(name, says)| Name {
            also: match says {
                Says::Answer(_, Value::Care(Care::Outpatient)) => &outpatient,
                _ => &[],
            },
            ..plain(name, says.clone())
        })
        .collect();
    match slot {
        Slot::Place => {
            let regions = (0u16..).map(RegionId).zip(&vocabulary.regions);
            let regions = regions.filter(|(_, it)| it.level != Level::Nation);
            all.extend(regions.map(|(id, it)| Name {
                name: &it.name.name,
                also: &it.name.aliases,
                codes: &[],
                says: Says::Place(Some(id)),
            }));
            all.push(Name {
                also: &other_place,
                ..plain(OTHER, Says::Place(None))
            });
        }
        Slot::Hospital => {
            let hospitals = (0u16..).map(HospitalId).zip(&vocabulary.hospitals);
            all.extend(hospitals.map(|(id, it)| Name {
                name: &it.name.name,
                also: &it.name.aliases,
                codes: &[],
                says: Says::Answer(Question::Hospital, Value::Hospital(id)),
            }));
            let other = Says::Answer(Question::Hospital, Value::OtherHospital);
            all.push(Name {
                also: &other_hospital,
                ..plain(OTHER, other)
            });
        }
        Slot::Groups => {
            let groups = (0u16..).map(GroupId).zip(&vocabulary.groups);
            all.extend(groups.map(|(id, it)| Name {
                name: &it.name.name,
                also: &it.name.aliases,
                codes: &[],
                says: Says::Group(id),
            }));
            all.push(plain(NO_OTHER_GROUP, Says::NoOtherGroup));
        }
        Slot::Disease => {
            let diseases = (0u16..).map(DiseaseId).zip(&vocabulary.diseases);
            all.extend(diseases.map(|(id, it)| Name {
                name: &it.name.name,
                also: &it.name.aliases,
                codes: &it.icd,
                says: Says::Diseases(vec![id]),
            }));
            let sets = vocabulary.disease_sets.iter().filter(|set| {
                let inside =
                    |region: &RegionId| home.is_some_and(|it| vocabulary.within(it, *region));
                set.regions.is_empty() || set.regions.iter().any(inside)
            });
            all.extend(sets.map(|set| Name {
                name: &set.name.name,
                also: &set.name.aliases,
                codes: &[],
                says: Says::Diseases(set.diseases.clone()),
            }));
            all.push(plain(NO_DISEASE, Says::NoDisease));
        }
        Slot::Items => {
            let items = (0u16..).map(ItemId).zip(&vocabulary.items);
            all.extend(items.map(|(id, it)| Name {
                name: &it.name.name,
                also: &it.name.aliases,
                codes: &[],
                says: Says::Item(id),
            }));
        }
        _ => {}
    }
    then(&all)
}

/// The answers of a question with few of them.
fn few(world: &World, slot: Slot) -> Vec<(String, Says)> {
    let question = match slot {
        Slot::Insurance => {
            let all = [Insurance::Resident, Insurance::Employee];
            return all
                .map(|it| (facts::insurance(it).to_owned(), Says::Insurance(it)))
                .to_vec();
        }
        Slot::Asked(question) => question,
        _ => return Vec::new(),
    };
    let label = |value| answer_label(&world.tables, question, value);
    let mut values = flow::values(&world.tables, question);
    // Hardly anybody else owes the bill: the first number is for no.
    if matches!(question, Question::Is(fact) if fact.group() == FactGroup::OtherPayer) {
        values.reverse();
    }
    values
        .into_iter()
        .map(|value| (label(value), Says::Answer(question, value)))
        .collect()
}

/// What is called exactly so.
pub fn exact(world: &World, slot: Slot, home: Option<RegionId>, text: &str) -> Option<Says> {
    with_names(world, slot, home, |all| {
        let named = all.iter().find(|it| it.name == text);
        let named = named.or_else(|| all.iter().find(|it| it.also.iter().any(|it| it == text)));
        named.map(|it| it.says.clone())
    })
}

/// The best matches for what was typed; without anything typed, short lists whole.
pub fn offers(world: &World, slot: Slot, home: Option<RegionId>, typed: &str) -> Vec<Offer> {
    with_names(world, slot, home, |all| {
        let short = all.len() <= 9;
        let all = || (1..).map(|number| short.then_some(number)).zip(all);
        let typed = typed.trim();
        let numbered = typed.parse::<usize>().ok().filter(|_| short);
        if numbered.is_some() {
            let one = all().filter(|(number, _)| *number == numbered);
            return one.map(|it| offer(world, it, None)).collect();
        }
        let Some(sought) = Sought::new(typed) else {
            let all = all().filter(|_| short);
            return all.map(|it| offer(world, it, None)).collect();
        };
        let read = |text: &str| world.readings.of(text);
        let mut found: Vec<_> = all()
            .filter_map(|(number, it)| {
                let entry = Findable {
                    name: it.name,
                    aliases: it.also,
                    codes: it.codes,
                };
                Some((sought.find(entry, &read)?, (number, it)))
            })
            .collect();
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        let found = found.into_iter().take(MOST);
        found
            .map(|(found, (number, it))| {
                let from = match (found.by, found.alias) {
                    (MatchKind::Code, Some(at)) => it.codes.get(at),
                    (_, Some(at)) => it.also.get(at),
                    _ => None,
                };
                offer(world, (number, it), from.map(String::as_str))
            })
            .collect()
    })
}

fn offer(world: &World, (number, name): (Option<usize>, &Name), from: Option<&str>) -> Offer {
    let vocabulary = &world.tables.vocabulary;
    let note = match &name.says {
        Says::Place(Some(id)) => {
            let above = vocabulary
                .lineage(*id)
                .nth(1)
                .and_then(|it| vocabulary.regions.get(it.index()));
            let above = above.filter(|it| it.level != Level::Nation);
            above.map(|it| it.name.name.clone())
        }
        Says::Place(None) => Some(text::OTHER_PLACE.to_owned()),
        Says::Diseases(several) if several.len() > 1 => Some(format!("{} 种病", several.len())),
        _ => None,
    };
    let parts = [from.map(str::to_owned), note];
    Offer {
        number,
        name: name.name.to_owned(),
        note: parts.into_iter().flatten().collect::<Vec<_>>().join("，"),
        says: name.says.clone(),
    }
}
