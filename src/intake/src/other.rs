//! The answer "none of those named" (其他), for a place, a hospital or a plan. Must not know what is
//! named.
use crate::fold::fold;

/// The answer "none of those named", as written.
pub const OTHER: &str = "其他";

/// Checks whether a text says that none of those named is meant.
pub(crate) fn is_other(text: &str) -> bool {
    matches!(fold(text).as_str(), OTHER | "其它")
}
