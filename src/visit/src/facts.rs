//! 问题清单: every fact, seen and changed in one place.
use crate::fact_rows::list;
use crate::result::body;
use mingbai_interview::world::Scene;
use mingbai_ui::frame::frame;
use yew::prelude::*;

/// The list of facts.
pub fn page(scene: &Scene) -> Html {
    frame(scene, "问题清单", list(scene), || body(scene, false))
}
