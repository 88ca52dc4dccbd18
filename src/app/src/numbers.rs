//! How the page spells each number: in the clerk's form, and above its own field. Its name in
//! addresses is its id.
use mingbai_policy::{Day, FactGroup, NumberFact};

/// The page's spelling of a number.
pub struct Spelling {
    /// Its field in the clerk's form.
    pub label: &'static str,
    /// Its field on the page that asks it.
    pub field: &'static str,
    /// It has its place in every form and list; if not, only where it was said or is open.
    pub always: bool,
    /// What was said holds to the end of the year; if not, on that day alone.
    pub of_year: bool,
}

/// Returns the page's spelling of a number.
pub const fn spelling(fact: NumberFact) -> Spelling {
    match fact {
        NumberFact::Age => Spelling {
            label: "年龄",
            field: "周岁",
            always: true,
            of_year: true,
        },
    }
}

/// Whether a number said of one day still holds on another.
pub fn still_holds(fact: NumberFact, said: Day, today: Day) -> bool {
    said == today || spelling(fact).of_year && said.year() == today.year()
}

/// The numbers of a group that have their place in every form and list.
pub fn always(group: FactGroup) -> impl Iterator<Item = NumberFact> {
    NumberFact::of(group).filter(|fact| spelling(*fact).always)
}

/// The numbers that are shown only where they were said or are open.
pub fn sometimes() -> impl Iterator<Item = NumberFact> {
    let all = NumberFact::ALL.iter().copied();
    all.filter(|fact| !spelling(*fact).always)
}
