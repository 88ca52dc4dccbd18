//! JSON as the text in a link: a version, then a checksum and the packed JSON in letters that every
//! address keeps as they are. Must not know a visit.
//!
//! A text that was cut or changed on its way does not fit its checksum: no link ever shows another
//! visit than the one that was sent.
use crate::link::{bytes, letters};
use serde_json::Value;

/// The version in which links are written; a later version gets its own letter.
pub(super) const VERSION: char = '1';

/// The longest text that is read, in bytes; the text of a real visit is a hundredth of it.
const LONGEST: usize = 1 << 16;

/// Returns the text of any JSON of a visit's kinds: texts, whole numbers, yes and no.
/// Other numbers, which no visit holds, are written as `null`.
pub fn pack(json: &Value) -> String {
    let packed = bytes::write(json);
    let mut summed = checksum(&packed).to_be_bytes().to_vec();
    summed.extend(packed);
    let mut text = String::from(VERSION);
    text.push_str(&letters::write(&summed));
    text
}

/// Reads the JSON of a text; `None` where the text is cut, changed or of another version.
pub fn unpack(text: &str) -> Option<Value> {
    if text.len() > LONGEST {
        return None;
    }
    let summed = letters::read(text.strip_prefix(VERSION)?)?;
    let (sum, packed) = summed.split_first_chunk()?;
    if u16::from_be_bytes(*sum) != checksum(packed) {
        return None;
    }
    bytes::read(packed)
}

/// Computes FNV-1a, folded to two bytes.
fn checksum(bytes: &[u8]) -> u16 {
    let sum = bytes.iter().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    });
    ((sum >> 16) ^ (sum & 0xffff)) as u16
}
