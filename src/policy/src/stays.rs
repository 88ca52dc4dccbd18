//! The day by which stays in hospital count (住院怎么数). Must not know a visit or a rule.
use serde::{Deserialize, Serialize};

/// The day whose calendar year a stay counts in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum StayYear {
    /// The day of discharge or settlement (出院或结算那天). Taken where no table says.
    #[default]
    Settlement,
    /// The day of admission (入院那天).
    Admission,
}

impl StayYear {
    /// Every day, in order.
    pub const ALL: &[StayYear] = &[StayYear::Settlement, StayYear::Admission];

    /// Returns the word for the day in tables and in the interface.
    pub const fn word(self) -> &'static str {
        match self {
            StayYear::Settlement => "settlement",
            StayYear::Admission => "admission",
        }
    }
}
