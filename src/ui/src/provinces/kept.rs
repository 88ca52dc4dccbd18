//! Provinces' files on this device (断网也能用).
use crate::provinces::list::Listed;
use mingbai_platform::network::fetched;
pub use mingbai_platform::offline::{forget, kept_files, put};
use std::cell::Cell;
use std::rc::Rc;

/// How keeping everything went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// All is there.
    All,
    /// The person stopped it.
    Stopped,
    /// Something did not come.
    Line,
    /// The device is full, or keeps nothing.
    Full,
}

/// Fetches and keeps what is not kept yet, one after another; `tell` hears which one is there.
/// What is there stays there, however it ends.
pub async fn keep(all: &[Listed], stopped: Rc<Cell<bool>>, tell: impl Fn(&Listed)) -> Ended {
    let there = kept_files().await;
    for listed in all {
        if stopped.get() {
            return Ended::Stopped;
        }
        if !there.contains(&listed.file) {
            let Some(bytes) = fetched(&listed.file, &listed.integrity).await else {
                return Ended::Line;
            };
            if !put(&listed.file, &bytes).await {
                return Ended::Full;
            }
        }
        tell(listed);
    }
    Ended::All
}
