//! The kind of a visit as people say it: insurance, hospital, care. Must not know an answer.
use crate::labels::{care_label, grade_label};
use mingbai_engine::Visit;
use mingbai_policy::{Insurance, Place, YesNo};

/// Returns the visit as a caller describes it: 居民医保，去外省的三级医院住院，没办转诊.
pub(crate) fn visit_to_say(visit: &Visit) -> String {
    let referred = match (visit.place, visit.said[YesNo::Referred]) {
        (Some(Place::OtherProvince), Some(true)) => "，办了转诊",
        (Some(Place::OtherProvince), Some(false)) => "，没办转诊",
        _ => "",
    };
    let insurance = insurance_label(visit);
    let kind = visit_kind(visit);
    let at = if kind.contains("医院") { "在" } else { "" };
    format!("{insurance}，{at}{kind}{referred}")
}

/// Returns the name of the insurance; 居民医保 where none was given, as the engine assumes.
pub(crate) fn insurance_label(visit: &Visit) -> &'static str {
    match visit.insurance {
        Some(Insurance::Employee) => "职工医保",
        _ => "居民医保",
    }
}

/// Returns the kind of the visit, as far as given: 二级医院住院, 外省三级医院住院.
pub fn visit_kind(visit: &Visit) -> String {
    let care = visit.care.map_or("看病", care_label);
    let grade = visit.grade.map_or("", grade_label);
    let away = match visit.place {
        Some(Place::OtherProvince) => "外省",
        _ => "",
    };
    match away.is_empty() && grade.is_empty() {
        true => care.to_owned(),
        false => format!("{away}{grade}医院{care}"),
    }
}
