//! 结算单在手吗: which papers are at hand says what is asked next.
use crate::components::choices::{Choice, choices};
use crate::route::{Fact, Route, Screen};
use crate::world::Scene;
use mingbai_engine::Question;
use yew::prelude::*;

/// What nobody knows before the treatment.
const AFTERWARDS: [Fact; 2] = [Fact::Asked(Question::InScope), Fact::Asked(Question::Items)];

/// With the sheet, with a bill only, before going, or with no amount at all.
pub fn question(scene: &Scene) -> Html {
    let way = |label: &str, note: &str, screen: Screen, pass: &[Fact]| Choice {
        note: Some(note.into()),
        ..Choice::new(label, scene.address(&passing(&scene.route, screen, pass)))
    };
    let total = Screen::Say(Fact::Total);
    choices(vec![
        way(
            "有，在手里",
            "把上面的数填进来，算得最准",
            Screen::Say(Fact::Sheet),
            &[],
        ),
        way("只有发票或费用清单", "填总费用，先给一个范围", total, &[]),
        way("还没去看病", "先估一个总费用", total, &AFTERWARDS),
        Choice {
            quiet: true,
            ..way(
                "说不出多少钱",
                "先不算钱，只看哪个政策管您",
                Screen::Ask,
                &[Fact::Total],
            )
        },
    ])
}

/// The route on from here: the papers are told, and these are not asked.
fn passing(route: &Route, screen: Screen, pass: &[Fact]) -> Route {
    let mut skipped = route.skipped.clone();
    for fact in pass.iter().chain(&[Fact::Paper]) {
        if !skipped.contains(fact) {
            skipped.push(*fact);
        }
    }
    Route {
        screen,
        skipped,
        ..route.clone()
    }
}
