//! Names of the values of closed choices: grade, tier, place, care, sex. Must not know a question or a
//! table.
use mingbai_policy::{Care, Grade, HospitalTier, Place, Sex};

/// Returns the name of a grade of hospitals (等级).
pub(crate) fn grade_label(grade: Grade) -> &'static str {
    match grade {
        Grade::Primary => "一级",
        Grade::Secondary => "二级",
        Grade::Tertiary => "三级",
    }
}

/// Returns the name of a tier of hospitals (哪一层的医院).
pub(crate) fn tier_label(tier: HospitalTier) -> &'static str {
    match tier {
        HospitalTier::Village => "村级",
        HospitalTier::Township => "乡镇级",
        HospitalTier::County => "县级",
        HospitalTier::City => "市级",
        HospitalTier::Province => "省级",
    }
}

/// Returns the name of a hospital's place, as seen from home.
pub(crate) fn place_label(place: Place) -> &'static str {
    match place {
        Place::SameCounty => "本县",
        Place::SamePrefecture => "本市外县",
        Place::SameProvince => "本省外市",
        Place::OtherProvince => "外省",
    }
}

/// Returns the name of a kind of care (就诊).
pub(crate) fn care_label(care: Care) -> &'static str {
    match care {
        Care::Inpatient => "住院",
        Care::Outpatient => "普通门诊",
        Care::ChronicOutpatient => "门诊慢特病",
        Care::Emergency => "急诊",
    }
}

/// Returns the name of a sex.
pub(crate) fn sex_label(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "女",
        Sex::Male => "男",
    }
}
