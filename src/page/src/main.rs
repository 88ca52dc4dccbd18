//! The page (明白账): asks one question at a time and shows the answer.
//!
//! The address is the whole state: the fragment holds the visit, so that the
//! browser's own back button, a link and a reload all lead to the same screen.
//! Nothing is reckoned or parsed here.
mod app;
mod home;
mod policies;
mod policy;
mod settings;
mod whole;
mod words;
mod worked;

use mingbai_platform::{input_method, page, spawn};
use mingbai_ui::browser;

fn main() {
    if page::element("app").is_none() {
        // Without a page this is the worker for a month's table.
        if let Ok(tables) = mingbai_tables::load() {
            mingbai_desk::serve(tables);
        }
        return;
    }
    spawn(async {
        // What is embedded has passed the gate and can be read.
        let _ = begin().await;
    });
}

/// In steps: between them a tap is heard.
async fn begin() -> Option<()> {
    input_method::guard();
    let rest = mingbai_tables::begin().ok()?;
    browser::rest().await;
    let tables = rest().ok()?;
    browser::rest().await;
    let world = mingbai_interview::world::World::new(tables, browser::today());
    page::take_over(|host| {
        yew::Renderer::<app::App>::with_root_and_props(host, app::AppProps { world }).render();
    });
    Some(())
}
