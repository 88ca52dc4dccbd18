//! How the page spells each yes/no fact: in addresses, and in the clerk's form.
use mingbai_policy::{FactGroup, YesNo};

/// The page's spelling of a fact.
pub struct Spelling {
    /// Its name in addresses, which links hold for years.
    pub key: &'static str,
    /// Its field in the clerk's form.
    pub label: &'static str,
    /// It has its place in every form and list; if not, only where it was said or is open.
    pub always: bool,
}

/// Returns the page's spelling of a fact.
pub const fn spelling(fact: YesNo) -> Spelling {
    let (key, label, always) = match fact {
        YesNo::Referred => ("referred", "转诊", true),
        YesNo::Enrolled => ("enrolled", "参保", true),
        YesNo::PremiumPaid => ("premium_paid", "缴费", true),
        YesNo::LiableThirdParty => ("liable", "他人该赔", true),
        YesNo::Retired => ("retired", "退休", false),
        YesNo::EmergencyAdmission => ("emergency_admission", "急诊入院", false),
        YesNo::Transferred => ("transferred", "转院来的", false),
    };
    Spelling { key, label, always }
}

/// The facts of a group that have their place in every form and list.
pub fn always(group: FactGroup) -> impl Iterator<Item = YesNo> {
    YesNo::of(group).filter(|fact| spelling(*fact).always)
}

/// The facts that are shown only where they were said or are open.
pub fn sometimes() -> impl Iterator<Item = YesNo> {
    let all = YesNo::ALL.iter().copied();
    all.filter(|fact| !spelling(*fact).always)
}

/// The fact that a name in an address stands for.
pub fn from_key(key: &str) -> Option<YesNo> {
    let mut all = YesNo::ALL.iter().copied();
    all.find(|fact| spelling(*fact).key == key)
}
