//! What the page asks of the browser: the day, the address, the focus.
use crate::idle::Clocks;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use mingbai_intake::link;
use mingbai_policy::Day;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent,
    Response,
};

/// Writes a fragment.
pub type Write = Rc<dyn Fn() -> String>;

thread_local! {
    static STEPPED: Cell<bool> = const { Cell::new(false) };
    /// The page's title is to have the focus, and has not got it yet.
    static UNFOCUSED: Cell<bool> = const { Cell::new(false) };
    /// So many entries of the browser's history before what is shown are this page's.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// What comes takes the place of what is shown in that history.
    static REPLACED: Cell<bool> = const { Cell::new(false) };
}

/// Today, in the person's own time zone.
pub fn today() -> Day {
    let now = js_sys::Date::new_0();
    let year = u16::try_from(now.get_full_year()).unwrap_or(1970);
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    Day::new(year, part(now.get_month() + 1), part(now.get_date()))
}

/// The element of this id.
pub fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Has the page handed over by `opening.js`: `draw` is given the element to draw into, once nothing
/// that is typed or tapped can be lost by it.
pub fn take_over(draw: impl FnOnce(Element) + 'static) {
    let window = js_sys::global();
    if let Some(take) = function(&window, "mingbaiTake") {
        // It calls back in any case; what goes wrong there is told by `boot.js`.
        let _ = take.call1(&window, &Closure::once_into_js(draw));
    }
}

/// Returns the level of places that `places.js` shows; none once the program has the page.
pub fn opened_level() -> Option<String> {
    let root = web_sys::window()?.document()?.document_element()?;
    let level = root.get_attribute("data-level");
    level.filter(|it| !it.is_empty())
}

/// Puts a fragment in the place of the one in the address.
pub fn replace(fragment: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    if let Some(history) = history {
        let state = history.state().unwrap_or(JsValue::NULL);
        // Refused, the address says the same in other words.
        let _ = history.replace_state_with_url(&state, "", Some(&format!("#{fragment}")));
    }
}

/// What the page's head says under a name.
pub fn meta(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    let found = document
        .query_selector(&format!("meta[name={name}]"))
        .ok()??;
    found.get_attribute("content")
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

/// A member of an object, where it has it.
pub fn member(of: &JsValue, name: &str) -> Option<JsValue> {
    let found = Reflect::get(of, &name.into()).ok()?;
    (!found.is_undefined() && !found.is_null()).then_some(found)
}

/// A function that an object has.
pub fn function(of: &JsValue, name: &str) -> Option<Function> {
    member(of, name)?.dyn_into().ok()
}

/// A file of the site's, checked by its integrity word; none where it does not come.
pub async fn fetched(name: &str, integrity: &str) -> Option<Uint8Array> {
    let asked = Object::new();
    Reflect::set(&asked, &"integrity".into(), &integrity.into()).ok()?;
    let global = js_sys::global();
    let promise = function(&global, "fetch")?.call2(&global, &name.into(), &asked);
    let response = JsFuture::from(promise.ok()?.dyn_into::<Promise>().ok()?).await;
    let response: Response = response.ok()?.dyn_into().ok()?;
    // A page that says "not found" is no file; the integrity word would refuse it too.
    member(&response, "ok")?.is_truthy().then_some(())?;
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer))
}

/// Whether the browser knows that it has no network.
pub fn without_network() -> bool {
    let online = member(&js_sys::global(), "navigator").and_then(|it| member(&it, "onLine"));
    online.is_some_and(|it| it == JsValue::FALSE)
}

/// Returns the fragment of the address, without its `#` and without what was put behind it on its way.
pub fn fragment() -> String {
    let hash = web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default();
    let hash = hash.strip_prefix('#').unwrap_or(&hash);
    link::received::fragment(hash).into_owned()
}

/// Goes to a fragment by an answer; the browser remembers the step, and tells it to
/// [`on_fragment`].
pub fn go(to: &str) {
    STEPPED.set(fragment() != to);
    if let Some(window) = web_sys::window() {
        // A refusal leaves the page where it is, which is all that can be done.
        let _ = window.location().set_hash(to);
    }
}

