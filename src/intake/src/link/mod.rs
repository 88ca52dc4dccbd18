//! A visit as the short text in a link, and a link as people receive it. Must not know what a visit
//! means: [`crate::read()`] checks it.
mod bytes;
pub mod letters;
pub mod received;
mod text;
mod visit;
mod words;

pub use text::{pack, unpack};
pub use visit::{read, write};
