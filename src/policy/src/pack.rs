//! Packed tables as bytes (postcard): the built-in ones for embedding, a province's for fetching.
use crate::Tables;
use crate::province::{JoinError, Province};
use crate::terms::Terms;

/// The bytes of checked tables: the words first, by themselves.
pub fn encode(tables: &Tables) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(tables)
}

/// The tables of bytes that [`encode`] made.
pub fn decode(bytes: &[u8]) -> Result<Tables, postcard::Error> {
    let (terms, rest) = decode_terms(bytes)?;
    decode_rest(terms, rest)
}

/// The same in two steps, for who must not be held up: first the words. The bytes of all else are left.
pub fn decode_terms(bytes: &[u8]) -> Result<(Terms, &[u8]), postcard::Error> {
    postcard::take_from_bytes(bytes)
}

/// Then the tables of these words, from the bytes that were left.
pub fn decode_rest(terms: Terms, bytes: &[u8]) -> Result<Tables, postcard::Error> {
    let (questions, cites, tables) = postcard::from_bytes(bytes)?;
    Ok(Tables {
        terms,
        questions,
        cites,
        tables,
        joined: Vec::new(),
    })
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
