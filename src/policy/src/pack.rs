//! Packs tables into bytes (postcard) and back: the built-in ones for embedding, a province's for
//! fetching. Must not know where the bytes are kept.
use crate::province::{JoinError, Province};
use crate::tables::Tables;
use crate::vocabulary::Vocabulary;

/// Packs checked tables: the vocabulary first, so that it can be unpacked alone.
pub fn encode(tables: &Tables) -> Result<Vec<u8>, postcard::Error> {
    postcard::to_allocvec(tables)
}

/// Unpacks bytes made by [`encode`].
pub fn decode(bytes: &[u8]) -> Result<Tables, postcard::Error> {
    let (vocabulary, rest) = decode_terms(bytes)?;
    decode_rest(vocabulary, rest)
}

/// Unpacks the vocabulary alone and returns the remaining bytes for [`decode_rest`], so that a caller
/// can yield in between.
pub fn decode_terms(bytes: &[u8]) -> Result<(Vocabulary, &[u8]), postcard::Error> {
    postcard::take_from_bytes(bytes)
}

/// Unpacks the tables of a vocabulary from the bytes that [`decode_terms`] left.
pub fn decode_rest(vocabulary: Vocabulary, bytes: &[u8]) -> Result<Tables, postcard::Error> {
    let (questions, cites, tables) = postcard::from_bytes(bytes)?;
    Ok(Tables {
        vocabulary,
        questions,
        cites,
        tables,
        joined: Vec::new(),
    })
}

/// The first bytes of a packed province; another format gets another number.
const BEGIN: &[u8; 4] = b"mbp8";

/// Packs a province: four fixed bytes, the hash (big-endian), the postcard bytes.
pub fn encode_province(province: &Province) -> Result<Vec<u8>, postcard::Error> {
    let packed = postcard::to_allocvec(province)?;
    Ok([&BEGIN[..], &mark(&packed).to_be_bytes(), &packed].concat())
}

/// Unpacks bytes made by [`encode_province`]. Returns the province and the hash of its bytes.
///
/// # Errors
///
/// When the bytes were cut off or changed, or are something else.
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

/// Returns the hash that identifies bytes: FNV-1a, 32 bits.
pub fn mark(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5_u32, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
