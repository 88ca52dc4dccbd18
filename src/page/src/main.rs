//! The family's page (明白账): asks one question at a time and shows the answer.
//!
//! The address is the whole state: the fragment holds the visit, so that the browser's own back
//! button, a link and a reload all lead to the same screen. Nothing is reckoned or parsed here.
mod app;
mod home;
mod policies;
mod policy;
mod settings;
mod whole;
mod words;
mod worked;

fn main() {
    mingbai_ui::shell::begin::<app::App>(mingbai_interview::door::Door::Family);
}
