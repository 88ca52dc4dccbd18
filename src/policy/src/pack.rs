//! Packed tables as bytes (postcard), for embedding.
use crate::Tables;

/// The bytes of checked tables.
pub fn encode(tables: &Tables) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(tables)
}

/// The tables of bytes that [`encode`] made.
pub fn decode(bytes: &[u8]) -> Result<Tables, postcard::Error> {
    postcard::from_bytes(bytes)
}
