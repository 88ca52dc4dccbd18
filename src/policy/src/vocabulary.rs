//! The vocabulary that tables and visits share: places, hospitals, groups, diseases, bill items,
//! layers. Must not know rules.
use crate::ids::{DiseaseId, GroupId, ItemId, RegionId};
use crate::ordinary::{Ordinary, OrdinaryFact, Take};
use crate::table::Base;
use crate::when::{Grade, HospitalTier};
use serde::{Deserialize, Serialize};

/// The id, the name and the synonyms of a named thing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Name {
    /// The id: ASCII, unique in its kind.
    pub id: String,
    /// The full name.
    pub name: String,
    /// Short names and synonyms, accepted as input.
    pub aliases: Vec<String>,
}

/// The administrative level of a place.
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
    /// The place's id and names.
    pub name: Name,
    /// The administrative level.
    pub level: Level,
    /// The place directly above; `None` for the nation.
    pub parent: Option<RegionId>,
}

/// A hospital, as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hospital {
    /// The hospital's id and names.
    pub name: Name,
    /// The narrowest known place of the hospital.
    pub region: RegionId,
    /// 等级, where a document says it.
    pub grade: Option<Grade>,
    /// Administrative tier (县级, 市级 …), where the name or a document states it.
    pub tier: Option<HospitalTier>,
}

/// A group of people that a rule may name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Group {
    /// The group's id and names.
    pub name: Name,
    /// Groups that every member of this group also belongs to.
    pub implies: Vec<GroupId>,
}

/// A disease or condition.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Disease {
    /// The disease's id and names.
    pub name: Name,
    /// Broader diseases that include this one.
    pub broader: Vec<DiseaseId>,
    /// ICD-10 codes, for search only, never for conditions.
    pub icd: Vec<String>,
}

/// A name for several diseases at once (两癌), possibly only in some places (两病).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DiseaseSet {
    /// The set's id and names.
    pub name: Name,
    /// The diseases in the set.
    pub diseases: Vec<DiseaseId>,
    /// The places where the name has this meaning; empty for everywhere.
    pub regions: Vec<RegionId>,
}

/// An item of a bill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The item's id and names.
    pub name: Name,
    /// The broader item that includes this one.
    pub broader: Option<ItemId>,
}

/// A layer of payment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Layer {
    /// The layer's id and names, where no nearer table gives another name.
    pub name: Name,
    /// The field of the national settlement interface that carries the layer's payment (`hifp_pay` …).
    pub field: Option<String>,
    /// Set where people buy the layer for themselves: no table need mention the layer, and it counts
    /// wherever its figures are filled in.
    pub own: Option<OwnLayer>,
    /// Whether the layer pays for every insured person, so that no amount can be stated without its
    /// figures.
    pub everyone: bool,
    /// Whether the hospital itself bears the amount: what lies above a fixed price (定额), before any
    /// layer pays.
    pub hospital: bool,
}

/// A layer that people buy for themselves (惠民保): its figures are filled in by hand, and it pays
/// after every other layer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OwnLayer {
    /// The money the layer pays a share of.
    pub base: Base,
    /// The question whether the person bought the layer: index into [`crate::Tables::questions`].
    pub asks: u16,
}

/// The whole vocabulary.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
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
    /// Names of insurance plans (一档, 二档) that some table tells apart; at most 16.
    pub plans: Vec<String>,
    /// The default values of facts that were not given.
    pub ordinary: Vec<Ordinary>,
}

impl Vocabulary {
    /// Returns the place and every place above, nearest first.
    pub fn lineage(&self, region: RegionId) -> impl Iterator<Item = RegionId> + '_ {
        std::iter::successors(Some(region), |r| self.regions[r.index()].parent)
    }

    /// Checks whether `inner` is `outer` or lies inside it.
    pub fn within(&self, inner: RegionId, outer: RegionId) -> bool {
        self.lineage(inner).any(|r| r == outer)
    }

    /// Returns the item and every broader item, nearest first.
    pub fn item_lineage(&self, item: ItemId) -> impl Iterator<Item = ItemId> + '_ {
        std::iter::successors(Some(item), |i| self.items[i.index()].broader)
    }

    /// Checks whether `narrow` is `broad` or a kind of it.
    pub fn is_kind_of(&self, narrow: DiseaseId, broad: DiseaseId) -> bool {
        narrow == broad
            || self.diseases[narrow.index()]
                .broader
                .iter()
                .any(|d| self.is_kind_of(*d, broad))
    }

    /// Returns the bits of a group and of every group it implies.
    pub fn group_closure(&self, group: GroupId) -> u64 {
        self.groups[group.index()]
            .implies
            .iter()
            .fold(1 << group.0, |bits, implied| {
                bits | self.group_closure(*implied)
            })
    }

    /// Returns what is taken of a fact; `None` where it is asked.
    pub fn ordinary(&self, fact: OrdinaryFact) -> Option<&Ordinary> {
        let mut all = self.ordinary.iter();
        all.find(|it| it.fact == fact && it.take != Take::Asked)
    }
}
