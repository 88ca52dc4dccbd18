//! 手里有哪种单子: which paper is at hand says what is asked next.
use mingbai_engine::Question;
use mingbai_interview::route::{Fact, Route, Screen};
use mingbai_interview::world::Scene;
use mingbai_ui::choices::{Choice, choices};
use yew::prelude::*;

/// What nobody knows before the treatment.
const AFTERWARDS: [Fact; 2] = [Fact::Asked(Question::InScope), Fact::Asked(Question::Items)];

/// With the sheet, the receipt or the list of charges, with none yet, or with no amount at all.
pub fn question(scene: &Scene) -> Html {
    let way = |label: &str, note: &str, screen: Screen, pass: &[Fact]| Choice {
        note: Some(note.into()),
        ..Choice::new(label, scene.address(&passing(&scene.route, screen, pass)))
    };
    let total = Screen::Say(Fact::Total);
    choices(vec![
        way(
            "结算单",
            "写着医保各付了多少，算得最准",
            Screen::Say(Fact::Sheet),
            &[],
        ),
        way(
            "票据（发票）",
            "交完钱给的，照着填几个数",
            Screen::Say(AFTERWARDS[0]),
            &[],
        ),
        way(
            "费用清单",
            "一项一项列着钱的那张",
            Screen::Say(Fact::Charges),
            &[],
        ),
        way(
            "还没有单子",
            "没去看病或没出院，先估总费用",
            total,
            &AFTERWARDS,
        ),
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
