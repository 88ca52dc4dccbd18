//! The rounds of a village doctor (村医走访): households kept on this device, each with its people.
//! Must not know how a visit is asked or shown.
mod app;
mod book;
mod card;
mod file;
mod house;
mod list;
mod lock;
mod marks;
mod people;
mod person;
mod picture;
mod round;
mod saving;
mod troubles;
mod where_to;
mod whose;

fn main() {
    mingbai_ui::shell::begin::<app::App>(mingbai_interview::door::Door::Rounds);
}