/// Whether the page came to its address by [`go`], that is by an answer, and not by a link or the
/// browser's own buttons. It is told once.
pub fn stepped() -> bool {
    STEPPED.take()
}

/// One step back, as the browser's own button does. Where nothing of this page lies before, that
/// button would leave it: then `up` takes the place of what is shown.
pub fn back(up: &str) {
    let Some(window) = web_sys::window() else {
        return;
    };
    // With nothing before, or refused, it stays where it is, which is all that can be done.
    if DEPTH.get() > 0 {
        let _ = window.history().and_then(|history| history.back());
    } else {
        REPLACED.set(true);
        let _ = window.location().replace(&format!("#{up}"));
    }
}

/// Counts the entries of the browser's history that are this page's and lie before what is shown;
/// each entry holds its number, so that it is there again after a reload.
fn count_entry(first: bool) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else {
        return;
    };
    let state = history.state().unwrap_or(JsValue::NULL);
    let kept = member(&state, "mingbai").and_then(|it| it.as_f64());
    let replaced = REPLACED.take();
    let depth = match kept {
        Some(depth) => depth as u32,
        None if first => 0,
        None if replaced => DEPTH.get(),
        None => DEPTH.get() + 1,
    };
    DEPTH.set(depth);
    if kept.is_none() {
        let state = Object::new();
        // Refused, it is counted anew after a reload.
        let _ = Reflect::set(&state, &"mingbai".into(), &f64::from(depth).into());
        let _ = history.replace_state(&state, "");
    }
}

/// Calls back with the fragment at every change of it, as long as the page lives.
pub fn on_fragment(call: impl Fn(String) + 'static) {
    count_entry(true);
    let closure = Closure::<dyn Fn()>::new(move || {
        count_entry(false);
        call(fragment());
    });
    if let Some(window) = web_sys::window() {
        let _ =
            window.add_event_listener_with_callback("hashchange", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// Whether there is room for two columns; the same width as in styles.css.
pub fn wide() -> bool {
    let list = web_sys::window().and_then(|it| it.match_media("(min-width: 64rem)").ok()?);
    list.is_some_and(|it| it.matches())
}

/// Calls back whenever the window's size changes, as long as the page lives.
pub fn on_resize(call: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(call);
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("resize", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// Calls back once the page as it is has been painted, and so many milliseconds after.
pub fn after_paint(milliseconds: i32, call: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else {
        return call();
    };
    let timed = Closure::once_into_js(call);
    let painting = {
        let window = window.clone();
        Closure::once_into_js(move || {
            // The frame is painted when this returns; a timer waits for that.
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(
                timed.unchecked_ref(),
                milliseconds,
            );
        })
    };
    // A page in the background is not painted; it is made when it is looked at.
    let _ = window.request_animation_frame(painting.unchecked_ref());
}

/// Calls back when it is another day than before: at midnight, when the page is seen again or comes
/// out of the browser's memory, and before a key or a tap is heard. A machine that slept tells no
/// midnight, and its timers run late. As long as the page lives.
pub fn on_new_day(call: impl Fn() + 'static) {
    let day = Cell::new(today());
    let look = move || {
        let now = today();
        if day.replace(now) != now {
            call();
        }
    };
    // One function for all of them.
    let held = Closure::<dyn Fn()>::new(look);
    let function = held.as_ref().unchecked_ref::<Function>();
    if let Some(window) = web_sys::window() {
        let document = window.document().map(EventTarget::from);
        let targets = [Some(EventTarget::from(window.clone())), document];
        for name in [
            "pageshow",
            "focus",
            "keydown",
            "pointerdown",
            "visibilitychange",
        ] {
            for target in targets.iter().flatten() {
                let _ = target.add_event_listener_with_callback_and_bool(name, function, true);
            }
        }
        let _ = window.set_interval_with_callback_and_timeout_and_arguments_0(function, 20_000);
    }
    held.forget();
}

/// Calls back whenever the page comes out of the browser's memory, as long as it lives.
pub fn on_restored(call: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        if member(&event, "persisted").is_some_and(|it| it.is_truthy()) {
            call();
        }
    });
    if let Some(window) = web_sys::window() {
        let _ =
            window.add_event_listener_with_callback("pageshow", closure.as_ref().unchecked_ref());
    }
    closure.forget();
}

/// What a promise gives; none where it gives nothing within so many milliseconds.
pub async fn within(promise: &Promise, milliseconds: i32) -> Option<Result<JsValue, JsValue>> {
    let late = JsValue::from(Object::new());
    let timer = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_1(
                &resolve,
                milliseconds,
                &late,
            );
        }
    });
    match JsFuture::from(Promise::race(&Array::of2(promise, &timer))).await {
        Ok(it) if it == late => None,
        answer => Some(answer),
    }
}

