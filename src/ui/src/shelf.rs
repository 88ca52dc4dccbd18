//! The shelf of households (IndexedDB): what was told of each, and what each may be missing.
use crate::keep;
use mingbai_platform::database::{Change, Database};
pub use mingbai_platform::database::{Trouble, ask_to_stay, on_late};
use mingbai_platform::storage;

/// What was told of each household.
const HOUSEHOLDS: &str = "households";
/// What each household may be missing, as reckoned last.
const STANDINGS: &str = "standings";

const SHELF: Database = Database {
    name: "mingbai",
    version: 1,
    stores: &[HOUSEHOLDS, STANDINGS],
    marked: STANDINGS,
};

/// All that is on the shelf.
pub struct Shelf {
    /// Every household's text.
    pub households: Vec<String>,
    /// Every reckoning's text.
    pub standings: Vec<String>,
    /// Which making of the database it is; empty for one made by an older program.
    pub mark: String,
}

/// Reads all that is kept; none where there is no database.
pub async fn look() -> Result<Option<Shelf>, Trouble> {
    let found = SHELF.read().await?;
    Ok(found.map(|mut found| Shelf {
        standings: found.texts.pop().unwrap_or_default(),
        households: found.texts.pop().unwrap_or_default(),
        mark: found.mark,
    }))
}

/// Keeps households under their keys and takes others away: all of it, or nothing. Returns the mark
/// of the database it was done in; none where there is none, and nothing to keep.
pub async fn change(
    put: &[(String, String)],
    remove: &[String],
) -> Result<Option<String>, Trouble> {
    let kept = put
        .iter()
        .map(|(key, text)| -> Change { (HOUSEHOLDS, key.as_str(), Some(text.as_str())) });
    let gone = remove.iter().flat_map(|key| -> [Change; 2] {
        [
            (HOUSEHOLDS, key.as_str(), None),
            (STANDINGS, key.as_str(), None),
        ]
    });
    let changes: Vec<Change> = kept.chain(gone).collect();
    SHELF.change(&changes, !put.is_empty()).await
}

/// Keeps reckonings under their households' keys, where there is a database.
pub async fn put_standings(rows: &[(String, String)]) -> Result<(), Trouble> {
    let rows = rows
        .iter()
        .map(|(key, text)| -> Change { (STANDINGS, key.as_str(), Some(text.as_str())) });
    let changes: Vec<Change> = rows.collect();
    SHELF.change(&changes, false).await.map(|_| ())
}

/// Keeps nothing of any household any more, and has every open page forget it too.
pub async fn forget() -> Result<(), Trouble> {
    keep::forget(keep::DOCTOR);
    storage::forget_unsent();
    // First of all, so that no other page keeps it again.
    keep::tell_wiped();
    let wiped = SHELF.remove().await;
    // Who looked meanwhile may have read what was not gone yet.
    keep::tell_wiped();
    wiped
}
