//! What one more province adds, and what it takes from the built-in tables. Must not know how it is
//! cut out or joined.
use crate::table::{Cite, Table, TableQuestion};
use crate::vocabulary::{DiseaseSet, Hospital, Layer, Region};
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
