//! 换家医院会怎样: the same visit at other hospitals.
use crate::components::frame::frame;
use crate::world::Scene;
use yew::prelude::*;

/// The page.
pub fn page(scene: &Scene) -> Html {
    frame(scene, "换家医院会怎样", html! {}, html! {})
}
