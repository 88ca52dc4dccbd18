//! Which page of a visit is shown.
use crate::{ask, compare, facts, result, share, trouble};
use mingbai_interview::flow;
use mingbai_interview::route::Screen;
use mingbai_interview::world::Scene;
use yew::prelude::*;

/// The page that a visit's address shows.
pub fn show(scene: &Scene) -> Html {
    if let (Some(Err(error)), Screen::Ask | Screen::Result | Screen::Share) =
        (scene.answer.as_deref(), scene.route.screen)
    {
        return trouble::contradiction(scene, error);
    }
    match scene.route.screen {
        Screen::Ask => match flow::next(scene) {
            Some(fact) => ask::page(scene, fact),
            None => result::page(&Scene {
                route: scene.route.at(Screen::Result),
                ..scene.clone()
            }),
        },
        Screen::Say(fact) | Screen::Edit(fact) | Screen::Change(fact) => ask::page(scene, fact),
        Screen::Result if scene.route.visit.is_some() => result::page(scene),
        Screen::Compare if scene.route.visit.is_some() => compare::page(scene),
        Screen::Facts if scene.route.visit.is_some() => facts::page(scene),
        Screen::Share if scene.route.visit.is_some() => share::page(scene),
        _ => ask::page(scene, mingbai_interview::route::Fact::Place),
    }
}
