//! The printer's window. Inside chat programs printing is there and does nothing.
use crate::events::on_print;
use crate::timers::after_paint;
use gloo_utils::window;
use std::cell::Cell;
use std::rc::Rc;

/// For so long a browser may take before it says that it prints, in milliseconds.
const PRINTS: u32 = 1_500;

/// Opens the printer's window; then tells whether anything was printed, as far as the browser says.
pub fn print(then: impl FnOnce(bool) + 'static) {
    let prints = Rc::new(Cell::new(false));
    let began = {
        let prints = Rc::clone(&prints);
        on_print(move || prints.set(true))
    };
    let called = window().print().is_ok();
    if !called || prints.get() {
        return then(called);
    }
    after_paint(PRINTS, move || {
        drop(began);
        then(prints.get());
    });
}