/// Calls back whenever the page is seen again after another one was, or its window is turned to, as
/// long as it lives: windows beside each other are all seen.
pub fn on_return(call: impl Fn() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let Some(document) = window.document() else {
        return;
    };
    let closure = {
        let document = document.clone();
        Closure::<dyn Fn()>::new(move || {
            if !document.hidden() {
                call();
            }
        })
    };
    let function = closure.as_ref().unchecked_ref();
    let _ = document.add_event_listener_with_callback("visibilitychange", function);
    let _ = window.add_event_listener_with_callback("focus", function);
    closure.forget();
}

/// Lets the browser do what waits: taps, painting.
pub async fn rest() {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, 0);
        }
    });
    // A timeout never fails.
    let _ = JsFuture::from(promise).await;
}

/// Shows the page from its top and puts the focus on its title, so that keyboard and screen reader
/// follow. The focus only after the page was painted: a browser takes its time over it too. A field
/// that asks for it in between keeps it.
pub fn focus_title(id: &'static str) {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
    UNFOCUSED.set(true);
    after_paint(0, move || {
        if UNFOCUSED.get() {
            focus_field(id);
        }
    });
}

/// Shows the page at the row of a fact, marked `data-fact`, and puts the focus on it; on its title
/// where there is no such row.
pub fn focus_row(key: &str, title: &'static str) {
    focus_title(title);
    let row = format!("[data-fact=\"{key}\"]");
    after_paint(0, move || {
        let document = web_sys::window().and_then(|window| window.document());
        let find = |what: &str| document.as_ref()?.query_selector(what).ok()?;
        if let Some(found) = find(&format!("main {row}")).or_else(|| find(&row)) {
            if let Some(found) = found.dyn_ref::<HtmlElement>() {
                let _ = found.focus();
            }
            found.scroll_into_view_with_bool(true);
        }
    });
}

/// Puts the focus on a field and shows it, wherever on the page it is.
pub fn focus_field(id: &str) {
    UNFOCUSED.set(false);
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Puts a text into an input, once; what is typed there later is never touched.
pub fn fill(id: &str, text: &str) {
    if let Some(input) = input(id) {
        input.set_value(text);
    }
}

/// What stands in the input of this id.
pub fn standing(id: &str) -> String {
    input(id).map(|input| input.value()).unwrap_or_default()
}

/// The file chosen in the input of this id.
pub fn chosen_file(id: &str) -> Option<web_sys::File> {
    input(id)?.files()?.get(0)
}

/// All of a file's text; none where it cannot be read.
pub async fn file_text(file: &web_sys::File) -> Option<String> {
    let promise = Response::new_with_opt_blob(Some(file)).ok()?.text().ok()?;
    JsFuture::from(promise).await.ok()?.as_string()
}

/// All of a file; none where it cannot be read.
pub async fn file_bytes(file: &web_sys::File) -> Option<Uint8Array> {
    let promise = Response::new_with_opt_blob(Some(file)).ok()?.array_buffer();
    let buffer = JsFuture::from(promise.ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer))
}

/// What stands in the field of several lines of this id.
pub fn standing_area(id: &str) -> String {
    let area = element(id).and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    area.map(|area| area.value()).unwrap_or_default()
}

/// Puts a text into an input where another stands there.
pub fn fill_other(id: &str, text: &str) {
    if let Some(input) = input(id).filter(|input| input.value() != text) {
        input.set_value(text);
    }
}

/// Puts the focus on a field, of one line or several, and marks all that stands there; gives it.
pub fn select_all(id: &str) -> Option<String> {
    focus_field(id);
    if let Some(input) = input(id) {
        input.select();
        return Some(input.value());
    }
    let area: HtmlTextAreaElement = element(id)?.dyn_into().ok()?;
    area.select();
    Some(area.value())
}

