//! A visit as the short text that stands in a link: a version, then the visit's own JSON,
//! packed and written in letters that every address keeps as they are.
//!
//! Packing knows only JSON; what the visit means is read by [`crate::read`], so nothing is
//! checked in two places. The text carries a checksum: a link that was cut or changed on its
//! way is refused and never shows another visit.
pub mod letters;
mod pack;
pub mod received;
mod words;

use crate::{InputError, Visit};
use mingbai_policy::Tables;
use serde_json::Value;

/// How links are written today; a later way gets its own letter.
const VERSION: char = '1';

/// The longest text that is read; a visit that a person tells is a hundredth of it.
const LONGEST: usize = 1 << 16;

/// The text of a visit.
pub fn write(tables: &Tables, visit: &Visit) -> String {
    pack(&crate::write(tables, visit))
}

/// The visit of a text.
///
/// # Errors
///
/// When the text is cut or changed, or the visit in it cannot be read with these tables.
pub fn read(tables: &Tables, text: &str) -> Result<Visit, InputError> {
    let broken = || InputError::new("#", received::broken(text));
    let json = unpack(text).ok_or_else(broken)?;
    crate::read(tables, json.to_string().as_bytes())
}

/// The text of any JSON of a visit's kinds: texts, whole numbers, yes and no.
/// Other numbers, which no visit holds, are written as `null`.
pub fn pack(json: &Value) -> String {
    let packed = pack::write(json);
    let mut bytes = checksum(&packed).to_be_bytes().to_vec();
    bytes.extend(packed);
    let mut text = String::from(VERSION);
    text.push_str(&letters::write(&bytes));
    text
}

/// The JSON of a text; none where it is cut, changed or of another version.
pub fn unpack(text: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    let bytes = letters::read(text.strip_prefix(VERSION)?)?;
    let (sum, packed) = bytes.split_first_chunk()?;
    if u16::from_be_bytes(*sum) != checksum(packed) {
        return None;
    }
    pack::read(packed)
}

/// FNV-1a, folded to two bytes.
fn checksum(bytes: &[u8]) -> u16 {
    let sum = bytes.iter().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    ((sum >> 16) ^ (sum & 0xffff)) as u16
}
