//! A visit whose place of insurance becomes another one's.
use mingbai_engine::{Hospital, LocalRule, Visit, Year};
use mingbai_policy::province::Joined;
use mingbai_policy::{LayerId, Tables};

/// The visit without what came with the tables of other provinces than `province`; none stands for
/// the built-in ones. Where the visit is opened next, those may not be there.
pub fn moved(tables: &Tables, visit: &Visit, province: Option<&str>) -> Visit {
    let stays = |begins: fn(&Joined) -> usize, at: usize| {
        let from = tables.came_with(begins, at);
        from.is_none_or(|from| Some(from.id.as_str()) == province)
    };
    let layer = |layer: &LayerId| stays(|it| it.layers, layer.index());
    let mut visit = visit.clone();
    visit.hospital = visit.hospital.filter(|it| match it {
        Hospital::Named(id) => stays(|it| it.hospitals, id.index()),
        Hospital::Other => true,
    });
    let other = crate::OTHER_PLAN;
    visit.plan = visit
        .plan
        .filter(|plan| *plan == other || stays(|it| it.plans, usize::from(*plan)));
    visit
        .answers
        .retain(|(question, _)| stays(|it| it.questions, usize::from(*question)));
    visit.local.retain(|(rule, _)| match rule {
        LocalRule::Layer(it) => layer(it),
        LocalRule::Excess(table, _) => stays(|it| it.tables, usize::from(*table)),
    });
    if let Some(bill) = &mut visit.bill {
        bill.paid.retain(|(it, _)| layer(it));
    }
    if let Year::Known { paid, .. } = &mut visit.year {
        paid.retain(|(it, _)| layer(it));
    }
    visit
}
