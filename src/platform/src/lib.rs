//! The browser, one subject a file. Whatever a browser may lack, refuse or never answer is an answer
//! of its own here. Must not know visits, tables, answers or sentences.
pub mod canvas;
pub mod clock;
mod contract;
pub mod crypto;
pub mod database;
pub mod events;
pub mod files;
pub mod focus;
pub mod input_method;
pub mod inputs;
pub mod navigation;
pub mod network;
pub mod offline;
pub mod page;
pub mod print;
mod reflect;
pub mod share;
pub mod speech;
pub mod storage;
pub mod timers;
pub mod worker;

/// Bytes that the browser holds.
pub use js_sys::Uint8Array as Bytes;
/// Runs a future to its end next to the page.
pub use wasm_bindgen_futures::spawn_local as spawn;
