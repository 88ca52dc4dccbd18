//! Events of the window and the document (gloo-events): keys, printing, a new size, coming back.
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_utils::{document, window};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, KeyboardEvent, PageTransitionEvent};

/// A listener that is taken away when the value is dropped.
#[must_use = "dropped, nothing is heard"]
pub struct Listening {
    _listener: EventListener,
}

impl Listening {
    /// Calls back at every event of this name.
    pub(crate) fn on(
        target: &EventTarget,
        name: &'static str,
        call: impl Fn() + 'static,
    ) -> Listening {
        listening(EventListener::new(target, name, move |_| call()))
    }
}

/// Before whatever lies inside the target hears the event; the listener may prevent its default.
pub(crate) const FIRST: EventListenerOptions = EventListenerOptions {
    phase: EventListenerPhase::Capture,
    passive: false,
};

fn listening(listener: EventListener) -> Listening {
    Listening {
        _listener: listener,
    }
}

/// Calls back at every key, wherever the focus is.
pub fn on_keys(call: impl Fn(&KeyboardEvent) + 'static) -> Listening {
    let options = EventListenerOptions::enable_prevent_default();
    let heard = move |event: &Event| {
        if let Some(event) = event.dyn_ref() {
            call(event);
        }
    };
    listening(EventListener::new_with_options(
        &document(),
        "keydown",
        options,
        heard,
    ))
}

/// Calls back before anything is printed, whoever asked for it.
pub fn on_print(call: impl Fn() + 'static) -> Listening {
    Listening::on(&window(), "beforeprint", call)
}

/// Calls back at every event of these names in the document, before whatever lies inside hears it.
pub fn on_any(names: &[&'static str], call: impl Fn() + 'static) -> Vec<Listening> {
    on_any_of(&document(), names, &(Rc::new(call) as Rc<dyn Fn()>))
}

fn on_any_of(target: &EventTarget, names: &[&'static str], call: &Rc<dyn Fn()>) -> Vec<Listening> {
    let options = EventListenerOptions::run_in_capture_phase();
    let listen = |name: &&'static str| {
        let call = Rc::clone(call);
        listening(EventListener::new_with_options(
            target,
            *name,
            options,
            move |_| call(),
        ))
    };
    names.iter().map(listen).collect()
}

/// Calls back whenever the window's size changes, as long as the page lives.
pub fn on_resize(call: impl Fn() + 'static) {
    EventListener::new(&window(), "resize", move |_| call()).forget();
}

/// Calls back whenever the page comes out of the browser's memory, as long as the page lives.
pub fn on_restored(call: impl Fn() + 'static) {
    EventListener::new(&window(), "pageshow", move |event| {
        if event.dyn_ref().is_some_and(PageTransitionEvent::persisted) {
            call();
        }
    })
    .forget();
}

/// Calls back whenever the page is seen again after another one was, or its window is turned to, as
/// long as the page lives: windows next to each other are all seen.
pub fn on_return(call: impl Fn() + 'static) {
    let call = Rc::new(move || {
        if !document().hidden() {
            call();
        }
    });
    let seen = Rc::clone(&call);
    EventListener::new(&document(), "visibilitychange", move |_| seen()).forget();
    EventListener::new(&window(), "focus", move |_| call()).forget();
}

/// How often [`on_waking`] calls back by itself, in milliseconds.
const LOOK: u32 = 20_000;

/// Calls back whenever a machine that slept may have woken: the page is seen again or comes out of
/// the browser's memory, before a key or a pointer is heard, and every 20 seconds. As long as the
/// page lives.
pub fn on_waking(call: impl Fn() + 'static) {
    let call: Rc<dyn Fn()> = Rc::new(call);
    let names = ["pageshow", "focus", "keydown", "pointerdown"];
    let mut all = on_any_of(&window(), &names, &call);
    all.extend(on_any_of(&document(), &["visibilitychange"], &call));
    let looking = crate::timers::every(LOOK, move || call());
    std::mem::forget((all, looking));
}
