//! The words tables and visits share: places, hospitals, groups, diseases, bill items, layers.
use crate::{Base, Grade, Tier};
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// Its place in the list of its kind.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A place (统筹地区 or above) in [`Terms::regions`].
    RegionId,
    /// A hospital (定点医疗机构) in [`Terms::hospitals`].
    HospitalId,
    /// A group of people (人群) in [`Terms::groups`].
    GroupId,
    /// A disease (病种) in [`Terms::diseases`].
    DiseaseId,
    /// A bill item (收费项目) in [`Terms::items`].
    ItemId,
    /// A layer (保障线) in [`Terms::layers`].
    LayerId,
}

/// What every named thing has: an id for machines, a name, and other ways people write it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Name {
    /// ASCII, unique in its kind.
    pub id: String,
    /// The full name, as the page shows it.
    pub name: String,
    /// Short names and synonyms, accepted as input.
    pub aliases: Vec<String>,
}

/// How high a place stands in the tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Level {
    /// 全国
    Nation,
    /// 省, 自治区, 直辖市
    Province,
    /// 设区的市
    Prefecture,
    /// 县, 区, 县级市
    County,
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Region {
    /// What it is called.
    pub name: Name,
    /// Its level.
    pub level: Level,
    /// The place that holds it; none for the nation.
    pub parent: Option<RegionId>,
}

/// A hospital, with what is known of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hospital {
    /// What it is called.
    pub name: Name,
    /// The narrowest place it is known to stand in.
    pub region: RegionId,
    /// 等级, where a document says it.
    pub grade: Option<Grade>,
    /// Administrative tier (县级, 市级 …), where its name or a document says it.
    pub tier: Option<Tier>,
}

/// A group of people a rule may name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// What it is called.
    pub name: Name,
    /// Groups that everyone in this one also belongs to.
    pub implies: Vec<GroupId>,
}

/// A disease or condition.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Disease {
    /// What it is called.
    pub name: Name,
    /// Broader diseases that hold this one.
    pub broader: Vec<DiseaseId>,
    /// ICD-10 codes, for search only, never a condition.
    pub icd: Vec<String>,
}

/// A name that stands for several diseases at once (两癌), possibly only in some places (两病).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DiseaseSet {
    /// What it is called.
    pub name: Name,
    /// The diseases it stands for.
    pub diseases: Vec<DiseaseId>,
    /// Where the name means this; empty for everywhere.
    pub regions: Vec<RegionId>,
}

/// An item of a bill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// What it is called.
    pub name: Name,
    /// The broader item that holds this one.
    pub broader: Option<ItemId>,
}

/// A layer of payment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Layer {
    /// What it is called where no nearer table calls it otherwise.
    pub name: Name,
    /// Field of the national settlement interface that carries its payment (`hifp_pay` …).
    pub field: Option<String>,
    /// No table need speak of it: it counts wherever its figures are filled in.
    pub own: Option<OwnLayer>,
}

/// A layer that people buy for themselves (惠民保): its figures are filled in, and it pays after
/// every other one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnLayer {
    /// What it pays of.
    pub base: Base,
    /// The question whether one has it: index into [`crate::Tables::questions`].
    pub asks: u16,
}

/// All words.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Terms {
    /// Places; the nation first, parents before children.
    pub regions: Vec<Region>,
    /// Hospitals.
    pub hospitals: Vec<Hospital>,
    /// Groups; at most 64.
    pub groups: Vec<Group>,
    /// Diseases.
    pub diseases: Vec<Disease>,
    /// Names for several diseases.
    pub disease_sets: Vec<DiseaseSet>,
    /// Bill items.
    pub items: Vec<Item>,
    /// Layers.
    pub layers: Vec<Layer>,
    /// Names of insurance plans (一档, 二档) that some table distinguishes; at most 16.
    pub plans: Vec<String>,
}

impl Terms {
    /// The place and everything above it, nearest first.
    pub fn lineage(&self, region: RegionId) -> impl Iterator<Item = RegionId> + '_ {
        std::iter::successors(Some(region), |r| self.regions[r.index()].parent)
    }

    /// Whether `inner` is `outer` or lies inside it.
    pub fn within(&self, inner: RegionId, outer: RegionId) -> bool {
        self.lineage(inner).any(|r| r == outer)
    }

    /// This item and everything broader, nearest first.
    pub fn item_lineage(&self, item: ItemId) -> impl Iterator<Item = ItemId> + '_ {
        std::iter::successors(Some(item), |i| self.items[i.index()].broader)
    }

    /// Whether `narrow` is `broad` or a kind of it.
    pub fn is_kind_of(&self, narrow: DiseaseId, broad: DiseaseId) -> bool {
        narrow == broad
            || self.diseases[narrow.index()]
                .broader
                .iter()
                .any(|d| self.is_kind_of(*d, broad))
    }

    /// The bits of a group and of every group it implies.
    pub fn group_closure(&self, group: GroupId) -> u64 {
        self.groups[group.index()]
            .implies
            .iter()
            .fold(1 << group.0, |bits, implied| {
                bits | self.group_closure(*implied)
            })
    }
}
