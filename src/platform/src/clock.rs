//! The day and the two clocks of the browser.
use crate::reflect::{function, member};
use js_sys::Date;

/// Milliseconds of the two clocks of the browser.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Clocks {
    /// Never set; may stop while the machine sleeps.
    pub steady: i64,
    /// Goes on in sleep; may be set.
    pub wall: i64,
}

/// Returns today's year, month and day of the month in the person's own time zone.
pub fn today() -> (u16, u8, u8) {
    let now = Date::new_0();
    let year = u16::try_from(now.get_full_year()).unwrap_or(1970);
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    (year, part(now.get_month() + 1), part(now.get_date()))
}

/// Returns the milliseconds of the wall clock.
pub fn now() -> i64 {
    Date::now() as i64
}

/// Reads both clocks.
pub fn clocks() -> Clocks {
    let wall = now();
    let steady = member(&js_sys::global(), "performance").and_then(|it| {
        let now = function(&it, "now")?.call0(&it).ok()?;
        Some(now.as_f64()? as i64)
    });
    Clocks {
        steady: steady.unwrap_or(wall),
        wall,
    }
}
