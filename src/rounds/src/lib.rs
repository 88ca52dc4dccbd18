//! The rounds of a village doctor (村医走访): households kept on this device, each with its people.
//! Must not know how a visit is asked or shown.
pub mod book;
mod card;
mod file;
mod house;
mod list;
mod lock;
mod marks;
pub mod people;
mod person;
mod picture;
pub mod round;
mod saving;
mod shelf;
mod troubles;
mod where_to;
pub mod whose;
