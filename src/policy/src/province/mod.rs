//! A province's tables (省的政策表) apart from the built-in ones: what one more province adds. Must
//! not know where the bytes come from.
//!
//! A [`Province`] is cut from tables that were read as a whole and joined to the built-in ones where
//! a person needs it. Its ids are its own: first the names it takes from the built-in tables, then
//! the names it adds. So a province fits any built-in tables that still have those names, however
//! many provinces were joined before, and its bytes change only when its own folder does.
//!
//! A province adds places, hospitals, layers, questions and tables. The vocabulary of the whole
//! nation (人群, 病种, 收费项目) is in the built-in tables alone: its names mean the same everywhere.
mod cut;
mod join;
mod turn;

pub use cut::{CutError, cut};
pub use join::JoinError;

use crate::vocabulary::{DiseaseSet, Hospital, Layer, Region};
use crate::{Cite, Table, TableQuestion};
use serde::{Deserialize, Serialize};

/// What one more province adds.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Province {
    /// The name of its folder: ASCII, unique among provinces.
    pub id: String,
    /// The name of the province.
    pub name: String,
    /// Names taken from the built-in tables; they come first in the ids of each kind.
    pub taken: Taken,
    /// Places, parents before children.
    pub regions: Vec<Region>,
    /// Hospitals.
    pub hospitals: Vec<Hospital>,
    /// Names for several diseases that hold only in this province.
    pub disease_sets: Vec<DiseaseSet>,
    /// Layers that only this province has.
    pub layers: Vec<Layer>,
    /// Names of insurance plans that its tables use.
    pub plans: Vec<String>,
    /// Questions of its tables.
    pub questions: Vec<TableQuestion>,
    /// The documents its tables cite.
    pub cites: Vec<Cite>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The pinyin of the characters in its names, in the form that the place search reads.
    pub readings: String,
}

/// Ids of the built-in tables that a province's tables name, in the order of its own ids.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Taken {
    /// Places.
    pub regions: Vec<String>,
    /// Hospitals.
    pub hospitals: Vec<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// Diseases.
    pub diseases: Vec<String>,
    /// Bill items.
    pub items: Vec<String>,
    /// Layers.
    pub layers: Vec<String>,
    /// Questions.
    pub questions: Vec<String>,
}

/// A province that was joined to the built-in tables, and where its entries begin in each list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// The province's id.
    pub id: String,
    /// The hash of its bytes: see [`crate::pack::mark`].
    pub mark: u32,
    /// Where its places begin in [`crate::Terms::regions`]; they end where the next province's begin.
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

impl crate::Tables {
    /// Returns the province that brought the entry at index `at` of a list; `begins` returns where a
    /// province's entries begin in that list. `None` for a built-in entry.
    pub fn came_with(&self, begins: fn(&Joined) -> usize, at: usize) -> Option<&Joined> {
        self.joined.iter().rfind(|it| begins(it) <= at)
    }

    /// Returns the province that brought a place; `None` for a built-in place.
    pub fn province_of(&self, region: crate::RegionId) -> Option<&Joined> {
        self.came_with(|it| it.regions, region.index())
    }

    /// Checks whether a province of this id was joined.
    pub fn has_province(&self, id: &str) -> bool {
        self.joined.iter().any(|it| it.id == id)
    }
}
