//! Locking a file with a passphrase: the browser's own PBKDF2-SHA-256 and AES-GCM (WebCrypto).
//!
//! The key never leaves the browser and cannot be read from it. On a plain http address other than
//! this machine, and in some old browsers, there is no such thing: then only an open file is offered.
use js_sys::{Array, Function, JsString, Object, Promise, Reflect, Uint8Array};
use mingbai_households::{ROUNDS, Seal};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(of, &name.into()).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

fn crypto() -> Option<JsValue> {
    member(&js_sys::global(), "crypto")
}

fn subtle() -> Option<JsValue> {
    member(&crypto()?, "subtle")
}

/// Whether a file can be locked here.
pub fn there() -> bool {
    subtle().is_some()
}

/// Random bytes; none where the browser has none.
pub fn random(count: u32) -> Option<Vec<u8>> {
    let crypto = crypto()?;
    let fill: Function = member(&crypto, "getRandomValues")?.dyn_into().ok()?;
    let bytes = Uint8Array::new_with_length(count);
    fill.call1(&crypto, &bytes).ok()?;
    Some(bytes.to_vec())
}

async fn ask(name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let subtle = subtle()?;
    let function: Function = member(&subtle, name)?.dyn_into().ok()?;
    let arguments: Array = arguments.iter().collect();
    let promise = function.apply(&subtle, &arguments).ok()?;
    JsFuture::from(promise.dyn_into::<Promise>().ok()?)
        .await
        .ok()
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        // A plain object takes any member.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn bytes(of: &[u8]) -> JsValue {
    Uint8Array::from(of).into()
}

/// The key of a passphrase. Letters that only look the same count as the same (NFKC).
async fn key(passphrase: &str, seal: &Seal, usage: &str) -> Option<JsValue> {
    let typed = JsString::from(passphrase).normalize("NFKC");
    let typed = String::from(typed);
    let uses = |usage: &str| JsValue::from(Array::of1(&usage.into()));
    let raw = ask(
        "importKey",
        &[
            "raw".into(),
            bytes(typed.as_bytes()),
            "PBKDF2".into(),
            false.into(),
            uses("deriveKey"),
        ],
    )
    .await?;
    let derive = object(&[
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", bytes(&seal.salt)),
        ("iterations", seal.rounds.into()),
    ]);
    let cipher = object(&[("name", "AES-GCM".into()), ("length", 256.into())]);
    ask(
        "deriveKey",
        &[derive, raw, cipher, false.into(), uses(usage)],
    )
    .await
}

async fn run(verb: &str, passphrase: &str, seal: &Seal, content: &[u8]) -> Option<Vec<u8>> {
    let key = key(passphrase, seal, verb).await?;
    let cipher = object(&[
        ("name", "AES-GCM".into()),
        ("iv", bytes(&seal.iv)),
        ("additionalData", bytes(seal.header().as_bytes())),
    ]);
    let out = ask(verb, &[cipher, key, bytes(content)]).await?;
    Some(Uint8Array::new(&out).to_vec())
}

/// Locks a content; none where the browser cannot.
pub async fn lock(passphrase: &str, content: &[u8]) -> Option<(Seal, Vec<u8>)> {
    let seal = Seal {
        rounds: ROUNDS,
        salt: random(16)?,
        iv: random(12)?,
    };
    let locked = run("encrypt", passphrase, &seal, content).await?;
    Some((seal, locked))
}

/// Opens what was locked; none where the passphrase is another.
pub async fn unlock(passphrase: &str, seal: &Seal, locked: &[u8]) -> Option<Vec<u8>> {
    run("decrypt", passphrase, seal, locked).await
}
