//! The classes of the national catalogue (甲类, 乙类, 丙类), known without any table. Must not know what
//! a place states of a class.
use crate::share::Share;
use crate::table::ShareRange;

/// A class of the national catalogue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct CatalogueClass {
    /// The name.
    pub name: &'static str,
    /// The short name that people write.
    pub short: &'static str,
    /// 先行自付 by the definition of the class: 甲类 enters the scope whole and 丙类 not at all, while
    /// the share of 乙类 is for each place to say.
    pub first_self_pay: ShareRange,
}

/// Every class of the national catalogue.
pub const CATALOGUE: &[CatalogueClass] = &[
    CatalogueClass {
        name: "甲类",
        short: "甲",
        first_self_pay: ShareRange::exact(Share::ZERO),
    },
    CatalogueClass {
        name: "乙类",
        short: "乙",
        first_self_pay: ShareRange::UNKNOWN,
    },
    CatalogueClass {
        name: "丙类",
        short: "丙",
        first_self_pay: ShareRange::exact(Share::ONE),
    },
];

/// Returns the class of the national catalogue with this name.
pub fn of_catalogue(name: &str) -> Option<&'static CatalogueClass> {
    CATALOGUE.iter().find(|it| it.name == name)
}
