//! A province's tables (省的政策表) apart from the built-in ones: what one more province adds.
//!
//! A [`Province`] is cut from tables read whole and joined to the built-in ones where a person
//! needs it. Its ids are its own: first what it takes from the built-in tables, told by name, then
//! what it brings. So it fits any built-in tables that still have those names, however many
//! provinces were joined before, and its bytes change only when its own folder does.
//!
//! A province brings places, hospitals, layers, questions and tables. The words of the whole
//! nation (人群, 病种, 收费项目) stand in the built-in tables alone: they mean the same everywhere.
mod cut;
mod join;
mod turn;

pub use cut::{CutError, cut};
pub use join::JoinError;

use crate::terms::{DiseaseSet, Hospital, Layer, Region};
use crate::{Cite, Question, Table};
use serde::{Deserialize, Serialize};

/// What one more province adds.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Province {
    /// ASCII, unique among provinces: the name of its folder.
    pub id: String,
    /// The province as people call it.
    pub name: String,
    /// What it takes from the built-in tables; these come first in the ids of each kind.
    pub taken: Taken,
    /// Places, parents before children.
    pub regions: Vec<Region>,
    /// Hospitals.
    pub hospitals: Vec<Hospital>,
    /// Names for several diseases that mean something only here.
    pub disease_sets: Vec<DiseaseSet>,
    /// Layers that only this province has.
    pub layers: Vec<Layer>,
    /// Names of insurance plans, all that its tables use.
    pub plans: Vec<String>,
    /// Questions of its tables.
    pub questions: Vec<Question>,
    /// The documents its tables cite.
    pub cites: Vec<Cite>,
    /// The tables.
    pub tables: Vec<Table>,
    /// How the characters of its names are read, as the place search wants it.
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

/// A province that was joined to the built-in tables, and which of their lists' ends are its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// The province's id.
    pub id: String,
    /// Which bytes it came from: see [`crate::pack::mark`].
    pub mark: u32,
    /// Its places begin here in [`crate::Terms::regions`], and end where the next province's begin.
    pub regions: usize,
    /// Its hospitals begin here.
    pub hospitals: usize,
    /// Its layers begin here.
    pub layers: usize,
    /// Plans that were new with it begin here.
    pub plans: usize,
    /// Its questions begin here.
    pub questions: usize,
    /// Its tables begin here.
    pub tables: usize,
}

impl crate::Tables {
    /// The province that something came with: `begins` tells where the things of its kind begin,
    /// `at` where it stands. None for what is built in.
    pub fn came_with(&self, begins: fn(&Joined) -> usize, at: usize) -> Option<&Joined> {
        self.joined.iter().rfind(|it| begins(it) <= at)
    }

    /// The province a place came with; none for a built-in one.
    pub fn province_of(&self, region: crate::RegionId) -> Option<&Joined> {
        self.came_with(|it| it.regions, region.index())
    }

    /// Whether a province of this id was joined.
    pub fn has_province(&self, id: &str) -> bool {
        self.joined.iter().any(|it| it.id == id)
    }
}
