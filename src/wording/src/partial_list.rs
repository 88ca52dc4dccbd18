//! Sentences about a list that is not complete: how many diseases its document counts, how many it names.
//! Must not say of anybody that they are not covered.
use crate::sentences::Sentences;
use mingbai_policy::{DiseaseList, Unit};

/// Adds that a list names only some of the diseases it counts.
pub(crate) fn partial(list: &DiseaseList, disease_open: bool, says: &mut Sentences) {
    let unit = unit(list);
    let named = list.entries.len();
    if disease_open {
        says.push(match (list.declared, named) {
            (Some(count), 0) => format!("官方材料说共 {count} {unit}，一{unit}也没有点名。"),
            (Some(count), _) => format!("官方材料说共 {count} {unit}，只点了 {named} {unit}的名。"),
            (None, 0) => "官方材料没有点病名。".to_owned(),
            (None, _) => format!("官方材料点了 {named} {unit}的名，没说是不是全部。"),
        });
        return;
    }
    says.push(match (list.declared, named) {
        (Some(count), 0) => {
            format!("官方材料说共 {count} {unit}，一{unit}也没有点名；不能据此说不管。")
        }
        (Some(count), _) => format!(
            "官方材料说共 {count} {unit}，只点了 {named} {unit}的名；没有点到您的病，不能据此说不管。"
        ),
        (None, 0) => "官方材料没有点病名，不能据此说不管。".to_owned(),
        (None, _) => format!(
            "官方材料点了 {named} {unit}的名，没说是不是全部；没有点到您的病，不能据此说不管。"
        ),
    });
}

/// Returns how many diseases of a list its document does not name, as one sentence.
pub(crate) fn missing(list: &DiseaseList) -> Option<String> {
    let left = usize::from(list.declared?)
        .checked_sub(list.entries.len())
        .filter(|left| *left > 0)?;
    Some(format!("另有 {left} {}，官方材料没有点名。", unit(list)))
}

pub(crate) fn unit(list: &DiseaseList) -> &'static str {
    match list.unit {
        Unit::Kind | Unit::Unknown => "种",
        Unit::SubKind => "个亚型",
    }
}
