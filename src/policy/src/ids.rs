//! The ids of what tables and visits name: positions in the lists of the vocabulary, a type each.
//! Must not know what they point at.
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub struct $name(pub u16);

        impl $name {
            /// Returns the position in the list of its kind.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A place (统筹地区 or above) in [`crate::Vocabulary::regions`].
    RegionId,
    /// A hospital (定点医疗机构) in [`crate::Vocabulary::hospitals`].
    HospitalId,
    /// A group of people (人群) in [`crate::Vocabulary::groups`].
    GroupId,
    /// A disease (病种) in [`crate::Vocabulary::diseases`].
    DiseaseId,
    /// A bill item (收费项目) in [`crate::Vocabulary::items`].
    ItemId,
    /// A layer (保障线) in [`crate::Vocabulary::layers`].
    LayerId,
}
