use mingbai_engine::RuleRef;
use mingbai_policy::{
    DiseaseId, Excess, GroupId, HospitalId, ItemId, LayerId, Owner, Procedure, RegionId, Rule,
    Scheme, Table, Tables, Target, Waiver,
};

/// Stands where an index names nothing; an answer made with other tables would show it.
const NAMELESS: &str = "（不详）";

macro_rules! named {
    ($($(#[$doc:meta])* $function:ident, $id:ident, $list:ident;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $function(tables: &Tables, id: $id) -> &str {
            tables.terms.$list.get(id.index()).map_or(NAMELESS, |it| it.name.name.as_str())
        }
    )*};
}

named! {
    region_name, RegionId, regions;
    hospital_name, HospitalId, hospitals;
    disease_name, DiseaseId, diseases;
    item_name, ItemId, items;
}

/// What a group of people (人群) is called.
pub fn group_name(tables: &Tables, id: GroupId) -> &str {
    tables
        .terms
        .groups
        .get(id.index())
        .map_or(NAMELESS, |it| it.name.name.as_str())
}

/// What a layer (保障线) is called everywhere.
pub fn layer_name(tables: &Tables, id: LayerId) -> &str {
    tables
        .terms
        .layers
        .get(id.index())
        .map_or(NAMELESS, |it| it.name.name.as_str())
}

/// The field of the national settlement interface that carries a layer's payment.
pub fn layer_field(tables: &Tables, id: LayerId) -> Option<&str> {
    tables.terms.layers.get(id.index())?.field.as_deref()
}

pub(crate) fn plan_name(tables: &Tables, plan: u8) -> &str {
    tables
        .terms
        .plans
        .get(usize::from(plan))
        .map_or(NAMELESS, String::as_str)
}

pub(crate) fn own_question(tables: &Tables, index: u16) -> Option<&mingbai_policy::Question> {
    tables.questions.get(usize::from(index))
}

pub(crate) fn table(tables: &Tables, index: u16) -> Option<&Table> {
    tables.tables.get(usize::from(index))
}

macro_rules! rules {
    ($($function:ident, $kind:ident, $list:ident;)*) => {$(
        pub(crate) fn $function(tables: &Tables, at: RuleRef) -> Option<&$kind> {
            table(tables, at.table)?.$list.get(usize::from(at.index))
        }
    )*};
}

rules! {
    scheme, Scheme, schemes;
    waiver, Waiver, waivers;
    target, Target, targets;
    procedure, Procedure, procedures;
    excess, Excess, excesses;
}

/// A name that goes into quotes: its own quotes become inner ones.
pub(crate) fn inner(name: &str) -> String {
    name.replace('“', "‘").replace('”', "’")
}

pub(crate) fn rule_name(rule: Option<&Rule>) -> &str {
    rule.map_or(NAMELESS, |rule| rule.name.as_str())
}

/// Whose table it is: the place or the hospital.
pub fn owner_name(tables: &Tables, index: u16) -> &str {
    match table(tables, index).map(|table| table.owner) {
        Some(Owner::Region(region)) => region_name(tables, region),
        Some(Owner::Hospital(hospital)) => hospital_name(tables, hospital),
        None => NAMELESS,
    }
}

/// The place of a table: its own, or where its hospital stands.
pub fn place_name(tables: &Tables, index: u16) -> &str {
    match table(tables, index).map(|table| table.owner) {
        Some(Owner::Region(region)) => region_name(tables, region),
        Some(Owner::Hospital(hospital)) => tables
            .terms
            .hospitals
            .get(hospital.index())
            .map_or(NAMELESS, |it| region_name(tables, it.region)),
        None => NAMELESS,
    }
}
