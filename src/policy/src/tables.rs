//! All tables packed with their vocabulary, and which province brought which entry. Must not know how
//! provinces are joined, or how authors write tables.
use crate::ids::RegionId;
use crate::table::{Cite, Table, TableQuestion};
use crate::vocabulary::Vocabulary;
use serde::{Deserialize, Serialize};

/// Every table and the whole vocabulary, packed.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// The vocabulary.
    pub vocabulary: Vocabulary,
    /// Yes/no questions that tables ask in their own words.
    pub questions: Vec<TableQuestion>,
    /// The places in documents that rules cite.
    pub cites: Vec<Cite>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The provinces joined to the built-in tables, in order of joining; never packed.
    #[serde(skip)]
    pub joined: Vec<Joined>,
}

/// A province that was joined to the built-in tables, and where its entries begin in each list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// The province's id.
    pub id: String,
    /// The hash of its bytes: see [`crate::pack::mark`].
    pub mark: u32,
    /// Where its places begin in [`Vocabulary::regions`]; they end where the next province's begin.
    pub regions: usize,
    /// Where its hospitals begin.
    pub hospitals: usize,
    /// Where its layers begin.
    pub layers: usize,
    /// Where the plans that were new with this province begin.
    pub plans: usize,
    /// Where its questions begin.
    pub questions: usize,
    /// Where its tables begin.
    pub tables: usize,
}

impl Tables {
    /// Returns the province that brought the entry at index `at` of a list; `begins` returns where a
    /// province's entries begin in that list. `None` for a built-in entry.
    pub fn came_with(&self, begins: fn(&Joined) -> usize, at: usize) -> Option<&Joined> {
        self.joined.iter().rfind(|it| begins(it) <= at)
    }

    /// Returns the province that brought a place; `None` for a built-in place.
    pub fn province_of(&self, region: RegionId) -> Option<&Joined> {
        self.came_with(|it| it.regions, region.index())
    }

    /// Checks whether a province of this id was joined.
    pub fn has_province(&self, id: &str) -> bool {
        self.joined.iter().any(|it| it.id == id)
    }
}
