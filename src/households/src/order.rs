//! Who comes first in the list, whom a search finds, and what an import brings.
use crate::{Household, Missing};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The places of the households in the list: who may be missing most comes first; among equals
/// the one changed last. `missing` gives the sum over a household's people.
pub fn order(houses: &[Household], missing: impl Fn(&Household) -> Missing) -> Vec<usize> {
    let mut all: Vec<usize> = (0..houses.len()).collect();
    all.sort_by_cached_key(|at| {
        let house = houses.get(*at);
        let rank = house.map(|it| {
            let missing = missing(it);
            // What cannot be read must be asked anew before anything else can be said.
            (missing.unread, missing, it.changed)
        });
        Reverse(rank)
    });
    all
}

/// Whether what was typed stands in the household's name or in that of someone in it.
pub fn matches(house: &Household, typed: &str) -> bool {
    let typed = folded(typed);
    let names = house.people.iter().map(|person| &person.name);
    names
        .chain([&house.name])
        .any(|name| folded(name).contains(&typed))
}

fn folded(text: &str) -> String {
    let visible = text.chars().filter(|c| !c.is_whitespace());
    visible.flat_map(char::to_lowercase).collect()
}

/// What an import does.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    /// Households to keep: new ones, and newer ones of those there were.
    pub keep: Vec<Household>,
    /// How many of them are new.
    pub new: usize,
    /// How many replace an older one.
    pub newer: usize,
    /// How many stay as they are: the same, or newer than what comes in.
    pub stay: usize,
}

/// Lays what comes in over what is there: a household that is there goes only where the one that
/// comes in was changed later. Nothing that is there is lost otherwise.
pub fn merge(there: &[Household], incoming: Vec<Household>) -> Merged {
    let mut changed: BTreeMap<String, u64> =
        there.iter().map(|it| (it.id.clone(), it.changed)).collect();
    let mut merged = Merged::default();
    for house in incoming {
        match changed.insert(house.id.clone(), house.changed) {
            None => merged.new += 1,
            Some(before) if house.changed > before => merged.newer += 1,
            Some(before) => {
                changed.insert(house.id, before);
                merged.stay += 1;
                continue;
            }
        }
        // A file that names one household twice brings the later of the two.
        merged.keep.retain(|it| it.id != house.id);
        merged.keep.push(house);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Person;

    fn house(id: &str, changed: u64) -> Household {
        Household {
            id: id.into(),
            name: format!("{id} 家"),
            changed,
            people: vec![Person {
                id: format!("p{id}"),
                name: "张三 San".into(),
                ..Person::default()
            }],
        }
    }

    #[test]
    fn who_may_be_missing_most_comes_first() {
        let houses = [house("a", 1), house("b", 2), house("c", 3), house("d", 4)];
        let missing = |house: &Household| match house.id.as_str() {
            "a" => Missing::of([1, 0, 0, 0, 0]),
            "b" => Missing::of([0, 9, 9, 9, 0]),
            "c" => Missing::of([0, 0, 0, 0, 1]),
            _ => Missing::default(),
        };
        let ids: Vec<&str> = order(&houses, missing)
            .into_iter()
            .filter_map(|at| Some(houses.get(at)?.id.as_str()))
            .collect();
        assert_eq!(ids, ["c", "a", "b", "d"]);
        let ids = order(&houses, |_| Missing::default());
        assert_eq!(ids, [3, 2, 1, 0], "the last changed first");
    }

    #[test]
    fn names_of_people_are_found_too() {
        let house = house("a", 1);
        for typed in ["a家", "张三", "三s", "SAN", ""] {
            assert!(matches(&house, typed), "{typed}");
        }
        assert!(!matches(&house, "李"));
    }

    #[test]
    fn an_import_never_takes_a_later_change_back() {
        let there = [house("a", 5), house("b", 5)];
        let merged = merge(&there, vec![house("a", 4), house("b", 6), house("c", 1)]);
        assert_eq!((merged.new, merged.newer, merged.stay), (1, 1, 1));
        let ids: Vec<&str> = merged.keep.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["b", "c"]);
    }
}