/// Puts the focus on an input and marks what stands there, so that typing writes over it.
pub fn focus_typing(id: &str) {
    focus_field(id);
    if let Some(input) = input(id) {
        input.select();
    }
}

/// Milliseconds of the clock.
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// What both clocks of the browser say.
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

/// Something that goes on until it is dropped.
pub struct Going {
    stop: Box<dyn Fn()>,
    _held: Box<dyn std::any::Any>,
}

impl Drop for Going {
    fn drop(&mut self) {
        (self.stop)();
    }
}

/// Calls back at every key, wherever the focus is.
pub fn on_keys(call: impl Fn(&KeyboardEvent) + 'static) -> Option<Going> {
    let document = web_sys::window()?.document()?;
    listen(document.into(), "keydown", move |event| {
        if let Some(event) = event.dyn_ref() {
            call(event);
        }
    })
}

/// Calls back before anything is printed, whoever asked for it.
pub fn on_print(call: impl Fn() + 'static) -> Option<Going> {
    listen(web_sys::window()?.into(), "beforeprint", move |_| call())
}

/// Calls back at every event of this name there; none where it cannot be listened to.
pub fn listen(
    target: EventTarget,
    name: &'static str,
    call: impl Fn(Event) + 'static,
) -> Option<Going> {
    listening(target, name, false, call)
}

/// The same before whatever lies inside hears it.
pub fn listen_first(
    target: EventTarget,
    name: &'static str,
    call: impl Fn(Event) + 'static,
) -> Option<Going> {
    listening(target, name, true, call)
}

fn listening(
    target: EventTarget,
    name: &'static str,
    first: bool,
    call: impl Fn(Event) + 'static,
) -> Option<Going> {
    let held = Closure::<dyn Fn(Event)>::new(call);
    let function: js_sys::Function = held.as_ref().unchecked_ref::<js_sys::Function>().clone();
    target
        .add_event_listener_with_callback_and_bool(name, &function, first)
        .ok()?;
    Some(Going {
        stop: Box::new(move || {
            let _ = target.remove_event_listener_with_callback_and_bool(name, &function, first);
        }),
        _held: Box::new(held),
    })
}

/// Calls back again and again, so many milliseconds apart.
pub fn every(milliseconds: i32, call: impl Fn() + 'static) -> Option<Going> {
    let window = JsValue::from(web_sys::window()?);
    let held = Closure::<dyn Fn()>::new(call);
    // The number of a timer is the browser's own affair: it may be larger than ours.
    let id = function(&window, "setInterval")?
        .call2(&window, held.as_ref(), &milliseconds.into())
        .ok()?;
    Some(Going {
        stop: Box::new(move || {
            if let Some(clear) = function(&window, "clearInterval") {
                let _ = clear.call1(&window, &id);
            }
        }),
        _held: Box::new(held),
    })
}

/// Whether an event comes from a field of several lines.
pub fn in_textarea(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
    target.is_some_and(|it| it.tag_name() == "TEXTAREA")
}

fn input(id: &str) -> Option<HtmlInputElement> {
    element(id)?.dyn_into().ok()
}

/// How large a file is, in bytes.
pub fn file_size(file: &web_sys::File) -> u64 {
    file.size() as u64
}

/// Forgets what `boot.js` put aside when the page broke.
pub fn forget_unsent() {
    let storage = web_sys::window().and_then(|it| it.session_storage().ok()?);
    if let Some(storage) = storage {
        // What cannot be removed could not be put there either.
        let _ = storage.remove_item("mingbai.unsent");
    }
}

/// What stands in the input an event came from.
pub fn typed(event: &web_sys::Event) -> String {
    let Some(target) = event.target() else {
        return String::new();
    };
    let area = target.dyn_ref::<HtmlTextAreaElement>().map(|it| it.value());
    let input = || target.dyn_ref::<HtmlInputElement>().map(|it| it.value());
    area.or_else(input).unwrap_or_default()
}

/// Puts a text into a field of several lines where another stands there.
pub fn fill_area(id: &str, text: &str) {
    let area = element(id).and_then(|it| it.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(area) = area.filter(|area| area.value() != text) {
        area.set_value(text);
    }
}
