//! The shipped policy tables (政策表), embedded. Must not know what a table means.
//!
//! The build script reads `policies/` and fails with every mistake it finds, so
//! embedded tables have passed the gate.
pub mod pinyin;
#[cfg(feature = "spell")]
pub mod spell;

use mingbai_policy::{Tables, pack};

/// The packed tables.
pub static BYTES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin"));

/// Which tables these are (政策表版本): eight hex digits that change whenever a table does.
pub static VERSION: &str = include_str!(concat!(env!("OUT_DIR"), "/version"));

/// The worked cases (算例): a JSON list of `{ name, place, visit, expect }`, the place as its id.
#[cfg(feature = "cases")]
pub static CASES: &str = include_str!(concat!(env!("OUT_DIR"), "/cases.json"));

/// Decodes the tables in [`BYTES`].
///
/// # Errors
///
/// When the bytes are damaged; the shipped ones are tested.
pub fn load() -> Result<Tables, postcard::Error> {
    pack::decode(BYTES)
}

/// Decodes the tables in [`BYTES`] in two steps, so that a page can yield to input in between: the
/// words now, the rest when the returned function is called.
///
/// # Errors
///
/// When the bytes are damaged.
pub fn begin() -> Result<impl FnOnce() -> Result<Tables, postcard::Error>, postcard::Error> {
    let (vocabulary, rest) = pack::decode_terms(BYTES)?;
    Ok(move || pack::decode_rest(vocabulary, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_tables_load_and_pack_to_the_same_bytes() {
        let tables = load().unwrap();
        assert!(!tables.tables.is_empty());
        assert_eq!(pack::encode(&tables).unwrap(), BYTES);
        assert_eq!(begin().unwrap()().unwrap(), tables);
        assert_eq!(VERSION.len(), 8);
        assert!(u32::from_str_radix(VERSION, 16).is_ok());
    }
}
