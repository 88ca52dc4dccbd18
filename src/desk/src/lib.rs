//! The window (窗口): one screen for a clerk with a queue, worked with the keyboard alone.
//! Must not know how a visit is asked of a family, or what a month's rows hold.
mod against;
mod beside;
mod entered;
mod figures;
mod form;
mod keymap;
mod month;
mod province;
mod setup;
mod slip;
mod state;
mod window;
mod window_page;
mod worker;
mod year;

pub use window_page::page;
pub use worker::serve;
