//! The window (窗口): one screen for a clerk with a queue, worked with the keyboard alone.
//! Must not know how a visit is asked of a family, or what a month's rows hold.
mod against;
mod app;
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

use app::App;
use mingbai_interview::door::Door;
use mingbai_platform::page;

fn main() {
    if page::element("app").is_some() {
        return mingbai_ui::shell::begin::<App>(Door::Desk);
    }
    // Without a page this is the worker for a month's table.
    if let Ok(tables) = mingbai_tables::load() {
        worker::serve(tables);
    }
}
