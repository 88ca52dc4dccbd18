//! Provinces beside the built-in tables (别的省): their tables are fetched once a place of theirs
//! is chosen, or stands in an address or in what is kept, and stay on the device.
//!
//! Places are told apart by their ids everywhere that outlives the page; which provinces were
//! joined, and in what order, is known to this page alone.
mod kept;
mod list;

pub use kept::{Ended, forget, keep, kept_files};
pub use list::{List, Listed, Spot};

use crate::browser;
use mingbai_intake::{OTHER, link, names};
use mingbai_interview::world::World;
use mingbai_platform::{Bytes, network, page, spawn};
use mingbai_policy::province::JoinError;
use serde_json::Value;
use std::cell::RefCell;
use std::rc::Rc;

/// What this site has beside the built-in tables.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Offer {
    /// Nothing.
    Nothing,
    /// A list of provinces: its file, and by what it is checked.
    Listed(String, String),
    /// More, but not for a page that was opened from a disk.
    Elsewhere,
}

/// What the page's own head says of it.
pub fn offer() -> Offer {
    let Some(said) = page::meta("mingbai-places") else {
        return Offer::Nothing;
    };
    match said.split_once(' ') {
        Some((file, integrity)) => Offer::Listed(file.to_owned(), integrity.to_owned()),
        None => Offer::Elsewhere,
    }
}

/// Why a province's tables are not there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lost {
    /// Nothing came.
    Line,
    /// What came does not fit this program.
    Other,
    /// No province has such a place.
    Unknown,
    /// This page cannot fetch.
    Elsewhere,
}

/// How far the list is.
#[derive(Clone, PartialEq)]
pub enum Names {
    /// Nobody looked further yet.
    Unasked,
    /// On its way.
    Coming,
    /// It did not come.
    Lost,
    /// Here.
    There(Rc<List>),
}

thread_local! {
    static NAMES: RefCell<Names> = const { RefCell::new(Names::Unasked) };
    static GROWN: RefCell<Option<World>> = const { RefCell::new(None) };
    static TELL: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// The tables with all provinces that were joined so far, on the day it is now.
pub fn grown(built_in: &World) -> World {
    let grown = GROWN.with_borrow(Clone::clone);
    let grown = grown.unwrap_or_else(|| built_in.clone());
    let today = browser::today();
    if grown.today == today {
        return grown;
    }
    let grown = grown.on(today);
    GROWN.set(Some(grown.clone()));
    grown
}

/// Calls back whenever there are more names or tables.
pub fn on_change(call: impl Fn() + 'static) {
    TELL.set(Some(Rc::new(call)));
}

fn tell() {
    if let Some(call) = TELL.with_borrow(Clone::clone) {
        call();
    }
}

/// Joins a province's tables. What came twice changes nothing; `world` is what there is at least.
pub fn join(world: &World, bytes: Rc<[u8]>) {
    if let Ok(world) = grown(world).with(bytes) {
        GROWN.set(Some(world));
    }
    tell();
}

/// How far the list of names is.
pub fn names() -> Names {
    NAMES.with_borrow(Clone::clone)
}

fn set(names: Names) {
    NAMES.set(names);
    tell();
}

/// Someone looks further than the built-in places: fetches the list where there is one.
pub fn ask() {
    let open = NAMES.with_borrow(|it| matches!(it, Names::Unasked | Names::Lost));
    if open && matches!(offer(), Offer::Listed(..)) {
        set(Names::Coming);
        spawn(async {
            if list().await.is_err() {
                set(Names::Lost);
            }
        });
    }
}

/// The list, where it was fetched before.
pub fn at_hand() -> Option<Rc<List>> {
    match names() {
        Names::There(list) => Some(list),
        _ => None,
    }
}

/// The list, fetched once.
///
/// # Errors
///
/// When there is none, or it did not come.
pub async fn list() -> Result<Rc<List>, Lost> {
    if let Some(list) = at_hand() {
        return Ok(list);
    }
    let (file, integrity) = match offer() {
        Offer::Listed(file, integrity) => (file, integrity),
        Offer::Elsewhere => return Err(Lost::Elsewhere),
        Offer::Nothing => return Err(Lost::Unknown),
    };
    let bytes = network::fetched(&file, &integrity)
        .await
        .ok_or(Lost::Line)?;
    let text = String::from_utf8(bytes.to_vec()).map_err(|_| Lost::Other)?;
    let list = Rc::new(List::read(&text).ok_or(Lost::Other)?);
    set(Names::There(Rc::clone(&list)));
    Ok(list)
}

/// A province's file, from this device or from the site, and kept for days without a network.
///
/// # Errors
///
/// When it did not come.
pub async fn file(listed: &Listed) -> Result<Bytes, Lost> {
    let bytes = network::fetched(&listed.file, &listed.integrity).await;
    let bytes = bytes.ok_or(Lost::Line)?;
    // Where it cannot be kept, it is fetched again another day.
    let _ = kept::put(&listed.file, &bytes).await;
    Ok(bytes)
}

/// What must be there before the page can go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// The province of a place, by the place's id or name.
    Place(String),
    /// The province of this id.
    Province(String),
}

/// What an address names that no table here has; none where it is something else that is wrong.
pub fn wanted(world: &World, fragment: &str) -> Option<Wanted> {
    let mut parts = fragment.trim_matches('/').split('/');
    match parts.next()? {
        "pay" | "scheme" => wanted_by(world, parts.nth(1)?),
        "policy" => {
            let province = parts.nth(1)?;
            let there = world.tables.has_province(province);
            (!there).then(|| Wanted::Province(province.to_owned()))
        }
        _ => None,
    }
}

/// The same for a visit, as addresses and records have it.
pub fn wanted_by(world: &World, visit: &str) -> Option<Wanted> {
    let json = link::unpack(visit)?;
    place(world, json.get("insured_in").and_then(Value::as_str)?)
}

/// The same for the name of a place.
pub fn place(world: &World, text: &str) -> Option<Wanted> {
    let unknown = text != OTHER && names::region(&world.tables.vocabulary, text).is_err();
    unknown.then(|| Wanted::Place(text.to_owned()))
}

/// Fetches what is wanted, and sees that it fits. `tell` hears which province it is.
///
/// # Errors
///
/// When it does not come or does not fit.
pub async fn fetch(
    world: &World,
    wanted: &Wanted,
    tell: impl FnOnce(&Listed),
) -> Result<Rc<[u8]>, Lost> {
    let list = list().await?;
    let listed = match wanted {
        Wanted::Place(place) => list.holding(place),
        Wanted::Province(id) => list.of(id),
    };
    let listed = listed.ok_or(Lost::Unknown)?;
    tell(listed);
    let bytes: Rc<[u8]> = file(listed).await?.to_vec().into();
    match world.with(Rc::clone(&bytes)) {
        Ok(_) => Ok(bytes),
        // Another fetch was first.
        Err(JoinError::Twice(id)) if id == listed.id => Ok(bytes),
        Err(_) => Err(Lost::Other),
    }
}
