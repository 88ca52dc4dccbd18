//! The files of the doors, as the page's root names them (`data-doors`): one file a door, and `apart`
//! where a door may not simply be gone through (in another page's frame, on a disk).
use mingbai_interview::door::Door;
use mingbai_platform::{navigation, page};
use std::cell::Cell;

thread_local! {
    static HERE: Cell<Door> = const { Cell::new(Door::Family) };
}

/// Where the root says nothing.
const USUAL: &str = "./ desk.html rounds.html";

/// Says behind which door this program is.
pub fn open(door: Door) {
    HERE.set(door);
}

/// The door that this program is behind.
pub fn here() -> Door {
    HERE.get()
}

fn said() -> String {
    page::root_word("doors").unwrap_or_else(|| USUAL.to_owned())
}

/// The file of a door.
pub fn file(door: Door) -> String {
    let said = said();
    let mut files = Door::ALL.into_iter().zip(said.split(' '));
    let found = files.find(|(it, _)| *it == door);
    found.map_or("./", |(_, file)| file).to_owned()
}

/// Whether another door is told of instead of gone through.
pub fn apart() -> bool {
    said().ends_with(" apart")
}

/// The link to an address, `#` and all, behind a door.
pub fn href(door: Door, address: &str) -> String {
    if door == here() || apart() {
        address.to_owned()
    } else {
        file(door) + address
    }
}

/// Goes through a door; what is shown here is not gone back to.
pub fn leave(door: Door, fragment: &str) {
    navigation::leave(&format!("{}#{fragment}", file(door)));
}
