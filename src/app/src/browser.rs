//! What the page asks of the browser in its own types: the day, the version, the address by answers.
use mingbai_intake::link;
use mingbai_platform::{clock, events, navigation};
pub use mingbai_platform::{
    events::on_resize,
    focus::{focus_field, focus_row, focus_title},
    page::{meta, wide},
    timers::rest,
};
use mingbai_policy::Day;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;

/// Writes a fragment.
pub type Write = Rc<dyn Fn() -> String>;

thread_local! {
    static STEPPED: Cell<bool> = const { Cell::new(false) };
    /// All of the program is there.
    static WHOLE: Cell<bool> = const { Cell::new(false) };
    /// What was tapped before that.
    static WAITING: RefCell<Option<Write>> = const { RefCell::new(None) };
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

/// All of the program is there: what waits for it is done.
pub fn whole() {
    WHOLE.set(true);
    if let Some(write) = WAITING.take() {
        go(&write());
    }
}

/// Goes to a fragment that is written only now. What writes one may be on its way still: then the
/// tap waits for it, and a later one takes its place.
pub fn go_written(write: &Write) {
    match WHOLE.get() {
        true => go(&write()),
        false => WAITING.set(Some(Rc::clone(write))),
    }
}

/// Whether something waits for all of the program; parts.js asks and says so.
#[wasm_bindgen]
pub fn waits() -> bool {
    WAITING.with(|it| it.borrow().is_some())
}

/// The person does something else: what waits is not wanted any more.
pub fn wait_no_more() {
    WAITING.set(None);
}

/// Whether it is.
pub fn is_whole() -> bool {
    WHOLE.get()
}

/// Whether the page came to its address by [`go`], that is by an answer, and not by a link or the
/// browser's own buttons. It is told once.
pub fn stepped() -> bool {
    STEPPED.take()
}

/// Calls back with the fragment at every change of it, as long as the page lives.
pub fn on_fragment(call: impl Fn(String) + 'static) {
    navigation::on_fragment(move || {
        wait_no_more();
        call(fragment());
    });
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
