//! The order of the list of households, the search in it, and the merging of an import. Must not
//! know why a person is missing something.
use crate::house::Household;
use crate::standing::Missing;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Returns the indexes of the households in the order of the list: the household that may be
/// missing most first; among equals the one changed last. `missing` returns the sum over the people
/// of a household.
pub fn order(houses: &[Household], missing: impl Fn(&Household) -> Missing) -> Vec<usize> {
    let mut all: Vec<usize> = (0..houses.len()).collect();
    all.sort_by_cached_key(|at| {
        let house = houses.get(*at);
        let rank = house.map(|it| {
            let missing = missing(it);
            // Answers that cannot be read come first: they must be asked again.
            (missing.unread, missing, it.changed)
        });
        Reverse(rank)
    });
    all
}

/// Returns whether the household's name, or a person's, contains the typed text.
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

/// The result of merging an import.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Merged {
    /// Households to store: new ones, and newer versions of existing ones.
    pub keep: Vec<Household>,
    /// How many of the stored households are new.
    pub new: usize,
    /// How many of the stored households replace an older one.
    pub newer: usize,
    /// How many existing households stay: equal to the imported one, or newer.
    pub stay: usize,
}

/// Merges an import into the existing households. An existing household is replaced only by one that
/// was changed later; no other is lost.
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
        // Of a household that is in the file twice, the later version counts.
        merged.keep.retain(|it| it.id != house.id);
        merged.keep.push(house);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::house::Person;

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
