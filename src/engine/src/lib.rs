//! One visit and the tables make an answer (明白账).
mod answer;
mod visit;

pub use answer::*;
pub use visit::*;

use mingbai_policy::Tables;

/// Answers both questions for one visit.
pub fn answer(_tables: &Tables, _visit: &Visit) -> Result<Answer, Contradiction> {
    Err(Contradiction::Amount)
}
