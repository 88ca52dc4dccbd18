//! Packed tables as bytes (postcard): the built-in ones for embedding, a province's for fetching.
use crate::Tables;
use crate::province::{JoinError, Province};

/// The bytes of checked tables.
pub fn encode(tables: &Tables) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(tables)
}

/// The tables of bytes that [`encode`] made.
pub fn decode(bytes: &[u8]) -> Result<Tables, postcard::Error> {
    postcard::from_bytes(bytes)
}

/// A province's bytes begin so; another way of packing gets another number.
const BEGIN: &[u8; 4] = b"mbp1";

/// The bytes of a province: how they begin, their sum, the province.
pub fn encode_province(province: &Province) -> Result<Vec<u8>, postcard::Error> {
    let packed = postcard::to_allocvec(province)?;
    Ok([&BEGIN[..], &mark(&packed).to_be_bytes(), &packed].concat())
}

/// The province of bytes that [`encode_province`] made, and the sum by which they are known.
///
/// # Errors
///
/// When they were cut or changed, or are something else.
pub fn decode_province(bytes: &[u8]) -> Result<(Province, u32), JoinError> {
    let rest = bytes.strip_prefix(BEGIN).ok_or(JoinError::Damaged)?;
    let (sum, packed) = rest.split_first_chunk().ok_or(JoinError::Damaged)?;
    let sum = u32::from_be_bytes(*sum);
    if mark(packed) != sum {
        return Err(JoinError::Damaged);
    }
    let province = postcard::from_bytes(packed).map_err(|_| JoinError::Damaged)?;
    Ok((province, sum))
}

/// Which bytes these are: FNV-1a.
pub fn mark(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
