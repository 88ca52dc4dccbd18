//! What was said of each fact. Knows no visit.
use super::numbers::NumberFact;
use super::yes_no::YesNo;
use std::ops::{Index, IndexMut};

/// What was said of each fact; `None` where nothing was.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Said {
    yes_no: [Option<bool>; YesNo::COUNT],
    numbers: [Option<u16>; NumberFact::COUNT],
}

impl Said {
    /// The same, with one more fact said.
    #[must_use]
    pub fn with(mut self, fact: YesNo, yes: bool) -> Said {
        self[fact] = Some(yes);
        self
    }
}

macro_rules! indexed {
    ($($fact:ident: $field:ident -> $said:ty;)*) => {$(
        impl Index<$fact> for Said {
            type Output = Option<$said>;

            fn index(&self, fact: $fact) -> &Option<$said> {
                &self.$field[fact.index()]
            }
        }

        impl IndexMut<$fact> for Said {
            fn index_mut(&mut self, fact: $fact) -> &mut Option<$said> {
                &mut self.$field[fact.index()]
            }
        }
    )*};
}

indexed! {
    YesNo: yes_no -> bool;
    NumberFact: numbers -> u16;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_one_fact_says_nothing_of_another() {
        let said = Said::default().with(YesNo::Enrolled, false);
        for fact in YesNo::ALL {
            let wanted = (*fact == YesNo::Enrolled).then_some(false);
            assert_eq!(said[*fact], wanted, "{fact:?}");
        }
        for fact in NumberFact::ALL {
            let mut said = Said::default();
            said[*fact] = Some(7);
            for other in NumberFact::ALL {
                let wanted = (fact == other).then_some(7);
                assert_eq!(said[*other], wanted, "{fact:?} {other:?}");
            }
        }
    }
}
