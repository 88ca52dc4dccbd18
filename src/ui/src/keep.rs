//! The names under which this browser keeps texts between visits (存在这台设备上的).
pub use mingbai_platform::storage::{forget, get, names, on_wiped, put, refused, tell_wiped, wipe};

/// How the page looks: words that `look.js` knows.
pub const LOOK: &str = "look";
/// Figures of a place's own office follow this, then the place's id.
pub const LOCAL: &str = "local.";
/// What is set once for the window.
pub const DESK: &str = "desk";
/// Figures a window filled in follow this, then the place's id; each as a table.
pub const FIGURES: &str = "figures.";
/// Whom to call in the village, as the card says it.
pub const DOCTOR: &str = "doctor";
