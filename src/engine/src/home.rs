//! Returns the tables of the place where a person is insured and of the places above. Must not know
//! a rule.
use crate::visit::Visit;
use mingbai_policy::{Day, Owner, RegionId, Table, Tables};

/// Returns the tables in force on a day that rule the payments of the visit's insurance, the nearest
/// place first. Hospitals' tables are not among them. A place without a table (其他) has the nation's.
pub(crate) fn tables_at_home<'t>(
    tables: &'t Tables,
    visit: &Visit,
    day: Day,
) -> impl Iterator<Item = &'t Table> {
    let vocabulary = &tables.vocabulary;
    let home = visit.insured_in.or_else(|| {
        let nation = vocabulary.regions.iter().position(|it| it.parent.is_none());
        nation.and_then(|at| u16::try_from(at).ok()).map(RegionId)
    });
    let insurance = visit.basic_insurance().bit();
    let places = home.into_iter().flat_map(|home| vocabulary.lineage(home));
    places.flat_map(move |place| {
        tables.tables.iter().filter(move |table| {
            table.owner == Owner::Region(place)
                && table.span.holds(day)
                && table.pays_for() & insurance != 0
        })
    })
}
