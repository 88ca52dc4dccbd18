//! What is set once for a window (窗口的设置): common answers, the paper, when to wipe. It is kept
//! on this device; nothing in it is of a patient.
use crate::entered::Entered;
use mingbai_interview::clerk::slots;
use mingbai_interview::clerk::typed::Typed;
use mingbai_interview::world::World;
use mingbai_ui::keep;
use serde_json::{Map, Value, json};

/// Minutes after which what was typed is wiped; none for never.
pub const MINUTES: [u32; 5] = [1, 3, 5, 10, 0];
const USUAL: u32 = 10;

/// Which paper the slip is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Paper {
    /// A4
    #[default]
    Page,
    /// 80 mm
    Roll,
}

/// What is set once.
#[derive(Clone, PartialEq, Debug)]
pub struct Window {
    /// Fields that are the same for one patient after another.
    pub fixed: Typed,
    /// The paper.
    pub paper: Paper,
    /// Minutes without a key before all is wiped; zero for never.
    pub minutes: u32,
    /// The province whose tables it needs beside the built-in ones.
    pub province: Option<String>,
    /// Figures the window filled in.
    pub figures: Entered,
}

impl Window {
    /// As it was kept.
    pub fn load(world: &World) -> Window {
        let kept = keep::get(keep::DESK).unwrap_or_default();
        let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
        let mut fixed = Typed::default();
        for slot in slots::of_window() {
            if let Some(text) = kept["fixed"][slot.key(&world.tables)].as_str() {
                fixed.put(slot, text.to_owned());
            }
        }
        let minutes = kept["minutes"]
            .as_u64()
            .and_then(|it| u32::try_from(it).ok());
        Window {
            fixed,
            paper: match kept["paper"].as_str() {
                Some("80mm") => Paper::Roll,
                _ => Paper::Page,
            },
            minutes: minutes.filter(|it| MINUTES.contains(it)).unwrap_or(USUAL),
            province: province_kept(),
            figures: Entered::load(world),
        }
    }

    /// Keeps it; false where it holds only until the page is left.
    pub fn save(&self, world: &World) -> bool {
        let fixed: Map<String, Value> = self
            .fixed
            .slots()
            .map(|slot| (slot.key(&world.tables), self.fixed.text(slot).into()))
            .collect();
        let paper = match self.paper {
            Paper::Page => "a4",
            Paper::Roll => "80mm",
        };
        let kept = json!({ "fixed": fixed, "paper": paper, "minutes": self.minutes, "province": self.province });
        keep::put(keep::DESK, &kept.to_string())
    }
}

/// The province a window was set to.
pub fn province_kept() -> Option<String> {
    let kept: Value = serde_json::from_str(&keep::get(keep::DESK)?).ok()?;
    Some(kept.get("province")?.as_str()?.to_owned())
}
