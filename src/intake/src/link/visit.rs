//! A visit as the text in a link. Must not know what the visit's JSON holds: nothing is checked in two
//! places.
use crate::error::InputError;
use crate::link::received;
use crate::link::text::{pack, unpack};
use mingbai_engine::Visit;
use mingbai_policy::Tables;

/// Writes a visit as the text in a link.
pub fn write(tables: &Tables, visit: &Visit) -> String {
    pack(&crate::write::write(tables, visit))
}

/// Reads the visit in the text of a link.
///
/// # Errors
///
/// When the text is cut or changed, or the visit in it cannot be read with these tables.
pub fn read(tables: &Tables, text: &str) -> Result<Visit, InputError> {
    let broken = || InputError::new("#", received::broken(text));
    let json = unpack(text).ok_or_else(broken)?;
    crate::read::read(tables, json.to_string().as_bytes())
}
