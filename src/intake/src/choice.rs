//! Closed choices (grade, tier, place, care, sex, insurance): words, labels, synonyms. Must not know
//! JSON.
use mingbai_policy::{Care, Grade, HospitalTier, Insurance, Place, Sex};

/// A closed choice: for each value, the interface's word and the names people use.
pub(crate) trait Choice: Sized + Copy + 'static {
    const ALL: &'static [Self];
    fn word(self) -> &'static str;
    fn label(self) -> &'static str;
    /// Checks whether a folded text is the word or a name of the value.
    fn is_called(self, folded: &str) -> bool;
}

macro_rules! choices {
    // The first name is the label.
    ($($name:ident { $($variant:ident = $label:literal $(| $also:literal)*),* })*) => {$(
        impl Choice for $name {
            const ALL: &'static [$name] = $name::ALL;
            fn word(self) -> &'static str {
                $name::word(self)
            }
            fn label(self) -> &'static str {
                match self { $($name::$variant => $label),* }
            }
            fn is_called(self, folded: &str) -> bool {
                folded == $name::word(self)
                    || match self { $($name::$variant => [$label $(, $also)*].contains(&folded)),* }
            }
        }
    )*};
}

choices! {
    Grade { Primary = "一级", Secondary = "二级", Tertiary = "三级" }
    HospitalTier { Village = "村级", Township = "乡级", County = "县级", City = "市级", Province = "省级" }
    Place { SameCounty = "本县", SamePrefecture = "本市外县", SameProvince = "本省外市", OtherProvince = "外省" }
    Care { Inpatient = "住院", Outpatient = "门诊", ChronicOutpatient = "门诊慢特病", Emergency = "急诊" }
    Sex { Female = "女", Male = "男" }
    Insurance {
        Resident = "居民" | "居民医保" | "城乡居民医保" | "城乡居民基本医疗保险",
        Employee = "职工" | "职工医保" | "职工基本医疗保险" | "城镇职工基本医疗保险"
    }
}
