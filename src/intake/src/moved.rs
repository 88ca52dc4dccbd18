//! Moves a visit to another province: drops what only the old province's tables define. Must not know how
//! a province is loaded.
use mingbai_engine::{Hospital, LocalRule, Visit, Year};
use mingbai_policy::limits::OTHER_PLAN;
use mingbai_policy::province::Joined;
use mingbai_policy::{LayerId, Tables};

/// Returns the visit without what came with provinces other than `province` (`None`: the built-in
/// tables only). Those provinces may not be loaded where the visit is opened next.
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
    visit.plan = visit
        .plan
        .filter(|plan| *plan == OTHER_PLAN || stays(|it| it.plans, usize::from(*plan)));
    visit
        .answers
        .retain(|(question, _)| stays(|it| it.questions, usize::from(*question)));
    let rule = |rule: &LocalRule| match rule {
        LocalRule::Layer(it) => layer(it),
        LocalRule::TopUp(table, _) => stays(|it| it.tables, usize::from(*table)),
    };
    visit.local.retain(|(it, _)| rule(it));
    visit.scoped.retain(|it| {
        let place = it.scope.place;
        rule(&it.rule) && place.is_none_or(|place| stays(|it| it.regions, place.index()))
    });
    if let Some(bill) = &mut visit.bill {
        bill.paid.retain(|(it, _)| layer(it));
    }
    if let Year::Known { paid, accounts, .. } = &mut visit.year {
        paid.retain(|(it, _)| layer(it));
        accounts.retain(|it| layer(&it.layer));
    }
    visit
}
