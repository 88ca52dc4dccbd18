//! The browser's own PBKDF2-SHA-256 and AES-GCM (WebCrypto), and its random bytes.
//!
//! A key never leaves the browser and cannot be read from it. On a plain http address other than
//! this machine, and in some old browsers, there is no such thing.
use crate::reflect::there as given;
use js_sys::{Array, JsString, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesDerivedKeyParams, AesGcmParams, Crypto, CryptoKey, Pbkdf2Params, SubtleCrypto};

/// What a key is made from besides the passphrase, and what a content is locked with besides the key.
#[derive(Clone, Copy)]
pub struct Lock<'a> {
    /// So many rounds of PBKDF2.
    pub rounds: u32,
    /// The salt of the key.
    pub salt: &'a [u8],
    /// The initial value of the cipher.
    pub iv: &'a [u8],
    /// Not locked, but vouched for together with the content.
    pub header: &'a [u8],
}

fn crypto() -> Option<Crypto> {
    web_sys::window()?.crypto().ok().and_then(given)
}

fn subtle() -> Option<SubtleCrypto> {
    given(crypto()?.subtle())
}

/// Returns whether a content can be locked here.
pub fn there() -> bool {
    subtle().is_some()
}

/// Returns so many random bytes; none where the browser has none.
pub fn random(count: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; count];
    crypto()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// Locks a content; none where the browser cannot.
pub async fn lock(passphrase: &str, how: Lock<'_>, content: &[u8]) -> Option<Vec<u8>> {
    let key = key(passphrase, how, "encrypt").await?;
    let promise = subtle()?.encrypt_with_object_and_js_u8_array(
        &cipher(how),
        &key,
        &Uint8Array::from(content),
    );
    bytes(promise).await
}

/// Opens what was locked; none where the passphrase is another.
pub async fn unlock(passphrase: &str, how: Lock<'_>, locked: &[u8]) -> Option<Vec<u8>> {
    let key = key(passphrase, how, "decrypt").await?;
    let promise = subtle()?.decrypt_with_object_and_js_u8_array(
        &cipher(how),
        &key,
        &Uint8Array::from(locked),
    );
    bytes(promise).await
}

fn cipher(how: Lock) -> AesGcmParams {
    let cipher = AesGcmParams::new_with_u8_array("AES-GCM", &Uint8Array::from(how.iv));
    cipher.set_additional_data_u8_array(&Uint8Array::from(how.header));
    cipher
}

/// Derives the key of a passphrase. Letters that only look the same count as the same (NFKC).
async fn key(passphrase: &str, how: Lock<'_>, usage: &str) -> Option<CryptoKey> {
    let subtle = subtle()?;
    let typed = String::from(JsString::from(passphrase).normalize("NFKC"));
    let typed = Uint8Array::from(typed.as_bytes());
    let uses = |usage: &str| Array::of1(&usage.into());
    let raw = subtle.import_key_with_str("raw", &typed, "PBKDF2", false, &uses("deriveKey"));
    let raw = answer(raw).await?.dyn_into().ok()?;
    let salt = Uint8Array::from(how.salt);
    let derive = Pbkdf2Params::new_with_str("PBKDF2", "SHA-256", how.rounds, &salt);
    let kind = AesDerivedKeyParams::new("AES-GCM", 256);
    let derived =
        subtle.derive_key_with_object_and_object(&derive, &raw, &kind, false, &uses(usage));
    answer(derived).await?.dyn_into().ok()
}

async fn bytes(promise: Result<Promise, JsValue>) -> Option<Vec<u8>> {
    Some(Uint8Array::new(&answer(promise).await?).to_vec())
}

async fn answer(promise: Result<Promise, JsValue>) -> Option<JsValue> {
    JsFuture::from(promise.ok()?).await.ok()
}
