//! Shows the person's payment, with the world that reaches each end of the range and its
//! arithmetic. Must not know the lines of an answer.
use crate::answer::{Money, Question, TraceStep, Value, Witness};
use crate::ask::choose;
use crate::reckoning::{DayReckoning, Reckoning, whole_bill};
use crate::settle::End;
use crate::worlds::outcome::steps;
use mingbai_policy::Fen;

/// Returns the person's payment, with the world that reaches each end.
pub(crate) fn money(reckoning: &Reckoning) -> Money {
    let on_day = &reckoning.on_day;
    // Where both days reach the same end, the visit's own day is shown.
    let low = reckoning.days().min_by_key(|it| it.estimate.hull.pays.low);
    let high = reckoning
        .days()
        .rev()
        .max_by_key(|it| it.estimate.hull.pays.high);
    let low = witness(low.unwrap_or(on_day), End::Low);
    let high = match whole_bill(&on_day.bill) {
        Some(whole) => {
            let alone = Witness {
                pays: whole,
                facts: Vec::new(),
                steps: vec![TraceStep::Pays { amount: whole }],
            };
            (alone, Fen::ZERO)
        }
        None => witness(high.unwrap_or(on_day), End::High),
    };
    Money {
        pays: reckoning.pays(),
        widened: (low.1, high.1),
        low: low.0,
        high: high.0,
    }
}

/// Returns the witness of an end of the estimate, and by how many fen rounding widens the range
/// beyond the witness.
fn witness(day: &DayReckoning, end: End) -> (Witness, Fen) {
    let (layout, worlds) = (day.layout, &day.estimate.worlds);
    let at = match end {
        End::Low => day.estimate.hull.low,
        End::High => day.estimate.hull.high,
    };
    let world = &worlds.worlds[at];
    let kind = &worlds.kinds[world.kind];
    let (in_scope, widened) = match end {
        End::Low => (kind.at.0, kind.widened.0),
        End::High => (kind.at.1, kind.widened.1),
    };
    let mut facts = choose(layout, &world.facts);
    let range = day.bill.in_scope();
    if range.low != range.high {
        facts.push((Question::InScope, Value::Amount(in_scope)));
    }
    let (pays, steps) = match day.bill.facts(in_scope) {
        Some(bill) => {
            let found = steps(layout, &kind.terms, &bill, end);
            // Where roundings cross by a fen, the other end of all open figures may reach further.
            let turned = steps(layout, &kind.terms, &bill, end.other());
            let further = match end {
                End::Low => turned.0 < found.0,
                End::High => turned.0 > found.0,
            };
            if further { turned } else { found }
        }
        None => (Fen::ZERO, Vec::new()),
    };
    let witness = Witness { pays, facts, steps };
    (witness, widened)
}
