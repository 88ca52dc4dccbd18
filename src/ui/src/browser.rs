//! What the page asks of the browser in its own types: the day, the version, the address by answers.
use mingbai_intake::link;
use mingbai_platform::{clock, events, navigation};
pub use mingbai_platform::{
    events::on_resize,
    focus::{focus_field, focus_row, focus_title},
    navigation::replace,
    page::{meta, opened_level, wide},
    timers::rest,
};
use mingbai_policy::Day;
use std::cell::Cell;

thread_local! {
    static STEPPED: Cell<bool> = const { Cell::new(false) };
}

/// Today, in the person's own time zone.
pub fn today() -> Day {
    let (year, month, day) = clock::today();
    Day::new(year, month, day)
}

/// Which version this is: the tables', and the program's commit where the site names one.
pub fn version() -> String {
    let commit = meta("mingbai-build").filter(|it| !it.is_empty());
    let tables = format!("政策表 {}", mingbai_tables::VERSION);
    match commit {
        Some(commit) => format!("{tables}，程序 {commit}"),
        None => tables,
    }
}

/// Returns the fragment of the address, without what was put behind it on its way.
pub fn fragment() -> String {
    link::received::fragment(&navigation::fragment()).into_owned()
}

/// Goes to a fragment by an answer; the browser remembers the step, and tells it to
/// [`on_fragment`].
pub fn go(to: &str) {
    STEPPED.set(fragment() != to);
    navigation::go(to);
}

/// Whether the page came to its address by [`go`], that is by an answer, and not by a link or the
/// browser's own buttons. It is told once.
pub fn stepped() -> bool {
    STEPPED.take()
}

/// Calls back with the fragment at every change of it, as long as the page lives.
pub fn on_fragment(call: impl Fn(String) + 'static) {
    navigation::on_fragment(move || call(fragment()));
}

/// Calls back when it is another day than before, as long as the page lives. A machine that slept
/// tells no midnight, and its timers run late.
pub fn on_new_day(call: impl Fn() + 'static) {
    let day = Cell::new(today());
    events::on_waking(move || {
        let now = today();
        if day.replace(now) != now {
            call();
        }
    });
}
