//! 困难人群: every group that matters here, ticked on one screen.
use mingbai_engine::Visit;
use mingbai_interview::flow;
use mingbai_interview::route::Fact;
use mingbai_interview::text;
use mingbai_interview::world::Scene;
use mingbai_ui::several::{Several, Tick};
use mingbai_wording::group_name;
use std::rc::Rc;
use yew::prelude::*;

/// The rows to tick.
pub fn question(scene: &Scene, visit: &Visit) -> Html {
    let groups = flow::groups(scene);
    let rows: Vec<Tick> = groups
        .iter()
        .map(|group| Tick {
            label: group_name(scene.tables(), *group).to_owned(),
            chosen: visit.groups.yes >> group.0 & 1 == 1,
        })
        .collect();
    let (scene, visit) = (scene.clone(), visit.clone());
    // What is not ticked is denied, or left open.
    let told = move |ticked: Vec<bool>, whole: bool| {
        let vocabulary = &scene.tables().vocabulary;
        let mut visit = flow::without(&visit, Fact::Groups);
        let both = || groups.iter().zip(&ticked);
        for (group, _) in both().filter(|(_, ticked)| **ticked) {
            visit.groups.join(vocabulary, *group);
        }
        // Only what stood on the screen is said: a group not shown here stays open.
        for (group, _) in both().filter(|(_, ticked)| whole && !**ticked) {
            visit.groups.leave(vocabulary, *group);
        }
        // What a ticked group implies is so, ticked or not.
        visit.groups.no &= !visit.groups.yes;
        scene.address(&flow::told(&scene.route, Fact::Groups, visit))
    };
    let told = Rc::new(told);
    let done = {
        let told = Rc::clone(&told);
        Callback::from(move |ticked| told(ticked, true))
    };
    let partly = Callback::from(move |ticked| told(ticked, false));
    html! { <Several {rows} {done} {partly} none={text::NO_GROUP} /> }
}
