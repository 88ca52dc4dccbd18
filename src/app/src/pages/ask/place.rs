//! 参保地: found by typing.
use crate::components::choices::{Choice, choices};
use crate::components::finder::{Finder, Row};
use crate::route::{Fact, Route, Screen};
use crate::text;
use crate::world::Scene;
use mingbai_engine::Visit;
use mingbai_policy::RegionId;
use mingbai_policy::terms::Level;
use yew::prelude::*;

/// The places there are tables of, and the one there is none of.
pub fn question(scene: &Scene, visit: Option<&Visit>) -> Html {
    let terms = &scene.tables().terms;
    let leads = |region: Option<RegionId>| {
        let visit = match visit {
            Some(visit) => Visit {
                insured_in: region,
                ..visit.clone()
            },
            None => Visit::new(scene.world.today, region),
        };
        let screen = match scene.route.screen {
            Screen::Edit(_) => Screen::Facts,
            _ => Screen::Say(Fact::Date),
        };
        scene.address(&Route {
            screen,
            ..scene.route.with(visit)
        })
    };
    let ids = (0..terms.regions.len())
        .filter_map(|at| u16::try_from(at).ok())
        .map(RegionId);
    let rows = ids.filter_map(|id| {
        let region = terms.regions.get(id.index())?;
        if region.level == Level::Nation {
            return None;
        }
        let province = terms
            .lineage(id)
            .find(|it| terms.regions[it.index()].level == Level::Province)?;
        let note = match region.level {
            Level::Province | Level::Prefecture => "没有列出的县、区选这个",
            _ => "",
        };
        Some(Row {
            name: region.name.name.clone(),
            under: terms.regions[province.index()].name.name.clone(),
            also: region.name.aliases.clone(),
            note: note.into(),
            to: leads(Some(id)),
            first: true,
        })
    });
    html! {
        <>
            <Finder label="找您的县、区或市" rows={rows.collect::<Vec<_>>()} />
            { choices(vec![Choice {
                quiet: true,
                note: Some("按全国规定给一个范围，也可以填当地告诉您的数".into()),
                ..Choice::new(text::OTHER_PLACE, leads(None))
            }]) }
        </>
    }
}
