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
        NumberFact::CoverMonths => Spelling {
            label: "连续参保月数",
            field: "几个月",
            always: false,
            of_year: false,
        },
        NumberFact::Stay => Spelling {
            label: "今年第几次住院",
            field: "第几次",
            always: false,
            of_year: false,
        },
        NumberFact::ClaimFreeYears => Spelling {
            label: "连续未报销年数",
            field: "几年",
            always: false,
            of_year: true,
        },
        NumberFact::AgeDays => Spelling {
            label: "出生天数",
            field: "几天",
            always: false,
            of_year: false,
        },
        NumberFact::StayDays => Spelling {
            label: "住院天数",
            field: "几天",
            always: false,
            of_year: false,
        },
    }
}

/// Whether a number said of one visit still holds for another. A number of the year so far is its own
/// visit's alone.
pub fn still_holds(fact: NumberFact, said: Day, today: Day) -> bool {
    let same_day = said == today && fact.group() != FactGroup::Year;
    same_day || spelling(fact).of_year && said.year() == today.year()
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
