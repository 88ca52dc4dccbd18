//! Names of the things that an answer holds by index: places, layers, groups, rules. Must not know the
//! answer.
use crate::labels::care_label;
use mingbai_engine::{Account, RuleRef};
use mingbai_policy::{
    DiseaseId, GroupId, HospitalId, ItemId, LayerId, Owner, Procedure, RegionId, Rule, Scheme,
    Table, Tables, Target, TopUp, Waiver,
};

/// The name of an index that the tables lack: the answer was made with other tables.
const NAMELESS: &str = "（不详）";

macro_rules! named {
    ($($(#[$doc:meta])* $function:ident, $id:ident, $list:ident;)*) => {$(
        $(#[$doc])*
        pub(crate) fn $function(tables: &Tables, id: $id) -> &str {
            tables.vocabulary.$list.get(id.index()).map_or(NAMELESS, |it| it.name.name.as_str())
        }
    )*};
}

named! {
    region_name, RegionId, regions;
    hospital_name, HospitalId, hospitals;
    disease_name, DiseaseId, diseases;
    item_name, ItemId, items;
}

/// Returns the name of a group of people (人群).
pub fn group_name(tables: &Tables, id: GroupId) -> &str {
    tables
        .vocabulary
        .groups
        .get(id.index())
        .map_or(NAMELESS, |it| it.name.name.as_str())
}

/// Returns the label of an account of the year (账户): `基本医保给普通门诊治高血压付了多少`
pub fn account_name(tables: &Tables, account: &Account) -> String {
    let layer = layer_name(tables, account.layer);
    format!("{layer}给{}付了多少", account_of(tables, account))
}

/// Returns the label of the deductible used in an account (账户): `基本医保，普通门诊的起付线已经付了多少`
pub fn deductible_account_name(tables: &Tables, account: &Account) -> String {
    let layer = layer_name(tables, account.layer);
    format!(
        "{layer}，{}的起付线已经付了多少",
        account_of(tables, account)
    )
}

/// Returns the care and the disease of an account: `普通门诊治高血压`
fn account_of(tables: &Tables, account: &Account) -> String {
    let care = care_label(account.care);
    let disease = account.disease.map(|id| disease_name(tables, id));
    let disease = disease.map_or(String::new(), |name| format!("治{name}"));
    format!("{care}{disease}")
}

/// Returns the name of a layer (保障线), from the vocabulary.
pub fn layer_name(tables: &Tables, id: LayerId) -> &str {
    tables
        .vocabulary
        .layers
        .get(id.index())
        .map_or(NAMELESS, |it| it.name.name.as_str())
}

/// Returns the field of the national settlement interface that carries a layer's payment.
pub fn layer_field(tables: &Tables, id: LayerId) -> Option<&str> {
    tables.vocabulary.layers.get(id.index())?.field.as_deref()
}

pub(crate) fn plan_name(tables: &Tables, plan: u8) -> &str {
    tables
        .vocabulary
        .plans
        .get(usize::from(plan))
        .map_or(NAMELESS, String::as_str)
}

pub(crate) fn own_question(tables: &Tables, index: u16) -> Option<&mingbai_policy::TableQuestion> {
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
    top_up, TopUp, top_ups;
}

/// Turns the quotation marks inside a name into single ones, so that the name can be quoted.
pub(crate) fn inner(name: &str) -> String {
    name.replace('“', "‘").replace('”', "’")
}

pub(crate) fn rule_name(rule: Option<&Rule>) -> &str {
    rule.map_or(NAMELESS, |rule| rule.name.as_str())
}

/// Returns the place or the hospital that owns a table.
pub fn owner_name(tables: &Tables, index: u16) -> &str {
    match table(tables, index).map(|table| table.owner) {
        Some(Owner::Region(region)) => region_name(tables, region),
        Some(Owner::Hospital(hospital)) => hospital_name(tables, hospital),
        None => NAMELESS,
    }
}

/// Returns the place of a table: its own, or the place of its hospital.
pub fn place_name(tables: &Tables, index: u16) -> &str {
    match table(tables, index).map(|table| table.owner) {
        Some(Owner::Region(region)) => region_name(tables, region),
        Some(Owner::Hospital(hospital)) => tables
            .vocabulary
            .hospitals
            .get(hospital.index())
            .map_or(NAMELESS, |it| region_name(tables, it.region)),
        None => NAMELESS,
    }
}
