//! The page (明白账): asks one question at a time and shows the answer.
//!
//! The address is the whole state: the fragment holds the visit, so that the
//! browser's own back button, a link and a reload all lead to the same screen.
//! Nothing is reckoned or parsed here.
mod address;
mod app;
mod book;
mod browser;
mod components;
mod flow;
mod keep;
mod lock;
mod markup;
mod month;
mod outward;
mod pages;
mod provinces;
mod route;
mod shelf;
mod shown;
mod standings;
mod text;
mod told;
mod warm;
mod world;

use wasm_bindgen::prelude::wasm_bindgen;

/// All of the program is there: what waited for it is done.
#[wasm_bindgen]
pub fn whole() {
    browser::whole();
    provinces::whole();
}

fn main() {
    let Some(host) = browser::element("app") else {
        // Without a page this is the worker for a month's table.
        if let Ok(tables) = mingbai_tables::load() {
            month::serve(tables);
        }
        return;
    };
    // In steps: between them a tap is heard. What is embedded has passed the gate and can be read.
    let Ok(rest) = mingbai_tables::begin() else {
        return;
    };
    browser::soon(move || {
        let Ok(tables) = rest() else { return };
        browser::soon(move || {
            let world = world::World::new(tables, browser::today());
            warm::with(&world);
            let aside = warm::first(&world);
            browser::soon(move || {
                if let Some(done) = aside {
                    done();
                }
                browser::soon(move || {
                    yew::Renderer::<app::App>::with_root_and_props(host, app::AppProps { world })
                        .render();
                });
            });
        });
    });
}
